"""For every check a case in which it finds, one in which it passes, and one in which it cannot tell.

A case is an observation and a declaration; `FOUND` also says on which subject and how grave.
"""

from __future__ import annotations

from dataclasses import dataclass

from reconcile_builders import (
    HOME,
    POLICY,
    SITE,
    claim,
    cookie,
    declaration,
    defect,
    document,
    key,
    observation,
    request,
    row,
    setter,
    state,
    vendor,
    written_by,
)

from auditor.models.common import Severity
from auditor.models.consent import ConsentSurface
from auditor.models.declaration import Claim, Declaration
from auditor.models.observation import Observation, StateObservation

STATS = "https://gigant-stats.test/s.js"
ADS = "https://gigant-ads.test/tag.js"
PIXEL = "https://px.smoelen.test/px.js"
VIDEO = "https://gigant-video.test/embed/1"
FONTS = "https://gigant-fonts.test/f.css"


@dataclass(frozen=True)
class Case:
    observation: Observation
    declaration: Declaration
    subject: str = ""
    severity: Severity = "info"


def seen(**things: object) -> Observation:
    """Both ordinary states visited, with these things before a choice."""
    return observation(state("before", **things), state("accepted"))


def vouched(one: Claim) -> Claim:
    """A claim that a person looked at and confirmed."""
    return one.model_copy(update={"origin": "confirmed"})


def unseen(*states: StateObservation, **fields: object) -> Observation:
    """Only the state before a choice visited, and a banner there: what accepting brings is not known."""
    return observation(*(states or (state("before"),)), **fields)


GS = cookie("_gs", setter=written_by(STATS), days=730)
SBP = cookie("_sbp", setter=written_by(PIXEL), days=90)
AID = cookie("AID", domain="gigant-ads.test", days=90)
VID = cookie("VID", domain="gigant-video.test", days=90)
SESSION = cookie("PHPSESSID")
OWN_UNKNOWN = cookie("kleurtje", days=10)

USES = claim("uses_cookies")
NO_DOCUMENTS = declaration(documents=[])
DEAD = document(outcome="missing", status=404)
ELSEWHERE = document(url=f"https://{SITE}/cookies", role="cookies", found_by="link")

