"""Tells of each cookie, key, request and script whose it is and what it is for. One pass, with indexes.

Whose a cookie is, in this order: a known name together with who wrote it (the writing script or response, or the
cookie's own domain); the product of the writer; the product of a foreign cookie domain; at last the name alone,
when it is an own cookie that no other known product wrote and the name is too peculiar to be a coincidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from auditor.domains import host_of, party, registrable_domain
from auditor.knowledge.consent_mode import decode_gcd, decode_gcs
from auditor.knowledge.schema import EMBED_PURPOSES, CookieFact, Product
from auditor.knowledge.vendors import KnownCookie, VendorBase
from auditor.models.observation import Cookie, Observation, Request, Script, Setter, StateObservation, StorageEntry
from auditor.models.stable_names import LONGEST, wildcard_name
from auditor.reconcile.observed import Standing, Thing
from auditor.reconcile.own_cookies import exempt_by_name

#: The parameters in which a request of Google's says what consent mode had on record.
_GCS = re.compile(r"[?&]gcs=([^&#]{1,20})")
_GCD = re.compile(r"[?&]gcd=([^&#]{1,40})")

#: Purposes of products that guard, balance or deliver other companies' hosts.
_GUARDS = frozenset({"cdn", "security", "hosting"})

#: Purposes of products whose scripts are the site's own doing: what it put there itself.
_ON_BEHALF = frozenset({"tag_manager", "cdn"})

#: Names so short and plain that anybody may have chosen them say nothing without their writer.
PLAIN = re.compile(r"^(?:[A-Za-z]{1,7}|[a-z]+[_-](?:id|cookie|session|key|lang))$")


class Matcher:
    """Gives each observed thing its product, its fact and its standing, for one observation."""

    def __init__(self, observation: Observation, base: VendorBase) -> None:
        self.site = observation.site.host
        self.base = base
        self.by_url = lru_cache(maxsize=None)(base.by_url)
        self._by_host = lru_cache(maxsize=None)(base.by_host)
        self._by_alias = lru_cache(maxsize=None)(base.by_canonical_name)
        self._named = lru_cache(maxsize=None)(lambda name, host: tuple(base.cookies_named(name, host)))

    def cookie(self, cookie: Cookie, state: StateObservation, ref: str) -> Thing:
        """A cookie as a thing."""
        writer = self._writer(cookie.setter)
        domain = self._by_host(cookie.domain) if cookie.party == "third" else None
        fact, product = self._known(cookie.name, cookie.domain, "cookie", writer, domain)
        own = cookie.party == "first" and self._for_site(cookie.setter, product)
        if fact is None and own and exempt_by_name(cookie):
            standing: Standing = "exempt"
        else:
            standing = _kept_for(fact, product)
        foreign, frame = self._frame(cookie.setter.frame, product)
        return Thing(
            kind="cookie", name=_shown_name(cookie.name, fact), host=cookie.domain, url=None, state=state.state,
            pages=cookie.pages, visits=cookie.visits, ref=ref, party=cookie.party, product=product, fact=fact,
            standing=standing, source=cookie, own=own, in_foreign_frame=foreign, frame_product=frame,
        )  # fmt: skip

    def storage(self, entry: StorageEntry, state: StateObservation, ref: str) -> Thing:
        """A storage key, database, cache or service worker as a thing."""
        host = host_of(entry.origin)
        writer = self._writer(entry.setter)
        domain = self._by_host(host) if entry.party == "third" else None
        fact, product = self._known(entry.key, host, entry.kind, writer, domain)
        foreign, frame = self._frame(entry.setter.frame, product)
        return Thing(
            kind="storage", name=_shown_name(entry.key, fact), host=host, url=None, state=state.state,
            pages=entry.pages, visits=entry.visits, ref=ref, party=entry.party, product=product, fact=fact,
            standing=_kept_for(fact, product), source=entry,
            own=entry.party == "first" and self._for_site(entry.setter, product),
            in_foreign_frame=foreign, frame_product=frame,
        )  # fmt: skip

    def request(self, request: Request, state: StateObservation, ref: str) -> Thing:
        """A request as a thing. A consent-mode ping with advertising denied and no identifier is no tracker's."""
        product, cloaked = self._answering(request)
        standing = _standing(None, product)
        if standing == "tracking" and denied_ping(request):
            standing = "unknown"
        path = request.url.split("?", 1)[0].split("#", 1)[0].split("://", 1)[-1]
        foreign, frame = self._frame(request.frame, product)
        return Thing(
            kind="request", name=path[:LONGEST], host=request.host, url=request.url, state=state.state,
            pages=(request.page,), visits=request.visits, ref=ref, party=request.party, product=product, fact=None,
            standing=standing, source=request, cloaked=cloaked,
            in_foreign_frame=foreign, frame_product=frame, loaded_by=self._loader(request, product),
        )  # fmt: skip

    def script(self, script: Script, state: StateObservation, ref: str) -> Thing | None:
        """A script from a URL as a thing; None for an inline script, which belongs to its page."""
        if script.url is None:
            return None
        product = self.by_url(script.url) or self._listed(script.vendor)
        path = script.url.split("?")[0].split("://", 1)[-1]
        return Thing(
            kind="script", name=path[:LONGEST], host=host_of(script.url), url=script.url, state=state.state,
            pages=(script.page,), visits=(), ref=ref, party=script.party, product=product, fact=None,
            standing=_standing(None, product), source=script,
        )  # fmt: skip

    def _writer(self, setter: Setter) -> Product | None:
        """The product that wrote a cookie or key; a tag manager's own code counts for nobody."""
        product = self.by_url(setter.url) if setter.url else None
        return None if product is None or product.purpose == "tag_manager" else product

    def _for_site(self, setter: Setter, product: Product | None) -> bool:
        """Whether the site itself wrote a cookie or key of its own domain: its server or script, or a tag manager or
        script library from a content network on its behalf, where the name is no known vendor's."""
        if setter.party != "third":
            return True
        writer = self.by_url(setter.url) if setter.url else None
        return writer is not None and writer.purpose in _ON_BEHALF and product in (None, writer)

    def _answering(self, request: Request) -> tuple[Product | None, bool]:
        if request.party == "first" and request.canonical_host and self._outside(request.canonical_host):
            alias = self._by_alias(request.canonical_host)
            if alias is not None:
                return alias, True
        return self.by_url(request.url) or self._listed(request.vendor), False

    def _outside(self, host: str) -> bool:
        return registrable_domain(host) != registrable_domain(self.site)

    def _listed(self, vendor: str | None) -> Product | None:
        return self.base.products.get(vendor) if vendor else None

    def _frame(self, frame: str | None, product: Product | None) -> tuple[bool, Product | None]:
        """Whether another company's frame did it for itself, and whose; a frame of the product itself is no other's."""
        host = host_of(frame) if frame else ""
        if not frame or not host or party(host, self.site) == "first":
            return False, None
        whose = self.by_url(frame)
        return (False, None) if product is not None and whose is product else (True, whose)

    def _loader(self, request: Request, product: Product | None) -> Product | None:
        """The product whose script, nearest in the chain, asked for it; a tag manager, and a library that comes from a
        content network, load on the site's behalf."""
        for one in request.initiators:
            if one.kind == "script":
                loader = self.by_url(one.url)
                return None if loader is product or loader is None or loader.purpose in _ON_BEHALF else loader
        return None

    def _known(
        self, name: str, host: str, storage: str, writer: Product | None, domain: Product | None
    ) -> tuple[CookieFact | None, Product | None]:
        """The fact that fits a name, and the product it belongs to (see the module's text for the order)."""
        candidates = [known for known in self._named(name, host) if known.fact.storage == storage]
        for source in (writer, domain):
            match = self._by_source(candidates, source) if source else None
            if match is not None:
                return match
        if writer is not None or domain is not None:
            # What guards or balances a host stands on anybody's domain: it is the vendor's, and exempt.
            guard = next((one.fact for one in candidates if one.product.purpose in _GUARDS and one.fact.exempt), None)
            return guard, writer or domain
        if self._outside(host) or not candidates:
            return None, None
        if PLAIN.match(name) and not all(known.fact.exempt for known in candidates):
            return None, None
        return candidates[0].fact, candidates[0].product

    def _by_source(self, candidates: Iterable[KnownCookie], source: Product) -> tuple[CookieFact, Product] | None:
        """The candidate of the source's own product, else the fact of one that it serves, or of a sister product of the
        same owner: then the cookie is the source's (a pixel's response that sets its owner's ``fr``)."""
        owner = self.base.owner_of(source.id)
        ranked = [(self._nearness(known.product, source, owner), known) for known in candidates]
        near = [(rank, known) for rank, known in ranked if rank is not None]
        if not near:
            return None
        rank, best = min(near, key=lambda entry: entry[0])
        return best.fact, best.product if rank == 0 else source

    def _nearness(self, product: Product, source: Product, owner: object) -> int | None:
        if product.id == source.id:
            return 0
        if product.id in source.served_by or source.id in product.served_by:
            return 1
        return 2 if owner is not None and self.base.owner_of(product.id) is owner else None


