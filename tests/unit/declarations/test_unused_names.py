"""Names that the words beside them put aside, and names that only stand near a denial."""

from __future__ import annotations

import pytest
from placed import placed

from declarations.weighing.unused import is_put_aside


def _aside(text: str, code: str) -> bool:
    passage, _ = placed(text, code)
    return is_put_aside(passage, passage.mentions[0])


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("nl", "Google Analytics: nee."),
        ("nl", "De plattegrond is een tekening, niet van Google Maps."),
        ("nl", "Tot vorig jaar werkten wij met Hotjar."),
        ("en", "Hotjar: none."),
        ("en", "The map is a drawing, not Google Maps."),
        ("en", "Hotjar we gave up."),
        ("en", "Until last year we used Hotjar."),
        ("de", "Hotjar ist bei uns unbekannt."),
        ("de", "Das Video stammt nicht von YouTube."),
        ("de", "Bis 2021 zählten wir mit Matomo."),
        ("fr", "Le formulaire n'a pas de reCAPTCHA."),
        ("fr", "Jusqu'à la saison 2021 on comptait avec Hotjar."),
        ("fr", "Le pixel de Facebook, dont on a beaucoup parlé, n'y est pas."),
    ],
)
def test_a_name_with_a_denial_right_beside_it_is_not_used(code, text):
    assert _aside(text, code)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("nl", "Hotjar: bezoekcijfers."),
        ("nl", "Wij plaatsen geen Hotjar-cookies zonder uw akkoord."),
        ("nl", "Wij verkopen niets en meten met Hotjar."),
        ("nl", "Niet alleen Hotjar meet mee."),
        ("en", "We set no cookies but use Hotjar."),
        ("en", "No Hotjar cookies are set."),
        ("en", "Until you agree, Hotjar is off."),
        ("de", "Nicht nur Hotjar zählt mit."),
        ("de", "Bis Sie zustimmen, zählt Matomo."),
        ("fr", "Pas de Hotjar sans votre accord."),
        ("fr", "Hotjar mesure l'audience, et Matomo n'y est pas relié à votre nom."),
    ],
)
def test_a_name_near_another_denial_stays(code, text):
    assert not _aside(text, code)
