"""What a person states outright: read strictly, quoted in the author's words, in place of the reading or beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import InputError
from auditor.models.claim_params import OWN
from auditor.models.common import Tool
from auditor.models.declaration import Claim, Declaration, DeclaredCookie, DeclaredVendor
from auditor.models.document import Document, DocumentText
from declarations.authored import apply, authored_from

TEXT = "Wij plaatsen geen trackingcookies.\nWij gebruiken Hotjar."


def machine() -> Declaration:
    """A reading of one text: a denial, a vendor and a row."""
    document = Document(
        url="https://www.winkel.example/privacy", requested_url="https://www.winkel.example/privacy",
        found_by="link", content=DocumentText(text=TEXT, blocks=()),
    )  # fmt: skip
    place = {"quote": TEXT[:34], "document": document.url, "start": 0, "end": 34}
    second = {"quote": TEXT[35:], "document": document.url, "start": 35, "end": len(TEXT)}
    return Declaration(
        tool=Tool(version="0"), language="nl", documents=(document,),
        claims=(
            Claim.model_validate({"type": "no_category", "params": {"category": ["marketing"]}, **place}),
            Claim.model_validate({"type": "uses_vendor", "params": {"vendor": ["hotjar"]}, **second}),
        ),
        cookies=(DeclaredCookie.model_validate({"name": "_hj*", "provider": "hotjar", **second}),),
        vendors=(DeclaredVendor(id="hotjar", status="used"),), deferrals=(), defects=(),
    )  # fmt: skip


def declared(form: str) -> Declaration:
    return apply(machine(), authored_from(form.encode(), "verklaring.yaml"))


def test_one_line_states_that_there_are_no_cookies() -> None:
    result = declared("claims: [no_cookies]\n")
    assert [(claim.type, claim.origin, claim.quote) for claim in result.claims] == [
        ("no_cookies", "stated", "no_cookies")
    ]
    assert result.cookies == result.vendors == result.defects == ()
    assert result.by_hand is not None
    assert (result.by_hand.mode, result.by_hand.replaced, result.by_hand.file) == ("replace", 2, "verklaring.yaml")


def test_every_quote_stands_at_its_place_in_the_authors_words() -> None:
    form = """\
by: De beheerder   # ’s naam
claims:
  - type: only_vendors
    params: {vendor: [Google Analytics]}
    quote: "Wij laden   alleen Google Analytics — verder niets."
    # een opmerking
  - type: lifetime
    params:
      lifetime: 13 maanden
      subject: analytics
cookies:
  - {name: _ga, provider: Google Analytics, lifetime: 2 jaar, category: analytics}
  - PHPSESSID
