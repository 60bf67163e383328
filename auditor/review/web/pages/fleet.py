"""The fleet on one page: how many sites, what they show and where that is going, what failed, waits and runs, and who
works. A reviewer pauses and resumes schedules and starts failed audits again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from starlette.exceptions import HTTPException
from starlette.responses import Response

from auditor.errors import UsageError
from auditor.models.common import ReportLanguage
from auditor.review.web.pages.lookup import site_of
from auditor.review.web.routing import get, post
from auditor.review.web.schedule_words import ScheduleWords, schedule_words
from auditor.review.web.trends import HEIGHT, Bar
from auditor.review.web.visit import Visit, path_of
from auditor.schedule.attention import attention
from auditor.schedule.plan import following
from auditor.store.fleet_records import Scheduled
from auditor.store.insight_records import FailedSite, FleetFindings, Week
from auditor.store.records import SiteRecord
from auditor.store.store import Store

#: Entries of each list on the page.
MOST = 15


@dataclass(frozen=True, slots=True)
class Failed:
    """A failed site with its schedule in words; null when it has none."""

    failed: FailedSite
    schedule: ScheduleWords | None


@dataclass(frozen=True, slots=True)
class Next:
    """A site that is due, or comes next."""

    site: SiteRecord
    schedule: ScheduleWords
    due: bool


def show(visit: Visit) -> Response:
    """The page."""
    store = visit.store
    silent = timedelta(seconds=visit.settings.fleet.stalled_after)
    state, found = store.insight.state(silent), store.insight.findings()
    return visit.page(
        "fleet.html",
        state=state,
        found=found,
        attention=attention(state),
        bars=week_bars(found.weeks),
        trend=_trend(visit, found),
        failed=[Failed(one, _words(store, one.site.id, visit.language)) for one in state.failed[:MOST]],
        coming=[_next(one, state.at, visit.language) for one in store.fleet.schedules(MOST)],
        workers=[
            one for one in state.workers if one.worker.stopped_at is None or one.worker.stopped_at > state.day.since
        ],
        most=MOST,
    )


def _trend(visit: Visit, found: FleetFindings) -> str:
    numbers = ", ".join(str(week.grave + week.other) for week in found.weeks)
    return visit._("Findings at the end of each of the last 12 weeks: %(numbers)s", numbers=numbers)


def week_bars(weeks: Sequence[Week]) -> tuple[Bar, ...]:
    """The weeks as bars: grave findings below, the others on top. Anything found is at least one unit high."""
    most = max((week.grave + week.other for week in weeks), default=0)

    def height(count: int) -> int:
        return max(1, round(count / most * HEIGHT)) if count else 0

    return tuple(Bar(height(week.grave), height(week.other), week.grave + week.other) for week in weeks)


def _words(store: Store, site_id: int, language: ReportLanguage) -> ScheduleWords | None:
    schedule = store.fleet.schedule_of(site_id)
    return None if schedule is None else schedule_words(schedule, language)


def _next(one: Scheduled, now: datetime, language: ReportLanguage) -> Next:
    due = one.schedule.next_due_at
    return Next(one.site, schedule_words(one.schedule, language), due is not None and due <= now)


def change(visit: Visit) -> Response:
    """Pause or resume a site's schedule, and go back to the page that asked for it."""
    site = site_of(visit)
    schedule = visit.store.fleet.schedule_of(site.id)
    wanted = visit.form.values.get("schedule", "")
    if schedule is None or wanted not in ("pause", "resume"):
        raise HTTPException(400)
    if wanted == "pause":
        visit.store.fleet.pause(site.id)
    elif schedule.paused_at is not None:
        try:
            comes = following(Scheduled(site=site, schedule=schedule), datetime.now(UTC))
        except UsageError:
            raise HTTPException(400) from None
        visit.store.fleet.resume(site.id, comes)
    return visit.see(visit.form.values.get("next", "") or path_of("sites", site.id))


PAGES = (get("/fleet", show), post("/sites/{site}/schedule", change))
