"""Records of the consent managers that a site hosts itself. Sources: each project's own documentation."""

from __future__ import annotations

from auditor.crawl.consent.records.stores import Stores, answer, answers, listed, pairs, parsed_object, record
from auditor.crawl.consent.records.vocabulary import necessary_names
from auditor.models.consent import ConsentRecord

#: Stands for all that a record does not name, where it lists only what is granted.
OTHERS = "others"


def only_listed(on: list[str], known: list[str], necessary: tuple[str, ...] = ()) -> tuple[dict[str, bool], list[str]]:
    """Answers of a record that lists what is granted. Without a list of all, a record that names nothing but what
    is necessary refuses the `OTHERS`."""
    granted = {name: name in on for name in [*known, *on]}
    always = [name for name in granted if name in necessary] if necessary else list(necessary_names(granted))
    if not set(granted) - set(always):
        granted[OTHERS] = False
    return granted, always


def vanilla_cookieconsent(stores: Stores) -> ConsentRecord | None:
    """``cc_cookie``: accepted categories; the page's own script knows the others and which are read-only."""
    told = stores.told("vanilla_cookieconsent")
    found = stores.anywhere(str(told.get("name") or "cc_cookie")) or stores.anywhere("cc_cookie")
    content = parsed_object(found[1]) if found else {}
    if found is None or not isinstance(content.get("categories"), list):
        return None
    services = content.get("services")
    known = listed(told.get("all")) or (list(services) if isinstance(services, dict) else [])
    fixed = tuple(listed(told.get("necessary")))
    granted, necessary = only_listed(listed(content["categories"]), [str(name) for name in known], fixed)
    return record("vanilla_cookieconsent", found[0], True, granted, necessary)


def klaro(stores: Stores) -> ConsentRecord | None:
    """``klaro``: service → granted, written when a choice is saved. Required services say yes always."""
    told = stores.told("klaro")
    found = stores.anywhere(str(told.get("name") or "klaro")) or stores.anywhere("klaro")
    said = answers(parsed_object(found[1])) if found else {}
    if found and said:
        always = set(listed(told.get("necessary"))) | set(necessary_names(said))
        return record("klaro", found[0], True, said, always)
    if told.get("confirmed") is False:
        return record("klaro", "klaro.getManager()", False)
    return None


def tarteaucitron(stores: Stores) -> ConsentRecord | None:
    """``tarteaucitron``: ``!service=true!other=wait``; ``wait`` is a service that nobody decided on."""
    told = stores.told("tarteaucitron")
    found = stores.anywhere(str(told.get("name") or "tarteaucitron")) or stores.anywhere("tarteaucitron")
    states = pairs(found[1], "!", "=") if found else {}
    if found is None or not states:
        return None
    always = listed(told.get("necessary"))
    asked = {name: state for name, state in states.items() if name not in always}
    waiting = [name for name, state in asked.items() if state == "wait"]
    decided = True if not waiting else False if len(waiting) == len(asked) else None
    return record("tarteaucitron", found[0], decided, answers(states), always)


def insites_cookieconsent(stores: Stores) -> ConsentRecord | None:
    """``cookieconsent_status``: allow, deny, or dismiss, which says nothing; with categories, a cookie each."""
    status = stores.anywhere("cookieconsent_status")
    if status is None:
        return None
    said = {name.removeprefix("cookieconsent_status_"): value for name, value in _categories(stores)}
    granted = answers(said) or ({"cookies": status[1] == "allow"} if status[1] in {"allow", "deny"} else {})
    decided = status[1] in {"allow", "deny", "dismiss", "save"} or bool(granted) or None
    return record("insites_cookieconsent", status[0], decided, granted, necessary_names(granted))


def _categories(stores: Stores) -> list[tuple[str, str]]:
    return list(stores.cookies_like(r"cookieconsent_status_\w+"))


def orejime(stores: Stores) -> ConsentRecord | None:
    """``eu-consent`` (version 3) or ``orejime``: purpose → granted. Mandatory purposes say yes always."""
    told = stores.told("orejime")
    for name in (str(told.get("name") or "eu-consent"), "eu-consent", "orejime"):
        found = stores.anywhere(name)
        said = answers(parsed_object(found[1])) if found else {}
        if found and said:
            always = set(listed(told.get("necessary"))) | set(necessary_names(said))
            return record("orejime", found[0], True, said, always)
    return None


def silktide_consent(stores: Stores) -> ConsentRecord | None:
    """``silktideCookieChoice_<type>`` and, in version 2, ``stcm.consent.<type>``: true or false each."""
    pattern = r"silktideCookieChoice_.+|stcm\.consent\..+"
    said = answers(dict(stores.local_like(pattern)))
    shown = dict(stores.local_like(r"silktideCookieBanner_InitialChoice(_.*)?"))
    if not said and not shown:
        return None
    granted = {name.rpartition("." if name.startswith("stcm") else "_")[2]: on for name, on in said.items()}
    decided = any(answer(value) for value in shown.values()) or bool(granted)
    return record("silktide_consent", "local storage silktide", decided, granted, necessary_names(granted))


def civic_cookie_control(stores: Stores) -> ConsentRecord | None:
    """``CookieControl``: optional cookies accepted or revoked, and whether the visitor interacted."""
    content = parsed_object(stores.cookie("CookieControl"))
    if not isinstance(content.get("optionalCookies"), dict):
        return None
    decided = answer(content.get("interactedWith"))
    return record("civic_cookie_control", "cookie CookieControl", decided, answers(content["optionalCookies"]))


def c15t(stores: Stores) -> ConsentRecord | None:
    """``c15t`` or ``privacy-consent-storage``: consents by purpose, as JSON or as ``c.marketing:0``."""
    for name in ("c15t", "privacy-consent-storage"):
        found = stores.anywhere(name)
        if found is None:
            continue
        content = parsed_object(found[1])
        compact = {key: value for key, value in pairs(found[1], ",", ":").items() if key.startswith("c.")}
        said = answers(content.get("consents")) or {key[2:]: on for key, on in answers(compact).items()}
        if said:
            return record(
                "site", found[0], bool(content.get("consentInfo") or compact) or None, said, necessary_names(said)
            )
    return None


LIBRARIES = (
    vanilla_cookieconsent, klaro, tarteaucitron, insites_cookieconsent, orejime, silktide_consent,
    civic_cookie_control, c15t,
)  # fmt: skip
