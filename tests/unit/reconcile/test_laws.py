"""The provisions: each with its text in both languages, a source and a date, in words that judge nobody."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import urlsplit

import pytest

from auditor.knowledge.laws import applies, laws
from auditor.knowledge.schema import Law
from auditor.reconcile.checks import CHECKS

#: Provisions that reports cite, or will as checks are added: they have to be there.
NEEDED = (
    "gdpr_4_10", "gdpr_4_11", "gdpr_5_1_a", "gdpr_5_1_d", "gdpr_6", "gdpr_7", "gdpr_7_1", "gdpr_7_3", "gdpr_7_4",
    "gdpr_12", "gdpr_13", "gdpr_13_1_c", "gdpr_13_1_e", "gdpr_13_1_f", "gdpr_44_49", "tw_11_7a", "eprivacy_5_3",
    "planet49", "schrems_ii", "edpb_2_2023", "edpb_cookie_banner_taskforce", "ap_cookie_banners", "cnil_trackers",
    "cnil_guidelines", "fr_82", "tdddg_25", "ttdsg_25", "be_10_2", "be_129", "wp194",
)  # fmt: skip


def test_every_needed_provision_is_there() -> None:
    assert set(NEEDED) <= set(laws())
    assert {name for check in CHECKS for name in check.INFO.legal} <= set(laws())


@pytest.mark.parametrize("law", laws().values(), ids=lambda law: law.id)
def test_a_provision_says_what_it_says_where_and_since_when(law: Law) -> None:
    for words in (law.provision, law.says):
        assert set(words) == {"nl", "en"}
    for text in law.says.values():
        assert text.endswith(".")
        assert 40 < len(text) < 420
        assert not re.search(r"\[|TODO|\.\.\.", text)
    assert urlsplit(law.source).scheme == "https"
    assert date(2009, 1, 1) < law.valid_from <= law.as_of
    assert law.jurisdictions


@pytest.mark.parametrize(
    ("name", "jurisdiction", "holds"),
    [("gdpr_13", "nl", True), ("gdpr_13", "fr", True), ("tw_11_7a", "nl", True), ("tw_11_7a", "eu", False),
     ("cnil_trackers", "nl", False), ("cnil_trackers", "fr", True)],
)  # fmt: skip
def test_where_a_provision_applies(name: str, jurisdiction: str, holds: bool) -> None:
    assert applies(laws()[name], jurisdiction) is holds