FOUND: dict[str, Case] = {
    "no_cookies_contradicted": Case(
        seen(cookies=(SBP,)), declaration(claim("no_cookies")), "no_cookies", "critical"
    ),
    "only_categories_contradicted": Case(
        seen(cookies=(GS,)), declaration(claim("only_categories", category=["functional"])),
        "only_categories:functional", "serious",
    ),
    "only_vendors_contradicted": Case(
        seen(cookies=(GS, SBP)), declaration(claim("only_vendors", vendor=["gigant_analytics"])),
        "only_vendors:gigant_analytics", "critical",
    ),
    "incomplete_list": Case(
        seen(cookies=(GS, AID)),
        declaration(claim("completeness", of="all_cookies"), cookies=(row("_gs", lifetime=1),)),
        "completeness:all_cookies", "serious",
    ),
    "no_category_contradicted": Case(
        seen(requests=(request(ADS),)), declaration(claim("no_category", category=["tracking"])),
        "no_category:tracking", "critical",
    ),
    "no_vendor_contradicted": Case(
        seen(requests=(request(STATS),)), declaration(claim("no_vendor", vendor=["gigant_analytics"])),
        "no_vendor:gigant_analytics", "serious",
    ),
    "cookieless_contradicted": Case(
        seen(cookies=(GS,)), declaration(claim("cookieless", vendor=["gigant_analytics"])),
        "cookieless:gigant_analytics", "serious",
    ),
    "local_resources_contradicted": Case(
        seen(requests=(request(FONTS, type="stylesheet"),)), declaration(claim("local_resources", resource=["fonts"])),
        "local_resources:fonts", "serious",
    ),
    "first_party_only_contradicted": Case(
        seen(cookies=(AID,)), declaration(claim("only_categories", category=["first_party"])),
        "only_categories:first_party", "serious",
    ),
    "undeclared_vendor": Case(
        seen(requests=(request(PIXEL),)), declaration(claim("uses_vendor", vendor=["gigant_analytics"])),
        "smoelen_pixel", "serious",
    ),
    "undeclared_cookie": Case(seen(cookies=(OWN_UNKNOWN,)), declaration(USES), "kleurtje", "moderate"),
    "undeclared_storage": Case(seen(storage=(key("bezoeker"),)), declaration(USES), "bezoeker", "moderate"),
    "lifetime_exceeded": Case(
        seen(cookies=(GS,)), declaration(cookies=(row("_gs", lifetime=90 * 86400),)), "_gs", "serious"
    ),
    "session_cookie_persistent": Case(
        seen(cookies=(OWN_UNKNOWN,)), declaration(cookies=(row("kleurtje", lifetime="session"),)),
        "kleurtje", "moderate",
    ),
    "missing_lifetime": Case(observation(), declaration(cookies=(row("kleurtje"),)), "/privacy", "minor"),
    "excessive_lifetime": Case(seen(cookies=(GS,)), declaration(USES), "_gs", "info"),
    "consent_promise_broken": Case(
        seen(cookies=(SBP,)),
        declaration(claim("consent_prior", "Pas na akkoord zetten wij marketingcookies.", category=["marketing"])),
        "consent_prior:marketing", "critical",
    ),
    "cookie_before_consent": Case(seen(cookies=(SBP,)), declaration(), "smoelen_pixel", "critical"),
    "tracker_before_consent": Case(seen(requests=(request(ADS),)), declaration(), "gigant_ads", "serious"),
    "embed_before_consent": Case(seen(requests=(request(FONTS),)), declaration(), "gigant_fonts", "moderate"),
    "embed_claim_contradicted": Case(
        seen(requests=(request(VIDEO),)),
        declaration(claim("embed", vendor=["gigant_video"], behaviour="blocked_until_consent")),
        "embed:gigant_video+blocked_until_consent", "serious",
    ),
    "banner_claim_contradicted": Case(
        observation(consent=ConsentSurface(kind="banner")), declaration(claim("no_banner")), "no_banner", "moderate"
    ),
    "sharing_denied_contradicted": Case(
        seen(requests=(request(PIXEL),)), declaration(claim("no_sharing", data=["visit"])),
        "no_sharing:visit", "serious",
    ),
    "eea_only_contradicted": Case(
        seen(requests=(request(VIDEO),)), declaration(claim("data_location", region="eea_only")),
        "data_location:eea_only", "serious",
    ),
    "cloaked_tracker": Case(
        seen(requests=(request(f"https://m.{SITE.removeprefix('www.')}/t.js", canonical_host="x.cloak.gigant.test"),)),
        declaration(), "gigant_ads", "serious",
    ),
    "missing_cookie_section": Case(
        seen(cookies=(GS,)), declaration(defects=(defect("no_cookie_section", None),)), "/privacy", "serious"
    ),
    "broken_policy_link": Case(observation(documents=(DEAD,)), declaration(USES), "/privacy", "serious"),
    "dangling_reference": Case(
        observation(), declaration(defects=(defect("broken_reference"),)), "/privacy", "moderate"
    ),
    "contradictory_policy": Case(
        observation(), declaration(vouched(claim("no_cookies")), vouched(USES)), "no_cookies", "serious"
    ),
    "foreign_policy": Case(observation(), declaration(defects=(defect("wrong_company_name"),)), "/privacy", "moderate"),
    "unfilled_template": Case(
        observation(), declaration(defects=(defect("unfilled_placeholder"),)), "/privacy", "moderate"
    ),
    "outdated_law": Case(observation(), declaration(defects=(defect("outdated_law"),)), "/privacy", "moderate"),
    "ip_address_denied": Case(
        observation(), declaration(claim("not_personal", data=["ip"])), "not_personal:ip", "moderate"
    ),
    "empty_section": Case(observation(), declaration(defects=(defect("empty_section"),)), "/privacy", "minor"),
    "malformed_url": Case(observation(), declaration(defects=(defect("malformed_url"),)), "/privacy", "info"),
}  # fmt: skip

