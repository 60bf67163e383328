"""How a database answers a question, in its own words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Select, text


def query_plan(connection: Connection, query: Select[Any]) -> str:
    """The plan, a step a line; PostgreSQL runs the query for it and adds what it took."""
    asked = query.compile(connection, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN" if connection.dialect.name == "sqlite" else "EXPLAIN (ANALYZE, COSTS OFF)"
    # A colon in a literal would be taken for the name of a parameter.
    rows = connection.execute(text(f"{explain} {asked}".replace(":", r"\:")))
    return "\n".join(str(row[-1]) for row in rows)
