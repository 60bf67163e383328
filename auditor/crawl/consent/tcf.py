"""Decodes TCF v2 consent strings to the numbers of purposes and vendors, and leaves everything else of them out.

No kept library does this: the only one on the Python package index is of 2022 and needs a C extension of its own.
Source: IAB Europe, "Transparency and Consent String with Global Vendor & CMP List Formats" v2, core string."""

from __future__ import annotations

import base64
import binascii
import re

from auditor.models.consent import TcfRecord

#: The longest string that is read; one with every vendor of the list is about 3 kB.
LONGEST = 16_384

#: Bits before the vendor sections, by the specification's table of the core string.
_CREATED_AND_UPDATED, _CMP_VERSION_TO_POLICY, _FLAGS, _COUNTRY = 72, 12 + 6 + 12 + 12 + 6, 2, 12
_PURPOSES, _FEATURES = 24, 12

_SEGMENT = re.compile(r"[A-Za-z0-9_\-]+")


class _Bits:
    def __init__(self, data: bytes) -> None:
        self._number, self._left = int.from_bytes(data, "big"), len(data) * 8

    def take(self, count: int) -> int:
        if count > self._left:
            raise ValueError("the string ends too soon")
        self._left -= count
        return (self._number >> self._left) & ((1 << count) - 1)

    def flags(self, count: int) -> tuple[int, ...]:
        """Numbers, from 1, of the bits that are set."""
        field = self.take(count)
        return tuple(number for number in range(1, count + 1) if field >> (count - number) & 1)


def decode_tcf(text: str) -> TcfRecord | None:
    """The record in a TCF v2 string; None for what is none, is cut off, or contradicts the specification."""
    core = text.strip().partition(".")[0] if len(text) <= LONGEST else ""
    if not _SEGMENT.fullmatch(core):
        return None
    try:
        return _core(_Bits(base64.urlsafe_b64decode(core + "=" * (-len(core) % 4))))
    except (ValueError, binascii.Error):
        return None


def _core(bits: _Bits) -> TcfRecord:
    version = bits.take(6)
    if version != 2:
        raise ValueError("not version 2")
    bits.take(_CREATED_AND_UPDATED)
    cmp_id = bits.take(12)
    bits.take(_CMP_VERSION_TO_POLICY + _FLAGS)
    features = bits.flags(_FEATURES)
    consent, interest = bits.flags(_PURPOSES), bits.flags(_PURPOSES)
    bits.take(1 + _COUNTRY)
    return TcfRecord(
        version=version,
        cmp_id=cmp_id,
        purposes_consent=consent,
        purposes_legitimate_interest=interest,
        vendors_consent=_vendors(bits),
        vendors_legitimate_interest=_vendors(bits),
        special_features=features,
    )


def _vendors(bits: _Bits) -> tuple[int, ...]:
    highest = bits.take(16)
    if not bits.take(1):
        return bits.flags(highest)
    marked = 0
    for _ in range(bits.take(12)):
        several, first = bits.take(1), bits.take(16)
        last = bits.take(16) if several else first
        if not 1 <= first <= last <= highest:
            raise ValueError("a range of vendors that cannot be")
        marked |= ((1 << (last - first + 1)) - 1) << first
    return tuple(number for number in range(1, highest + 1) if marked >> number & 1)
