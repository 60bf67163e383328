"""The observation that a visit to a described site brings back, without a browser."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, get_args
from urllib.parse import urlsplit

from auditor.crawl.redaction import redact
from auditor.domains import registrable_domain
from auditor.models.common import CollectorKind, ConsentState, Site, Tool
from auditor.models.consent import Box, Button, Choice, ConsentCommand, ConsentRecord, ConsentSurface, Step
from auditor.models.document import Document, DocumentText
from auditor.models.observation import (
    Browser,
    CollectorReport,
    Cookie,
    CrawlSettings,
    Initiator,
    Observation,
    Page,
    Request,
    Script,
    Setter,
    StateObservation,
    StorageEntry,
    Value,
)
from declarations.extract import extract
from tests.scenarios.matrix.description import Act, Description
from tests.scenarios.matrix.papers_html import WORDS, html_of, page_of, text_of_banner
from tests.scenarios.matrix.services import Embedded, Service, cleared, services

_MOMENT = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
_DAY = 86400
_RELOADED_MS = 4000
_COLLECTORS: tuple[CollectorKind, ...] = get_args(CollectorKind)
_TYPES = {"frame": "document", "script": "script", "stylesheet": "stylesheet", "image": "image"}


def observed(site: Description) -> Observation:
    """What the recorder would have written of this site."""
    return Observation(
        tool=Tool(version="0"),
        site=Site(
            url=_home(site), final_url=_home(site), host=site.host, registrable_domain=registrable_domain(site.host)
        ),
        started_at=_MOMENT,
        finished_at=_MOMENT,
        outcome="complete",
        settings=CrawlSettings(
            states=site.states, pages=5, visits=1, locale="nl-NL", timezone="Europe/Amsterdam", viewport=(1280, 800),
            timeout_seconds=120, page_timeout_seconds=30, canonical_names=True,
        ),
        browser=Browser(
            name="chromium", version="1", build="full", user_agent="a test",
            third_party_cookies=site.third_party_cookies,
        ),
        consent=_surface(site),
        states=tuple(_state(site, state) for state in site.states),
        documents=tuple(_documents(site)),
    )  # fmt: skip


def _home(site: Description) -> str:
    return f"https://{site.host}/"


def _own_script(site: Description) -> str:
    return f"{_home(site)}assets/site.js"


def _papers(site: Description) -> list[tuple[str, Any, str | None]]:
    """The policy pages that are linked: path, role, text; null: the link is dead."""
    texts: list[tuple[str, Any, str | None]] = [
        ("/privacy", "privacy", site.policy),
        ("/cookies", "cookies", site.cookie_policy),
    ]
    dead: list[tuple[str, Any, str | None]] = [
        (path, "cookies" if "cookie" in path else "privacy", None) for path in site.dead_links
    ]
    return [entry for entry in texts if entry[2] is not None] + dead


@dataclass
class _Seen:
    """What one state holds, while it is gathered."""

    site: Description
    cookies: dict[tuple[str, str], Cookie] = field(default_factory=dict)
    storage: dict[str, StorageEntry] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)

    def run(self, acts: Iterable[Act], pages: Sequence[str], *, after: bool, by_choice: bool = False) -> None:
        """``by_choice``: the site's own script starts them; else they stand in the page."""
        by: tuple[Initiator, ...] = (Initiator(kind="script", url=_own_script(self.site)),) if by_choice else ()
        for act in acts:
            urls = tuple(f"https://{self.site.host}{page}" for page in pages if act.page in (None, page))
            if not urls:
                continue
            if act.kind == "service":
                self._service(services()[act.name], urls, by, after=after)
            elif act.kind == "cookie":
                self._own_cookie(act, urls, after=after)
            else:
                self._key(act, urls, after=after)

    def clear(self, *, seen: bool) -> None:
        """What a refusal deletes. A cookie that was there is told as deleted; a key only where it was ``seen`` at the
        end of a page."""
        names = cleared(self.site)
        self.storage = {key: one for key, one in self.storage.items() if seen or key not in names}
        for key, one in self.cookies.items():
            if one.party == "first" and one.name in names:
                self.cookies[key] = one.model_copy(update={"outcome": "deleted"})

    def keep_choice(self) -> None:
        """The cookie in which the site's own script keeps the choice, written before the reload."""
        setter = Setter(how="document.cookie", url=_own_script(self.site), party="first")
        self._cookie("cookie_choice", self.site.host, 180 * _DAY, setter, (_home(self.site),), after=False, plain=True)

    def _own_cookie(self, act: Act, pages: tuple[str, ...], *, after: bool) -> None:
        url = _own_script(self.site) if act.by_script else _home(self.site)
        how: Any = "document.cookie" if act.by_script else "header"
        self._cookie(act.name, self.site.host, act.seconds, Setter(how=how, url=url, party="first"), pages, after,
                     plain=act.plain)  # fmt: skip

    def _key(self, act: Act, pages: tuple[str, ...], *, after: bool) -> None:
        self.storage[act.name] = StorageEntry(
            kind=act.storage or "local", origin=f"https://{self.site.host}", key=act.name, size=30, party="first",
            setter=Setter(how="script", url=_own_script(self.site), party="first"),
            value=_value(act.name, identifier=not act.plain), pages=pages, after_choice=after,
        )  # fmt: skip

    def _cookie(
        self, name: str, domain: str, seconds: int | None, setter: Setter, pages: tuple[str, ...], after: bool,
        *, plain: bool = False,
    ) -> None:  # fmt: skip
        third = registrable_domain(domain) != registrable_domain(self.site.host)
        known = self.cookies.get((name, domain))
        pages = tuple(dict.fromkeys((*(known.pages if known else ()), *pages)))
        self.cookies[name, domain] = Cookie(
            name=name, domain=domain.removeprefix("www."), path="/", host_only=False, secure=True, http_only=False,
            same_site="None" if third else "Lax", lifetime_seconds=seconds, session=seconds is None,
            party="third" if third else "first", setter=setter, outcome="stored",
            value=_value(name, identifier=not plain), pages=pages, after_choice=after,
        )  # fmt: skip

    def _service(self, service: Service, pages: tuple[str, ...], by: tuple[Initiator, ...], *, after: bool) -> None:
        embed = service.embeds.url
        url = embed if embed.startswith("http") else f"https://{self.site.host}{embed}"
        host = urlsplit(url).hostname or ""
        party: Any = "first" if host == self.site.host else "third"
        framed = service.embeds.as_ == "frame"
        for page in pages:
            chain = (*by, Initiator(kind="html", url=page))
            self.requests.append(_request(url, _TYPES[service.embeds.as_], page, party, chain, after=after))
            if service.embeds.as_ == "script":
                self.scripts.append(Script(url=redact(url), party=party, vendor=None, page=page, after_choice=after))
            for sent in service.sends:
                to = sent.url if sent.url.startswith("http") else f"https://{self.site.host}{sent.url}"
                carried = (_value(sent.id, identifier=True).hash,) if sent.id else ()
                sender = Initiator(kind="css" if sent.as_ == "font" else "script", url=redact(url))
                self.requests.append(
                    _request(to, "font" if sent.as_ == "font" else "beacon", page,
                             "first" if self.site.host in to else "third", (sender, *chain), after=after,
                             carried=carried)
                )  # fmt: skip
        for own in service.own:
            setter = Setter(how="document.cookie", url=redact(url), party=party)
            self._cookie(own.name, self.site.host, _seconds(own.days), setter, pages, after)
        if self.site.third_party_cookies == "allowed":
            for third in service.third:
                answer = self._answer_of(service.embeds, third.domain, service)
                setter = Setter(how="header", url=redact(answer), party="third", frame=redact(url) if framed else None)
                self._cookie(third.name, third.domain, _seconds(third.days), setter, pages, after)

    @staticmethod
    def _answer_of(embed: Embedded, domain: str, service: Service) -> str:
        urls = (embed.url, *(sent.url for sent in service.sends))
        return next((url for url in urls if (urlsplit(url).hostname or "").endswith(domain)), embed.url)


