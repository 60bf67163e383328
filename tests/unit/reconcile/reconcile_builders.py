"""Small builders of observations and declarations, and a tiny knowledge base, for the tests of this package."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from auditor.knowledge.schema import CookieFact, OutsideEea, Owner, Product
from auditor.knowledge.vendors import VendorBase
from auditor.models.common import ConsentState, Site, Tool
from auditor.models.consent import Choice, ConsentSurface
from auditor.models.declaration import Claim, Declaration, DeclaredCookie, DeclaredVendor, Defect
from auditor.models.document import Document, DocumentText
from auditor.models.observation import (
    Browser,
    CollectorReport,
    Cookie,
    CrawlSettings,
    Initiator,
    Observation,
    Page,
    Request,
    Script,
    Setter,
    StateObservation,
    StorageEntry,
    Value,
)

SITE = "www.klompenwinkel.example"
DOMAIN = "klompenwinkel.example"
HOME = f"https://{SITE}/"
POLICY = f"https://{SITE}/privacy"
DAY = 86400
YEAR = 365 * DAY
MOMENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
COLLECTORS = ("cookies", "web_storage", "indexed_db", "cache", "requests", "scripts", "documents", "consent")


def product(identifier: str, purpose: str, category: str, **fields: Any) -> Product:
    fields = {"name": identifier.replace("_", " ").title(), **fields}
    return Product.model_validate(
        {"id": identifier, "purpose": purpose, "category": category, "source": "a test", "as_of": date(2026, 1, 1)}
        | fields
    )


def fact(name: str, category: str, **fields: Any) -> CookieFact:
    return CookieFact.model_validate({"name": name, "category": category, **fields})


def tiny_base() -> VendorBase:
    """An invented world of vendors: an ad giant with analytics and video, a social one, and small ones."""
    outside = OutsideEea(country="US", source="a test", as_of=date(2026, 1, 1))
    giant = Owner(
        id="gigant",
        name="Gigant",
        country="US",
        aliases=("Gigant Inc.",),
        outside_eea=outside,
        products=(
            product(
                "gigant_analytics", "analytics", "analytics", hosts=("gigant-stats.test",), aliases=("Gigant Stats",),
                cookies=(fact("_gs", "analytics"), fact("_gs_*", "analytics")),
            ),
            product("gigant_tag", "tag_manager", "functional", hosts=("gigant-tag.test",),
                    served_by=("gigant_analytics",), own_purposes=False),
            product("gigant_ads", "advertising", "marketing", hosts=("gigant-ads.test",), cnames=("cloak.gigant.test",),
                    cookies=(fact("AID", "marketing"), fact("_gads", "marketing"))),
            product("gigant_video", "video", "marketing", hosts=("gigant-video.test",),
                    cookies=(fact("VID", "marketing"),)),
            product("gigant_fonts", "fonts", "functional", hosts=("gigant-fonts.test",)),
        ),
    )  # fmt: skip
    social = Owner(
        id="smoelen",
        name="Smoelen",
        country="US",
        outside_eea=outside,
        products=(
            product("smoelen_pixel", "social_profiling", "marketing", hosts=("px.smoelen.test",),
                    cookies=(fact("_sbp", "marketing"), fact("sfr", "marketing"))),
            product("smoelen_like", "social_content", "social", hosts=("like.smoelen.test",)),
        ),
    )  # fmt: skip
    small = Owner(
        id="klein",
        name="Klein",
        country="NL",
        products=(
            product("kleinmeten", "analytics", "analytics", hosts=("kleinmeten.test",), own_purposes=False,
                    cookies=(fact("_km", "analytics"),)),
            product("kleinfilm", "session_recording", "analytics", hosts=("kleinfilm.test",),
                    cookies=(fact("_kf", "analytics"),)),
            product("kleincdn", "cdn", "functional", hosts=("kleincdn.test",), own_purposes=False),
            product("software", "hosting", "functional", own_purposes=False,
                    cookies=(fact("PHPSESSID", "functional", exempt=True, why="session"),)),
        ),
    )  # fmt: skip
    google = Owner(
        id="google",
        name="Google",
        country="US",
        outside_eea=outside,
        products=(
            product("google_analytics", "analytics", "analytics", hosts=("google-analytics.com",),
                    cookies=(fact("_ga", "analytics"),)),
            product("google_ads", "advertising", "marketing", hosts=("googleadservices.com",),
                    cookies=(fact("_gcl_au", "marketing"),)),
        ),
    )  # fmt: skip
    keuzehulp = Owner(
        id="keuzehulp",
        name="Keuzehulp",
        country="NL",
        products=(
            product("keuzehulp", "consent_manager", "functional", hosts=("keuzehulp.test",), own_purposes=False),
        ),
    )
    return VendorBase((giant, social, small, google, keuzehulp))


def value(identifier: bool = True, token: str = "h") -> Value:
    return Value(length=20, hash=token, looks_like_identifier=identifier)


def cookie(name: str, **fields: Any) -> Cookie:
    """A stored cookie of the site itself, written by its own server, unless ``fields`` say otherwise."""
    domain = fields.get("domain", DOMAIN)
    third = not domain.endswith(DOMAIN)
    lifetime = fields.pop("days", None)
    known: dict[str, Any] = {
        "domain": domain,
        "path": "/",
        "host_only": False,
        "secure": True,
        "http_only": False,
        "same_site": "None" if third else "Lax",
        "lifetime_seconds": None if lifetime is None else int(lifetime * DAY),
        "session": lifetime is None,
        "party": "third" if third else "first",
        "setter": setter(f"https://{domain}/" if third else HOME),
        "outcome": "stored",
        "value": value(),
        "pages": (HOME,),
    }
    return Cookie.model_validate({"name": name, **known, **fields})


def setter(url: str | None, how: str = "header") -> Setter:
    party = None if url is None else ("first" if DOMAIN in url else "third")
    return Setter.model_validate({"how": how, "url": url, "party": party})


def written_by(url: str) -> Setter:
    """A script's write."""
    return setter(url, "document.cookie")


