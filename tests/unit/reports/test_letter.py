from __future__ import annotations

import itertools
import re
from datetime import date

import pytest
from hostile_samples import ATTACKS, hostile
from lxml import html
from report_samples import observation, sample

from auditor.errors import UsageError
from auditor.models.result import AuditResult
from reports.handed import LetterWishes
from reports.render import render

WISHES = LetterWishes(written=date(2026, 11, 22), answer_by=date(2026, 12, 20))


def letter(result: AuditResult, wishes: LetterWishes | None = WISHES, language: str = "nl") -> html.HtmlElement:
    page = render(result, "letter", language=language, letter=wishes)  # type: ignore[arg-type]
    return html.document_fromstring(page.decode())


def words(tree: html.HtmlElement) -> str:
    return " ".join(tree.text_content().split())


def of_class(tree: html.HtmlElement, name: str) -> list[html.HtmlElement]:
    return list(tree.xpath(f"//*[contains(concat(' ', @class, ' '), ' {name} ')]"))


def titles(tree: html.HtmlElement) -> list[str]:
    return [" ".join(one.text_content().split()) for point in of_class(tree, "point") for one in point.xpath("./h2")]


def test_each_finding_stands_with_quote_fact_provision_and_question() -> None:
    tree = letter(sample())
    points = of_class(tree, "point")
    assert len(points) == 7  # what is only for information asks for nothing
    first = words(points[0])
    claim = sample().findings[0].claims[0]
    assert claim.quote in first
    assert claim.document in first
    assert "www.youtube.com" in first
    assert "AVG/GDPR art. 5(1)(a)" in first
    assert "Tw art. 11.7a" in first
    assert re.search(r"Onze vraag Herkent u wat is gezien\?.*wanneer\?", first)
    assert sample().findings[0].id in first


def test_it_asks_for_an_answer_by_a_day_and_says_what_it_is() -> None:
    dutch, english = words(letter(sample())), words(letter(sample(), language="en"))
    assert "uiterlijk op 20 december 2026" in dutch
    assert "22 november 2026" in dutch
    assert "velt daarover geen oordeel" in dutch
    assert "by 20 December 2026" in english
    assert "passes no judgment" in english
    assert not re.search(r"(?i)overtred|illega|onrechtmatig|violat|unlawful|breach", dutch + english)


def test_only_who_writes_to_whom_is_left_to_fill_in() -> None:
    tree = letter(sample())
    left = [one.text for one in of_class(tree, "fill")]
    assert left
    assert all(re.fullmatch(r"\[[^\[\]]+\]", one) for one in left)
    assert not any("datum" in one for one in left)
    assert "[naam van de organisatie achter de website]" in left
    bare = [one.text for one in of_class(letter(sample(), LetterWishes()), "fill")]
    assert set(bare) - set(left) == {"[datum]", "[datum waarvóór u antwoord vraagt]"}


def test_findings_are_chosen_by_severity_or_by_id_in_the_order_named() -> None:
    assert len(titles(letter(sample(), LetterWishes(minimum="info")))) == 8
    assert len(titles(letter(sample(), LetterWishes(minimum="critical")))) == 2
    ids = (sample().findings[7].id, sample().findings[0].id, sample().findings[7].id)
    named = titles(letter(sample(), LetterWishes(findings=ids, minimum="critical")))
    assert [one[:3] for one in named] == ["1. ", "2. "]
    assert named[1].endswith("het filmpje laadt meteen")


def test_an_unknown_finding_is_refused_in_one_sentence() -> None:
    with pytest.raises(UsageError, match=r"The result has no finding 'f00'; the ids stand in the report"):
        letter(sample(), LetterWishes(findings=("f00",)))


def test_a_text_that_is_silent_and_a_defect_of_the_text_are_told_apart() -> None:
    tree = letter(sample())
    by_title = {title: words(one) for title, one in zip(titles(tree), of_class(tree, "point"), strict=True)}
    silent = next(text for title, text in by_title.items() if "Meta Pixel" in title)
    defect = next(text for title, text in by_title.items() if "ingevuld" in title)
    assert "vonden wij hier niets over" in silent
    assert "waarvoor wordt het gebruikt" in silent
    assert "niets over" not in defect
    assert "Is de aangehaalde tekst zo bedoeld?" in defect


def test_without_findings_it_asks_nothing_and_acquits_nobody() -> None:
    text = words(letter(sample(findings=())))
    assert "viel niets op waarover wij u een vraag stellen" in text
    assert "niet voor elk ander" in text
    assert "uiterlijk op" not in text
    failed = observation().model_copy(update={"outcome": "failed", "reason": "No answer."})
    assert "lukte niet goed genoeg" in words(letter(sample(findings=(), observation=failed)))


def test_the_headings_descend_one_by_one() -> None:
    levels = [int(one.tag[1]) for one in letter(sample()).xpath("//h1|//h2|//h3|//h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_whatever_a_site_says_makes_no_element_and_no_address(attack: str) -> None:
    tree = letter(hostile(sample(), attack), LetterWishes(minimum="info"))
    assert {one.tag for one in tree.iter()} & {
        "script",
        "img",
        "iframe",
        "object",
        "embed",
        "link",
        "form",
        "base",
    } == set()
    assert [one.get("href") for one in tree.xpath("//*[@href]") if not one.get("href").startswith("#")] == []
    assert [
        name for one in tree.iter() if isinstance(one.tag, str) for name in one.attrib if name.startswith("on")
    ] == []
    assert len(of_class(tree, "point")) == 8
