"""What the checks of rows, of what was never seen, of transfers and of private analytics must leave alone, or find."""

from __future__ import annotations

from typing import Any

import pytest
from check_scenarios import ADS, GS, STATS, VIDEO, Case, seen
from reconcile_builders import (
    HOME,
    claim,
    cookie,
    declaration,
    defect,
    document,
    fact,
    key,
    observation,
    product,
    request,
    row,
    state,
    tiny_base,
    value,
    vendor,
    written_by,
)
from row_scenarios import ABROAD, CANNOT_TELL, FOUND, FUNCTIONAL, GIGANT, NOT_APPLICABLE, PASSED, listed, rows, transfer
from test_consent_checks import _AS_THEY_STAND

from auditor.knowledge.schema import Owner
from auditor.knowledge.vendors import VendorBase
from auditor.models.declaration import Declaration
from auditor.models.observation import Observation
from auditor.models.result import AuditResult
from auditor.reconcile.checks import CHECKS
from auditor.reconcile.runner import reconcile
from reports.facts import said
from reports.text import texts

BASE = tiny_base()
OTHERS = "https://px.smoelen.test/collect"


def audit(check: str, seen_there: Observation, declared: Declaration, base: VendorBase = BASE) -> AuditResult:
    alone = [one for one in CHECKS if one.INFO.id == check]
    return reconcile(seen_there, declared, base=base, checks=alone)


def subjects(check: str, seen_there: Observation, declared: Declaration, base: VendorBase = BASE) -> list[str]:
    return [one.subject.name for one in audit(check, seen_there, declared, base).findings]


@pytest.mark.parametrize(
    "declared",
    [
        pytest.param(listed("_gads", "Functioneel en marketing", "functional", **GIGANT), id="names both"),
        pytest.param(
            listed("_gads", "Functioneel", "functional", provider="bureau", provider_text="Bureau"), id="other"
        ),
        pytest.param(
            listed("_gads", "Functioneel", "functional", provider="kleinmeten", provider_text="Kleinmeten"), id="wrong"
        ),
        pytest.param(listed("AID", "Functioneel", "functional", provider_text=None), id="plain name, nobody named"),
        pytest.param(listed("VID", "Functioneel", "functional", **GIGANT), id="a player's"),
        pytest.param(listed("uid", "Functioneel", "functional", **GIGANT), id="anybody's"),
        pytest.param(listed("_gads", "Marketing", "marketing", **GIGANT), id="right"),
        pytest.param(listed("_gs", "Marketing", "marketing", **GIGANT), id="graver than it is"),
        pytest.param(listed("_kf", "Analytisch", "analytics", provider_text=None), id="recording, as known"),
        pytest.param(listed("_gads", "Functioneel", "functional", source="prose", **GIGANT), id="a sentence"),
        pytest.param(listed("PHPSESSID", "Voorkeuren", "preferences", provider_text=None), id="exempt"),
        pytest.param(listed("_gads", "Van derden", "third_party", **GIGANT), id="no kind that can be compared"),
    ],
)
def test_a_row_that_may_be_right_is_not_called_wrong(declared: Any) -> None:
    assert subjects("wrong_category", observation(), rows(declared)) == []


@pytest.mark.parametrize(
    ("declared", "name"),
    [
        (listed("AID", "Functioneel", "functional", **GIGANT), "AID"),
        (listed("_gs_<id>", "Noodzakelijk", "functional", provider_text=None), "_gs_*"),
        (listed("_gs", "Functioneel", "functional", provider=None, provider_text="klompenwinkel.example"), "_gs"),
        (listed("_gads", "Statistiek", "analytics", provider="x", provider_text="gigant-ads.test"), "_gads"),
        (listed("_kf", "Functioneel", "functional", provider_text=None), "_kf"),
    ],
)
def test_a_known_cookie_in_a_milder_category_is_found(declared: Any, name: str) -> None:
    assert subjects("wrong_category", observation(), rows(declared)) == [name]


