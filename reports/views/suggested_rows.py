"""The rows of a proposed cookie text: every cookie, key and service that was seen, in the words of a policy.

Only what was observed and what the knowledge base says of a product goes in. Where neither tells what a thing is
for, the row says who kept it, and the notes ask the organisation for the rest: a guess would be a new untruth.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from auditor.knowledge.vendors import vendors
from auditor.models.common import Category, ConsentState
from auditor.models.result import AuditResult, InventoryItem, StateSummary, ThirdParty
from reports import words
from reports.shown import bounded
from reports.text import Texts

#: When something happened, as far as the states that were proven tell. ``accepted_only`` needs both other states
#: to have been looked at in full: silence is no proof of silence.
When = Literal["at_once", "choice", "accepted_only", "accepted", "rejected", "withdrawn", "unknown"]
WHEN: tuple[When, ...] = ("at_once", "choice", "accepted_only", "accepted", "rejected", "withdrawn", "unknown")

#: Names and hosts are the site's; longer ones make no table.
LONGEST_NAME = 80
#: Outcomes of a cookie that say that it was in the browser.
_THERE = frozenset({"stored", "left_over", "deleted"})
#: The same, and what was there in a state whose choice was not proven: it is listed, its moment is not told.
_KEPT = _THERE | {"unproven"}
#: What the knowledge base calls the owner of software that anybody runs.
_GENERIC = "generic"
_TWO_YEARS = 2 * words.YEAR
_CATEGORIES: tuple[Category | None, ...] = (
    "functional", "preferences", "analytics", "marketing", "social", "third_party", "some", "unclassified", None,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CookieRow:
    """A cookie or key. ``open``: what the organisation has to state itself (``purpose``, ``category``, ``lifetime``);
    ``inferred``: its purpose follows from its name or moment only."""

    name: str
    provider: str
    purpose: str
    category: str
    lifetime: str
    moment: When
    when: str
    open: frozenset[str] = frozenset()
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service of another company that was asked for something. ``owner``: with its country. ``known``: whether the
    knowledge base has it."""

    name: str
    owner: str
    what: str
    hosts: tuple[str, ...]
    moment: When
    when: str
    known: bool


@dataclass(frozen=True, slots=True)
class ObservedRows:
    """All tables of a proposal. ``blocked``: names that the browser refused everywhere."""

    cookies: tuple[CookieRow, ...]
    storage: tuple[CookieRow, ...]
    services: tuple[ServiceRow, ...]
    blocked: tuple[str, ...]


@dataclass
class Moments:
    """Tells when things happened from the states in which they were seen."""

    states: Mapping[ConsentState, StateSummary]
    proven: frozenset[ConsentState] = field(init=False)
    complete: frozenset[ConsentState] = field(init=False)

    def __post_init__(self) -> None:
        self.proven = frozenset(name for name, state in self.states.items() if is_proven(state))
        self.complete = frozenset(
            name for name in self.proven if self.states[name].outcome == "complete" and not self.states[name].not_looked
        )

    def of(self, seen: Iterable[ConsentState]) -> When:
        """The moment of what was seen in these states."""
        there = self.proven & set(seen)
        if there & {"before", "gpc"}:
            return "at_once"
        if {"accepted", "rejected"} <= there:
            return "choice"
        if "accepted" in there:
            return "accepted_only" if {"before", "rejected", "accepted"} <= self.complete else "accepted"
        if "rejected" in there:
            return "rejected"
        return "withdrawn" if "withdrawn" in there else "unknown"


def is_proven(state: StateSummary) -> bool:
    """Whether what was seen in a state may be said of it: it was visited, and its choice is proven if it needs one."""
    return state.outcome != "failed" and (state.choice is None or state.choice.outcome == "verified")


