"""Sites of the matrix and twins of them, served on loopback and visited by a real browser: exactly what is expected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from auditor.models.result import AuditResult
from tests.scenarios.matrix.audited import compared, with_twins
from tests.scenarios.matrix.description import Description, descriptions
from tests.scenarios.matrix.papers_html import WORDS
from tests.scenarios.matrix.served import served_audits

pytestmark = pytest.mark.browser

SITES = {site.site: site for site in with_twins(descriptions())}

#: With every change: kinds of banner that most depend on the browser, in three languages.
GUARDING = ("breiwinkel_wolwever", "penrose_language_school", "de_frachtwerk")

#: A spread over groups of checks, languages and banners, with twins.
LONG = (
    "camping_de_wilg",
    "fr_maroquinerie_oriel",
    "quayside_roasters_twin",
    "de_zahnarzt_lindenhof",
    "de_tuchladen_mariele",
    "de_hotel_bergkiefer",
    "de_turnverein_moorkamp",
    "de_malerbetrieb_rothner",
    "quayside_roasters",
    "larkmoor_hotel",
    "pellow_payroll",
    "ketteridge_museum",
    "copperkettle_brewery",
    "foxglove_garden_centre",
    "pinecross_library",
    "wrenfield_council",
    "ravenhill_software",
    "goldcrest_tickets",
    "thistledown_clothing",
    "dovecote_books",
    "kingsmere_tours",
    "fr_mairie_valombre",
    "fr_boutique_cerisette",
    "fr_agence_trefle",
    "sportschool_krachthonk",
    "keukenatelier_vos",
    "urenklok",
    "tegelhandel_mozaiek",
    "snoepwinkel_zuurstok",
    "bruidsmode_sluier",
    "meubelmakerij_noest",
    "kookstudio_pollepel",
    "de_malerbetrieb_rothner_twin",
    "larkmoor_hotel_twin",
    "fr_boutique_cerisette_twin",
    "bruidsmode_sluier_twin",
    "meubelmakerij_noest_twin",
    "dovecote_books_twin",
    "snoepwinkel_zuurstok_twin",
)

Audits = Mapping[str, AuditResult]


def _sites(names: Sequence[str]) -> list[Description]:
    return [SITES[name] for name in names]


@pytest.fixture(scope="module")
def guarding(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    return served_audits(_sites(GUARDING), tmp_path_factory.mktemp("guarding"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    return served_audits(_sites(LONG), tmp_path_factory.mktemp("many"))


def _differences(name: str, result: AuditResult) -> dict[str, list[str]]:
    outcome = compared(SITES[name], result)
    return {kind: lines for kind in ("wrong", "missed", "other") if (lines := getattr(outcome, kind))}


@pytest.mark.parametrize("name", GUARDING)
def test_what_the_browser_sees_leads_to_what_is_expected(name: str, guarding: Audits) -> None:
    assert guarding[name].observation.outcome == "complete"
    assert _differences(name, guarding[name]) == {}


@pytest.mark.long
@pytest.mark.parametrize("name", LONG)
def test_many_sites_lead_to_what_is_expected(name: str, many: Audits) -> None:
    assert many[name].observation.outcome == "complete"
    assert _differences(name, many[name]) == {}


@pytest.mark.parametrize("name", GUARDING)
def test_the_words_of_a_banner_are_no_part_of_the_policy(name: str, guarding: Audits) -> None:
    words = WORDS[SITES[name].language]
    (policy,) = (document.content.text for document in guarding[name].documents)
    assert (SITES[name].banner.text or words["ask"]) not in policy
    for button in ("accept", "reject", "settings", "ok"):
        assert words[button] not in policy.splitlines()
