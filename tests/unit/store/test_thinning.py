"""Retention: what goes, what never goes, and that no row ever speaks of bytes that are gone."""

from __future__ import annotations

import datetime as dt
import io
import os
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from auditor.config import RetentionSettings
from auditor.errors import InputError, StoreError
from auditor.store.database import Database
from auditor.store.evidence import EvidenceFolder
from auditor.store.keeping import EvidenceThinned
from auditor.store.records import AuditRecord, DocumentRecord
from auditor.store.store import Store
from auditor.store.thinning_rules import choose, stays
from tests.unit.store.store_builders import NOON, Clock, audit_result, write_audit

DAY = dt.timedelta(days=1)
#: Later than the files of this test are written, by the clock of the machine that runs it.
LATER = dt.datetime.now(dt.UTC) + 400 * DAY
OLD = RetentionSettings(all_for=dt.timedelta(days=30))
EVIDENCE = RetentionSettings(evidence_for=dt.timedelta(days=30))


def record(day: float, number: int, **more: object) -> AuditRecord:
    moment = NOON + DAY * day
    return AuditRecord.model_validate(
        {
            "id": f"{number:08x}-0000-0000-0000-000000000000", "site_id": 1, "source": "command", "state": "done",
            "outcome": "complete", "requested_at": moment, "started_at": moment, **more,
        }
    )  # fmt: skip


def daily(days: int) -> list[AuditRecord]:
    return [record(day, day) for day in reversed(range(days))]


def kept_days(audits: list[AuditRecord], gone: dict[str, object]) -> list[int]:
    return sorted((audit.requested_at - NOON).days for audit in audits if audit.id not in gone)


RULES = RetentionSettings.model_validate({"all_for": "30 days", "weekly_for": "26 weeks", "monthly_for": "forever"})


def test_of_old_audits_one_a_week_then_one_a_month_stays() -> None:
    audits = daily(400)
    gone = choose(audits, (), RULES, NOON + DAY * 399)
    kept = kept_days(audits, gone)
    assert kept[-31:] == list(range(369, 400)), "all of the last thirty days"
    of_weeks = [day for day in kept if 399 - 182 <= day < 369]
    assert all((NOON + DAY * day).isoweekday() == 7 for day in of_weeks), "the last of each week"
    assert len(of_weeks) == 21 or len(of_weeks) == 22
    of_months = [NOON + DAY * day for day in kept if day < 399 - 182]
    assert len({(one.year, one.month) for one in of_months}) == len(of_months), "one a month"
    assert {one.month for one in of_months} >= {3, 4, 5, 6, 7, 8}
    assert set(gone.values()) == {"all"}


def test_rules_that_ran_every_day_keep_what_rules_keep_that_come_late() -> None:
    history: list[AuditRecord] = []
    for day in range(300):
        history.insert(0, record(day, day))
        gone = choose(history, (), RULES, NOON + DAY * day)
        history = [audit for audit in history if audit.id not in gone]
    at_once = daily(300)
    assert kept_days(history, {}) == kept_days(at_once, choose(at_once, (), RULES, NOON + DAY * 299))


def test_without_weekly_rules_the_newest_of_a_month_stays() -> None:
    rules = RetentionSettings.model_validate({"all_for": "10 days", "monthly_for": "1 year"})
    audits = daily(120)
    kept = kept_days(audits, choose(audits, (), rules, NOON + DAY * 119))
    assert [(NOON + DAY * day).strftime("%m-%d") for day in kept[:-11]] == ["03-31", "04-30", "05-31"]


@pytest.mark.parametrize(
    ("audit", "never"),
    [
        ({"state": "queued"}, True),
        ({"state": "running"}, True),
        ({"state": "failed", "outcome": None}, True),
        ({"state": "done"}, False),
        ({"state": "done", "outcome": "failed"}, False),
        ({"thinned": "evidence", "thinned_at": NOON}, False),
        ({"thinned": "all", "thinned_at": NOON}, True),
    ],
)
def test_what_is_not_over_or_holds_nothing_is_let_be(audit: dict[str, object], never: bool) -> None:
    history = [record(1000, 1), record(999, 2), record(0, 3, **audit)]
    assert (record(0, 3).id not in choose(history, (), OLD, NOON + 1000 * DAY)) is never


