"""Look-ups in the vendor files: which product answers at an address, sets a cookie, bears a name.

Pure: files are read once from the package, nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from urllib.parse import urlsplit

import yaml

from auditor.knowledge.schema import CookieFact, Owner, Product
from auditor.knowledge.wildcards import Wildcards

#: libyaml where the wheel has it (every audit loads some hundreds of files), the same safe tags without.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class KnownCookie:
    """A cookie or key that the knowledge base knows, with the product that sets it (null: generic software)."""

    fact: CookieFact
    product: Product


class VendorBase:
    """All owners and products, indexed. Built from owner records; `vendors()` is the shipped one."""

    def __init__(self, owners: tuple[Owner, ...]) -> None:
        self.owners: dict[str, Owner] = {owner.id: owner for owner in owners}
        self.products: dict[str, Product] = {}
        self._owner_of: dict[str, Owner] = {}
        self._hosts: dict[str, Product] = {}
        self._cnames: dict[str, Product] = {}
        self._patterns: list[tuple[re.Pattern[str], Product]] = []
        self._exact: dict[str, list[KnownCookie]] = {}
        self._wild: Wildcards[KnownCookie] = Wildcards()
        for owner in owners:
            for product in owner.products:
                self._add(owner, product)
        # The longest name says most, and comes first.
        wild = (KnownCookie(fact, one) for one in self.products.values() for fact in one.cookies if "*" in fact.name)
        for known in sorted(wild, key=lambda entry: -len(entry.fact.name)):
            self._wild.add(known.fact.name, known)
        starts = {pattern: _literal_start(pattern.pattern) for pattern, _ in self._patterns}
        self._starts = tuple(start for start in starts.values() if start)
        others = [pattern.pattern for pattern, start in starts.items() if not start]
        self._at_start = _any_of([one for one in others if one.startswith("^")])
        self._anywhere = _any_of([one for one in others if not one.startswith("^")])

    def _add(self, owner: Owner, product: Product) -> None:
        if product.id in self.products:
            raise ValueError(f"two products with the id {product.id}")
        self.products[product.id] = product
        self._owner_of[product.id] = owner
        self._hosts.update(dict.fromkeys(product.hosts, product))
        self._cnames.update(dict.fromkeys(product.cnames, product))
        self._patterns += [(re.compile(pattern), product) for pattern in product.patterns]
        for fact in product.cookies:
            if "*" not in fact.name:
                self._exact.setdefault(fact.name, []).append(KnownCookie(fact, product))

    def owner_of(self, product_id: str) -> Owner | None:
        """The owner of a product, or None for an unknown id."""
        return self._owner_of.get(product_id)

    def by_url(self, url: str) -> Product | None:
        """The product that answers at ``url``: a matching pattern first, then the longest matching host."""
        try:
            host, address = _parts(url)
        except ValueError:
            return None
        if address.startswith(self._starts) or self._at_start.match(address) or self._anywhere.search(address):
            for pattern, product in self._patterns:
                if pattern.search(address):
                    return product
        return self.by_host(host)

    @lru_cache(maxsize=1 << 14)  # noqa: B019 - as `_named`
    def by_host(self, host: str) -> Product | None:
        """The product with the longest host that ``host`` is, or is a subdomain of."""
        return _longest(self._hosts, host)

    def by_canonical_name(self, host: str) -> Product | None:
        """The product that an own subdomain is an alias of, given the canonical name a CNAME leads to."""
        return _longest(self._cnames, host) or self.by_host(host)

    def cookies_named(self, name: str, domain: str | None = None) -> Iterator[KnownCookie]:
        """What is known of a cookie or key of this name: exact names first, then the longest wildcard.

        With ``domain`` (the cookie's domain, or the host of the key's origin) facts are left out that do not
        hold there: ``fr`` is Meta's on facebook.com and anybody's elsewhere.
        """
        for known in self._named(name):
            if domain is None or self._holds_on(known, domain):
                yield known

    @lru_cache(maxsize=1 << 14)  # noqa: B019 - there is one instance, and its facts do not change
    def _named(self, name: str) -> tuple[KnownCookie, ...]:
        return (*self._exact.get(name, ()), *self._wild.fitting(name))

    def _holds_on(self, known: KnownCookie, domain: str) -> bool:
        """Whether a fact holds on a domain; ``vendor`` means any host of the product's owner, since
        ``bat.bing.com`` writes for ``bing.com`` and products share their owner's cookies."""
        where = known.fact.domain
        if where == "any":
            return True
        there = self.by_host(domain.lstrip("."))
        own = there is not None and self._owner_of[there.id] is self._owner_of[known.product.id]
        return own is (where == "vendor")


#: An address as nearly all are, which needs no careful taking apart: host, path, query.
_ORDINARY = re.compile(r"https?://([a-z0-9.-]+)(?::[0-9]+)?(/[^?#\s]*)?(\?[^#\s]+)?")


def _parts(url: str) -> tuple[str, str]:
    """The host of a URL, and host, path and query as patterns see them. Raises ValueError for what is no URL."""
    ordinary = _ORDINARY.fullmatch(url) if url.isascii() else None
    if ordinary is not None:
        host = ordinary[1].rstrip(".")
        return host, f"{host}{ordinary[2] or ''}{ordinary[3] or ''}"
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    return host, f"{host}{parts.path}" + (f"?{parts.query}" if parts.query else "")


def _literal_start(pattern: str) -> str:
    """The characters with which all that a pattern finds begins; "" where that cannot be told. Most addresses begin
    with none of them, so that no pattern need be tried."""
    found = re.match(r"\^((?:[A-Za-z0-9/_-]|\\\.)+)(?![?*+{|])", pattern)
    if found is None or "|" in re.sub(r"\([^()]*\)", "", pattern):
        return ""
    return found[1].replace("\\.", ".")


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    """One expression that finds what any of some finds."""
    return re.compile("|".join(f"(?:{one})" for one in patterns) or r"(?!)")


def _longest(table: dict[str, Product], host: str) -> Product | None:
    labels = host.lower().rstrip(".").split(".")
    for start in range(len(labels) - 1):
        product = table.get(".".join(labels[start:]))
        if product is not None:
            return product
    return None


@lru_cache(maxsize=1)
def vendors() -> VendorBase:
    """The shipped knowledge of vendors: every ``vendors/*.yaml``, in order of file name."""
    folder = files("auditor.knowledge").joinpath("data", "vendors")
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".yaml")), key=lambda entry: entry.name)
    return VendorBase(
        tuple(Owner.model_validate(yaml.load(entry.read_bytes(), Loader=_LOADER)) for entry in found)  # noqa: S506
    )
