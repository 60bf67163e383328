"""Records of plug-ins for shop and content systems. Sources: each plug-in's own documentation."""

from __future__ import annotations

from auditor.crawl.consent.records.libraries import only_listed
from auditor.crawl.consent.records.stores import Stores, answer, answers, listed, parsed_object, record
from auditor.crawl.consent.records.vocabulary import necessary_names
from auditor.models.consent import ConsentRecord

_COMPLIANZ = ("functional", "preferences", "statistics-anonymous", "statistics", "marketing")


def complianz(stores: Stores) -> ConsentRecord | None:
    """A cookie ``cmplz_<category>`` each (allow or deny), and ``cmplz_banner-status`` once the banner is done with.

    Anonymous statistics count as needing no consent: Complianz sets them without asking."""
    said = {name: stores.cookie(f"cmplz_{name}") for name in _COMPLIANZ}
    granted = {name: value == "allow" for name, value in said.items() if value in {"allow", "deny"}}
    status = stores.cookie("cmplz_banner-status") or stores.cookie("cmplz_choice")
    decided = {"dismissed": True, "set": True, "show": False}.get(status or "")
    if not granted and decided is None:
        return None
    return record("complianz", "cookie cmplz_*", decided, granted, ("functional", "statistics-anonymous"))


def cookieyes(stores: Stores) -> ConsentRecord | None:
    """``cookieyes-consent``: ``action:yes`` once decided, then yes or no by category."""
    text = stores.cookie("cookieyes-consent")
    parts = (part.partition(":") for part in (text or "").split(",")[:50])
    said = {name.strip(): value.strip() for name, sign, value in parts if sign}
    if "consent" not in said and "action" not in said:
        return _cookie_law_info(stores)
    categories = ("necessary", "functional", "analytics", "performance", "advertisement", "other")
    granted = answers({name: said[name] for name in categories if name in said})
    return record("cookieyes", "cookie cookieyes-consent", said.get("action") == "yes", granted, ("necessary",))


def _cookie_law_info(stores: Stores) -> ConsentRecord | None:
    """The older GDPR Cookie Consent: ``cookielawinfo-checkbox-*`` are set before the choice already, and count
    for nothing once ``viewed_cookie_policy`` says no."""
    boxes = answers(dict(stores.cookies_like(r"cookielawinfo-checkbox-[\w-]+")))
    granted = {name.removeprefix("cookielawinfo-checkbox-"): on for name, on in boxes.items()}
    viewed = stores.cookie("viewed_cookie_policy")
    always = ["necessary"]
    if not granted and viewed is None:
        return None
    if viewed == "no":
        granted = {name: on and name in always for name, on in granted.items()} or {"cookies": False}
    elif viewed == "yes" and not set(granted) - set(always):
        granted = {**granted, "cookies": True}
    return record("cookieyes", "cookie viewed_cookie_policy", viewed in {"yes", "no"}, granted, always)


def borlabs(stores: Stores) -> ConsentRecord | None:
    """``borlabs-cookie``: group → the services allowed in it; groups without any are left out."""
    content = parsed_object(stores.cookie("borlabs-cookie"))
    consents = content.get("consents")
    if not isinstance(consents, dict):
        return None
    on = [str(name) for name, services in consents.items() if services]
    granted, necessary = only_listed(on, [str(name) for name in consents], ("essential",))
    return record("borlabs", "cookie borlabs-cookie", True, granted, necessary)


def moove_gdpr(stores: Stores) -> ConsentRecord | None:
    """``moove_gdpr_popup``: strict, thirdparty and advanced (since 5: performance, preference), 1 or 0."""
    said = answers(parsed_object(stores.cookie("moove_gdpr_popup")))
    return record("moove_gdpr", "cookie moove_gdpr_popup", True, said, ("strict",)) if said else None


def cookie_compliance(stores: Stores) -> ConsentRecord | None:
    """``cookie_notice_accepted``: true or false; ``hu-consent``: a level, of which the first is what is necessary."""
    level = parsed_object(stores.cookie("hu-consent")).get("consentLevel")
    if isinstance(level, int):
        return record("cookie_compliance", "cookie hu-consent", True, {"level 2": level >= 2, "level 3": level >= 3})
    said = answer(stores.cookie("cookie_notice_accepted"))
    if said is None:
        return None
    return record("cookie_compliance", "cookie cookie_notice_accepted", True, {"cookies": said})