def test_it_says_whether_the_cookie_was_seen() -> None:
    texts_ = rows(listed("_gs", "Functioneel", "functional", provider_text=None))
    unseen_, seen_ = (audit("wrong_category", one, texts_).findings[0] for one in (seen(), seen(cookies=(GS,))))
    assert "niet gezien" in unseen_.texts["nl"].explanation
    assert "bewaarde deze cookie" in seen_.texts["nl"].explanation
    assert [one.kind for one in seen_.evidence] == ["document", "cookie"]


def test_a_cookie_of_that_name_that_is_somebody_elses_leaves_the_row_alone() -> None:
    theirs = cookie("_gs", setter=written_by("https://px.smoelen.test/px.js"))
    texts_ = rows(listed("_gs", "Functioneel", "functional", provider_text=None))
    assert subjects("wrong_category", seen(cookies=(theirs,)), texts_) == []


def test_a_cookie_on_which_sources_differ_accuses_nobody() -> None:
    other = product("anders", "shop", "functional", hosts=("anders.test",), cookies=(fact("_gads", "functional"),))
    base = VendorBase((*BASE.owners.values(), Owner(id="anders", name="Anders", products=(other,))))
    declared = rows(listed("_gads", "Functioneel", "functional", provider_text=None))
    assert subjects("wrong_category", observation(), declared, base) == []


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(listed("kleurtje", "Strictly necessary", "functional", document=HOME + "en"), id="a translation"),
        pytest.param(listed("kleurtje", "Voorkeuren", "preferences"), id="preferred or needed"),
        pytest.param(listed("kleurtje", "Functioneel / Marketing", "functional"), id="names both"),
        pytest.param(listed("kleurtje", None, "marketing"), id="follows from the name"),
        pytest.param(listed("kleurtje", "Groep B", "marketing"), id="words that are not understood"),
        pytest.param(
            listed("kleurtje", "Marketing", "marketing", provider="smoelen_pixel", provider_text="Smoelen"), id="theirs"
        ),
        pytest.param(listed("kleurtje", "Marketing", "marketing", source="prose"), id="a sentence"),
        pytest.param(listed("kleurtje_2", "Marketing", "marketing"), id="another name"),
    ],
)
def test_rows_that_agree_or_cannot_be_compared_do_not_conflict(other: Any) -> None:
    assert subjects("conflicting_category", observation(), rows(FUNCTIONAL, other)) == []


def test_both_rows_of_a_conflict_are_shown_wherever_they_stand() -> None:
    other = listed("kleurtje", "Marketing", "marketing", document=HOME + "cookies")
    finding = audit("conflicting_category", observation(), rows(FUNCTIONAL, other)).findings[0]
    assert {one.note for one in finding.evidence} == {"listed as Functioneel", "listed as Marketing"}
    assert "“Functioneel”" in finding.explanation
    wild = rows(listed("klant_#", "Functioneel", "functional"), listed("klant_*", "Reclame", "marketing"))
    assert subjects("conflicting_category", observation(), wild) == ["klant_*"]


def test_two_hosts_that_set_one_name_are_two_cookies() -> None:
    here, there = (
        {"provider": "gigant_ads", "provider_text": host} for host in ("gigant-ads.test", "gigant-stats.test")
    )
    declared = rows(
        listed("x_y", "Functioneel", "functional", **here), listed("x_y", "Marketing", "marketing", **there)
    )
    assert subjects("conflicting_category", observation(), declared) == []


def test_gaps_among_categories_are_one_finding_a_document() -> None:
    told = [listed(f"naam_{number}", "Functioneel", "functional") for number in range(3)]
    gaps = [listed(f"open_{number}", purpose="Zie onze site") for number in range(2)]
    result = audit("unclassified_cookie", observation(), rows(*told, *gaps))
    assert [(one.subject.name, len(one.evidence)) for one in result.findings] == [("/privacy", 2)]
    clear = listed("open_1", purpose="Voor statistieken over bezoek")
    assert subjects("unclassified_cookie", observation(), rows(*told, clear)) == []
    assert subjects("unclassified_cookie", observation(), rows(told[0], *gaps)) == []
    other = listed("rest", "Overige cookies", "unclassified")
    assert subjects("unclassified_cookie", observation(), rows(*told, other)) == []


