"""Evidence against analytics with little effect on privacy, which some jurisdictions exempt from consent on conditions.

Which do, and on which conditions, is data (`auditor.knowledge.jurisdictions`). What can be seen from outside is only
evidence *against* a condition: links with advertising, identifiers that also go to others, user ids, long lives. The
vendor's agreement, the masking of addresses and the settings for sharing cannot be seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from auditor.knowledge.schema import AgainstMeasuring, Product
from auditor.knowledge.vendors import VendorBase
from auditor.models.observation import Cookie, Request
from auditor.reconcile.lifetimes import DAY, asked
from auditor.reconcile.observed import Thing, in_order

#: Parameters by which an account of the visitor is told to an analytics service.
_USER_ID = re.compile(r"[?&](?:uid|user_?id)=", re.IGNORECASE)


def names_account(url: str) -> bool:
    """Whether the address of a request tells an account of the visitor."""
    # Most addresses have no "id=" at all, which is found out sooner.
    return "id=" in url.lower() and _USER_ID.search(url) is not None


_ADVERTISING = frozenset({"advertising", "marketing", "social_profiling"})


@dataclass(frozen=True)
class Against:
    """What speaks against low impact for one product. Each empty: nothing of it was seen."""

    linked: tuple[Thing, ...] = ()
    passed_on: tuple[Thing, ...] = ()
    accounts: tuple[Thing, ...] = ()
    long_lived: tuple[Thing, ...] = ()

    def of(self, kind: AgainstMeasuring) -> tuple[Thing, ...]:
        """What was seen of one kind."""
        return {
            "linked": self.linked, "passed_on": self.passed_on, "accounts": self.accounts,
            "long_lived": self.long_lived,
        }[kind]  # fmt: skip

    @property
    def things(self) -> tuple[Thing, ...]:
        """All that weighs, each thing once. A long life does not: it is a recommendation, with a check of its own."""
        return tuple({thing.ref: thing for thing in (*self.linked, *self.passed_on, *self.accounts)}.values())


class Beside:
    """The things of one state among which evidence is looked for: by product, and the requests to others that carry
    identifiers. Made once for all analytics products."""

    def __init__(self, things: Iterable[Thing]) -> None:
        self.by_product: dict[str, list[Thing]] = {}
        self.carrying: list[tuple[Thing, tuple[str, ...]]] = []
        for thing in things:
            if thing.product is None:
                continue
            self.by_product.setdefault(thing.product.id, []).append(thing)
            if thing.party == "third" and thing.identifier and isinstance(thing.source, Request):
                self.carrying.append((thing, thing.source.identifiers))


def against(cookies: Sequence[Thing], others: Beside, base: VendorBase, days: int) -> Against:
    """What speaks against low impact for the analytics cookies of one product, among other things of the same state.

    ``linked``: cookies of and requests to an advertising product of the same owner, not by another company's frame.
    ``passed_on``: requests to other companies' products that carry a value of these cookies. ``accounts``: requests
    to the product with an account's id. ``long_lived``: cookies that ask for more than ``days`` days."""
    product = cookies[0].product
    hashes = {one.source.value.hash for one in cookies if isinstance(one.source, Cookie) and one.source.value}
    linked: list[Thing] = []
    passed: list[Thing] = []
    accounts: list[Thing] = []
    long = tuple(cookie for cookie in cookies if (asked(cookie) or 0) > days * DAY)
    if product is None:
        return Against(long_lived=long)
    for other, things in others.by_product.items():
        if _advertising_of(base.products[other], product, base):
            linked += (thing for thing in things if thing.tracking and not thing.in_foreign_frame)
        if other == product.id:
            accounts += (thing for thing in things if thing.kind == "request" and names_account(thing.url or ""))
    for thing, carried in others.carrying:
        if thing.product is not None and not hashes.isdisjoint(carried) and _another(thing.product, product):
            passed.append(thing)
    return Against(in_order(linked), in_order(passed), in_order(accounts), long)


def _advertising_of(other: Product, product: Product, base: VendorBase) -> bool:
    owner = base.owner_of(product.id)
    return owner is not None and base.owner_of(other.id) is owner and other.purpose in _ADVERTISING


def _another(product: Product, than: Product) -> bool:
    """Whether a product is another than the one whose cookie it is, and neither loads the other."""
    return product is not than and product.id not in than.served_by and than.id not in product.served_by
