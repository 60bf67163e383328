"""How each claim type is judged: the explicit list. A test keeps it complete."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from auditor.models.common import ClaimType
from auditor.reconcile.judgement import Case, Judgement
from auditor.reconcile.judges import (
    choices,
    consent,
    denials,
    documents,
    embeds,
    lifetimes,
    limits,
    location,
    privacy,
    unseen,
    usage,
)

#: The judge of every claim type.
JUDGES: Mapping[ClaimType, Callable[[Case], Judgement]] = {
    "no_cookies": denials.no_cookies,
    "no_category": denials.no_category,
    "only_categories": limits.only_categories,
    "only_vendors": limits.only_vendors,
    "uses_cookies": usage.uses_cookies,
    "uses_category": usage.uses_category,
    "uses_vendor": usage.uses_vendor,
    "no_vendor": denials.no_vendor,
    "third_party_cookies": usage.third_party_cookies,
    "embed": embeds.embed,
    "storage_other": usage.storage_other,
    "consent_prior": consent.consent_prior,
    "consent_exempt": consent.consent_exempt,
    "consent_implied": unseen.consent_implied,
    "banner": consent.banner,
    "no_banner": consent.no_banner,
    "withdraw": choices.withdraw,
    "lifetime": lifetimes.lifetime,
    "ip_masked": unseen.ip_masked,
    "sharing_off": privacy.sharing_off,
    "processor_agreement": unseen.processor_agreement,
    "cookieless": denials.cookieless,
    "local_resources": denials.local_resources,
    "not_personal": privacy.not_personal,
    "no_cross_site": denials.no_cross_site,
    "no_sharing": denials.no_sharing,
    "data_location": location.data_location,
    "legal_basis": unseen.legal_basis,
    "dnt": choices.dnt,
    "opt_out": unseen.opt_out,
    "completeness": limits.completeness,
    "deferral": documents.deferral,
    "scope": documents.scope,
}