def _seconds(days: int | None) -> int | None:
    return None if days is None else days * _DAY


def _value(name: str, *, identifier: bool) -> Value:
    token = hashlib.sha256(name.encode()).hexdigest()[:16]
    return Value(length=26 if identifier else 4, hash=token, looks_like_identifier=identifier)


def _request(
    url: str, kind: str, page: str, party: Any, initiators: tuple[Initiator, ...], *, after: bool,
    carried: tuple[str, ...] = (),
) -> Request:  # fmt: skip
    shown = redact(url)
    method, status = ("POST", 204) if kind == "beacon" else ("GET", 200)
    return Request(
        url=shown, host=urlsplit(shown).hostname or "", method=method, type=kind, party=party, vendor=None, page=page,
        frame=shown if kind == "document" else None, initiators=initiators, status=status, identifiers=carried,
        after_choice=after,
    )  # fmt: skip


def _choice(site: Description, state: ConsentState) -> Choice | None:
    if state in ("before", "gpc"):
        return None
    banner = site.banner
    words = WORDS[site.language]
    if banner.kind == "none":
        return Choice(outcome="no_banner", reason="No banner was shown.")
    if banner.kind == "notice":
        return _acknowledged(words["ok"]) if state == "accepted" else Choice(outcome="not_offered")
    offered = {
        "rejected": banner.kind in ("choice", "settings_reject", "preticked"),
        "accepted": True,
        "withdrawn": banner.way_back,
    }[state]
    if not offered:
        # Who looked for a way back had accepted, and loaded the page anew.
        return Choice(outcome="not_offered", reloaded_at_ms=_RELOADED_MS if state == "withdrawn" else None)
    steps = _steps(site, state)
    way_back: Any = "link" if state == "withdrawn" else None
    return Choice(
        outcome="verified", method=f"words: {steps[-1].text}", clicks=len(steps), steps=steps, banner_gone=True,
        stays_gone=True, way_back=way_back, record_agrees=True, reloaded_at_ms=_RELOADED_MS,
    )  # fmt: skip


