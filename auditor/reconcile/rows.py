"""The rows of the site's cookie tables and lists: what is known of their cookies, and what they say themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from auditor.domains import is_within, registrable_domain
from auditor.knowledge.purposes import necessary_label, purposes_named
from auditor.knowledge.schema import EMBED_PURPOSES
from auditor.knowledge.vendors import KnownCookie, VendorBase
from auditor.models.common import Category, ReportLanguage
from auditor.models.declaration import DeclaredCookie
from auditor.models.stable_names import LONGEST, wildcard_name
from auditor.reconcile.coverage import Declared, VendorNames
from auditor.reconcile.matching import PLAIN
from auditor.reconcile.naming import PRINTED_VARIABLE, printed_name
from auditor.reconcile.observed import Thing

#: A row with its place in the declaration.
Row = tuple[int, DeclaredCookie]

#: Categories from mild to grave: what the visitor may expect of a cookie that is called so. Others cannot be compared.
GRAVITY: dict[str, int] = {"functional": 0, "preferences": 0, "analytics": 1, "marketing": 2, "social": 2}

#: What a cookie of a category is for, as a finding says it.
CATEGORY_WORDS: dict[str, dict[ReportLanguage, str]] = {
    "functional": {"nl": "het werken van de site", "en": "the working of the site"},
    "preferences": {"nl": "voorkeuren", "en": "preferences"},
    "analytics": {"nl": "statistiek", "en": "statistics"},
    "marketing": {"nl": "marketing", "en": "marketing"},
    "social": {"nl": "sociale media", "en": "social media"},
}

#: Names that anybody may have chosen: they accuse nobody, whoever is said to set them.
_ANYBODYS = frozenset({"id", "uid", "uuid", "guid", "sid", "session", "user", "visitor", "token", "lang", "ts", "test"})

#: Longest words for a category that a finding shows.
_LONGEST_WORDS = 60

_HOST = re.compile(r"^\.?(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,12}/?$")


def table_rows(declared: Declared) -> tuple[Row, ...]:
    """The rows of tables and lists; a cookie that a sentence mentions is no row."""
    return tuple((index, row) for index, row in enumerate(declared.declaration.cookies) if row.source == "table")


def row_name(row: DeclaredCookie) -> str:
    """The name of a row's cookie as a subject, with ``*`` for what varies: ``_hjSession_<id>`` → ``_hjSession_*``."""
    return wildcard_name(PRINTED_VARIABLE.sub("*", row.name.strip()))[:LONGEST]


def by_document(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by the document that they stand in, in order of its address."""
    groups: dict[str, list[Row]] = {}
    for index, row in rows:
        groups.setdefault(row.document, []).append((index, row))
    return dict(sorted(groups.items()))


def said_categories(row: DeclaredCookie) -> frozenset[Category]:
    """The categories that the words of a row, or of the heading over it, name; empty where it has none, or they are not
    understood. What only follows from what is known of the cookie is not said."""
    words = row.category_text or ""
    return purposes_named(words) | ({"functional"} if necessary_label(words) else frozenset())


def category_words(row: DeclaredCookie) -> str:
    """The words of a row that say its category, as a finding shows them."""
    words = " ".join((row.category_text or "").split())
    return words if len(words) <= _LONGEST_WORDS else words[: _LONGEST_WORDS - 1].rstrip() + "…"


def surely_known(row: DeclaredCookie, base: VendorBase, site_host: str) -> KnownCookie | None:
    """What the knowledge base knows of a row's cookie, where both its name and its owner leave no doubt.

    In doubt, null: a name that anybody may have chosen, a plain name without its owner beside it, another provider in
    the row than the owner, products that differ on its category, what is exempt, and what players, maps and buttons
    remember."""
    found = _candidates(row.name.strip(), base)
    if not found or row.name.strip().lower() in _ANYBODYS:
        return None
    owners = _stated_owners(row, base, site_host)
    if owners is None:
        if PLAIN.match(row.name.strip()) or any(known.fact.domain == "vendor" for known in found):
            return None
    else:
        found = tuple(known for known in found if _owner_id(known, base) in owners)
    ranks = {GRAVITY.get(known.fact.category) for known in found}
    doubtful = any(known.fact.exempt or known.product.purpose in EMBED_PURPOSES for known in found)
    return found[0] if len(ranks) == 1 and not doubtful and None not in ranks else None


@lru_cache(maxsize=1 << 13)
def _candidates(name: str, base: VendorBase) -> tuple[KnownCookie, ...]:
    sample = PRINTED_VARIABLE.sub("x1", name).replace("*", "x1")
    return tuple(known for known in base.cookies_named(sample) if known.fact.storage == "cookie")


def _owner_id(known: KnownCookie, base: VendorBase) -> str | None:
    owner = base.owner_of(known.product.id)
    return owner.id if owner is not None else None


def _stated_owners(row: DeclaredCookie, base: VendorBase, site_host: str) -> frozenset[str] | None:
    """The owners that the row names as the provider: empty where that is somebody who is not known, null where it names
    nobody, or the site itself: a vendor's script writes its cookies on the site's own domain."""
    said = (row.provider_text or "").strip()
    if not said or row.provider is None or _is_site(said, site_host):
        return None
    stated = VendorNames((row.provider, said), base)
    host = said.lower().strip("./")
    answering = base.by_host(host) if _HOST.match(host) else None
    products = {*stated.products, *([answering.id] if answering is not None else [])}
    owners = {owner.id for name in products if (owner := base.owner_of(name)) is not None}
    return stated.owners | owners


def _is_site(said: str, site_host: str) -> bool:
    low = said.lower().strip("./")
    return bool(_HOST.match(low)) and is_within(low, registrable_domain(site_host))


def things_of(rows: Iterable[Row], things: Iterable[Thing], declared: Declared) -> dict[int, list[Thing]]:
    """For the place of each row the cookies and keys that it names; rows that name none of them are left out."""
    places = {id(row): index for index, row in rows}
    found: dict[int, list[Thing]] = {}
    # Many cookies bear one name, and are named by the same rows: the very same, which ``declared`` keeps by name.
    lists: dict[int, list[list[Thing]]] = {}
    for thing in things:
        named = declared.rows(thing)
        if id(named) not in lists:
            lists[id(named)] = [found.setdefault(places[id(row)], []) for row in named if id(row) in places]
        for entries in lists[id(named)]:
            entries.append(thing)
    return found


def same_cookie(one: DeclaredCookie, other: DeclaredCookie) -> bool:
    """Whether two rows are about one cookie: the same name as printed, and no different provider."""
    if printed_name(one.name) != printed_name(other.name) or one.provider != other.provider:
        return False
    first, second = (_host(row) for row in (one, other))
    return first == second or not first or not second


def _host(row: DeclaredCookie) -> str:
    low = (row.provider_text or "").strip().lower().strip("./").removeprefix("www.")
    return low if _HOST.match(low) else ""
