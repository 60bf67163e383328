"""What was seen, thing by thing, with what is known of each: the facts that verdicts and checks rest on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Literal

from auditor.knowledge.schema import EMBED_PURPOSES, CookieFact, Product, Purpose
from auditor.models.common import Category, ConsentState, Party
from auditor.models.observation import Cookie, Request, Script, StorageEntry

#: What a thing is for, in the terms that accuse: written by or for a tracker; for plain analytics;
#: needed for transmission or the service asked for; or none of these is known.
Standing = Literal["tracking", "analytics", "exempt", "unknown"]

ThingKind = Literal["cookie", "storage", "request", "script"]

#: Order in which states are reported.
STATE_ORDER: dict[ConsentState, int] = {"before": 0, "rejected": 1, "accepted": 2, "withdrawn": 3, "gpc": 4}

_KIND_ORDER: dict[ThingKind, int] = {"cookie": 0, "storage": 1, "request": 2, "script": 3}


@dataclass(slots=True, eq=False)
class Thing:
    """One cookie, key, request or script in one consent state. Nothing changes it once it is made; it is not frozen
    because there are very many, and a frozen one takes three times as long to make.

    ``name``: of a cookie or key with ``*`` for ids in it; of a request host and path. ``host``: domain
    of the cookie, host of the key's origin or of the request. ``product``: who wrote it or answers it,
    null when not known; ``fact``: what the knowledge base says of a cookie or key of this name.
    ``own``: a cookie or key of the site's own domain that no third party wrote.
    ``cloaked``: a request to an own host that is an alias of the product's. ``in_foreign_frame``: another company's
    frame asked for it or wrote it, for itself; ``frame_product``: whose frame that is. ``loaded_by``: the
    product whose script asked for it, null for the site's own, a tag manager's, and the product's own.
    """

    kind: ThingKind
    name: str
    host: str
    url: str | None
    state: ConsentState
    pages: tuple[str, ...]
    visits: tuple[int, ...]
    ref: str
    party: Party
    product: Product | None
    fact: CookieFact | None
    standing: Standing
    source: Cookie | StorageEntry | Request | Script
    own: bool = False
    cloaked: bool = False
    in_foreign_frame: bool = False
    frame_product: Product | None = None
    loaded_by: Product | None = None
    #: Id of the product, null when not known, and for software that runs on the site itself (no address).
    vendor: str | None = field(init=False)
    #: Every category that it may rightly be called by; empty when nothing is known.
    categories: frozenset[Category] = field(init=False)
    #: Whether its value looks like an identifier, or identifiers travel with it.
    identifier: bool = field(init=False)
    #: An order that does not depend on the order of the input, but for what differs in details alone: see `in_order`.
    rank: tuple[int, int, str, str, str, str] = field(init=False)

    def __post_init__(self) -> None:
        # Worked out once: every claim asks for them, of every thing.
        product = self.product
        addressed = product is not None and bool(product.hosts or product.patterns or product.cnames)
        self.vendor = product.id if product is not None and addressed else None
        self.categories = _categories(
            self.standing,
            self.fact.category if self.fact is not None else None,
            product.category if product is not None else None,
            product.purpose if product is not None else None,
        )
        self.identifier = self._identifier()
        page = self.pages[0] if self.pages else ""
        self.rank = (
            STATE_ORDER[self.state], _KIND_ORDER[self.kind], self.name, self.host, self.vendor or "", page
        )  # fmt: skip

    @property
    def stored(self) -> bool:
        """Whether it is on the visitor's device: a stored cookie (not a refused or deleted one) or a key. Of a key it
        is enough that it was there when a page was left: see `taken_away`."""
        return self.kind == "storage" or (isinstance(self.source, Cookie) and self.source.outcome == "stored")

    @property
    def taken_away(self) -> bool:
        """Whether a key was stored, and deleted before the end of the visit."""
        return isinstance(self.source, StorageEntry) and self.source.outcome == "deleted"

    @property
    def tracking(self) -> bool:
        """Whether it is a tracker's."""
        return self.standing == "tracking"

    @property
    def embed(self) -> bool:
        """Whether it is embedded content: fonts, video, maps, captcha, social content."""
        return self.product is not None and self.product.purpose in EMBED_PURPOSES

    @property
    def for_another(self) -> bool:
        """Whether another company's frame or script asked for it: not the site's own embedding."""
        return self.in_foreign_frame or self.loaded_by is not None

    def _identifier(self) -> bool:
        source = self.source
        if isinstance(source, Request):
            return bool(source.identifiers)
        return isinstance(source, Cookie | StorageEntry) and bool(source.value and source.value.looks_like_identifier)

    @property
    def detail(self) -> str:
        """What may still differ between two things of one name and page."""
        source = self.source
        if isinstance(source, Cookie):
            written = (source.lifetime_seconds, source.setter.url, source.setter.how, source.path, source.outcome)
            return repr((written, self.identifier, self.pages, self.visits, source.at_ms, source.after_choice))
        if isinstance(source, StorageEntry):
            return repr(
                (
                    source.kind,
                    source.setter.url,
                    source.outcome,
                    self.identifier,
                    self.pages,
                    self.visits,
                    source.at_ms,
                    source.after_choice,
                )
            )
        if isinstance(source, Request):
            return repr(
                (
                    source.url,
                    source.type,
                    source.frame,
                    source.identifiers,
                    self.visits,
                    source.at_ms,
                    source.after_choice,
                )
            )
        return self.url or ""


@lru_cache(maxsize=1024)
def _categories(
    standing: Standing, fact: Category | None, product: Category | None, purpose: Purpose | None
) -> frozenset[Category]:
    """Every category that a thing may rightly be called by: by what it is for, by the category that the fact on it
    states, else that of its product, and by the product's purpose."""
    found: set[Category] = set()
    if standing == "exempt":
        found |= {"functional", "preferences"}
    if standing == "tracking":
        found.add("marketing")
    if standing == "analytics":
        found.add("analytics")
    named = fact or product
    if named is not None:
        found.add(named)
    if purpose in ("social_profiling", "social_content"):
        found.add("social")
    return frozenset(found - {"unclassified", "third_party", "some"})


def in_order(things: Iterable[Thing]) -> tuple[Thing, ...]:
    """Things in an order that does not depend on the order of the input: by rank, then by detail, which is long to
    write down and is asked only of those of one rank."""
    found: list[Thing] = []
    for _, run in groupby(sorted(things, key=attrgetter("rank")), key=attrgetter("rank")):
        alike = list(run)
        found += alike if len(alike) == 1 else sorted(alike, key=attrgetter("detail"))
    return tuple(found)