def test_the_newest_the_newest_that_could_be_done_and_the_one_before_stay() -> None:
    failed = [record(50, 9, outcome="failed"), record(40, 8, outcome="failed")]
    history = [*failed, *daily(4)]
    gone = choose(history, (), OLD, NOON + 900 * DAY)
    assert record(50, 9).id not in gone
    assert kept_days(daily(4), gone) == [2, 3]
    evidence = choose(history, (), EVIDENCE, NOON + 900 * DAY)
    assert evidence[record(2, 2).id] == "evidence", "its result is enough to tell what changed"
    assert record(3, 3).id not in evidence


def test_what_stays_of_an_audit_without_evidence() -> None:
    assert all(map(stays, ["result.json", "declaration.json", "manifest.json", "findings.csv", "report.sarif"]))
    going = ["observation.json", "report.html", "report.pdf", "home-before.jpg", "document-01-privacy.html"]
    assert not any(map(stays, [*going, "report.jpg", "xresult.json", "result.json.jpg"]))


@pytest.fixture
def kept(store: Store, clock: Clock, tmp_path: Path) -> list[str]:
    """Five audits of one site, some of their files with the same bytes; the clock stands a year later."""
    numbers = []
    for day in range(5):
        result = audit_result(day, left_out=day % 2)
        numbers.append(store.save_audit(write_audit(tmp_path / f"audit{day}", result), result))
    clock.now = LATER
    return numbers


def test_a_thinned_audit_keeps_its_counts_and_says_so(store: Store, kept: list[str], clock: Clock) -> None:
    before = {number: store.audit(number) for number in kept}
    expected = store.thin(OLD, dry_run=True)
    assert [store.audit(number) for number in kept] == list(before.values()), "a dry run changes nothing"
    done = store.thin(OLD)
    assert dict(done.audits) == dict.fromkeys(kept[:3], "all")
    assert (expected.whole, expected.files, expected.size) == (done.whole, done.files, done.size)
    assert done.files > 0
    for number in kept[:3]:
        audit, was = store.audit(number), before[number]
        assert audit is not None
        assert was is not None
        assert (audit.severities, audit.verdicts, audit.outcome) == (was.severities, was.verdicts, was.outcome)
        assert audit.thinned == "all"
        assert store.findings(number) == ()
        assert store.documents(number) == ()
        assert store.files(number) == ()
        with pytest.raises(EvidenceThinned, match="only its line in the history is left"):
            store.result(number)
    for number in kept[3:]:
        assert store.result(number).findings
        assert all(store.file(number, file.name) for file in store.files(number)), "shared bytes stay"
    assert store.thin(OLD).audits == ()


def test_evidence_goes_and_the_result_stays(store: Store, kept: list[str]) -> None:
    done = store.thin(EVIDENCE)
    assert {what for _, what in done.audits} == {"evidence"}
    assert {number for number, _ in done.audits} == set(kept[:4])
    names = {file.name for file in store.files(kept[0])}
    assert names == {"declaration.json", "manifest.json", "result.json"}
    assert store.findings(kept[0])
    assert store.result(kept[0]).findings
    with pytest.raises(EvidenceThinned, match=r"has no observation\.json any more, its result is left"):
        store.observation(kept[0])
    assert store.observation(kept[4]).documents is not None
    again = store.thin(RetentionSettings(all_for=30 * DAY, evidence_for=30 * DAY))
    assert dict(again.audits) == dict.fromkeys(kept[:3], "all"), "what is left of it goes when its time comes"


def test_audits_that_a_decision_rests_on_stay(store: Store, kept: list[str], clock: Clock) -> None:
    """Of the audits with that very evidence the first and the latest; kept[1] has other findings."""
    clock.now = NOON + 6 * DAY
    site = store.sites()[0]
    finding = next(one for one in store.findings(kept[0]) if one.finding_id not in _ids(store, kept[1]))
    store.decide(
        site, finding.finding_id, "false_positive", "ada", reason="known", evidence_sha256=finding.evidence_sha256
    )
    clock.now = LATER
    assert {number for number, _ in store.thin(OLD).audits} == {kept[1], kept[2]}
    assert store.result(kept[0]).findings
    assert store.tampered(site) == ()


def _ids(store: Store, number: str) -> set[str]:
    return {one.finding_id for one in store.findings(number)}


