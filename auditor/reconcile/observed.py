"""What was seen, thing by thing, with what is known of each: the facts that verdicts and checks rest on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from auditor.knowledge.schema import EMBED_PURPOSES, CookieFact, Product
from auditor.models.common import Category, ConsentState, Party
from auditor.models.observation import Cookie, Request, Script, StorageEntry

#: What a thing is for, in the terms that accuse: written by or for a tracker; for plain analytics;
#: needed for transmission or the service asked for; or none of these is known.
Standing = Literal["tracking", "analytics", "exempt", "unknown"]

ThingKind = Literal["cookie", "storage", "request", "script"]

#: Order in which states are reported.
STATE_ORDER: dict[ConsentState, int] = {"before": 0, "rejected": 1, "accepted": 2, "withdrawn": 3, "gpc": 4}

_KIND_ORDER: dict[ThingKind, int] = {"cookie": 0, "storage": 1, "request": 2, "script": 3}


@dataclass(frozen=True, slots=True, eq=False)
class Thing:
    """One cookie, key, request or script in one consent state.

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
    #: An order that does not depend on the order of the input.
    sort_key: tuple[int, int, str, str, str, str, str] = field(init=False)

    def __post_init__(self) -> None:
        # Worked out once: every claim asks for them, of every thing.
        product = self.product
        addressed = product is not None and bool(product.hosts or product.patterns or product.cnames)
        object.__setattr__(self, "vendor", product.id if product is not None and addressed else None)
        object.__setattr__(self, "categories", self._categories())
        object.__setattr__(self, "identifier", self._identifier())
        object.__setattr__(self, "sort_key", self._sort_key())

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

    def _categories(self) -> frozenset[Category]:
        found: set[Category] = set()
        if self.standing == "exempt":
            found |= {"functional", "preferences"}
        if self.standing == "tracking":
            found.add("marketing")
        if self.standing == "analytics":
            found.add("analytics")
        if self.fact is not None:
            found.add(self.fact.category)
        elif self.product is not None:
            found.add(self.product.category)
        if self.product is not None and self.product.purpose in ("social_profiling", "social_content"):
            found.add("social")
        return frozenset(found - {"unclassified", "third_party", "some"})

    def _sort_key(self) -> tuple[int, int, str, str, str, str, str]:
        page = self.pages[0] if self.pages else ""
        return (
            STATE_ORDER[self.state], _KIND_ORDER[self.kind], self.name, self.host, self.vendor or "", page, self._detail
        )  # fmt: skip

    @property
    def _detail(self) -> str:
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