def observed_rows(result: AuditResult, t: Texts) -> ObservedRows:
    """The rows in the order of their moments; one name of one provider is one row, its longest lifetime counts."""
    moments = Moments({state.state: state for state in result.observation.states})
    stored = [item for item in (*result.cookies, *result.storage) if _KEPT & set(item.states.values())]
    names = {item.name for item in stored}
    blocked = {item.name for item in result.cookies if item.name not in names}
    site = result.site.registrable_domain
    return ObservedRows(
        cookies=_rows([item for item in stored if item.kind == "cookie"], moments, site, t),
        storage=_rows([item for item in stored if item.kind != "cookie"], moments, site, t),
        services=_services(result.third_parties, moments, t),
        blocked=tuple(sorted(bounded(name, LONGEST_NAME) for name in blocked)),
    )


def _rows(items: Iterable[InventoryItem], moments: Moments, site: str, t: Texts) -> tuple[CookieRow, ...]:
    groups: dict[tuple[str, str, str | None], list[InventoryItem]] = {}
    for item in items:
        groups.setdefault((item.name, _provider(item, site, t), item.category), []).append(item)
    made = [
        (
            _CATEGORIES.index(category) if category in _CATEGORIES else len(_CATEGORIES),
            _row(group, provider, moments, t),
        )
        for (_, provider, category), group in groups.items()
    ]
    made.sort(key=lambda entry: (WHEN.index(entry[1].moment), entry[0], entry[1].provider, entry[1].name))
    return tuple(row for _, row in made)


def _row(group: list[InventoryItem], provider: str, moments: Moments, t: Texts) -> CookieRow:
    seen = {state for item in group for state, outcome in item.states.items() if outcome in _THERE}
    moment = moments.of(seen)
    purpose, told, inferred = _purpose(group[0], moment, t)
    category = _category(group[0], t)
    lifetime = _lifetime(group, t)
    missing = {"purpose": not told, "category": group[0].category is None, "lifetime": lifetime is None}
    return CookieRow(
        name=bounded(group[0].name, LONGEST_NAME),
        provider=provider,
        purpose=purpose,
        category=category,
        lifetime=lifetime or t("suggestion.lifetime.unknown"),
        moment=moment,
        when=t(f"suggestion.when.{moment}"),
        open=frozenset(name for name, lacks in missing.items() if lacks),
        inferred=inferred,
    )


def _provider(item: InventoryItem, site: str, t: Texts) -> str:
    if item.vendor:
        product = bounded(words.vendor(item.vendor), LONGEST_NAME)
        owner = bounded(item.owner or "", LONGEST_NAME)
        return product if not owner or owner.lower() in product.lower() else f"{product} ({owner})"
    if item.party == "third":
        return bounded(item.domain.lstrip("."), LONGEST_NAME)
    if item.setter_party == "third" and (host := _host(item.setter)):
        return host
    return t("suggestion.own", domain=site) if site else t("suggestion.own_alone")


def _category(item: InventoryItem, t: Texts) -> str:
    if item.category:
        return t.word("category", item.category)
    own = item.party == "first" and item.setter_party != "third"
    return t("suggestion.kind.unknown_own" if own else "suggestion.kind.unknown_third")


def _purpose(item: InventoryItem, moment: When, t: Texts) -> tuple[str, bool, bool]:
    """What a thing is for; whether that is told at all; whether it only follows from its name or moment."""
    why = _known_why(item.name, item.domain, item.vendor, item.owner)
    if why is not None and f"suggestion.why.{why}" in t:
        return t(f"suggestion.why.{why}"), True, False
    if item.category is None:
        host = _host(item.setter) if item.setter_party == "third" or item.party == "third" else ""
        return (t("suggestion.purpose.unknown_from", host=host) if host else _kept_by(item, t)), False, False
    if item.vendor:
        key = f"suggestion.purpose.{item.category}"
        known = key if key in t else "suggestion.purpose.other"
        return t(known, product=words.vendor(item.vendor)), True, False
    if moment == "choice" and item.category == "functional":
        return t("suggestion.purpose.own_choice"), True, True
    key = f"suggestion.purpose.own_{item.category}"
    return t(key if key in t else "suggestion.purpose.own_other"), True, True


def _kept_by(item: InventoryItem, t: Texts) -> str:
    if item.party == "third":
        return t("suggestion.purpose.unknown_from", host=bounded(item.domain.lstrip("."), LONGEST_NAME))
    return t("suggestion.purpose.unknown_own")


