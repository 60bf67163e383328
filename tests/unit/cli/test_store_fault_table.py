"""Every command on every fault of the store: one sentence, exit 5, nothing damaged. The commands are run as programs.

A full disk and a read-only one are real: a small file system in memory, in a name space of its own."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from auditor.cli.main import app
from auditor.errors import StoreError
from auditor.store.database import Database
from auditor.store.places import database_url
from auditor.store.sites import SiteEntry
from auditor.store.store import open_store
from tests.unit.store.store_builders import audit_result, write_audit

ADDRESS = audit_result().site.url


@dataclass(frozen=True)
class Command:
    """A command line. ``writes``: it has to write to the store. ``tables``: what it reads is in these."""

    words: tuple[str, ...]
    writes: bool = False

    @property
    def name(self) -> str:
        return " ".join(self.words[:2]) if self.words[0] in GROUPS else self.words[0]


GROUPS = ("sites", "users", "schedule", "notices")
COMMANDS = (
    Command(("sites", "list")),
    Command(("sites", "add", "nieuw.example"), writes=True),
    Command(("sites", "import", "list.csv"), writes=True),
    Command(("sites", "remove", ADDRESS), writes=True),
    Command(("users", "list")),
    Command(("history", ADDRESS)),
    Command(("diff", f"{ADDRESS}@previous", f"{ADDRESS}@latest")),
    Command(("export", ADDRESS, "written.zip")),
    Command(("import", "history.zip"), writes=True),
    Command(("thin",), writes=True),
    Command(("serve", "--port", "0")),
    Command(("status",)),
    Command(("schedule", "list")),
    Command(("schedule", "add", ADDRESS, "--every", "week"), writes=True),
    Command(("run-due",), writes=True),
)


def _known(command: Command) -> bool:
    names = {one.name for one in app.registered_commands} | {one.name for one in app.registered_groups}
    return command.words[0] in names


KNOWN = tuple(command for command in COMMANDS if _known(command))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``data`` (a store), and the files that the commands name."""
    folder = tmp_path_factory.mktemp("whole")
    with open_store(None, folder / "data") as store:
        store.add_sites(SiteEntry(f"site-{number}.example", "x" * 200) for number in range(200))
        for day in range(3):
            result = audit_result(day)
            store.save_audit(write_audit(folder / f"audit{day}", result), result)
        store.export(store.latest(store.site(ADDRESS)).site_id, folder / "history.zip")  # type: ignore[union-attr, arg-type]
    (folder / "list.csv").write_text("url\neen.example\ntwee.example\n", encoding="utf-8")
    (folder / "auditor.toml").write_text('[retention]\nall_for = "1 day"\n', encoding="utf-8")
    with sqlite3.connect(folder / "data" / "auditor.db") as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(whole, tmp_path / "copy"))


def _run(words: tuple[str, ...], folder: Path, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "AUDITOR_DATA": str(folder / "data"), "PYTHONPATH": str(Path.cwd())}
    command = [*before, sys.executable, "-m", "auditor", *words]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )  # fmt: skip


def _one_sentence(done: subprocess.CompletedProcess[str], *codes: int) -> None:
    assert done.returncode in codes, (done.returncode, done.stdout[-500:], done.stderr[-2000:])
    assert "Traceback" not in done.stderr
    assert "fault of ours" not in done.stderr
    if done.returncode == 5:
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert done.stdout == ""


def _header(file: Path) -> None:
    file.write_bytes(b"\0" * 100 + file.read_bytes()[100:])


def _all_pages(file: Path) -> None:
    """All but the first, so that the file opens: it is found when something is read."""
    data = file.read_bytes()
    file.write_bytes(data[:4096] + b"\xa5" * (len(data) - 4096))


def _cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: 4096 * 3])


def _newer(file: Path) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE auditor_schema SET version_num = '9999'")
        connection.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _no_database(file: Path) -> None:
    file.write_bytes(b"Dear diary, " * 1000)


DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "header": (_header, "is damaged"),
    "pages": (_all_pages, "is damaged"),
    "cut off": (_cut_off, "is damaged"),
    "newer": (_newer, "newer release"),
    "diary": (_no_database, "is damaged"),
}


