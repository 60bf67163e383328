"""The cases of the checks of the banner, and traps in which they must not accuse."""

from __future__ import annotations

from typing import Any

from check_scenarios import ADS, GS, PIXEL, SBP, SESSION, Case
from reconcile_builders import HOME, cookie, declaration, observation, request, state, written_by

from auditor.models.consent import BannerLink, Box, Button, ButtonRole, Choice, ConsentSurface, Step
from auditor.models.observation import Observation, StateObservation

#: Wide enough for its words, as buttons of one style are.
_PADDING, _PER_LETTER = 32, 9


def button(text: str, role: ButtonRole, **fields: Any) -> Button:
    """A button of one style: filled, 40 pixels high, clear words."""
    known: dict[str, Any] = {
        "element": "button", "width": _PADDING + _PER_LETTER * len(text), "height": 40, "contrast": 7.0,
        "prominence": 5.0, "font_size": 16.0,
    }  # fmt: skip
    return Button.model_validate({"text": text, "role": role, **known, **fields})


ACCEPT = button("Alles accepteren", "accept")
REJECT = button("Alles weigeren", "reject")
SETTINGS = button("Zelf instellen", "settings")
BEHIND = button("Weigeren", "reject", layer=2)
SAVE = button("Keuze opslaan", "save")
OK = button("Begrepen", "close")
LINE = {"element": "a", "height": 20, "prominence": 1.0, "width": 70}

PURPOSES = "Wij gebruiken cookies voor statistieken en voor persoonlijke advertenties."


def surface(*buttons: Button, **fields: Any) -> ConsentSurface:
    """A banner with two layers that were looked at, one click to accept, and words that name its purposes."""
    known: dict[str, Any] = {
        "kind": "banner", "text": PURPOSES, "language": "nl", "layers": 2, "buttons": buttons,
        "clicks_to_accept": 1, "clicks_to_reject": 1 if REJECT in buttons else 0,
    }  # fmt: skip
    return ConsentSurface.model_validate({**known, **fields})


#: After accepting a pixel runs and keeps a cookie: something that needs consent.
PIXEL_AFTER = state("accepted", cookies=(SBP,), requests=(request(PIXEL),))
#: After accepting only analytics whose vendor has purposes of its own; whose vendor has none; nothing.
ANALYTICS_AFTER = state("accepted", cookies=(GS,))
QUIET_ANALYTICS_AFTER = state(
    "accepted", cookies=(cookie("_km", setter=written_by("https://kleinmeten.test/m.js"), days=30),)
)
NOTHING_AFTER = state("accepted", cookies=(SESSION,))


def site(shown: ConsentSurface, *after: StateObservation, **before: Any) -> Observation:
    """A site with this banner; after accepting a pixel runs, unless other states are given."""
    return observation(state("before", **before), *(after or (PIXEL_AFTER,)), consent=shown)


def case(shown: ConsentSurface, *after: StateObservation, severity: Any = "info", **before: Any) -> Case:
    return Case(site(shown, *after, **before), declaration(), "banner", severity)


def notice(*buttons: Button, **fields: Any) -> ConsentSurface:
    return surface(*buttons, **{"kind": "notice", "layers": 1, "clicks_to_accept": None, **fields})


def ticked(label: str, **fields: Any) -> Box:
    return Box(label=label, checked=True, **fields)


NECESSARY = ticked("Noodzakelijke cookies", disabled=True)
UNTICKED = Box(label="Marketing", checked=False)


#: A refusal that was proved, with what was pressed for it.
def refused(*steps: Step) -> StateObservation:
    return state("rejected", choice=Choice(outcome="verified", clicks=len(steps), steps=steps))


_WALL = surface(ACCEPT, kind="wall", blocks_page=True)
_UNSEEN = surface(kind=None, reason="The page did not load.", buttons=(), clicks_to_reject=None, clicks_to_accept=None)

FOUND: dict[str, Case] = {
    "missing_reject": case(surface(ACCEPT, SETTINGS, BEHIND, clicks_to_reject=2), severity="serious"),
    "harder_reject": case(surface(ACCEPT, SAVE, boxes=(ticked("Marketing"),), clicks_to_reject=2), severity="moderate"),
    "preticked_choice": case(
        surface(ACCEPT, REJECT, SETTINGS, boxes=(NECESSARY, ticked("Marketing", layer=2))), severity="critical"
    ),
    "cookie_wall": case(_WALL, severity="moderate"),
    "nudging_design": case(surface(ACCEPT, button("Weigeren", "reject", **LINE)), severity="minor"),
    "undeclared_purpose": case(
        surface(ACCEPT, REJECT, text="Wij gebruiken cookies voor een betere website."), severity="moderate"
    ),
}

