"""Who runs audits: the name of a process, and a lock by which others on this machine know that it is alive.

The lock is the operating system's and ends with the process, however that ends; nobody has to wait for a heartbeat that
does not come any more."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import secrets
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import structlog
from filelock import FileLock, Timeout

from auditor.errors import MachineError, StoreError
from auditor.store.fleet_records import WorkerKind
from auditor.store.store import Store

log = structlog.get_logger(__name__)

#: Seconds between two signs of life of a worker, well below the least silence that is worth a word; and how long a
#: worker that is gone is remembered.
SIGN_EVERY = 60.0
REMEMBERED = timedelta(days=30)

_NAME = re.compile(r"[A-Za-z0-9.-]{1,60}/\d+/[0-9a-f]{8}")


#: Seconds for which a new lock is left alone.
_NEW = 3.0


def new_name() -> str:
    """A name for this process: host, number of the process, and something by which no other one ever had it."""
    return f"{_host()}/{os.getpid()}/{secrets.token_hex(4)}"


def _host() -> str:
    return re.sub(r"[^A-Za-z0-9.-]", "-", platform.node() or "localhost")[:60]


def _folder(data: Path) -> Path:
    return data / "workers"


def _lock_path(data: Path, name: str) -> Path:
    return _folder(data) / f"{name.replace('/', '_')}.lock"


def _name_of(path: Path) -> str | None:
    name = path.name.removesuffix(".lock").replace("_", "/")
    return name if path.suffix == ".lock" and _NAME.fullmatch(name) else None


@contextlib.contextmanager
def at_work(store: Store, kind: WorkerKind, places: int) -> Iterator[str]:
    """Be a worker with this many places; its name. Raises `MachineError` when the lock cannot be made."""
    name = new_name()
    path = _lock_path(store.folder, name)
    try:
        path.parent.mkdir(exist_ok=True, mode=0o700)
        lock = FileLock(path, timeout=_NEW, thread_local=False)
        lock.acquire()
    except (OSError, Timeout) as error:
        raise MachineError(f"Cannot make the lock {path}: {getattr(error, 'strerror', None) or error}.") from None
    over = threading.Event()
    signs = threading.Thread(target=_signs, args=(store, name, kind, places, over), name="signs of life", daemon=True)
    try:
        store.fleet.arrive(name, kind, places)
        store.fleet.forget_workers(store.fleet.now() - REMEMBERED)
        signs.start()
        yield name
        over.set()
        signs.join()
        store.fleet.leave(name)
    finally:
        over.set()
        lock.release()
        path.unlink(missing_ok=True)


def _signs(store: Store, name: str, kind: WorkerKind, places: int, over: threading.Event) -> None:
    """Say now and then that a worker is there, also while it has nothing to do, until it is over."""
    while not over.wait(SIGN_EVERY):
        try:
            store.fleet.arrive(name, kind, places)
        except StoreError as error:
            log.warning("a worker could not say that it is there", why=error.sentence)


def dead_workers(data: Path) -> tuple[str, ...]:
    """The workers of this machine that ended without saying so: their locks are there, and nobody holds them.

    Their lock files stay until `forget`, so that somebody who asks at the same moment gets the same answer."""
    return tuple(name for name, path in _here(data) if _is_free(path))


def forget(data: Path, *names: str) -> None:
    """Remove the lock files of dead workers, after their audits were taken from them."""
    for name in names:
        with contextlib.suppress(OSError):
            _lock_path(data, name).unlink(missing_ok=True)


def _here(data: Path) -> Iterator[tuple[str, Path]]:
    """The lock files of this machine. Another one may share the folder by a network, where locks tell little."""
    try:
        found = sorted(_folder(data).iterdir())
    except OSError:
        return
    for path in found:
        name = _name_of(path)
        if name is not None and name.startswith(f"{_host()}/"):
            yield name, path


def _is_free(path: Path) -> bool:
    """Whether nobody holds the lock. A new one may be about to be taken; one that is gone is not made again."""
    lock = FileLock(path, timeout=0, thread_local=False)
    try:
        if time.time() - path.stat().st_mtime < _NEW:
            return False
        lock.acquire()
    except (OSError, Timeout):
        return False
    lock.release()
    return True
