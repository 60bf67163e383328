"""The consent surface of a site (banner, notice, wall) and the choices made on it."""

from __future__ import annotations

from typing import Literal

from auditor.models.common import Model

ButtonRole = Literal["accept", "reject", "settings", "save", "close", "other"]


class Button(Model):
    """Something to press on a banner: its text, role, layer (from 1), place (CSS pixels) and contrast ratio."""

    text: str
    role: ButtonRole
    element: str
    layer: int = 1
    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0
    contrast: float | None = None


class Box(Model):
    """A box or toggle on a banner: its label, whether it is on by default, and whether it can be changed."""

    label: str
    checked: bool
    disabled: bool = False
    layer: int = 1


class BannerLink(Model):
    """A link on the banner."""

    text: str
    url: str


class ConsentSurface(Model):
    """What asks for, or tells of, consent. ``kind`` is null when nobody looked (``reason`` says why).

    ``banner``: asks for a choice; ``notice``: tells, without a choice; ``wall``: no use of the page
    before a choice; ``none``: looked, and nothing was there.
    """

    kind: Literal["banner", "notice", "wall", "none"] | None
    reason: str | None = None
    manager: str | None = None
    text: str = ""
    frame: str | None = None
    buttons: tuple[Button, ...] = ()
    links: tuple[BannerLink, ...] = ()
    boxes: tuple[Box, ...] = ()


class ConsentRecord(Model):
    """A consent manager's own record, decoded and without any identifier in it.

    ``granted``: purpose or category → granted. ``consent_mode``: Google's signals as last seen.
    """

    manager: str
    source: str
    granted: dict[str, bool] = {}
    vendors: tuple[str, ...] = ()
    consent_mode: dict[str, str] = {}


class Choice(Model):
    """A choice that was made, or why not. Only ``verified`` (gone after a reload, record agrees) proves anything."""

    outcome: Literal["verified", "unverified", "no_banner", "not_offered", "failed"]
    reason: str | None = None
    method: str | None = None
    clicks: int = 0
    manager: str | None = None
    record_before: ConsentRecord | None = None
    record_after: ConsentRecord | None = None
