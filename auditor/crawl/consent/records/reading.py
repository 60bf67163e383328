"""Reads the consent records of the page that a tab shows: of its cookies, its storage and its own scripts."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
from typing import Any

from auditor.crawl.consent.records.google import consent_commands, consent_mode_record
from auditor.crawl.consent.records.libraries import LIBRARIES
from auditor.crawl.consent.records.plugins import PLUGINS
from auditor.crawl.consent.records.services import SERVICES
from auditor.crawl.consent.records.site import site_records
from auditor.crawl.consent.records.stores import Stores, parsed, readable, record
from auditor.crawl.consent.tcf import decode_tcf
from auditor.crawl.redaction import redact
from auditor.crawl.tab import GONE, Tab, script
from auditor.domains import host_of, is_within, registrable_domain
from auditor.models.consent import ConsentCommand, ConsentRecord

#: Seconds for one question to the page.
ASKING = 1.5

#: Purposes of TCF 2.2.
_TCF_PURPOSES = range(1, 12)

#: Cookies that hold a TCF string, as it is or among other things.
_TCF_COOKIES = ("euconsent-v2", "eupubconsent-v2", "FCCDCF")

#: How the sources of stored records begin; all others are what a script on the page told.
_STORED = ("cookie ", "local storage ", "session storage ")

#: Names of storage entries worth reading. A wide net: the decoders look at exact names.
STORED_NAMES = (
    r"consent|cookie|cmp|gdpr|privacy|avg|toestemming|einwilligung|^uc_|^ucData|klaro|didomi|tarteaucitron|silktide|"
    r"^stcm\\.|TERMLY|tcmConsent|^_sp_|orejime|c15t|ketch|ccm_|osano|cc_"
)


async def read_records(tab: Tab, cookies: list[dict[str, Any]]) -> tuple[ConsentRecord, ...]:
    """All records of a choice on this site, decoded, without identifiers. Never raises for what a page does.

    ``cookies``: as of Playwright's ``context.cookies()``; those of other sites are left out."""
    stored, told = await asyncio.gather(_stored(tab), _told(tab))
    return _of_page(stored or (tab.page.url, {}, {}), told, cookies)


async def read_on(
    tab: Tab, cookies: list[dict[str, Any]], earlier: tuple[ConsentRecord, ...]
) -> tuple[ConsentRecord, ...] | None:
    """As `read_records`, on another page of a visit that had ``earlier`` ones; None: the page could not be read.

    A stored record stands as it is now: one that is gone, or holds a value that is not understood, tells nothing, and
    what it said earlier would accuse falsely. What only the script on an earlier page told (consent mode, TCF) stands
    where this page has no such script."""
    stored, told = await asyncio.gather(_stored(tab), _told(tab))
    if stored is None:
        return None
    now = _of_page(stored, told, cookies)
    managers = {one.manager for one in now}
    kept = (one for one in earlier if not one.source.startswith(_STORED) and one.manager not in managers)
    return (*now, *kept)


def _of_page(
    stored: tuple[str, dict[str, str], dict[str, str]], told: dict[str, Any], cookies: list[dict[str, Any]]
) -> tuple[ConsentRecord, ...]:
    url, local, session = stored
    host = host_of(url)
    return decode(Stores(first_party(cookies, host), local, session, told), host)


async def read_commands(tab: Tab, after_choice: bool) -> tuple[ConsentCommand, ...]:
    """The ``gtag('consent', …)`` calls on the page, in order. Never raises for what a page does."""
    told = await _told(tab)
    google = told.get("google")
    entries = google.get("commands") if isinstance(google, dict) else None
    return consent_commands(entries, redact(tab.page_url or tab.page.url), after_choice)


def decode(stores: Stores, host: str) -> tuple[ConsentRecord, ...]:
    """All records in the stores of a site."""
    found = [told for decoder in (*SERVICES, *LIBRARIES, *PLUGINS) if (told := decoder(stores)) is not None]
    claimed = frozenset(told.manager for told in found)
    found += site_records(stores, claimed, host) if not found else ()
    google = stores.told("google")
    further = (tcf_record(stores), consent_mode_record(google.get("commands"), google.get("states")))
    return (*found, *(told for told in further if told is not None))


def tcf_record(stores: Stores) -> ConsentRecord | None:
    """The TCF string that the page's script gives, or one that stands in a cookie."""
    told = stores.told("tcf")
    tcf = decode_tcf(str(told.get("text") or ""))
    event = told.get("event")
    source, decided = "__tcfapi", {"useractioncomplete": True, "cmpuishown": False, "tcloaded": True}.get(str(event))
    for name in _TCF_COOKIES if tcf is None else ():
        tcf = _tcf_in(readable(stores.cookies.get(name)))
        if tcf is not None:
            source, decided = f"cookie {name}", True if decided is None else decided
            break
    if tcf is None:
        return None if decided is None else record("tcf", source, decided)
    granted = {f"purpose {number}": number in tcf.purposes_consent for number in _TCF_PURPOSES}
    return record("tcf", source, decided, granted).model_copy(update={"tcf": tcf})


def _tcf_in(value: str | None) -> Any:
    if not value:
        return None
    direct = decode_tcf(value)
    if direct is not None or not isinstance(parsed(value), list):
        return direct
    strings = re.findall(r"\"(C[A-Za-z0-9_\-]{38,}(?:\.[A-Za-z0-9_\-.]*)?)\"", value)
    return next((tcf for text in strings[:10] if (tcf := decode_tcf(text)) is not None), None)


def first_party(cookies: list[dict[str, Any]], host: str) -> dict[str, str]:
    """Names and values of the cookies that the page of this host can be sent."""
    site = registrable_domain(host)
    kept: dict[str, str] = {}
    for cookie in cookies:
        domain = str(cookie.get("domain", "")).lstrip(".")
        if domain and (is_within(host, domain) or is_within(domain, site)):
            kept.setdefault(str(cookie.get("name", "")), str(cookie.get("value", "")))
    return kept


async def _stored(tab: Tab) -> tuple[str, dict[str, str], dict[str, str]] | None:
    """Address of the top frame, and what it stored, read where the site's scripts cannot meddle; None: no answer."""
    url = tab.page.url
    with contextlib.suppress(*GONE):
        world = {"frameId": tab.main_frame, "worldName": secrets.token_hex(8)}
        made = await tab.call("Page.createIsolatedWorld", world, ASKING)
        source = script("consent_stores.js").replace("$NAMES", STORED_NAMES)
        question = {"expression": source, "contextId": made["executionContextId"], "returnByValue": True}
        answer = await tab.call("Runtime.evaluate", question, ASKING)
        held = parsed_text((answer.get("result") or {}).get("value"))
        return str(held.get("url") or url), _texts(held.get("local")), _texts(held.get("session"))
    return None


async def _told(tab: Tab) -> dict[str, Any]:
    """What the managers' scripts on the page say."""
    with contextlib.suppress(*GONE):
        return parsed_text(await tab.evaluate(script("consent_records.js"), ASKING))
    return {}


def parsed_text(answer: Any) -> dict[str, Any]:
    """A JSON object in a page's answer; empty for anything else."""
    if not isinstance(answer, str):
        return {}
    try:
        held = json.loads(answer)
    except (ValueError, RecursionError):
        return {}
    return held if isinstance(held, dict) else {}


def _texts(held: Any) -> dict[str, str]:
    items = held.items() if isinstance(held, dict) else ()
    return {name: value for name, value in items if isinstance(value, str)}
