"""What was seen, by consent state side by side: cookies, storage, third parties, and what the documents list."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.models.common import ConsentState
from auditor.models.declaration import DeclaredCookie
from auditor.models.result import AuditResult, InventoryItem, StateSummary, ThirdParty
from reports import words
from reports.text import Texts

#: More rows than these make no report that anybody reads; the saved result holds them all.
MAX_ROWS = 6000


@dataclass(frozen=True, slots=True)
class StateCell:
    """What happened to an entry in one state: ``outcome`` for drawing, ``text`` for reading."""

    outcome: str
    text: str


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A cookie or key. ``name``, ``domain`` and ``setter`` come from the site."""

    kind: str
    name: str
    domain: str
    party: str
    product: str
    owner: str
    category: str
    lifetime: str
    setter: str
    setter_third: bool
    declared: str
    undeclared: bool
    states: tuple[StateCell, ...]


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A third-party host. ``tracker``: its product's purpose makes it one."""

    owner: str
    country: str
    product: str
    host: str
    category: str
    tracker: bool
    declared: str
    undeclared: bool
    requests: tuple[StateCell, ...]


@dataclass(frozen=True, slots=True)
class DeclaredRow:
    """A row of a cookie table or list in the documents."""

    name: str
    provider: str
    category: str
    lifetime: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Inventory:
    """All tables, with the states that were visited as their last columns; ``left_out``: rows beyond the bound.
    ``overview``: counts (what, whether it is part of the row above, a cell for each state)."""

    states: tuple[str, ...]
    overview: tuple[tuple[str, bool, tuple[StateCell, ...]], ...]
    cookies: tuple[ItemRow, ...]
    storage: tuple[ItemRow, ...]
    parties: tuple[PartyRow, ...]
    declared: tuple[DeclaredRow, ...]
    left_out: int


def inventory_view(result: AuditResult, t: Texts) -> Inventory:
    """The inventory in the order of the result; third parties by owner, trackers first."""
    states = {summary.state: _proven(summary) for summary in result.observation.states}
    tracking = {entry.owner for entry in result.third_parties if entry.tracker}
    parties = sorted(result.third_parties, key=lambda entry: _weight(entry, tracking))
    tables: tuple[Sequence[object], ...] = (result.cookies, result.storage, parties, result.declaration.cookies)
    return Inventory(
        states=tuple(t(f"state.{state}") for state in states),
        overview=tuple(_overview(result, states, t)),
        cookies=tuple(_item(item, states, t) for item in result.cookies[:MAX_ROWS]),
        storage=tuple(_item(item, states, t) for item in result.storage[:MAX_ROWS]),
        parties=tuple(_party(entry, states, t) for entry in parties[:MAX_ROWS]),
        declared=tuple(declared_row(row, t) for row in result.declaration.cookies[:MAX_ROWS]),
        left_out=sum(max(0, len(table) - MAX_ROWS) for table in tables),
    )


def _overview(
    result: AuditResult, states: Mapping[ConsentState, bool], t: Texts
) -> Iterator[tuple[str, bool, tuple[StateCell, ...]]]:
    """How much there was in each state: what was set there, not what was left over from before its choice."""

    def row(name: str, part: bool, count: Callable[[ConsentState], int]) -> tuple[str, bool, tuple[StateCell, ...]]:
        cells = (
            StateCell("stored" if count(state) else "none", t.number(count(state)))
            if proven or count(state)
            else StateCell("none", t("outcome.unknown"))
            for state, proven in states.items()
        )
        return t(f"inventory.overview_{name}"), part, tuple(cells)

    def stored(items: Sequence[InventoryItem], state: ConsentState) -> list[InventoryItem]:
        return [item for item in items if item.states.get(state) == "stored"]

    def asked(state: ConsentState) -> list[ThirdParty]:
        return [entry for entry in result.third_parties if entry.requests.get(state)]

    yield row("cookies", False, lambda state: len(stored(result.cookies, state)))
    undeclared = [item for item in result.cookies if item.declared is False]
    yield row("undeclared", True, lambda state: len(stored(undeclared, state)))
    yield row("storage", False, lambda state: len(stored(result.storage, state)))
    yield row("parties", False, lambda state: len(asked(state)))
    yield row("trackers", True, lambda state: sum(entry.tracker for entry in asked(state)))