@lru_cache(maxsize=4096)
def _known_why(name: str, domain: str, vendor: str | None, owner: str | None) -> str | None:
    """Why the knowledge base calls a cookie of this product, or of software that anybody runs, needed."""
    for known in vendors().cookies_named(name, domain):
        held_by = vendors().owner_of(known.product.id)
        generic = held_by is not None and held_by.id == _GENERIC and owner == held_by.name
        if known.product.id == vendor or (vendor is None and generic):
            return known.fact.why
    return None


def _lifetime(group: list[InventoryItem], t: Texts) -> str | None:
    """The longest that was asked for, in a unit that a reader of policies knows; None: no write was seen."""
    if group[0].kind != "cookie":
        ends = all(item.kind == "session" for item in group)
        return t("suggestion.lifetime.session" if ends else "suggestion.lifetime.kept")
    seconds = [item.lifetime_seconds for item in group if item.lifetime_seconds is not None]
    if seconds:
        return lifetime_words(max(seconds), t)
    return t("suggestion.lifetime.session") if all(item.session for item in group) else None


def lifetime_words(seconds: int, t: Texts) -> str:
    """A lifetime as a policy writes it, rounded up below two years, to a tenth of a year above."""
    if seconds > 0 and seconds % words.YEAR == 0:
        years = seconds // words.YEAR
        return t("suggestion.lifetime.year") if years == 1 else t("suggestion.lifetime.years", n=years)
    if seconds > _TWO_YEARS:
        return t("suggestion.lifetime.years", n=words.decimal(seconds / words.YEAR, t))
    for unit, size, enough in (("days", words.DAY, words.DAY), ("hours", words.HOUR, 2 * words.HOUR)):
        if seconds >= enough:
            return t.count(f"suggestion.lifetime.{unit}", math.ceil(seconds / size))
    if seconds >= words.MINUTE:
        return t.count("suggestion.lifetime.minutes", math.ceil(seconds / words.MINUTE))
    return t.count("suggestion.lifetime.seconds", max(seconds, 1))


def _services(parties: Iterable[ThirdParty], moments: Moments, t: Texts) -> tuple[ServiceRow, ...]:
    groups: dict[str, list[ThirdParty]] = {}
    for party in parties:
        groups.setdefault(party.vendor or party.host, []).append(party)
    rows = [_service(group, moments, t) for group in groups.values()]
    return tuple(sorted(rows, key=lambda row: (not row.known, row.owner, WHEN.index(row.moment), row.name)))


def _service(group: list[ThirdParty], moments: Moments, t: Texts) -> ServiceRow:
    first = group[0]
    product = vendors().products.get(first.vendor) if first.vendor else None
    seen = {state for party in group for state, count in party.requests.items() if count}
    moment = moments.of(seen)
    return ServiceRow(
        name=bounded(first.vendor_name or first.host, LONGEST_NAME),
        owner=_owner(first, t),
        what=t(f"suggestion.what.{product.purpose if product else 'unknown'}"),
        hosts=tuple(sorted({bounded(party.host, LONGEST_NAME) for party in group})),
        moment=moment,
        when=t(f"suggestion.when.{moment}"),
        known=first.vendor is not None,
    )


def _owner(party: ThirdParty, t: Texts) -> str:
    """The company and the country of its seat, as far as they are known."""
    if party.owner is None or party.country is None:
        return party.owner or t("suggestion.owner_unknown")
    key = f"suggestion.country.{party.country}"
    return t("suggestion.owner", owner=party.owner, country=t(key) if key in t else party.country)


def _host(url: str | None) -> str:
    """The host of an address; empty where there is none."""
    try:
        return bounded(urlsplit(url or "").hostname or "", LONGEST_NAME)
    except ValueError:
        return ""


def site_name(result: AuditResult) -> str:
    """The host as a text would name it, without ``www.``."""
    host = _host(result.site.final_url) or result.site.host
    return bounded(host, LONGEST_NAME).removeprefix("www.")
