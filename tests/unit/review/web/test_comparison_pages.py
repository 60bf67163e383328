"""Two audits side by side, and everything to take along."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from hostile_samples import ATTACKS, hostile
from report_samples import sample
from review_site import company, decide, finding_path, keep, local_client, shared_client, with_account

from auditor.store.store import Store, open_store


def changes_path(store: Store) -> str:
    return f"/sites/{company(store).id}/changes"


def test_one_audit_has_nothing_to_be_compared_with(store: Store) -> None:
    assert "no two audits" in local_client(store).get(changes_path(store)).text


@pytest.mark.parametrize(("language", "words"), [("nl", "Bevindingen die weg zijn"), ("en", "Findings that are gone")])
def test_what_is_gone_is_shown(store: Store, tmp_path: Path, language: str, words: str) -> None:
    result = sample()
    passed = tuple(one.model_copy(update={"result": "passed", "findings": ()}) for one in result.checks)
    keep(store, tmp_path / "second", days=7, findings=result.findings[1:], checks=passed)
    html = local_client(store, **{"accept-language": language}).get(changes_path(store)).text
    assert words in html
    assert f"/findings/{result.findings[0].id}" in html


def test_a_changed_text_stands_side_by_side(store: Store, tmp_path: Path) -> None:
    result = sample()
    first, *rest = result.documents
    text = first.text + "\nNieuw: wij doen nu iets anders."
    changed = first.model_copy(update={"content": first.content.model_copy(update={"text": text})})
    keep(store, tmp_path / "second", days=7, documents=(changed, *rest))
    html = local_client(store).get(changes_path(store)).text
    assert "<ins>Nieuw: wij doen nu iets anders.</ins>" in html
    saved = local_client(store).get(changes_path(store), params={"format": "markdown"})
    assert saved.headers["content-disposition"].startswith("attachment")
    assert "+ Nieuw: wij doen nu iets anders." in saved.text


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_of_a_site_becomes_markup(store: Store, tmp_path: Path, attack: str) -> None:
    spoilt = hostile(sample(), attack)
    keep(store, tmp_path / "second", days=7, **{
        name: getattr(spoilt, name) for name in ("findings", "documents", "third_parties", "verdicts")
    })  # fmt: skip
    html = local_client(store).get(changes_path(store)).text
    assert "<h1>" in html
    for part in ("<script>document", "<img src=x", "<svg onload", "\x1b", "\u202e", "\x00", "</textarea><!--"):
        assert part not in html


def test_audits_of_another_site_are_not_compared(store: Store, tmp_path: Path) -> None:
    other = store.add_site("https://ander.example/")
    audit = store.latest(company(store))
    assert audit is not None
    html = local_client(store).get(f"/sites/{other.id}/changes", params={"old": audit.id, "new": audit.id}).text
    assert "no two audits" in html


def test_everything_can_be_taken_along(store: Store, tmp_path: Path) -> None:
    browser = local_client(store)
    decide(browser, finding_path(store), "false_positive", reason="=HYPERLINK(1)")
    number = company(store).id
    assert f"/sites/{number}/archive.zip" in browser.get("/export").text
    archive = browser.get(f"/sites/{number}/archive.zip")
    assert archive.headers["content-type"] == "application/zip"
    assert "manifest.json" in zipfile.ZipFile(io.BytesIO(archive.content)).namelist()
    (tmp_path / "taken.zip").write_bytes(archive.content)
    with open_store(None, tmp_path / "elsewhere") as elsewhere:
        assert elsewhere.import_archive(tmp_path / "taken.zip").decisions == 1
    for path in (f"/sites/{number}/findings.csv", "/export/findings.csv"):
        table = browser.get(path).content.decode("utf-8-sig")
        assert "false_positive" in table
        assert '"=HYPERLINK' not in table
    history = json.loads(browser.get(f"/sites/{number}/history.json").content)
    assert [one["kind"] for one in history["decisions"]] == ["false_positive"]
    assert len(history["audits"][0]["findings"]) == len(sample().findings)


CLOSED = [
    "/export",
    "/export/findings.csv",
    "/sites/1/archive.zip",
    "/sites/1/history.json",
    "/sites/1/changes",
    "/start",
]


@pytest.mark.parametrize("path", CLOSED)
def test_without_a_session_there_is_nothing(store: Store, path: str) -> None:
    with_account(store)
    assert shared_client(store).get(path).headers["location"].startswith("/sign-in")
