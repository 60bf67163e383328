"""``auditor run-due``: audit what is due, for the timer of an operating system."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.logs import LogFormat, LogLevel, begin
from auditor.cli.options import Config, Debug, Quiet, settings_from
from auditor.cli.store import the_store
from auditor.cli.terminal import plain, say
from auditor.config import CONFIG_NAME, load_fleet_settings
from auditor.errors import EXIT_OK, EXIT_STOPPED, MachineError

if TYPE_CHECKING:
    from auditor.schedule.attempt import Ended
    from auditor.schedule.engine import Tally
    from auditor.schedule.engines.local import LocalEngine

NAME = "run-due"


def command(
    parallel: Annotated[
        int | None,
        typer.Option(min=1, max=64, help="Audits at the same time [default: parallel of [fleet], which is 2]."),
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Begin no more audits than this.")] = None,
    config: Config = None,
    data: Annotated[Path | None, typer.Option(help="Data folder [default: AUDITOR_DATA, else the user's own].")] = None,
    quiet: Quiet = False,
    log_level: LogLevel = "warning",
    log_format: LogFormat = "auto",
    debug: Debug = False,
) -> int:
    """Audit all sites that are due, and what else waits for its turn; then end.

    Meant for a timer of the operating system (auditor schedule export prints one). It does no harm to run it twice at
    the same time, to stop it, or to lose power under it: what was not finished is audited by the next run. A site that
    cannot be audited is a result like any other and no failure of the run.
    """
    from auditor.schedule.chores import Desk
    from auditor.schedule.engines.local import Lane, LocalEngine, Wishes

    begin(log_level, log_format)
    settings = settings_from(config)
    fleet = load_fleet_settings(config, Path.cwd())
    path = config or (Path(CONFIG_NAME) if Path(CONFIG_NAME).is_file() else None)
    with the_store(config, data) as store:
        wishes = Wishes(until_empty=True, limit=limit, ended=_nothing if quiet else _tell)
        engine = LocalEngine(Desk(store, settings, fleet, path), "local", [Lane(parallel or fleet.parallel)], wishes)
        interrupted = asyncio.run(_run(engine))
    if not quiet:
        say(f"{summary(engine.tally)}.")
    if engine.gave_up is not None:
        raise MachineError(engine.gave_up)
    return EXIT_STOPPED if interrupted else EXIT_OK


async def _run(engine: LocalEngine) -> bool:
    """Run the engine; whether somebody at the keyboard stopped it. The first signal lets the running audits end."""
    loop = asyncio.get_running_loop()
    interrupted = False

    def stop(number: int) -> None:
        nonlocal interrupted
        interrupted = interrupted or number == signal.SIGINT
        say("Stopping: running audits have half a minute to end; once more stops them at once.")
        engine.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows has none on its loop; Ctrl+C cancels there
            loop.add_signal_handler(number, stop, number)
    await engine.run()
    return interrupted


def _nothing(ended: Ended) -> None:
    """Tells nothing."""


def _tell(ended: Ended) -> None:
    """One line on an audit that ended."""
    host = plain(ended.host, 100)
    if ended.state == "done":
        found = f"{ended.findings} finding" + ("s" if ended.findings != 1 else "")
        say(f"{host}: {'could not be audited' if ended.outcome == 'failed' else f'audited, {found}'}")
    elif ended.state == "again" and ended.not_before is not None:
        say(f"{host}: put off until {ended.not_before:%Y-%m-%d %H:%M} UTC. {plain(ended.why)}")
    else:
        words = {"failed": "failed", "lost": "taken over", "stopped": "stopped", "again": "put off"}
        say(f"{host}: {words[ended.state]}. {plain(ended.why)}")


def summary(tally: Tally) -> str:
    """What was done, in one line."""
    parts = [f"{tally.audited} audited", f"{tally.failed} failed", f"{tally.put_off} put off"]
    parts += [f"{tally.stopped} stopped"] if tally.stopped else []
    parts += [f"{tally.lost} taken over by another run"] if tally.lost else []
    return ", ".join(parts)
