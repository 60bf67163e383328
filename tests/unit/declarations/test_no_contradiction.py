"""Statements that seem to contradict each other, and do not."""

from __future__ import annotations

import pytest
from reading import declared


def _kinds(body: str, code: str) -> list[str]:
    return [defect.kind for defect in declared(f"<h2>Cookies</h2><p>{body}</p>", code).defects]


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("en", "By using this site you agree to our cookies. The Meta pixel is only loaded after you click OK."),
        ("nl", "Op de site van de holding worden geen cookies geplaatst. Op onze website plaatsen wij cookies."),
        ("de", "Auf der Seite der Holding werden keine Cookies gesetzt. Auf unserer Website setzen wir Cookies."),
        ("fr", "Sur le site de la holding, aucun cookie n'est déposé. Sur notre site, nous déposons des cookies."),
        ("de", "Soweit nachstehend nichts anderes steht, setzen wir keine Cookies. Wir verwenden Cookies von Matomo."),
    ],
)
def test_a_limit_or_a_single_service_is_no_contradiction(code, body):
    assert "contradiction" not in _kinds(body, code)


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("en", "We do not use marketing cookies on this website. We use marketing cookies to show you advertisements."),
        ("nl", "Wij plaatsen geen cookies op deze website. Wij plaatsen analytische cookies om het bezoek te meten."),
    ],
)
def test_what_cannot_both_be_true_is_one(code, body):
    assert "contradiction" in _kinds(body, code)
