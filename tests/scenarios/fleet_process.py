"""A fleet of demo sites in a folder of its own, and the processes of the command that audit it."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from auditor.demo.internet import DemoInternet
from auditor.demo.site import Site, load_site, shipped_sites
from auditor.store.fleet_records import ScheduleRecord
from auditor.store.records import AuditRecord
from auditor.store.store import Store, open_store

#: Seconds for one run of the fleet, and for browsers to end whose process was killed.
LONGEST_RUN = 3000
ENDING = 20


class Fleet:
    """Demo sites that are due, and the process that audits them. ``folder`` holds all of it."""

    def __init__(self, folder: Path, temporary: Path, internet: DemoInternet, more: str) -> None:
        self.folder = folder
        self.temporary = temporary
        rules = ", ".join(f'"{rule}"' for rule in internet.resolve)
        (folder / "auditor.toml").write_text(
            f"[audit]\nresolve = [{rules}]\nignore-https-errors = true\ntimeout = 900\n{more}\n[fleet]\npause = 0\n"
        )
        self.store = open_store(None, folder / "data")

    def schedule(self, addresses: list[str]) -> None:
        now = datetime.now(UTC)
        for address in addresses:
            site = self.store.add_site(address)
            self.store.fleet.schedule(
                ScheduleRecord(site_id=site.id, rule="every 7 days", zone="UTC", added_at=now, next_due_at=now)
            )

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """A process of the command: ``run-due --parallel 2`` unless other words are given."""
        environment = {**os.environ, "AUDITOR_DATA": str(self.folder / "data"), "TMPDIR": str(self.temporary)}
        command = [sys.executable, "-m", "auditor", *(words or ("run-due", "--parallel", "2"))]
        with (self.folder / "told.txt").open("ab") as told:
            return subprocess.Popen(command, cwd=self.folder, env=environment, stderr=told)

    def done(self) -> int:
        return len(self.store.audits_in("done"))

    def kill_when(self, done: int, later: float) -> None:
        """Run until so many audits are kept and ``later`` seconds more, and kill the process."""
        running = self.start()
        self.until(lambda: self.done() >= done, running, LONGEST_RUN)
        time.sleep(later)
        assert running.poll() is None, self.told()
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
        assert self.left_running() == []

    def until(self, holds: Callable[[], bool], running: subprocess.Popen[bytes], seconds: float = 120) -> None:
        """Wait until something holds while a process runs."""
        end = time.monotonic() + seconds
        while not holds():
            assert running.poll() is None, self.told()
            assert time.monotonic() < end, self.told()
            time.sleep(0.1)

    def told(self) -> str:
        return (self.folder / "told.txt").read_text()

    def left_running(self) -> list[str]:
        """Processes that still use the fleet's folder of temporary files; browsers get a while to end."""
        until = time.monotonic() + ENDING
        while (left := list(self._using_it())) and time.monotonic() < until:
            time.sleep(0.2)
        return left

    def _using_it(self) -> Iterator[str]:
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                except OSError:
                    continue
                if str(self.temporary) in words:
                    yield words[:200]


@contextmanager
def fleet(folder: Path, sites: list[Site], more: str = "") -> Iterator[Fleet]:
    # A short path: the browser makes a socket there, and the path of one has a hundred bytes at most.
    with DemoInternet(sites=(), extra=sites) as internet, tempfile.TemporaryDirectory(prefix="fleet") as temporary:
        made = Fleet(folder, Path(temporary), internet, more)
        made.schedule([internet.urls[site.name] for site in sites])
        yield made
        made.store.close()


def named(times: int) -> list[Site]:
    """Each company of the demo under so many names, of as many registrable domains."""
    made = []
    for folder in shipped_sites():
        text = folder.joinpath("site.yaml").read_text(encoding="utf-8")
        host = text.split("host: ", 1)[1].split("\n", 1)[0]
        for number in range(1, times + 1):
            other = host.replace(".example", f"-{number}.example")
            site = load_site(folder, instead={"site.yaml": text.replace(host, other, 1).encode()})
            site.name = f"{folder.name}-{number}"
            made.append(site)
    return made


def assert_once_and_whole(store: Store, sites: int) -> None:
    audits = [audit for site in store.sites() for audit in store.audits(site)]
    assert len(store.sites()) == sites
    assert len(audits) == sites
    assert len({audit.site_id for audit in audits}) == sites
    assert {(audit.state, audit.outcome, audit.source) for audit in audits} == {("done", "complete", "schedule")}
    assert store.fleet.running() == ()
    for audit in audits:
        assert_whole(store, audit)


def assert_whole(store: Store, audit: AuditRecord) -> None:
    """All files of an audit have the bytes that were kept, and its rows say what its result says."""
    names = set()
    for file in store.files(audit):
        path = store.file(audit, file.name)
        assert path is not None
        data = path.read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (file.sha256, file.size)
        names.add(file.name)
    assert {"observation.json", "declaration.json", "result.json", "report.html", "manifest.json"} <= names
    result, seen = store.result(audit), store.observation(audit)
    assert [found.finding_id for found in store.findings(audit)] == [finding.id for finding in result.findings]
    assert {state.outcome for state in seen.states} == {"complete"}
    assert seen.started_at <= seen.finished_at


def assert_nothing_left(folder: Fleet) -> None:
    assert folder.left_running() == []
    assert list(folder.temporary.glob("auditor-*")) == []
    assert list((folder.folder / "data" / "workers").glob("*")) == []
