"""Records of hosted consent managers. Sources: each manager's own documentation for developers."""

from __future__ import annotations

import re
from typing import Any

from auditor.crawl.consent.records.libraries import only_listed
from auditor.crawl.consent.records.stores import (
    Stores,
    answer,
    answers,
    listed,
    pairs,
    parsed,
    parsed_object,
    record,
)  # fmt: skip
from auditor.crawl.consent.records.vocabulary import necessary_names
from auditor.models.consent import ConsentRecord

_COOKIEBOT = ("necessary", "preferences", "statistics", "marketing")


def cookiebot(stores: Stores) -> ConsentRecord | None:
    """``CookieConsent``: a script object; ``0`` and ``-1`` before a choice (all but what is necessary off, or on)."""
    text = stores.cookie("CookieConsent")
    if text in {"0", "-1"}:
        granted = {name: text == "-1" or name == "necessary" for name in _COOKIEBOT}
        return record("cookiebot", "cookie CookieConsent", False if text == "-1" else None, granted, ("necessary",))
    said = dict(re.findall(r"['\"]?(\w{3,20})['\"]?\s*:\s*['\"]?(true|false|explicit|implied)\b", (text or "")[:4000]))
    granted = answers({name: said[name] for name in _COOKIEBOT if name in said})
    if len(granted) < 2:
        return None
    decided = {"explicit": True, "implied": False}.get(said.get("method", ""))
    return record("cookiebot", "cookie CookieConsent", decided, granted, ("necessary",))


def onetrust(stores: Stores) -> ConsentRecord | None:
    """``OptanonConsent``: ``groups=C0001:1,…``, set before the choice too; ``OptanonAlertBoxClosed`` only after it."""
    text = stores.cookie("OptanonConsent")
    if text is None:
        return None
    groups = pairs(pairs(text, "&", "=").get("groups"), ",", ":")
    granted = answers(groups)
    decided = "OptanonAlertBoxClosed" in stores.cookies
    necessary = [name for name in granted if name.upper() in {"C0001", "1"} or name.lower().startswith("strict")]
    return record("onetrust", "cookie OptanonConsent", decided, granted, necessary)


def didomi(stores: Stores) -> ConsentRecord | None:
    """``didomi_token``: purposes and vendors enabled and disabled, in base64; without them nobody decided yet."""
    found = stores.anywhere("didomi_token")
    content = parsed_object(found[1]) if found else {}
    if found is None or not content:
        return None
    on, off = _switched(content.get("purposes"))
    vendors_on, vendors_off = _switched(content.get("vendors"))
    granted = dict.fromkeys(on, True) | dict.fromkeys(off, False)
    if not granted and (vendors_on or vendors_off):
        granted = {"vendors": bool(vendors_on)}
    return record("didomi", found[0], bool(granted), granted, vendors=vendors_on)


def _switched(part: Any) -> tuple[list[str], list[str]]:
    held = part if isinstance(part, dict) else {}
    return listed(held.get("enabled")), listed(held.get("disabled"))


def usercentrics(stores: Stores) -> ConsentRecord | None:
    """The page's own script tells categories; without it ``uc_settings`` (version 2) tells by its history.

    Services that were on at all times need no consent; the others count together, since their ids say nothing."""
    told = stores.told("usercentrics")
    interacted = answer(stores.local_item("uc_user_interaction"))
    categories = answers(told.get("categories"))
    if categories:
        decided = answer(told.get("decided"))
        always = listed(told.get("necessary"))
        return record("usercentrics", "page script", decided if decided is not None else interacted, categories, always)
    services = parsed_object(stores.local_item("uc_settings")).get("services")
    if isinstance(services, list):
        return record("usercentrics", "local storage uc_settings", interacted, _by_history(services[:500]))
    if interacted is not None:
        return record("usercentrics", "local storage uc_user_interaction", interacted)
    return None


def _by_history(services: list[Any]) -> dict[str, bool]:
    asked, acts = [], set()
    for service in (entry for entry in services if isinstance(entry, dict)):
        history = [step for step in service.get("history") or [] if isinstance(step, dict)][:100]
        acts |= {str(step.get("action")) for step in history[-1:]}
        if not service.get("status") or any(step.get("status") is False for step in history):
            asked.append(bool(service.get("status")))
    if asked:
        return {"services": any(asked)}
    return {"services": True} if "onAcceptAllServices" in acts else {}


_IUBENDA = {"1": "necessary", "2": "functionality", "3": "experience", "4": "measurement", "5": "marketing"}


