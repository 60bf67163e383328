"""What was typed into a form: bounded, without control characters, and with a sentence where it cannot be right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import parse_qsl

from starlette.requests import Request

from auditor.review.web.languages import marked

#: Bytes of a form. A reason of the greatest length in any script fits several times.
LARGEST_FORM = 128 * 1024
MOST_FIELDS = 100
LONGEST_LINE = 200
LONGEST_TEXT = 5000

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class FormError(Exception):
    """A value that cannot be taken. ``sentence``: an English one of the catalogs; ``field``: where it was typed."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence


class FormTooLarge(Exception):
    """More bytes or fields than any form of ours has."""


class Form:
    """The fields of a form by name."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = dict(values)

    def text(self, field: str, *, limit: int = LONGEST_TEXT, required: str | None = None) -> str:
        """A text with its line ends, trimmed. ``required``: what to say when it is empty. Raises `FormError`."""
        given = self.values.get(field, "").replace("\r\n", "\n").replace("\r", "\n")
        text = _CONTROL.sub("", given).strip()
        if len(text) > limit:
            raise FormError(field, marked("That text is too long."))
        if required is not None and not text:
            raise FormError(field, required)
        return text

    def line(self, field: str, *, limit: int = LONGEST_LINE, required: str | None = None) -> str:
        """As `text`, on one line."""
        return " ".join(self.text(field, limit=limit, required=required).split())

    def choice(self, field: str, choices: tuple[str, ...]) -> str:
        """One of ``choices``. Raises `FormError`."""
        given = self.values.get(field, "")
        if given not in choices:
            raise FormError(field, marked("Choose one of the possibilities."))
        return given

    def day(self, field: str, *, not_before: date | None = None) -> date | None:
        """A date as ``2026-01-31``; null when nothing was filled in. Raises `FormError`."""
        given = self.values.get(field, "").strip()
        if not given:
            return None
        try:
            day = date.fromisoformat(given)
        except ValueError:
            raise FormError(field, marked("Write a date as year-month-day, for instance 2026-01-31.")) from None
        if not_before is not None and day < not_before:
            raise FormError(field, marked("That date is in the past."))
        return day


async def read_form(request: Request) -> Form:
    """The posted form. Anything but an URL-encoded form is read as empty. Raises `FormTooLarge`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        return Form({})
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise FormTooLarge
    try:
        pairs = parse_qsl(body.decode("ascii", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise FormTooLarge from None
    return Form(dict(pairs))
