"""A list or statement that claims to be complete; and which domains it covers."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.claims.cookies import is_denied
from declarations.cookie_phrases import categories_in, cookie_phrases
from declarations.passages import Passage
from declarations.topics import stated_categories, vendor_ids

TYPES: tuple[ClaimType, ...] = ("completeness",)


def detect(passage: Passage) -> Iterable[Found]:
    """At most one claim a passage."""
    if (
        passage.has("complete")
        and not _leaves_a_kind(passage)
        and not passage.has("refers_banner")
        and not (passage.has("refers_strong") and passage.has("own_statement"))
    ):
        yield Found("completeness", passage, {"of": _of(passage)})
        return
    for clause in passage.clauses:
        for phrase in cookie_phrases(clause):
            if not phrase.other or not is_denied(clause, phrase) or passage.has("consent_after"):
                continue
            tail = clause.part(phrase.end, clause.end)
            exception = tail.find("except")
            after = clause.part(exception.end, clause.end) if exception else None
            if after is None or (after.has("these") and not categories_in(after, after.text)):
                yield Found("completeness", clause, {"of": "all_cookies"})
                return
    if passage.has("other_services_denied") and not vendor_ids(passage):
        yield Found("completeness", passage, {"of": "vendors"})


def _leaves_a_kind(passage: Passage) -> bool:
    """ "Besides functional cookies we set nothing": what is left is a category, no list."""
    front = passage.find("except")
    return front is not None and front.start - passage.start <= 3 and bool(stated_categories(passage))


def _of(passage: Passage) -> str:
    if passage.has("third_parties", "cat_third_party"):
        return "third_party_cookies"
    return "vendors" if passage.has("services_noun") and not passage.has("cookie") else "all_cookies"
