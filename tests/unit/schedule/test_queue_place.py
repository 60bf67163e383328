"""Where the queue of a cluster is: beside the store, in a schema of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text

from auditor.schedule.engines.job_queue import schema_scripts
from auditor.store.database import Database
from auditor.store.places import database_url
from auditor.store.queueing import connect_arguments
from auditor.store.store import Store, open_store


@pytest.fixture
def store(postgresql_database: str, tmp_path: Path) -> Iterator[Store]:
    with open_store(postgresql_database, tmp_path / "data") as opened:
        yield opened


def test_a_database_that_somebody_else_uses_the_library_in_stays_as_it_is(
    store: Store, postgresql_database: str
) -> None:
    whole, steps = schema_scripts()
    engine = create_engine(database_url(postgresql_database, Path()))
    with engine.begin() as connection:
        connection.exec_driver_sql(steps[0][1].replace("%", "%%"))
    store.fleet.queueing.place(whole, steps)
    with engine.connect() as connection:
        query = text("SELECT count(*) FROM information_schema.columns WHERE table_name = 'procrastinate_jobs' "
                     "AND table_schema = 'public' AND column_name = 'worker_id'")  # fmt: skip
        assert connection.execute(query).scalar() == 0
    engine.dispose()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://ann:p%40ss%2Fword@db.example:5433/fleet?sslmode=require",
            {"user": "ann", "password": "p@ss/word", "host": "db.example", "port": 5433, "dbname": "fleet",
             "sslmode": "require", "options": "-c search_path=auditor_queue"},
        ),
        (
            "postgresql:///fleet?host=/run/postgresql&options=-c%20statement_timeout%3D5s",
            {"host": "/run/postgresql", "dbname": "fleet",
             "options": "-c statement_timeout=5s -c search_path=auditor_queue"},
        ),
        (
            "postgresql+psycopg://ann@/fleet?host=one:5432&host=two:5433&target_session_attrs=read-write",
            {"host": "one,two", "port": "5432,5433", "target_session_attrs": "read-write", "user": "ann"},
        ),
    ],
)  # fmt: skip
def test_all_that_an_address_says_reaches_the_driver(url: str, expected: dict[str, Any], tmp_path: Path) -> None:
    database = Database(database_url(url, tmp_path))
    arguments = connect_arguments(database, "auditor_queue")
    database.close()
    assert {key: arguments.get(key) for key in expected} == expected


def test_two_stores_in_one_database_have_two_queues(store: Store, postgresql_database: str, tmp_path: Path) -> None:
    engine = create_engine(database_url(postgresql_database, Path()))
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE SCHEMA beside")
    engine.dispose()
    url = f"{postgresql_database}{'&' if '?' in postgresql_database else '?'}options=-c%20search_path%3Dbeside"
    with open_store(url, tmp_path / "beside") as beside:
        place = beside.fleet.queueing.place(*schema_scripts())
        assert place.schema == "beside_auditor_queue"
        assert place.connect["options"] == "-c search_path=beside -c search_path=beside_auditor_queue"
    assert store.fleet.queueing.place(*schema_scripts()).schema == "auditor_queue"
