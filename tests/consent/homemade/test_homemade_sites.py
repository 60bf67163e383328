from __future__ import annotations

import re

import pytest

from auditor.demo.exchange import Query
from tests.consent.homemade.load import FOLDER, HomemadeSite, homemade_sites

SITES = homemade_sites()
SEEKING = [site for site in SITES if not site.negative]
NEGATIVE = [site for site in SITES if site.negative]


def _names(site: HomemadeSite) -> str:
    return site.name


def test_there_are_enough_of_either_kind_and_most_are_dutch() -> None:
    assert len(SEEKING) >= 16
    assert len(NEGATIVE) >= 12
    assert sum(site.expect.language == "nl" for site in SEEKING) * 2 > len(SEEKING)
    assert {site.name for site in SITES} == {
        path.name for path in FOLDER.iterdir() if path.is_dir() and path.name[0] != "_"
    }
    hosts = [part.spec.host for site in SITES for part in site.sites]
    assert len(set(hosts)) == len(hosts)
    assert all(host.endswith(".example") for host in hosts)


@pytest.mark.parametrize("site", SITES, ids=_names)
def test_its_pages_are_there_and_so_is_all_that_they_refer_to(site: HomemadeSite) -> None:
    home = _get(site, "/")
    references = set(re.findall(r'(?:href|src)="(/[^"#]*)"', home))
    assert {"/", "/style.css"} <= references
    for path in references:
        assert _get(site, path)


@pytest.mark.parametrize("site", SEEKING, ids=_names)
def test_what_is_expected_of_it_hangs_together(site: HomemadeSite) -> None:
    expect = site.expect
    roles = {button.role for button in expect.buttons}
    first = {button.role for button in expect.buttons if button.layer == 1}
    assert (expect.clicks_to_accept or 0) >= ("accept" in roles)
    assert (expect.clicks_to_reject == 1) == ("reject" in first)
    assert (expect.clicks_to_reject == 0) == (expect.rejected == ("not_offered",))
    assert (expect.way_back is None) == ("not_offered" in expect.withdrawn) or expect.rejected != ("verified",)
    assert "before" not in expect.by_hand
    if expect.rejected == ("verified",):
        assert set(expect.by_hand) >= {"rejected", "accepted"}


@pytest.mark.parametrize("site", NEGATIVE, ids=_names)
def test_what_is_pressed_on_a_page_without_a_banner_is_reported(site: HomemadeSite) -> None:
    assert site.expect.kind == "none"
    assert '<script src="/pressed.js">' in _get(site, "/")
    assert 'sendBeacon("/pressed")' in _get(site, "/pressed.js")


def _get(site: HomemadeSite, path: str) -> str:
    answer = site.sites[0].answer(Query("GET", site.expect.host, path))
    assert answer.status == 200, path
    return answer.body.decode()


def test_a_page_depends_on_the_visitors_cookies() -> None:
    printer = next(site for site in SITES if site.name == "printer")
    query = Query("GET", printer.expect.host, "/", cookies={"lb_keuze": "nee"})
    assert "Accepteren en doorgaan" in _get(printer, "/")
    assert "Accepteren en doorgaan" not in printer.sites[0].answer(query).body.decode()
    post = Query("POST", printer.expect.host, "/toestemming", "keuze=nee")
    headers = dict(printer.sites[0].answer(post).headers)
    assert headers["Set-Cookie"].startswith("lb_keuze=nee;")
    assert headers["Location"] == "/"
