"""Sites, audits, accounts: what goes in comes out, in both databases."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from auditor.errors import InputError, StoreError, UsageError
from auditor.store.places import data_folder, database_url
from auditor.store.sites import SiteEntry
from auditor.store.store import Store, open_store
from tests.unit.store.store_builders import NOON, PICTURE, Clock, audit_result, write_audit


def test_a_site_is_kept_once_by_its_address(store: Store) -> None:
    site = store.add_site("Voorbeeld.example", "Een winkel", {"law": "be", "never-visit": "/account,/mand"})
    assert (site.url, site.host, site.domain) == (
        "https://voorbeeld.example/",
        "voorbeeld.example",
        "voorbeeld.example",
    )
    assert site.settings == {"law": "be", "never_visit": ["/account", "/mand"]}
    again = store.add_site("http://voorbeeld.example:80")
    assert again == site
    changed = store.add_site("https://voorbeeld.example/", "Een andere naam")
    assert (changed.id, changed.label, changed.settings) == (site.id, "Een andere naam", site.settings)
    assert store.sites() == (changed,)


def test_a_site_is_found_as_people_name_it(store: Store) -> None:
    shop = store.add_site("https://www.winkel.example/")
    dutch = store.add_site("https://twee.example/nl/")
    store.add_site("https://twee.example/en/")
    assert store.site("www.winkel.example") == store.site("winkel.example") == store.site(shop.id) == shop
    assert store.site(str(shop.id)) == store.site("http://www.winkel.example") == shop
    assert store.site("https://twee.example/nl/") == dutch
    assert store.site("weg.example") is None
    assert store.site("99999999999999999999") is None
    with pytest.raises(InputError, match="stands for 2 sites"):
        store.site("twee.example")


def test_a_removed_site_keeps_its_history_and_comes_back(store: Store, tmp_path: Path) -> None:
    result = audit_result()
    audit = store.save_audit(write_audit(tmp_path / "audit", result), result)
    site = store.site(result.site.host)
    assert site is not None
    store.remove_site(site)
    assert store.sites() == ()
    assert [one.url for one in store.sites(removed=True)] == [site.url]
    assert store.add_site(site.url) == site
    assert [one.id for one in store.audits(site)] == [audit]


def test_one_wrong_entry_keeps_all_out(store: Store) -> None:
    with pytest.raises(InputError, match="ftp://twee"):
        store.add_sites([SiteEntry("een.example"), SiteEntry("ftp://twee.example")])
    with pytest.raises(InputError, match="law: 'xx' is none of"):
        store.add_sites([SiteEntry("een.example"), SiteEntry("twee.example", None, {"law": "xx"})])
    assert store.sites() == ()


def test_search_takes_its_words_as_they_are(store: Store) -> None:
    store.add_site("een.example", "100% wol")
    store.add_site("twee.example", "100 procent")
    assert [site.host for site in store.sites("100%")] == ["een.example"]
    assert [site.host for site in store.sites("EXAMPLE procent")] == ["twee.example"]
    assert store.sites("' OR 1=1 --") == ()


def test_an_audit_comes_out_as_it_went_in(store: Store, tmp_path: Path) -> None:
    result = audit_result()
    folder = write_audit(tmp_path / "audit", result)
    number = store.save_audit(folder, result)
    audit = store.audit(number)
    assert audit is not None
    assert (audit.source, audit.state, audit.outcome, audit.law) == ("command", "done", "complete", result.law)
    assert audit.started_at == NOON
    assert audit.started_at.utcoffset() == dt.timedelta(0)
    assert sum(audit.severities.values()) == len(result.findings)
    assert sum(audit.verdicts.values()) == len(result.verdicts)
    assert store.result(number) == result
    assert store.observation(number).site.host == "www.bakkerij-de-korenschoof.example"
    assert store.declaration(number).claims == ()
    assert [row.finding_id for row in store.findings(number)] == [finding.id for finding in result.findings]
    assert [row.url for row in store.documents(number)] == [document.url for document in result.documents]
    path = store.file(number, "home-before.jpg")
    assert path is not None
    assert path.read_bytes() == PICTURE
    assert path.is_relative_to(tmp_path / "data" / "evidence")


def test_only_what_the_audit_wrote_is_kept_and_only_once(store: Store, tmp_path: Path) -> None:
    result = audit_result()
    folder = write_audit(tmp_path / "audit", result)
    number = store.save_audit(folder, result)
    names = [file.name for file in store.files(number)]
    assert "diary.txt" not in names
    assert names == sorted(
        ["declaration.json", "home-before.jpg", "manifest.json", "observation.json", "report.html", "result.json"]
    )
    assert store.save_audit(folder, result) == number
    assert len(store.audits(store.sites()[0])) == 1


@pytest.mark.parametrize("name", ["../../auditor.db", "/etc/passwd", "diary.txt", "result.json\0", "", "a" * 5000])
def test_no_name_from_outside_becomes_a_path(store: Store, tmp_path: Path, name: str) -> None:
    result = audit_result()
    number = store.save_audit(write_audit(tmp_path / "audit", result), result)
    assert store.file(number, name) is None


def test_a_folder_that_was_changed_after_its_audit_is_not_kept(store: Store, tmp_path: Path) -> None:
    result = audit_result()
    folder = write_audit(tmp_path / "audit", result)
    (folder / "report.html").write_text("something else", encoding="utf-8")
    with pytest.raises(InputError, match=r"report\.html was changed after its audit"):
        store.save_audit(folder, result)
    assert store.sites() == ()


def test_evidence_that_was_changed_is_not_believed(store: Store, tmp_path: Path) -> None:
    result = audit_result()
    number = store.save_audit(write_audit(tmp_path / "audit", result), result)
    path = store.file(number, "result.json")
    assert path is not None
    path.write_text(path.read_text(encoding="utf-8").replace("critical", "info"), encoding="utf-8")
    with pytest.raises(StoreError, match=r"lost or changed result\.json"):
        store.result(number)


def test_a_queued_audit_goes_through_its_states(store: Store, tmp_path: Path) -> None:
    site = store.add_site("https://www.ketting.example/")
    queued = store.queue_audit(site)
    assert store.latest(site) is None
    assert store.overview().entries[0].under_way == queued
    assert store.start_audit(queued.id).state == "running"
    with pytest.raises(InputError, match="is running"):
        store.start_audit(queued.id)
    ended = store.end_audit(queued.id, "interrupted", "The program\x1b[2J stopped.")
    assert (ended.state, ended.error) == ("interrupted", "The program [2J stopped.")
    assert store.retry_audit(queued.id).attempt == 2
    store.start_audit(queued.id)
    result = audit_result()
    assert store.save_audit(write_audit(tmp_path / "audit", result), result, audit_id=queued.id) == queued.id
    latest = store.latest(site)
    assert latest is not None
    assert (latest.id, latest.state, latest.source, latest.attempt) == (queued.id, "done", "web", 2)
    assert store.audits_in("queued", "running") == ()


def test_the_overview_has_each_site_with_its_newest_audits(store: Store, tmp_path: Path) -> None:
    for day, left_out, host in [(0, 0, "b"), (1, 3, "b"), (2, 99, "a")]:
        result = audit_result(day, left_out, f"https://{host}.example/")
        store.save_audit(write_audit(tmp_path / f"{day}", result), result)
    store.add_site("never.example")
    page = store.overview()
    assert page.total == 3
    assert [entry.site.host for entry in page.entries] == ["a.example", "b.example", "never.example"]
    days = [audit.started_at for audit in page.entries[1].audits]
    assert days == [NOON + dt.timedelta(days=1), NOON]
    hosts = {
        order: [entry.site.host for entry in store.overview(order=order).entries] for order in ("latest", "severity")
    }
    assert hosts["latest"] == ["a.example", "b.example", "never.example"]
    assert hosts["severity"] == ["b.example", "a.example", "never.example"]
    assert [entry.site.host for entry in store.overview(limit=1, offset=1).entries] == ["b.example"]
    assert store.overview("b.example").total == 1


def test_accounts_and_sign_ins(store: Store, clock: Clock) -> None:
    ada = store.add_user("Ada", "$argon2id$hash", "reviewer")
    with pytest.raises(InputError, match="There is an account 'Ada' already"):
        store.add_user("Ada", "$argon2id$other", "reader")
    with pytest.raises(InputError, match="A name has 1 to"):
        store.add_user("A\nda", "$argon2id$other", "reader")
    assert "argon2" not in repr(ada)
    token = "a" * 64
    store.sign_in(token, ada, clock.now + dt.timedelta(hours=8))
    found = store.signed_in(token)
    assert found is not None
    assert found.user == ada
    assert store.signed_in("b" * 64) is None
    clock.now += dt.timedelta(hours=9)
    assert store.signed_in(token) is None
    store.sign_in(token[::-1].replace("a", "c"), ada, clock.now + dt.timedelta(hours=8))
    assert store.disable_user("Ada").disabled_at is not None
    assert store.signed_in("c" * 64) is None
    assert store.disable_user("Ada", disabled=False).disabled_at is None
    assert store.change_user("Ada", role="reader").role == "reader"
    assert [user.name for user in store.users()] == ["Ada"]
    with pytest.raises(InputError, match="There is no account 'Bob'"):
        store.disable_user("Bob")


def test_times_without_a_zone_are_refused(store: Store) -> None:
    ada = store.add_user("Ada", "$argon2id$hash", "reviewer")
    with pytest.raises(StoreError):
        store.sign_in("a" * 64, ada, dt.datetime(2026, 1, 1))  # noqa: DTZ001 - that is what is refused


def test_times_of_other_zones_come_back_as_the_same_moment(store: Store, clock: Clock) -> None:
    ada = store.add_user("Ada", "$argon2id$hash", "reviewer")
    there = dt.datetime(2027, 7, 1, 14, 30, 0, 123456, tzinfo=dt.timezone(dt.timedelta(hours=2)))
    store.sign_in("a" * 64, ada, there)
    found = store.signed_in("a" * 64)
    assert found is not None
    assert found.expires_at == there
    assert found.expires_at.tzinfo is dt.UTC
    assert found.created_at == clock.now - dt.timedelta(seconds=1, microseconds=7)


def test_the_data_folder_is_where_the_platform_and_the_user_say(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AUDITOR_DATA", str(tmp_path / "own"))
    assert data_folder() == tmp_path / "own"
    with open_store() as store:
        assert store.folder == tmp_path / "own"
    assert (tmp_path / "own" / "auditor.db").is_file()
    monkeypatch.delenv("AUDITOR_DATA")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "xdg"))
    assert data_folder() == tmp_path / "xdg" / "auditor"
    monkeypatch.setenv("XDG_DATA_HOME", "relative")
    assert data_folder() == Path.home() / ".local" / "share" / "auditor"


def test_a_database_of_another_kind_is_refused_without_its_password() -> None:
    for url in ("mysql://ada:geheim@host/x", "sqlite://", "geheim", "postgresql+psycopg://a:geheim@host:poort/x"):
        with pytest.raises(UsageError) as refused:
            database_url(url, Path())
        assert "geheim" not in str(refused.value)


def test_records_can_be_written_as_json(store: Store) -> None:
    site = store.add_site("voorbeeld.example")
    assert json.loads(site.model_dump_json())["url"] == "https://voorbeeld.example/"
