"""Says whether a page shows something that asks for consent, what it is, and what can be done on it.

Pure: a function of the snapshot. A region is a surface by what it says and by what can be pressed on it, never by its
name alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from auditor.crawl.consent import regions
from auditor.crawl.consent.controls import CHOOSING, Reading, is_proper_button
from auditor.crawl.consent.managers import container_of, manager_of
from auditor.crawl.consent.sighting import Sighting
from auditor.crawl.consent.snapshot import Node, Snapshot
from auditor.crawl.consent.word_data import PairSubject
from auditor.crawl.consent.wording import visible_text
from auditor.crawl.consent.words import says, speaks_of_consent, subject_of_pair
from auditor.knowledge.purposes import purposes_named
from auditor.models.consent import BannerLink, ConsentSurface

#: Longest text of a layer that is kept, in characters.
LONGEST_TEXT = 4000

#: Longest text of a region that is read to judge it; what is longer is judged by its beginning.
JUDGED_TEXT = 6000

#: Longest text of a layer that asks for consent without saying "cookie", in characters: what says more, says it.
LONGEST_PAIR = 1200

#: Addresses of privacy and cookie statements.
_STATEMENT = re.compile(r"privacy|cookie|datenschutz|confidentialite|vie-privee|donnees-personnelles", re.IGNORECASE)

#: Fields that no consent surface has: they ask for who the visitor is (newsletter, log-in, age).
_PERSONAL = frozenset({"email", "password", "tel", "date", "number", "month"})

NONE = ConsentSurface(kind="none")


@dataclass(frozen=True)
class _Candidate:
    """A region that speaks of consent. ``rank``: the higher, the more it is what a visitor has to answer."""

    root: Node
    text: str
    reading: Reading
    rank: tuple[int, ...]


def judge(snapshot: Snapshot, layer: int = 1, *, in_content: bool = False) -> Sighting:
    """What asks for consent on a page now. ``layer``: recorded with what is found; behind the first one, boxes for
    purposes are enough. ``in_content``: also a form in the page's own content, as settings pages have it."""
    found = list(_candidates(snapshot, layer, in_content))
    if not found:
        return Sighting(NONE)
    best = max(found, key=lambda candidate: candidate.rank)
    return _sighting(snapshot, best)


def _candidates(snapshot: Snapshot, layer: int, in_content: bool) -> Iterator[_Candidate]:
    seen: set[Node] = set()
    for node in regions.overlays(snapshot):
        if regions.is_page(node, snapshot):
            continue
        candidate = _weigh(snapshot, node, layer, flow=False)
        if candidate is not None and candidate.root not in seen:
            seen.add(candidate.root)
            yield candidate
    if seen:
        return
    for node in regions.bars(snapshot):
        candidate = _weigh(snapshot, node, layer, flow=True)
        if candidate is not None and candidate.root not in seen:
            seen.add(candidate.root)
            yield candidate
    if in_content and not seen:
        body = next((node for node in snapshot.root.walk() if node.tag == "body"), snapshot.root)
        candidate = _weigh(snapshot, body, layer, flow=False)
        if candidate is not None:
            yield candidate


def _weigh(snapshot: Snapshot, node: Node, layer: int, flow: bool) -> _Candidate | None:
    text = visible_text(node, JUDGED_TEXT)
    known = container_of(node) is not None
    if (not text and not known) or is_proper_button(node):
        return None
    spoken = speaks_of_consent(text)
    subject = None if spoken or flow or node.tag == "body" else subject_of_pair(text)
    if not spoken and not known and layer == 1 and subject is None and not purposes_named(text):
        return None
    reading = Reading(snapshot, node, layer)
    spoken = spoken or (subject is not None and _offers_a_pair(node, reading, subject))
    if not _asks_or_tells(snapshot, node, reading, spoken=spoken, known=known, flow=flow):
        return None
    root = _narrow(node, reading, text)
    if root is not node:
        text, reading = visible_text(root, JUDGED_TEXT), Reading(snapshot, root, layer)
    return _Candidate(root, text[:LONGEST_TEXT], reading, _rank(node, root, reading, known))


def _asks_or_tells(snapshot: Snapshot, node: Node, reading: Reading, *, spoken: bool, known: bool, flow: bool) -> bool:
    """Whether a region is a consent surface. A bar in the flow must have something to press that answers it; a line
    about cookies at the foot of a page has not."""
    if not known and _asks_who(node):
        return False
    roles = reading.roles()
    choosing = sum(roles[role] for role in CHOOSING)
    outside = visible_text(node, 400, frozenset(reading.pressed))
    if reading.boxes and choosing and any(purposes_named(box.label) for box in reading.boxes):
        return True
    if not spoken and not (known and (choosing or reading.boxes)):
        return False
    if len(outside) < 12 and choosing < 2 and not reading.boxes:
        return False  # a lone button or icon that leads back to the choice
    if flow:
        return _is_bar(node, reading)
    if not choosing and not reading.boxes and not known:
        return _is_notice(node, reading, outside)
    return True


