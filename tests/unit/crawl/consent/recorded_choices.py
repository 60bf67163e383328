"""Consent managers' records as their documentation shows them: granted, refused, and before a choice."""

from __future__ import annotations

import json
from base64 import b64encode
from typing import Any
from urllib.parse import quote

from auditor.crawl.consent.records.stores import Stores

HOST = "www.bakkerij.example"
VISITOR = "8f14e45f-ceea-467f-a1c2-9b7e3d5f6a10"


def js(**held: Any) -> str:
    return quote(json.dumps(held))


def b64(**held: Any) -> str:
    return b64encode(json.dumps(held).encode()).decode()


def cookies(**held: str) -> Stores:
    return Stores(cookies=held)


def cookie(name: str, value: str) -> Stores:
    return Stores(cookies={name: value})


def local(name: str, value: str) -> Stores:
    return Stores(local={name: value})


def cookiebot(statistics: str, method: str) -> Stores:
    value = f"{{stamp:'{VISITOR}',necessary:true,preferences:false,statistics:{statistics},marketing:{statistics},"
    return cookies(CookieConsent=quote(value + f"method:'{method}',ver:1,utc:1790000000000,region:'nl'}}"))


def onetrust(on: int, closed: bool) -> Stores:
    value = f"isGpcEnabled=0&version=202402.1.0&consentId={VISITOR}&interactionCount=1&groups="
    held = {"OptanonConsent": value + quote(f"C0001:1,C0002:{on},C0004:{on}") + "&AwaitingReconsent=false"}
    return Stores(cookies=held | ({"OptanonAlertBoxClosed": "2026-11-20T10:00:00.000Z"} if closed else {}))


def complianz(said: str, status: str) -> Stores:
    categories = {"cmplz_functional": "allow", "cmplz_statistics": said, "cmplz_marketing": said}
    return Stores(cookies={**categories, "cmplz_banner-status": status})


def cookieyes(said: str, action: str) -> Stores:
    return cookie("cookieyes-consent", f"consentid:{VISITOR},consent:{said},action:{action},necessary:yes,"
                  f"functional:{said},analytics:{said},advertisement:{said},other:{said}")  # fmt: skip


def law_info(said: str, viewed: str | None) -> Stores:
    held = {"cookielawinfo-checkbox-necessary": "yes", "cookielawinfo-checkbox-analytics": said}
    return Stores(cookies=held | ({"viewed_cookie_policy": viewed} if viewed else {}))


def didomi(on: list[str], off: list[str]) -> Stores:
    return cookies(
        didomi_token=b64(user_id=VISITOR, purposes={"enabled": on, "disabled": off}, vendors={"enabled": on})
    )


def usercentrics(status: bool, action: str, interacted: str) -> Stores:
    first = {"action": "onInitialPageLoad", "status": False, "type": "implicit"}
    last = {"action": action, "status": status, "type": "explicit"}
    services = [
        {"id": "essentialOne", "history": [{**first, "status": True}, {**last, "status": True}], "status": True},
        {"id": "meten", "history": [first, last], "status": status},
    ]
    held = {"controllerId": VISITOR, "services": services}
    return Stores(local={"uc_settings": json.dumps(held), "uc_user_interaction": interacted})


def usercentrics_page(on: bool, decided: bool) -> Stores:
    told = {"categories": {"marketing": on}, "necessary": ["essential"], "decided": decided}
    return Stores(page={"usercentrics": told})


def vanilla(categories: list[str]) -> Stores:
    held = {
        "categories": categories,
        "revision": 0,
        "consentId": VISITOR,
        "services": {"necessary": [], "analytics": []},
    }
    return cookies(cc_cookie=quote(json.dumps(held)))


def axeptio(on: bool, completed: bool) -> Stores:
    held = {
        "$$token": VISITOR,
        "$$cookiesVersion": {"name": "site-nl"},
        "google_analytics": on,
        "$$completed": completed,
    }
    return cookies(axeptio_cookies=quote(json.dumps(held)))


def sourcepoint(some: bool, chosen: bool) -> Stores:
    status = {"consentedAll": some, "consentedToAny": some, "rejectedAny": not some, "hasConsentData": chosen}
    return local("_sp_user_consent_31415", json.dumps({"gdpr": {"consentStatus": status, "uuid": VISITOR}}))


