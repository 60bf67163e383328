"""The application's words: gettext catalogs (``locales/*/LC_MESSAGES/review.po``), made ready when first used.

What the source says is English; both languages have a catalog, so that wording can change without the code."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from gettext import GNUTranslations
from importlib.resources import files

from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from auditor.models.common import ReportLanguage

LANGUAGES: tuple[ReportLanguage, ...] = ("nl", "en")
#: What each language calls itself.
OWN_NAMES: dict[ReportLanguage, str] = {"nl": "Nederlands", "en": "English"}
#: Nothing is said in the language of the machine: without a preference, Dutch, as the reports.
DEFAULT: ReportLanguage = "nl"

_LOCALES: dict[ReportLanguage, str] = {"nl": "nl_NL", "en": "en_GB"}


def catalog(language: ReportLanguage) -> Catalog:
    """The catalog as it is edited."""
    path = files("auditor.review.web").joinpath("locales", language, "LC_MESSAGES", "review.po")
    return read_po(io.BytesIO(path.read_bytes()), locale=language)


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: ReportLanguage) -> GNUTranslations:
    """The catalog, compiled in memory."""
    compiled = io.BytesIO()
    write_mo(compiled, catalog(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def marked(text: str) -> str:
    """``text`` itself; marks it for the catalogs where it is translated elsewhere."""
    return text


def preferred(accept_language: str) -> ReportLanguage:
    """The language that a browser asks for first among ours; `DEFAULT` when it asks for none."""
    for part in accept_language.lower().split(",")[:20]:
        asked = part.strip().partition(";")[0][:2]
        for language in LANGUAGES:
            if asked == language:
                return language
    return DEFAULT


def format_day(moment: date | datetime | None, language: ReportLanguage) -> str:
    """A date in words; empty for none. Times are UTC."""
    return format_date(moment, format="long", locale=_LOCALES[language]) if moment is not None else ""


def format_moment(moment: datetime | None, language: ReportLanguage) -> str:
    """A UTC time to the minute, with its zone; empty for none."""
    if moment is None:
        return ""
    return format_datetime(moment, format="d MMM yyyy, HH:mm", locale=_LOCALES[language]) + " UTC"


def number_format(language: ReportLanguage) -> Callable[[int], str]:
    """Writes whole numbers as the language has them."""
    return lambda number: format_decimal(number, locale=_LOCALES[language])


def format_size(size: int, language: ReportLanguage) -> str:
    """A number of bytes in the unit in which people read it."""
    value, unit = float(size), "B"
    for larger in ("kB", "MB", "GB"):
        if value < 1000:
            break
        value, unit = value / 1000, larger
    return f"{format_decimal(value, format='#,##0.#' if value < 10 else '#,##0', locale=_LOCALES[language])} {unit}"
