"""What goes wrong below the review application is said in Dutch on a Dutch page, with its values as they are."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from review_site import local_client, post

from auditor.errors import InputError
from auditor.history.corrections import checked_params
from auditor.models.claim_params import OWN, fault_of
from auditor.review.web.error_words import error_words, known
from auditor.store.addresses import normal_address
from auditor.store.store import Store

#: Modules whose refusals a page shows.
SHOWN = (
    "auditor.history.corrections", "auditor.store.addresses", "auditor.store.sites", "auditor.store.leases",
    "auditor.review.auditing", "auditor.schedule.attempt",
)  # fmt: skip

#: How an audit ends without a result, where such a module says it.
ENDS = ("STOPPED", "CANCELLED", "LATER", "GIVEN_UP")


def _text(node: ast.expr) -> str | None:
    """A literal, with ``x`` for each value in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values)
    return None


def refusals() -> Iterator[str]:
    """The sentences of all `InputError`s of those modules, and of what an audit ended by."""
    for name in SHOWN:
        tree = ast.parse(Path(str(importlib.import_module(name).__file__)).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            raised = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "InputError"
            ended = isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") in ENDS
            given = node.args[0] if raised else node.value if ended else None  # type: ignore[attr-defined]
            text = _text(given) if given is not None else None
            if text is not None and " " in text:
                yield text


SENTENCES = sorted(set(refusals()))


def test_refusals_are_found() -> None:
    assert len(SENTENCES) >= 7


@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_refusal_that_a_page_can_show_is_translated(sentence: str) -> None:
    assert known(sentence)
    assert error_words(sentence, "nl") != sentence
    assert error_words(sentence, "en") == sentence


@pytest.mark.parametrize("claim_type", list(OWN))
def test_what_is_wrong_with_parameters_is_translated(claim_type: str) -> None:
    for params in ({}, {"nonsense": 1}):
        fault = fault_of(claim_type, params)  # type: ignore[arg-type]
        if fault is not None:
            assert "Een uitspraak " + claim_type in error_words(fault[0].upper() + fault[1:] + ".", "nl")


@pytest.mark.parametrize(
    ("params", "dutch"),
    [
        ({"nonsense": "x"}, "nonsense: deze parameter bestaat niet."),
        ({"party": "x"}, "party: dit moet zijn: 'first' or 'third'."),
        ({"lifetime": -1}, "lifetime.constrained-int: dit moet ten minste 0 zijn."),
    ],
)
def test_a_value_that_cannot_be_is_told(params: dict[str, object], dutch: str) -> None:
    with pytest.raises(InputError) as refused:
        checked_params("lifetime", params)
    assert error_words(refused.value.sentence, "nl").startswith(dutch)


def test_values_stay_as_they_are() -> None:
    with pytest.raises(InputError) as refused:
        normal_address("ftp://{0}\\1 %s")
    assert error_words(refused.value.sentence, "nl") == r"'ftp://{0}\\1 %s' is niet het adres van een website."
    assert error_words("Nobody wrote this.", "nl") == "Nobody wrote this."


def test_the_page_says_it(store: Store) -> None:
    browser = local_client(store)
    browser.headers["accept-language"] = "nl"
    answer = post(browser, "/start", "/start", address="geen adres")
    assert answer.status_code == 422
    assert "is niet het adres van een website." in answer.text
