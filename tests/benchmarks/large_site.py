"""An invented site of any size, observed and declared: for measuring what reconciling costs.

The vendors, hosts and cookie names are those of the shipped knowledge base, beside as many that nobody knows; names,
pages, initiators, frames, lifetimes and claims vary. Equal sizes give equal documents.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from typing import Any, get_args

from auditor.domains import registrable_domain
from auditor.knowledge.schema import CookieFact, Product
from auditor.knowledge.vendors import vendors
from auditor.models.common import ClaimType, CollectorKind, ConsentState, Site, Tool
from auditor.models.consent import Choice, ConsentSurface
from auditor.models.declaration import Claim, Declaration, DeclaredCookie, DeclaredVendor
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

DOMAIN = "warenhuis.example"
HOST = f"www.{DOMAIN}"
HOME = f"https://{HOST}/"
_MOMENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
_STATES: tuple[ConsentState, ...] = ("before", "rejected", "accepted", "withdrawn", "gpc")
_TYPES = ("script", "image", "font", "beacon", "xhr", "fetch", "document", "stylesheet")
_PAGES = 200
#: How many scripts write and ask for things, and how many services the texts name.
_SCRIPTS, _SERVICES = 2_000, 60


@dataclass(frozen=True)
class Size:
    """How much there is of each kind, over all consent states together. ``calls``: how many requests differ in more
    than their parameters and page, as the same scripts and pictures are asked for on page after page."""

    cookies: int = 10_000
    requests: int = 50_000
    claims: int = 500
    keys: int = 2_000
    rows: int = 500
    calls: int = 4_000

    def times(self, part: float, *, requests_only: bool) -> Size:
        """The same with ``part`` of the requests, or of everything."""
        if requests_only:
            return replace(self, requests=int(self.requests * part))
        return Size(*(int(count * part) for count in astuple(self)))


class _World:
    """What things are drawn from."""

    def __init__(self, seed: int, calls: int = 0) -> None:
        base = vendors()
        self.draw = random.Random(seed)
        self.products: list[Product] = [one for one in base.products.values() if one.hosts]
        self.facts: list[tuple[CookieFact, Product]] = [
            (fact, one) for one in base.products.values() for fact in one.cookies
        ]
        self.unknown = [f"{self.id()}{place}.example" for place in range(1_500)]
        self.scripts = [self.address() for _ in range(_SCRIPTS)]
        self.services = self.draw.sample(self.products, _SERVICES)
        self.owners = [owner.id for one in self.services if (owner := base.owner_of(one.id)) is not None]
        self.calls: list[dict[str, Any]] = []
        self.pages = [f"{HOME}{self.id()}/{place}" for place in range(_PAGES)]
        self.calls += (_call(self) for _ in range(calls))

    def id(self) -> str:
        """Some letters and digits that look like an id."""
        return f"{self.draw.getrandbits(40):x}a1"

    def address(self) -> str:
        """A script or picture: half of them of a known vendor, the others the site's own or nobody's we know."""
        kind = self.draw.random()
        if kind < 0.5:
            host = self.draw.choice(self.draw.choice(self.products).hosts)
            host = f"{self.draw.choice(('www', 'cdn', 'a', 'b'))}.{host}"
        elif kind < 0.7:
            host = HOST
        else:
            host = self.draw.choice(self.unknown)
        return f"https://{host}/{self.id()}/{self.draw.choice(('tag.js', 'collect', 'pixel.gif', 'view'))}"

    def name(self) -> tuple[str, Product | None]:
        """The name of a cookie or key, and the product whose it is where that is known."""
        if self.draw.random() < 0.6:
            fact, product = self.draw.choice(self.facts)
            return fact.name.replace("*", self.id()) or self.id(), product
        return f"{self.draw.choice(('sessie', 'voorkeur', 'mand', 'x'))}_{self.draw.randrange(2_000)}", None

    def setter(self, product: Product | None) -> Setter:
        """Who wrote something: mostly the product itself."""
        if product is not None and product.hosts and self.draw.random() < 0.7:
            url = f"https://{product.hosts[0]}/tag.js"
        else:
            url = self.draw.choice(self.scripts)
        party: Any = "first" if DOMAIN in url else "third"
        return Setter(how="document.cookie", url=url, party=party, initiators=self.chain())

    def chain(self) -> tuple[Initiator, ...]:
        """Up to three scripts, and the page last."""
        scripts = (Initiator(kind="script", url=self.draw.choice(self.scripts)) for _ in range(self.draw.randrange(3)))
        return (*scripts, Initiator(kind="html", url=self.draw.choice(self.pages)))

    def value(self) -> Value:
        """A value, every second one an identifier."""
        return Value(length=20, hash=f"{self.draw.randrange(5_000):x}", looks_like_identifier=self.draw.random() < 0.5)

    def some_pages(self) -> tuple[str, ...]:
        """One to three pages."""
        return tuple(self.draw.sample(self.pages, self.draw.randrange(1, 4)))


def large_observation(size: Size, seed: int = 1) -> Observation:
    """The site, seen in all consent states."""
    world = _World(seed, size.calls)
    share = len(_STATES)
    states = tuple(
        StateObservation(
            state=name, outcome="complete", started_at=_MOMENT, finished_at=_MOMENT,
            choice=Choice(outcome="verified") if name in ("rejected", "accepted", "withdrawn") else None,
            pages=tuple(Page(url=url, final_url=url, outcome="ok", status=200, settled="quiet") for url in world.pages),
            cookies=tuple(_cookie(world) for _ in range(size.cookies // share)),
            storage=tuple(_key(world) for _ in range(size.keys // share)),
            requests=tuple(_request(world, at) for at in range(size.requests // share)),
            scripts=tuple(_script(world) for _ in range(size.requests // share // 5)),
            collectors=tuple(CollectorReport(collector=kind, looked=True) for kind in get_args(CollectorKind)),
        )
        for name in _STATES
    )  # fmt: skip
    return Observation(
        tool=Tool(version="0"), site=Site(url=HOME, final_url=HOME, host=HOST, registrable_domain=DOMAIN),
        started_at=_MOMENT, finished_at=_MOMENT, outcome="complete",
        settings=CrawlSettings(
            states=_STATES, pages=_PAGES, visits=1, locale="nl-NL", timezone="Europe/Amsterdam", viewport=(1280, 800),
            timeout_seconds=120, page_timeout_seconds=30,
        ),
        browser=Browser(name="chromium", version="1", build="full", user_agent="a test", third_party_cookies="allowed"),
        consent=ConsentSurface(kind="banner", text="Wij gebruiken cookies."), states=states,
        documents=large_declaration(size, seed).documents,
    )  # fmt: skip


def _cookie(world: _World) -> Cookie:
    name, product = world.name()
    setter = world.setter(product)
    third = setter.party == "third" and world.draw.random() < 0.5
    domain = registrable_domain(setter.url.split("/")[2]) if third and setter.url else DOMAIN
    days = world.draw.choice((None, 1, 30, 365, 730))
    return Cookie(
        name=name, domain=domain, path="/", host_only=False, secure=True, http_only=False, same_site="Lax",
        lifetime_seconds=None if days is None else days * 86400, session=days is None,
        party="third" if third else "first", setter=setter, value=world.value(), pages=world.some_pages(),
        outcome=world.draw.choice(("stored", "stored", "stored", "blocked", "deleted")),
        at_ms=world.draw.randrange(60_000), after_choice=world.draw.random() < 0.8,
    )  # fmt: skip


def _key(world: _World) -> StorageEntry:
    name, product = world.name()
    return StorageEntry(
        kind=world.draw.choice(("local", "session")), origin=f"https://{HOST}", key=name, size=30, party="first",
        setter=world.setter(product), value=world.value(), pages=world.some_pages(),
        at_ms=world.draw.randrange(60_000), after_choice=world.draw.random() < 0.8,
    )  # fmt: skip


def _call(world: _World) -> dict[str, Any]:
    """What requests for one thing have in common."""
    url = world.address()
    told = world.draw.choice(("", "", "gcs=G100", "gcs=G111&tid=REDACTED", "ev=REDACTED&uid=REDACTED"))
    identifiers = (f"{world.draw.randrange(5_000):x}",) if world.draw.random() < 0.2 else ()
    return {
        "url": f"{url}?{told}",
        "host": url.split("/")[2],
        "party": "first" if DOMAIN in url else "third",
        "type": world.draw.choice(_TYPES),
        "frame": world.address() if world.draw.random() < 0.1 else None,
        "initiators": world.chain(),
        "identifiers": identifiers,
    }


def _request(world: _World, at: int) -> Request:
    call = world.draw.choice(world.calls)
    own = {"url": f"{call['url']}&n={world.id()}"}
    return Request(
        **{**call, **own}, method="GET", vendor=None, page=world.draw.choice(world.pages), status=200,
        at_ms=at * 3, after_choice=world.draw.random() < 0.9,
    )  # fmt: skip


def _script(world: _World) -> Script:
    url = world.address()
    return Script(
        url=url, party="first" if DOMAIN in url else "third", vendor=None, page=world.draw.choice(world.pages)
    )


def large_declaration(size: Size, seed: int = 1) -> Declaration:
    """What the site's three documents declare: claims of every type in turn, and the rows of a long cookie table."""
    world = _World(seed + 1)
    texts = {f"{HOME}privacy-{place}": _Text() for place in range(3)}
    urls = list(texts)
    claims, rows = [], []
    types = get_args(ClaimType)
    for place in range(size.claims):
        kind: ClaimType = types[place % len(types)]
        url = world.draw.choice(urls)
        start, quote = texts[url].add(f"Zin {place} gaat over de cookies en diensten van het warenhuis.")
        claims.append(
            Claim(
                type=kind, params=_params(world, kind), quote=quote, document=url, start=start, end=start + len(quote)
            )
        )
    for _ in range(size.rows):
        name, product = world.name()
        printed = name if world.draw.random() < 0.7 else f"{name[: max(2, len(name) // 2)]}*"
        start, quote = texts[urls[0]].add(printed)
        rows.append(
            DeclaredCookie(
                name=printed, quote=quote, document=urls[0], start=start, end=start + len(quote),
                provider=product.id if product and world.draw.random() < 0.2 else None,
                category=world.draw.choice((None, "functional", "analytics", "marketing")),
                lifetime=world.draw.choice((None, "session", "persistent", 86400, 31536000)),
            )
        )  # fmt: skip
    return Declaration(
        tool=Tool(version="0"), language="nl", documents=tuple(_document(url, texts[url].text) for url in urls),
        claims=tuple(claims), cookies=tuple(rows), deferrals=(), defects=(),
        vendors=tuple(DeclaredVendor(id=one.id, status="used") for one in world.draw.sample(world.products, 20)),
    )  # fmt: skip


