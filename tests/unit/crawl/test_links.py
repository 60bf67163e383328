from __future__ import annotations

from auditor.crawl.links import Link, choose_pages, lies_below, normal, read_links

HOME = "https://www.voorbeeld.nl/"


def _link(path: str, region: str = "nav") -> Link:
    return Link(f"https://www.voorbeeld.nl{path}", path, region, HOME)


def test_kinds_of_pages_take_turns() -> None:
    links = [
        _link(path) for path in ("/blog/een", "/blog/twee", "/blog/drie", "/winkel/fiets", "/winkel/helm", "/contact")
    ]
    assert [url.removeprefix(HOME) for url in choose_pages(links, HOME, [], 4)] == [
        "blog/een", "winkel/fiets", "contact", "blog/twee",
    ]  # fmt: skip


def test_menus_come_before_the_body_and_queries_last() -> None:
    links = [
        _link("/actie?bron=home", "nav"),
        _link("/tekst", "body"),
        _link("/menu", "nav"),
        _link("/onder", "footer"),
    ]
    chosen = [url.removeprefix(HOME) for url in choose_pages(links, HOME, [], 9)]
    assert chosen == ["menu", "tekst", "onder", "actie?bron=home"]


def test_files_and_acts_and_what_is_visited_anyway_are_left_out() -> None:
    paths = (
        "/folder.PDF",
        "/uitloggen",
        "/account/logout?next=/",
        "/winkelwagen",
        "/foto.jpg",
        "/privacy",
        "/over/",
        "/over",
        "/",
    )
    chosen = choose_pages([_link(path) for path in paths], HOME, [f"{HOME}privacy"], 9)
    assert chosen == [f"{HOME}over/"]


def test_a_language_folder_is_no_kind_of_page() -> None:
    home = "https://www.voorbeeld.nl/nl/"
    links = [_link(path) for path in ("/nl/a/1", "/nl/a/2", "/nl/b/1")]
    assert choose_pages(links, home, [], 2) == ["https://www.voorbeeld.nl/nl/a/1", "https://www.voorbeeld.nl/nl/b/1"]


def test_the_choice_does_not_depend_on_doubles() -> None:
    links = [_link("/a"), _link("/b"), _link("/a"), _link("/a#deel")]
    assert choose_pages(links, HOME, [], 5) == [f"{HOME}a", f"{HOME}b"]


def test_only_web_links_are_read_and_fragments_dropped() -> None:
    facts = {
        "links": [
            {"url": "mailto:a@b.nl", "text": "mail", "region": "footer"},
            {"url": "javascript:void(0)", "text": "js", "region": "footer"},
            {"url": "https://www.voorbeeld.nl/a#b", "text": "A", "region": "onbekend"},
        ]
    }
    assert read_links(facts, HOME) == [Link("https://www.voorbeeld.nl/a", "A", "body", HOME)]
    assert read_links({}, HOME) == []


def test_equal_addresses() -> None:
    assert normal("https://WWW.voorbeeld.nl/a/#x") == normal("https://www.voorbeeld.nl/a")


def test_what_is_not_to_be_visited_is_a_path_and_what_lies_below_it() -> None:
    paths = ("/account", "/mand/")
    assert lies_below("https://winkel.example/account", paths)
    assert lies_below("https://winkel.example/account/orders?x=1", paths)
    assert lies_below("https://winkel.example/mand", paths)
    assert not lies_below("https://winkel.example/accountants", paths)
    assert not lies_below("https://winkel.example/", paths)
