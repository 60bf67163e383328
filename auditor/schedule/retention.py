"""The chore that thins by the rules of retention: once a day, however many processes run the chores."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from auditor.config import load_retention_settings

if TYPE_CHECKING:
    from auditor.schedule.chores import Desk
    from auditor.store.store import Store

#: Facts of the store: when somebody last thinned, and last looked through the whole evidence folder.
THINNED_MARK, SWEPT_MARK = "thinned", "swept"

#: Less than a day, so that it does not come later every day.
_THIN_EVERY = timedelta(hours=23)
_SWEEP_EVERY = timedelta(days=7)


def thin(desk: Desk) -> str | None:
    """Take what the rules let go. Without rules nothing is done, and nothing looked at."""
    rules = load_retention_settings(desk.config)
    if not rules.thins or not _turn(desk.store, THINNED_MARK, _THIN_EVERY):
        return None
    done = desk.store.thin(rules, swept=_turn(desk.store, SWEPT_MARK, _SWEEP_EVERY))
    if not done.audits and not done.files:
        return None
    return (
        f"{done.whole} audits were thinned to their line in the history, {done.evidence} lost their evidence, "
        f"{done.files} files with {done.size} bytes were removed"
    )


def _turn(store: Store, mark: str, every: timedelta) -> bool:
    """Whether it is time again; noted at once, so that no other process begins the same."""
    now, last = store.fleet.now(), store.fleet.mark(mark)
    if last is not None and now - datetime.fromisoformat(last) < every:
        return False
    store.fleet.set_mark(mark, now.isoformat())
    return True
