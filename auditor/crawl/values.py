"""Measures stored values without keeping them: length, salted hash, and whether a value looks like an identifier."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import time
from collections.abc import Iterable
from itertools import pairwise
from urllib.parse import unquote

from auditor.models.observation import Value

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_TOKEN = re.compile(r"[A-Za-z0-9_\-]{8,512}")
_HEX = re.compile(r"[0-9a-f]+", re.IGNORECASE)

#: A number this near to now, in seconds or milliseconds, is a time and no identifier.
_TIME_WINDOW_SECONDS = 3 * 365 * 86400

#: Longest part of a value or body that is searched for tokens.
_SEARCHED = 65536


class Fingerprints:
    """Hashes values with a salt that lives as long as one audit, so that hashes say nothing beyond it."""

    def __init__(self, salt: bytes | None = None) -> None:
        self._salt = salt or secrets.token_bytes(32)

    def hash(self, value: str) -> str:
        """The first 16 hexadecimal digits of the value's HMAC-SHA256."""
        return hmac.new(self._salt, value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:16]

    def measure(self, value: str) -> Value:
        """What may be kept of ``value``."""
        return Value(length=len(value), hash=self.hash(value), looks_like_identifier=looks_like_identifier(value))


def looks_like_identifier(value: str) -> bool:
    """Whether some part of the value is long and irregular enough to tell visitors apart.

    Times, dates, words, flags and version numbers do not count."""
    return bool(identifying_tokens(value))


def identifying_tokens(value: str) -> set[str]:
    """The parts of a value that could tell a visitor apart, for finding them again in a URL or body."""
    return {token for token in tokens(value) if _identifying(token)}


def marks_of(value: str) -> set[str]:
    """By what a value is known again elsewhere: its identifying parts, and itself where it is more than a word."""
    found = identifying_tokens(value)
    if _TOKEN.fullmatch(value) and any(map(str.isdigit, value)) and any(map(str.isalpha, value)):
        found.add(value)
    return found


def tokens(text: str) -> set[str]:
    """All runs of eight or more letters, digits, ``_`` and ``-`` in the text, also after percent-decoding."""
    text = text[:_SEARCHED]
    found = set(_TOKEN.findall(text))
    if "%" in text:
        found.update(_TOKEN.findall(unquote(text)))
    pieces = {piece for token in found for piece in re.split(r"[-_]", token) if len(piece) >= 8}
    return found | pieces


def shared(values: Iterable[tuple[str, set[str]]], text_tokens: set[str]) -> tuple[str, ...]:
    """The hashes, sorted, of those (hash, identifying tokens) pairs that share a token with a text."""
    return tuple(sorted({name for name, marks in values if not marks.isdisjoint(text_tokens)}))


def _identifying(token: str) -> bool:
    if _UUID.fullmatch(token):
        return True
    plain = token.replace("-", "").replace("_", "")
    if len(plain) < 8:
        return False
    if plain.isdigit():
        return len(plain) >= 9 and not _is_time(plain)
    digits = sum(character.isdigit() for character in plain)
    if _HEX.fullmatch(plain):
        return len(plain) >= 12 and digits >= 2
    return _irregular(plain, digits)


def _irregular(plain: str, digits: int) -> bool:
    """Random letters and digits change kind often; words, names and version numbers seldom."""
    if len(plain) < 12:
        return False
    kinds = ["d" if c.isdigit() else "u" if c.isupper() else "l" for c in plain]
    changes = sum(left != right for left, right in pairwise(kinds))
    mixed = digits >= 2 and changes >= len(plain) / 5
    shuffled = len(plain) >= 20 and changes >= len(plain) / 3
    return mixed or shuffled


def _is_time(digits: str) -> bool:
    if len(digits) == 8 and digits[:2] in ("19", "20"):
        return True
    if len(digits) in (12, 14) and digits[:2] == "20" and int(digits[4:6]) in range(1, 13):
        return True
    seconds = {10: int(digits), 13: int(digits) / 1000, 16: int(digits) / 1_000_000}.get(len(digits))
    return seconds is not None and abs(seconds - time.time()) < _TIME_WINDOW_SECONDS
