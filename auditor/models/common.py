"""Types that all documents share: the base model, times, and the closed vocabularies of the field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer

#: Raised with every incompatible change of a document; ``upgrade.py`` lifts older ones.
SCHEMA_VERSION = 3


class Model(BaseModel):
    """Base of all documents: immutable, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time needs its zone")
    return moment.astimezone(UTC)


#: An aware time, always UTC; in JSON ``2026-01-31T12:00:00Z``, fractions dropped.
UtcTime = Annotated[
    datetime,
    AfterValidator(_aware),
    PlainSerializer(lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ"), return_type=str, when_used="json"),
]

#: What the visitor had chosen when something was seen. ``gpc``: no choice, but Sec-GPC and DNT sent.
ConsentState = Literal["before", "rejected", "accepted", "withdrawn", "gpc"]

#: Relation to the audited site by registrable domain (public suffix list).
Party = Literal["first", "third"]

#: Purpose of a cookie or of a vendor's processing, as policies name it; ``marketing`` stands for
#: tracking and advertising too, ``some`` for an unnamed part ("certain cookies").
Category = Literal[
    "functional", "preferences", "analytics", "marketing", "social", "third_party", "unclassified", "some"
]

#: Gravity of a finding, heaviest first.
Severity = Literal["critical", "serious", "moderate", "minor", "info"]
SEVERITIES: tuple[Severity, ...] = ("critical", "serious", "moderate", "minor", "info")

#: Text languages that are read (and ``und`` for what is none of them).
Language = Literal["nl", "en", "de", "fr", "und"]

#: Languages that reports are written in.
ReportLanguage = Literal["nl", "en"]

Modality = Literal["asserted", "possible"]

ClaimType = Literal[
    "no_cookies", "no_category", "only_categories", "only_vendors", "uses_cookies", "uses_category",
    "uses_vendor", "no_vendor", "third_party_cookies", "embed", "storage_other", "consent_prior",
    "consent_exempt", "consent_implied", "banner", "no_banner", "withdraw", "lifetime", "ip_masked",
    "sharing_off", "processor_agreement", "cookieless", "local_resources", "not_personal",
    "no_cross_site", "no_sharing", "data_location", "legal_basis", "dnt", "opt_out", "completeness",
    "deferral", "scope",
]  # fmt: skip

DefectKind = Literal[
    "unfilled_placeholder", "template_instruction", "empty_section", "broken_reference", "no_cookie_section",
    "outdated_law", "outdated_vendor", "contradiction", "wrong_company_name", "malformed_url",
]  # fmt: skip

Verdict = Literal["confirmed", "contradicted", "not_observed", "cannot_tell"]

CheckResult = Literal["found", "passed", "cannot_tell", "not_applicable", "errored"]

#: What a collector gathers, and a check may need.
CollectorKind = Literal["cookies", "web_storage", "indexed_db", "cache", "requests", "scripts", "documents", "consent"]


class Tool(Model):
    """Which release of this tool made a document."""

    name: str = "auditor"
    version: str


class Site(Model):
    """The audited site. ``url`` as asked for, ``final_url`` after redirects (null: no answer)."""

    url: str
    final_url: str | None
    host: str
    registrable_domain: str