def _acknowledged(word: str) -> Choice:
    """A notice is closed with its one button, which is all that accepting can be."""
    return Choice(
        outcome="verified", method=f"acknowledged: {word}", clicks=1, steps=(Step(text=word, role="close"),),
        banner_gone=True, stays_gone=True, reloaded_at_ms=_RELOADED_MS,
    )  # fmt: skip


def _steps(site: Description, state: ConsentState) -> tuple[Step, ...]:
    """What has to be pressed for a choice, the shortest way."""
    words, kind = WORDS[site.language], site.banner.kind
    if state == "accepted":
        return (Step(text=words["accept"], role="accept"),)
    back = (Step(text=words["back"], role="way_back"),) if state == "withdrawn" else ()
    first = 1 + len(back)
    if kind not in ("settings_reject", "preticked"):
        return (*back, Step(text=words["reject"], role="reject", layer=first))
    opened = Step(text=words["settings"], role="settings", layer=first)
    if kind == "settings_reject":
        return (*back, opened, Step(text=words["reject"], role="reject", layer=first + 1))
    boxes = tuple(Step(text=words[name], role="toggle", layer=first + 1) for name in ("statistics", "marketing"))
    return (*back, opened, *boxes, Step(text=words["save"], role="save", layer=first + 1))


def _state(site: Description, state: ConsentState) -> StateObservation:
    choice = _choice(site, state)
    seen = _Seen(site)
    does = site.does
    offered = choice is None or choice.outcome == "verified"
    loads: list[Page] = []
    if choice is not None and choice.outcome != "no_banner":
        _earlier(seen, state, made=offered)
        loads.append(_page(site, "/").model_copy(update={"after_choice": False}))
    if offered:
        own = {"before": does.before, "rejected": does.rejected, "accepted": does.accepted,
               "withdrawn": does.withdrawn, "gpc": does.gpc}[state]  # fmt: skip
        papers = [(path, text) for path, _, text in _papers(site)] if state == "before" else []
        loads += [_page(site, path) for path in site.pages]
        loads += [_page(site, path, paper=True, there=text is not None) for path, text in papers]
        pages = (*site.pages, *(path for path, text in papers if text is not None))
        seen.run(does.always, pages, after=True)
        seen.run(own, pages, after=True, by_choice=True)
    looked = choice is None or choice.outcome != "no_banner"
    return StateObservation(
        state=state, choice=choice, outcome="complete", started_at=_MOMENT, finished_at=_MOMENT,
        pages=tuple(loads), cookies=tuple(seen.cookies.values()),
        storage=tuple(seen.storage.values()), requests=tuple(seen.requests), scripts=tuple(seen.scripts),
        collectors=tuple(
            CollectorReport(
                collector=kind, looked=looked and kind not in site.not_seen,
                reason="No banner was shown." if not looked else "off" if kind in site.not_seen else None,
            )
            for kind in _COLLECTORS
        ),
        records=tuple(_records(site, state, choice)), consent_commands=tuple(_commands(site, state)),
    )  # fmt: skip


def _earlier(seen: _Seen, state: ConsentState, *, made: bool) -> None:
    """What ran until the reload that proves the choice, and what of it is left: none of it is after the choice.
    ``made``: whether there was such a choice; where there is none, the page is looked at, and that is all."""
    does = seen.site.does
    seen.run(does.always, ("/",), after=False)
    seen.run(does.before, ("/",), after=False, by_choice=True)
    if state == "withdrawn" or (made and state == "accepted"):
        seen.run(does.accepted, ("/",), after=False, by_choice=True)
    if not made:
        return
    if state != "accepted":
        seen.clear(seen=state == "withdrawn")
    if state == "rejected":
        seen.run(does.rejected, ("/",), after=False, by_choice=True)
    seen.keep_choice()


