"""The pages say what the store holds, in both languages, whole and in pieces."""

from __future__ import annotations

import re
import time
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from report_samples import sample
from review_site import company, decide, finding_path, keep, local_client

from auditor.review.web.pages.overview import PAGE_SIZE
from auditor.store import audits as audit_rows
from auditor.store.records import AuditRecord
from auditor.store.sites import SiteEntry
from auditor.store.store import Store

LATER = (datetime.now(UTC).date() + timedelta(days=60)).isoformat()


def test_the_list_shows_each_site_with_its_findings_and_trend(store: Store, tmp_path: Path) -> None:
    keep(store, tmp_path / "second", days=7, findings=sample().findings[:1])
    html = local_client(store).get("/").text
    assert "www.ketting.example" in html
    assert '<svg class="trend"' in html
    assert f"Findings in the last audits: {len(sample().findings)}, 1" in html


def test_the_list_is_searched_and_paged(store: Store) -> None:
    store.add_sites(SiteEntry(f"https://winkel-{number:03}.example/") for number in range(PAGE_SIZE + 10))
    browser = local_client(store)
    found = browser.get("/", params={"q": "winkel", "order": "host"}).text
    assert found.count('<th scope="row">') == PAGE_SIZE
    assert "Page 1 of 2" in found
    second = browser.get("/", params={"q": "winkel", "order": "host", "page": "2"}).text
    assert second.count('<th scope="row">') == 10
    assert "winkel-059.example" in second
    assert browser.get("/", params={"page": "999"}).headers["location"] == "/?page=2"
    assert "No site has these words" in browser.get("/", params={"q": "%_'\"<b>"}).text


def test_htmx_gets_the_list_alone_and_history_the_whole_page(store: Store) -> None:
    browser = local_client(store)
    piece = browser.get("/", headers={"HX-Request": "true"}).text.strip()
    assert piece.startswith('<section id="sites"')
    assert "<html" not in piece
    again = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in browser.get("/", headers=again).text


def test_ten_thousand_sites_are_listed_in_under_300_ms(store: Store) -> None:
    store.add_sites(SiteEntry(f"https://site-{number:05}.example/", f"Winkel {number}") for number in range(10_000))
    numbers = [site.id for site in store.sites("site-")]
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    with store._database.writing() as connection:
        for number in numbers:
            for day in (0, 7):
                at = begin + timedelta(days=day, seconds=number)
                audit_rows.put(connection, AuditRecord(
                    id=str(uuid.UUID(int=number * 10 + day)), site_id=number, source="schedule", state="done",
                    requested_at=at, started_at=at, finished_at=at, outcome="complete",
                    severities={"critical": number % 5, "minor": number % 7},
                ))  # fmt: skip
    browser = local_client(store)
    browser.get("/")
    queries: tuple[dict[str, str], ...] = (
        {}, {"order": "host"}, {"order": "latest"}, {"order": "severity", "page": "90"}, {"q": "winkel 99"},
    )  # fmt: skip
    for query in queries:
        took = []
        for _ in range(3):
            began = time.process_time()
            answer = browser.get("/", params=query)
            took.append(time.process_time() - began)
            assert answer.status_code == 200
        assert min(took) < 0.3, (query, took)


@pytest.mark.parametrize(("language", "words"), [("nl", "Stand van zaken"), ("en", "Where it stands")])
def test_a_finding_is_shown_whole_in_the_viewers_language(store: Store, language: str, words: str) -> None:
    html = local_client(store, **{"accept-language": language}).get(finding_path(store)).text
    latest = store.latest(company(store))
    assert latest is not None
    finding = next(one for one in store.result(latest).findings if one.id == store.findings(latest)[0].finding_id)
    text = re.sub(r"<[^>]+>", "", html)
    assert words in text
    assert finding.texts[language].title in text  # type: ignore[index]
    assert finding.texts[language].remedy.split(".")[0] in text  # type: ignore[index]
    assert f'lang="{language}"' in html


def test_every_decision_is_kept_with_what_belongs_to_it(store: Store) -> None:
    browser, path = local_client(store), finding_path(store)
    finding = path.rpartition("/")[2]
    decided = [
        ("comment", {"reason": "Eerst navragen."}),
        ("to_fix", {"owner": "Team web", "due": LATER}),
        ("accepted", {"reason": "Contract loopt af.", "expires": LATER}),
        ("false_positive", {"reason": "Andere site."}),
        ("fixed", {}),
        ("reopened", {}),
    ]
    for kind, fields in decided:
        assert decide(browser, path, kind, **fields).status_code == 303, kind
    kept = store.decisions(company(store), finding)
    assert [one.kind for one in kept] == [kind for kind, _ in decided]
    assert {one.by for one in kept} == {"bo"}
    assert kept[1].owner == "Team web"
    assert kept[1].due == kept[2].expires == date.fromisoformat(LATER)
    html = browser.get(path).text
    assert html.index("Andere site.") < html.index("Contract loopt af.") < html.index("Eerst navragen.")


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("to_fix", {"due": LATER}, "Say who takes care of it."),
        ("to_fix", {"owner": "x"}, "Say by when"),
        ("to_fix", {"owner": "x", "due": "2020-01-01"}, "That date is in the past."),
        ("to_fix", {"owner": "x", "due": "morgen"}, "Write a date as"),
        ("to_fix", {"owner": "x" * 300, "due": LATER}, "That text is too long."),
        ("accepted", {"reason": "x"}, "Say until when"),
        ("accepted", {"expires": LATER}, "Say why this is accepted."),
        ("false_positive", {}, "Say why this is not right."),
        ("comment", {"reason": "  \n "}, "Write the comment."),
        ("deleted", {"reason": "x"}, "Choose one of"),
        ("comment", {"reason": "x", "evidence": "0" * 64}, "A new audit saw other evidence"),
    ],
)
def test_a_decision_that_says_too_little_is_refused_and_what_was_typed_stays(
    store: Store, kind: str, fields: dict[str, str], said: str
) -> None:
    path = finding_path(store)
    answer = decide(local_client(store), path, kind, **fields)
    assert answer.status_code == 422
    assert said in answer.text
    assert store.decisions(company(store)) == ()
    if len(fields.get("owner", "")) == 1:
        assert 'name="owner" maxlength="200" value="x"' in answer.text


