"""How a reader can check a finding alone, in a browser, in a minute: which page, which state, where to look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markupsafe import Markup

from auditor.models.common import ConsentState
from auditor.models.result import AuditResult, Evidence, Finding, InventoryItem
from reports.shown import bounded, isolated
from reports.text import Texts

#: More names than these nobody looks up by hand.
MAX_NAMES = 3
MAX_BUTTONS = 4
#: So much of a quote is searched for: enough to be found once, short enough to stay within one line of the page.
SEARCH_WORDS, SEARCH_CHARACTERS = 6, 60

#: What developer tools call the places where things are stored; the same words in every language.
_PLACES = {
    "local": "Local storage", "session": "Session storage", "indexed_db": "IndexedDB", "cache": "Cache storage",
    "service_worker": "Service workers",
}  # fmt: skip
_MADE: dict[ConsentState, str] = {"rejected": "refusing", "accepted": "accepting", "withdrawn": "withdrawing"}
_ABSENT = ("undeclared_", "incomplete_list")
_LIFETIMES = frozenset({"lifetime_exceeded", "session_cookie_persistent", "excessive_lifetime", "missing_lifetime"})
_JOINER = re.compile(r"[\s|]+")


class OwnChecks:
    """Writes the steps for each finding. Names and addresses of the site are shown, isolated and bounded; none is a
    link."""

    def __init__(self, result: AuditResult, t: Texts) -> None:
        self._t, self._result = t, result
        items = (*result.cookies, *result.storage)
        self._items: dict[str, InventoryItem] = {item.ref: item for item in items}
        self._kinds = {(item.name, item.domain): item.kind for item in result.storage}
        self._pressed = {
            one.state: [step.text.strip() for step in one.choice.steps if step.text.strip()]
            for one in result.observation.states
            if one.choice is not None
        }
        self._asks = result.observation.consent.kind in ("banner", "wall", "notice")

    def steps(self, finding: Finding) -> tuple[Markup, ...]:
        """The steps in the order in which they are taken; at least one."""
        seen = [one for one in finding.evidence if one.kind not in ("document", "page")]
        steps = [*self._on_site(finding, seen), *self._in_text(finding)]
        return tuple(dict.fromkeys(steps)) or (self._open("page", self._home()),)

    def _on_site(self, finding: Finding, seen: list[Evidence]) -> Iterator[Markup]:
        for entry in [one for one in finding.evidence if one.kind == "page" and one.url][:1]:
            yield self._open("page", entry.url or "")
        if not seen and not (finding.states and finding.subject.kind in ("vendor", "cookie", "storage", "banner")):
            return
        state = next((one.state for one in seen if one.state), finding.states[0] if finding.states else "before")
        here = [one for one in seen if one.state in (None, state)]
        yield self._visit(state, next((one.page for one in here if one.page), None) or self._home())
        yield from self._look(finding, here)

    def _visit(self, state: ConsentState, page: str) -> Markup:
        shown = _code(page)
        if state in _MADE and self._asks:
            return self._t.html(f"own_check.{state}", page=shown, buttons=self._buttons(state))
        if state == "gpc":
            return self._t.html("own_check.gpc", page=shown)
        return self._t.html("own_check.before" if state == "before" and self._asks else "own_check.fresh", page=shown)

    def _buttons(self, state: ConsentState) -> Markup:
        texts = self._pressed.get(state, [])[:MAX_BUTTONS]
        if not texts:
            return Markup("{}").format(self._t(f"own_check.{_MADE[state]}"))
        said = _quoted(texts[0])
        for text in texts[1:]:
            said = self._t.html("own_check.then", first=said, last=_quoted(text))
        return said

    def _look(self, finding: Finding, seen: list[Evidence]) -> Iterator[Markup]:
        t = self._t
        if any(one.kind == "banner" for one in seen) or finding.subject.kind == "banner":
            if finding.subject.name == "withdrawal":
                yield Markup("{}").format(t("own_check.way_back"))
                return
            yield Markup("{}").format(t("own_check.banner" if self._asks else "own_check.no_banner"))
            if self._asks:
                return
        cookies = [one.name for one in seen if one.kind == "cookie"]
        if cookies:
            key = "own_check.cookie_lifetime" if finding.check in _LIFETIMES else "own_check.cookie"
            yield t.html(key, names=self._names(cookies))
            if finding.check == "cookie_after_reject":
                yield Markup("{}").format(t("own_check.leftover"))
        for place, names in self._stored(seen).items():
            yield t.html("own_check.storage", place=place, names=self._names(names))
        host = next((one.host for one in seen if one.kind in ("request", "script") and one.host), None)
        if host:
            yield t.html("own_check.request", host=_code(host))

    def _stored(self, seen: list[Evidence]) -> dict[str, list[str]]:
        """Keys by the place in the developer tools that holds them."""
        places: dict[str, list[str]] = {}
        for one in seen:
            if one.kind == "storage":
                item = self._items.get(one.ref or "")
                kind = item.kind if item else self._kinds.get((one.name, one.host or ""), "local")
                places.setdefault(_PLACES.get(kind, _PLACES["local"]), []).append(one.name)
        return places

    def _in_text(self, finding: Finding) -> Iterator[Markup]:
        t = self._t
        for one in finding.claims[:2]:
            if one.quote.strip():
                yield t.html("own_check.text", document=_code(one.document), words=_quoted(_search(one.quote)))
        if finding.claims:
            return
        if finding.check.startswith(_ABSENT):
            document = next((one.url for one in self._result.documents if one.content.outcome == "ok"), None)
            names = self._absent(finding)
            if document and names:
                yield t.html("own_check.absent", document=_code(document), names=names)
            return
        texts = {document.url: document.text for document in self._result.documents}
        for entry in [entry for entry in finding.evidence if entry.kind == "document" and entry.url][:2]:
            if entry.name.strip() and entry.name in texts.get(entry.url or "", ""):
                yield t.html("own_check.text", document=_code(entry.url or ""), words=_quoted(_search(entry.name)))
            else:
                yield self._open("read", entry.url or "", "document")

    def _absent(self, finding: Finding) -> Markup:
        """What the text was searched for in vain: the product's names, or those of the cookies and keys."""
        products = {one.vendor: one.vendor_name for one in self._result.third_parties if one.vendor_name}
        product = products.get(finding.subject.vendor or finding.subject.name)
        if product:
            return _quoted(product.partition(" (")[0])
        return self._names([one.name for one in finding.evidence if one.kind in ("cookie", "storage")])

    def _names(self, names: Iterable[str]) -> Markup:
        distinct = list(dict.fromkeys(names))
        shown = Markup(", ").join(_code(name) for name in distinct[:MAX_NAMES])
        more = len(distinct) - MAX_NAMES
        return Markup("{} {}").format(shown, self._t.count("own_check.more", more)) if more > 0 else shown

    def _open(self, key: str, address: str, name: str = "page") -> Markup:
        return self._t.html(f"own_check.{key}", **{name: _code(address)})

    def _home(self) -> str:
        return self._result.site.final_url or self._result.site.url


def _code(text: str) -> Markup:
    return Markup("<code>{}</code>").format(isolated(text, 100))


def _quoted(text: str) -> Markup:
    return Markup("“{}”").format(isolated(text, 80))


def _search(quote: str) -> str:
    """The first words of a quote, as they can be typed into the browser's search."""
    words = [word for word in _JOINER.split(quote.strip()) if word]
    return bounded(" ".join(words[:SEARCH_WORDS]), SEARCH_CHARACTERS).rstrip("…")
