"""A cookie stands in two categories.

Found for each cookie that two rows of the site's tables and lists name, with the same provider, and of which the words
of the one row name a category that those of the other do not. Words for one and the same category ("noodzakelijk" and
"functional") are no conflict, nor is a row that names both, or a category that follows only from what is known of the
cookie. One name that two providers set is two cookies. Moderate.

It does not say which of the two categories is right.
"""

from __future__ import annotations

from itertools import combinations

from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Detail, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.evidence import of_row
from auditor.reconcile.naming import printed_name
from auditor.reconcile.rows import GRAVITY, Row, category_words, row_name, said_categories, same_cookie, table_rows
from auditor.reconcile.texts import listed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="conflicting_category",
    group="declaration",
    severity="moderate",
    needs=Needs(declaration=True),
    legal=("planet49", "gdpr_13_1_c"),
    fields=("said",),
    texts={
        "nl": Texts(
            title="De cookie {subject} staat bij meer dan één soort",
            explanation="De gelezen teksten noemen de cookie {subject} bij verschillende soorten: {said}. Een bezoeker"
            " weet zo niet waar de cookie voor dient, en of zij op zijn keuze wacht. {limits}",
            remedy="Zet de cookie in alle teksten bij dezelfde soort: die waar zij voor dient.",
        ),
        "en": Texts(
            title="The cookie {subject} is listed in more than one category",
            explanation="The texts that were read list the cookie {subject} in different categories: {said}. A visitor"
            " so does not know what the cookie is for, and whether it waits for a choice. {limits}",
            remedy="List the cookie in the same category in all texts: the one that it serves.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each cookie that rows put into different categories."""
    rows = table_rows(view.declared)
    if not rows:
        return Silence("not_applicable", "The texts list no cookies.")
    groups: dict[str, list[Row]] = {}
    for index, row in rows:
        if said_categories(row) & set(GRAVITY):
            groups.setdefault(printed_name(row.name), []).append((index, row))
    drafts = []
    for _, group in sorted(groups.items()):
        conflicting = {entry[0]: entry for pair in combinations(group, 2) if _conflict(*pair) for entry in pair}
        if conflicting:
            drafts.append(_draft([conflicting[index] for index in sorted(conflicting)]))
    return tuple(drafts)


def _conflict(one: Row, other: Row) -> bool:
    return same_cookie(one[1], other[1]) and not _kinds(one) & _kinds(other)


def _kinds(entry: Row) -> frozenset[int]:
    """What the words of a row come down to: needed or preferred, analytics, marketing or social."""
    return frozenset(GRAVITY[name] for name in said_categories(entry[1]) if name in GRAVITY)


def _draft(group: list[Row]) -> Draft:
    first = group[0][1]
    said = sorted({f"“{category_words(row)}”" for _, row in group})
    found = tuple(of_row(index, row, "moderate", f"listed as {category_words(row)}") for index, row in group)
    details: dict[str, Detail] = {"said": {"nl": listed(said, "nl"), "en": listed(said, "en")}}
    return Draft(Subject(kind="cookie", name=row_name(first), vendor=first.provider), found, details=details)