def _weight(entry: ThirdParty, tracking: set[str | None]) -> tuple[bool, bool, str, bool, str]:
    """Owners with a tracker first, each owner's hosts together, unknown owners last."""
    owner = (entry.owner or "").lower()
    return (entry.owner not in tracking, entry.owner is None, owner, not entry.tracker, entry.host)


def _item(item: InventoryItem, states: Mapping[ConsentState, bool], t: Texts) -> ItemRow:
    return ItemRow(
        kind=t(f"storage.{item.kind}"),
        name=item.name,
        domain=item.domain,
        party=t(f"party.{item.party}"),
        product=words.vendor(item.vendor),
        owner=item.owner if item.owner and item.owner != words.vendor(item.vendor) else "",
        category=_category(item.category, item.exempt, t),
        lifetime=words.lifetime(item.lifetime_seconds, t, session=item.session) if item.kind == "cookie" else "",
        setter=item.setter or "",
        setter_third=item.setter_party == "third",
        declared=t.word("declared", _known(item)),
        undeclared=item.declared is False,
        states=tuple(_state_cell(item.states.get(state), proven, t) for state, proven in states.items()),
    )


def _party(entry: ThirdParty, states: Mapping[ConsentState, bool], t: Texts) -> PartyRow:
    return PartyRow(
        owner=entry.owner or _listed(entry.entity, t),
        country=words.country(entry.country, t),
        product=entry.vendor_name or words.vendor(entry.vendor),
        host=entry.host,
        category=t.word("category", entry.category),
        tracker=entry.tracker,
        declared=t.word("declared", _known(entry)),
        undeclared=entry.declared is False,
        requests=tuple(_count_cell(entry.requests.get(state, 0), proven, t) for state, proven in states.items()),
    )


def _listed(entity: str | None, t: Texts) -> str:
    """Whose a host is by the public list, said as such; or that nobody knows."""
    return t("inventory.owner_listed", name=entity) if entity else t("inventory.owner_unknown")


def declared_row(row: DeclaredCookie, t: Texts) -> DeclaredRow:
    """A row of a cookie table or list in words."""
    return DeclaredRow(
        name=row.name,
        provider=row.provider_text or words.vendor(row.provider),
        category=t.word("category", row.category) if row.category else "",
        lifetime=words.lifetime(row.lifetime, t),
        purpose=row.purpose or "",
    )


def _known(entry: InventoryItem | ThirdParty) -> str:
    if entry.declared and entry.declared_by_kind:
        return "kind"
    return {True: "yes", False: "no", None: "unknown"}[entry.declared]


def _category(category: str | None, exempt: bool | None, t: Texts) -> str:
    word = t.word("category", category)
    return f"{word} ({t('inventory.exempt')})" if exempt else word


def _proven(summary: StateSummary) -> bool:
    """Whether silence in a state says anything: it was seen, and its choice is proven where it needs one."""
    return summary.outcome != "failed" and (summary.choice is None or summary.choice.outcome == "verified")


def _absent(proven: bool, t: Texts) -> StateCell:
    return StateCell("none", t("outcome.none" if proven else "outcome.unknown"))


def _state_cell(outcome: str | None, proven: bool, t: Texts) -> StateCell:
    return StateCell(outcome, t.word("outcome", outcome)) if outcome else _absent(proven, t)


def _count_cell(count: int, proven: bool, t: Texts) -> StateCell:
    return StateCell("stored", t.number(count)) if count else _absent(proven, t)
