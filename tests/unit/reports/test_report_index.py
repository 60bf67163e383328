from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from report_samples import observation, sample

from reports.index import IndexEntry, render_index


def page(*entries: IndexEntry) -> BeautifulSoup:
    return BeautifulSoup(render_index(entries, "nl").decode(), "lxml")


def cells(found: BeautifulSoup) -> list[list[str]]:
    return [[cell.get_text(" ") for cell in row.find_all(["th", "td"])] for row in found.select("tbody tr")]


def test_each_audit_has_its_worst_severity_its_counts_and_a_link() -> None:
    found = page(IndexEntry(sample(), "een site/report.html"))
    assert cells(found) == [
        ["www.ketting.example 4 maart 2026, 09:12 UTC", "kritiek", "2", "3", "1", "1", "1", "7 van 17"]
    ]
    assert [a["href"] for a in found.select("tbody a")] == ["een%20site/report.html"]


def test_a_site_that_was_not_measured_is_not_said_to_be_without_findings() -> None:
    failed = observation().model_copy(update={"outcome": "failed", "reason": "no address"})
    found = page(IndexEntry(sample(observation=failed, findings=(), verdicts=()), ""))
    (row,) = cells(found)
    assert "niet gemeten: no address" in row[0]
    assert row[1:] == ["niet gemeten", "–", "–", "–", "–", "–", "–"]
    assert not found.select("tbody a")


@pytest.mark.parametrize("href", ["/etc/x", "../x", "a//b", "a/../../b", "./x"])
def test_a_link_never_leaves_the_folder(href: str) -> None:
    with pytest.raises(ValueError, match="not a path below the page"):
        render_index([IndexEntry(sample(), href)], "en")


def test_a_link_is_never_another_scheme() -> None:
    assert [a["href"] for a in page(IndexEntry(sample(), "javascript:alert(1)")).select("tbody a")] == [
        "javascript%3Aalert%281%29"
    ]
