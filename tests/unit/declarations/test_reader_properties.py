# ruff: noqa: E501 - an example is clearest on one line
"""What holds for every input: no crash, quotes at their place, the same answer again and however a page is wrapped."""

from __future__ import annotations

import re
import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reading import document, page, short

from declarations.extract import extract
from declarations.reader import read

SENTENCES = (
    "Wij plaatsen geen trackingcookies.", "Wij gebruiken alleen functionele cookies.", "Met Google Analytics meten wij bezoek.",
    "Analytische cookies plaatsen wij pas na uw toestemming.", "Uw keuze bewaren wij zes maanden.", "Een cookie is een klein bestandje.",
    "Lees ons cookiebeleid op https://www.winkel.example/cookies.", "Het IP-adres wordt ingekort.", "[naam] vult dit in.",
)  # fmt: skip
PIECES = st.sampled_from(
    ["<p>", "</p>", "<table>", "<tr>", "<td>", "<td rowspan=3>", "</table>", "<ul><li>", "</ul>", "<h2>", "</h2>", "<br>", "<dl><dt>Naam<dd>",
     "<details><summary>", "<nav>", "<b>", "<a href='/x'>", "</a>", "<!-- x -->", "\u00ad", "\u200b", "\u00a0", "ﬁ", "İ", "ß", "*_ga_*", "| a | b |", *SENTENCES]
)  # fmt: skip
SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _check_places(declaration) -> None:
    texts = {entry.url: entry.text for entry in declaration.documents}
    placed = [
        *declaration.claims,
        *declaration.cookies,
        *declaration.deferrals,
        *(d for d in declaration.defects if d.quote is not None),
    ]
    for entry in placed:
        assert texts[entry.document][entry.start : entry.end] == entry.quote
        assert entry.quote


@SETTINGS
@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/plain", "application/pdf", "", "image/png"]))
def test_no_bytes_crash_the_reader(data, media_type):
    _check_places(read([document(data, media_type)]))


@SETTINGS
@given(st.lists(PIECES, max_size=40))
def test_no_markup_crashes_the_reader_and_every_quote_is_at_its_place(pieces):
    _check_places(read([document("<html lang=nl><body>" + " ".join(pieces))]))


@SETTINGS
@given(st.text(max_size=300))
def test_no_text_crashes_the_reader(text):
    _check_places(read([document(text, "text/plain", "a.txt")]))


@SETTINGS
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_wrapping_white_space_and_tag_case_change_no_claim(sentences, random):
    plain = "<h2>Cookies</h2>" + "".join(f"<p>{sentence}</p>" for sentence in sentences)
    wrapped = re.sub(r" (?![^<]*>)", lambda _: random.choice([" ", "\n", "  ", "\u00a0", "\n\t "]), plain)
    upper = re.sub(r"</?\w+", lambda match: match[0].upper(), wrapped)
    first, second = read([page(plain)]), read([page(upper)])
    assert short(first) == short(second)
    assert [(c.name, c.lifetime) for c in first.cookies] == [(c.name, c.lifetime) for c in second.cookies]
    assert [d.kind for d in first.defects] == [d.kind for d in second.defects]


ROWS = (("_ga", "Google Analytics", "2 jaar"), ("winkel_mand", "Deze site", "sessie"), ("_fbp", "Meta", "3 maanden"))
WRAPPERS = st.lists(
    st.sampled_from(["div", "section", "span class=x", "article", "font", "center", "div id=tekst"]), max_size=4
)


def _table(rows) -> str:
    cells = "".join(f"<tr><td>{name}</td><td>{provider}</td><td>{kept}</td></tr>" for name, provider, kept in rows)
    return f"<h3>Overzicht</h3><table><tr><th>Naam</th><th>Aanbieder</th><th>Bewaartermijn</th></tr>{cells}</table>"