def shopify(letter: str) -> Stores:
    return cookies(
        _tracking_consent=js(con={"CMP": {"a": letter, "m": letter, "p": letter, "s": ""}}, v="2.1", region="NLNH")
    )


def information(on: list[str], off: list[str]) -> Stores:
    return cookies(CookieInformationConsent=js(user_uid=VISITOR, consents_approved=on, consents_denied=off))


NOTHING = Stores()

#: Manager, the stores after everything was granted, after it was refused, and before the choice (`NOTHING`: the manager
#: writes with the choice only).
RECORDS: list[tuple[str, Stores, Stores, Stores]] = [
    ("cookiebot", cookiebot("true", "explicit"), cookiebot("false", "explicit"), cookiebot("true", "implied")),
    ("onetrust", onetrust(1, True), onetrust(0, True), onetrust(0, False)),
    ("complianz", complianz("allow", "dismissed"), complianz("deny", "dismissed"), complianz("deny", "show")),
    ("cookieyes", cookieyes("yes", "yes"), cookieyes("no", "yes"), cookieyes("no", "")),
    ("cookieyes", law_info("yes", "yes"), law_info("yes", "no"), law_info("yes", None)),
    ("didomi", didomi(["analytics"], []), didomi([], ["analytics"]), didomi([], [])),
    (
        "usercentrics",
        usercentrics(True, "onAcceptAllServices", "true"),
        usercentrics(False, "onDenyAllServices", "true"),
        usercentrics(False, "onInitialPageLoad", "false"),
    ),
    ("usercentrics", usercentrics_page(True, True), usercentrics_page(False, True), usercentrics_page(False, False)),
    (
        "klaro",
        cookies(klaro=js(matomo=True)),
        cookies(klaro=js(matomo=False)),
        Stores(page={"klaro": {"confirmed": False, "name": "klaro"}}),
    ),
    ("vanilla_cookieconsent", vanilla(["necessary", "analytics"]), vanilla(["necessary"]), NOTHING),
    (
        "tarteaucitron",
        cookies(tarteaucitron="!gtag=true"),
        cookies(tarteaucitron="!gtag=false!youtube=false"),
        cookies(tarteaucitron="!gtag=wait!youtube=wait"),
    ),
    ("insites_cookieconsent", cookies(cookieconsent_status="allow"), cookies(cookieconsent_status="deny"), NOTHING),
    ("orejime", cookie("eu-consent", js(statistiek=True)), cookies(orejime=js(statistiek=False)), NOTHING),
    (
        "iubenda",
        cookie("_iub_cs-12345678", js(id=12345678, purposes={"1": True, "4": True})),
        cookie("_iub_cs-12345678", js(cons={"rand": "a9f3e1"}, purposes={"1": True, "4": False, "5": False})),
        NOTHING,
    ),
    (
        "cookie_information",
        information(["cookie_cat_necessary", "cookie_cat_marketing"], []),
        information(["cookie_cat_necessary"], ["cookie_cat_marketing"]),
        NOTHING,
    ),
    (
        "cookiefirst",
        cookie("cookiefirst-consent", js(necessary=True, performance=True, type="category")),
        cookie("cookiefirst-consent", js(necessary=True, performance=False, advertising=False)),
        NOTHING,
    ),
    (
        "cookie_script",
        cookies(CookieScriptConsent=js(action="accept", key=VISITOR, categories='["performance"]')),
        cookies(CookieScriptConsent=js(action="reject", categories="[]")),
        cookies(CookieScriptConsent=js(bannershown=1)),
    ),
    (
        "borlabs",
        cookie("borlabs-cookie", js(consents={"essential": ["borlabs"], "statistics": ["matomo"]}, uid=VISITOR)),
        cookie("borlabs-cookie", js(consents={"essential": ["borlabs"]}, uid=VISITOR)),
        NOTHING,
    ),
    ("axeptio", axeptio(True, True), axeptio(False, True), axeptio(False, False)),
    ("sourcepoint", sourcepoint(True, True), sourcepoint(False, True), sourcepoint(False, False)),
    (
        "hubspot_consent",
        cookies(__hs_cookie_cat_pref="1:true_2:true_3:true"),
        cookies(__hs_cookie_cat_pref="1:false_2:false_3:false"),
        NOTHING,
    ),
    (
        "moove_gdpr",
        cookies(moove_gdpr_popup=js(strict="1", thirdparty="1", advanced="0")),
        cookies(moove_gdpr_popup=js(strict="1", thirdparty="0", advanced="0")),
        NOTHING,
    ),
    ("shopify", shopify("1"), shopify("0"), shopify("")),
    (
        "trustarc",
        cookies(notice_gdpr_prefs="0,1,2:", notice_preferences="2:"),
        cookies(notice_gdpr_prefs="0:"),
        NOTHING,
    ),
    ("trustarc", cookies(notice_preferences="2:"), cookies(notice_preferences="0:"), NOTHING),
    (
        "cookiehub",
        cookies(cookiehub=b64(answered=True, token=VISITOR, categories=[1, 2, 3])),
        cookies(cookiehub=b64(answered=True, categories=[1])),
        cookies(cookiehub=b64(answered=False, categories=[1, 2])),
    ),
    (
        "civic_cookie_control",
        cookies(CookieControl=js(optionalCookies={"analytics": "accepted"}, interactedWith=True)),
        cookies(CookieControl=js(optionalCookies={"analytics": "revoked"}, interactedWith=True, user=VISITOR)),
        cookies(CookieControl=js(optionalCookies={}, interactedWith=False)),
    ),
    (
        "silktide_consent",
        local("silktideCookieChoice_analytics", "true"),
        local("silktideCookieChoice_analytics", "false"),
        NOTHING,
    ),
    (
        "osano",
        Stores(page={"osano": {"consent": {"ESSENTIAL": "ACCEPT", "MARKETING": "ACCEPT"}, "decided": True}}),
        Stores(
            page={
                "osano": {"consent": {"ESSENTIAL": "ACCEPT", "MARKETING": "DENY", "OPT_OUT": "ACCEPT"}, "decided": True}
            }
        ),
        NOTHING,
    ),
    (
        "termly",
        local(
            "TERMLY_API_CACHE", json.dumps({"TERMLY_COOKIE_CONSENT": {"value": {"essential": True, "analytics": True}}})
        ),
        local(
            "TERMLY_API_CACHE",
            json.dumps({"TERMLY_COOKIE_CONSENT": {"value": {"essential": True, "analytics": False}}}),
        ),
        NOTHING,
    ),
    (
        "transcend_consent",
        local("tcmConsent", json.dumps({"purposes": {"Analytics": True}, "confirmed": True})),
        local("tcmConsent", json.dumps({"purposes": {"Analytics": False}, "confirmed": True})),
        local("tcmConsent", json.dumps({"purposes": {"Analytics": False}, "confirmed": False})),
    ),
    ("cookie_compliance", cookies(cookie_notice_accepted="true"), cookies(cookie_notice_accepted="false"), NOTHING),
    ("cookie_compliance", cookie("hu-consent", js(consentLevel=3)), cookie("hu-consent", js(consentLevel=1)), NOTHING),
    (
        "wpconsent",
        cookies(wpconsent_preferences=js(essential=True, statistics=True)),
        cookies(wpconsent_preferences=js(essential=True, statistics=False)),
        NOTHING,
    ),
    (
        "pandectes",
        cookies(_pandectes_gdpr=b64(status="allow", salt=VISITOR)),
        cookies(_pandectes_gdpr=b64(status="deny")),
        NOTHING,
    ),
    (
        "finsweet_consent",
        cookie("fs-cc", js(id=VISITOR, consents={"essential": True, "analytics": True})),
        cookie("fs-cc", js(consents={"essential": True, "analytics": False})),
        NOTHING,
    ),
    (
        "consentmo",
        cookies(cookieconsent_preferences_disabled="", consentmo_x="1"),
        cookies(cookieconsent_preferences_disabled="analytics,marketing,functionality"),
        NOTHING,
    ),
    (
        "cookieadmin",
        cookies(cookieadmin_consent=js(accept="true")),
        cookies(cookieadmin_consent=js(reject="true")),
        NOTHING,
    ),
    (
        "ketch_cmp",
        cookies(_ketch_consent_v1_=b64(analytics={"status": "granted"})),
        cookies(_ketch_consent_v1_=b64(analytics={"status": "denied"})),
        NOTHING,
    ),
    (
        "evidon",
        cookies(_evidon_consent_cookie=js(categories={"1": {"analytics": True}}, consent_date="2026-11-20")),
        cookies(_evidon_consent_cookie=js(categories={"1": {"analytics": False, "essential": True}})),
        NOTHING,
    ),
]