PASSED: dict[str, Case] = {
    "no_cookies_contradicted": Case(observation(), declaration(claim("no_cookies"))),
    "only_categories_contradicted": Case(
        seen(cookies=(SESSION,)), declaration(claim("only_categories", category=["functional"]))
    ),
    "only_vendors_contradicted": Case(
        seen(cookies=(GS, SESSION)), declaration(claim("only_vendors", vendor=["gigant_analytics"]))
    ),
    "incomplete_list": Case(
        seen(cookies=(GS,)), declaration(claim("completeness", of="all_cookies"), cookies=(row("_gs"),))
    ),
    "no_category_contradicted": Case(
        seen(requests=(request(STATS),), cookies=(GS,)), declaration(claim("no_category", category=["marketing"]))
    ),
    "no_vendor_contradicted": Case(
        seen(requests=(request(ADS),)), declaration(claim("no_vendor", vendor=["gigant_analytics"]))
    ),
    "cookieless_contradicted": Case(
        seen(requests=(request(STATS),)), declaration(claim("cookieless", vendor=["gigant_analytics"]))
    ),
    "local_resources_contradicted": Case(
        seen(requests=(request(HOME + "f.woff2", type="font"),)),
        declaration(claim("local_resources", resource=["fonts"])),
    ),
    "first_party_only_contradicted": Case(
        seen(cookies=(SESSION,)), declaration(claim("only_vendors", vendor=["own"]))
    ),
    "undeclared_vendor": Case(seen(requests=(request(PIXEL),)), declaration(vendors=(vendor("smoelen_pixel"),))),
    "undeclared_cookie": Case(seen(cookies=(OWN_UNKNOWN, SESSION)), declaration(cookies=(row("kleurtje"),))),
    "undeclared_storage": Case(seen(storage=(key("bezoeker"),)), declaration(USES, cookies=(row("bezoeker"),))),
    "lifetime_exceeded": Case(seen(cookies=(GS,)), declaration(cookies=(row("_gs", lifetime=730 * 86400),))),
    "session_cookie_persistent": Case(
        seen(cookies=(SESSION,)), declaration(cookies=(row("PHPSESSID", lifetime="session"),))
    ),
    "missing_lifetime": Case(observation(), declaration(cookies=(row("kleurtje", lifetime=60),))),
    "excessive_lifetime": Case(seen(cookies=(SBP,)), declaration(USES)),
    "consent_promise_broken": Case(
        observation(state("before"), state("rejected"), state("accepted", cookies=(SBP,))),
        declaration(claim("consent_prior", category=["marketing"])),
    ),
    "cookie_before_consent": Case(seen(cookies=(GS, SESSION)), declaration()),
    "tracker_before_consent": Case(seen(requests=(request(STATS), request(FONTS))), declaration()),
    "embed_before_consent": Case(
        observation(state("before"), state("accepted", requests=(request(VIDEO),))), declaration()
    ),
    "embed_claim_contradicted": Case(
        seen(requests=(request(STATS),)),
        declaration(claim("embed", vendor=["gigant_video"], behaviour="link_only")),
    ),
    "banner_claim_contradicted": Case(observation(consent=ConsentSurface(kind="notice")), declaration(claim("banner"))),
    "sharing_denied_contradicted": Case(
        seen(requests=(request("https://kleincdn.test/a.js", identifiers=("h",)),)),
        declaration(claim("no_sharing", data=["visit"])),
    ),
    "eea_only_contradicted": Case(
        seen(requests=(request("https://kleinmeten.test/m.js"),)),
        declaration(claim("data_location", region="eea_only")),
    ),
    "cloaked_tracker": Case(seen(requests=(request(HOME + "a.js"),)), declaration()),
    "missing_cookie_section": Case(
        seen(cookies=(SESSION,)), declaration(defects=(defect("no_cookie_section", None),))
    ),
    "broken_policy_link": Case(observation(), declaration(USES)),
    "dangling_reference": Case(
        observation(documents=(document(), ELSEWHERE)), declaration(defects=(defect("broken_reference"),))
    ),
    "contradictory_policy": Case(
        observation(), declaration(claim("no_cookies", condition="before_choice"), USES)
    ),
    "ip_address_denied": Case(observation(), declaration(claim("not_personal", data=["cookies"]))),
    **{
        name: Case(observation(), declaration(USES))
        for name in ("foreign_policy", "unfilled_template", "outdated_law", "empty_section", "malformed_url")
    },
}  # fmt: skip

#: Without the sentence or row that it is about, a check does not apply.
NOT_APPLICABLE: dict[str, Case] = {
    "ip_address_denied": Case(observation(), declaration(USES)),
    "no_cookies_contradicted": Case(observation(), declaration(USES)),
    "undeclared_storage": Case(seen(storage=(key("bezoeker"),)), declaration(claim("uses_cookies", similar_tech=True))),
    "missing_lifetime": Case(observation(), declaration(USES)),
    "missing_cookie_section": Case(seen(cookies=(GS,)), declaration(USES)),
    "lifetime_exceeded": Case(seen(cookies=(GS,)), declaration(cookies=(row("_gs", lifetime="session"),))),
}

