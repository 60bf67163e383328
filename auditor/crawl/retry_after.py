"""What a site says that has had enough of visitors for now, and when it wants them back.

Sources: RFC 9110 §10.2.3 (Retry-After: seconds, or a date), §15.6.4 (503); RFC 6585 §4 (429)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

#: Seconds that a crawl waits itself before it asks once more; who asks for more is left in peace.
MOST_WAITED = 10

#: Seconds that are kept away from a site which answers 429 and does not say for how long.
DEFAULT = 900

#: Longer than this no answer keeps us away: a week, for a site may be mistaken in the year.
LONGEST = 7 * 24 * 3600

_SECONDS = re.compile(r"[0-9]{1,300}")


def parse_retry_after(value: str, now: datetime) -> int | None:
    """The seconds that the header's ``value`` asks for, `LONGEST` at most, 0 for a date that is past; None where it is
    neither a number of seconds nor a date."""
    text = value.strip()[:300]
    if _SECONDS.fullmatch(text):
        return min(int(text), LONGEST)
    try:
        moment = parsedate_to_datetime(text)
        moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
        seconds = (moment - now).total_seconds()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return max(0, min(round(seconds), LONGEST))


@dataclass(frozen=True)
class ComeBack:
    """A wish of ``host`` not to be visited before ``moment``; ``stated``: it named the time itself."""

    host: str
    seconds: int
    moment: datetime
    stated: bool

    @property
    def sentence(self) -> str:
        """The wish as a reason."""
        if not self.stated:
            return f"{self.host} asked for fewer visits, without saying for how long."
        return f"{self.host} asked visitors to come back after {self.moment:%Y-%m-%d %H:%M:%S} UTC."

    def seconds_from(self, moment: datetime) -> int:
        """What is left of it at ``moment``."""
        return max(0, round((self.moment - moment).total_seconds()))


def come_back(host: str, status: int | None, headers: Mapping[str, str], now: datetime) -> ComeBack | None:
    """The wish in an answer of ``host``, its header names in lower case; None where it holds none.

    A 503 without ``Retry-After`` is a fault of the server's, and no wish."""
    if status not in (429, 503):
        return None
    seconds = parse_retry_after(headers.get("retry-after", ""), now)
    if seconds is None and status == 503:
        return None
    wanted = DEFAULT if seconds is None else seconds
    return ComeBack(host[:200], wanted, now + timedelta(seconds=wanted), seconds is not None)