def test_a_decision_follows_the_finding_and_reopens_when_the_evidence_changes(store: Store, tmp_path: Path) -> None:
    browser, path = local_client(store), finding_path(store)
    decide(browser, path, "accepted", reason="Bekend.", expires=LATER)
    keep(store, tmp_path / "second", days=1)
    assert '<span class="badge s-accepted">accepted' in browser.get(path).text
    first, *others = sample().findings
    found = store.findings(store.latest(company(store)))[0].finding_id  # type: ignore[arg-type]
    changed = [
        one.model_copy(update={"evidence": (one.evidence[0].model_copy(update={"name": "another"}),)})
        if one.id == found and one.evidence else one
        for one in (first, *others)
    ]  # fmt: skip
    keep(store, tmp_path / "third", days=2, findings=changed)
    html = browser.get(path).text
    assert "open again because the evidence is other" in html


def test_a_decided_finding_that_is_no_longer_seen_stays_on_the_sites_page(store: Store, tmp_path: Path) -> None:
    browser, path = local_client(store), finding_path(store)
    decide(browser, path, "fixed")
    rest = [one for one in sample().findings if not path.endswith(one.id)]
    keep(store, tmp_path / "second", days=1, findings=rest)
    html = browser.get(path.partition("/findings")[0]).text
    assert "No longer seen" in html
    assert path in html
    assert "The latest audit did not see this" in browser.get(path).text


def test_findings_are_narrowed_by_words_and_standing(store: Store) -> None:
    browser, path = local_client(store), finding_path(store)
    site = path.partition("/findings")[0]
    decide(browser, path, "false_positive", reason="Nee.")
    open_ones = browser.get(site, params={"state": "unsettled"}).text
    assert path not in open_ones
    assert path in browser.get(site, params={"state": "false_positive"}).text
    assert "No finding fits that." in browser.get(site, params={"q": "zzzz"}).text


def test_htmx_gets_the_decisions_alone(store: Store) -> None:
    browser, path = local_client(store, **{"HX-Request": "true"}), finding_path(store)
    answer = decide(browser, path, "comment", reason="Kort.")
    assert answer.text.strip().startswith('<aside id="decisions"')
    assert "Kept." in answer.text
    assert "Kort." in answer.text


def test_what_the_site_named_is_text_on_every_page(store: Store, tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)>\"'\u202e\x1b[31m"
    first, *others = sample().findings
    texts = {
        name: text.model_copy(update={"title": hostile, "explanation": hostile}) for name, text in first.texts.items()
    }
    evil = first.model_copy(update={"texts": texts, "title": hostile, "explanation": hostile})
    audit = keep(store, tmp_path / "second", days=1, findings=[evil, *others])
    store.add_site("https://www.ketting.example/", label='<script>alert("label")</script>')
    browser, site = local_client(store), company(store)
    decide(browser, f"/sites/{site.id}/findings/{evil.id}", "comment", reason=hostile)
    for path in ("/", f"/sites/{site.id}", f"/audits/{audit}", f"/sites/{site.id}/findings/{evil.id}"):
        html = browser.get(path).text
        assert "<img src=x" not in html
        assert "<script>alert" not in html
        assert "\u202e" not in html
        assert "\x1b" not in html


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/sites/0", "/sites/999", "/sites/x", "/sites/" + "9" * 5000, "/audits/x", "/audits/%00",
     "/sites/1/findings/x", "/audits/x/files/report.html", "/static/app.py", "/static/..%2Fapp.py"],
)  # fmt: skip
def test_what_is_not_there_is_said_to_be_missing(store: Store, path: str) -> None:
    answer = local_client(store).get(path)
    assert answer.status_code == 404
    assert "There is no such page" in answer.text or path.startswith("/static")


def test_pages_hold_nothing_inline(store: Store) -> None:
    browser, path = local_client(store), finding_path(store)
    for address in ("/", path.partition("/findings")[0], path):
        html = browser.get(address).text
        assert not re.search(r"<script(?![^>]+src=)", html)
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", html)
        assert not re.search(r"(?:src|href)=\"(?!/|#)", html)


def test_language_and_appearance_are_kept(store: Store) -> None:
    browser = local_client(store)
    page = browser.get("/").text
    answer = browser.post("/preferences", data={"csrf_token": _token(page), "language": "nl", "next": "/?q=a"})
    assert answer.headers["location"] == "/?q=a"
    browser.post("/preferences", data={"csrf_token": _token(page), "theme": "dark", "next": "//evil.example"})
    html = browser.get("/").text
    assert '<html lang="nl" data-theme="dark">' in html


def _token(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', html)
    assert found
    return found[1]
