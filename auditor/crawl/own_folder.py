"""Temporary folders that tell whether the process that made them still lives, so that a later one can clear up.

The lock in a folder is the operating system's: it ends with its process, however that ends. A browser whose process was
killed may go on for a while; it is found by its profile, which is one of these folders and nobody else's."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from auditor.errors import MachineError

#: How their names begin: profiles of browsers, and what audits write before it is kept.
PROFILE = "auditor-profile-"
AUDIT = "auditor-audit-"

_LOCK = "owner.lock"

#: Seconds for which a new folder is left alone: its lock may be about to be taken.
_NEW = 5.0


class OwnFolder:
    """A temporary folder, for its owner only. Raises `MachineError` when it cannot be made."""

    def __init__(self, prefix: str) -> None:
        try:
            self.path = Path(tempfile.mkdtemp(prefix=prefix))
            self._lock = FileLock(self.path / _LOCK, timeout=_NEW, thread_local=False)
            self._lock.acquire()
        except OSError as error:
            raise MachineError(f"Cannot make a folder in {tempfile.gettempdir()}: {error.strerror or error}.") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.remove()

    def remove(self) -> None:
        """Remove the folder and all in it. Never raises; what cannot be removed now, a later process removes."""
        _remove(self.path, self._lock)


def clear_up() -> int:
    """Remove the folders whose process is gone, after ending the browsers that still use them; how many there were."""
    return sum(_clear(folder) for prefix in (PROFILE, AUDIT) for folder in _ours(prefix))


def _ours(prefix: str) -> list[Path]:
    """Folders of this account that are not new. A link that somebody put there is none."""
    found = []
    for path in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
        with contextlib.suppress(OSError):
            about = path.lstat()
            ours = os.name == "nt" or about.st_uid == os.getuid()
            if ours and path.is_dir() and not path.is_symlink() and time.time() - (path / _LOCK).stat().st_mtime > _NEW:
                found.append(path)
    return found


def _clear(folder: Path) -> bool:
    """Whether nobody holds the folder's lock any more; it is removed then."""
    lock = FileLock(folder / _LOCK, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except (OSError, Timeout):
        return False
    for number in _browsers_in(folder):
        with contextlib.suppress(OSError):
            os.kill(number, signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
    _remove(folder, lock)
    return True


def _remove(folder: Path, lock: FileLock) -> None:
    """A browser that is just ending may write once more. The lock goes last: without it the folder has no owner."""
    if os.name == "nt":
        lock.release()  # an open file cannot be removed there
    for _ in range(3):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            break
        time.sleep(0.1)
    lock.release()


def _browsers_in(folder: Path) -> list[int]:
    """The processes that were started with this folder as their profile."""
    wanted = f"--user-data-dir={folder}"
    return [number for number, words in _command_lines() if wanted in words]


def _command_lines() -> Iterator[tuple[int, list[str]]]:
    processes = Path("/proc")
    if (processes / "self" / "cmdline").exists():
        for entry in processes.iterdir():
            if entry.name.isdigit():
                with contextlib.suppress(OSError):
                    yield int(entry.name), (entry / "cmdline").read_bytes().decode("utf-8", "replace").split("\0")
    elif os.name != "nt":
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            listed = subprocess.run(
                ["/bin/ps", "-axww", "-o", "pid=,command="], capture_output=True, text=True, timeout=20, check=True
            )
            for line in listed.stdout.splitlines():
                number, _, words = line.strip().partition(" ")
                yield int(number), words.split(" ")
