"""Reads Google's consent parameters in the address of a request: ``gcs`` and ``gcd``.

Sources: Google Tag Platform, "Troubleshoot consent mode" (``gcs``); Simo Ahava, "Consent mode v2 for Google tags"
(``gcd``, which Google does not document letter by letter)."""

from __future__ import annotations

import re

_GCS = re.compile(r"G1([01\-])([01\-])[01\-]?")
_GCS_STATES = {"0": "denied", "1": "granted"}

#: The signals in the order in which ``gcd`` holds them, each behind a digit that parts them.
_GCD_SIGNALS = ("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization")

#: What a letter says of the signal as it is now; before it stands how it came so (default, update, both).
#: ``l``: consent mode does not know the signal. Letters that were never explained are left out.
_GCD_LETTERS = {
    "p": "denied", "q": "denied", "m": "denied", "u": "denied",
    "t": "granted", "r": "granted", "n": "granted", "v": "granted",
}  # fmt: skip
_GCD_UNSET = "l"
_GCD = re.compile(r"1(?:\d[a-z]){4,8}\d?[0-9a-z]{0,8}", re.IGNORECASE)


def decode_gcs(text: str) -> dict[str, str] | None:
    """``ad_storage`` and ``analytics_storage`` as a request's ``gcs`` says them (``G100``: both denied).

    A signal that is not set (``-``) is left out. None for what is no ``gcs``."""
    match = _GCS.fullmatch(text)
    if match is None:
        return None
    signals = zip(("ad_storage", "analytics_storage"), match.groups(), strict=True)
    return {name: _GCS_STATES[digit] for name, digit in signals if digit in _GCS_STATES}


def decode_gcd(text: str) -> dict[str, str] | None:
    """The four signals as a request's ``gcd`` says them (``13p3p3p2p5``: all denied by default, no update).

    A signal that is not set, or has a letter that is not known, is left out. None for what is no ``gcd``."""
    if not _GCD.fullmatch(text):
        return None
    letters = re.findall(r"[a-z]", text.lower())[: len(_GCD_SIGNALS)]
    pairs = zip(_GCD_SIGNALS, letters, strict=True)
    return {name: _GCD_LETTERS[letter] for name, letter in pairs if letter in _GCD_LETTERS}