def denied_ping(request: Request, *, analytics: bool = False) -> bool:
    """Whether a request is a consent-mode ping: sent while advertising (or analytics) storage is denied, with no
    identifier in it."""
    if request.identifiers:
        return False
    return consent_signals(request.url).get("analytics_storage" if analytics else "ad_storage") == "denied"


def consent_signals(url: str, *, documented: bool = False) -> Mapping[str, str]:
    """Google's consent signals as a request says them (``ad_storage`` → ``denied``); empty where it says nothing. What
    ``gcs`` says comes before what ``gcd`` says; ``documented``: ``gcs`` alone, since Google does not document the
    other, so that it may excuse and not accuse."""
    if "gcs=" not in url and "gcd=" not in url:
        return {}
    gcs, gcd = _GCS.search(url), _GCD.search(url)
    return _signals(gcs[1] if gcs else "", gcd[1] if gcd and not documented else "")


@lru_cache(maxsize=4096)
def _signals(gcs: str, gcd: str) -> Mapping[str, str]:
    """What both parameters say together; "" where there is none."""
    return {**((decode_gcd(gcd) or {}) if gcd else {}), **((decode_gcs(gcs) or {}) if gcs else {})}


def _shown_name(name: str, fact: CookieFact | None) -> str:
    return fact.name[:LONGEST] if fact is not None and "*" in fact.name and fact.name != "*" else wildcard_name(name)


def _kept_for(fact: CookieFact | None, product: Product | None) -> Standing:
    """What a cookie or key is for. What a consent manager keeps under a name that is not known is the choice itself."""
    if fact is None and product is not None and product.purpose == "consent_manager":
        return "exempt"
    return _standing(fact, product)


def _standing(fact: CookieFact | None, product: Product | None) -> Standing:
    """What a thing is for. A fact that calls its cookie exempt beats the product's purpose. A marketing cookie of other
    products is written for a tracker; but a video or map is no tracker by what its player remembers."""
    if fact is not None and fact.exempt:
        return "exempt"
    if product is not None and product.tracker:
        return "tracking"
    if fact is not None:
        if fact.category == "marketing":
            return "unknown" if product is not None and product.purpose in EMBED_PURPOSES else "tracking"
        return "analytics" if fact.category == "analytics" else "unknown"
    return "analytics" if product is not None and product.purpose == "analytics" else "unknown"
