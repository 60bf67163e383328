"""What a person wrote in a form, as the Declaration holds it: vendors by their ids, lifetimes in seconds."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, cast

from auditor.knowledge.vendors import vendors
from auditor.models.claim_params import ClaimParams
from auditor.models.declaration import DeclaredCookie
from auditor.models.declared_form import ReviewedCookie, StatedCookie
from declarations.durations import Lifetime, lifetime_in
from declarations.language import LANGUAGES, words


def lifetime_of(value: int | str) -> Lifetime | None:
    """A lifetime as a person writes it: seconds, "session", "persistent", or words in one of the languages."""
    if isinstance(value, int):
        return value
    if value in ("session", "persistent"):
        return cast("Lifetime", value)
    for language in LANGUAGES:
        found = lifetime_in(value, words(language))
        if found is not None:
            return found
    return None


def params_of(params: dict[str, Any]) -> dict[str, Any]:
    """The parameters that a person wrote, vendors by their ids and lifetimes in seconds."""
    made = ClaimParams.model_validate(params).given()
    if "vendor" in made:
        made["vendor"] = [vendor_id(name) for name in made["vendor"]]
    if "lifetime" in made:
        made["lifetime"] = lifetime_of(made["lifetime"])
    return made


def cookie_of(row: StatedCookie, place: dict[str, Any]) -> DeclaredCookie:
    """The row that a person wrote, with the place of its quote."""
    provider = vendor_id(row.provider) if row.provider else None
    return DeclaredCookie(
        name=row.name,
        provider=provider,
        provider_text=row.provider_text if isinstance(row, ReviewedCookie) else row.provider,
        category=row.category,
        category_text=row.category,
        lifetime=None if row.lifetime is None else lifetime_of(row.lifetime),
        party=row.party or ("third" if row.provider else "first"),
        purpose=row.purpose,
        **place,
    )


@lru_cache(maxsize=1)
def _known() -> dict[str, str]:
    """Every name of a product in one spelling → its id; ids win."""
    known: dict[str, str] = {}
    for product in vendors().products.values():
        for name in (product.name, *product.aliases):
            known.setdefault(_plain(name), product.id)
    return known | {_plain(name): name for name in vendors().products}


def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())


def vendor_id(name: str) -> str:
    """The id of a vendor that a person named; of one that is not known, the name in lower case joined by ``_``."""
    return _known().get(_plain(name)) or "_".join(name.lower().split())


def is_known(name: str) -> bool:
    """Whether a name is one of the knowledge base, or stands for an unnamed vendor."""
    return _plain(name) in _known() or name in ("generic", "social_buttons")