def test_audits_that_a_correction_rests_on_stay(store: Store, database: Database, kept: list[str]) -> None:
    text_sha256 = "a" * 64
    row = DocumentRecord(audit_id=kept[1], url="https://een.example/p", role="privacy", text_sha256=text_sha256)
    with database.writing() as connection:
        names = ", ".join(row.model_dump())
        values = ", ".join(f":{name}" for name in row.model_dump())
        connection.execute(text(f"INSERT INTO documents ({names}) VALUES ({values})"), row.model_dump())
    store.correct(store.sites()[0], text_sha256, "claims: []", "ada")
    assert {number for number, _ in store.thin(OLD).audits} == {kept[0], kept[2]}
    assert store.documents(kept[1])


def test_what_runs_or_waits_is_not_touched(store: Store, kept: list[str], clock: Clock) -> None:
    site = store.sites()[0]
    clock.now = NOON
    waiting, running = store.queue_audit(site), store.queue_audit(site)
    store.start_audit(running.id)
    clock.now = LATER
    store.thin(OLD)
    assert [audit.state for audit in store.audits_in("queued", "running")] == ["queued", "running"]
    with pytest.raises(InputError, match="is queued"):
        store.erase(waiting.id, "all")


def test_without_rules_nothing_goes_but_what_nobody_refers_to(store: Store, kept: list[str]) -> None:
    evidence = EvidenceFolder(store.folder / "evidence")
    orphan, _ = evidence.put(io.BytesIO(b"of an audit that was never kept"))
    done = store.thin(RetentionSettings())
    assert (done.audits, done.files) == ((), 1)
    assert evidence.find(orphan) is None
    assert all(store.result(number).findings for number in kept)


def test_a_young_file_stays_because_its_rows_may_be_on_their_way(store: Store, kept: list[str], clock: Clock) -> None:
    evidence = EvidenceFolder(store.folder / "evidence")
    orphan, _ = evidence.put(io.BytesIO(b"of an audit that is being kept"))
    clock.now = dt.datetime.now(dt.UTC) + dt.timedelta(hours=23)
    store.thin(RetentionSettings())
    assert evidence.find(orphan) is not None
    done = store.erase(kept[0], "all")
    assert done.files == 0
    assert done.young > 0
    clock.now = LATER
    assert store.thin(RetentionSettings()).files == done.young + 1


def test_the_folder_of_another_store_is_not_emptied(store: Store, kept: list[str], database: Database) -> None:
    with database.writing() as connection:
        connection.execute(text("DELETE FROM files"))
    count = len(list((store.folder / "evidence").rglob("*")))
    with pytest.raises(StoreError, match="is it the right folder"):
        store.thin(RetentionSettings())
    assert len(list((store.folder / "evidence").rglob("*"))) == count


