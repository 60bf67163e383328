"""``auditor schedule``: which sites are audited by themselves, and when."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor.cli import options as opt
from auditor.cli.store import SiteKey, known_site, the_store
from auditor.cli.tables import print_table
from auditor.cli.terminal import plain, say
from auditor.errors import EXIT_OK, EXIT_USAGE, InputError, UsageError

if TYPE_CHECKING:
    from auditor.store.fleet_records import Scheduled
    from auditor.store.records import SiteRecord
    from auditor.store.store import Store

NAME = "schedule"

#: Schedules that are read at one time.
_PAGE = 10_000

app = typer.Typer(rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    """When sites are audited by themselves: add, list, due, pause, resume, remove, and export for a timer."""
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(EXIT_USAGE)


AsJson = Annotated[bool, typer.Option("--json", help="As JSON.")]


@app.command("add")
def add(
    sites: Annotated[list[str] | None, typer.Argument(metavar="SITE…", help="Sites: address, host or number.")] = None,
    every: opt.Every = None,
    cron: opt.Cron = None,
    at: opt.At = None,
    zone: opt.Zone = None,
    jitter: opt.Jitter = None,
    all_: Annotated[bool, typer.Option("--all", help="All sites on the list that have no schedule yet.")] = False,
    replace: Annotated[bool, typer.Option("--replace", help="With --all: also those that have one.")] = False,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> int:
    """Give sites a schedule, in place of the one that they have. A site that is not on the list is put on it.

    Days, weeks and months keep their hour in summer and winter; hours are absolute. A time that does not exist when
    summer time begins is an hour later that day; one that comes twice when it ends counts once. What was missed counts
    as one. auditor run-due, auditor serve or auditor worker runs what is due."""
    from auditor.schedule.giving import give, wanted

    if bool(sites) == all_:
        raise UsageError("Name sites, or give --all.")
    if replace and not all_:
        raise UsageError("--replace goes with --all; a site that is named gets the new schedule anyway.")
    what = wanted(
        {"every": every, "cron": cron, "at": at, "zone": zone, "jitter": jitter}, opt.settings_from(config).timezone
    )
    with the_store(config) as store:
        now = datetime.now(UTC)
        chosen = _all(store, replace) if all_ else _named(store, sites or [])
        give(store, ((site, what) for site in chosen), now)
        scheduled = [store.fleet.schedule_of(site.id) for site in chosen[:1]]
    first = scheduled[0].next_due_at if scheduled and scheduled[0] else None
    begins = f", {plain(chosen[0].url)} first at {_local(first, what.zone)}" if first else ""
    say(f"{_sites(len(chosen))} {'has' if len(chosen) == 1 else 'have'} the schedule '{what.rule}'{begins}.")
    return EXIT_OK


def _sites(number: int) -> str:
    return f"{number} site{'' if number == 1 else 's'}"


def _all(store: Store, replace: bool) -> list[SiteRecord]:
    with_one = set() if replace else store.fleet.scheduled_sites()
    found = [site for site in store.sites() if site.id not in with_one]
    if not found:
        say("All sites on the list have a schedule; --replace gives them this one." if with_one else "No sites.")
    return found


def _named(store: Store, keys: list[str]) -> list[SiteRecord]:
    """The sites that the user named, those that are not on the list put on it."""
    from auditor.store.addresses import normal_address
    from auditor.store.sites import SiteEntry

    known = {key: known_site(store, key) if key.isdecimal() else store.site(key) for key in keys}
    new = [site.url if site else normal_address(key) for key, site in known.items() if site is None or site.removed_at]
    if new:
        store.add_sites(SiteEntry(url) for url in new)
        say(f"Put on the list: {', '.join(plain(url) for url in new)}.")
    found = [site if site and not site.removed_at else known_site(store, key) for key, site in known.items()]
    return list({site.id: site for site in found}.values())


@app.command("list")
def list_(as_json: AsJson = False, config: opt.Config = None, debug: opt.Debug = False) -> int:
    """Show the schedules: what is due first comes first, what is paused last; times as in the schedule's zone."""
    with the_store(config) as store:
        _show(_listed(store), as_json, "No schedules; auditor schedule add makes one.")
    return EXIT_OK


