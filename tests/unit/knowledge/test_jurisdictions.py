"""What ``--law`` chooses: files that fit, provisions that exist and hold, and which of them are cited when."""

from __future__ import annotations

from datetime import date
from typing import get_args
from urllib.parse import urlsplit

import pytest

from auditor.cli.options import Law as LawOption
from auditor.config import AuditSettings
from auditor.knowledge.jurisdictions import jurisdiction, jurisdiction_ids, provisions_under
from auditor.knowledge.laws import applies, in_force, laws
from auditor.knowledge.schema import Condition, Measurement

TODAY = date(2026, 11, 22)
EVERY = jurisdiction_ids()


def ids(names: list[str], law: str, day: date = TODAY) -> list[str]:
    return [one.id for one in provisions_under(names, law, day)]


def test_the_five_are_there_and_every_one_is_offered() -> None:
    assert EVERY == ("be", "de", "eu", "fr", "nl")
    help_text = get_args(LawOption)[1].help
    for name in EVERY:
        assert AuditSettings(law=name).law == name
        assert f" {name}" in help_text.partition("[")[0], name


@pytest.mark.parametrize("name", ["", "uk", "NL", "../laws/gdpr"])
def test_another_is_refused_with_what_there_is(name: str) -> None:
    with pytest.raises(ValueError, match="none of be, de, eu, fr, nl"):
        jurisdiction(name)
    with pytest.raises(ValueError, match="none of be, de, eu, fr, nl"):
        AuditSettings(law=name)


@pytest.mark.parametrize("name", EVERY)
def test_a_jurisdiction_cites_what_exists_and_holds_there(name: str) -> None:
    here = jurisdiction(name)
    assert here.id == name
    assert here.provisions["device"]
    for topic, listed in here.provisions.items():
        for provision in listed:
            law = laws()[provision]
            assert applies(law, name), (topic, provision)
    for stated in (here.measurement, here.long_life):
        assert urlsplit(stated.source).scheme == "https"
        assert date(2025, 1, 1) < stated.as_of
        for text in stated.rule.values():
            assert text.endswith(".")
            assert "  " not in text
    for condition in here.measurement.conditions:
        for text in condition.says.values():
            assert not text.endswith((".", ";"))
            assert ";" not in text
    for words in (here.name, here.measurement.rule, here.long_life.rule):
        assert set(words) == {"nl", "en"}


@pytest.mark.parametrize("name", EVERY)
def test_on_every_day_one_rule_on_devices_is_in_force(name: str) -> None:
    """From when on there is a rule, it is never in force twice, nor not at all."""
    rules = [laws()[provision] for provision in jurisdiction(name).provisions["device"]]
    days = {day for rule in rules for day in (rule.valid_from, rule.valid_until) if day}
    assert all(sum(in_force(rule, day) for rule in rules) == 1 for day in {*days, TODAY})


def test_only_the_netherlands_and_france_exempt_measuring() -> None:
    exempting = {name for name in EVERY if jurisdiction(name).measurement.exempt}
    assert exempting == {"nl", "fr"}
    kinds = {kind for name in exempting for one in jurisdiction(name).measurement.conditions for kind in one.against}
    assert kinds == {"linked", "passed_on", "accounts", "long_lived"}


def test_a_long_life_weighs_more_in_france_only() -> None:
    assert [name for name in EVERY if jurisdiction(name).long_life.severity == "minor"] == ["fr"]


@pytest.mark.parametrize(
    ("law", "day", "cited"),
    [
        ("nl", TODAY, "tw_11_7a"), ("eu", TODAY, "eprivacy_5_3"), ("fr", TODAY, "fr_82"), ("be", TODAY, "be_10_2"),
        ("be", date(2022, 1, 9), "be_129"), ("be", date(2022, 1, 10), "be_10_2"), ("de", TODAY, "tdddg_25"),
        ("de", date(2024, 5, 13), "ttdsg_25"), ("de", date(2024, 5, 14), "tdddg_25"),
    ],
)  # fmt: skip
def test_the_rule_in_force_on_the_day_is_cited(law: str, day: date, cited: str) -> None:
    assert ids(["tw_11_7a"], law, day) == [cited]


def test_each_is_cited_once_and_guidance_of_elsewhere_only_for_want_of_another() -> None:
    assert ids(["tw_11_7a", "eprivacy_5_3"], "eu") == ["eprivacy_5_3"]
    assert ids(["ap_cookie_banners", "gdpr_4_11"], "de") == ["dsk_telemedia", "gdpr_4_11"]
    assert ids(["tw_11_7a", "eprivacy_5_3", "wp194"], "nl") == ["tw_11_7a", "eprivacy_5_3"]
    assert ids(["tw_11_7a", "wp194"], "fr") == ["fr_82", "cnil_guidelines", "cnil_trackers"]
    assert ids(["cnil_trackers"], "nl") == ["cnil_trackers"]


def test_a_condition_says_what_would_speak_against_it_where_that_can_be_seen() -> None:
    says = {"nl": "zo", "en": "so"}
    with pytest.raises(ValueError, match="speak against"):
        Condition(says=says, seen_by="observation")
    with pytest.raises(ValueError, match="speak against"):
        Condition(says=says, seen_by="nobody", against=("linked",))
    with pytest.raises(ValueError, match="has conditions"):
        Measurement(exempt=True, rule=says, source="https://a.example", as_of=TODAY)
