"""Column types and statements that mean the same in SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, DateTime, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class AwareTime(TypeDecorator[datetime]):
    """An aware time, kept and given back as UTC with microseconds; a time without a zone is refused.

    SQLite has no zones: there the UTC time is written bare, and gets its zone back when it is read."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The value as the database takes it. Raises `ValueError` without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time needs its zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """The value as the program sees it."""
        if not isinstance(value, datetime):
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def unless_there(connection: Connection, table: Table, row: dict[str, Any]) -> int:
    """Write a row where none with one of its keys is there; how many were written (1 or 0). Never waits for a key that
    another transaction is about to write longer than that transaction takes."""
    made = postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)
    return connection.execute(made.values(row).on_conflict_do_nothing()).rowcount
