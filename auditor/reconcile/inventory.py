"""What the report lists whether or not anything is alleged: cookies, keys, third parties, and when things happened."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from auditor.knowledge.entities import entity_of
from auditor.models.common import ConsentState
from auditor.models.observation import Cookie, Request, StorageEntry
from auditor.models.result import InventoryItem, ThirdParty, TimelineEvent
from auditor.models.stable_names import LONGEST
from auditor.reconcile.coverage import Declared
from auditor.reconcile.facts import Facts
from auditor.reconcile.lifetimes import asked, is_session
from auditor.reconcile.observed import STATE_ORDER, Thing

#: Most timeline events of one consent state; the earliest are kept.
MOST_EVENTS = 400

#: What became of a cookie or key in a state, when several of one name differ: the heaviest counts. ``left_over``: there
#: since before the state's refusal; ``unproven``: in a state whose choice was not proven.
_OUTCOMES = ("stored", "left_over", "deleted", "blocked", "unproven")


def cookie_inventory(facts: Facts, declared: Declared) -> tuple[InventoryItem, ...]:
    """Every cookie name and domain once, with its outcome in each state."""
    return _inventory(facts, declared, facts.cookies)


def storage_inventory(facts: Facts, declared: Declared) -> tuple[InventoryItem, ...]:
    """Every storage key and origin once, with the states it was written in."""
    return _inventory(facts, declared, facts.all_storage)


def _inventory(facts: Facts, declared: Declared, things: Iterable[Thing]) -> tuple[InventoryItem, ...]:
    groups: dict[tuple[str, str, str], list[Thing]] = defaultdict(list)
    for thing in things:
        groups[(_kind(thing), thing.name, thing.host)].append(thing)
    return tuple(_item(facts, declared, key[0], group) for key, group in sorted(groups.items()))


def _kind(thing: Thing) -> str:
    return thing.source.kind if isinstance(thing.source, StorageEntry) else "cookie"


def _item(facts: Facts, declared: Declared, kind: str, group: list[Thing]) -> InventoryItem:
    # Of things in order, the first that was stored.
    first = min(group, key=lambda thing: not thing.stored)
    setter = first.source.setter if isinstance(first.source, Cookie | StorageEntry) else None
    owner = facts.base.owner_of(first.product.id) if first.product else None
    lifetimes = [seconds for thing in group if (seconds := asked(thing)) is not None]
    return InventoryItem.model_validate(
        {
            "kind": kind,
            "name": first.name,
            "domain": first.host,
            "party": first.party,
            "vendor": first.vendor,
            "owner": owner.name if owner else None,
            "category": _category(first),
            "exempt": None if first.standing == "unknown" else first.standing == "exempt",
            "lifetime_seconds": max(lifetimes, default=None),
            "session": is_session(first),
            "setter": setter.url[:500] if setter and setter.url else None,
            "setter_party": setter.party if setter else None,
            "declared": None if declared.empty else declared.cover(first) != "none",
            "declared_by_kind": not declared.empty and declared.cover(first) == "vague",
            "states": _states(facts, group),
            "ref": first.ref,
        }
    )


def _category(thing: Thing) -> str | None:
    if thing.fact is not None:
        return thing.fact.category
    if thing.standing == "tracking":
        return "marketing"
    if thing.standing == "exempt":
        return "functional"
    return "analytics" if thing.standing == "analytics" else None


def _states(facts: Facts, group: list[Thing]) -> dict[ConsentState, str]:
    found: dict[ConsentState, str] = {}
    for thing in sorted(group, key=lambda thing: STATE_ORDER[thing.state]):
        outcome = _outcome(facts, thing)
        if outcome is None:
            continue
        known = found.get(thing.state)
        if known is None or _OUTCOMES.index(outcome) < _OUTCOMES.index(known):
            found[thing.state] = outcome
    return found


def _outcome(facts: Facts, thing: Thing) -> str | None:
    """What became of it in its state; None: it was refused before a proven choice and not tried again."""
    own = thing.source.outcome if isinstance(thing.source, Cookie | StorageEntry) else "stored"
    if facts.counts(thing):
        return own
    if facts.left_over(thing):
        return "left_over"
    if facts.verified(thing.state) and own != "stored":
        return "deleted" if own == "deleted" else None
    return "unproven"


def third_parties(facts: Facts, declared: Declared) -> tuple[ThirdParty, ...]:
    """Every host of others that was asked for something, and own hosts that a vendor's product answers on. Of a state
    after a refusal those requests are counted that came after it."""
    groups: dict[tuple[str, str], list[Thing]] = defaultdict(list)
    for thing in facts.all_requests:
        if thing.party == "third" or (thing.product is not None and thing.product.tracker):
            groups[(thing.host, thing.vendor or "")].append(thing)
    return tuple(_third_party(facts, declared, key[0], group) for key, group in sorted(groups.items()))


def _third_party(facts: Facts, declared: Declared, host: str, group: list[Thing]) -> ThirdParty:
    product = group[0].product
    owner = facts.base.owner_of(product.id) if product else None
    counts = Counter(thing.state for thing in group if facts.counts(thing))
    covered, by_kind = None, False
    if not declared.empty and product is not None:
        cover = declared.cover_product(product)
        covered, by_kind = cover != "none", cover == "vague"
    elif not declared.empty and declared.vendors.cover_host(host):
        covered = True
    return ThirdParty(
        host=host,
        vendor=product.id if product else None,
        vendor_name=product.name if product else None,
        owner=owner.name if owner else None,
        entity=entity_of(host) if product is None else None,
        country=owner.country if owner else None,
        category=product.category if product else None,
        tracker=product is not None and product.tracker,
        declared=covered,
        declared_by_kind=by_kind,
        requests={state: counts[state] for state in sorted(counts, key=lambda state: STATE_ORDER[state])},
    )


#: What an event is before it is written down: time, kind, name, vendor, page, ref.
_Event = tuple[int, str, str, str, str, str]


def timeline(facts: Facts) -> tuple[TimelineEvent, ...]:
    """What happened when, in each state: every page when it first asked for something, the first request to each
    vendor's host, every cookie and key, and the reload after a proven choice. At most `MOST_EVENTS` a state, the
    earliest."""
    first: dict[ConsentState, dict[tuple[str, str, str], _Event]] = defaultdict(dict)
    stored = (thing for thing in facts.cookies if thing.stored)
    for thing in (*stored, *facts.all_storage, *facts.all_requests):
        _note(first[thing.state], thing)
    for seen in facts.observation.states:
        choice = seen.choice
        if choice is not None and choice.outcome == "verified" and choice.reloaded_at_ms is not None:
            name = (choice.method or seen.state)[:LONGEST]
            first[seen.state][("choice", name, "")] = (choice.reloaded_at_ms, "choice", name, "", "", "")
    found: list[TimelineEvent] = []
    for state in sorted(first, key=lambda state: STATE_ORDER[state]):
        found += [_written(state, event) for event in sorted(first[state].values())[:MOST_EVENTS]]
    return tuple(found)


def _note(first: dict[tuple[str, str, str], _Event], thing: Thing) -> None:
    """Adds what a thing tells of the time to the first events of its state, by kind, name and vendor."""
    source = thing.source
    if isinstance(source, Request):
        at, page = source.at_ms, source.page
        known = first.get(("page", page, ""))
        if known is None or at < known[0]:
            first["page", page, ""] = (at, "page", page, "", page, "")
        if thing.party == "first" and thing.product is None:
            return
        key = ("request", thing.host, thing.vendor or "")
    elif isinstance(source, Cookie | StorageEntry):
        at, page = source.at_ms, thing.pages[0] if thing.pages else ""
        key = (thing.kind, thing.name, thing.vendor or "")
    else:
        return
    known = first.get(key)
    if known is None or (at, page) < (known[0], known[4]):
        first[key] = (at, *key, page, thing.ref)


def _written(state: ConsentState, event: _Event) -> TimelineEvent:
    at_ms, kind, name, vendor, page, ref = event
    return TimelineEvent.model_validate(
        {"at_ms": at_ms, "state": state, "kind": kind, "name": name, "vendor": vendor or None, "page": page or None,
         "ref": ref or None}
    )  # fmt: skip
