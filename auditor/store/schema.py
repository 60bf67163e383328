"""The schema of a database: made when it is new, migrated when it is older, refused when it is newer."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, column, inspect, select, table, text

from auditor.errors import StoreError
from auditor.store.database import Database
from auditor.store.tables import HEAD, VERSION_TABLE

#: A number of our own for PostgreSQL's lock, so that two programs do not migrate at the same time.
_LOCK = 8_642_001


def bring_up_to_date(database: Database, revision: str = HEAD) -> None:
    """Make the database's schema that of this release (or of an older ``revision``, for tests), in one transaction.

    Raises `StoreError` when the database was made by a newer release, or holds tables of another program's."""
    with database.reading() as connection:
        if revision_of(connection) == revision:
            return
    with database.writing() as connection:
        if not database.is_sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        _migrate(connection, database.name, revision)


def revision_of(connection: Connection) -> str | None:
    """The revision that the database is at; None when nothing of ours is in it."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    return connection.execute(select(column("version_num")).select_from(table(VERSION_TABLE))).scalar()


def _migrate(connection: Connection, name: str, revision: str) -> None:
    # Alembic takes a while to import, and is needed only when something has to be done.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    present = revision_of(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present is not None and present not in known:
        raise StoreError(f"The store {name} was made by a newer release of this tool; update the tool.")
    if present is None and inspect(connection).has_table("sites"):
        raise StoreError(f"The database {name} holds tables of another program; give the store a database of its own.")
    if present != revision:
        command.upgrade(config, revision)
