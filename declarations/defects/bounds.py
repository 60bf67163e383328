"""What bounds a statement: the visitors, pages, times and cases it holds for, and whose practice it tells.

A claim is a clause; what bounds it may stand in the rest of its sentence, the question before it, or its heading."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.models.declaration import Claim
from declarations.folding import fold
from declarations.site_text import ReadDocument, SiteText

_LIMITS = ("scope", "condition", "time", "trigger")
_SENTENCE_ENDS = re.compile(r"[.!?…](?=\s)|\n")
_QUESTION = re.compile(r"[^.!?\n]*\?\s*$")
#: A host such as app.example.org, which tells a part of the site from another.
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\b")
#: A sentence that opens with a verb and its subject is a condition: "Lehnen Sie ab, …", "Weigert u, dan …".
_VERB_FIRST = re.compile(r"^\w+ (?:sie|du|u|je|jij)\b[^,]*,")
#: What is pressed or called so ("Bei „Nein danke“ …") is a case of its own.
_QUOTED = re.compile(r"[„“”\"«»]|(?:^|\s)['‘]\w")
#: To "be able to" stands in an aim ("to be able to show our sponsors …") and makes no use a mere possibility.
_ABLE = re.compile(r"\bte kunnen\b|\bzu können\b|\bpouvoir\b|\bbe able to\b")


def document_of(claim: Claim, site: SiteText) -> ReadDocument | None:
    """The document that a claim stands in."""
    return next((found for found in site.documents if found.document.url == claim.document), None)


def has(claim: Claim, site: SiteText, text: str, *families: str) -> bool:
    """Whether a text of the claim's document has one of the word families of its language."""
    read = document_of(claim, site)
    return read is not None and any(read.words.family(name).search(text) for name in families)


def folded(text: str) -> str:
    """A text as the word families see it: lower case, straight quotes."""
    return fold(text, 0, len(text)).text


def sentence(claim: Claim, site: SiteText) -> str:
    """The claim's words with the rest of their sentence."""
    read = document_of(claim, site)
    if read is None:
        return folded(claim.quote)
    text = read.document.text
    before = max((found.end() for found in _SENTENCE_ENDS.finditer(text, 0, claim.start)), default=0)
    after = _SENTENCE_ENDS.search(text, max(claim.start, claim.end - 1))
    return folded(text[before : after.end() if after else len(text)].strip())


def limited(claim: Claim, site: SiteText) -> bool:
    """Whether a statement holds for some visitors, pages, times or cases only, by its labels or by its words."""
    if any(claim.params.get(limit) not in (None, "", site.site_domain) for limit in _LIMITS):
        return claim.type != "consent_implied"
    if claim.type in ("consent_implied", "consent_prior"):
        return False
    # Who is meant to read the figures ("to see how members find us") is no limit of what is used.
    stated = next((text for text in _before_aim(claim, site) if text), _ABLE.sub(" ", folded(claim.quote)))
    return has(claim, site, stated, "limited_to", "past", "unless", "may_use", "intends", "future_case")


def _before_aim(claim: Claim, site: SiteText) -> Iterator[str]:
    """What a statement of use says before it names its aim."""
    if claim.type not in ("uses_vendor", "uses_category", "uses_cookies"):
        return
    read = document_of(claim, site)
    if read is not None:
        yield read.words.family("aim_begins").split(folded(claim.quote), maxsplit=1)[0]


def possible(claim: Claim, site: SiteText) -> bool:
    """Whether a statement says what may be, and not what is."""
    if not claim.possible:
        return False
    quote = folded(claim.quote)
    return not _ABLE.search(quote) or has(claim, site, _ABLE.sub(" ", quote), "may_use")


def is_plain(denial: Claim, site: SiteText) -> bool:
    """Whether a denial is said of this site, for every visitor, and not denied in turn."""
    whole = sentence(denial, site)
    if _VERB_FIRST.search(whole) or _QUOTED.search(denial.quote):
        return False
    if has(denial, site, whole, "limited_to", "past", "unless", "may_use", "intends", "not_said", "in_a_case"):
        return False
    asked = " ".join((_question(denial, site), folded(denial.heading or "")))
    return not has(denial, site, asked, "in_a_case", "by_elsewhere")


def _question(claim: Claim, site: SiteText) -> str:
    """The question that stands right before a claim, empty without one."""
    read = document_of(claim, site)
    found = _QUESTION.search(read.document.text, 0, claim.start) if read else None
    return folded(found[0].strip()) if found else ""


def of_others(claim: Claim, site: SiteText) -> bool:
    """Whether a statement tells of other companies, other sites or another time."""
    told = " ".join((sentence(claim, site), "\n", folded(claim.heading or "")))
    return has(claim, site, told, "by_elsewhere", "past")


def one_place(one: Claim, two: Claim, site: SiteText) -> bool:
    """Whether two statements hold for one and the same part of the site: "the app" is not "the website"."""
    return _places(one, site) == _places(two, site)


def _places(claim: Claim, site: SiteText) -> set[str]:
    read = document_of(claim, site)
    if read is None:
        return set()
    heading = folded(claim.heading or "")
    told = " ".join((heading, sentence(claim, site)))
    return set(_HOST.findall(heading)) | {found[0] for found in read.words.family("site_part").finditer(told)}
