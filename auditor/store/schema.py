"""The schema of a database: made when it is new, migrated when it is older, refused when it is newer."""

from __future__ import annotations

from auditor.store.database import Database
from auditor.store.tables import metadata


def bring_up_to_date(database: Database) -> None:
    """Make the database's schema that of this release."""
    with database.writing() as connection:
        metadata.create_all(connection)
