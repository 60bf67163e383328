"""A site's history leaves as one archive and comes back the same; an archive that is not whole is refused whole."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from auditor.errors import InputError, StoreError
from auditor.store.archive_reading import SMALL
from auditor.store.store import Store
from tests.unit.store.store_builders import audit_result, write_audit

MakeStore = Callable[[str], Store]


@pytest.fixture
def archive(store: Store, tmp_path: Path) -> Path:
    """The history of two audits, four decisions and a correction."""
    for day in (0, 1):
        result = audit_result(day, left_out=day)
        store.save_audit(write_audit(tmp_path / f"audit-{day}", result), result)
    site = store.sites()[0]
    finding = store.findings(store.audits(site)[0])[0].finding_id
    store.decide(site, finding, "to_fix", "Ada", owner="Bob", due=dt.date(2026, 5, 1))
    store.decide(site, finding, "comment", "Bob", reason='Een "koekje" met \\u0000 erin, <b>€</b>')
    store.decide(site, finding, "accepted", "Ada", reason="Goed", expires=dt.date(2027, 1, 1))
    store.decide(site, "f9", "fixed", "Ada")
    store.correct(site, store.documents(store.audits(site)[0])[0].text_sha256, "claims: []", "Ada")
    path = tmp_path / "history.zip"
    assert store.export(site, path) == 2
    return path


def _all_of(store: Store) -> list[object]:
    site = store.sites()[0]
    audits = store.audits(site)
    return [
        site.url, [audit.model_copy(update={"site_id": 0}) for audit in audits],
        [(store.findings(audit), store.documents(audit), store.files(audit), store.result(audit)) for audit in audits],
        [decision.model_copy(update={"site_id": 0}) for decision in store.decisions(site)],
        [one.model_copy(update={"site_id": 0, "id": 0}) for one in store.corrections(site)],
    ]  # fmt: skip


def test_what_leaves_comes_back_the_same_and_twice_is_once(store: Store, archive: Path, new_store: MakeStore) -> None:
    other = new_store("other")
    other.add_site("andere.example")
    first = other.import_archive(archive)
    assert (first.audits, first.decisions, first.corrections) == (2, 4, 1)
    other.remove_site(other.site("andere.example") or 0)
    assert _all_of(other) == _all_of(store)
    assert other.tampered(first.site) == ()
    again = other.import_archive(archive)
    assert (again.audits, again.decisions, again.corrections) == (0, 0, 0)
    assert _all_of(other) == _all_of(store)
    back = store.import_archive(archive)
    assert (back.audits, back.decisions, back.corrections) == (0, 0, 0)


def test_only_what_is_new_is_taken_in(store: Store, archive: Path, new_store: MakeStore, tmp_path: Path) -> None:
    other = new_store("other")
    other.import_archive(archive)
    site = store.sites()[0]
    store.decide(site, "f9", "reopened", "Ada")
    result = audit_result(5)
    store.save_audit(write_audit(tmp_path / "audit-5", result), result)
    store.export(site, archive)
    brought = other.import_archive(archive)
    assert (brought.audits, brought.decisions, brought.corrections) == (1, 1, 0)
    assert _all_of(other) == _all_of(store)


def test_histories_that_contradict_are_not_mixed(store: Store, archive: Path, new_store: MakeStore) -> None:
    other = new_store("other")
    site = other.import_archive(archive).site
    other.decide(site, "f9", "comment", "Bob", reason="hier")
    store.decide(store.sites()[0], "f9", "comment", "Ada", reason="daar")
    store.export(store.sites()[0], archive)
    before = _all_of(other)
    with pytest.raises(InputError, match="hold different decisions on the finding f9; nothing was taken in"):
        other.import_archive(archive)
    assert _all_of(other) == before


def test_every_member_stands_in_the_manifest(archive: Path) -> None:
    with zipfile.ZipFile(archive) as file:
        manifest = json.loads(file.read("manifest.json"))
        assert set(manifest["members"]) == set(file.namelist()) - {"manifest.json"}
        for name, member in manifest["members"].items():
            assert hashlib.sha256(file.read(name)).hexdigest() == member["sha256"]


Members = dict[str, bytes]


def _members(archive: Path) -> Members:
    with zipfile.ZipFile(archive) as file:
        return {name: file.read(name) for name in file.namelist()}


def _write(path: Path, members: Members, extra: list[tuple[str, bytes]] | None = None) -> None:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        warnings.simplefilter("ignore")
        for name, data in (*members.items(), *(extra or ())):
            file.writestr(name, data)


def _sealed(members: Members) -> Members:
    """The members with a manifest that fits them: what somebody could make who knows how."""
    manifest = json.loads(members["manifest.json"])
    rest = {name: data for name, data in members.items() if name != "manifest.json"}
    manifest["members"] = {
        name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in rest.items()
    }
    lines = "".join(f"{entry['sha256']}  {name}\n" for name, entry in sorted(manifest["members"].items()))
    manifest["digest"] = hashlib.sha256(lines.encode()).hexdigest()
    return {**rest, "manifest.json": json.dumps(manifest).encode()}


def _evidence(members: Members) -> str:
    return next(name for name in members if name.startswith("evidence/"))


def _history(members: Members, change: Callable[[str], str]) -> Members:
    return _sealed({**members, "history.json": change(members["history.json"].decode()).encode()})


TAMPERED: dict[str, Callable[[Members], Members]] = {
    "a byte of evidence": lambda m: {**m, _evidence(m): m[_evidence(m)] + b"x"},
    "evidence under another name": lambda m: _sealed({**m, _evidence(m): m[_evidence(m)] + b"x"}),
    "a word of the history": lambda m: {**m, "history.json": m["history.json"].replace(b"Goed", b"Fout")},
    "a decision, with a new manifest": lambda m: _history(m, lambda text: text.replace('"Goed"', '"Fout"')),
    "a file is missing": lambda m: _sealed({k: v for k, v in m.items() if k != _evidence(m)}),
    "no manifest": lambda m: {k: v for k, v in m.items() if k != "manifest.json"},
    "no history": lambda m: _sealed({k: v for k, v in m.items() if k != "history.json"}),
    "a member above": lambda m: _sealed({**m, "../../outside.txt": b"x"}),
    "a member from the root": lambda m: _sealed({**m, "/tmp/outside.txt": b"x"}),
    "a member with a drive": lambda m: _sealed({**m, "evidence\\..\\outside.txt": b"x"}),
    "a folder": lambda m: {**m, "evidence/": b""},
    "a file's name with a path": lambda m: _history(m, lambda t: t.replace('"report.html"', '"../report.html"')),
    "a picture that is a page": lambda m: _history(m, lambda t: t.replace('"image/jpeg"', '"text/html"')),
    "a NUL": lambda m: _history(m, lambda t: t.replace('"label": ""', '"label": "\\u0000"')),
    "an unknown key": lambda m: _history(m, lambda t: t.replace('"label": ""', '"label": "", "x": 1')),
    "a bad setting": lambda m: _history(m, lambda t: t.replace('"settings": {}', '"settings": {"pages": -1}')),
    "an address that runs": lambda m: _history(m, lambda t: t.replace('"https://www.ketting', '"javascript://www.ketting')),
    "an id that is none": lambda m: _history(m, lambda t: t.replace('"id": "', '"id": "../', 1)),
    "a history that is a list": lambda m: _history(m, lambda t: "[]"),
    "a history that is no JSON": lambda m: _history(m, lambda t: "{" * 100_000),
    "a bomb": lambda m: _sealed({**m, "history.json": b" " * (SMALL + 1)}),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERED)
def test_an_archive_that_was_tampered_with_is_refused_whole(
    what: str, archive: Path, new_store: MakeStore, tmp_path: Path
) -> None:
    changed = tmp_path / "changed.zip"
    _write(changed, TAMPERED[what](_members(archive)))
    other = new_store("other")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(InputError) as refused:
        other.import_archive(changed)
    assert refused.value.sentence
    assert len(refused.value.sentences) == 1
    assert other.sites() == ()
    new = set(tmp_path.rglob("*")) - set(before)
    assert not [path for path in new if "evidence" not in path.parts and "auditor.db" not in path.name]


def test_the_same_name_twice_is_refused(archive: Path, new_store: MakeStore, tmp_path: Path) -> None:
    members = _members(archive)
    _write(tmp_path / "changed.zip", members, [("history.json", members["history.json"])])
    with pytest.raises(InputError, match="two of its members have the same name"):
        new_store("other").import_archive(tmp_path / "changed.zip")


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x05\x06" + b"\0" * 18])
def test_what_is_no_archive_is_told_so(store: Store, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "changed.zip").write_bytes(data)
    with pytest.raises(InputError):
        store.import_archive(tmp_path / "changed.zip")


def test_a_cut_off_archive_and_a_newer_one(archive: Path, new_store: MakeStore, tmp_path: Path) -> None:
    other = new_store("other")
    whole = archive.read_bytes()
    for length in (len(whole) // 2, len(whole) - 5):
        (tmp_path / "changed.zip").write_bytes(whole[:length])
        with pytest.raises(InputError):
            other.import_archive(tmp_path / "changed.zip")
    newer = _history(_members(archive), lambda text: text.replace('"schema_version": 1', '"schema_version": 9', 1))
    _write(tmp_path / "changed.zip", newer)
    with pytest.raises(InputError, match="made by a newer release of this tool; update the tool"):
        other.import_archive(tmp_path / "changed.zip")


def test_bytes_that_change_inside_are_found_wherever_they_are(
    archive: Path, new_store: MakeStore, tmp_path: Path
) -> None:
    """Every 97th byte in turn: the archive is refused, or the byte did not matter and what comes in is the same."""
    whole = archive.read_bytes()
    other = new_store("other")
    for place in range(0, len(whole), max(97, len(whole) // 60)):
        changed = bytearray(whole)
        changed[place] ^= 0xFF
        (tmp_path / "changed.zip").write_bytes(bytes(changed))
        try:
            other.import_archive(tmp_path / "changed.zip")
        except InputError:
            continue
    for site in other.sites():
        assert other.tampered(site) == ()
        for audit in other.audits(site):
            assert other.result(audit).site.host == "www.ketting.example"


def test_a_target_that_cannot_be_written(store: Store, archive: Path, tmp_path: Path) -> None:
    site = store.sites()[0]
    with pytest.raises(StoreError, match="No such file"):
        store.export(site, tmp_path / "nowhere" / "history.zip")
    assert not list(tmp_path.glob(".history*"))
