"""The timeline of a visit: who did what when, as lanes to be drawn and as rows to be read."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from auditor.domains import host_of, is_within, registrable_domain
from auditor.models.result import AuditResult, InventoryItem, TimelineEvent
from reports import words
from reports.facts import said
from reports.shown import bounded
from reports.text import Texts

MAX_LANES = 14
MAX_EVENTS = 600
MAX_TABLE_ROWS = 250
MAX_LABEL = 28
#: Cookies and keys of one party that lie closer together than this are drawn as one with their number in it; its words
#: name so many of them.
CLUSTER, MAX_NAMED = 16, 12

#: The drawing, in its own units.
WIDTH, LEFT, RIGHT, TOP, LANE_HEIGHT, BOTTOM = 1000, 210, 20, 34, 26, 30


@dataclass(frozen=True, slots=True)
class Dot:
    """An event in a lane, or several of one kind at about the same time. ``shape`` is the kind; ``title``: what a
    pointer over it shows."""

    shape: str
    x: int
    title: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Lane:
    """What one party did. ``own``: the site itself; ``tracker``: a product whose purpose makes it one."""

    label: str
    own: bool
    tracker: bool
    y: int
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A vertical line: a page load, the choice, or a stroke of the time axis."""

    kind: str
    x: int
    label: str
    title: str


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as a row of the table alternative."""

    at: str
    kind: str
    name: str
    who: str
    page: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """One state's visit. ``chosen_at``: x of the reload after the choice, 0 where there is none.
    ``left_out``: events that are not drawn; ``rows_left_out``: not in the table."""

    state: str
    height: int
    axis: int
    chosen_at: int
    lanes: tuple[Lane, ...]
    lines: tuple[Line, ...]
    ticks: tuple[Line, ...]
    rows: tuple[EventRow, ...]
    left_out: int
    rows_left_out: int


def timeline_views(result: AuditResult, t: Texts) -> tuple[Timeline, ...]:
    """A timeline for each state in which anything happened, in the order of the states."""
    drawer = _Drawer(result, t)
    views = []
    for summary in result.observation.states:
        events = sorted((e for e in result.timeline if e.state == summary.state), key=lambda e: e.at_ms)
        if events:
            views.append(drawer.draw(t(f"state.{summary.state}"), events))
    return tuple(views)


class _Drawer:
    def __init__(self, result: AuditResult, t: Texts) -> None:
        self._t = t
        self._site = result.site.registrable_domain
        self._items: dict[str, InventoryItem] = {item.ref: item for item in (*result.cookies, *result.storage)}
        self._trackers = {entry.vendor for entry in result.third_parties if entry.tracker and entry.vendor}

    def draw(self, state: str, events: Sequence[TimelineEvent]) -> Timeline:
        """The drawing of one state's events, which are in order of time."""
        drawn = events[:MAX_EVENTS]
        span = max(1000, drawn[-1].at_ms)
        parties = [event for event in drawn if event.kind not in ("page", "choice")]
        lanes = self._lanes(parties, span)
        axis = TOP + len(lanes) * LANE_HEIGHT + 6
        return Timeline(
            state=state,
            height=axis + BOTTOM,
            axis=axis,
            chosen_at=max((_x(event.at_ms, span) for event in drawn if event.kind == "choice"), default=0),
            lanes=lanes,
            lines=tuple(self._lines(drawn, span)),
            ticks=tuple(self._ticks(span)),
            rows=tuple(self._row(event) for event in events[:MAX_TABLE_ROWS]),
            left_out=len(events) - len(drawn),
            rows_left_out=max(0, len(events) - MAX_TABLE_ROWS),
        )

    def _lanes(self, events: Sequence[TimelineEvent], span: int) -> tuple[Lane, ...]:
        """Lanes in order of first appearance, the site's own first; the least busy beyond the bound share one."""
        sizes = Counter(self._who(event) for event in events)
        others = self._t("timeline.others")
        own = self._t("timeline.own")
        kept = {own} | {who for who, _ in sizes.most_common(MAX_LANES)}
        by_lane: dict[str, list[TimelineEvent]] = {own: []} if own in sizes else {}
        for event in events:
            who = self._who(event)
            by_lane.setdefault(who if who in kept else others, []).append(event)
        return tuple(
            Lane(
                label=bounded(who, MAX_LABEL),
                own=who == own,
                tracker=any(event.vendor in self._trackers for event in members),
                y=TOP + number * LANE_HEIGHT + LANE_HEIGHT // 2,
                dots=self._dots(members, span),
            )
            for number, (who, members) in enumerate(by_lane.items())
        )

    def _dots(self, events: Sequence[TimelineEvent], span: int) -> tuple[Dot, ...]:
        """Requests first, so that cookies and keys lie above them; requests on the same spot are drawn once."""
        dots: list[Dot] = []
        places: set[tuple[str, int]] = set()
        for event in sorted(events, key=lambda event: ("request", "storage", "cookie").index(event.kind)):
            x = _x(event.at_ms, span)
            if event.kind == "request" and ("request", x) in places:
                continue
            places.add((event.kind, x))
            title = f"{event.name[:120]} · {self._at(event.at_ms)}"
            last = dots[-1] if dots else None
            if last and event.kind != "request" and last.shape == event.kind and x - last.x <= CLUSTER:
                named = last.title if last.count >= MAX_NAMED else f"{last.title}; {title}"
                dots[-1] = Dot(event.kind, last.x, named, last.count + 1)
            else:
                dots.append(Dot(event.kind, x, f"{self._t(f'event.{event.kind}')}: {title}"))
        return tuple(dots)

    def _lines(self, events: Sequence[TimelineEvent], span: int) -> list[Line]:
        numbers = itertools.count(1)
        lines = []
        for event in events:
            if event.kind == "page":
                lines.append(Line("page", _x(event.at_ms, span), str(next(numbers)), event.name[:160]))
            elif event.kind == "choice":
                title = said(event.name[:160], self._t)
                lines.append(Line("choice", _x(event.at_ms, span), self._t("event.choice"), title))
        return lines

    def _ticks(self, span: int) -> list[Line]:
        step = next(size for size in (250, 500, 1000, 2000, 5000, 10000, 30000, 60000, span) if span / size <= 10)
        return [Line("tick", _x(at, span), self._at(at), "") for at in range(0, span + 1, step)]

    def _row(self, event: TimelineEvent) -> EventRow:
        who = "" if event.kind in ("page", "choice") else self._who(event)
        kind = self._t(f"event.{event.kind}")
        name = said(event.name[:160], self._t) if event.kind == "choice" else event.name
        return EventRow(self._at(event.at_ms), kind, name, who, event.page or "")

    def _who(self, event: TimelineEvent) -> str:
        """The product where one is known, else the registrable domain, else the site itself."""
        if event.vendor:
            return words.vendor(event.vendor)
        item = self._items.get(event.ref or "")
        host = item.domain if item else host_of(event.name) or host_of(f"//{event.name}")
        third = item.party == "third" if item else event.kind == "request" and "." in host
        if not third or is_within(host, self._site):
            return self._t("timeline.own")
        return registrable_domain(host)[:60]

    def _at(self, milliseconds: int) -> str:
        return f"{self._t.decimal(milliseconds / 1000, '#,##0.##')} s"


def _x(at_ms: int, span: int) -> int:
    return LEFT + round((WIDTH - LEFT - RIGHT) * min(max(at_ms, 0), span) / span)
