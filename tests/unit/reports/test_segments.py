from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from reports.views.segments import TONES, Mark, Segment, split

TEXT = "Wij zetten geen cookies, zegt deze zin, en dan nog wat."


def mark(number: int, start: int, end: int, tone: str = "confirmed") -> Mark:
    return Mark(number, tone, tone, start, end)  # type: ignore[arg-type]


def shape(segments: tuple[Segment, ...]) -> list[tuple[str, str | None, bool, list[int]]]:
    return [(s.text, s.tone, s.nested, [r.mark.number for r in s.references]) for s in segments]


def test_text_without_marks_is_one_segment() -> None:
    assert shape(split(TEXT, 0, 10, [])) == [(TEXT[:10], None, False, [])]
    assert split(TEXT, 5, 5, []) == ()


def test_nested_marks_show_the_heaviest_tone_and_end_where_they_end() -> None:
    outer, inner = mark(1, 0, 23, "confirmed"), mark(2, 11, 23, "contradicted")
    assert shape(split(TEXT, 0, 30, [outer, inner])) == [
        ("Wij zetten ", "confirmed", False, []),
        ("geen cookies", "contradicted", True, [1, 2]),
        (TEXT[23:30], None, False, []),
    ]


def test_overlapping_marks_are_cut_at_every_edge() -> None:
    segments = shape(split("abcdefgh", 0, 8, [mark(1, 1, 5), mark(2, 3, 7, "cannot_tell")]))
    assert segments == [
        ("a", None, False, []),
        ("bc", "confirmed", False, []),
        ("de", "confirmed", True, [1]),
        ("fg", "cannot_tell", False, [2]),
        ("h", None, False, []),
    ]


def test_a_mark_over_two_blocks_is_referred_to_in_both_and_first_in_the_first() -> None:
    over = mark(1, 2, 9)
    first, second = split("abcde\nfghij", 0, 5, [over]), split("abcde\nfghij", 6, 11, [over])
    assert [reference.first for segment in first for reference in segment.references] == [True]
    assert [reference.first for segment in second for reference in segment.references] == [False]
    assert "".join(segment.text for segment in second if segment.tone) == "fgh"


marks = st.builds(
    Mark,
    number=st.integers(1, 999),
    tone=st.sampled_from(TONES),
    label=st.just(""),
    start=st.integers(-5, 70),
    end=st.integers(-5, 70),
)


@given(st.lists(marks, max_size=8, unique_by=lambda entry: entry.number), st.integers(0, 55), st.integers(0, 55))
def test_segments_are_the_block_and_refer_once_to_each_mark_in_it(
    given_marks: list[Mark], start: int, end: int
) -> None:
    start, end = min(start, end), min(max(start, end), len(TEXT))
    segments = split(TEXT, start, end, given_marks)
    assert "".join(segment.text for segment in segments) == TEXT[start:end]
    counts = Counter(reference.mark.number for segment in segments for reference in segment.references)
    inside = {
        entry.number
        for entry in given_marks
        if entry.start < min(entry.end, end) and entry.end > start and entry.start < end
    }
    assert counts == dict.fromkeys(inside if start < end else (), 1)