@pytest.mark.parametrize(
    ("declared", "notes"),
    [
        ((listed("a_b", None, None, purpose=None, provider_text=None),), {"no purpose stated"}),
        ((listed("a_b", "Marketing", "marketing", purpose=None, provider_text=None),), set()),
        ((FUNCTIONAL, listed("a_b", "Functioneel", "functional", provider_text=None)), {"no provider stated"}),
        ((listed("_gads", "Marketing", "marketing", provider_text=None),), {"no provider stated"}),
        ((listed("a_b", "Functioneel", "functional", lifetime=None),), set()),
        ((listed("PHPSESSID", "Functioneel", "functional", provider_text=None),), set()),
    ],
)
def test_a_row_lacks_what_the_others_have_and_nothing_more(declared: Any, notes: set[str]) -> None:
    result = audit("incomplete_cookie_row", observation(), rows(*declared))
    assert {one.note for finding in result.findings for one in finding.evidence} == notes


def test_a_company_that_the_document_names_needs_no_column() -> None:
    text = document("Onze advertenties lopen via Gigant.")
    declared = rows(listed("_gads", "Marketing", "marketing", provider_text=None), documents=(text,))
    assert subjects("incomplete_cookie_row", observation(), declared) == []


def test_a_cookie_that_was_refused_or_is_a_key_was_seen() -> None:
    refused = observation(state("before", cookies=(cookie("kleurtje", outcome="blocked"),)), state("accepted"))
    assert subjects("unseen_cookie", refused, rows(FUNCTIONAL)) == []
    assert subjects("unseen_cookie", seen(storage=(key("kleurtje"),)), rows(FUNCTIONAL)) == []
    twice = rows(FUNCTIONAL, listed("kleurtje", document=HOME + "cookies"))
    assert subjects("unseen_cookie", seen(), twice) == ["kleurtje"]


def test_where_third_party_cookies_were_refused_nothing_is_said_to_be_unseen() -> None:
    browser = observation().browser.model_copy(update={"third_party_cookies": "refused"})
    for check, declared in (
        ("unseen_cookie", rows(FUNCTIONAL)),
        ("unseen_vendor", declaration(vendors=(vendor("gigant_video"),))),
    ):
        assert audit(check, observation(browser=browser), declared).checks[0].result == "cannot_tell"


@pytest.mark.parametrize(
    ("declared", "found"),
    [
        (declaration(vendors=(vendor("gigant"),)), []),
        (declaration(vendors=(vendor("gigant_tag"),)), ["gigant_tag"]),
        (declaration(vendors=(vendor("gigant_video", "possible"),)), []),
        (
            declaration(
                claim("embed", vendor=["gigant_video"], behaviour="link_only"), vendors=(vendor("gigant_video"),)
            ),
            [],
        ),
        (
            declaration(
                vendors=(vendor("smoelen_like"), vendor("smoelen_pixel")),
                cookies=(row("_sbp", provider="smoelen_pixel"),),
            ),
            ["smoelen_pixel"],
        ),
    ],
)
def test_a_service_is_unseen_only_where_nothing_of_it_or_its_company_was(
    declared: Declaration, found: list[str]
) -> None:
    assert subjects("unseen_vendor", seen(requests=(request(STATS),)), declared) == found


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ("Gigant is een Amerikaans bedrijf.", False),
        ("Gigant is a US company that measures visits.", False),
        ("Gigant slaat de gegevens op in de VS.", True),
        ("The data of this American company is kept outside the EEA.", True),
        ("Ort der Verarbeitung: USA", True),
    ],
)
def test_where_a_company_is_from_admits_no_transfer(quote: str, found: bool) -> None:
    admitted = claim("data_location", quote, region="outside_eea")
    assert bool(subjects("transfer_without_mechanism", observation(), transfer(admitted))) is found


