"""What is judged a consent surface, and what is read off it, from snapshots without a browser."""

from __future__ import annotations

from typing import Any

import pytest
from snapshot_builder import element, page

from auditor.crawl.consent import colours
from auditor.crawl.consent.judgement import judge
from auditor.models.consent import Box

TELLS = element("p", "Wij gebruiken cookies voor statistieken en marketing.", box=(0, 660, 1366, 20))
BAR = (0, 648, 1366, 120)


def button(text: str, **more: Any) -> Any:
    return element("button", text, box=(20, 700, 120, 30), **more)


def bar(*children: Any, box: tuple[float, ...] = BAR, **more: Any) -> Any:
    return element(
        "div", TELLS, *children, box=box, s_position="fixed", s_background_color="rgb(255, 255, 255)", **more
    )


def test_bar_over_the_page_is_a_banner() -> None:
    sighting = judge(page(bar(button("Alles accepteren"), button("Weigeren"))))
    surface = sighting.surface
    assert (surface.kind, surface.blocks_page) == ("banner", False)
    assert [(one.text, one.role) for one in surface.buttons] == [("Alles accepteren", "accept"), ("Weigeren", "reject")]
    assert (surface.x, surface.y, surface.width, surface.height) == BAR
    assert [control.button for control in sighting.controls] == list(surface.buttons)


@pytest.mark.parametrize(
    "more",
    [
        {"s_opacity": "0"},
        {"box": (-9999, 648, 1366, 120)},
        {"box": (0, 900, 1366, 120)},
        {"box": (0, 700, 0, 0), "s_overflow_x": "hidden", "s_overflow_y": "hidden"},
        {"s_clip_path": "inset(50%)"},
    ],
)
def test_what_nobody_sees_is_nothing(more: dict[str, Any]) -> None:
    hidden = element("div", TELLS, button("Weigeren"), **({"box": BAR, "s_position": "fixed"} | more))
    assert judge(page(hidden)).surface.kind == "none"


def test_collapsed_part_is_no_part_of_the_layer() -> None:
    folded = element("div", button("Alles weigeren"), box=(0, 700, 1366, 0), s_overflow_y="hidden")
    surface = judge(page(bar(button("Accepteren"), folded))).surface
    assert [one.text for one in surface.buttons] == ["Accepteren"]


def test_notice_has_nothing_to_choose() -> None:
    assert judge(page(bar())).surface.kind == "notice"
    assert judge(page(bar(button("OK")))).surface.kind == "notice"


def test_ok_beside_a_refusal_agrees() -> None:
    surface = judge(page(bar(button("OK"), button("Weigeren")))).surface
    assert [one.role for one in surface.buttons] == ["accept", "reject"]


def test_wall_has_no_way_but_to_accept() -> None:
    def wall(*buttons: Any) -> Any:
        panel = element("div", TELLS, *buttons, box=(400, 200, 500, 300), s_background_color="rgb(255, 255, 255)")
        return page(element("div", panel, s_position="fixed", s_background_color="rgba(0, 0, 0, 0.6)"), height=768)

    assert judge(wall(button("Accepteren"))).surface.kind == "wall"
    refusable = judge(wall(button("Accepteren"), button("Weigeren"))).surface
    assert (refusable.kind, refusable.blocks_page) == ("banner", True)
    assert judge(wall(button("Accepteren"), button("Instellingen"))).surface.kind == "banner"


def test_boxes_with_their_defaults() -> None:
    def box(label: str, checked: bool, **more: Any) -> Any:
        field = element("input", box=(20, 700, 14, 14), checked=checked, type="checkbox", **more)
        return element("label", field, label, box=(20, 700, 200, 20))

    boxes = (box("Noodzakelijk", True, disabled=""), box("Statistieken", True), box("Marketing", False))
    surface = judge(page(bar(*boxes, button("Keuze opslaan")))).surface
    assert surface.boxes == (
        Box(label="Noodzakelijk", checked=True, disabled=True),
        Box(label="Statistieken", checked=True),
        Box(label="Marketing", checked=False),
    )


def test_yes_and_no_are_one_switch() -> None:
    def radio(label: str, checked: bool, place: float) -> Any:
        field = element("input", box=(place, 700, 14, 14), checked=checked, type="radio", name="statistiek")
        return element("label", field, label, box=(place, 700, 200, 20))

    surface = bar(radio("Statistieken toestaan", True, 20), radio("Niet toestaan", False, 300), button("Opslaan"))
    sighting = judge(page(surface))
    assert [(box.label, box.checked) for box in sighting.surface.boxes] == [("Statistieken toestaan", True)]
    pressed = next(control.node for control in sighting.controls if control.box is not None)
    on = judge(
        page(bar(radio("Statistieken toestaan", False, 20), radio("Niet toestaan", True, 300), button("Opslaan")))
    )
    assert not on.surface.boxes[0].checked
    assert pressed != next(control.node for control in on.controls if control.box is not None)


