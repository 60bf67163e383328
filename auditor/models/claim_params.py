"""The parameters of a claim as a person may write them: their values, and which claim type has which.

The reader's own parameters are not held against this; a form that a person writes is, so that a misspelled
parameter cannot silently make another claim of it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from auditor.models.common import Category, ClaimType, Modality, Model, Party


class _OneOrMore:
    """Says in the JSON Schema that one value may stand without brackets."""

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        whole = handler(schema)
        return {"anyOf": [whole["items"], whole]}


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


V = TypeVar("V")
#: A list in which one value may stand without brackets.
Many = Annotated[list[V], BeforeValidator(_as_list), Field(min_length=1), _OneOrMore()]

Name = Annotated[str, Field(min_length=1)]
#: Seconds, "session", "persistent", or words with a number ("2 years", "13 maanden").
StatedLifetime = Annotated[int, Field(ge=0, strict=True)] | Name

Condition = Literal[
    "before_choice", "after_reject", "visitors", "login", "opt_in_comment", "remember_me", "subscribers"
]
Mechanism = Literal["banner", "click", "first_visit", "unspecified"]
Behaviour = Literal["sets_cookies_on_load", "blocked_until_consent", "privacy_mode", "no_cookies", "link_only"]
Via = Literal["footer_link", "settings_button", "email", "browser_only", "delete_consent_cookie", "unspecified"]
Basis = Literal["consent", "legitimate_interest", "strictly_necessary"]
#: ISO 3166, two letters.
Country = Annotated[str, Field(pattern="^[A-Z]{2}$")]


class ClaimParams(Model):
    """What a claim says more precisely. A vendor is an id of the knowledge base or a name; ``scope`` a domain of the
    site or a path that begins with ``/``; where a list is meant, one value may stand without brackets."""

    category: Many[Category] | None = None
    vendor: Many[Name] | None = None
    scope: Name | None = None
    condition: Condition | None = None
    modality: Modality | None = None
    time: Literal["now"] | None = None
    trigger: Literal["click", "continued_use"] | None = None
    party: Party | None = None
    similar_tech: bool | None = None
    mechanism: Many[Mechanism] | None = None
    actions: Many[Literal["accept", "reject", "settings"]] | None = None
    behaviour: Behaviour | None = None
    technology: Many[Name] | None = None
    via: Many[Via] | None = None
    lifetime: StatedLifetime | None = None
    subject: Name | None = None
    bound: Literal["max"] | None = None
    value: bool | None = None
    resource: Many[Literal["fonts", "analytics", "scripts"]] | None = None
    data: Many[Name] | None = None
    region: Literal["eea_only", "outside_eea"] | None = None
    country: Many[Country] | None = None
    basis: Many[Basis] | None = None
    signal: Literal["dnt", "gpc"] | None = None
    of: Literal["all_cookies", "third_party_cookies", "vendors"] | None = None
    kind: Literal["page", "banner"] | None = None
    url: Name | None = None
    domains: Many[Name] | None = None
    excluded: Many[Name] | None = None

    def given(self) -> dict[str, Any]:
        """The parameters that are there, as a claim holds them."""
        return {key: value for key, value in self.model_dump(mode="json").items() if value is not None}


#: Parameters that any claim may have: they limit where, when and how surely it holds.
LIMITS = frozenset({"scope", "condition", "modality", "time", "trigger", "party", "similar_tech"})

#: The parameters of each claim type, those first without which it says nothing (``needed``).
OWN: dict[ClaimType, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "no_cookies": ((), ()),
    "no_category": (("category",), ()),
    "only_categories": (("category",), ()),
    "only_vendors": (("vendor",), ("category",)),
    "uses_cookies": ((), ()),
    "uses_category": (("category",), ()),
    "uses_vendor": (("vendor",), ()),
    "no_vendor": (("vendor",), ()),
    "third_party_cookies": ((), ("vendor",)),
    "embed": (("behaviour",), ("vendor",)),
    "storage_other": ((), ("technology",)),
    "consent_prior": ((), ("category", "vendor", "mechanism")),
    "consent_exempt": ((), ("category", "vendor")),
    "consent_implied": ((), ()),
    "banner": ((), ("actions",)),
    "no_banner": ((), ()),
    "withdraw": ((), ("via",)),
    "lifetime": (("lifetime",), ("subject", "bound")),
    "ip_masked": (("value",), ("vendor",)),
    "sharing_off": (("value",), ("vendor",)),
    "processor_agreement": (("value",), ("vendor",)),
    "cookieless": ((), ("vendor",)),
    "local_resources": ((), ("resource",)),
    "not_personal": ((), ("data",)),
    "no_cross_site": ((), ()),
    "no_sharing": ((), ("vendor", "data")),
    "data_location": (("region",), ("country", "vendor", "subject", "of", "data")),
    "legal_basis": (("basis",), ("subject",)),
    "dnt": (("value",), ("signal",)),
    "opt_out": ((), ("vendor", "url")),
    "completeness": (("of",), ()),
    "deferral": (("kind",), ("url",)),
    "scope": ((), ("domains", "excluded")),
}


def fault_of(claim_type: ClaimType, params: dict[str, Any]) -> str | None:
    """What is wrong with the parameters of a claim of this type, in a clause, or None."""
    needed, further = OWN[claim_type]
    missing = [name for name in needed if params.get(name) is None]
    if missing:
        return f"a claim {claim_type} needs the parameter {missing[0]}"
    known = {*needed, *further, *LIMITS}
    strange = [name for name, value in params.items() if name not in known and value is not None]
    if strange:
        return f"a claim {claim_type} has no parameter {strange[0]}; it may have {', '.join(sorted(known))}"
    return None