def iubenda(stores: Stores) -> ConsentRecord | None:
    """``_iub_cs-<site>``: purposes 1 to 5, or one consent for all."""
    for name, value in stores.cookies_like(r"_iub_cs-\d+(-granular)?"):
        content = parsed_object(value)
        said = answers(content.get("purposes"))
        granted = {_IUBENDA.get(number, f"purpose {number}"): on for number, on in said.items()}
        if not granted and answer(content.get("consent")) is not None:
            granted = {"cookies": answer(content.get("consent")) is True}
        if granted:
            place = re.sub(r"\d+", "*", name)
            return record("iubenda", f"cookie {place}", True, granted, ("necessary",))
    return None


def cookie_information(stores: Stores) -> ConsentRecord | None:
    """``CookieInformationConsent``: lists of categories approved and denied, written with the choice."""
    content = parsed_object(stores.cookie("CookieInformationConsent"))
    on, off = listed(content.get("consents_approved")), listed(content.get("consents_denied"))
    granted = {name.removeprefix("cookie_cat_"): True for name in on}
    granted |= {name.removeprefix("cookie_cat_"): False for name in off}
    return (
        record("cookie_information", "cookie CookieInformationConsent", True, granted, ("necessary",))
        if granted
        else None
    )


def cookiefirst(stores: Stores) -> ConsentRecord | None:
    """``cookiefirst-consent``: necessary, performance, functional and advertising, true or false."""
    found = stores.anywhere("cookiefirst-consent")
    content = parsed_object(found[1]) if found else {}
    said = answers({name: content.get(name) for name in ("necessary", "performance", "functional", "advertising")})
    return record("cookiefirst", found[0], True, said, ("necessary",)) if found and said else None


def cookie_script(stores: Stores) -> ConsentRecord | None:
    """``CookieScriptConsent``: action accept or reject, and the categories accepted; neither before the choice."""
    found = stores.anywhere("CookieScriptConsent")
    content = parsed_object(found[1]) if found else {}
    if found is None or not content:
        return None
    action = content.get("action")
    if action not in ("accept", "reject"):
        return record("cookie_script", found[0], False)
    held = content.get("categories")
    on = listed(parsed(held) if isinstance(held, str) else held)
    if action == "accept" and not on:
        return record("cookie_script", found[0], True, {"cookies": True})
    granted, necessary = only_listed(on if action == "accept" else [], [], ("strict",))
    return record("cookie_script", found[0], True, granted, necessary)


def axeptio(stores: Stores) -> ConsentRecord | None:
    """``axeptio_cookies``: vendor → granted, and ``$$completed`` once the visitor is through."""
    content = parsed_object(stores.cookie("axeptio_cookies"))
    if "$$completed" not in content and "$$token" not in content:
        return None
    said = {name: on for name, on in answers(content).items() if not name.startswith("$$")}
    return record("axeptio", "cookie axeptio_cookies", answer(content.get("$$completed")) is True, said)


def consentmanager(stores: Stores) -> ConsentRecord | None:
    """The page's own script tells whether a choice exists; its cookies hold numbers that only the manager knows."""
    exists = answer(stores.told("consentmanager").get("decided"))
    if exists is None:
        return None
    return record("consentmanager", "__cmp getCMPData", exists)


def sourcepoint(stores: Stores) -> ConsentRecord | None:
    """``_sp_user_consent_<property>``: a status of the whole consent."""
    for _, value in stores.local_like(r"_sp_user_consent_\d+"):
        gdpr = parsed_object(value).get("gdpr")
        status = gdpr.get("consentStatus") if isinstance(gdpr, dict) else None
        if isinstance(status, dict):
            some = answer(status.get("consentedToAny"))
            some = answer(status.get("consentedAll")) if some is None else some
            granted = {"purposes and vendors": some} if some is not None else {}
            decided = answer(status.get("hasConsentData"))
            return record("sourcepoint", "local storage _sp_user_consent_*", decided, granted if decided else {})
    return None


def trustarc(stores: Stores) -> ConsentRecord | None:
    """``notice_gdpr_prefs``: the levels allowed, of which 0 is required; ``notice_preferences``: the highest."""
    text = stores.cookie("notice_gdpr_prefs") or stores.cookie("notice_preferences")
    if text is None:
        return None
    numbers = text.partition(":")[0].strip(",")
    if not re.fullmatch(r"[0-3](,[0-3]){0,3}", numbers):
        return None
    levels = {int(number) for number in numbers.split(",")}
    if stores.cookie("notice_gdpr_prefs") is None:
        levels = set(range(max(levels) + 1))
    implied = "implied" in text or (stores.cookie("notice_behavior") or "").startswith("implied")
    granted = {"functional": 1 in levels, "advertising": 2 in levels}
    return record("trustarc", "cookie notice_gdpr_prefs", None if implied else True, granted)


