"""Corrections of the machine's reading, in place: they hold for their text, at once and in the next audit."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import get_args

import pytest
from review_site import local_client, post

from auditor.config import AuditSettings
from auditor.history.corrections import merged_form, params_from, params_text
from auditor.models.common import ReportLanguage
from auditor.pipeline import conclude
from auditor.store.store import Store
from declarations.extract import extract
from reports.text import texts as report_texts
from tests.unit.reconcile.reconcile_builders import POLICY, cookie, document, observation, state

PAGE = b"""<html lang="nl"><body><h1>Cookies</h1><p>Wij plaatsen geen marketingcookies.</p>
<p>Cookies blijven 90 dagen staan.</p><p>Onze kaas is lekker en komt uit Gouda.</p></body></html>"""


@pytest.fixture
def texts(store: Store, tmp_path: Path) -> str:
    """The page of the text that an audit of a second company read."""
    content = extract(PAGE, "text/html", POLICY)
    seen = observation(state("before", cookies=(cookie("_gs"),)), documents=(document(content=content),))
    folder = tmp_path / "read"
    folder.mkdir()
    result = conclude(seen, AuditSettings(), folder, lambda host, stage, detail: None)
    audit = store.save_audit(folder, result)
    return f"/audits/{audit}/texts/{store.documents(audit)[0].text_sha256}"


def key_of(page: str, words: str) -> str:
    """The key of the claim with these words."""
    sections = page.split('<section class="claim"')
    section = next(one for one in sections if words in html.unescape(one))
    found = re.search(r'id="c-([0-9a-f]+)"', section)
    assert found
    return found[1]


@pytest.mark.parametrize("language", get_args(ReportLanguage))
def test_what_was_read_is_said_in_words_and_not_by_its_id(store: Store, texts: str, language: ReportLanguage) -> None:
    page = html.unescape(local_client(store, **{"accept-language": language}).get(texts).text)
    said = [re.sub(r"<[^>]+>", "", part).strip() for part in re.findall(r"(?s)<h3 id=[^>]+>(.*?)</h3>", page)]
    assert said
    assert not any("_" in one for one in said), said
    assert report_texts(language)("claim.no_category") in page


def test_a_wrong_reading_is_left_out_at_once_and_later(store: Store, texts: str) -> None:
    browser = local_client(store)
    page = browser.get(texts).text
    key = key_of(page, "geen marketingcookies")
    answer = post(browser, texts, key=key, review="reject")
    assert answer.status_code == 303
    assert "wrong" in browser.get(texts).text
    audit = store.audit(texts.split("/")[2])
    assert audit is not None
    again = post(browser, f"/audits/{audit.id}/read-again", seen=texts)
    assert re.fullmatch(r"/sites/\d+/changes\?old=[0-9a-f-]+&new=[0-9a-f-]+", again.headers["location"])
    latest = store.latest(audit.site_id)
    assert latest is not None
    assert latest.id != audit.id
    assert latest.started_at == audit.started_at
    declared = store.declaration(latest)
    assert declared.by_hand is not None
    assert declared.by_hand.rejected == 1
    assert not any("geen marketing" in claim.quote for claim in declared.claims)
    post(browser, texts, key=key, review="open")
    assert merged_form(store.corrections(audit.site_id)) is not None


def test_parameters_are_put_right(store: Store, texts: str) -> None:
    browser = local_client(store)
    key = key_of(browser.get(texts).text, "90 dagen")
    assert post(browser, texts, key=key, review="correct", params="lifetime: 2 years").status_code == 303
    form = store.corrections(store.audit(texts.split("/")[2]).site_id)[-1].form  # type: ignore[union-attr]
    assert "review: correct" in form
    assert "2 years" in form
    for wrong in ("lifetime: banaan", "kleur: rood", "lifetime", "vendor: x\nlifetime: 3 days"):
        refused = post(browser, texts, key=key, review="correct", params=wrong)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text


def test_a_missed_statement_is_added_from_the_text(store: Store, texts: str) -> None:
    browser = local_client(store)
    quote = "Onze kaas is  lekker\r\nen komt"
    assert post(browser, texts, type="uses_category", quote=quote, params="category: analytics").status_code == 303
    assert "Onze kaas is lekker en komt" in browser.get(texts).text
    absent = post(browser, texts, type="uses_cookies", quote="Dit staat er niet <b>", params="")
    assert absent.status_code == 422
    assert "<b>" not in absent.text
    post(browser, texts, type="uses_category", quote="Onze kaas is lekker en komt", review="open")
    assert "Take back" not in browser.get(texts).text


def test_another_text_or_claim_is_none_of_it(store: Store, texts: str) -> None:
    browser = local_client(store)
    assert browser.get(texts[:-4] + "0000").status_code == 404
    assert post(browser, texts, key="abcd", review="confirm").status_code == 422


@pytest.mark.parametrize("params", [{"category": ["marketing", "analytics"]}, {"value": True}, {"lifetime": 7776000}])
def test_parameters_are_written_as_they_are_read(params: dict[str, object]) -> None:
    assert params_from(params_text(params)) == params
