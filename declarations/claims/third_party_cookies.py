"""Others set cookies through the site: third parties in general, or a named vendor as the one that sets them."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.claims.cookies import is_denied
from declarations.conditions import modality
from declarations.cookie_phrases import cookie_phrases
from declarations.leads import denies
from declarations.passages import Passage
from declarations.topics import vendor_id

TYPES: tuple[ClaimType, ...] = ("third_party_cookies",)


def detect(passage: Passage) -> Iterable[Found]:
    """At most one claim a passage."""
    if denies(passage):
        return
    for clause in passage.clauses:
        for phrase in cookie_phrases(clause):
            if is_denied(clause, phrase) or phrase.denied or passage.has("no_control") or passage.has("complete"):
                continue
            before = clause.part(clause.start, phrase.start)
            subject = [
                name
                for mention in passage.mentions
                if clause.start <= mention.start < clause.end and (name := vendor_id(passage, mention))
            ]
            if not subject and clause.has("relative_start"):
                named = [mention for mention in passage.mentions if mention.end <= clause.start]
                subject = [name for mention in named[-1:] if (name := vendor_id(passage, mention))]
            params = modality(clause)
            if subject and clause.has("sets_cookies") and not before.has("own_act"):
                yield Found("third_party_cookies", passage, {"vendor": subject[:1], "modality": "asserted", **params})
                return
            if subject:
                continue
            third = "third_party" in phrase.categories
            if clause.has("relative_start") and clause.has("use", "sets_cookies") and not clause.has("own_act"):
                third = third or passage.part(passage.start, clause.start).has("third_parties")
            if (
                (clause.has("by_others") and clause.has("use") and not clause.has("consent_after"))
                or (third and clause.has("use") and passage.is_own)
                or (clause.has("third_parties") and clause.has("sets_cookies", "providers_of_cookies"))
            ):
                if clause.has("own_sets") and not third and not clause.has("by_others", "providers_of_cookies"):
                    continue
                yield Found("third_party_cookies", clause, {"modality": "asserted", **params})
                return
    yield from _some_of_them(passage)


def _some_of_them(passage: Passage) -> Iterable[Found]:
    """ "Some of them are set by third parties", of the cookies just spoken of."""
    if (
        not any(earlier.has("cookie") for earlier in passage.back(2))
        or passage.has("cookie", "neg", "no_control")
        or passage.mentions
    ):
        return
    if passage.has("by_others") and passage.has("cat_some", "refers_back", "anaphor"):
        yield Found("third_party_cookies", passage, {"modality": "asserted", **modality(passage)})
