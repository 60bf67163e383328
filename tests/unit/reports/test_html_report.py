from __future__ import annotations

import base64
import hashlib
import itertools
import re
import time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hostile_samples import ATTACKS, hostile
from long_report import long_result
from report_samples import item, observation, sample, with_picture

from auditor.models.common import ReportLanguage
from auditor.models.result import AuditResult
from reports.render import render
from reports.text import LANGUAGES

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def html(result: AuditResult, language: ReportLanguage = "nl", **more: Any) -> str:
    return render(result, "html", language=language, **more).decode()


def soup(result: AuditResult, language: ReportLanguage = "nl", **more: Any) -> BeautifulSoup:
    return BeautifulSoup(html(result, language, **more), "lxml")


def check_contained(page: BeautifulSoup) -> None:
    """Nothing in the page can reach outside it, or run, but the one script we wrote."""
    addresses = [
        tag.get(name)
        for tag in page.find_all(True)
        for name in ("href", "src", "srcset", "action", "data")
        if tag.get(name)
    ]
    assert all(address.startswith(("#", "data:image/")) for address in addresses)
    attributes = {name for tag in page.find_all(True) for name in tag.attrs}
    assert not {name for name in attributes if name.startswith("on")}
    assert "style" not in attributes
    assert len(page.find_all("script")) == 1
    assert len(page.find_all("style")) == 1
    assert not page.find_all(["iframe", "object", "embed", "link", "base", "form"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_one_contained_page_in_the_language(language: ReportLanguage) -> None:
    page = soup(sample(), language)
    check_contained(page)
    assert page.html is not None
    assert page.html["lang"] == language
    titles = {entry.texts[language].title for entry in sample().findings}
    assert {tag.get_text() for tag in page.select(".finding > h4")} == titles


def test_its_policy_forbids_everything_but_its_own_style_and_script() -> None:
    page = soup(sample())
    policy = page.select_one('meta[http-equiv="Content-Security-Policy"]')
    assert policy is not None
    content = str(policy["content"])
    assert content.startswith("default-src 'none';")
    assert "unsafe" not in content
    for name in ("style", "script"):
        tag = page.find(name)
        digest = base64.b64encode(hashlib.sha256(tag.string.encode()).digest()).decode()  # type: ignore[union-attr]
        assert f"{name}-src 'sha256-{digest}'" in content


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_lead_somewhere_and_headings_never_skip(language: ReportLanguage) -> None:
    page = soup(sample(), language)
    ids = [tag["id"] for tag in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    assert {a["href"][1:] for a in page.find_all("a", href=True)} <= set(ids)
    assert {tag["aria-labelledby"] for tag in page.find_all(attrs={"aria-labelledby": True})} <= set(ids)
    ranks = [int(tag.name[1]) for tag in page.find_all(re.compile(r"^h[1-6]$"))]
    assert ranks[0] == 1
    assert ranks.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(ranks))
    assert all(th.get("scope") for th in page.find_all("th"))
    assert {tag.name for tag in page.body.find_all(True, recursive=False)} >= {"header", "nav", "main", "footer"}  # type: ignore[union-attr]


def test_marks_bear_a_number_an_icon_and_a_word_for_each_claim() -> None:
    page = soup(sample())
    references = page.select("a.ref")
    assert {a["href"] for a in references} == {f"#note-{n}" for n in range(1, 21) if n != 18}
    for reference in references:
        note = page.find(id=reference["href"][1:])  # type: ignore[index]
        assert note is not None
        label = str(reference["aria-label"])
        assert note.find("strong").get_text() in label  # type: ignore[union-attr]
        assert reference.find("use") is not None


def test_the_answer_comes_first_and_counts_what_is_alleged() -> None:
    text = soup(sample()).select_one("#summary .lead").get_text()  # type: ignore[union-attr]
    assert text == (
        "7 mogelijke afwijkingen tussen wat de site verklaart en wat zij doet. "
        "Van de 17 uitspraken in het beleid spreekt de waarneming er 7 tegen."
    )


def test_without_findings_nobody_is_acquitted() -> None:
    only_info = tuple(entry for entry in sample().findings if entry.severity == "info")
    for findings in ((), only_info):
        text = soup(sample(findings=findings), "en").select_one("#summary .lead").get_text()  # type: ignore[union-attr]
        assert text.startswith("In 2 visits nothing was observed that differs")
        assert "not of every other" in text


def test_a_site_that_could_not_be_measured_says_so_first() -> None:
    failed = observation().model_copy(update={"outcome": "failed", "reason": "no address", "states": ()})
    empty = sample(
        observation=failed,
        findings=(),
        verdicts=(),
        documents=(),
        cookies=(),
        storage=(),
        third_parties=(),
        timeline=(),
        checks=(),
    )
    page = soup(empty)
    assert page.select_one("#summary .lead").get_text().startswith("De site kon niet worden gemeten")  # type: ignore[union-attr]
    assert "no address" in page.select_one("#summary .warning").get_text()  # type: ignore[union-attr]
    assert "niets waargenomen dat afwijkt" not in page.get_text()


def test_evidence_shows_lifetime_and_writer_of_the_cookie() -> None:
    page = soup(sample())
    rows = [" ".join(tr.get_text(" ").split()) for tr in page.select(".finding table.evidence tbody tr")]
    ga = next(row for row in rows if row.startswith("_ga"))
    assert "2 jaar (730 dagen)" in ga
    assert "geschreven door https://www.googletagmanager.com/gtag/js?id=G-1" in ga
    assert "vóór de keuze" in ga


def test_pictures_are_shown_only_when_they_are_what_was_recorded() -> None:
    result = with_picture(PNG, 1366, 768)
    shown = soup(result, pictures={"before-home.png": PNG})
    assert str(shown.select_one(".shot img")["src"]).startswith("data:image/png;base64,")  # type: ignore[index]
    assert len(shown.select("#consent .shot svg rect")) == 3
    check_contained(shown)
    for pictures, why in (
        ({}, "niet meegegeven"),
        ({"before-home.png": PNG + b"x"}, "andere SHA-256"),
        ({"before-home.png": b"<svg onload=alert(1)>"}, "geen afbeelding"),
    ):
        page = soup(result, pictures=pictures)
        assert not page.select(".shot")
        assert why in page.select_one("#consent").get_text()  # type: ignore[union-attr]
    large = PNG + b"\0" * 3_000_000
    assert "te groot" in soup(with_picture(large, 10, 10), pictures={"before-home.png": large}).get_text()


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_strings_stay_text(attack: str) -> None:
    result = hostile(sample(), attack)
    text = html(result, pictures={})
    page = BeautifulSoup(text, "lxml")
    check_contained(page)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)
    assert len(text) < 1_500_000
    assert all(len(heading.get_text()) < 400 for heading in page.select("h1, h2, h3, .finding h4"))
    assert page.title is not None
    assert len(page.title.get_text()) < 200


@pytest.mark.parametrize("attack", ["a\x00b", "a\u202eb"])
def test_hidden_characters_of_names_can_be_read(attack: str) -> None:
    page = soup(sample(cookies=(item(attack, "ketting.example", "/states/0/cookies/0"),)))
    assert page.select_one("#inventory tr[data-states] th").get_text().startswith(f"a[U+{ord(attack[1]):04X}]b")  # type: ignore[union-attr]


def test_a_thousand_findings_and_five_thousand_cookies_are_quick_and_small() -> None:
    result = long_result()
    render(sample(), "html")
    started = time.process_time()
    data = render(result, "html")
    spent = time.process_time() - started
    assert spent < 3
    assert len(data) < 5_000_000
    assert data.count(b'class="finding ') == 1000
    assert data.count(b"cookie_4999") == 1
