"""What became of policy texts: claims added, removed and reworded, and the lines side by side."""

from __future__ import annotations

import time

from history_builders import policy, result, with_policy
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.history.changes import compare
from auditor.history.text_changes import LONGEST_LINE, MOST_ROWS, Row, compare_texts

OLD = "Wij gebruiken cookies.\nWij plaatsen geen marketingcookies.\nCookies blijven 90 dagen staan."
NEW = "Wij gebruiken cookies.\nWij gebruiken marketingcookies.\nCookies blijven 365 dagen staan."


def test_claims_of_a_changed_text() -> None:
    old = with_policy(
        OLD,
        ("uses_cookies", "Wij gebruiken cookies.", {}),
        ("no_category", "Wij plaatsen geen marketingcookies.", {"category": ["marketing"]}),
        ("lifetime", "Cookies blijven 90 dagen staan.", {"lifetime": 90 * 86400}),
    )
    new = with_policy(
        NEW,
        ("uses_cookies", "Wij gebruiken cookies.", {}),
        ("uses_category", "Wij gebruiken marketingcookies.", {"category": ["marketing"]}),
        ("lifetime", "Cookies blijven 365 dagen staan.", {"lifetime": 365 * 86400}),
    )
    (change,) = compare(old, new).policies
    assert change.kind == "changed"
    assert [claim.type for claim in change.claims_added] == ["uses_category", "lifetime"]
    assert [claim.type for claim in change.claims_removed] == ["no_category", "lifetime"]
    assert change.claims_reworded == ()
    assert change.old_sha256 != change.new_sha256


def test_the_same_claim_in_other_words_and_in_another_order_of_values() -> None:
    one, two = "Geen analyse, geen reclame.", "Reclame en analyse doen wij niet."
    old = with_policy(one, ("no_category", one, {"category": ["analytics", "marketing"]}))
    new = with_policy(two, ("no_category", two, {"category": ["marketing", "analytics"]}))
    (change,) = compare(old, new).policies
    assert (change.claims_added, change.claims_removed) == ((), ())
    (reworded,) = change.claims_reworded
    assert (reworded.old.quote, reworded.new.quote) == (
        "Geen analyse, geen reclame.",
        "Reclame en analyse doen wij niet.",
    )


def test_new_gone_and_unread_texts() -> None:
    text = policy("Wij gebruiken cookies.")
    empty = policy("", status=500)
    assert [one.kind for one in compare(result(), result(documents=(text,))).policies] == ["new"]
    assert [one.kind for one in compare(result(documents=(text,)), result()).policies] == ["gone"]
    assert [one.kind for one in compare(result(documents=(text,)), result(documents=(empty,))).policies] == ["unread"]
    assert [one.kind for one in compare(result(documents=(empty,)), result(documents=(text,))).policies] == ["new"]
    assert compare(result(documents=(text,)), result(documents=(text,))).policies == ()
    assert compare(result(documents=(empty,)), result()).policies == ()


def test_a_fragment_makes_no_other_text() -> None:
    one = policy("Wij gebruiken cookies.", url="https://www.ketting.example/privacy#cookies")
    two = policy("Wij gebruiken cookies.", url="https://www.ketting.example/privacy")
    assert compare(result(documents=(one,)), result(documents=(two,))).policies == ()


def _words(rows: tuple[Row, ...], side: str) -> list[str]:
    return [piece.text for row in rows for piece in getattr(row, side) if piece.differs]


def test_words_that_differ_are_marked() -> None:
    rows = compare_texts("a\nCookies blijven 90 dagen staan.\nb", "a\nCookies blijven 365 dagen staan.\nb")
    assert [row.kind for row in rows] == ["same", "changed", "same"]
    assert (_words(rows, "old"), _words(rows, "new")) == (["90 "], ["365 "])


def test_lines_with_little_in_common_stand_apart() -> None:
    rows = compare_texts("Wij verkopen uw gegevens.", "Onze winkel sluit om zes uur vandaag!")
    assert [row.kind for row in rows] == ["removed", "added"]


def test_what_is_far_from_a_difference_is_a_gap() -> None:
    lines = [f"regel {n}" for n in range(30)]
    rows = compare_texts("\n".join(lines), "\n".join([*lines[:15], "erbij", *lines[15:]]))
    assert [row.kind for row in rows] == ["gap", "same", "same", "added", "same", "same", "gap"]
    assert (rows[0].skipped, rows[-1].skipped) == (13, 13)


LINES = st.lists(st.sampled_from(["a", "b", "een lange regel met woorden", "", "x " * 20, "\u202e<b>"]), max_size=40)


@settings(max_examples=150, deadline=None)
@given(LINES, LINES)
def test_every_line_is_in_the_rows_or_in_a_gap(a: list[str], b: list[str]) -> None:
    old, new = "\n".join(a), "\n".join(b)
    rows = compare_texts(old, new)
    if old.splitlines() == new.splitlines():
        assert rows == ()
        return
    skipped = sum(row.skipped for row in rows)
    for side, lines, other in (("old", old.splitlines(), "added"), ("new", new.splitlines(), "removed")):
        shown = ["".join(piece.text for piece in getattr(row, side)) for row in rows if row.kind not in (other, "gap")]
        assert len(shown) + skipped == len(lines)
        place = 0
        for line in shown:
            place = lines.index(line, place) + 1
    changed = {row.kind for row in rows} & {"changed", "added", "removed"}
    assert changed


def test_hostile_texts_cost_little() -> None:
    pairs = [
        ("a\n" * 100_000, "b\n" * 100_000),
        ("a\nb\n" * 30_000, "b\na\n" * 29_000),
        ("woord " * 200_000, "woord woord x " * 100_000),
        ("\n".join(map(str, range(50_000))), "\n".join(map(str, range(1, 100_000, 2)))),
        ("\n".join(f"a{n % 7} " * 900 for n in range(60)), "\n".join(f"a{n % 5} " * 900 for n in range(60))),
        ("\n".join(map(str, range(2400))), "\n".join(map(str, reversed(range(2400))))),
    ]
    for old, new in pairs:
        began = time.monotonic()
        rows = compare_texts(old, new)
        assert time.monotonic() - began < 5
        assert sum(row.kind not in ("same", "gap") for row in rows) <= MOST_ROWS + 1
        assert all(len(piece.text) <= LONGEST_LINE for row in rows for piece in (*row.old, *row.new))