PASSED: dict[str, Case] = {
    "missing_reject": case(surface(ACCEPT, REJECT)),
    "harder_reject": case(surface(ACCEPT, REJECT)),
    "preticked_choice": case(surface(ACCEPT, REJECT, SETTINGS, boxes=(NECESSARY, UNTICKED))),
    "cookie_wall": case(surface(ACCEPT, REJECT, blocks_page=True)),
    "nudging_design": case(surface(ACCEPT, REJECT)),
    "undeclared_purpose": case(surface(ACCEPT, REJECT)),
}

#: A banner on a site where nothing that needs consent was seen.
NOT_APPLICABLE: dict[str, Case] = {
    name: Case(site(found.observation.consent, NOTHING_AFTER), declaration()) for name, found in FOUND.items()
}

CANNOT_TELL: dict[str, Case] = {
    "missing_reject": case(surface(ACCEPT, button("Kringloop", "other"), clicks_to_reject=None)),
    "harder_reject": case(surface(ACCEPT, SETTINGS, layers=1, clicks_to_reject=None)),
    "preticked_choice": case(surface(ACCEPT, SETTINGS, boxes=(UNTICKED,), layers=1)),
    "cookie_wall": case(
        _WALL.model_copy(update={"buttons": (ACCEPT, SETTINGS), "layers": 1, "clicks_to_reject": None})
    ),
    "nudging_design": case(
        surface(button("Ja", "accept", contrast=None), button("Nee", "reject", contrast=None, prominence=None))
    ),
    "undeclared_purpose": case(surface(ACCEPT, REJECT, text="Utilizamos cookies.", language="es")),
}