CANNOT_TELL: dict[str, Case] = {
    "no_cookies_contradicted": Case(unseen(), declaration(claim("no_cookies"))),
    "only_categories_contradicted": Case(
        seen(cookies=(OWN_UNKNOWN,)), declaration(claim("only_categories", category=["functional"]))
    ),
    "only_vendors_contradicted": Case(
        seen(cookies=(OWN_UNKNOWN,)), declaration(claim("only_vendors", vendor=["gigant_analytics"]))
    ),
    "incomplete_list": Case(
        observation(state("before", not_looked=("cookies",)), state("accepted")), declaration(claim("completeness"))
    ),
    "no_category_contradicted": Case(unseen(), declaration(claim("no_category", category=["marketing"]))),
    "no_vendor_contradicted": Case(observation(), declaration(claim("no_vendor", vendor=["onbekend"]))),
    "cookieless_contradicted": Case(
        observation(browser=observation().browser.model_copy(update={"third_party_cookies": "refused"})),
        declaration(claim("cookieless", vendor=["gigant_analytics"])),
    ),
    "local_resources_contradicted": Case(
        observation(state("before", not_looked=("requests",)), state("accepted")),
        declaration(claim("local_resources", resource=["fonts"])),
    ),
    "first_party_only_contradicted": Case(
        observation(browser=observation().browser.model_copy(update={"third_party_cookies": "unknown"})),
        declaration(claim("only_vendors", vendor=["own"])),
    ),
    "undeclared_vendor": Case(seen(requests=(request(PIXEL),)), NO_DOCUMENTS),
    "undeclared_cookie": Case(unseen(), declaration(USES)),
    "undeclared_storage": Case(
        observation(state("before", not_looked=("web_storage",)), state("accepted")), declaration(USES)
    ),
    "lifetime_exceeded": Case(unseen(), declaration(cookies=(row("_gs", lifetime=60),))),
    "session_cookie_persistent": Case(unseen(), declaration(cookies=(row("_gs", lifetime="session"),))),
    "excessive_lifetime": Case(unseen(), declaration(USES)),
    "consent_promise_broken": Case(
        observation(state("before"), state("accepted")), declaration(claim("consent_prior", category=["marketing"]))
    ),
    "cookie_before_consent": Case(
        observation(browser=observation().browser.model_copy(update={"third_party_cookies": "refused"})), declaration()
    ),
    "tracker_before_consent": Case(observation(state("before", outcome="failed", reason="No answer.")), declaration()),
    "embed_before_consent": Case(observation(state("before", not_looked=("requests",))), declaration()),
    "embed_claim_contradicted": Case(
        observation(), declaration(claim("embed", vendor=["generic"], behaviour="link_only"))
    ),
    "banner_claim_contradicted": Case(observation(consent=ConsentSurface(kind=None)), declaration(claim("banner"))),
    "sharing_denied_contradicted": Case(observation(), declaration(claim("no_sharing", data=["general"]))),
    "eea_only_contradicted": Case(
        seen(requests=(request("https://onbekend.test/a.js"),)), declaration(claim("data_location", region="eea_only"))
    ),
    "cloaked_tracker": Case(
        seen(requests=(request(f"https://beeld.{SITE.removeprefix('www.')}/a.png"),)), declaration()
    ),
    "missing_cookie_section": Case(
        seen(cookies=(OWN_UNKNOWN,)), declaration(defects=(defect("no_cookie_section", None),))
    ),
    "broken_policy_link": Case(
        observation(documents=(document(outcome="error", status=403),)), declaration(USES)
    ),
    "dangling_reference": Case(observation(outcome="failed", reason="No answer."), declaration(USES)),
    **{
        name: Case(observation(), NO_DOCUMENTS)
        for name in (
            "contradictory_policy", "foreign_policy", "unfilled_template", "outdated_law", "ip_address_denied",
            "empty_section", "malformed_url", "missing_lifetime",
        )
    },
}  # fmt: skip

__all__ = ["CANNOT_TELL", "FOUND", "NOT_APPLICABLE", "PASSED", "POLICY", "Case", "seen", "setter"]