def key(name: str, **fields: Any) -> StorageEntry:
    known: dict[str, Any] = {
        "kind": "local",
        "origin": f"https://{SITE}",
        "size": 30,
        "party": "first",
        "setter": written_by(HOME + "app.js"),
        "value": value(),
        "pages": (HOME,),
    }
    return StorageEntry.model_validate({"key": name, **known, **fields})


def request(url: str, **fields: Any) -> Request:
    host = url.split("://")[1].split("/", maxsplit=1)[0]
    known: dict[str, Any] = {
        "host": host,
        "method": "GET",
        "type": "script",
        "party": "first" if host.endswith(DOMAIN) else "third",
        "vendor": None,
        "page": HOME,
        "status": 200,
    }
    return Request.model_validate({"url": url, **known, **fields})


def by_script(url: str) -> Initiator:
    return Initiator(kind="script", url=url)


def state(name: ConsentState = "before", **fields: Any) -> StateObservation:
    unseen = set(fields.pop("not_looked", ()))
    way_back = "link" if name == "withdrawn" else None
    chosen = name in ("rejected", "accepted", "withdrawn")
    known: dict[str, Any] = {
        "choice": Choice(outcome="verified", way_back=way_back) if chosen else None,
        "outcome": "complete",
        "started_at": MOMENT,
        "finished_at": MOMENT,
        "pages": (Page(url=HOME, final_url=HOME, outcome="ok", status=200, settled="quiet"),),
        "cookies": (),
        "storage": (),
        "requests": (),
        "scripts": (),
        "collectors": tuple(
            CollectorReport(collector=kind, looked=kind not in unseen, reason=None if kind not in unseen else "off")
            for kind in COLLECTORS
        ),
    }
    return StateObservation.model_validate({"state": name, **known, **fields})


def observation(*states: StateObservation, **fields: Any) -> Observation:
    """An observation of these states; of the states before and accepted, both empty, when none is given."""
    seen = states or (state("before"), state("accepted"))
    known: dict[str, Any] = {
        "tool": Tool(version="0"),
        "site": Site(url=HOME, final_url=HOME, host=SITE, registrable_domain=DOMAIN),
        "started_at": MOMENT,
        "finished_at": MOMENT,
        "outcome": "complete",
        "settings": CrawlSettings(
            states=tuple(one.state for one in seen), pages=5, visits=1, locale="nl-NL", timezone="Europe/Amsterdam",
            viewport=(1280, 800), timeout_seconds=120, page_timeout_seconds=30,
        ),
        "browser": Browser(
            name="chromium", version="1", build="full", user_agent="a test", third_party_cookies="allowed"
        ),
        "consent": ConsentSurface(kind="banner"),
        "states": seen,
        "documents": (document(),),
    }  # fmt: skip
    return Observation.model_validate({**known, **fields})


def document(text: str = "Over cookies op deze winkel.", **fields: Any) -> Document:
    outcome = fields.pop("outcome", "ok")
    reason = fields.pop("reason", None)
    content = DocumentText(text=text, blocks=(), outcome=outcome, reason=reason)
    known: dict[str, Any] = {
        "url": POLICY,
        "requested_url": fields.get("url", POLICY),
        "found_by": "link",
        "found_text": "Privacy",
        "found_on": HOME,
        "role": "privacy",
        "status": 200,
        "content": content,
    }
    return Document.model_validate({**known, **fields})


def claim(kind: str, quote: str = "Zo staat het er over deze winkel.", /, **params: Any) -> Claim:
    where = params.pop("document", POLICY)
    return Claim.model_validate(
        {"type": kind, "params": params, "quote": quote, "document": where, "start": 0, "end": len(quote)}
    )


def row(name: str, **fields: Any) -> DeclaredCookie:
    return DeclaredCookie.model_validate(
        {"name": name, "quote": name, "document": POLICY, "start": 0, "end": len(name), **fields}
    )


def vendor(identifier: str, status: str = "used") -> DeclaredVendor:
    return DeclaredVendor.model_validate({"id": identifier, "status": status})


def defect(kind: str, quote: str | None = "een stukje tekst", **fields: Any) -> Defect:
    return Defect.model_validate({"kind": kind, "quote": quote, "document": POLICY, **fields})


def declaration(*claims: Claim, documents: Sequence[Document] | None = None, **fields: Any) -> Declaration:
    known: dict[str, Any] = {
        "tool": Tool(version="0"),
        "language": "nl",
        "documents": (document(),) if documents is None else tuple(documents),
        "claims": claims,
        "cookies": (),
        "vendors": (),
        "deferrals": (),
        "defects": (),
    }
    return Declaration.model_validate({**known, **fields})


def script(url: str) -> Script:
    return Script(url=url, party="first" if DOMAIN in url else "third", vendor=None, page=HOME)
