"""A full disk, a read-only or damaged file, no server: one sentence and exit 5; two programs at once: no fault."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from auditor.cli.main import run
from auditor.errors import StoreError
from auditor.store.database import Database
from auditor.store.evidence import EvidenceFolder
from auditor.store.places import database_url
from auditor.store.sites import SiteEntry
from auditor.store.store import Store, open_store
from tests.unit.store.store_builders import audit_result, write_audit

WRITER = """
import sys
from auditor.store.store import open_store
from pathlib import Path
with open_store(sys.argv[1], Path(sys.argv[2])) as store:
    site = store.add_site("een.example")
    for number in range(15):
        store.decide(site, "f1", "comment", sys.argv[3], reason=str(number))
        store.add_site(f"{sys.argv[3]}-{number}.example")
"""


def test_two_programs_write_at_once(address: str, tmp_path: Path) -> None:
    """They also meet on an empty database, which one of them makes."""
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, address, str(tmp_path), name], stderr=subprocess.PIPE)
        for name in ("ada", "bob")
    ]
    faults = [writer.communicate(timeout=120)[1].decode() for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], faults
    with open_store(address, tmp_path) as store:
        site = store.site("een.example")
        assert site is not None
        assert len(store.decisions(site)) == 30
        assert store.tampered(site) == ()
        assert len(store.sites()) == 31


def test_a_file_of_sqlite_can_be_read_while_it_is_written(tmp_path: Path) -> None:
    with open_store(None, tmp_path) as store:
        store.add_site("een.example")
        with open_store(None, tmp_path) as other:
            database = Database(database_url(None, tmp_path))
            with database.writing() as connection:
                connection.execute(text("UPDATE sites SET label = 'half'"))
                assert [site.label for site in other.sites()] == [""]
            database.close()
            assert [site.label for site in other.sites()] == ["half"]


def test_a_full_disk_under_the_database(tmp_path: Path) -> None:
    database = Database(database_url(None, tmp_path))
    store = Store(database, tmp_path)
    open_store(None, tmp_path).close()
    with database.reading() as connection:
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages + 1}"))
    with pytest.raises(StoreError, match="The disk is full"):
        store.add_sites(SiteEntry(f"site-{number}.example", "x" * 200) for number in range(500))
    assert store.sites() == (), "all or none"
    database.close()


def test_a_full_disk_under_the_evidence(tmp_path: Path) -> None:
    """A limit on the size of files stands for the full disk: the kernel refuses the bytes in both."""
    program = (
        "import resource, signal, io, sys; from pathlib import Path\n"
        "from auditor.store.evidence import EvidenceFolder\n"
        "from auditor.errors import StoreError\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: EvidenceFolder(Path(sys.argv[1])).put(io.BytesIO(b'x' * 100000))\n"
        "except StoreError as error: print(error.sentence); sys.exit(error.exit_code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 5, done.stderr
    assert len(done.stdout.splitlines()) == 1
    assert list(tmp_path.rglob("*")) == [], "nothing half-written stays"


def test_evidence_is_put_right_when_the_kept_bytes_were_cut_off(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path)
    source = tmp_path / "source"
    source.write_bytes(b"all of it")
    with source.open("rb") as stream:
        sha256, _ = folder.put(stream)
    folder.path(sha256).write_bytes(b"all")
    assert not folder.intact(sha256)
    with source.open("rb") as stream:
        folder.put(stream)
    assert folder.intact(sha256)


@pytest.mark.parametrize("content", [b"not a database, by far " * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "auditor.db").write_bytes(content)
    _one_sentence(tmp_path, capsys, "is damaged")


def test_a_newer_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    open_store(None, tmp_path).close()
    database = Database(database_url(None, tmp_path))
    with database.writing() as connection:
        connection.execute(text("UPDATE auditor_schema SET version_num = '9999'"))
    database.close()
    _one_sentence(tmp_path, capsys, "newer release")


def test_a_data_folder_that_is_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    _one_sentence(tmp_path / "file" / "data", capsys, "Cannot make the data folder")


def test_a_read_only_store_can_be_read_not_written(tmp_path: Path) -> None:
    with open_store(None, tmp_path) as store:
        store.add_site("een.example")
    database = Database(database_url(None, tmp_path))
    with database.reading() as connection:
        connection.execute(text("PRAGMA query_only = ON"))
    store = Store(database, tmp_path)
    assert len(store.sites()) == 1
    with pytest.raises(StoreError, match="is read-only"):
        store.add_site("twee.example")
    database.close()


def test_no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("AUDITOR_DATABASE", "postgresql+psycopg://ada:geheim@127.0.0.1:1/store")
    _one_sentence(tmp_path, capsys, "is out of reach", forbidden="geheim")


def test_a_wrong_password_is_not_shown(postgresql: str, tmp_path: Path) -> None:
    url = database_url(postgresql, tmp_path).set(username="nobody", password="geheim")
    with pytest.raises(StoreError) as refused:
        open_store(url.render_as_string(hide_password=False), tmp_path)
    assert "geheim" not in refused.value.sentence
    assert "\n" not in refused.value.sentence


def _one_sentence(data: Path, capsys: pytest.CaptureFixture[str], words: str, forbidden: str = "\x1b") -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDITOR_DATA", str(data))
        assert run(["sites", "list"]) == 5
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1
    assert words in printed.err
    assert forbidden not in printed.err


@pytest.mark.skipif(os.name == "nt", reason="files of Windows have other rights")
def test_the_data_are_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    result = audit_result()
    with open_store(None, folder) as store:
        number = store.save_audit(write_audit(tmp_path / "audit", result), result)
        path = store.file(number, "result.json")
    assert path is not None
    assert [one.stat().st_mode & 0o077 for one in (folder, folder / "evidence", path)] == [0, 0, 0]
