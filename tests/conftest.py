"""What all tests share: where the repository is, and which of its files are text of ours."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session", autouse=True)
def _own_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test, nor a program that it starts, comes near the store of whoever runs it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDITOR_DATA", str(tmp_path_factory.mktemp("data")))
        patch.delenv("AUDITOR_DATABASE", raising=False)
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The reference texts that may lie beside the repository; without them the test is skipped."""
    if not SHARED.is_dir():
        pytest.skip("no reference texts beside the repository")
    return SHARED


@pytest.fixture(scope="session")
def repository_files() -> list[Path]:
    """Every file of the repository, as git sees it (tracked, or new and not ignored)."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return sorted(path for path in paths if path.is_file())
