"""Asked-for lifetimes against declared ones. Lifetimes in seconds; a month is 30 days, a year 365, as declared."""

from __future__ import annotations

from typing import Literal

from auditor.models.observation import Cookie
from auditor.reconcile.observed import Thing

DAY = 86400

#: A lifetime exceeds what was declared from a day more, and more than half as long again (Bollinger et al. 2022,
#: USENIX Security: at least a day and more than 1.5 times what is declared).
EXCESS_SECONDS = DAY
EXCESS_FACTOR = 1.5

#: A cookie declared as a session cookie may ask for a day: some software writes "session" cookies so.
SESSION_GRACE = DAY

Declared = int | Literal["session", "persistent"] | None


def asked(thing: Thing) -> int | None:
    """The lifetime a cookie asked for; null for a session cookie, a key, or where no write was seen."""
    return thing.source.lifetime_seconds if isinstance(thing.source, Cookie) else None


def is_session(thing: Thing) -> bool:
    """Whether a cookie asked for no lifetime, so that it ends with the browser session."""
    return isinstance(thing.source, Cookie) and thing.source.session


def exceeds(seconds: int | None, declared: Declared) -> bool:
    """Whether an asked-for lifetime is longer than a declared number of seconds, beyond the margin."""
    if not isinstance(declared, int) or seconds is None:
        return False
    return seconds - declared >= EXCESS_SECONDS and seconds > EXCESS_FACTOR * declared


def outlives_session(seconds: int | None, declared: Declared) -> bool:
    """Whether a cookie declared as a session cookie asks for more than a day."""
    return declared == "session" and seconds is not None and seconds > SESSION_GRACE


def agrees(thing: Thing, declared: Declared) -> bool:
    """Whether what a cookie asked for does not exceed what is declared of it."""
    seconds = asked(thing)
    if declared == "persistent":
        return seconds is not None and not is_session(thing)
    if declared == "session":
        return is_session(thing) or (seconds is not None and seconds <= SESSION_GRACE)
    return is_session(thing) or (seconds is not None and not exceeds(seconds, declared))


def duration_words(seconds: int | None, language: Literal["nl", "en"]) -> str:
    """A lifetime for a reader: the largest unit that gives a number from 1 up, rounded."""
    if seconds is None:
        return "onbekend" if language == "nl" else "unknown"
    units = (
        (365 * DAY, ("jaar", "jaar"), ("year", "years")),
        (30 * DAY, ("maand", "maanden"), ("month", "months")),
        (DAY, ("dag", "dagen"), ("day", "days")),
        (3600, ("uur", "uur"), ("hour", "hours")),
        (60, ("minuut", "minuten"), ("minute", "minutes")),
    )
    # Days up to four months and months up to two years keep small differences visible.
    for size, dutch, english in units:
        if seconds >= size * (2 if size > DAY and seconds % size else 1):
            count = round(seconds / size)
            singular, plural = dutch if language == "nl" else english
            return f"{count} {singular if count == 1 else plural}"
    return f"{seconds} {'seconden' if language == 'nl' else 'seconds'}"