vendors: [youtube]
"""
    result = declared(form)
    document = result.documents[0]
    assert (document.url, document.found_by) == ("declared:verklaring.yaml", "declared")
    for thing in (*result.claims, *result.cookies):
        assert thing.document == document.url
        assert thing.quote == document.text[thing.start : thing.end] != ""
    assert [claim.quote for claim in result.claims] == [
        "Wij laden alleen Google Analytics — verder niets.",
        "type: lifetime params: lifetime: 13 maanden subject: analytics",
    ]
    assert [claim.params for claim in result.claims] == [
        {"vendor": ["google_analytics"]},
        {"lifetime": 13 * 30 * 86400, "subject": "analytics"},
    ]
    ga, session = result.cookies
    assert (ga.provider, ga.party, ga.lifetime) == ("google_analytics", "third", 2 * 365 * 86400)
    assert (session.name, session.provider, session.party) == ("PHPSESSID", None, "first")
    assert [(vendor.id, vendor.status) for vendor in result.vendors] == [
        ("google_analytics", "used"), ("youtube", "used"),
    ]  # fmt: skip


def test_in_mode_add_the_reading_stands() -> None:
    result = declared("mode: add\nclaims:\n  - {type: uses_vendor, params: {vendor: youtube, modality: possible}}\n")
    assert [claim.origin for claim in result.claims] == ["stated", "read", "read"]
    assert [(vendor.id, vendor.status) for vendor in result.vendors] == [("hotjar", "used"), ("youtube", "possible")]
    assert len(result.cookies) == 1
    assert result.by_hand is not None
    assert (result.by_hand.replaced, result.by_hand.stated) == (0, 1)


def test_conditions_and_scope_are_kept() -> None:
    result = declared("claims:\n- {type: no_cookies, params: {scope: /blog, condition: before_choice}}\n")
    assert result.claims[0].params == {"scope": "/blog", "condition": "before_choice"}


def test_a_deferral_that_is_stated_is_one() -> None:
    result = declared("claims:\n- {type: deferral, params: {kind: page, url: https://www.winkel.example/c}}\n")
    assert [deferral.url for deferral in result.deferrals] == ["https://www.winkel.example/c"]


def test_a_vendor_that_nobody_knows_is_said_to_be_taken_for_a_local_one() -> None:
    result = declared("vendors: [zilverberk_kassa, Google Analytics]\n")
    assert {vendor.id for vendor in result.vendors} == {"zilverberk_kassa", "google_analytics"}
    assert result.by_hand is not None
    assert len(result.by_hand.notes) == 1
    assert result.by_hand.notes[0].startswith("zilverberk_kassa is no service that is known here")


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ("", "v.yaml is not a declaration"),
        ("- no_cookies\n", "v.yaml is not a declaration"),
        ("claims: [no_cookie]\n", "v.yaml, line 1: claims.1.type: 'no_cookie' is not known here; did you mean no_coo"),
        ("claims: no_cookies\n", "line 1: claims: a list is meant here"),
        ("clams: []\n", "the key 'clams' is unknown"),
        ("mode: merge\n", "'merge' is none of replace, add"),
        ("declared: 2\n", "declared: "),
        ("claims:\n- no_cookies\n- {type: only_vendors}\n", "line 3: claims.2: a claim only_vendors needs the para"),
        ("claims:\n- {type: no_cookies, params: {vendor: hotjar}}\n", "a claim no_cookies has no parameter vendor"),
        ("claims:\n- {type: no_cookies, params: {conditon: login}}\n", "the key 'conditon' is unknown"),
        ("claims:\n- {type: no_cookies, params: {condition: always}}\n", "'always' is none of before_choice"),
        ("claims:\n- {type: dnt, params: {value: misschien}}\n", "'misschien'"),
        ("cookies:\n- {name: 12}\n", "'12' is not text; put it in quotes"),
        ("cookies:\n- {lifetime: 2 years}\n", "cookies.1.name: this key is missing"),
        ("cookies:\n- {name: a, lifetime: lang}\n", "line 2: cookies.1.lifetime: 'lang' is no lifetime"),
        ("cookies:\n- {name: a, lifetime: -1}\n", "lifetime"),
        ("cookies:\n- {name: a, lifetime: yes}\n", "lifetime"),
        ("claims: []\nclaims: [no_cookies]\n", "line 2: the key 'claims' stands twice"),
        ("claims: &a [no_cookies]\ncookies: *a\n", "line 2: aliases (*name) are not used"),
        ("claims: [" * 30, "nested deeper"),
        ("claims: [no_cookies\n", "v.yaml is not YAML: line 2"),
        ("date: 2026-02-30\n", "v.yaml"),
        ("? [a]\n: b\n", "a key has to be a word"),
        ("a: !!python/object:os.system {}\n", "v.yaml is not YAML"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_in_a_sentence_with_its_place(form: str, sentence: str) -> None:
    with pytest.raises(InputError) as caught:
        authored_from(form.encode(), "v.yaml")
    assert len(caught.value.sentences) == 1
    assert sentence in caught.value.sentence
    assert caught.value.sentence.endswith(".")


def test_each_error_has_a_sentence_and_a_flood_of_them_an_end() -> None:
    with pytest.raises(InputError) as caught:
        authored_from(b"mode: x\nclaims: [a, b]\n", "v.yaml")
    assert len(caught.value.sentences) == 3
    with pytest.raises(InputError) as caught:
        authored_from(b"claims: [" + b"x, " * 500 + b"]\n", "v.yaml")
    assert caught.value.sentences[-1] == "And 488 more like these."


@pytest.mark.parametrize("data", [b"\xff\xfe", b"\x00", b"a: \x1b[31m\n", b"x" * (9 * 2**20)])
def test_no_text_and_too_much_of_it_are_refused(data: bytes) -> None:
    with pytest.raises(InputError):
        authored_from(data, "v.yaml")


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="claims: no_cookies\n-[]{}&*'\"#|>!?%@é\t0", max_size=80))
def test_no_file_makes_it_fail_otherwise(text: str) -> None:
    try:
        result = apply(machine(), authored_from(text.encode(), "v.yaml"))
    except InputError:
        return
    assert all(claim.quote for claim in result.claims)


def test_the_examples_of_the_documentation_are_right(root: Path) -> None:
    text = (root / "docs" / "declared.md").read_text(encoding="utf-8")
    examples = re.findall(r"(?s)```yaml\n(.*?)```", text)
    assert len(examples) == 2
    for example in examples:
        result = declared(example)
        assert result.by_hand is not None
        assert result.by_hand.notes == ()


def test_the_documentation_lists_every_claim_type_with_its_parameters(root: Path) -> None:
    text = (root / "docs" / "declared.md").read_text(encoding="utf-8")
    for claim_type, (needed, further) in OWN.items():
        parameters = ", ".join([*(f"**{name}**" for name in needed), *further])
        assert re.search(rf"(?m)^\| `{claim_type}` \| [^|]+ \| {re.escape(parameters)} \|$", text), claim_type
