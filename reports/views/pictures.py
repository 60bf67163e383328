"""The screenshots as data URIs, with the banner's buttons marked; bounded, and only what really is a picture."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.models.consent import Button
from auditor.models.observation import Picture
from auditor.models.result import AuditResult
from reports.text import Texts

#: Bounds that keep the report fit for e-mail.
MAX_PICTURE_BYTES = 2_500_000
MAX_TOTAL_BYTES = 10_000_000

#: First bytes of the raster formats that browsers make. SVG is refused: it is a document, not a picture.
_MAGIC = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"RIFF", "image/webp"))


@dataclass(frozen=True, slots=True)
class ButtonMark:
    """Where a button of the banner is, in the picture's pixels, and which number it bears in the list below."""

    number: int
    x: int
    y: int
    width: int
    height: int
    text: str
    role: str


@dataclass(frozen=True, slots=True)
class PictureView:
    """A screenshot. ``data_uri`` is empty where it cannot be shown; ``problem`` then says why. ``banner``: it is of the
    banner, and stands with the choice."""

    banner: bool
    caption: str
    page: str
    file: str
    sha256: str
    data_uri: str
    width: int
    height: int
    buttons: tuple[ButtonMark, ...]
    problem: str


def picture_views(result: AuditResult, pictures: Mapping[str, bytes], t: Texts) -> tuple[PictureView, ...]:
    """The result's pictures in their order; bytes whose hash is not the recorded one are not shown."""
    views = []
    left = MAX_TOTAL_BYTES
    for picture in result.pictures:
        data = pictures.get(picture.file)
        problem = _problem(picture, data, left, t)
        shown = data if data is not None and not problem else b""
        left -= len(shown)
        buttons = result.observation.consent.buttons if picture.what == "banner" else ()
        views.append(_view(picture, shown, buttons, problem, t))
    return tuple(views)


def _view(picture: Picture, data: bytes, buttons: tuple[Button, ...], problem: str, t: Texts) -> PictureView:
    return PictureView(
        banner=picture.what == "banner",
        caption=f"{t(f'picture.{picture.what}')}, {t(f'state.{picture.state}')}",
        page=picture.page,
        file=picture.file,
        sha256=picture.sha256,
        data_uri=f"data:{media_type(data)};base64,{base64.b64encode(data).decode()}" if data else "",
        width=picture.width,
        height=picture.height,
        buttons=_marks(picture, buttons, t),
        problem=problem,
    )


def _problem(picture: Picture, data: bytes | None, left: int, t: Texts) -> str:
    if data is None:
        return t("picture.absent")
    if media_type(data) is None:
        return t("picture.unknown")
    if hashlib.sha256(data).hexdigest() != picture.sha256:
        return t("picture.changed")
    if len(data) > min(MAX_PICTURE_BYTES, left):
        return t("picture.large")
    return ""


def media_type(data: bytes) -> str | None:
    """The media type of a raster picture by its first bytes, or None."""
    return next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)


def _marks(picture: Picture, buttons: tuple[Button, ...], t: Texts) -> tuple[ButtonMark, ...]:
    """The first layer's buttons that lie within the picture, numbered."""
    inside = [
        button
        for button in buttons
        if button.layer == 1
        and button.width > 0
        and button.height > 0
        and 0 <= button.x <= picture.width - button.width
        and 0 <= button.y <= picture.height - button.height
    ]
    return tuple(
        ButtonMark(number, b.x, b.y, b.width, b.height, b.text, t(f"button.{b.role}"))
        for number, b in enumerate(inside[:20], start=1)
    )
