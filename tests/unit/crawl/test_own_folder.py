"""What a killed process left behind is removed by a later one, and nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.crawl import own_folder
from auditor.crawl.own_folder import AUDIT, PROFILE, OwnFolder, clear_up

MAKER = """
import subprocess, sys, time
from auditor.crawl.own_folder import PROFILE, OwnFolder
folder = OwnFolder(PROFILE)
(folder.path / "Default").mkdir()
waits = [sys.executable, "-c", "import time; print(flush=True); time.sleep(120)", f"--user-data-dir={folder.path}"]
browser = subprocess.Popen(waits, start_new_session=True, stdout=subprocess.PIPE)
browser.stdout.readline()  # its command line cannot be read before it runs
print(folder.path, browser.pid, flush=True)
time.sleep(120)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(own_folder, "_NEW", 0.0)
    return tmp_path


@pytest.fixture
def maker(temporary: Path) -> Iterator[tuple[subprocess.Popen[str], Path, int]]:
    """A process with a profile, and one that stands for its browser."""
    environment = {**os.environ, "TMPDIR": str(temporary)}
    process = subprocess.Popen([sys.executable, "-c", MAKER], stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout is not None
    folder, number = process.stdout.readline().split()
    yield process, Path(folder), int(number)
    process.kill()
    process.wait()
    process.stdout.close()


def _gone(number: int) -> bool:
    """Whether a process ended; one that nobody waited for yet did too."""
    for _ in range(100):
        try:
            if Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_dead_process_is_cleared_up_after_and_a_living_one_left_alone(
    maker: tuple[subprocess.Popen[str], Path, int],
) -> None:
    process, folder, browser = maker
    assert clear_up() == 0
    assert folder.is_dir()
    process.kill()
    process.wait()
    assert not _gone_now(browser), "it outlives its process, as a browser may"
    assert clear_up() == 1
    assert not folder.exists()
    assert _gone(browser)


def _gone_now(number: int) -> bool:
    return not Path(f"/proc/{number}").exists()


def test_its_own_folders_are_nobody_elses(temporary: Path) -> None:
    with OwnFolder(AUDIT) as first, OwnFolder(PROFILE) as second:
        (first.path / "evidence.html").write_text("x")
        assert clear_up() == 0
        assert first.path.stat().st_mode & 0o077 == 0
    assert not first.path.exists()
    assert not second.path.exists()


def test_what_is_not_ours_stays(temporary: Path) -> None:
    elsewhere = temporary / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "owner.lock").touch()
    (temporary / f"{PROFILE}link").symlink_to(elsewhere)
    (temporary / f"{PROFILE}without-lock").mkdir()
    (temporary / "other").mkdir()
    assert clear_up() == 0
    assert (elsewhere / "owner.lock").exists()
    assert len(list(temporary.iterdir())) == 4


def test_a_new_folder_is_left_alone(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_folder, "_NEW", 5.0)
    made = temporary / f"{AUDIT}x"
    made.mkdir()
    (made / "owner.lock").touch()
    assert clear_up() == 0
    os.utime(made / "owner.lock", (0, 0))
    assert clear_up() == 1