def test_policy_link_is_no_button_and_a_link_that_refuses_is() -> None:
    policy = element("a", "Cookiebeleid", box=(20, 700, 100, 20), href="/cookies")
    refuse = element("a", "Weigeren", box=(20, 720, 100, 20), href="#")
    surface = judge(page(bar(policy, refuse, button("Akkoord")))).surface
    assert [(link.text, link.url) for link in surface.links] == [("Cookiebeleid", "https://bakker.example/cookies")]
    assert [(one.text, one.element) for one in surface.buttons] == [("Weigeren", "a"), ("Akkoord", "button")]


def asks(text: str, *buttons: str, **more: Any) -> str | None:
    """The kind of a layer with this text, buttons, and a link to the privacy statement."""
    told = element("p", text, box=(0, 660, 1366, 20))
    link = element("a", "Privacyverklaring", box=(20, 680, 100, 20), href="/privacy")
    layer = element("div", told, link, *map(button, buttons), **({"box": BAR, "s_position": "fixed"} | more))
    return judge(page(layer)).surface.kind


VISIT = "Voulez-vous bien que nous comptions votre visite pour nos statistiques ?"


def test_a_clear_pair_about_being_measured_or_followed_is_a_banner_without_the_word_cookie() -> None:
    assert asks(VISIT, "Tout accepter", "Tout refuser") == "banner"
    assert asks("Acceptez-vous le pixel publicitaire du réseau ?", "Accepter", "Refuser") == "banner"
    assert asks("Dürfen wir Ihren Besuch für unsere Statistik zählen?", "Zulassen", "Ablehnen") == "banner"
    assert asks("May we count your visit in our statistics?", "Accept", "Decline") == "banner"
    assert asks("Mag uw bezoek meetellen in onze statistieken?", "Toestaan", "Weigeren") == "banner"
    assert asks("Kiest u maar.", "Alles accepteren", "Alles weigeren") == "banner"


@pytest.mark.parametrize(
    ("text", "buttons"),
    [
        (VISIT, ("Tout accepter",)),
        (VISIT, ("Oui", "Non")),
        ("Kiest u maar.", ("Accepteren", "Weigeren")),
        ("Nous demandons votre consentement.", ("Accepter", "Refuser")),
        ("Mogen wij u meldingen sturen over onze partners en hun reclame?", ("Alles toestaan", "Alles weigeren")),
        ("Concours : votre photo et la publicité. Votre consentement ?", ("Tout accepter", "Tout refuser")),
        ("Les statistiques par quartier sont indicatives.", ("Accepter", "Refuser")),
    ],
)
def test_what_may_be_asking_something_else_is_no_banner(text: str, buttons: tuple[str, ...]) -> None:
    assert asks(text, *buttons) == "none"


def test_a_pair_without_the_word_cookie_counts_on_a_layer_only() -> None:
    assert asks(VISIT, "Tout accepter", "Tout refuser", s_position="static") == "none"
    menu = element("nav", "Home", box=(0, 650, 300, 20))
    told = element("p", VISIT, box=(0, 660, 1366, 20))
    pair = (button("Tout accepter"), button("Tout refuser"))
    assert judge(page(element("div", menu, told, *pair, box=BAR, s_position="fixed"))).surface.kind == "none"


def test_question_for_an_address_is_no_banner() -> None:
    field = element("input", box=(20, 700, 200, 30), type="email")
    assert judge(page(bar(field, button("Akkoord")))).surface.kind == "none"


def test_icon_that_leads_back_is_no_banner() -> None:
    icon = element("button", "Cookie-instellingen", box=(10, 700, 180, 40), s_position="fixed")
    assert judge(page(icon)).surface.kind == "none"


def test_contrast_is_that_of_wcag() -> None:
    grey, white = colours.parse("rgb(118, 118, 118)"), colours.WHITE
    assert grey is not None
    assert round(colours.contrast(grey, white), 2) == 4.54
    assert round(colours.contrast(colours.Colour(0, 0, 0), white), 2) == 21.0
    surface = judge(page(bar(button("Weigeren", s_color="rgb(118, 118, 118)"), button("Akkoord")))).surface
    assert surface.buttons[0].contrast == 4.54
    assert surface.buttons[0].prominence == 1.0
