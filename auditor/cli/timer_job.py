"""What an operating system's timer is told to run: this program, as this user, on the store of this folder."""

from __future__ import annotations

import getpass
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.cli.terminal import plain, say
from auditor.config import DATA_VARIABLE, DATABASE_VARIABLE, load_store_settings
from auditor.errors import MachineError

if TYPE_CHECKING:
    from auditor.schedule.timers import Job


def timer_job(config: Path | None) -> Job:
    """The job. Raises `auditor.errors.ConfigError`, and `MachineError` when nobody knows who this user is."""
    from auditor.schedule.timers import Job
    from auditor.store.places import data_folder, database_url

    settings = load_store_settings(config, Path.cwd())
    data = data_folder(settings.data).absolute()
    database = database_url(settings.database, data)
    written = [data]
    environment = {DATA_VARIABLE: str(data)}
    # What stands in the file is read from there again; what the environment says would be lost.
    named = os.environ.get(DATABASE_VARIABLE)
    is_file = database.get_backend_name() == "sqlite"
    if is_file and database.database:
        place = Path(database.database).absolute()
        written += [] if place.parent == data else [place.parent]
        environment |= {DATABASE_VARIABLE: f"sqlite:///{place}"} if named else {}
    if missing := next((folder for folder in written if not folder.is_dir()), None):
        say(f"The folder {plain(str(missing))} is not there yet; make it before the timer starts.")
    return Job(
        program=(*_program(), "run-due", *(("--config", str(config.absolute())) if config else ())),
        folder=Path.cwd(), user=_user(), environment=environment, written=written,
        secret=bool(named) and not is_file,
    )  # fmt: skip


def _program() -> tuple[str, ...]:
    """How this program is called, by its absolute path."""
    called = Path(sys.argv[0])
    if called.name in ("auditor", "auditor.exe") and (found := shutil.which(str(called))):
        return (str(Path(found).absolute()),)
    beside = Path(sys.executable).with_name("auditor")
    return (str(beside),) if beside.is_file() else (sys.executable, "-m", "auditor")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise MachineError("Nobody can say who this user is; set USER and try again.") from None
