"""The companies' data: every page there, every link leading somewhere, the twins asking before anything starts."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from pydantic import ValidationError

from auditor.demo.exchange import Answer, CookieSpec, Query, cookie_headers
from auditor.demo.site import Site, SiteSpec, load_site, shipped_sites
from auditor.demo.third_party import RouteSpec, shipped_third_parties

NAMES = ("data_recovery", "dating", "ict_company", "repair_shop", "web_shop")


def _site(name: str, repaired: bool) -> Site:
    return load_site(next(folder for folder in shipped_sites() if folder.name == name), repaired=repaired)


def _answer(site: Site, path: str) -> Answer:
    return site.answer(Query("GET", site.spec.host, path))


@pytest.fixture(params=[(name, repaired) for name in NAMES for repaired in (False, True)], ids=str)
def site(request: pytest.FixtureRequest) -> Site:
    return _site(*request.param)


def test_a_site_has_a_home_three_pages_and_a_policy(site: Site) -> None:
    assert len(site.spec.pages) >= 5
    for page in site.spec.pages:
        answer = _answer(site, page.path)
        assert answer.status == 200
        soup = BeautifulSoup(answer.body, "lxml")
        assert soup.title is not None
        assert page.title in soup.title.text
        assert soup.find("h1") is not None
        assert "{{" not in answer.body.decode()


def test_own_links_and_files_exist_and_outside_ones_are_known(site: Site) -> None:
    third_parties = shipped_third_parties()
    own = f"https://{site.spec.host}"
    for page in site.spec.pages:
        soup = BeautifulSoup(_answer(site, page.path).body, "lxml")
        links = [tag["href"] for tag in soup.find_all("a", href=True)]
        loaded = [tag["src"] for tag in soup.find_all(src=True)]
        loaded += [tag["href"] for tag in soup.find_all("link", href=True)]
        for address in map(str, links + loaded):
            inner = address.removeprefix(own)
            if inner.startswith("/"):
                assert _answer(site, inner).status == 200, address
        for address in map(str, loaded):
            if address.startswith("https://") and not address.startswith(own):
                host, path = address.removeprefix("https://").split("/", 1)
                assert third_parties.answer(Query("GET", host, "/" + path.partition("?")[0])).status == 200, address


def test_a_path_that_is_not_there_gives_the_companys_own_page(site: Site) -> None:
    answer = _answer(site, "/bestaat-niet")
    assert answer.status == 404
    assert site.spec.company in answer.body.decode()


def test_nothing_from_outside_stands_in_a_twins_page_before_a_choice() -> None:
    for name in NAMES:
        site = _site(name, repaired=True)
        for page in site.spec.pages:
            soup = BeautifulSoup(_answer(site, page.path).body, "html.parser")
            for waiting in soup.find_all("template"):
                waiting.decompose()
            hosts = {
                match[1]
                for tag in soup.find_all(["script", "iframe", "img", "link"])
                if (match := re.match(r"https://([^/]+)/", str(tag.get("src") or tag.get("href") or "")))
            }
            assert hosts <= {"cdn.myonlinestore.eu"}, (name, page.path)


def test_every_cookie_that_a_twin_sets_by_header_stands_in_its_policy() -> None:
    for name in NAMES:
        site = _site(name, repaired=True)
        texts = " ".join(_answer(site, page.path).body.decode() for page in site.spec.pages)
        for page in site.spec.pages:
            for cookie in site.spec.cookies + page.cookies:
                assert f"<td>{cookie.name}</td>" in texts, (name, cookie.name)


def test_cookies_keep_to_what_is_written() -> None:
    spec = CookieSpec(name="IDE", length=12, lifetime=60, domain=".doubleclick.net", http_only=True, same_site="None")
    ((header, line),) = cookie_headers((spec,), {})
    assert header == "Set-Cookie"
    assert re.fullmatch(
        r"IDE=[A-Za-z0-9]{12}; Path=/; Domain=\.doubleclick\.net; Max-Age=60; Secure; HttpOnly; SameSite=None", line
    )
    assert cookie_headers((spec,), {"IDE": "x"}) == ()
    renewed = spec.model_copy(update={"renewed": True, "as_expires": True, "value": "v"})
    ((_, line),) = cookie_headers((renewed,), {"IDE": "x"})
    assert re.search(r"^IDE=v; .*Expires=\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT", line)


def test_data_that_does_not_fit_is_refused() -> None:
    with pytest.raises(ValidationError):
        SiteSpec.model_validate({"host": "a.example", "company": "A", "about": "x", "pages": [], "colour": "red"})
    with pytest.raises(ValidationError):
        RouteSpec(host="a.example", path="/", pixel=True, text="both")


def test_services_answer_below_a_name_but_not_beside_it() -> None:
    third_parties = shipped_third_parties()
    assert third_parties.knows("4711208.fls.doubleclick.net")
    assert not third_parties.knows("fls.doubleclick.net.example")
    assert not third_parties.knows("doubleclick.net")
    assert "*.google-analytics.com" in third_parties.hosts()
