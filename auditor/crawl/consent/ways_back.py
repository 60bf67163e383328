"""Where a visitor finds the way back to the choice: links and buttons by their words, managers' icons, pages on
cookies, and a manager's own call, which no visitor sees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import yaml

from auditor.crawl.consent.controls import is_button, link_target
from auditor.crawl.consent.managers import only_leads_back
from auditor.crawl.consent.sighting import Control
from auditor.crawl.consent.snapshot import Node, Snapshot
from auditor.crawl.consent.wording import LONGEST_NAME, name_of, squeeze
from auditor.crawl.consent.words import way_back_score
from auditor.domains import host_of, registrable_domain
from auditor.models.common import Model
from auditor.models.consent import Button, WayBack

#: Side of the largest element, in CSS pixels, that floats over a page as an icon.
ICON_SIZE = 130

#: Words of an icon, or names in its markup, by which it is one for the choice; only for small things that float.
_ICON_WORDS = re.compile(r"cookie|consent|toestemming|einwilligung|consentement|🍪", re.IGNORECASE)

#: Links to the pages on which a site tells of its cookies, in the four languages; the better ones first.
_PAGES = (
    re.compile(r"cookie|traceurs", re.IGNORECASE),
    re.compile(r"privacy|datenschutz|confidentialit|vie priv|persoonsgegevens", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may lead back. ``control``: to press; ``score``: of its words. ``url``: where a link leads."""

    control: Control
    score: int
    kind: WayBack
    url: str = ""

    @property
    def text(self) -> str:
        """Its words."""
        return self.control.button.text if self.control.button is not None else ""


class Call(Model):
    """A manager's own call. ``there``: whether the page has it; ``call``: shows the choice; both of JavaScript."""

    manager: str
    there: str
    call: str
    source: str


class _Calls(Model):
    calls: tuple[Call, ...]


@lru_cache(maxsize=1)
def calls() -> tuple[Call, ...]:
    """``data/calls.yaml``."""
    raw = files("auditor.crawl.consent").joinpath("data", "calls.yaml").read_text(encoding="utf-8")
    return _Calls.model_validate(yaml.safe_load(raw)).calls


def candidates(snapshot: Snapshot) -> list[Candidate]:
    """What on the page may reopen the choice, the best first; of the same words, the last: footers stand below."""
    found: dict[str, Candidate] = {}
    for node in snapshot.nodes:
        candidate = _candidate(node)
        if candidate is not None:
            found[candidate.text or str(candidate.control.node)] = candidate
    last_first = list(found.values())[::-1]
    return sorted(last_first, key=lambda candidate: -candidate.score)


def _candidate(node: Node) -> Candidate | None:
    if node.tag in ("#text", "#document", "html", "body") or not node.visible:
        return None
    known = only_leads_back(node)
    if not known and not is_button(node):
        return None
    name = _name(node)
    icon = _is_icon(node)
    score = way_back_score(name)
    if known or (icon and not score and _ICON_WORDS.search(f"{name} {_marks(node)}")):
        score = max(score, 4 if known else 1)
    if not score:
        return None
    return Candidate(_control(node, name), score, "icon" if icon else "link", link_target(node))


def _name(node: Node) -> str:
    """Its words or, where these lead nowhere ("🍪"), those that show when the mouse rests on it."""
    name, title = name_of(node), squeeze(node.attributes.get("title", ""))[:LONGEST_NAME]
    return title if way_back_score(title) > way_back_score(name) else name


def _is_icon(node: Node) -> bool:
    """Whether it is small and floats over the page."""
    if node.rect is None or max(node.rect.width, node.rect.height) > ICON_SIZE:
        return False
    around = [node, *list(node.up())[:4]]
    return any(part.style is not None and part.style.position in ("fixed", "sticky") for part in around)


def _marks(node: Node) -> str:
    """Names in the markup of an icon."""
    parts = list(node.walk())[:6]
    return " ".join(part.attributes.get(key, "") for part in parts for key in ("id", "class", "src", "alt", "title"))


def pages(snapshot: Snapshot) -> list[Candidate]:
    """Links to pages of the site itself that tell of cookies or privacy, the likeliest first."""
    site = registrable_domain(host_of(snapshot.root.document.url))
    here = snapshot.root.document.url.partition("#")[0]
    found: dict[str, Candidate] = {}
    for node in snapshot.nodes:
        url = link_target(node) if node.tag == "a" and node.visible else ""
        if not url or url.partition("#")[0] == here or registrable_domain(host_of(url)) != site:
            continue
        name = name_of(node)
        rank = next((place for place, words in enumerate(_PAGES) if words.search(name)), None)
        if rank is not None:
            found[url] = Candidate(_control(node, name), -rank, "page", url)
    last_first = list(found.values())[::-1]
    return sorted(last_first, key=lambda candidate: -candidate.score)


def _control(node: Node, name: str) -> Control:
    rect = node.rect
    place = {"x": round(rect.x), "y": round(rect.y)} if rect is not None else {}
    return Control(node.id, button=Button(text=name, role="other", element=node.tag, **place))
