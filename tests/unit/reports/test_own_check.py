from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from report_samples import PRIVACY, SITE, sample

from auditor.models.common import ReportLanguage
from auditor.models.result import AuditResult, Evidence, Finding, InventoryItem, Subject
from reports.render import render
from reports.text import LANGUAGES, texts
from reports.views.own_check import OwnChecks


def steps(finding: Finding, result: AuditResult | None = None, language: ReportLanguage = "en") -> list[str]:
    found = OwnChecks(result or sample(), texts(language)).steps(finding)
    return [" ".join(BeautifulSoup(step, "lxml").get_text().split()) for step in found]


def finding(*evidence: Evidence, check: str = "undeclared_cookie", kind: str = "cookie", name: str = "x") -> Finding:
    subject = Subject.model_validate({"kind": kind, "name": name})
    states = tuple(dict.fromkeys(one.state for one in evidence if one.state))
    return (
        sample()
        .findings[0]
        .model_copy(update={"check": check, "subject": subject, "evidence": evidence, "claims": (), "states": states})
    )


def cookie(name: str, **more: object) -> Evidence:
    values = {"kind": "cookie", "name": name, "host": "ketting.example", "state": "before", "page": SITE, **more}
    return Evidence.model_validate(values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_of_a_report_says_how_to_check_it(language: ReportLanguage) -> None:
    page = BeautifulSoup(render(sample(), "html", language=language), "lxml")
    for article in page.select(".finding"):
        assert article.select_one(".own h5").get_text() == texts(language)("own_check.title")  # type: ignore[union-attr]
        assert article.select(".own li")
        assert not article.select(".own a")


def test_a_cookie_is_looked_up_where_the_browser_shows_it() -> None:
    said = steps(finding(*(cookie(name) for name in ("a", "b", "c", "d", "e"))))
    assert said[0] == f"Open a new private window and go to {SITE}. Choose nothing on the banner yet."
    assert "Look for a, b, c and 2 others." in said[1]
    assert said[2].startswith(f"Open {PRIVACY} and search (Ctrl+F) for a, b, c")


def test_after_a_choice_the_words_of_its_buttons_are_told() -> None:
    pressed = next(one for one in sample().observation.states if one.state == "rejected").choice
    assert pressed is not None
    said = steps(finding(cookie("a", state="rejected"), check="cookie_after_reject"))
    assert all(f"“{step.text}”" in said[0] for step in pressed.steps if step.text)
    assert said[0].endswith("and reload the page.")


def test_a_key_a_request_a_quote_and_a_page_each_have_their_place() -> None:
    key = Evidence(kind="storage", name="k", host="ketting.example", state="before", ref="/states/0/storage/9")
    item = {"kind": "indexed_db", "name": "k", "domain": "ketting.example", "party": "first", "vendor": None}
    item |= {"owner": None, "category": None, "exempt": None, "declared": None, "states": {}, "ref": key.ref}
    said = steps(finding(key), sample(storage=(InventoryItem.model_validate(item),)))
    assert "› IndexedDB. Look for k." in said[1]
    request = Evidence(kind="request", name="t.example/p", host="t.example", state="before", page=SITE)
    assert "type t.example in the filter" in steps(finding(request, check="tracker_before_consent"))[1]
    quote = sample().documents[0].text.split("\n")[1][:200]
    document = Evidence(kind="document", name=quote, url=PRIVACY, ref="declaration:/defects/0")
    (only,) = steps(finding(document, check="empty_section", kind="document"))
    assert " ".join(quote.split()[:3]) in only
    page = Evidence(kind="page", name="gone", url=f"{SITE}gone")
    assert steps(finding(page, check="broken_policy_link", kind="document"))[0] == f"Open {SITE}gone."


def test_what_is_absent_is_told_as_not_found_here() -> None:
    said = steps(finding(cookie("_x"), check="undeclared_cookie"))
    assert said[-1].endswith("for _x: this audit did not find it there.")


def test_names_of_a_site_stay_text_and_short() -> None:
    attack = '<img src=x onerror=alert(1)>"\u202e' + "z" * 9000
    found = OwnChecks(sample(), texts("nl")).steps(finding(cookie(attack, page=f"{SITE}{attack}")))
    for step in found:
        assert "<img" not in step
        assert "\u202e" not in step
        assert len(step) < 1200
