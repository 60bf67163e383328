"""``auditor history``: the audits of a site, newest first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli import options as opt
from auditor.cli.store import SiteKey, known_site, the_store
from auditor.cli.tables import print_table
from auditor.cli.terminal import plain, say
from auditor.errors import EXIT_OK
from auditor.models.common import SEVERITIES

if TYPE_CHECKING:
    from auditor.store.records import AuditRecord

NAME = "history"

Limit = Annotated[int, typer.Option(min=1, max=10_000, help="Audits at most.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]


def command(
    site: SiteKey, limit: Limit = 20, as_json: Json = False, config: opt.Config = None, debug: opt.Debug = False
) -> int:
    """Show the kept audits of a site: when, what came of it, findings by severity, and how many are new or gone.

    New and gone: against the audit before it that could be done. Of a thinned audit only this line is left."""
    with the_store(config) as store:
        found = known_site(store, site)
        # One more than is shown: the oldest that is shown is compared too.
        audits = store.audits(found, limit + 1)
        ids = store.finding_ids([audit.id for audit in audits])
    changes = _changes(audits, ids)
    shown = audits[:limit]
    if as_json:
        listed = [
            {**audit.model_dump(mode="json"), "new": changes[audit.id][0], "gone": changes[audit.id][1]}
            for audit in shown
        ]
        print(json.dumps(listed, indent=1))
    elif shown:
        heads = ("date (UTC)", "outcome", *SEVERITIES, "new", "gone", "audit")
        print_table(heads, [_row(audit, changes[audit.id]) for audit in shown])
    else:
        say(f"No audit of {plain(found.url)} is kept yet.")
    return EXIT_OK


def _changes(
    audits: Sequence[AuditRecord], ids: dict[str, set[str]]
) -> dict[str, tuple[int | None, int | None]]:  # fmt: skip
    """How many findings of each audit were not in the one before, and the other way round; None: nothing to compare."""
    changes: dict[str, tuple[int | None, int | None]] = {audit.id: (None, None) for audit in audits}
    done = [audit for audit in audits if audit.state == "done" and audit.outcome != "failed"]
    for newer, older in pairwise(done):
        # Of one that was thinned only the counts are left.
        if "all" in (newer.thinned, older.thinned):
            continue
        new, gone = ids[newer.id] - ids[older.id], ids[older.id] - ids[newer.id]
        changes[newer.id] = (len(new), len(gone))
    return changes


def _row(audit: AuditRecord, change: tuple[int | None, int | None]) -> tuple[str, ...]:
    moment = (audit.started_at or audit.requested_at).strftime("%Y-%m-%d %H:%M")
    came_to = (audit.outcome if audit.state == "done" else audit.state) or audit.state
    outcome = came_to + {"evidence": ", no evidence", "all": ", thinned"}.get(audit.thinned or "", "")
    counted = audit.state == "done" and audit.outcome != "failed"
    counts = [str(audit.severities.get(name, 0)) if counted else "-" for name in SEVERITIES]
    return (moment, outcome, *counts, *("-" if count is None else str(count) for count in change), audit.id)
