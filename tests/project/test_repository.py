"""The rules of the house that a machine can see."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

WORDS_IN_A_ROW = 7
LONGEST_FILE = 400


def _texts(files: list[Path]) -> Iterator[tuple[Path, str]]:
    for path in files:
        data = path.read_bytes()
        if b"\0" not in data:
            yield path, data.decode("utf-8", errors="replace")


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[^\W_]+", text.lower())
    return {tuple(words[i : i + WORDS_IN_A_ROW]) for i in range(len(words) - WORDS_IN_A_ROW + 1)}


def test_no_python_file_is_longer_than_a_reader_can_hold(repository_files: list[Path]) -> None:
    sizes = {path: len(text.splitlines()) for path, text in _texts(repository_files) if path.suffix == ".py"}
    assert sizes
    assert {str(path): size for path, size in sizes.items() if size > LONGEST_FILE} == {}


def test_no_sentence_of_a_real_company_is_in_the_repository(repository_files: list[Path], shared: Path) -> None:
    seeds = {path.name: _runs(path.read_text(encoding="utf-8")) for path in sorted((shared / "seeds").glob("*.txt"))}
    assert seeds
    found = [
        (str(path), seed, " ".join(run))
        for path, text in _texts(repository_files)
        if path.name != "LICENSE"
        for seed, runs in seeds.items()
        for run in _runs(text) & runs
    ]
    assert found == []


def test_no_file_names_a_registry_or_a_path_of_one_machine(repository_files: list[Path], root: Path) -> None:
    hosts = re.compile(
        r"(files\.)?pythonhosted\.org|pypi\.org|registry\.npmjs\.(org|com)|(deb|security|ftp)\.[a-z.]*debian\.org"
    )
    here = str(root)
    own = Path(__file__)
    found = [
        str(path)
        for path, text in _texts(repository_files)
        if path != own and (hosts.search(text) or here + "/" in text)
    ]
    assert found == []


def test_the_lock_files_pin_every_package_by_hash(root: Path) -> None:
    for lock in ("run", "test"):
        text = (root / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
        blocks = re.split(r"\n(?=[a-z0-9])", text, flags=re.IGNORECASE)
        pinned = [block for block in blocks if "==" in block]
        assert len(pinned) > 10
        assert [block.splitlines()[0] for block in pinned if "--hash=sha256:" not in block] == []


def test_what_a_run_needs_the_tests_have_in_the_same_version(root: Path) -> None:
    def pins(lock: str) -> dict[str, str]:
        text = (root / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
        return dict(re.findall(r"^([a-z0-9._-]+)==([^\s;\\]+)", text, flags=re.MULTILINE | re.IGNORECASE))

    run, test = pins("run"), pins("test")
    assert run.items() <= test.items()