def test_a_crash_after_the_rows_went_leaves_files_that_the_next_run_finds(
    store: Store, kept: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(EvidenceFolder, "remove", lambda *_: (_ for _ in ()).throw(StoreError("The disk fails.")))
        with pytest.raises(StoreError, match="The disk fails"):
            store.thin(OLD)
    expected = store.thin(OLD, dry_run=True)
    done = store.thin(OLD)
    assert done.files == expected.files > 0
    _all_there(store)


def _all_there(store: Store) -> None:
    evidence = EvidenceFolder(store.folder / "evidence")
    for site in store.sites():
        for audit in store.audits(site):
            assert all(evidence.intact(file.sha256) for file in store.files(audit))


def test_what_a_crash_left_aside_or_half_written_is_put_in_order(store: Store, kept: list[str]) -> None:
    folder = store.folder / "evidence"
    path = store.file(kept[4], "result.json")
    assert path is not None
    path.rename(path.with_name(path.name + ".going"))
    (folder / ".part-abc").write_bytes(b"half")
    store.thin(RetentionSettings())
    assert store.result(kept[4]).findings
    assert not (folder / ".part-abc").exists()


def test_bytes_that_are_kept_again_while_they_are_removed_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look at a file's time and its removal somebody keeps the same bytes: at each of the moments."""
    folder = EvidenceFolder(tmp_path)
    sha256, size = folder.put(io.BytesIO(b"the same"))
    os.utime(folder.path(sha256), (0, 0))
    rename = Path.rename

    def before(path: Path, target: Path) -> Path:
        folder.put(io.BytesIO(b"the same"))
        return rename(path, target)

    def after(path: Path, target: Path) -> Path:
        moved = rename(path, target)
        folder.put(io.BytesIO(b"the same"))
        return moved

    for way in (before, after):
        monkeypatch.setattr(Path, "rename", way)
        folder.remove(sha256, time.time() - 3600)
        monkeypatch.setattr(Path, "rename", rename)
        assert folder.intact(sha256), way.__name__
        assert folder.put(io.BytesIO(b"the same")) == (sha256, size)
        os.utime(folder.path(sha256), (0, 0))
    assert folder.remove(sha256, time.time() - 3600) == size
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


def test_thinning_beside_audits_that_are_kept(store: Store, kept: list[str], clock: Clock, tmp_path: Path) -> None:
    """The same bytes are kept and let go at the same time, again and again; each row's bytes are there at the end."""
    clock.now = dt.datetime.now(dt.UTC)
    faults: list[BaseException] = []
    site = store.sites()[0]
    ended = threading.Event()

    def keep() -> None:
        try:
            for number in range(8):
                result = audit_result(number % 3)
                audit = store.queue_audit(site)
                store.save_audit(write_audit(tmp_path / f"more{number}", result), result, audit_id=audit.id)
        except BaseException as error:
            faults.append(error)
        finally:
            ended.set()

    def thin() -> None:
        try:
            while not ended.is_set():
                store.thin(OLD)
        except BaseException as error:
            faults.append(error)

    for path in (store.folder / "evidence").rglob("*"):
        os.utime(path, (0, 0))
    workers = [threading.Thread(target=keep), threading.Thread(target=thin), threading.Thread(target=thin)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert faults == []
    _all_there(store)


def test_erasing_one_audit(store: Store, kept: list[str]) -> None:
    """Also the newest, whatever the rules say."""
    done = store.erase(kept[4], "evidence")
    assert done.shared > 0, "pictures with the same bytes belong to the others too"
    audit = store.audit(kept[4])
    assert audit is not None
    assert (audit.thinned, audit.thinned_at is not None) == ("evidence", True)
    store.erase(kept[4], "all")
    assert store.files(kept[4]) == ()
    store.erase(kept[4], "evidence")
    audit = store.audit(kept[4])
    assert audit is not None
    assert audit.thinned == "all", "what is gone does not come back by saying less"
    site = store.sites()[0]
    latest = store.latest(site)
    assert latest is not None
    assert latest.id == kept[3], "of the newest no result is left"
    with pytest.raises(InputError, match="There is no audit"):
        store.erase("00000000-0000-0000-0000-000000000000", "all")


def test_a_thinned_history_goes_through_an_archive(
    store: Store, kept: list[str], tmp_path: Path, new_store: object
) -> None:
    store.thin(OLD)
    store.erase(kept[3], "evidence")
    archive = tmp_path / "history.zip"
    assert store.export(store.sites()[0], archive) == 5
    other = new_store("other")  # type: ignore[operator]
    assert other.import_archive(archive).audits == 5
    assert [audit.thinned for audit in other.audits(1)] == [None, "evidence", "all", "all", "all"]
    assert other.result(kept[3]).findings
    assert other.import_archive(archive).audits == 0
    _all_there(other)


def test_an_audit_that_is_thinned_while_it_is_exported_is_told(
    store: Store, kept: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from auditor.store import archive

    whole = archive.history_of

    def then_thinned(*given: object) -> object:
        history = whole(*given)  # type: ignore[arg-type]
        store.thin(OLD)
        return history

    monkeypatch.setattr(archive, "history_of", then_thinned)
    with pytest.raises(StoreError, match="was thinned while"):
        store.export(store.sites()[0], tmp_path / "history.zip")
    assert not (tmp_path / "history.zip").exists()


def test_lost_evidence_is_not_taken_for_thinned(store: Store, kept: list[str], tmp_path: Path) -> None:
    path = store.file(kept[4], "result.json")
    assert path is not None
    path.unlink()
    with pytest.raises(StoreError, match="lost or changed"):
        store.result(kept[4])
    with pytest.raises(StoreError, match="lost or changed"):
        store.export(store.sites()[0], tmp_path / "history.zip")