_COOKIEHUB = {"1": "necessary", "2": "preferences", "3": "analytics", "4": "marketing", "5": "uncategorized"}


def cookiehub(stores: Stores) -> ConsentRecord | None:
    """``cookiehub``: whether the visitor answered, and the numbers of the categories allowed."""
    content = parsed_object(stores.cookie("cookiehub"))
    if "answered" not in content:
        return None
    held = content.get("categories")
    known = [_COOKIEHUB.get(number, f"category {number}") for number in listed(held)]
    for entry in held if isinstance(held, list) else []:
        if isinstance(entry, dict) and answer(entry.get("checked", entry.get("value"))):
            known.append(_COOKIEHUB.get(str(entry.get("cid")), "category"))
    granted, necessary = only_listed(known, [], ("necessary",))
    decided = answer(content["answered"])
    return record("cookiehub", "cookie cookiehub", decided, granted if decided else {}, necessary)


def osano(stores: Stores) -> ConsentRecord | None:
    """Osano's commercial manager enciphers its cookie; its script tells the categories."""
    told = stores.told("osano")
    said = answers(told.get("consent"))
    necessary = [name for name in said if name.upper() in {"ESSENTIAL", "OPT_OUT"}]
    granted = {name: on for name, on in said.items() if name.upper() != "OPT_OUT"}
    return (
        record("osano", "Osano.cm.getConsent()", answer(told.get("decided")), granted, necessary) if granted else None
    )


def termly(stores: Stores) -> ConsentRecord | None:
    """``TERMLY_API_CACHE``: category → granted, in an entry of its own."""
    for name in ("TERMLY_COOKIE_CONSENT", "TERMLY_API_CACHE"):
        content: Any = parsed_object(stores.local_item(name))
        for key in ("TERMLY_COOKIE_CONSENT", "value", "consent"):
            content = content[key] if isinstance(content, dict) and isinstance(content.get(key), dict) else content
        said = answers(content)
        if said:
            return record("termly", f"local storage {name}", True, said, necessary_names(said))
    return None


def transcend_consent(stores: Stores) -> ConsentRecord | None:
    """``tcmConsent``: purpose → granted; ``confirmed`` once the visitor chose."""
    content = parsed_object(stores.local_item("tcmConsent"))
    said = answers(content.get("purposes"))
    confirmed = answer(content.get("confirmed"))
    return (
        record("transcend_consent", "local storage tcmConsent", confirmed, said, necessary_names(said))
        if said
        else None
    )


def ketch_cmp(stores: Stores) -> ConsentRecord | None:
    """``_ketch_consent_v1_``: purpose → status granted or denied."""
    found = stores.anywhere("_ketch_consent_v1_")
    purposes = parsed_object(found[1]) if found else {}
    said = answers({name: held.get("status") for name, held in purposes.items() if isinstance(held, dict)})
    return record("ketch_cmp", found[0], None, said, necessary_names(said)) if found and said else None


def ccm19(stores: Stores) -> ConsentRecord | None:
    """``ccm_consent``: by path of the site, whether a choice was saved; what was chosen is in numbers of its own."""
    found = stores.anywhere("ccm_consent")
    entries = [entry for entry in parsed_object(found[1]).values() if isinstance(entry, dict)] if found else []
    saved = [answer(entry.get("consent")) for entry in entries if "consent" in entry]
    return record("ccm19", found[0], any(saved)) if found and saved else None


def evidon(stores: Stores) -> ConsentRecord | None:
    """``_evidon_consent_cookie``: categories by notice."""
    content = parsed_object(stores.cookie("_evidon_consent_cookie"))
    notices = content.get("categories")
    said: dict[str, bool] = {}
    for held in notices.values() if isinstance(notices, dict) else ():
        said |= answers(held)
    if not said and "consent_date" not in content:
        return None
    return record("evidon", "cookie _evidon_consent_cookie", True, said, necessary_names(said))


SERVICES = (
    cookiebot, onetrust, didomi, usercentrics, iubenda, cookie_information, cookiefirst, cookie_script, axeptio,
    consentmanager, sourcepoint, trustarc, cookiehub, osano, termly, transcend_consent, ketch_cmp, ccm19, evidon,
)  # fmt: skip
