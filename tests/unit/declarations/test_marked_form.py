"""The form of the marked pages, as the README of the labelled policies shows it."""

from __future__ import annotations

from tests.policies.examples import FOLDER, is_aside
from tests.policies.marked_text import pages


def _shown():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    return list(pages("===" + text.partition("\n```\n===")[2].partition("\n```\n")[0]))


def test_the_page_that_is_shown_can_be_read():
    (page,) = _shown()
    claims = [(claim["type"], claim.get("optional", False)) for claim in page.gold["claims"]]
    assert claims == [("no_category", False), ("ip_masked", False), ("uses_vendor", False), ("banner", True)]
    assert [trap["wrong_types"] for trap in page.gold["non_claims"]] == [["consent_prior"]]
    assert page.gold["vendors"] == [{"id": "matomo", "status": "used"}, {"id": "youtube", "status": "possible"}]


def test_about_a_third_of_all_ids_is_set_aside_and_always_the_same():
    assert 900 < sum(is_aside(f"xx_{number}") for number in range(3000)) < 1100
    assert [is_aside(name) for name in ("nl_a01", "xx_0", "xx_1", "xx_2", "xx_3", "xx_4")] == [
        False,
        False,
        True,
        False,
        False,
        False,
    ]
