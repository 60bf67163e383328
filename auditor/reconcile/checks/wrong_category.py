"""A known cookie is declared in a milder category than it has.

Found for each row of a table or list that calls a cookie functional (or a preference) that serves analytics or
marketing, or calls one analytics that serves marketing. The knowledge base has to know the cookie surely, by its name
and by its owner: a name that anybody may have chosen accuses nobody, nor does a row that names another provider, a
cookie on which sources differ, or one that a video player, a map or a button remembers something with. A row whose
words name the graver category as well, and one that states no category at all, do not count. A cookie that only a
sentence mentions does not either. Serious.

It holds whether or not the cookie was seen; where it was, the finding shows where. It does not prove what the site
does with the cookie: it says what the vendor's cookie of this name is generally for.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.knowledge.vendors import KnownCookie
from auditor.models.common import ReportLanguage
from auditor.models.declaration import DeclaredCookie
from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Detail, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.evidence import Proof, of_row, proofs
from auditor.reconcile.observed import Thing
from auditor.reconcile.rows import (
    CATEGORY_WORDS,
    GRAVITY,
    category_words,
    row_name,
    said_categories,
    surely_known,
    table_rows,
    things_of,
)
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="wrong_category",
    group="declaration",
    severity="serious",
    needs=Needs(
        states=("before",),
        more_states=("rejected", "accepted", "withdrawn", "gpc"),
        collectors=("cookies",),
        declaration=True,
    ),
    legal=("gdpr_5_1_a", "gdpr_13_1_c"),
    fields=("said", "known", "occurred", "product"),
    texts={
        "nl": Texts(
            title="De cookie {subject} staat bij “{said}”, maar is van {product} en dient voor {known}",
            explanation="De verklaring noemt de cookie {subject} bij de soort “{said}”. Voor zover bekend is het een"
            " cookie van {product} en dient zij voor {known}. {occurred} {limits}",
            remedy="Zet de cookie bij de soort waar zij voor dient, en vraag er toestemming voor als die nodig is; of"
            " leg uit waarom zij hier iets anders doet.",
        ),
        "en": Texts(
            title="The cookie {subject} is listed as “{said}”, yet belongs to {product} and serves {known}",
            explanation="The statement lists the cookie {subject} as “{said}”. As far as is known it is a cookie of"
            " {product} and serves {known}. {occurred} {limits}",
            remedy="List the cookie with the kind that it serves, and ask consent for it where that is needed; or"
            " explain why it does something else here.",
        ),
    },
)

_OCCURRED: dict[bool, dict[ReportLanguage, str]] = {
    True: {
        "nl": "De browser bewaarde deze cookie ook tijdens de audit.",
        "en": "The browser also stored this cookie during the audit.",
    },
    False: {
        "nl": "Tijdens de audit is deze cookie niet gezien; het gaat om wat de verklaring zegt.",
        "en": "The cookie was not seen during the audit; this is about what the statement says.",
    },
}


@dataclass(frozen=True)
class _Wrong:
    """A row with a milder category than the cookie is known for, and the cookies that were seen of it."""

    index: int
    row: DeclaredCookie
    known: KnownCookie
    things: list[Thing]


def find(view: View) -> Found:
    """A finding for each known cookie that a row calls milder than it is."""
    stated = [(index, row) for index, row in table_rows(view.declared) if row.category in GRAVITY]
    if not stated:
        return Silence("not_applicable", "The texts list no cookie with its category.")
    seen = things_of(stated, view.stored_cookies, view.declared)
    sure = False
    groups: dict[str, list[_Wrong]] = {}
    for index, row in stated:
        known, things = surely_known(row, view.base, view.site_host), seen.get(index, [])
        if known is None or not all(_is(thing, known) for thing in things):
            continue
        sure = True
        if _milder(row, known):
            groups.setdefault(row_name(row), []).append(_Wrong(index, row, known, things))
    if not sure:
        return Silence("cannot_tell", "None of the listed cookies is surely known by its name and owner.")
    return tuple(_draft(name, group) for name, group in sorted(groups.items()))


def _is(thing: Thing, known: KnownCookie) -> bool:
    """Whether a cookie that was seen is the known one, as far as its category goes."""
    return thing.fact is not None and thing.fact.category == known.fact.category


def _milder(row: DeclaredCookie, known: KnownCookie) -> bool:
    """Whether the row states a milder category, and its words name no graver one besides."""
    named = (GRAVITY[name] for name in said_categories(row) | {row.category or ""} if name in GRAVITY)
    return max(named) < GRAVITY[known.fact.category]


def _draft(name: str, group: list[_Wrong]) -> Draft:
    first = group[0]
    things = {thing.ref: thing for one in group for thing in one.things}.values()
    found: list[Proof] = [of_row(one.index, one.row, "serious") for one in group]
    found += proofs(things, "serious")
    details: dict[str, Detail] = {
        "said": category_words(first.row) or CATEGORY_WORDS[first.row.category or "functional"],
        "known": CATEGORY_WORDS[first.known.fact.category],
        "product": first.known.product.name,
        "occurred": _OCCURRED[bool(things)],
    }
    return Draft(Subject(kind="cookie", name=name, vendor=first.known.product.id), tuple(found), details=details)
