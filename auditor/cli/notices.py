"""``auditor notices``: who is told of changes, what waits, and what failed."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from auditor.cli import options as opt
from auditor.cli.store import the_store
from auditor.cli.tables import print_table
from auditor.cli.terminal import plain, say
from auditor.config import CONFIG_NAME
from auditor.errors import EXIT_OK, EXIT_USAGE, MachineError, UsageError

if TYPE_CHECKING:
    from auditor.schedule.receivers import EmailSettings, WebhookSettings
    from auditor.store.fleet_records import NoticeRecord
    from auditor.store.store import Store

NAME = "notices"

app = typer.Typer(rich_markup_mode=None)

#: Notices of each kind that are listed.
MOST = 200

Name = Annotated[str, typer.Argument(metavar="NAME", help="The name of a receiver in auditor.toml.")]


@dataclass(frozen=True)
class _Desk:
    store: Store
    config: Path | None


@app.callback(invoke_without_command=True)
def _group(context: typer.Context) -> None:
    """Who is told when an audit differs from the one before it: [[notices]] in auditor.toml."""
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(EXIT_USAGE)


@app.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, with what is told.")] = False,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> int:
    """Show the receivers, and the notices that wait, were given up or were sent in the last 90 days."""
    receivers = _receivers(config)
    with the_store(config) as store:
        counts = store.outbox.count()
        waiting, failed, sent = (store.outbox.listed(which, MOST) for which in ("waiting", "given_up", "sent"))
    if as_json:
        lists = {"waiting": waiting, "given_up": failed, "sent": sent}
        told = {name: [one.model_dump(mode="json") for one in found] for name, found in lists.items()}
        print(json.dumps({"receivers": [_shown(one) for one in receivers], "counts": counts, **told}, indent=1))
        return EXIT_OK
    if receivers:
        print_table(("receiver", "kind", "when", "to"), [tuple(_shown(one).values())[:4] for one in receivers])
    else:
        say("Nobody is told: auditor.toml has no [[notices]].")
    for heading, found, number in (
        ("Waiting", waiting, counts["waiting"]),
        ("Given up", failed, counts["given_up"]),
        ("Sent", sent, counts["sent"]),
    ):
        print(f"\n{heading} ({number})")
        if found:
            heads = ("receiver", "site", "event", "made", "next try", "tries", "error")
            print_table(heads, [_row(one) for one in found])
    return EXIT_OK


@app.command("test")
def trial(name: Name, config: opt.Config = None, debug: opt.Debug = False) -> int:
    """Send a receiver a test message now."""
    from auditor.schedule.sending import SENDERS
    from auditor.schedule.sending.outcome import Letter

    receiver = _named(name, config)
    with the_store(config) as store:
        now = store.outbox.now()
    failed = []
    for key in receiver.keys:
        letter = Letter(str(uuid.uuid4()), key, ({"event": "test", "receiver": receiver.name},), now, test=True)
        outcome = SENDERS[receiver.kind](receiver, letter, now)
        if outcome.kind == "taken":
            say(f"{plain(key)} took the test message.")
        else:
            failed.append(f"{plain(key)} did not take the test message. {outcome.why}")
    if failed:
        raise MachineError(*failed)
    return EXIT_OK


@app.command("send")
def send(config: opt.Config = None, debug: opt.Debug = False) -> int:
    """Make the notices of audits that ended, and send what is due, now."""
    from auditor.schedule.notices import make_notices, send_notices

    _receivers(config)
    with the_store(config) as store:
        desk = _Desk(store, _file(config))
        done = [did for did in (make_notices(desk), send_notices(desk)) if did]
    say(f"{'; '.join(done)}." if done else "There is nothing to send now.")
    return EXIT_OK


@app.command("retry")
def retry(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Only those of this receiver.")] = None,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> int:
    """Put notices that were given up or put off back in line, to be sent with the next ones."""
    keys = _named(name, config).keys if name is not None else None
    with the_store(config) as store:
        number = store.outbox.retry(keys)
    say(f"{number} notices are sent again.")
    return EXIT_OK


def _file(config: Path | None) -> Path | None:
    """The configuration file, as other commands find it."""
    found = Path.cwd() / CONFIG_NAME
    return config or (found if found.is_file() else None)


def _receivers(config: Path | None) -> tuple[WebhookSettings | EmailSettings, ...]:
    from auditor.schedule.receivers import load_notice_settings

    return load_notice_settings(_file(config))


def _named(name: str, config: Path | None) -> WebhookSettings | EmailSettings:
    for one in _receivers(config):
        if one.name == name:
            return one
    raise UsageError(f"auditor.toml has no [[notices]] with the name {plain(name, 60)!r}.")


def _shown(receiver: WebhookSettings | EmailSettings) -> dict[str, Any]:
    """What may be shown of a receiver: of a webhook's address only the host, the rest may be a secret."""
    to = receiver.host if receiver.kind == "webhook" else ", ".join(receiver.to)
    more = {"severity": receiver.severity, "sites": list(receiver.sites), "language": receiver.language}
    return {"name": receiver.name, "kind": receiver.kind, "when": receiver.when, "to": to, **more}


def _row(notice: NoticeRecord) -> tuple[str, ...]:
    later = notice.send_after.strftime("%Y-%m-%d %H:%M") if notice.send_after else ""
    host, event = notice.body["site"]["host"], notice.body["event"]
    made = notice.created_at.strftime("%Y-%m-%d %H:%M")
    return (notice.receiver, host, event, made, later, str(notice.tries), notice.error or "")
