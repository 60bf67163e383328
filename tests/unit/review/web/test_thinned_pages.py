"""What the pages say of an audit that was thinned: clearly, and never as if something were lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from review_site import keep, local_client

from auditor.store.store import Store


@pytest.fixture
def audits(store: Store, tmp_path: Path) -> list[str]:
    """Three audits of one site, the newest first."""
    keep(store, tmp_path / "second", days=7)
    keep(store, tmp_path / "third", days=14)
    return [audit.id for audit in store.audits(store.sites()[0])]


def test_an_audit_without_its_evidence(store: Store, audits: list[str]) -> None:
    number = audits[2]
    text = store.documents(number)[0].text_sha256
    store.erase(number, "evidence")
    browser = local_client(store)
    page = browser.get(f"/audits/{number}").text
    assert "Its result stays." in page
    assert "thinned" in page
    assert "See and correct how they were read" not in page
    assert "report.html" not in page
    for path in (f"/audits/{number}/files/report.html", f"/audits/{number}/texts/{text}"):
        answer = browser.get(path)
        assert answer.status_code == 404
        assert "by the rules of retention or by hand" in answer.text
    finding = store.findings(number)[0].finding_id
    assert browser.get(f"/sites/1/findings/{finding}", params={"audit": number}).status_code == 200
    assert browser.get("/sites/1/changes", params={"old": number, "new": audits[0]}).status_code == 200


def test_an_audit_of_which_only_the_counts_are_left(store: Store, audits: list[str]) -> None:
    number = audits[1]
    finding = store.findings(number)[0].finding_id
    store.erase(number, "all")
    browser = local_client(store)
    assert "The counts stay." in browser.get(f"/audits/{number}").text
    for path in (f"/sites/1/changes?old={number}&new={audits[0]}", f"/sites/1/findings/{finding}?audit={number}"):
        answer = browser.get(path)
        assert answer.status_code == 404
        assert "by the rules of retention or by hand" in answer.text
    changes = browser.get("/sites/1/changes")
    assert changes.status_code == 200
    assert number not in changes.text, "what cannot be compared is not offered"
    assert "thinned" in browser.get("/sites/1").text
    dutch = browser.get(f"/audits/{number}", headers={"Accept-Language": "nl"})
    assert "De aantallen blijven." in dutch.text


def test_when_the_newest_was_erased_the_one_before_it_counts(store: Store, audits: list[str]) -> None:
    store.erase(audits[0], "all")
    page = local_client(store).get("/sites/1")
    assert page.status_code == 200
    assert f"/audits/{audits[1]}" in page.text
    assert "The counts stay." in local_client(store).get(f"/audits/{audits[0]}").text