def _page(site: Description, path: str, *, paper: bool = False, there: bool = True) -> Page:
    url = f"https://{site.host}{path}"
    return Page(
        url=url, final_url=url, outcome="ok" if there else "http_error", status=200 if there else 404, settled="quiet",
        language=site.language, text_language=site.language if there else None,
        has_form=site.form and path != "/" and not paper,
    )  # fmt: skip


def _records(site: Description, state: ConsentState, choice: Choice | None) -> Iterator[ConsentRecord]:
    """As described, else what the site's own cookie tells."""
    granted = site.consent.records.get(state)
    made = choice is not None and choice.outcome == "verified" and site.banner.kind != "notice"
    if granted is None and made and not site.consent.records:
        yield ConsentRecord(
            manager="site", source="cookie cookie_choice", decided=True, granted={"cookies": state == "accepted"}
        )
    if granted is not None:
        yield ConsentRecord(
            manager="site", source="cookie cookie_choice", decided=state != "before", granted=dict(granted),
            necessary=("necessary",),
        )  # fmt: skip


def _commands(site: Description, state: ConsentState) -> Iterator[ConsentCommand]:
    signals = site.consent.consent_mode.get(state)
    if signals is not None:
        yield ConsentCommand(page=_home(site), command="default", signals=dict(signals), tags_first=site.consent.late)


def _surface(site: Description) -> ConsentSurface:
    banner, words = site.banner, WORDS[site.language]
    if banner.kind == "none":
        return ConsentSurface(kind="none")
    wide = 300 if banner.loud else 140
    accept = Button(text=words["accept"], role="accept", element="button", width=wide, height=44, contrast=8.0,
                    prominence=6.0, font_size=16)  # fmt: skip
    reject = Button(text=words["reject"], role="reject", element="a" if banner.loud else "button",
                    width=60 if banner.loud else 140, height=14 if banner.loud else 44,
                    contrast=1.8 if banner.loud else 8.0, prominence=1.0 if banner.loud else 6.0,
                    font_size=10 if banner.loud else 16)  # fmt: skip
    settings = Button(text=words["settings"], role="settings", element="button", width=140, height=44, contrast=8.0,
                      prominence=6.0, font_size=16)  # fmt: skip
    on = banner.kind == "preticked"
    boxes = tuple(
        Box(label=words[name], checked=name == "necessary" or on, disabled=name == "necessary", layer=2)
        for name in ("necessary", "statistics", "marketing")
    )
    second = (
        reject.model_copy(update={"layer": 2}),
        Button(text=words["save"], role="save", element="button", layer=2),
    )
    buttons, shown, layers, clicks = {
        "choice": ((accept, reject), (), 1, (1, 1)),
        "settings_reject": ((accept, settings, *second), boxes, 2, (1, 2)),
        "preticked": ((accept, settings, second[1]), boxes, 2, (1, 4)),
        "accept_only": ((accept,), (), 1, (1, 0)),
        "wall": ((accept,), (), 1, (1, 0)),
        "notice": ((Button(text=words["ok"], role="close", element="button", width=100, height=44),), (), 1, (None, 0)),
    }[banner.kind]
    kind: Any = banner.kind if banner.kind in ("notice", "wall") else "banner"
    said = (text_of_banner(site), *(one.text for one in buttons if one.layer == 1))
    return ConsentSurface(
        kind=kind, text=" ".join(said), language=None, layers=layers, blocks_page=banner.kind == "wall",
        clicks_to_accept=clicks[0], clicks_to_reject=clicks[1], buttons=buttons, boxes=shown, width=800, height=200,
    )  # fmt: skip


def _documents(site: Description) -> Iterator[Document]:
    words = WORDS[site.language]
    for path, role, text in _papers(site):
        url = f"https://{site.host}{path}"
        found: Any = {"url": url, "requested_url": url, "found_by": "link", "found_text": words[role],
                      "found_on": _home(site), "role": role}  # fmt: skip
        if text is None:
            missing = DocumentText(text="", blocks=(), outcome="missing", reason="HTTP 404")
            yield Document(**found, status=404, content=missing)
            continue
        data = page_of(site, words[role], html_of(text)).encode()
        yield Document(
            **found, status=200, media_type="text/html", sha256=hashlib.sha256(data).hexdigest(),
            content=extract(data, "text/html", url),
        )  # fmt: skip