@SETTINGS
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=4), st.sets(st.sampled_from(ROWS)), WRAPPERS)
def test_further_elements_around_the_text_and_in_it_change_nothing(sentences, rows, wrappers):
    table = _table(sorted(rows)) if rows else ""
    plain = "<h2>Cookies</h2>" + "".join(f"<p>{sentence}</p>" for sentence in sentences) + table
    wrapped = re.sub(r"(<p>|<td>)(.*?)(</p>|</td>)", r"\1<span><i>\2</i></span>\3", plain)
    for name in wrappers:
        wrapped = f"<{name}>{wrapped}</{name.split(' ', maxsplit=1)[0]}>"
    first, second = read([page(plain)]), read([page(wrapped)])
    assert short(first) == short(second)
    rows_of = [[(c.name, c.provider, c.category, c.lifetime) for c in found.cookies] for found in (first, second)]
    assert rows_of[0] == rows_of[1]
    assert first.vendors == second.vendors
    assert [d.kind for d in first.defects] == [d.kind for d in second.defects]


@SETTINGS
@given(st.lists(st.lists(PIECES, max_size=12), max_size=3))
def test_reading_is_deterministic(documents):
    found = [
        document("<html lang=nl><body>" + " ".join(pieces), url=f"https://www.winkel.example/{number}")
        for number, pieces in enumerate(documents)
    ]
    assert read(found) == read(found)
    _check_places(read(found))


@SETTINGS
@given(st.permutations(range(3)))
def test_the_order_of_the_documents_changes_no_claim(order):
    bodies = (
        "<h1>Privacy</h1><p>Wij bewaren uw bestelling zeven jaar.</p><p>Lees ook ons cookiebeleid.</p>",
        "<h1>Cookiebeleid</h1><p>Wij plaatsen geen trackingcookies.</p>" + _table(ROWS),
        "<h1>Voorwaarden</h1><p>Met Hotjar meten wij klikgedrag.</p>",
    )
    documents = [
        document(f"<html lang=nl><body>{body}", url=f"https://www.winkel.example/{number}")
        for number, body in enumerate(bodies)
    ]
    first, second = read(documents, "winkel.example"), read([documents[number] for number in order], "winkel.example")
    assert short(first) == short(second)
    assert {c.name for c in first.cookies} == {c.name for c in second.cookies}
    assert first.vendors == second.vendors
    assert {(d.kind, d.quote) for d in first.defects} == {(d.kind, d.quote) for d in second.defects}


def test_a_sentence_that_stands_twice_on_a_page_is_claimed_once():
    body = "<h2>Cookies</h2><p>Wij plaatsen geen cookies.</p>"
    assert len(read([page(body + body)]).claims) == 1


def test_a_long_page_and_a_long_line_cost_a_bounded_time():
    body = "<h2>Cookies</h2>" + "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
    started = time.monotonic()
    read([page(body * (1_000_000 // len(body)))])
    read([document("wij plaatsen cookies en " * 40_000, "text/plain", "a.txt")])
    assert time.monotonic() - started < 30


def test_several_documents_are_read_together():
    first = document(
        "<html lang=nl><body><h1>Privacy</h1><p>Wij plaatsen geen cookies.</p>",
        url="https://www.winkel.example/privacy",
    )
    second = document(
        "<html lang=nl><body><h1>Cookies</h1><p>Met Hotjar meten wij klikgedrag.</p>",
        url="https://www.winkel.example/cookies",
    )
    declaration = read([first, second], "winkel.example")
    assert {claim.document for claim in declaration.claims} == {first.url, second.url}
    assert [vendor.id for vendor in declaration.vendors] == ["hotjar"]


def test_an_unreadable_document_is_kept_and_gives_nothing():
    broken = document(b"\x89PNG\0", "image/png")
    declaration = read([broken])
    assert declaration.documents == (broken,)
    assert (declaration.language, declaration.claims, declaration.defects) == ("und", (), ())
    assert extract(b"", "", "").outcome == "empty"


def test_a_text_that_stands_twice_is_quoted_at_both_places():
    said = "<p>Wij plaatsen *geen* trackingcookies. Met Google Analytics meten wij het bezoek.</p>"
    declaration = read([page(f"<h2>Cookies</h2>{said}<h2>Nog eens over cookies</h2><p>Tot slot.</p>{said}")])
    _check_places(declaration)
    for kind in ("no_category", "uses_vendor"):
        starts = [claim.start for claim in declaration.claims if claim.type == kind]
        assert len(starts) == 2
        assert starts[0] < declaration.documents[0].text.index("Tot slot.") < starts[1]
