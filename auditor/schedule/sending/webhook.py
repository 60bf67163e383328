"""Messages to programs: a signed POST, by the Standard Webhooks specification (standardwebhooks.com, 1.0.0).

The id of a message stays over all tries, so that a receiver tells a message that it has already from a new one. The
signature is over id, time of this try and body; whoever verifies it refuses times that are more than minutes off."""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
import hmac
import json
import logging
import os
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from auditor.models.tool import this_tool
from auditor.schedule.receivers import WebhookSettings, is_loopback
from auditor.schedule.sending.outcome import Letter, Outcome

#: Seconds for one wait on the network, and for a whole try.
PATIENCE = 10.0
WHOLE = 30.0

#: A key of fewer bytes can be guessed; the specification asks for 24 to 64.
SHORTEST_KEY = 24

# It writes whole addresses to the log, and the address of a webhook may be as good as a key.
logging.getLogger("httpx").setLevel(logging.WARNING)


def send(receiver: WebhookSettings, letter: Letter, now: datetime) -> Outcome:
    """Send a letter. Never raises for what the receiver or the network does."""
    key = _key(receiver.secret_env)
    if isinstance(key, str):
        return Outcome("later", key, all_wait=True)
    body = payload(letter)
    headers = {
        "content-type": "application/json",
        "user-agent": f"auditor/{this_tool().version}",
        **signed(key, letter.id, now, body),
    }
    try:
        status, wish = asyncio.run(_within(receiver.url, headers, body))
    except TimeoutError:
        return Outcome("later", f"No answer within {WHOLE:.0f} seconds.", all_wait=True)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        # Not its words: they may hold the address, or what the other side said.
        return Outcome("later", f"It could not be reached ({type(error).__name__}).", all_wait=True)
    return _judged(status, _wish(wish, now))


def payload(letter: Letter) -> bytes:
    """The bytes of a letter, the same at every try."""
    data: dict[str, Any] = {"notices": list(letter.bodies)} if letter.digest else dict(letter.bodies[0])
    kind = "notices.test" if letter.test else "notices.digest" if letter.digest else f"site.{data['event']}"
    said = {"type": kind, "timestamp": letter.created_at.astimezone(UTC).isoformat(timespec="seconds"), "data": data}
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signed(key: bytes, message: str, now: datetime, body: bytes) -> dict[str, str]:
    """The headers by which a receiver knows who sent these bytes."""
    number, moment = f"msg_{message}", str(int(now.timestamp()))
    digest = hmac.new(key, f"{number}.{moment}.".encode() + body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    return {"webhook-id": number, "webhook-timestamp": moment, "webhook-signature": signature}


def _key(variable: str) -> bytes | str:
    """The key in a variable of the environment, or one sentence why there is none."""
    given = os.environ.get(variable, "")
    if not given:
        return f"The environment variable {variable} holds no key."
    try:
        key = base64.b64decode(given[6:], validate=True) if given.startswith("whsec_") else given.encode()
    except (binascii.Error, ValueError):
        return f"The key in {variable} begins with whsec_, and what follows is no base64."
    if len(key) < SHORTEST_KEY:
        return f"The key in {variable} is shorter than {SHORTEST_KEY} bytes."
    return key


async def _within(url: str, headers: dict[str, str], body: bytes) -> tuple[int, str | None]:
    async with asyncio.timeout(WHOLE):
        return await _post(url, headers, body)


async def _post(url: str, headers: dict[str, str], body: bytes) -> tuple[int, str | None]:
    """The status and ``Retry-After``; what else is answered is not read."""
    # A proxy of the environment is for other machines. Redirects are not followed: what is signed goes to one place.
    outside = not is_loopback(urlsplit(url).hostname or "")
    async with (
        httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False, trust_env=outside) as client,
        client.stream("POST", url, headers=headers, content=body) as answer,
    ):
        return answer.status_code, answer.headers.get("retry-after")


def _judged(status: int, wish: timedelta | None) -> Outcome:
    if 200 <= status < 300:
        return Outcome("taken")
    if status == 410:
        return Outcome("never", "The receiver answered that it is gone for good (410).")
    if 300 <= status < 400:
        return Outcome("later", f"The receiver answered with a redirect ({status}); these are not followed.", wish)
    # Those say that the receiver is in no state for anything now.
    return Outcome("later", f"The receiver answered {status}.", wish, all_wait=status in (429, 502, 503, 504))


def _wish(value: str | None, now: datetime) -> timedelta | None:
    """How long ``Retry-After`` asks for: seconds or a date (RFC 9110, 10.2.3); nonsense asks for nothing."""
    if value is None:
        return None
    text = value.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        at = parsedate_to_datetime(text)
        return max((at if at.tzinfo else at.replace(tzinfo=UTC)) - now, timedelta())
    except (ValueError, TypeError, OverflowError):
        return None
