"""The choices on every consent manager and home-made banner: were they verified, and is it so.

``python -m tests.consent.table [--only NAME …] [--states STATE …]`` crawls each site and prints a row for each.
Exit 1 when an outcome is not among those that are true of the site, or when what came after a choice belies it.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from auditor.crawl.options import CrawlOptions
from auditor.crawl.site import Crawler
from auditor.demo.internet import DemoInternet
from auditor.models.common import ConsentState
from auditor.models.document import DocumentText
from auditor.models.observation import Observation, StateObservation
from tests.consent.homemade.load import PRESSED
from tests.consent.sites import ConsentSite, all_sites

CHOICES: tuple[ConsentState, ...] = ("rejected", "accepted", "withdrawn")
STATES: tuple[ConsentState, ...] = ("before", *CHOICES)

_COLUMNS = ("site", "stands for", "manager", "kind", "reject", "accept", "withdraw", "effect", "as expected")


@dataclass(frozen=True)
class Row:
    """A site, what the crawl saw on it, and what is wrong with that."""

    site: ConsentSite
    observation: Observation
    seconds: float
    faults: tuple[str, ...] = ()
    effects: dict[str, str] = field(default_factory=dict)

    def cells(self) -> tuple[str, ...]:
        """As printed."""
        surface = self.observation.consent
        told = " ".join(self.effects.get(state, "-") for state in CHOICES)
        return (
            self.site.name,
            self.site.source,
            next((name for name in _managers(self.observation) if name), "-"),
            f"{surface.kind or '?'} {surface.clicks_to_reject}:{surface.clicks_to_accept}",
            *(self._choice(state) for state in CHOICES),
            told,
            "; ".join(self.faults) or "ok",
        )

    def _choice(self, state: ConsentState) -> str:
        seen = self.observation.state(state)
        if seen is None or seen.choice is None:
            return "-"
        choice = seen.choice
        way = f" by {choice.way_back}" if choice.way_back else ""
        return f"{choice.outcome} {choice.clicks}x {choice.seconds:.1f}s{way}"


def crawl_all(sites: Sequence[ConsentSite], states: Sequence[ConsentState] = STATES) -> Iterator[Row]:
    """A row a site, as each is done: the real crawl, two pages a state, with the simulated internet."""
    with DemoInternet(sites=(), extra=[serve for site in sites for serve in (site.serve, *site.also)]) as internet:
        options = CrawlOptions(
            pages=2, states=tuple(states), resolve=internet.resolve, ignore_https_errors=True, timeout=180.0
        )
        with asyncio.Runner() as runner:
            crawler = Crawler(options, _no_text, lambda _: None, lambda _: None)
            runner.run(crawler.__aenter__())
            try:
                for site in sites:
                    internet.clear_log()
                    began = time.monotonic()
                    observation = runner.run(crawler.crawl(site.url))
                    pressed = any(entry.path == PRESSED for entry in internet.log)
                    yield judged(site, observation, time.monotonic() - began, pressed)
            finally:
                runner.run(crawler.__aexit__(None, None, None))


def judged(site: ConsentSite, observation: Observation, seconds: float, pressed: bool = False) -> Row:
    """The observation held against what is true of the site. ``pressed``: a page where there is nothing to choose
    reported that something on it was pressed."""
    faults = ["something was pressed that is no choice"] * pressed
    effects: dict[str, str] = {}
    if observation.consent.kind != site.kind:
        faults.append(f"is a {site.kind}, not {observation.consent.kind} ({observation.consent.reason or 'no reason'})")
    named = next((name for name in _managers(observation) if name), None)
    if site.manager is not None and named != site.manager:
        faults.append(f"is taken for {named or 'no manager'}, not {site.manager}")
    faults += _clicks(site, observation)
    for state in observation.states:
        if state.choice is not None:
            effects[state.state], wrong = _effect(site, state)
            faults += [*_outcome(site, state), *wrong]
        elif state.state in CHOICES:
            faults.append(f"{state.state}: no choice is recorded ({state.reason or 'no reason'})")
    return Row(site, observation, seconds, tuple(faults), effects)


def _managers(observation: Observation) -> Iterator[str | None]:
    yield observation.consent.manager
    for state in observation.states:
        yield state.choice.manager if state.choice else None


def _clicks(site: ConsentSite, observation: Observation) -> Iterator[str]:
    seen = observation.consent
    for answer, counted, true in (
        ("reject", seen.clicks_to_reject, site.clicks_to_reject),
        ("accept", seen.clicks_to_accept, site.clicks_to_accept),
    ):
        if counted is not None and true is not None and counted != true:
            yield f"{counted} clicks to {answer}, not {true}"


def _outcome(site: ConsentSite, state: StateObservation) -> Iterator[str]:
    choice = state.choice
    if choice is None:
        return
    wanted = site.outcomes[state.state]
    if choice.outcome not in wanted:
        yield f"{state.state}: {choice.outcome}, not {' or '.join(wanted)} ({choice.reason or 'no reason'})"
    elif choice.outcome == "verified" and choice.way_back not in site.way_back and state.state == "withdrawn":
        yield f"withdrawn: by {choice.way_back}, not {' or '.join(site.way_back)}"
    if choice.outcome == "verified" and choice.reloaded_at_ms is None:
        yield f"{state.state}: verified without loading the page anew"


def came_after(state: StateObservation, names: Sequence[str], *, kept: bool = False) -> set[str]:
    """Those of ``names`` (cookies, keys, and hosts by their dots) that were written or asked for after the choice and
    the reload; with ``kept`` also cookies and keys that the choice itself brought."""
    cookies = {c.name for c in state.cookies if (kept or c.after_choice) and c.outcome == "stored"}
    keys = {entry.key for entry in state.storage if kept or entry.after_choice}
    hosts = {request.host for request in state.requests if request.after_choice}
    return set(names) & (cookies | hosts | keys)


def _effect(site: ConsentSite, state: StateObservation) -> tuple[str, list[str]]:
    """What the site did after the choice, which is the proof that the choice reached it: a word, and any faults.

    Only a verified choice is held to it: where nothing was chosen, nothing is claimed."""
    if state.choice is None or state.choice.outcome != "verified":
        return "-", []
    gated = came_after(state, site.after_accept)
    accepted = state.state == "accepted"
    wanted = set(site.after_accept if accepted else site.after_reject)
    unwanted = set() if accepted else gated - wanted
    missing = wanted - came_after(state, tuple(wanted), kept=True)
    wrong = [f"{state.state}: yet {', '.join(sorted(unwanted))}"] * bool(unwanted)
    wrong += [f"{state.state}: without {', '.join(sorted(missing))}"] * bool(missing)
    return ("all" if accepted and wanted and not missing else "some" if gated else "none"), wrong


def lines(rows: Sequence[Row]) -> Iterator[str]:
    """The table in Markdown, and a line on the whole."""
    table = [_COLUMNS, tuple("---" for _ in _COLUMNS), *(row.cells() for row in rows)]
    widths = [max(len(cells[i]) for cells in table) for i in range(len(_COLUMNS) - 1)]
    for cells in table:
        yield "| " + " | ".join([*(f"{c:{w}}" for c, w in zip(cells, widths, strict=False)), cells[-1]]) + " |"
    yield ""
    for state in CHOICES:
        offered = [row for row in rows if "verified" in row.site.outcomes[state] and row.observation.state(state)]
        done = [row for row in offered if _verified(row, state)]
        seconds = sorted(s.choice.seconds for r in done if (s := r.observation.state(state)) and s.choice)
        longest = f", {seconds[len(seconds) // 2]:.1f} s in the middle, {seconds[-1]:.1f} s at most" if seconds else ""
        yield f"{state}: {len(done)} of {len(offered)} verified where the site offers it{longest}"
    yield f"as expected: {sum(not row.faults for row in rows)} of {len(rows)} sites"


def _verified(row: Row, state: ConsentState) -> bool:
    seen = row.observation.state(state)
    return seen is not None and seen.choice is not None and seen.choice.outcome == "verified"


def _no_text(data: bytes, media_type: str, url: str) -> DocumentText:
    """No document is read here."""
    return DocumentText(text="", blocks=(), outcome="empty")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these sites")
    parser.add_argument("--states", nargs="+", choices=STATES, default=STATES, metavar="STATE")
    chosen = parser.parse_args(arguments)
    sites = [site for site in all_sites() if not chosen.only or site.name in chosen.only]
    rows = []
    for row in crawl_all(sites, chosen.states):
        rows.append(row)
        print(f"{row.site.name}: {'; '.join(row.faults) or 'ok'} ({row.seconds:.0f} s)", file=sys.stderr, flush=True)
    print("\n".join(lines(rows)))
    return 1 if any(row.faults for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
