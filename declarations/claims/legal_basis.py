"""The legal basis given for cookies or for a service on the site."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.passages import Passage
from declarations.topics import stated_categories, vendor_ids

TYPES: tuple[ClaimType, ...] = ("legal_basis",)


def detect(passage: Passage) -> Iterable[Found]:
    """At most one claim; the basis "this" refers to is the one named last in the section or its heading."""
    if not passage.has("basis_words"):
        return
    if passage.has("conditional_start"):
        return
    if not (
        passage.has("cookie", "cookie_data")
        or _of_cookies_before(passage)
        or (vendor_ids(passage) and passage.has("basis_strong"))
    ):
        return
    basis = _basis(passage)
    if basis is None:
        return
    vendors = vendor_ids(passage)
    categories = stated_categories(passage)
    subject = (
        vendors[0] if vendors else "some_cookies" if passage.has("cat_some") else categories[0] if categories else "all"
    )
    if passage.has("no_consent_needed"):
        subject = "exempt_cookies"
    yield Found("legal_basis", passage, {"basis": [basis], "subject": subject})


def _of_cookies_before(passage: Passage) -> bool:
    """ "For this we rely on our legitimate interest", right after a sentence on cookies or a service."""
    if not passage.has("basis_interest") or not passage.has("anaphor") or passage.has("personal_data", "off_topic"):
        return False
    return any(earlier.has("cookie") or earlier.mentions for earlier in passage.back(2))


def _basis(passage: Passage) -> str | None:
    if passage.has("basis_interest"):
        return "legitimate_interest"
    if passage.has("basis_this"):
        for text in (earlier for earlier in passage.back(8)):
            if text.has("basis_interest"):
                return "legitimate_interest"
            if text.has("basis_consent"):
                return "consent"
    if passage.has("basis_necessary"):
        return "strictly_necessary"
    if passage.has("basis_consent") and not passage.has("no_consent_needed"):
        return "consent"
    return None
