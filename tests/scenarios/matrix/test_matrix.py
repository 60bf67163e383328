"""The sites of the matrix from recorded observations: each finding that is described and no other, in seconds."""

from __future__ import annotations

import pytest

from tests.scenarios.matrix.audited import ASIDE, Outcome, aside_hash, compared, recorded_audit, with_twins
from tests.scenarios.matrix.description import FOLDER, Description, descriptions

SITES = descriptions()
#: Described by people who knew none of the others; measured once before anything was changed for them (README).
BLIND = descriptions(FOLDER.parent / "blind")

#: What is not as described, and why. Each line here is a fault that is known; a site that is as described again fails.
KNOWN = {
    # The sentence stands under a heading on contact, and is not read: too unsure there.
    "makelaardij_van_heesterbeemd": {"no_vendor_contradicted no_vendor:tawk_to", "no_vendor:tawk_to"},
    # "Daarbij" leaves open whether all of the site is meant; what the denial would swallow stands by itself.
    "tandartsen_kiezelpark": {"no_cookies_contradicted no_cookies", "undeclared_vendor meta_pixel", "no_cookies"},
    # Verdicts of claims that the reader does not make beside a surer one.
    "parfumerie_jasmijn": {"uses_category:marketing"},
    "dierenkliniek_de_snorhaar": {"consent_prior:analytics"},
    "meubelmaker_eikenspaan": {"no_category:marketing"},
    "librairie_encre_bleue": {"uses_vendor:pinterest_tag"},
    "cave_du_prieure": {"banner"},
    # A network's tag goes by the network's name.
    "yogastudio_adem": {
        "consent_promise_broken consent_prior:marketing+meta_pixel+pinterest",
        "consent_promise_broken consent_prior:pinterest_tag",
        "consent_prior:pinterest_tag",
    },
    # Sentences that the reader is not sure enough of.
    "g3_hotel_seeblick": {
        "no_category_contradicted no_category:marketing",
        "no_category:marketing",
        "undeclared_vendor meta_pixel",
    },
    "n3_volleybal_spike": {"contradictory_policy no_cookies"},
    "n3_hotel_duinzicht": {"consent_prior:marketing"},
    "n3_roosterhulp": {"consent_prior:google_analytics"},
    "n3_kinderopvang_pluim": {"cookieless:plausible"},
    "n4_festival_zomerdijk": {"consent_prior:meta_pixel", "consent_prior:tiktok_pixel"},
    "n4_groothandel_van_ommen": {"consent_prior:google_analytics"},
    "n4_webshop_wol_en_zo": {"consent_prior:analytics"},
    "n4_en_fern_and_furrow": {"consent_prior:marketing"},
    "g4_boulangerie_aurifolle": {"no_cookies"},
    # "They do not leave the Union" is read of the service before it, whose data "they" are.
    "g4_clos_perdrigal": {"eea_only_contradicted data_location:eea_only", "data_location:eea_only"},
    # "Functional cookies" covers a key of which nothing is known.
    "n4_en_meridian_water": {"undeclared_storage site_visitor_id", "consent_prior:google_analytics"},
    "n3_bouwmarkt_plank": {"undeclared_storage bezoekers_id"},
    # That the link is missing is a finding of its own; the claim by itself is left open.
    "g3_musee_dentelle": {"withdraw"},
    "logopedie_de_waal": {"no_cookies_contradicted no_cookies", "no_cookies"},
    "mairie_valbrune": {
        "only_categories_contradicted only_categories:functional",
        "only_categories:functional",
        "undeclared_vendor google_analytics",
    },
}


def _differences(outcome: Outcome) -> set[str]:
    others = {line.removeprefix("verdict ").split(": ")[0] for line in outcome.other}
    return {*outcome.wrong, *outcome.missed, *others}


@pytest.mark.parametrize("site", [*SITES, *BLIND], ids=lambda site: site.site)
def test_a_site_is_found_as_it_is_described(site: Description) -> None:
    assert _differences(compared(site, recorded_audit(site))) == KNOWN.get(site.site, set())


@pytest.mark.parametrize("site", [one.twin_site for one in (*SITES, *BLIND) if one.twin], ids=lambda site: site.site)
def test_nothing_above_info_is_found_where_the_site_does_as_it_says(site: Description) -> None:
    outcome = compared(site, recorded_audit(site))
    assert outcome.wrong == []


def test_there_are_enough_sites_and_what_is_set_aside_is_as_it_was() -> None:
    assert len(SITES) >= 120
    assert aside_hash(SITES) + "\n" == ASIDE.read_text(encoding="utf-8")
    assert {site.language for site in with_twins(SITES)} == {"nl", "en", "de", "fr"}