def _check_damage(command: Command, damage: str, folder: Path) -> None:
    break_it, words = DAMAGE[damage]
    file = folder / "data" / "auditor.db"
    break_it(file)
    before = hashlib.sha256(file.read_bytes()).hexdigest()
    done = _run(command.words, folder)
    _one_sentence(done, 5)
    assert words in done.stderr
    assert hashlib.sha256(file.read_bytes()).hexdigest() == before, "what is damaged is not made worse"
    assert not (folder / "written.zip").exists()


@pytest.mark.parametrize("damage", ["header", "pages"])
def test_a_damaged_store_by_one_command(damage: str, folder: Path) -> None:
    _check_damage(KNOWN[0], damage, folder)


@pytest.mark.long
@pytest.mark.parametrize("damage", DAMAGE)
@pytest.mark.parametrize("command", KNOWN, ids=lambda command: command.name)
def test_a_damaged_store_by_all_commands(command: Command, damage: str, folder: Path) -> None:
    _check_damage(command, damage, folder)


def test_one_damaged_table_is_found_when_it_is_read(folder: Path) -> None:
    """Everything else goes on."""
    file = folder / "data" / "auditor.db"
    with sqlite3.connect(file) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'audits'").fetchone()
        indexes = connection.execute("SELECT rootpage FROM sqlite_master WHERE tbl_name = 'audits'").fetchall()
    data = bytearray(file.read_bytes())
    for (root,) in (*indexes, (page,)):
        data[(root - 1) * 4096 : root * 4096] = b"\xa5" * 4096
    file.write_bytes(bytes(data))
    done = _run(("history", ADDRESS), folder)
    _one_sentence(done, 5)
    assert "is damaged" in done.stderr
    assert _run(("sites", "list"), folder).returncode == 0


@pytest.mark.long
@pytest.mark.parametrize("value", ["'{not JSON'", "x'ff00ff'", "'[1]'"])
def test_a_row_that_nobody_of_ours_wrote(folder: Path, value: str) -> None:
    with sqlite3.connect(folder / "data" / "auditor.db") as connection:
        connection.execute(f"UPDATE audits SET severities = {value}")
    done = _run(("history", ADDRESS), folder)
    _one_sentence(done, 5)
    assert "is damaged" in done.stderr


@pytest.mark.long
def test_garbage_beside_the_database_is_not_taken_for_its_last_writes(folder: Path) -> None:
    """A log that is none: SQLite leaves it aside, and what was written before is all there."""
    (folder / "data" / "auditor.db-wal").write_bytes(os.urandom(40_000))
    done = _run(("sites", "list", "--json"), folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count('"url"') == 201


# A disk of its own

#: Mounts a file system in memory over the data, puts the store in it, then does what is asked.
DISK = """
set -e
mount -t tmpfs -o size=12m none disk
cp -r data disk/data
{prepare}
set +e
"$@"
code=$?
{undo}
{python} -c "import sqlite3, sys; sys.exit(sqlite3.connect('disk/data/auditor.db').execute('PRAGMA integrity_check').fetchone() != ('ok',))" || exit 99
exit $code
"""  # noqa: E501
FULL = ("dd if=/dev/zero of=disk/fill bs=4096 2>/dev/null || true", "rm disk/fill")
READ_ONLY = ("mount -o remount,ro disk", "mount -o remount,rw disk")


def _name_space() -> tuple[str, ...]:
    """Words before a command that give it mounts of its own; skips where this machine does not let us."""
    tried: tuple[tuple[str, ...], ...] = (("unshare", "--user", "--map-root-user", "--mount"), ("unshare", "--mount"))
    for words in tried:
        try:
            if (
                subprocess.run(
                    [*words, "mount", "-t", "tmpfs", "none", "/mnt"], check=False, capture_output=True
                ).returncode
                == 0
            ):
                return words
        except OSError:
            break
    pytest.skip("no file system can be mounted here")


def _on_a_disk(fault: tuple[str, str], words: tuple[str, ...], folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / "disk").mkdir()
    script = DISK.format(prepare=fault[0], undo=fault[1], python=sys.executable)
    environment = {**os.environ, "AUDITOR_DATA": str(folder / "disk" / "data"), "PYTHONPATH": str(Path.cwd())}
    command = [*_name_space(), "sh", "-c", script, "sh", sys.executable, "-m", "auditor", *words]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120
    )  # fmt: skip


