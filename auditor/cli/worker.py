"""``auditor worker``: one of the machines of a fleet."""

from __future__ import annotations

import asyncio
import importlib.util
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.logs import LogFormat, LogLevel, begin
from auditor.cli.options import Config, Debug, settings_from
from auditor.cli.store import the_store
from auditor.cli.terminal import say
from auditor.config import CONFIG_NAME, load_fleet_settings, load_store_settings
from auditor.errors import MachineError, UsageError

if TYPE_CHECKING:
    from auditor.schedule.engines.cluster import Cluster

NAME = "worker"


def command(
    parallel: Annotated[
        int | None, typer.Option(min=1, max=64, help="Audits at the same time [default: parallel in [fleet], else 2].")
    ] = None,
    grace: Annotated[
        float, typer.Option(min=0, max=86_400, help="Seconds that running audits get when the worker is stopped.")
    ] = 120.0,
    config: Config = None,
    log_level: LogLevel = "info",
    log_format: LogFormat = "auto",
    debug: Debug = False,
) -> int:
    """Audit what waits, together with workers on other machines, until stopped.

    All workers share one PostgreSQL (AUDITOR_DATABASE) and one evidence folder on a shared disk (AUDITOR_DATA). SIGTERM
    or Ctrl+C lets running audits end within --grace; what is left then waits for another worker. A second one does not
    wait. What is due is queued by the workers themselves.
    """
    begin(log_level, log_format)
    fleet = load_fleet_settings(config, Path.cwd())
    settings = settings_from(config)
    _refuse_early(config)
    with the_store(config) as store:
        from auditor.schedule.chores import Desk
        from auditor.schedule.engines.cluster import Cluster

        places = parallel or fleet.parallel

        def ready(name: str) -> None:
            say(f"Worker {name} is ready; audits at the same time: {places} (Ctrl+C ends it)")

        desk = Desk(store, settings, fleet, _file(config))
        asyncio.run(_work(Cluster(desk, places, grace, ready=ready)))
    return 0


def _refuse_early(config: Path | None) -> None:
    """Tell what cannot be done before anything is made: no queue on this machine, or a store that is no server."""
    if sys.platform == "win32":
        raise MachineError("Workers run on Linux and macOS; auditor run-due and auditor serve run here.")
    if importlib.util.find_spec("procrastinate") is None:
        raise MachineError(
            "Workers need procrastinate, which is not installed here; "
            "pip install 'cookie-declaration-auditor[cluster]' brings it."
        )
    from auditor.schedule.engines.cluster import NEEDS_POSTGRESQL
    from auditor.store.places import data_folder, database_url

    stated = load_store_settings(config, Path.cwd())
    if database_url(stated.database, data_folder(stated.data)).get_backend_name() == "sqlite":
        raise UsageError(NEEDS_POSTGRESQL)


def _file(config: Path | None) -> Path | None:
    here = Path.cwd() / CONFIG_NAME
    return config or (here if here.is_file() else None)


async def _work(cluster: Cluster) -> None:
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, cluster.stop)
    await cluster.run()
