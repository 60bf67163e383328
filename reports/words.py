"""Numbers, times and closed vocabularies in the words of a report language."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from babel import Locale

from auditor.knowledge.vendors import vendors
from auditor.models.declaration import Claim
from reports.text import Texts

MINUTE, HOUR, DAY, YEAR = 60, 3600, 86400, 365 * 86400

#: Parameters that are shown elsewhere or mean nothing to a reader.
_SILENT = frozenset({"modality"})
#: Parameters whose value says enough without a name.
_PLAIN = frozenset(
    {"category", "vendor", "behaviour", "technology", "data", "region", "lifetime", "url", "basis", "resource", "of"}
    | {"country", "domains", "value"}
)


def moment(at: datetime, t: Texts) -> str:
    """A UTC time as a date and minute in words, with its zone."""
    return f"{day(at, t)}, {at:%H:%M} UTC"


def day(at: date, t: Texts) -> str:
    """The date in words."""
    return t.day(at)


def iso_day(text: str, t: Texts) -> str:
    """A date as documents write it (``2026-01-31``) in words; anything else as it stands."""
    try:
        return day(datetime.fromisoformat(text), t)
    except ValueError:
        return text


def duration(seconds: int, t: Texts) -> str:
    """A lifetime in the unit in which a reader compares it: days from two days on, and years beside them."""
    if seconds <= 0:
        return t("duration.deletes")
    if seconds < 2 * MINUTE:
        return t.count("duration.seconds", seconds)
    if seconds < 2 * HOUR:
        return t.count("duration.minutes", round(seconds / MINUTE))
    if seconds < 2 * DAY:
        return t.count("duration.hours", round(seconds / HOUR))
    whole = round(seconds / DAY)
    days = t.count("duration.days", whole)
    if whole < 365:
        return days
    years = t.decimal(seconds / YEAR)
    return t("duration.year", days=days) if years == "1" else t("duration.years", years=years, days=days)


def decimal(value: float, t: Texts) -> str:
    """A number with one decimal, as the language writes it; a whole number without."""
    return t.decimal(value)


def lifetime(value: int | str | None, t: Texts, *, session: bool = False) -> str:
    """A lifetime as declared or asked for: a duration, the session, permanent, or not known."""
    if session or value == "session":
        return t("duration.session")
    if value == "persistent":
        return t("duration.persistent")
    return duration(value, t) if isinstance(value, int) else t("duration.unknown")


def vendor(vendor_id: str | None) -> str:
    """A product's name; an id that is not known, as it stands with spaces for underscores."""
    if vendor_id is None:
        return ""
    product = vendors().products.get(vendor_id)
    return product.name if product else vendor_id.replace("_", " ")


def country(code: str | None, t: Texts) -> str:
    """A country's name by its ISO 3166 code, as the CLDR has it; a code that is not known, as it stands."""
    return str(Locale(t.language).territories.get(code, code)) if code else ""


def statement(claim: Claim, t: Texts) -> str:
    """What a claim says, in our words: its type, and that the text only says it may be so."""
    said = t(f"claim.{claim.type}")
    return t("claim_possible", statement=said) if claim.possible else said


def details(claim: Claim, t: Texts) -> tuple[tuple[str, str], ...]:
    """The claim's parameters as (name, value) in words, the name empty where the value says enough;
    those without a value are left out."""
    shown = ((name, _value(name, value, t)) for name, value in claim.params.items() if name not in _SILENT)
    named = sorted(((name, value) for name, value in shown if value), key=lambda entry: entry[0] not in _PLAIN)
    return tuple(("" if name in _PLAIN else t.word("param", name), value) for name, value in named)


def _value(name: str, value: Any, t: Texts) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return t("word.yes") if value else t("word.no")
    if isinstance(value, int):
        return duration(value, t) if name == "lifetime" else str(value)
    if isinstance(value, str):
        return _word(name, value, t)
    if isinstance(value, Iterable):
        return ", ".join(_word(name, str(entry), t) for entry in value)
    return str(value)


def _word(name: str, value: str, t: Texts) -> str:
    if name == "vendor":
        return vendor(value)
    if name == "subject" and f"category.{value}" in t:
        return t(f"category.{value}")
    if name in ("domains", "excluded", "url", "scope"):
        return value
    return t.word("category" if name == "category" else "value", value)