def test_a_full_disk_by_one_command(folder: Path) -> None:
    done = _on_a_disk(FULL, ("sites", "import", "list.csv"), folder)
    _one_sentence(done, 5)
    assert "disk" in done.stderr


def test_a_read_only_disk_by_one_command(folder: Path) -> None:
    done = _on_a_disk(READ_ONLY, ("sites", "add", "nieuw.example"), folder)
    _one_sentence(done, 5)


@pytest.mark.long
@pytest.mark.parametrize("fault", [FULL, READ_ONLY], ids=["full", "read-only"])
@pytest.mark.parametrize("command", [one for one in KNOWN if one.words[0] != "serve"], ids=lambda command: command.name)
def test_a_bad_disk_by_all_commands(command: Command, fault: tuple[str, str], folder: Path) -> None:
    done = _on_a_disk(fault, command.words, folder)
    assert done.returncode != 99, "the database was damaged"
    _one_sentence(done, *((5,) if command.writes else (0, 5)))


CLAIMED = """
import subprocess, sys
from pathlib import Path
from auditor.errors import StoreError
from auditor.models.files import load
from auditor.models.result import AuditResult
from auditor.store.store import open_store
folder = Path(sys.argv[1])
evidence = folder / "data" / "evidence"
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "none", str(evidence)], check=True)
with open_store(None, folder / "data") as store:
    site = store.site(sys.argv[2])
    queued = store.queue_audit(site, "schedule")
    claim = store.fleet.claim("worker-1", queued.id)
    result = load(folder / "audit2" / "result.json", AuditResult)
    try:
        store.save_audit(folder / "audit2", result, claim=claim)
    except StoreError as error:
        print(error.sentence)
    print(store.audit(queued.id).state, len(store.files(queued.id)), len(store.fleet.running()))
    subprocess.run(["umount", str(evidence)], check=True)
    store.save_audit(folder / "audit2", result, claim=claim)
    print(store.audit(queued.id).state, len(store.files(queued.id)) > 0, len(store.fleet.running()))
"""


@pytest.mark.long
def test_evidence_on_a_full_disk_does_not_lose_the_audit_that_waits(folder: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
    command = [*_name_space(), sys.executable, "-c", CLAIMED, str(folder), ADDRESS]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "The disk is full" in lines[0]
    assert lines[1:] == ["running 0 1", "done True 0"]


@pytest.mark.long
@pytest.mark.parametrize(
    "words",
    [("export", ADDRESS, "written.zip"), ("diff", f"{ADDRESS}@previous", f"{ADDRESS}@latest")],
    ids=["export", "diff"],
)
@pytest.mark.parametrize("how", ["gone", "changed"])
def test_evidence_that_is_gone_or_changed(words: tuple[str, ...], how: str, folder: Path) -> None:
    for path in (folder / "data" / "evidence").rglob("*"):
        if path.is_file() and how == "gone":
            path.unlink()
        elif path.is_file():
            path.write_bytes(path.read_bytes()[:-1] + b"#")
    done = _run(words, folder)
    _one_sentence(done, 5)
    assert "lost or changed" in done.stderr
    assert not (folder / "written.zip").exists()


# PostgreSQL


def test_rights_and_rooms_that_a_server_refuses(postgresql: str, tmp_path: Path) -> None:
    """What a real server says when its disk is full, it may not be written, or we have no rights: by its own codes."""
    database = Database(database_url(postgresql, tmp_path))
    sentences = {
        "53100": "disk of the database",
        "53300": "no room for more",
        "25006": "is read-only",
        "42501": "may not do what the store needs",
        "57P01": "is stopping or starting",
    }
    for code, words in sentences.items():
        raised = f"DO $$ BEGIN RAISE EXCEPTION 'as a server says it' USING ERRCODE = '{code}'; END $$"
        with pytest.raises(StoreError, match=words), database.writing() as connection:
            connection.execute(text(raised))
    database.close()
