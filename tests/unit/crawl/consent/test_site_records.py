"""Home-made consent records, and Google's consent mode as a page holds it: read where plain, left alone where not."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.crawl.consent.records.google import consent_commands, consent_mode_record
from auditor.crawl.consent.records.reading import decode
from auditor.crawl.consent.records.stores import Stores
from auditor.models.consent import ConsentRecord

HOST = "www.bakkerij.example"


def home_made(name: str, value: str) -> ConsentRecord | None:
    return next(iter(decode(Stores(cookies={name: value}), HOST)), None)


@pytest.mark.parametrize(
    ("name", "value", "decided", "grants"),
    [
        ("cookie_notice_geaccepteerd", "1", True, True),
        ("cookies_accepted", "true", True, True),
        ("cookies_accepted", "false", None, False),
        ("cookies-geaccepteerd", "ja", True, True),
        ("cookie_declined", "1", True, False),
        ("cookietoestemming", "alles", True, True),
        ("cookietoestemming", "geen", True, False),
        ("cookie_consent", "accepted", True, True),
        ("cookie_consent", "rejected", True, False),
        ("cookie_consent", "necessary", True, False),
        ("cookie_consent", "withdrawn", True, False),
        ("cookie-keuze", "weigeren", True, False),
        ("cookie-consent", "dismiss", True, None),
        ("cookie_consent", "pending", False, None),
        ("cookieConsent", "necessary,analytics", None, True),
        ("cookieConsent", "necessary", True, False),
        ("cookie_voorkeuren", "statistieken:0|marketing:0", None, False),
        ("cookie_preferences", '{"necessary":true,"analytics":false,"marketing":false}', None, False),
        ("cookie_preferences", '{"necessary":true,"analytics":true}', None, True),
        ("cookie_preferences", '{"consent":{"statistics":1,"marketing":0},"at":1790000000}', None, True),
        ("cookie_consent", '["necessary","marketing"]', None, True),
        ("cookie_consent", '["necessary"]', None, False),
        ("cookieconsent", "1", True, None),
        ("cookie_banner_closed", "true", None, None),
    ],
)
def test_a_plain_record_of_the_site_itself_is_read(
    name: str, value: str, decided: bool | None, grants: bool | None
) -> None:
    record = home_made(name, value)
    assert record is not None
    assert record.manager == "site"
    assert (record.decided, record.grants) == (decided, grants)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("session", "accepted"),
        ("winkelwagen", "1"),
        ("cookie_recepten", "ja"),
        ("analytics_enabled", "true"),
        ("cookie_consent", "8f14e45f-ceea-467f-a1c2-9b7e3d5f6a10"),
        ("cookie_consent", "42 dagen"),
        ("cookie_consent", "repris"),
        ("cookie_preferences", '{"shown":true,"closed":true}'),
        ("cookie_settings", '{"theme":"dark","size":3}'),
        ("cookie_consent", ""),
    ],
)
def test_what_is_not_plainly_a_record_is_left_alone(name: str, value: str) -> None:
    assert home_made(name, value) is None


def test_a_known_manager_s_record_goes_before_what_the_site_says() -> None:
    stores = Stores(cookies={"OptanonConsent": "groups=C0001:1,C0004:0", "cookie_consent": "accepted"})
    assert [record.manager for record in decode(stores, HOST)] == ["onetrust"]


DEFAULT: dict[str, Any] = {"command": "default", "signals": {"ad_storage": "denied", "analytics_storage": "denied"}}
UPDATE: dict[str, Any] = {"command": "update", "signals": {"analytics_storage": "granted"}}
TAG: dict[str, Any] = {"command": "tag"}


def test_the_state_is_what_the_commands_come_to() -> None:
    record = consent_mode_record([DEFAULT, TAG, UPDATE], None)
    assert record is not None
    assert (record.manager, record.source, record.decided) == ("google_consent_mode", "dataLayer", True)
    assert record.consent_mode == {"ad_storage": "denied", "analytics_storage": "granted"}


def test_what_google_s_own_script_holds_goes_before_the_commands() -> None:
    record = consent_mode_record([DEFAULT], {"ad_storage": {"default": False, "update": True}})
    assert record is not None
    assert (record.source, record.consent_mode, record.decided) == (
        "google_tag_data.ics",
        {"ad_storage": "granted"},
        True,
    )


@pytest.mark.parametrize(
    ("entries", "late"),
    [
        ([DEFAULT, TAG], [False]),
        ([TAG, DEFAULT], [True]),
        ([TAG, DEFAULT, DEFAULT], [True, False]),
        ([DEFAULT, TAG, DEFAULT, UPDATE], [False, False, False]),
    ],
)
def test_only_the_first_default_can_be_late(entries: list[dict[str, Any]], late: list[bool]) -> None:
    commands = consent_commands(entries, "https://www.bakkerij.example/", after_choice=True)
    assert [command.tags_first for command in commands] == late


@pytest.mark.parametrize(
    ("region", "counts"), [(["US-CA"], False), (["NL", "BE"], True), (["US", "NL-NH"], True), ([], True)]
)
def test_a_default_for_other_regions_says_nothing_of_a_visitor_from_here(region: list[str], counts: bool) -> None:
    granted = {"command": "default", "signals": {"ad_storage": "granted"}, "region": region}
    assert bool(consent_commands([granted], "https://www.bakkerij.example/", after_choice=False)) is counts


@pytest.mark.parametrize(
    "held", [None, 1, "x", [None, 1, {"command": "default", "signals": "x"}], {"command": "default"}]
)
def test_what_is_no_list_of_commands_tells_nothing(held: Any) -> None:
    assert consent_mode_record(held, held) is None
    assert consent_commands(held, "https://www.bakkerij.example/", after_choice=True) == ()