#: (check, what it is, case): nothing may be found. Each is a way in which such a check has accused wrongly elsewhere.
TRAPS: tuple[tuple[str, str, Case], ...] = (
    ("missing_reject", "a refusal named 'only necessary'",
     case(surface(ACCEPT, button("Alleen noodzakelijk", "reject"), clicks_to_reject=1))),
    ("missing_reject", "the refusal first", case(surface(REJECT, ACCEPT))),
    ("missing_reject", "boxes that are off and a button that saves",
     case(surface(ACCEPT, SAVE, boxes=(NECESSARY, UNTICKED), clicks_to_reject=1))),
    ("missing_reject", "a refusal in words that are not known, but proved from the first layer",
     case(surface(ACCEPT, button("Liever zonder", "other"), clicks_to_reject=None), PIXEL_AFTER,
          refused(Step(text="Liever zonder", role="other")))),
    ("missing_reject", "words that are not known, and nothing proved",
     case(surface(ACCEPT, button("Liever zonder", "other"), clicks_to_reject=0))),
    ("missing_reject", "a notice with nothing but settings", case(notice(SETTINGS))),
    ("missing_reject", "a notice without any button", case(notice())),
    ("missing_reject", "a notice on a site with analytics alone", case(notice(OK), ANALYTICS_AFTER)),
    ("missing_reject", "analytics of a mere processor alone", case(surface(ACCEPT), QUIET_ANALYTICS_AFTER)),
    ("missing_reject", "another language", case(surface(ACCEPT, language="pl"))),
    ("harder_reject", "a proved refusal that was shorter than the survey's",
     case(surface(ACCEPT, SETTINGS, clicks_to_reject=3), PIXEL_AFTER, refused(Step(text="Weiger", role="reject")))),
    ("harder_reject", "settings that were not opened", case(surface(ACCEPT, SETTINGS, layers=1))),
    ("harder_reject", "a notice", case(notice(OK))),
    ("preticked_choice", "a necessary box that can be switched", case(surface(ACCEPT, REJECT, boxes=(
        ticked("Strikt noodzakelijke cookies"),)))),
    ("preticked_choice", "a box for marketing that is on and cannot be switched",
     case(surface(ACCEPT, REJECT, boxes=(ticked("Marketing", disabled=True),)))),
    ("preticked_choice", "a legitimate interest",
     case(surface(ACCEPT, REJECT, boxes=(ticked("Marketing (gerechtvaardigd belang)", layer=2),)))),
    ("preticked_choice", "a box that names no purpose", case(surface(ACCEPT, REJECT, boxes=(
        ticked("Onthoud mijn keuze"),)))),
    ("preticked_choice", "analytics that is on, where none was seen that needs consent",
     case(surface(ACCEPT, REJECT, boxes=(ticked("Statistieken"),)))),
    ("cookie_wall", "a wall that can be refused",
     case(_WALL.model_copy(update={"buttons": (ACCEPT, REJECT), "clicks_to_reject": 1}))),
    ("cookie_wall", "a wall with an icon that closes it",
     case(_WALL.model_copy(update={"buttons": (ACCEPT, button("Sluiten", "close", element="svg"))}))),
    ("cookie_wall", "a wall with another way in",
     case(_WALL.model_copy(update={"buttons": (ACCEPT, button("Neem een abonnement", "other"))}))),
    ("cookie_wall", "a refusal behind the settings",
     case(_WALL.model_copy(update={"buttons": (ACCEPT, SETTINGS, BEHIND), "clicks_to_reject": 2}))),
    ("nudging_design", "a refusal that is a link with the look of a button",
     case(surface(ACCEPT, button("Alles weigeren", "reject", element="a")))),
    ("nudging_design", "an outlined refusal of the same size",
     case(surface(ACCEPT, button("Alles weigeren", "reject", prominence=1.0)))),
    ("nudging_design", "another colour", case(surface(ACCEPT, button("Alles weigeren", "reject", prominence=1.4)))),
    ("nudging_design", "long words to accept beside short words to refuse",
     case(surface(button("Ja, ik accepteer alle cookies van deze site", "accept"), button("Nee", "reject"),
                  clicks_to_reject=1))),
    ("nudging_design", "a refusal that stands out more",
     case(surface(button("Ja", "accept", **LINE), button("Alles weigeren", "reject"), clicks_to_reject=1))),
    ("nudging_design", "both hard to read",
     case(surface(button("Ja", "accept", contrast=2.5), button("Nee", "reject", contrast=2.4), clicks_to_reject=1))),
    ("undeclared_purpose", "the purpose on a box of the first layer",
     case(surface(ACCEPT, REJECT, text="Mogen wij cookies plaatsen?", boxes=(UNTICKED,)))),
    ("undeclared_purpose", "tracking requests without a cookie",
     case(surface(ACCEPT, REJECT, text="Wij gebruiken cookies."), state("accepted", requests=(request(ADS),)))),
    ("undeclared_purpose", "analytics alone", case(surface(ACCEPT, REJECT, text="Wij gebruiken cookies."),
                                                  ANALYTICS_AFTER)),
    *((name, "no banner at all", case(surface(kind="none", text="", layers=0))) for name in FOUND),
    *((name, "nobody looked", case(_UNSEEN)) for name in FOUND),
)  # fmt: skip

#: (check, what it is, case): found as well, in other ways.
ALSO_FOUND: tuple[tuple[str, str, Case], ...] = (
    ("missing_reject", "a notice that can only be closed, with a pixel", case(notice(OK), PIXEL_AFTER)),
    ("missing_reject", "no refusal on any layer", case(surface(ACCEPT, SETTINGS))),
    ("missing_reject", "analytics alone, of a vendor with purposes of its own", case(surface(ACCEPT), ANALYTICS_AFTER)),
    ("missing_reject", "a link to the policy beside it",
     case(surface(ACCEPT, button("Privacybeleid", "other", element="a"),
                  links=(BannerLink(text="Privacybeleid", url=HOME + "privacy"),)))),
    ("missing_reject", "what runs before the choice", case(surface(ACCEPT), NOTHING_AFTER, requests=(request(ADS),))),
    ("preticked_choice", "a vendor's name", case(surface(ACCEPT, REJECT, boxes=(ticked("Smoelen Pixel"),)))),
    ("preticked_choice", "a label of one word", case(surface(ACCEPT, REJECT, boxes=(ticked("Tracking"),)))),
    ("preticked_choice", "analytics that needs consent",
     case(surface(ACCEPT, REJECT, boxes=(ticked("Statistieken"),)), ANALYTICS_AFTER)),
    ("nudging_design", "a refusal that can hardly be read",
     case(surface(ACCEPT, button("Alles weigeren", "reject", contrast=1.6)))),
    ("nudging_design", "a refusal of a quarter of the size",
     case(surface(button("Accepteren", "accept", width=300, height=60),
                  button("Weigeren", "reject", width=90, height=30), clicks_to_reject=1))),
)  # fmt: skip
