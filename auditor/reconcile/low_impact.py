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
from auditor.reconcile.observed import Thing

#: Parameters by which an account of the visitor is told to an analytics service.
_USER_ID = re.compile(r"[?&](?:uid|user_?id)=", re.IGNORECASE)

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


def against(cookies: Sequence[Thing], others: Iterable[Thing], base: VendorBase, days: int) -> Against:
    """What speaks against low impact for the analytics cookies of one product, among other things of the same state.

    ``linked``: cookies of and requests to an advertising product of the same owner, not by another company's frame.
    ``passed_on``: requests to other companies' products that carry a value of these cookies. ``accounts``: requests
    to the product with an account's id. ``long_lived``: cookies that ask for more than ``days`` days."""
    product = cookies[0].product
    hashes = {one.source.value.hash for one in cookies if isinstance(one.source, Cookie) and one.source.value}
    linked, passed, accounts = [], [], []
    for thing in others:
        if product is None or thing.product is None:
            continue
        if _advertising_of(thing, product, base):
            linked.append(thing)
        if not isinstance(thing.source, Request):
            continue
        if _another(thing.product, product) and thing.party == "third" and hashes & set(thing.source.identifiers):
            passed.append(thing)
        if thing.product is product and _USER_ID.search(thing.source.url):
            accounts.append(thing)
    long = tuple(cookie for cookie in cookies if (asked(cookie) or 0) > days * DAY)
    return Against(tuple(linked), tuple(passed), tuple(accounts), long)


def _advertising_of(thing: Thing, product: Product, base: VendorBase) -> bool:
    if thing.product is None or not thing.tracking or thing.in_foreign_frame:
        return False
    owner = base.owner_of(product.id)
    same = owner is not None and base.owner_of(thing.product.id) is owner
    return same and thing.product.purpose in _ADVERTISING


def _another(product: Product, than: Product) -> bool:
    """Whether a product is another than the one whose cookie it is, and neither loads the other."""
    return product is not than and product.id not in than.served_by and than.id not in product.served_by
