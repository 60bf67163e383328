"""Prints how the audits of the matrix end: ``python -m tests.scenarios.matrix.table``.

``--aside``: only the figures of the quarter that is set aside, not its differences.
``--only NAME``: one site.
``--served``: each site and its twin is served on loopback and visited by a real browser; without it, audits run on
recorded observations."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.scenarios.matrix.audited import Outcome, compared, figures, is_aside, recorded_audit, with_twins
from tests.scenarios.matrix.description import Description, descriptions
from tests.scenarios.matrix.served import served_audits

#: Sites that are served at one time: their results are printed as they come.
_AT_A_TIME = 8


def _served(sites: Sequence[Description]) -> Iterator[Outcome]:
    can_be = [site for site in sites if site.only_recorded is None]
    for start in range(0, len(can_be), _AT_A_TIME):
        some = can_be[start : start + _AT_A_TIME]
        with tempfile.TemporaryDirectory() as folder:
            results = served_audits(some, Path(folder))
        yield from (compared(site, results[site.site]) for site in some)


def _print(outcome: Outcome) -> None:
    print(outcome.site)
    for name in ("wrong", "missed", "other"):
        for line in getattr(outcome, name):
            print(f"    {name:7s} {line}", flush=True)


def main() -> int:
    """Runs the sites and prints differences and figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--aside", action="store_true")
    options.add_argument("--only")
    options.add_argument("--served", action="store_true")
    given = options.parse_args()
    sites = [site for site in descriptions() if given.only in (None, site.site)]
    if given.only is None:
        sites = [site for site in sites if is_aside(site) == given.aside]
    started = time.monotonic()
    audited = with_twins(sites)
    outcomes: list[Outcome] = []
    for outcome in _served(audited) if given.served else (compared(site, recorded_audit(site)) for site in audited):
        outcomes.append(outcome)
        if not outcome.same and not given.aside:
            _print(outcome)
    took = time.monotonic() - started
    print(figures(outcomes))
    twins = [one for one in outcomes if one.site.endswith("_twin")]
    clean = sum(not one.wrong for one in twins)
    print(f"{len(sites)} sites and {len(twins)} twins, {clean} twins without a finding above info; {took:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
