"""All facts of one observation, computed once and indexed, so that no check walks through everything again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property

from auditor.domains import host_of
from auditor.knowledge.schema import Product
from auditor.knowledge.vendors import VendorBase
from auditor.models.common import ConsentState
from auditor.models.observation import Observation, Request
from auditor.reconcile.coverage import VendorNames
from auditor.reconcile.low_impact import names_account
from auditor.reconcile.matching import Matcher, consent_signals, denied_ping
from auditor.reconcile.observed import Thing, in_order

#: States in which nothing may occur that waits for consent.
_WITHOUT_CONSENT: frozenset[ConsentState] = frozenset({"before", "rejected"})

#: States after a refusal: only what occurs after it counts. After accepting all counts, as nothing is refused there.
_REFUSED: frozenset[ConsentState] = frozenset({"rejected", "withdrawn"})


class Facts:
    """Cookies, keys, requests and scripts of all states as things, in an order that the input's does not change.

    What the inventory lists stands whole in ``cookies``, ``all_storage`` and ``all_requests``. What verdicts and checks
    rest on stands in ``stored_cookies``, ``storage``, ``requests``, ``scripts`` and ``trackers``, without two kinds:

    - left-overs: what a state after rejecting or withdrawing holds from before its choice (see `leftovers`). They say
      nothing of what happens after that choice, and what they say of the time before is seen there too;
    - all of a state whose choice was not verified: nobody knows which choice its things came after.

    In ``requests`` those that differ in nothing that a verdict asks for (same state, host, product, type, frame,
    initiating hosts, identifiers, before or after the choice) are one thing, with the pages and visits of all.
    """

    def __init__(self, observation: Observation, base: VendorBase) -> None:
        self.observation = observation
        self.base = base
        matcher = Matcher(observation, base)
        self._matcher = matcher
        cookies: list[Thing] = []
        storage: list[Thing] = []
        requests: list[Thing] = []
        for number, state in enumerate(observation.states):
            at = f"/states/{number}"
            cookies += [matcher.cookie(entry, state, f"{at}/cookies/{i}") for i, entry in enumerate(state.cookies)]
            storage += [matcher.storage(entry, state, f"{at}/storage/{i}") for i, entry in enumerate(state.storage)]
            requests += [matcher.request(entry, state, f"{at}/requests/{i}") for i, entry in enumerate(state.requests)]
        self.cookies = in_order(cookies)
        self.all_storage = in_order(storage)
        self.all_requests = in_order(requests)
        self._proven = {state.state for state in observation.states if self.verified(state.state)}
        self.stored_cookies = tuple(thing for thing in self.cookies if thing.stored and self.counts(thing))
        self.storage = tuple(thing for thing in self.all_storage if self.counts(thing))
        self.requests = _merged(thing for thing in self.all_requests if self.counts(thing))
        self._leftovers = tuple(thing for thing in (*self.cookies, *self.all_storage) if self.left_over(thing))
        self.trackers = tuple(thing for thing in self.requests if thing.tracking)
        everything = (*self.stored_cookies, *self.storage, *self.requests)
        self._derived: dict[Callable[[Facts], tuple[Thing, ...]], tuple[Thing, ...]] = {}
        self.by_product = _grouped(everything, lambda thing: thing.product.id if thing.product else None)
        self.by_unknown_host = _grouped(everything, _unknown_host)

    @cached_property
    def without_consent(self) -> tuple[tuple[Thing, ...], tuple[Thing, ...]]:
        """What occurred before a choice, or again after a verified rejection: cookies and keys, and requests.
        Left-overs and consent-mode pings without an identifier are not among them."""
        kept = tuple(thing for thing in (*self.stored_cookies, *self.storage) if thing.state in _WITHOUT_CONSENT)
        sent = tuple(thing for thing in self.requests if thing.state in _WITHOUT_CONSENT and not denied(thing))
        return kept, sent

    @cached_property
    def scripts(self) -> tuple[Thing, ...]:
        """The scripts that ran, in order."""
        found = (
            self._matcher.script(entry, state, f"/states/{number}/scripts/{place}")
            for number, state in enumerate(self.observation.states)
            for place, entry in enumerate(state.scripts)
        )
        return in_order(thing for thing in found if thing is not None and self.counts(thing))

    @cached_property
    def pages(self) -> frozenset[str]:
        """Every page that a cookie, key or request was seen on."""
        seen = (*self.cookies, *self.all_storage, *self.all_requests)
        return frozenset(page for thing in seen for page in thing.pages)

    def derived(self, choose: Callable[[Facts], tuple[Thing, ...]]) -> tuple[Thing, ...]:
        """What a function chooses of the facts, worked out once: for judges whose choice depends on no claim."""
        if choose not in self._derived:
            self._derived[choose] = choose(self)
        return self._derived[choose]

    def counts(self, thing: Thing) -> bool:
        """Whether a thing says something of its state: the choice is proven, and it came after it, or needs not."""
        return thing.state in self._proven and (thing.state not in _REFUSED or thing.source.after_choice)

    def left_over(self, thing: Thing) -> bool:
        """Whether a cookie or key was there before a proven refusal and still is, not written again: a key that was
        taken away since is none. What visits saw in which the choice was not proven is none: there the choice was never
        made."""
        if thing.state not in _REFUSED or thing.source.after_choice or not thing.stored or thing.taken_away:
            return False
        return self.verified(thing.state) and not self._proven_visits[thing.state].isdisjoint(thing.visits)

    @cached_property
    def _proven_visits(self) -> dict[ConsentState, frozenset[int]]:
        """For each state the visits in which a page was loaded after its choice."""
        return {
            state.state: frozenset(page.visit for page in state.pages if page.after_choice)
            for state in self.observation.states
        }

    def leftovers(self, state: ConsentState) -> tuple[Thing, ...]:
        """Cookies and keys that a state with a verified refusal holds from before it: not written again since."""
        return tuple(thing for thing in self._leftovers if thing.state == state)

    def loader(self, url: str) -> Product | None:
        """The product that answers at a URL."""
        return self._matcher.by_url(url)

    def named_by(self, vendors: VendorNames) -> tuple[Thing, ...]:
        """Stored cookies, keys and requests of the products and hosts that some names cover."""
        products = [name for name in self.by_product if vendors.cover(self.base.products[name])]
        hosts = [host for host in self.by_unknown_host if vendors.cover_host(host)]
        known = [thing for name in products for thing in self.by_product[name]]
        return (*known, *(thing for host in hosts for thing in self.by_unknown_host[host]))

    def verified(self, state: ConsentState) -> bool:
        """Whether the choice that this state stands for was verified; always so before any choice."""
        if state in ("before", "gpc"):
            return True
        seen = self.observation.state(state)
        return seen is not None and seen.choice is not None and seen.choice.outcome == "verified"


def _merged(requests: Iterable[Thing]) -> tuple[Thing, ...]:
    """Requests, in order, that differ in nothing that a verdict asks for, as one; the first stands for all."""
    groups: dict[tuple[object, ...], list[Thing]] = {}
    for thing in requests:
        groups.setdefault(_alike(thing), []).append(thing)
    return tuple(group[0] if len(group) == 1 else _joined(group) for group in groups.values())


def _joined(group: list[Thing]) -> Thing:
    first = group[0]
    pages = sorted({page for thing in group for page in thing.pages} - {first.pages[0]})
    visits = sorted({visit for thing in group for visit in thing.visits})
    return replace(first, pages=(first.pages[0], *pages), visits=tuple(visits))


def _alike(thing: Thing) -> tuple[object, ...]:
    source = thing.source
    if not isinstance(source, Request):
        return (thing.ref,)
    scripts = frozenset([host_of(one.url) for one in source.initiators if one.kind == "script"])
    document = thing.name if source.type == "document" else ""
    signals = consent_signals(source.url)
    flags = (
        thing.party,
        thing.standing,
        thing.cloaked,
        thing.in_foreign_frame,
        source.after_choice,
        frozenset(signals.items()),
    )
    carried = (source.identifiers, names_account(source.url))
    others = (thing.frame_product and thing.frame_product.id, thing.loaded_by and thing.loaded_by.id)
    return (
        thing.state,
        thing.host,
        thing.vendor,
        source.type,
        document,
        scripts,
        source.canonical_host,
        flags,
        carried,
        others,
    )


def _grouped(things: Iterable[Thing], key: Callable[[Thing], str | None]) -> dict[str, tuple[Thing, ...]]:
    groups: dict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        name = key(thing)
        if name is not None:
            groups[name].append(thing)
    return {name: tuple(group) for name, group in sorted(groups.items())}


def _unknown_host(thing: Thing) -> str | None:
    return thing.host if thing.product is None and thing.party == "third" else None


def denied(thing: Thing) -> bool:
    """Whether a thing is a consent-mode ping without an identifier, sent while what it is for is denied."""
    analytics = thing.standing == "analytics"
    return isinstance(thing.source, Request) and denied_ping(thing.source, analytics=analytics)
