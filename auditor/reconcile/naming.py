"""Names that stay the same from visit to visit: wildcards for what varies in a cookie name, paths, claim keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from auditor.models.common import ClaimType
from auditor.models.declaration import Claim
from auditor.models.stable_names import LONGEST, STARS

#: How tables print what varies: ``#``, ``<id>``, ``[id]``, ``{id}``, ``xxx``, an ellipsis.
PRINTED_VARIABLE = re.compile(r"<[^<>]*>|\[[^\[\]]*\]|\{[^{}]*\}|(?<![A-Za-z])[xX]{3,}(?![A-Za-z])|#+|…|\.{3}")

#: The parameters that tell two claims of one type apart, in the order of a subject's name; others are left out of it.
CLAIM_KEYS: Mapping[ClaimType, tuple[str, ...]] = {
    "no_cookies": ("condition", "scope"),
    "no_category": ("category", "condition", "scope"),
    "only_categories": ("category", "party", "condition", "scope"),
    "only_vendors": ("vendor", "category", "party", "condition", "scope"),
    "uses_cookies": ("condition", "scope"),
    "uses_category": ("category", "party", "condition", "scope"),
    "uses_vendor": ("vendor", "scope"),
    "no_vendor": ("vendor", "condition", "scope"),
    "third_party_cookies": ("vendor", "scope"),
    "embed": ("vendor", "behaviour"),
    "storage_other": ("technology", "scope"),
    "consent_prior": ("category", "vendor", "scope"),
    "consent_exempt": ("category", "vendor", "scope"),
    "consent_implied": (),
    "banner": (),
    "no_banner": ("scope",),
    "withdraw": ("via",),
    "lifetime": ("subject", "lifetime", "condition"),
    "ip_masked": ("vendor", "value"),
    "sharing_off": ("vendor", "value"),
    "processor_agreement": ("vendor", "value"),
    "cookieless": ("vendor", "condition", "scope"),
    "local_resources": ("resource", "scope"),
    "not_personal": ("data",),
    "no_cross_site": ("scope",),
    "no_sharing": ("vendor", "data", "condition", "scope"),
    "data_location": ("vendor", "region", "subject", "of", "data"),
    "legal_basis": ("basis", "subject"),
    "dnt": ("value", "signal"),
    "opt_out": ("vendor", "url"),
    "completeness": ("of", "scope"),
    "deferral": ("kind", "url"),
    "scope": ("domains", "excluded"),
}

#: Further parameters that a verdict may depend on.
LIMITING_KEYS = ("modality", "similar_tech", "condition", "scope", "time")


def printed_name(name: str) -> str:
    """A name as a table prints it, with ``*`` for its way of showing what varies, in lower case."""
    return STARS.sub("*", PRINTED_VARIABLE.sub("*", name.strip())).lower()


def document_path(url: str) -> str:
    """The path of a document's URL without parameters: what a document is called as a subject. Of a file its name."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    path = parts.path.split(";")[0] or "/"
    return (path.rsplit("/", 1)[-1] if parts.scheme in ("file", "") else path)[:LONGEST] or "/"


def listed(value: object) -> tuple[str, ...]:
    """A claim parameter as a tuple of strings; null is empty, a bare value one entry."""
    if value is None:
        return ()
    if isinstance(value, list | tuple | set | frozenset):
        return tuple(str(entry) for entry in value)
    return (str(value),)


def claim_key(claim: Claim) -> str:
    """The name of a claim as a subject: its type with its key (``no_category:marketing``)."""
    values = [value.lower() for key in CLAIM_KEYS[claim.type] for value in sorted(listed(claim.params.get(key)))]
    return ":".join([claim.type, "+".join(values)])[:LONGEST] if values else claim.type


def question(claim: Claim) -> tuple[object, ...]:
    """All of a claim's parameters that its verdict may depend on."""
    keys = dict.fromkeys((*CLAIM_KEYS[claim.type], *LIMITING_KEYS))
    return (claim.type, *(listed(claim.params.get(key)) for key in keys))
