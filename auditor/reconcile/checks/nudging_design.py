"""The design of the banner steers to accepting: refusing is markedly smaller, fainter, or a bare link.

Compares the button that accepts with the one that refuses, where both stand on the first layer. Found when

- the refusal is at most half as large (area), and not merely because its words are shorter;
- the words of the refusal have less contrast than 3:1, which WCAG 2.2 (1.4.3) asks even of large text, while those of
  the acceptance have the 4.5:1 that it asks of ordinary text;
- the acceptance is a filled button that stands out from the banner by 3:1 (WCAG 2.2, 1.4.11), and the refusal a bare
  line of words without a fill, at most three quarters as high.

A colour by itself, an outlined button, a link with the look and size of a button, or another order is not counted:
the report of the EDPB's taskforce (17 January 2023, practices C, D and E) imposes no colours and judges case by case;
it calls misleading a refusal that hides in a line of text, or whose words cannot be read. Where sizes or contrasts
could not be measured, the outcome is that it cannot be told. Minor.
"""

from __future__ import annotations

from auditor.models.common import ReportLanguage
from auditor.models.consent import Button
from auditor.reconcile import banner
from auditor.reconcile.check import CheckInfo, Detail, Draft, Found, Silence, Texts
from auditor.reconcile.view import View

#: The acceptance has to be more than this many times as large (our threshold; no authority states one).
AREA_RATIO = 2.0

#: Least contrast of large text, and of ordinary text. Source: WCAG 2.2, success criterion 1.4.3.
LARGE_TEXT_CONTRAST, TEXT_CONTRAST = 3.0, 4.5

#: Least contrast by which a control is told from what surrounds it. Source: WCAG 2.2, success criterion 1.4.11.
CONTROL_CONTRAST = 3.0

#: Below this contrast with the banner a button has no fill of its own to speak of (our threshold).
NO_FILL = 1.15

#: A bare line of words is at most this part of a button's height (ours: a button has padding above and below).
BARE_HEIGHT = 0.75

INFO = CheckInfo(
    id="nudging_design",
    group="banner",
    severity="minor",
    needs=banner.NEEDS,
    legal=("ap_cookie_banners", "edpb_cookie_banner_taskforce"),
    fields=("accept", "reject", "difference"),
    texts={
        "nl": Texts(
            title="De knop om te weigeren valt veel minder op dan die om te accepteren",
            explanation="De knoppen {accept} en {reject} verschillen duidelijk: {difference}. {limits}",
            remedy="Geef beide knoppen dezelfde vorm en grootte en een goed leesbaar contrast.",
        ),
        "en": Texts(
            title="The button to refuse stands out much less than the one to accept",
            explanation="The buttons {accept} and {reject} differ markedly: {difference}. {limits}",
            remedy="Give both buttons the same shape and size, and a contrast that reads well.",
        ),
    },
)


def find(view: View) -> Found:
    """One finding, about the pair of buttons."""
    silent = banner.unless_needed(view)
    if silent is not None:
        return silent
    surface = view.surface
    accepting, refusing = banner.buttons(surface, "accept"), banner.buttons(surface, "reject")
    if not accepting or not refusing:
        return Silence("not_applicable", "The banner's first layer has no pair of buttons to accept and to refuse.")
    accept, reject = max(accepting, key=_area), max(refusing, key=_area)
    if not (_area(accept) and _area(reject)):
        return Silence("cannot_tell", "The sizes of the banner's buttons could not be measured.")
    differences = [one for one in (_size(accept, reject), _contrast(accept, reject), _kind(accept, reject)) if one]
    if not differences:
        unmeasured = None in (accept.contrast, reject.contrast)
        return (
            Silence("cannot_tell", "The contrast of the banner's buttons could not be measured.") if unmeasured else ()
        )
    details: dict[str, Detail] = {
        "accept": "".join(banner.quoted([accept.text or accept.element])),
        "reject": "".join(banner.quoted([reject.text or reject.element])),
        "difference": {language: "; ".join(one[language] for one in differences) for language in _LANGUAGES},
    }
    found = tuple(banner.button_proof(surface, one, "minor") for one in (accept, reject))
    return (Draft(banner.SUBJECT, found, details=details),)


_LANGUAGES: tuple[ReportLanguage, ...] = ("nl", "en")

_Words = dict[ReportLanguage, str]


def _area(button: Button) -> int:
    return button.width * button.height


def _size(accept: Button, reject: Button) -> _Words | None:
    """Larger by more than `AREA_RATIO`, where longer words alone do not make it so."""
    ratio = _area(accept) / _area(reject)
    words = max(len(accept.text.strip()), 1) / max(len(reject.text.strip()), 1)
    if ratio <= AREA_RATIO or ratio <= AREA_RATIO * words:
        return None
    return {
        "nl": f"accepteren is {_number(ratio, 'nl')} keer zo groot",
        "en": f"accepting is {_number(ratio, 'en')} times as large",
    }


def _contrast(accept: Button, reject: Button) -> _Words | None:
    """Words of the refusal that are hard to read beside clear ones."""
    if accept.contrast is None or reject.contrast is None:
        return None
    if reject.contrast >= LARGE_TEXT_CONTRAST or accept.contrast < TEXT_CONTRAST:
        return None
    return {
        "nl": f"de woorden om te weigeren hebben een contrast van {_number(reject.contrast, 'nl')}:1"
        f" tegen {_number(accept.contrast, 'nl')}:1",
        "en": f"the words to refuse have a contrast of {_number(reject.contrast, 'en')}:1"
        f" against {_number(accept.contrast, 'en')}:1",
    }


def _kind(accept: Button, reject: Button) -> _Words | None:
    """A filled button beside a bare line of words."""
    if accept.prominence is None or reject.prominence is None:
        return None
    bare = reject.prominence < NO_FILL and reject.height <= BARE_HEIGHT * accept.height
    if accept.prominence < CONTROL_CONTRAST or not bare:
        return None
    return {
        "nl": "accepteren is een gevulde knop en weigeren een losse regel tekst",
        "en": "accepting is a filled button and refusing a bare line of words",
    }


def _number(value: float, language: ReportLanguage) -> str:
    text = f"{value:.1f}"
    return text.replace(".", ",") if language == "nl" else text