def _offers_a_pair(node: Node, reading: Reading, subject: PairSubject) -> bool:
    """Whether a layer that never says "cookie" offers to agree and to refuse what only consent surfaces ask. A bare yes
    and no may answer anything. Where no purpose is named, one of the pair has to answer for all at once."""
    agreeing = [button.text for button in reading.buttons if button.role == "accept"]
    refusing = [button.text for button in reading.buttons if button.role == "reject"]
    if not refusing or not any(says(text, "accept") for text in agreeing) or _is_busy(node):
        return False
    if subject == "purpose":
        return True
    if subject == "statement" and not any(_leads_to_statement(link) for link in reading.links):
        return False
    return any(says(text, "all") for text in (*agreeing, *refusing))


def _leads_to_statement(link: BannerLink) -> bool:
    return subject_of_pair(link.text) == "statement" or _STATEMENT.search(link.url) is not None


def _is_busy(node: Node) -> bool:
    """Whether a layer holds more than a question: the site's menu, or a long text."""
    menu = any(part.tag == "nav" and part.visible for part in node.walk())
    return menu or len(visible_text(node, LONGEST_PAIR + 1)) > LONGEST_PAIR


def _is_bar(node: Node, reading: Reading) -> bool:
    """Whether something in the flow asks the visitor about the site, and not for one video or map."""
    roles = reading.roles()
    answers = roles["accept"] + roles["reject"] + (roles["save"] if reading.boxes else 0)
    named = any(regions.is_named(part) for part in (node, *list(node.walk())[:12]))
    kinds = sum(1 for role in CHOOSING if roles[role])
    return (answers > 0 and (named or kinds > 1)) or (roles["close"] > 0 and named)


def _is_notice(node: Node, reading: Reading, outside: str) -> bool:
    """Whether a layer without a choice is about cookies: most of what it says is, and it is no menu of the site."""
    if any(part.tag in ("nav", "form") and part.visible for part in node.walk()):
        return False
    return len(outside) <= 1200 and len(reading.links) <= 4 and speaks_of_consent(outside)


def _asks_who(node: Node) -> bool:
    for part in node.walk():
        if part.tag == "textarea" and part.visible:
            return True
        if part.tag == "input" and part.attributes.get("type", "").lower() in _PERSONAL and part.visible:
            return True
    return False


def _narrow(node: Node, whole: Reading, text: str) -> Node:
    """The smallest element in a region that still holds its text and its controls."""
    wanted = {control.node for control in whole.controls}
    links = len(whole.links)
    while True:
        parts = [part for part in node.children if part.tag != "#text" and not part.pseudo]
        holding = [part for part in parts if len(visible_text(part, JUDGED_TEXT)) >= 0.95 * len(text)]
        if len(holding) != 1 or not wanted <= {part.id for part in holding[0].walk()}:
            break
        if links and holding[0].tag in ("p", "span"):
            break
        node = holding[0]
    return _drawn(node)


def _drawn(node: Node) -> Node:
    """The element itself; for a frame's document, its body."""
    if node.tag in ("#document", "html"):
        return next((part for part in node.walk() if part.tag == "body"), node)
    return node


def _rank(node: Node, root: Node, reading: Reading, known: bool) -> tuple[int, ...]:
    """What asks goes before what tells, then what is painted on top, then the outer before the inner."""
    roles = reading.roles()
    answers = bool(roles["accept"] or roles["reject"] or roles["save"])
    choosing = any(roles[role] for role in CHOOSING) or bool(reading.boxes)
    order = node.order
    for part in node.up():
        if part.document is not node.document:
            order = part.order
            break
    layer = _outermost(node)
    return (
        int(choosing),
        int(answers),
        layer.order if layer.document is node.document else order,
        len(reading.buttons),
        int(known),
    )


def _outermost(node: Node) -> Node:
    """The outermost positioned element around it: layers are painted by these."""
    top = node
    for part in (node, *node.up()):
        if part.document is not node.document:
            break
        if part.style is not None and part.style.position in ("fixed", "absolute", "sticky") and part.rect is not None:
            top = part
    return top


def _sighting(snapshot: Snapshot, found: _Candidate) -> Sighting:
    root, reading = found.root, found.reading
    rect = regions.extent(root)
    covered = regions.covers_window(snapshot, root) or _fills(snapshot, root)
    surface = ConsentSurface(
        kind=_kind(snapshot, found, covered),
        manager=manager_of(snapshot, root),
        text=found.text,
        frame=root.document.url if root.document is not snapshot.root.document else None,
        x=round(rect.x),
        y=round(rect.y),
        width=round(rect.width),
        height=round(rect.height),
        layers=1,
        blocks_page=covered,
        buttons=tuple(reading.buttons),
        links=tuple(reading.links),
        boxes=tuple(reading.boxes),
    )
    return Sighting(surface, root.id, tuple(reading.controls))


def _fills(snapshot: Snapshot, root: Node) -> bool:
    """Whether the surface itself leaves nothing of the page to be seen."""
    seen = regions.extent(root).meet(snapshot.window)
    return seen.area >= regions.COVERS * snapshot.window.area


def _kind(snapshot: Snapshot, found: _Candidate, covered: bool) -> Literal["banner", "notice", "wall"]:
    roles = found.reading.roles()
    if not any(roles[role] for role in CHOOSING) and not found.reading.boxes:
        return "notice"
    only_accept = roles["accept"] > 0 and not any(roles[role] for role in ("reject", "settings", "save", "close"))
    if covered and only_accept and not found.reading.boxes and regions.scroll_locked(snapshot):
        return "wall"
    return "banner"