def real_cookie_banner(stores: Stores) -> ConsentRecord | None:
    """``real_cookie_banner-…`` is written with the choice; what was chosen is in numbers that only the site knows."""
    found = any(name != "real_cookie_banner-test" for name, _ in stores.cookies_like(r"real_cookie_banner-.+"))
    return record("real_cookie_banner", "cookie real_cookie_banner", True) if found else None


def wpconsent(stores: Stores) -> ConsentRecord | None:
    """``wpconsent_preferences``: category → granted."""
    said = answers(parsed_object(stores.cookie("wpconsent_preferences")))
    return record("wpconsent", "cookie wpconsent_preferences", True, said, necessary_names(said)) if said else None


def shopify(stores: Stores) -> ConsentRecord | None:
    """``_tracking_consent``: a, m and p (analytics, marketing, preferences) are 1, 0, or empty before the choice.

    Shopify's own script is asked first where it runs."""
    asked = stores.told("shopify")
    names = {"analytics": "a", "marketing": "m", "preferences": "p"}
    said = {name: asked.get(name) for name in names} if asked else None
    source = "Shopify.customerPrivacy"
    if said is None:
        consents = parsed_object(stores.cookie("_tracking_consent")).get("con")
        letters = consents.get("CMP") if isinstance(consents, dict) else None
        if not isinstance(letters, dict):
            return None
        said, source = {name: letters.get(letter) for name, letter in names.items()}, "cookie _tracking_consent"
    granted = answers(said)
    return record("shopify", source, bool(granted), granted)


_CONSENTMO = frozenset({"analytics", "marketing", "functionality"})


def consentmo(stores: Stores) -> ConsentRecord | None:
    """``cookieconsent_preferences_disabled``: the categories that were switched off."""
    text = stores.cookie("cookieconsent_preferences_disabled")
    off = [name for name in (text or "").split(",") if name]
    if text is None or not set(off) <= _CONSENTMO:
        return None
    granted = {name: name not in off for name in sorted(_CONSENTMO)}
    status = stores.cookie("cookieconsent_status")
    return record("consentmo", "cookie cookieconsent_preferences_disabled", True if status else None, granted)


def pandectes(stores: Stores) -> ConsentRecord | None:
    """``_pandectes_gdpr``: status allow, deny or custom."""
    status = parsed_object(stores.cookie("_pandectes_gdpr")).get("status")
    if status not in ("allow", "deny", "custom", "mixed"):
        return None
    granted = {"cookies": status == "allow"} if status in ("allow", "deny") else {}
    return record("pandectes", "cookie _pandectes_gdpr", True, granted)


def finsweet_consent(stores: Stores) -> ConsentRecord | None:
    """``fs-cc`` (or ``fs-consent``): consents by category."""
    for name in ("fs-cc", "fs-consent"):
        said = answers(parsed_object(stores.cookie(name)).get("consents"))
        if said:
            return record("finsweet_consent", f"cookie {name}", True, said, ("essential",))
    return None


def hubspot_consent(stores: Stores) -> ConsentRecord | None:
    """``__hs_cookie_cat_pref``: 1 analytics, 2 advertisement, 3 functionality; ``__hs_opt_out``: yes or no to all."""
    text = (stores.cookie("__hs_cookie_cat_pref") or "").replace(",", "_")
    names = {"1": "analytics", "2": "advertisement", "3": "functionality"}
    parts = (part.partition(":") for part in text.split("_")[:10])
    granted = answers({names[number]: value for number, _, value in parts if number in names})
    if granted:
        return record("hubspot_consent", "cookie __hs_cookie_cat_pref", True, granted)
    out = answer(stores.cookie("__hs_opt_out"))
    return None if out is None else record("hubspot_consent", "cookie __hs_opt_out", True, {"cookies": not out})


def cookieadmin(stores: Stores) -> ConsentRecord | None:
    """``cookieadmin_consent``: accept, reject, or the categories that were chosen."""
    said = answers(parsed_object(stores.cookie("cookieadmin_consent")))
    if not said:
        return None
    if "accept" in said or "reject" in said:
        said = {"cookies": said.get("accept", False) and not said.get("reject", False)}
    granted, necessary = only_listed(listed([name for name, on in said.items() if on]), list(said))
    return record("cookieadmin", "cookie cookieadmin_consent", True, granted, necessary)


PLUGINS = (
    complianz, cookieyes, borlabs, moove_gdpr, cookie_compliance, real_cookie_banner, wpconsent, shopify, consentmo,
    pandectes, finsweet_consent, hubspot_consent, cookieadmin,
)  # fmt: skip
