from __future__ import annotations

from datetime import UTC, datetime

import pytest
from report_samples import claim, privacy_document

from reports import words
from reports.text import texts

NL, EN = texts("nl"), texts("en")


@pytest.mark.parametrize(
    ("seconds", "dutch"),
    [
        (0, "direct verlopen"),
        (60, "60 seconden"),
        (1800, "30 minuten"),
        (86400, "24 uur"),
        (2592000, "30 dagen"),
        (63072000, "2 jaar (730 dagen)"),
        (31535999, "1 jaar (365 dagen)"),
        (33696000, "1,1 jaar (390 dagen)"),
    ],
)
def test_durations_in_the_unit_in_which_they_are_compared(seconds: int, dutch: str) -> None:
    assert words.duration(seconds, NL) == dutch


def test_lifetimes_that_are_no_number() -> None:
    assert words.lifetime("session", EN) == "session"
    assert words.lifetime(None, EN, session=True) == "session"
    assert words.lifetime("persistent", EN) == "permanent, no period stated"
    assert words.lifetime(None, EN) == "not known"


def test_times_are_utc_in_words() -> None:
    assert words.moment(datetime(2026, 3, 4, 9, 5, tzinfo=UTC), NL) == "4 maart 2026, 09:05 UTC"
    assert words.iso_day("2026-03-04", EN) == "4 March 2026"
    assert words.iso_day("unknown", EN) == "unknown"


def test_a_claim_in_words_says_its_parameters_and_that_it_is_only_possible() -> None:
    doc = privacy_document()
    entry = claim(
        "consent_prior", doc, "Bestellingen", modality="possible", mechanism=["click"], vendor=["youtube", "x_local"]
    )
    assert words.statement(entry, EN) == "Only after consent (possibly)"
    assert words.details(entry, EN) == (("", "YouTube, x local"), ("by means of", "a click"))


def test_lifetimes_in_parameters_are_durations() -> None:
    entry = claim("lifetime", privacy_document(), "Bestellingen", lifetime=2592000, subject="analytics", bound="max")
    assert words.details(entry, NL) == (("", "30 dagen"), ("van", "statistiek"), ("soort termijn", "hoogstens"))