def test_a_ground_may_stand_where_nobody_read_it() -> None:
    hidden = document(url=HOME + "voorwaarden-privacy", outcome="error", reason="Too large.")
    unread = observation(documents=(document(), hidden))
    for looked, declared in ((unread, transfer(ABROAD)), (observation(), transfer(ABROAD, grounds=None))):
        assert audit("transfer_without_mechanism", looked, declared).checks[0].result == "cannot_tell"
    assert (
        subjects(
            "transfer_without_mechanism",
            observation(),
            transfer(claim("data_location", region="outside_eea", modality="possible")),
        )
        == []
    )


def test_old_law_and_a_void_ground_are_two_findings() -> None:
    declared = declaration(
        defects=(defect("outdated_law", "de Wbp"), defect("outdated_law", "Safe Harbor", detail="b"))
    )
    for check, quote in (("outdated_law", "de Wbp"), ("void_transfer_mechanism", "Safe Harbor")):
        finding = audit(check, observation(), declared).findings[0]
        assert [one.name for one in finding.evidence] == [quote]


TOKEN = value(token="bezoeker")
MEASURED = cookie("_gs", setter=written_by(STATS), days=90, value=TOKEN)
PASSED_ON = request(OTHERS, identifiers=("bezoeker",), type="image")


@pytest.mark.parametrize(
    ("said_", "things", "found"),
    [
        (claim("sharing_off", value=True), {"requests": (request(STATS), request(ADS))}, True),
        (claim("sharing_off", value=True), {"cookies": (MEASURED,), "requests": (PASSED_ON,)}, True),
        (claim("sharing_off", value=True), {"requests": (request(STATS), request(ADS, frame=VIDEO))}, False),
        (claim("sharing_off", vendor=["kleinmeten"], value=True), {"requests": (request(STATS), request(ADS))}, False),
        (claim("not_personal", data=["analytics"]), {"requests": (request(STATS + "?uid=7"),)}, True),
        (claim("not_personal", data=["analytics"]), {"requests": (request(STATS), request(ADS))}, False),
        (claim("not_personal", data=["cookies"]), {"requests": (request(STATS + "?uid=7"),)}, False),
        (
            claim("no_sharing", vendor=["gigant_analytics"], data=["visit"]),
            {"requests": (request(STATS), request(ADS))},
            True,
        ),
        (
            claim("ip_masked", vendor=["gigant_analytics"], value=True),
            {"requests": (request(STATS), request(ADS))},
            False,
        ),
    ],
)
def test_only_what_speaks_against_private_analytics_contradicts_it(said_: Any, things: Any, found: bool) -> None:
    result = reconcile(seen(**things), declaration(said_), base=BASE)
    raised = [one for one in result.findings if one.check == "private_analytics_contradicted"]
    assert bool(raised) is found
    assert (result.verdicts[0].verdict == "contradicted") is found
    assert result.verdicts[0].verdict != "confirmed"
    assert "sharing_denied_contradicted" not in {one.check for one in result.findings}


def test_what_was_linked_in_another_state_is_another_matter() -> None:
    apart = observation(state("before", requests=(request(STATS),)), state("accepted", requests=(request(ADS),)))
    assert subjects("private_analytics_contradicted", apart, FOUND["private_analytics_contradicted"].declaration) == []


EVERY_CASE: list[Case] = [one for cases in (FOUND, PASSED, NOT_APPLICABLE, CANNOT_TELL) for one in cases.values()]


def test_every_reason_and_note_of_these_is_said_in_dutch() -> None:
    english: set[str] = set()
    for tried in EVERY_CASE:
        result = reconcile(tried.observation, tried.declaration, base=BASE)
        english |= {one.reason for one in result.checks if one.reason} | {one.reason for one in result.verdicts}
        english |= {one.note for finding in result.findings for one in finding.evidence if one.note}
    left = {one for one in english if said(one, texts("nl")) == one and not one.startswith(_AS_THEY_STAND)}
    assert left == set()
