"""When no further round of visits is made."""

from __future__ import annotations

from datetime import UTC, datetime

from auditor.crawl.collector import Collected
from auditor.crawl.plan import VisitRecord
from auditor.crawl.repeats import why_enough
from auditor.models.observation import Cookie, Setter


def record(number: int, *names: str) -> VisitRecord:
    cookies = tuple(
        Cookie(
            name=name, domain="winkel.example", path="/", host_only=True, secure=True, http_only=False,
            same_site="Lax", lifetime_seconds=60, session=False, party="first",
            setter=Setter(how="header", url=None, party=None), outcome="stored", value=None, pages=(),
        )
        for name in names
    )  # fmt: skip
    return VisitRecord("before", number, datetime.now(UTC), collected=[Collected(cookies=cookies)])


def test_two_rounds_without_anything_new_are_enough() -> None:
    quiet = [record(1, "a", "b"), record(2, "a"), record(3, "b")]
    assert why_enough(quiet[:2], 2, 9, longest=1, left=100) is None
    assert why_enough(quiet, 3, 9, longest=1, left=100) == "3 of 9 visits were made: the last two brought nothing new."


def test_something_new_in_either_round_asks_for_another() -> None:
    assert why_enough([record(1, "a"), record(2, "a", "b"), record(3, "a")], 3, 9, longest=1, left=100) is None
    assert why_enough([record(1, "a"), record(2, "a"), record(3, "b")], 3, 9, longest=1, left=100) is None


def test_an_id_in_a_name_is_nothing_new() -> None:
    renamed = [record(1, "cart_8f3a9c1d77"), record(2, "cart_0a1b2c3d4e"), record(3, "cart_99aabbccdd")]
    assert why_enough(renamed, 3, 9, longest=1, left=100) is not None


def test_no_round_is_begun_that_would_be_cut_short() -> None:
    assert (
        why_enough([record(1, "a")], 1, 3, longest=10, left=12)
        == "1 of 3 visits were made: there was no time for another."
    )
    assert why_enough([record(1, "a")], 1, 3, longest=10, left=14) is None
    assert why_enough([record(1, "a")], 1, 1, longest=10, left=0) is None
