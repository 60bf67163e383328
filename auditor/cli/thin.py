"""``auditor thin``: audits and evidence go by the rules of retention, or because a person has them erased."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from auditor.cli import options as opt
from auditor.cli.store import known_site, the_store
from auditor.cli.tables import print_table
from auditor.cli.terminal import plain, say
from auditor.config import load_retention_settings
from auditor.errors import EXIT_OK, InputError, UsageError

if TYPE_CHECKING:
    from auditor.store.records import AuditRecord, Thinned, Thinning
    from auditor.store.store import Store

NAME = "thin"

#: Audits that are listed one by one; of more only the number is said.
_LISTED = 200

_WHAT = {"evidence": "its evidence", "all": "all but its line in the history"}

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would go.")]
Erase = Annotated[
    str | None,
    typer.Option(
        help="Whatever the rules say, take this from --audit, or from all audits of --site: evidence (pictures, texts "
        "as served, the observation, drawn reports) or all (but the line in the history)."
    ),
]
Audit = Annotated[str | None, typer.Option(metavar="ID", help="Erase from this audit.")]
Site = Annotated[str | None, typer.Option(metavar="SITE", help="Erase from all audits of this site.")]


def command(
    dry_run: DryRun = False,
    erase: Erase = None,
    audit: Audit = None,
    site: Site = None,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> int:
    """Thin audits by the rules in [retention] of auditor.toml, and remove evidence that no audit refers to.

    Without rules every audit stays. Never taken: an audit that waits or runs, the newest of a site, the newest that
    could be done, and those on which a decision or a correction rests. Of what is taken the date, the outcome and the
    counts stay. --erase takes what a person wants to have gone; neither can be undone.
    """
    if erase not in (None, *_WHAT):
        raise UsageError(f"--erase takes evidence or all, not {plain(str(erase), 50)!r}.")
    if (erase is None) != (audit is None and site is None) or (audit and site):
        raise UsageError("To erase, give --erase with either --audit or --site; to thin by the rules, none of them.")
    if erase is not None and dry_run:
        raise UsageError("--dry-run tells of the rules; what --erase takes is the audits that you name.")
    rules = load_retention_settings(config, Path.cwd())
    with the_store(config) as store:
        if erase is not None:
            return _erase(store, _named(store, audit, site), cast("Thinned", erase))
        if not rules.thins:
            say("No rules in [retention] of auditor.toml: every audit stays.")
        done = store.thin(rules, dry_run=dry_run)
        _list(store, done)
    _tell(done, dry_run)
    return EXIT_OK


def _named(store: Store, audit: str | None, site: str | None) -> list[AuditRecord]:
    """The audits that a person named. Raises `InputError`."""
    if site is not None:
        found = store.audits(known_site(store, site), 1_000_000, states=("done", "failed", "interrupted"))
        return [one for one in found if one.thinned != "all"]
    record = store.audit(audit or "")
    if record is None:
        raise InputError(f"The store knows no audit {plain(audit or '', 50)!r}; auditor history SITE shows their ids.")
    return [record]


def _erase(store: Store, audits: list[AuditRecord], what: Thinned) -> int:
    done = None
    for audit in audits:
        once = store.erase(audit, what)
        done = once if done is None else done + once
    if done is None:
        say("Nothing to erase: only lines in the history are left.")
        return EXIT_OK
    _tell(done, False)
    if done.shared:
        say(f"{_count(done.shared, 'file')} stayed, because other audits have the same bytes.")
    say("Decisions and corrections stay as they are: they can only be added to.")
    return EXIT_OK


def _list(store: Store, done: Thinning) -> None:
    rows = []
    for audit_id, what in done.audits[:_LISTED]:
        audit = store.audit(audit_id)
        if audit is not None:
            moment = (audit.started_at or audit.requested_at).strftime("%Y-%m-%d %H:%M")
            rows.append((moment, audit.id, _WHAT[what]))
    if rows:
        print_table(("date (UTC)", "audit", "goes"), rows)
    if len(done.audits) > _LISTED:
        say(f"And {len(done.audits) - _LISTED} more.")


def _tell(done: Thinning, dry_run: bool) -> None:
    lost, went = ("would lose", "would be") if dry_run else ("lost", "were")
    say(
        f"{_count(done.whole, 'audit')} {lost} all but the line in the history, "
        f"{_count(done.evidence, 'audit')} {lost} the evidence; "
        f"{_count(done.files, 'file')} ({_size(done.size)}) {went} removed."
    )
    if done.young:
        say(f"{_count(done.young, 'file')} younger than a day stayed for now; a later run removes them.")


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB"
