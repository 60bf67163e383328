"""All facts of one observation, computed once and indexed, so that no check walks through everything again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from auditor.knowledge.vendors import VendorBase
from auditor.models.common import ConsentState
from auditor.models.observation import Observation
from auditor.reconcile.matching import Matcher
from auditor.reconcile.observed import Thing


class Facts:
    """Cookies, keys, requests and scripts of all states as things, in an order that the input's does not change."""

    def __init__(self, observation: Observation, base: VendorBase) -> None:
        self.observation = observation
        self.base = base
        matcher = Matcher(observation, base)
        cookies: list[Thing] = []
        storage: list[Thing] = []
        requests: list[Thing] = []
        scripts: list[Thing] = []
        for number, state in enumerate(observation.states):
            at = f"/states/{number}"
            cookies += [matcher.cookie(entry, state, f"{at}/cookies/{i}") for i, entry in enumerate(state.cookies)]
            storage += [matcher.storage(entry, state, f"{at}/storage/{i}") for i, entry in enumerate(state.storage)]
            requests += [matcher.request(entry, state, f"{at}/requests/{i}") for i, entry in enumerate(state.requests)]
            found = (matcher.script(entry, state, f"{at}/scripts/{i}") for i, entry in enumerate(state.scripts))
            scripts += [thing for thing in found if thing is not None]
        self.cookies = _sorted(cookies)
        self.stored_cookies = tuple(thing for thing in self.cookies if thing.stored)
        self.storage = _sorted(storage)
        self.requests = _sorted(requests)
        self.scripts = _sorted(scripts)
        self.trackers = tuple(thing for thing in self.requests if thing.tracking)
        self.by_product = _by_product((*self.stored_cookies, *self.storage, *self.requests))

    def verified(self, state: ConsentState) -> bool:
        """Whether the choice that this state stands for was verified; always so before any choice."""
        if state in ("before", "gpc"):
            return True
        seen = self.observation.state(state)
        return seen is not None and seen.choice is not None and seen.choice.outcome == "verified"


def _sorted(things: Iterable[Thing]) -> tuple[Thing, ...]:
    return tuple(sorted(things, key=lambda thing: thing.sort_key))


def _by_product(things: Iterable[Thing]) -> dict[str, tuple[Thing, ...]]:
    groups: dict[str, list[Thing]] = defaultdict(list)
    for thing in things:
        if thing.product is not None:
            groups[thing.product.id].append(thing)
    return {product: tuple(group) for product, group in sorted(groups.items())}