class _Text:
    """A text that grows by a sentence at a time."""

    def __init__(self) -> None:
        self.text = ""

    def add(self, sentence: str) -> tuple[int, str]:
        """Where the sentence begins, and the sentence."""
        start = len(self.text)
        self.text += sentence + "\n"
        return start, sentence


def _document(url: str, text: str) -> Document:
    return Document(
        url=url, requested_url=url, found_by="link", found_text="Privacy", found_on=HOME, role="privacy", status=200,
        content=DocumentText(text=text, blocks=(), outcome="ok", reason=None),
    )  # fmt: skip


def _params(world: _World, kind: ClaimType) -> dict[str, Any]:
    """Parameters as the claim type has them; every fifth claim holds for a part of the site or before the choice."""
    draw = world.draw
    categories = draw.sample(("functional", "analytics", "marketing", "tracking", "social", "third_party"), 2)
    named = draw.choice((draw.choice(world.services).id, draw.choice(world.owners)))
    own: dict[str, dict[str, Any]] = {
        "no_cookies": {"similar_tech": draw.random() < 0.5},
        "embed": {"vendor": [named], "behaviour": draw.choice(("blocked_until_consent", "no_cookies", "link_only"))},
        "storage_other": {"technology": draw.choice((["localstorage"], ["pixel"]))},
        "lifetime": {"subject": draw.choice(("all", "analytics", named)), "lifetime": draw.choice((86400, "session"))},
        "local_resources": {"resource": draw.choice((["fonts"], ["scripts"], ["analytics"]))},
        "not_personal": {"data": draw.choice((["ip"], ["analytics"]))},
        "no_sharing": {"data": ["visit"]},
        "data_location": {"region": draw.choice(("eea_only", "outside_eea"))},
        "dnt": {"value": draw.random() < 0.5, "signal": "gpc"},
        "completeness": {"of": draw.choice(("all_cookies", "third_party_cookies", "vendors"))},
        "deferral": {"kind": "page", "url": f"{HOME}privacy-1"},
        "withdraw": {"via": ["footer_link"]},
        "scope": {"domains": [DOMAIN]},
        "sharing_off": {"value": True, "vendor": [named]},
    }
    params = own.get(kind)
    if params is None:
        by_category = kind in ("no_category", "only_categories", "uses_category", "consent_exempt")
        params = {"category": categories} if by_category or draw.random() < 0.3 else {"vendor": [named]}
    return {**params, **dict(_limits(world, kind))}


def _limits(world: _World, kind: ClaimType) -> Iterator[tuple[str, Any]]:
    if kind == "scope" or world.draw.random() < 0.8:
        return
    if world.draw.random() < 0.5:
        yield "condition", "before_choice"
    else:
        yield "scope", "/" + world.draw.choice(world.pages).split("/")[3]
