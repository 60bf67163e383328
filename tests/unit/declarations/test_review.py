"""Corrections of a reading: bound to the text that they were made on; once it has changed, left out with a note."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
import yaml
from test_authored import TEXT, machine

from auditor.errors import InputError
from auditor.models.declaration import Declaration, Defect
from auditor.models.document import DocumentText
from auditor.pipeline import document_from_file
from declarations.authored import apply, authored_from
from declarations.reader import read
from declarations.review import text_sha256
from declarations.review_form import review_form

POLICIES = Path(__file__).parents[2] / "policies"


def with_defects() -> Declaration:
    here = machine().documents[0].url
    return machine().model_copy(
        update={
            "defects": (
                Defect(kind="unfilled_placeholder", quote="Hotjar", document=here, start=49, end=55),
                Defect(kind="no_cookie_section", quote=None),
            )
        }
    )


def decided(*changes: tuple[str, str], base: Declaration | None = None, to: Declaration | None = None) -> Declaration:
    """The reading after a form in which each first text was replaced by the second, once."""
    form = review_form(base or machine())
    for old, new in changes:
        assert old in form
        form = form.replace(old, new, 1)
    return apply(to or base or machine(), authored_from(form.encode(), "r.yaml"))


def with_text(text: str, url: str | None = None) -> Declaration:
    """The reading of the same site with another text of the same shape, or at another address."""
    old = machine()
    document = old.documents[0].model_copy(
        update={"content": DocumentText(text=text, blocks=()), "url": url or old.documents[0].url}
    )
    moved = {"document": document.url}
    return old.model_copy(
        update={
            "documents": (document,),
            "claims": tuple(claim.model_copy(update=moved) for claim in old.claims),
            "cookies": tuple(row.model_copy(update=moved) for row in old.cookies),
        }
    )


DENIAL = "review: open\n    type: no_category"
HOTJAR = "review: open\n    type: uses_vendor"
BY_HAND = {"by_hand", "documents"}


def test_a_form_without_a_decision_changes_nothing() -> None:
    result = decided(base=with_defects())
    assert result.model_dump(exclude=BY_HAND) == with_defects().model_dump(exclude=BY_HAND)
    assert result.documents == with_defects().documents
    assert result.by_hand is not None
    assert result.by_hand.notes == ()


def test_each_entry_has_its_quote_and_the_text_its_sha256() -> None:
    form = yaml.safe_load(review_form(with_defects()))
    (document,) = form["documents"]
    assert document["text_sha256"] == text_sha256(TEXT)
    assert [entry["quote"] for entry in document["claims"]] == TEXT.split("\n")
    assert {entry["review"] for kind in ("claims", "cookies", "defects") for entry in document[kind]} == {"open"}
    assert [entry["kind"] for entry in form["together"]["defects"]] == ["no_cookie_section"]


def test_confirming_and_rejecting() -> None:
    result = decided((DENIAL, DENIAL.replace("open", "confirm")), (HOTJAR, HOTJAR.replace("open", "reject")))
    assert [(claim.type, claim.origin) for claim in result.claims] == [("no_category", "confirmed")]
    assert result.by_hand is not None
    assert (result.by_hand.confirmed, result.by_hand.rejected) == (1, 1)


def test_a_vendor_that_nothing_names_any_more_is_no_longer_declared() -> None:
    rejected = (HOTJAR, HOTJAR.replace("open", "reject"))
    assert [one.id for one in decided(rejected).vendors] == ["hotjar"]  # the row still names it
    assert decided(rejected, ("review: open\n    name", "review: reject\n    name")).vendors == ()
    assert decided(("{review: open, id: hotjar", "{review: reject, id: hotjar")).vendors == ()


def test_correcting() -> None:
    result = decided(
        (DENIAL, DENIAL.replace("open", "correct")),
        ("params:\n      category: [marketing]", "params: {category: [marketing], scope: /blog}"),
        ("quote: Wij plaatsen geen trackingcookies.", "quote: geen   trackingcookies"),
    )
    claim = result.claims[0]
    assert (claim.origin, claim.params) == ("corrected", {"category": ["marketing"], "scope": "/blog"})
    assert (claim.quote, claim.start) == ("geen trackingcookies", 13)


def test_adding_what_was_missed() -> None:
    entry = "  - {review: add, type: uses_vendor, params: {vendor: Hotjar}, quote: gebruiken Hotjar}\n"
    result = decided(("  cookies:\n", f"{entry}  cookies:\n"))
    assert (result.claims[-1].origin, result.claims[-1].quote) == ("added", "gebruiken Hotjar")
    missing = decided(("  cookies:\n", f"{entry.replace('gebruiken', 'laden')}  cookies:\n"))
    assert len(missing.claims) == 2
    assert missing.by_hand is not None
    assert "does not stand in" in missing.by_hand.notes[0]


def test_rows_and_defects_are_decided_on_too() -> None:
    result = decided(
        ("name: _hj*", "name: _hjSession*"),
        ("review: open\n    name", "review: correct\n    name"),
        ("review: open\n    kind", "review: reject\n    kind"),
        ("{review: open, kind: no_cookie_section", "{review: reject, kind: no_cookie_section"),
        base=with_defects(),
    )
    assert [row.name for row in result.cookies] == ["_hjSession*"]
    assert result.defects == ()


def test_a_contradiction_goes_with_the_claim_that_was_rejected() -> None:
    here = machine().documents[0].url
    first, second = TEXT.split("\n")
    defect = Defect(kind="contradiction", quote=first, document=here, start=0, end=34, detail=second)
    base = machine().model_copy(update={"defects": (defect,)})
    assert decided((DENIAL, DENIAL.replace("open", "confirm")), base=base).defects == (defect,)
    assert decided((HOTJAR, HOTJAR.replace("open", "reject")), base=base).defects == ()


def test_in_mode_replace_only_what_a_person_decided_stands() -> None:
    result = decided(("mode: add", "mode: replace"), (DENIAL, DENIAL.replace("open", "confirm")))
    assert [claim.type for claim in result.claims] == ["no_category"]
    assert (result.cookies, result.vendors) == ((), ())
    assert result.by_hand is not None
    assert result.by_hand.replaced == 1


@pytest.mark.parametrize("mode", ["add", "replace"])
def test_a_decision_on_a_text_that_has_changed_is_left_out_and_said_to_be(mode: str) -> None:
    changed = with_text(TEXT.replace("Hotjar", "Matomo"))
    result = decided(
        ("mode: add", f"mode: {mode}"), (DENIAL, DENIAL.replace("open", "reject")),
        ("{review: open, id: hotjar", "{review: reject, id: hotjar"), to=changed,
    )  # fmt: skip
    assert result.claims == changed.claims
    assert result.vendors == changed.vendors
    assert result.by_hand is not None
    assert result.by_hand.rejected == 0
    assert result.by_hand.notes == (
        f"The text of {changed.documents[0].url} has changed since its review, and the corrections made to it (1) are"
        " left out.",
        "What was decided on all texts together is left out, since not all are as they were.",
    )


def test_a_decision_holds_for_its_text_at_another_address() -> None:
    moved = with_text(TEXT, "https://winkel.example/beleid")
    result = decided((DENIAL, DENIAL.replace("open", "reject")), to=moved)
    assert [claim.type for claim in result.claims] == ["uses_vendor"]


def test_a_document_that_is_gone_is_said_to_be() -> None:
    elsewhere = with_text("Andere tekst. Wij gebruiken dit en dat en nog meer.", "https://winkel.example/nieuw")
    result = decided((DENIAL, DENIAL.replace("open", "reject")), to=elsewhere)
    assert result.by_hand is not None
    assert "was not found" in result.by_hand.notes[0]


def test_claims_that_the_review_does_not_list_are_kept_and_said_to_be() -> None:
    form = re.sub(r"(?s)\n  - review: open\n    type: uses_vendor.*?read_as: \w+\n", "\n", review_form(machine()))
    result = apply(machine(), authored_from(form.encode(), "r.yaml"))
    assert len(result.claims) == 2
    assert result.by_hand is not None
    assert result.by_hand.notes == (
        "In https://www.winkel.example/privacy claims are read now that its review does not list (1).",
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("category: [marketing]", "category: [analytics]", "was changed but its review says open; write correct"),
        ("name: _hj*", "name: _ga", "the cookie was changed but its review says open"),
        (DENIAL, DENIAL.replace("open", "oke"), "'oke' is none of open, confirm, correct, reject, add"),
        (DENIAL, DENIAL.replace("open", "add"), "an added entry has no read_as"),
        ("text_sha256: ", "text_sha256: 0", "does not have the form that is meant"),
        ("  cookies:\n", "  - {review: confirm, type: no_cookies, quote: x}\n  cookies:\n", "can only be added"),
        ("  cookies:\n", "  - {review: add, type: only_vendors, quote: x}\n  cookies:\n", "needs the parameter vendor"),
        ("  cookies:\n", "  - {review: add, type: dnt, params: {valeu: 1}, quote: x}\n  cookies:\n", "'valeu' is unkn"),
        ("  cookies:\n", "  - {review: add, type: lifetime, params: {lifetime: x}, quote: x}\n  cookies:\n", "no life"),
    ],
)  # fmt: skip
def test_a_slip_in_the_form_is_told(old: str, new: str, sentence: str) -> None:
    form = review_form(machine())
    assert old in form
    with pytest.raises(InputError, match=re.escape(sentence)):
        authored_from(form.replace(old, new, 1).encode(), "r.yaml")


@pytest.mark.parametrize("folder", ["nl", "xx"])
def test_the_reading_of_real_looking_texts_goes_through_the_form_unchanged(folder: str) -> None:
    pages = sorted(path for path in (POLICIES / folder).glob("*") if path.suffix in (".html", ".txt"))
    assert pages
    for page in pages:
        found = read([document_from_file(page)])
        form = review_form(found)
        untouched = apply(found, authored_from(form.encode(), "r.yaml"))
        assert untouched.model_dump(exclude=BY_HAND) == found.model_dump(exclude=BY_HAND), page.name
        corrected = apply(found, authored_from(form.replace("review: open", "review: correct").encode(), "r.yaml"))
        assert [(claim.type, claim.start, claim.end) for claim in corrected.claims] == [
            (claim.type, claim.start, claim.end) for claim in found.claims
        ], page.name
        assert corrected.by_hand is not None
        assert corrected.by_hand.notes == (), page.name
        decisions = itertools.cycle(("confirm", "reject", "correct", "open"))
        mixed = re.sub("review: open", lambda _, turn=decisions: f"review: {next(turn)}", form)
        for mode in ("add", "replace"):
            result = apply(found, authored_from(mixed.replace("mode: add", f"mode: {mode}").encode(), "r.yaml"))
            text = {document.url: document.text for document in result.documents}
            for thing in (*result.claims, *result.cookies):
                assert thing.quote == text[thing.document][thing.start : thing.end], page.name


@pytest.mark.parametrize(
    "odd",
    ["a\x85b", "\u2028", "\ufeffa", "a\tb", "---", "# x", "- x", "  x\n y", "\u202e", "\x07", "'", "a: b", "yes", "*x"],
)
def test_odd_texts_come_back_as_they_were(odd: str) -> None:
    text = f"{odd} wij"
    base = with_text(text)
    place = {"quote": text, "start": 0, "end": len(text)}
    base = base.model_copy(
        update={
            "claims": (base.claims[0].model_copy(update=place),),
            "cookies": (base.cookies[0].model_copy(update={**place, "name": odd, "purpose": ""}),),
        }
    )
    result = apply(base, authored_from(review_form(base).replace("review: open", "review: confirm").encode(), "r.yaml"))
    assert result.claims[0].quote == text
    assert result.cookies == base.cookies
    assert result.by_hand is not None
    assert (result.by_hand.confirmed, result.by_hand.notes) == (3, ())