@app.command("due")
def due(
    limit: Annotated[int, typer.Option(min=1, max=1_000_000, help="How many are shown.")] = 100,
    as_json: AsJson = False,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> int:
    """Show the sites that are due now, the longest waiting first."""
    with the_store(config) as store:
        found, total = store.fleet.due(limit), store.fleet.count_due()
    _show(found, as_json, "Nothing is due.")
    if total > len(found):
        say(f"And {total - len(found)} more.")
    return EXIT_OK


def _listed(store: Store) -> Iterator[Scheduled]:
    for page in count():
        found = store.fleet.schedules(_PAGE, page * _PAGE)
        yield from found
        if len(found) < _PAGE:
            return


def _show(found: Iterator[Scheduled] | tuple[Scheduled, ...], as_json: bool, none: str) -> None:
    entries = list(found)
    if as_json:
        print(json.dumps([_as_json(entry) for entry in entries], indent=1))
    elif entries:
        print_table(("number", "address", "schedule", "zone", "jitter", "next"), [_row(entry) for entry in entries])
    else:
        say(none)


def _as_json(entry: Scheduled) -> dict[str, Any]:
    site, schedule = entry.site, entry.schedule.model_dump(mode="json")
    known = {"site_id": site.id, "url": site.url, "label": site.label, "rule_in_words": _words(entry)}
    return {**known, **schedule, "next_local": _local(entry.schedule.next_due_at, entry.schedule.zone)}


def _row(entry: Scheduled) -> tuple[str, ...]:
    schedule = entry.schedule
    jitter = f"{schedule.jitter_seconds / 60:g}m" if schedule.jitter_seconds else "-"
    when = "paused" if schedule.paused_at else _local(schedule.next_due_at, schedule.zone) or "never"
    return str(entry.site.id), entry.site.url, _words(entry), schedule.zone, jitter, when


def _words(entry: Scheduled) -> str:
    """The rule in words; one that was written by another release is shown as it is."""
    from auditor.schedule.plan import in_words

    try:
        return in_words(entry.schedule.rule)
    except UsageError:
        return entry.schedule.rule


def _local(moment: datetime | None, zone: str) -> str | None:
    from auditor.schedule.plan import zone_of

    try:
        return None if moment is None else f"{moment.astimezone(zone_of(zone)):%Y-%m-%d %H:%M %Z}"
    except UsageError:
        return f"{moment:%Y-%m-%d %H:%M} UTC"


@app.command("remove")
def remove(site: SiteKey, config: opt.Config = None, debug: opt.Debug = False) -> int:
    """Take a site's schedule away. The site stays on the list."""
    with the_store(config) as store:
        found = known_site(store, site)
        if not store.fleet.unschedule(found.id):
            raise _without(found)
    say(f"{plain(found.url)} has no schedule any more.")
    return EXIT_OK


@app.command("pause")
def pause(site: SiteKey, config: opt.Config = None, debug: opt.Debug = False) -> int:
    """Let a site's schedule rest until it is resumed."""
    with the_store(config) as store:
        found = known_site(store, site)
        if not store.fleet.pause(found.id):
            raise _without(found)
    say(f"The schedule of {plain(found.url)} rests; auditor schedule resume lets it go on.")
    return EXIT_OK


@app.command("resume")
def resume(site: SiteKey, config: opt.Config = None, debug: opt.Debug = False) -> int:
    """Let a paused schedule go on, at its next time; what came due while it rested is not made up for."""
    from auditor.schedule.plan import following
    from auditor.store.fleet_records import Scheduled

    with the_store(config) as store:
        found = known_site(store, site)
        schedule = store.fleet.schedule_of(found.id)
        if schedule is None:
            raise _without(found)
        if schedule.paused_at is None:
            raise InputError(f"The schedule of {plain(found.url)} is not paused.")
        comes = following(Scheduled(site=found, schedule=schedule), datetime.now(UTC))
        store.fleet.resume(found.id, comes)
    say(f"{plain(found.url)} is due at {_local(comes, schedule.zone) or 'no time any more'}.")
    return EXIT_OK


def _without(site: SiteRecord) -> InputError:
    return InputError(f"{plain(site.url)} has no schedule; auditor schedule add gives it one.")


@app.command("export")
def export(
    systemd: Annotated[bool, typer.Option("--systemd", help="Only the service and the timer of systemd.")] = False,
    cron: Annotated[bool, typer.Option("--cron", help="Only the line of cron.")] = False,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> int:
    """Print what the system's own timer needs to run what is due: a service and a timer of systemd, and a line of cron.

    They run auditor run-due every five minutes, as this user, in this folder, on the store of this folder and
    environment."""
    from auditor.cli.timer_job import timer_job
    from auditor.schedule.timers import cron_line, service, timer

    job = timer_job(config)
    if systemd or not cron:
        print(service(job), timer(), sep="\n")
    if cron or not systemd:
        print("# for crontab -e" if not systemd else "", cron_line(job), sep="\n", end="")
    return EXIT_OK
