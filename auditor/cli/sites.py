"""``auditor sites``: the list of sites whose audits are kept."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from auditor.cli import options as opt
from auditor.cli.store import SiteKey, known_site, the_store
from auditor.cli.tables import print_table
from auditor.cli.terminal import plain, say
from auditor.errors import EXIT_OK, EXIT_USAGE, UsageError

NAME = "sites"

app = typer.Typer(rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    """The list of sites whose audits are kept: add, import, list, remove."""
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(EXIT_USAGE)


Label = Annotated[str | None, typer.Option(help="What to call it, for instance the organisation.")]
Policy = Annotated[str | None, typer.Option(help="Address of its policy [default: found on the site].")]
NeverVisit = Annotated[
    list[str] | None,
    typer.Option(help="Path that is not to be opened, nor what lies below it (/account). May be repeated."),
]


@app.command("add")
def add(
    urls: Annotated[list[str], typer.Argument(help="Addresses of sites: example.nl or https://www.example.nl/.")],
    label: Label = None,
    law: opt.Law = None,
    language: opt.Language = None,
    locale: opt.Locale = None,
    pages: opt.Pages = None,
    visits: opt.Visits = None,
    states: opt.States = None,
    timeout: opt.Timeout = None,
    policy: Policy = None,
    never_visit: NeverVisit = None,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> int:
    """Put sites on the list, with the settings that their audits differ in; or change those of sites on it.

    The settings hold for every audit of the site, started by auditor audit, on a schedule or in the review
    application; options that are given to auditor audit go before them.
    """
    if len(urls) > 1 and (label or policy):
        raise UsageError("A label and a policy belong to one site; add the sites one by one.")
    given = {
        "law": law, "language": language, "locale": locale, "pages": pages, "visits": visits, "states": states,
        "timeout": timeout, "policy": policy, "never_visit": tuple(never_visit) if never_visit else None,
    }  # fmt: skip
    settings = {key: value for key, value in given.items() if value is not None}
    from auditor.store.sites import SiteEntry

    with the_store(config) as store:
        counted = store.add_sites(SiteEntry(url, label, settings or None) for url in urls)
    say(_counted(counted.added, counted.changed, counted.known))
    return EXIT_OK


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A list: one address a line, .csv with a header, or .yaml.")],
    every: opt.Every = None,
    cron: opt.Cron = None,
    at: opt.At = None,
    zone: opt.Zone = None,
    jitter: opt.Jitter = None,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> int:
    """Put all sites of a file on the list, or none when a line of it is wrong; with a schedule where one is given.

    Columns of a .csv, and keys of a site in .yaml: url, label, law, language, locale, pages, visits, states,
    timeout, policy, never_visit; and for a schedule of its own every, cron, at, zone, jitter. A .yaml may give
    'defaults' beside its 'sites'. A site that has the same schedule already keeps it as it is."""
    from auditor.schedule.giving import give_listed, listed
    from auditor.store.site_lists import read_list

    entries = read_list(file)
    general = {"every": every, "cron": cron, "at": at, "zone": zone, "jitter": jitter}
    schedules = listed(entries, general, opt.settings_from(config).timezone)
    with the_store(config) as store:
        counted = store.add_sites(entries)
        given, same = give_listed(store, schedules, datetime.now(UTC)) if schedules else (0, 0)
    say(_counted(counted.added, counted.changed, counted.known))
    if schedules:
        say(f"{given} with a new schedule, {same} with the same as before.")
    return EXIT_OK


def _counted(added: int, changed: int, known: int) -> str:
    return f"{added} added, {changed} changed, {known} on the list already as they are."


@app.command("list")
def list_(
    search: Annotated[str, typer.Argument(help="Only sites with these words in their address or label.")] = "",
    removed: Annotated[bool, typer.Option("--removed", help="Those that were removed from the list.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, with their settings.")] = False,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> int:
    """Show the sites on the list."""
    with the_store(config) as store:
        found = store.sites(search, removed=removed)
    if as_json:
        print(json.dumps([site.model_dump(mode="json") for site in found], indent=1))
    elif found:
        rows = [(str(site.id), site.url, site.label, _words(site.settings)) for site in found]
        print_table(("number", "address", "label", "settings"), rows)
    else:
        say("No sites.")
    return EXIT_OK


def _words(settings: dict[str, Any]) -> str:
    shown = {key: "+".join(map(str, value)) if isinstance(value, list) else value for key, value in settings.items()}
    return ", ".join(f"{key}={value}" for key, value in shown.items())


@app.command("remove")
def remove(site: SiteKey, config: opt.Config = None, debug: opt.Debug = False) -> int:
    """Take a site off the list. Its history stays, and is there again when the site is added again."""
    with the_store(config) as store:
        found = known_site(store, site)
        store.remove_site(found)
    say(f"{plain(found.url)} is off the list; its history stays.")
    return EXIT_OK
