"""What a sentence with "only" allows besides the first kind of cookies that it names."""

from __future__ import annotations

import pytest
from reading import declared, statement

ALLOWED = [
    ("nl", "Onze praktijk plaatst enkel functionele cookies, en statistische cookies die uw privacy niet raken.",
     {"functional", "analytics"}),
    ("nl", "Wij plaatsen enkel noodzakelijke cookies, alsmede cookies voor statistieken.", {"functional", "analytics"}),
    ("nl", "De club gebruikt alleen functionele cookies. En analytische cookies die anoniem tellen.",
     {"functional", "analytics"}),
    ("en", "We only use essential cookies and analytics cookies that do not invade your privacy.",
     {"functional", "analytics"}),
    ("de", "Wir verwenden nur technisch notwendige Cookies sowie Cookies zur anonymen Statistik.",
     {"functional", "analytics"}),
    # Not this: what is denied, or only spoken of, is not allowed besides.
    ("nl", "Wij gebruiken alleen functionele cookies en geen cookies voor reclame.", {"functional"}),
    ("nl", "Er worden alleen functionele cookies gebruikt en geen analytische cookies.", {"functional"}),
    ("nl", "Wij plaatsen alleen functionele cookies; marketingcookies gebruiken wij niet.", {"functional"}),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "allowed"), ALLOWED)
def test_what_the_sentence_adds_is_allowed_too(language: str, text: str, allowed: set[str]) -> None:
    found = [claim for claim in statement(text, language).claims if claim.type == "only_categories"]
    assert [set(claim.params["category"]) for claim in found] == [allowed]


def test_what_works_without_consent_does_not_wait_for_it() -> None:
    text = "Wij gebruiken slechts functionele cookies en, na toestemming, analytische cookies."
    found = [claim for claim in statement(text, "nl").claims if claim.type == "consent_prior"]
    assert [claim.params["category"] for claim in found] == [["analytics"]]


def test_an_exemption_behind_a_remark_in_brackets_is_no_restriction() -> None:
    text = "Zonder uw toestemming (zie de tabel hieronder) plaatsen wij alleen functionele cookies."
    assert [claim for claim in statement(text, "nl").claims if claim.type == "only_categories"] == []


def test_what_is_not_done_without_consent_is_not_denied() -> None:
    body = "<h2>Cookies</h2><p>Wat wij niet doen zonder uw toestemming:</p><ul><li>Google Analytics laden</li></ul>"
    assert [claim for claim in declared(body).claims if claim.type in ("no_vendor", "no_cookies")] == []
