"""Wording of banners and policies that matters in law. Pure."""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.knowledge.purposes import alternatives, clean, sentences

#: Longest quotation, in characters.
_LONGEST_QUOTE = 300


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    return alternatives("implied"), alternatives("implied_unless")


@lru_cache(maxsize=256)
def implied_consent(text: str) -> str | None:
    """The sentence by which a text treats mere use of the site as consent; None: there is none.

    "Door verder te surfen gaat u akkoord …" does; "door op Accepteren te klikken gaat u akkoord" does not, nor
    does a sentence on terms of use. Source: CJEU C-673/17 (Planet49), GDPR recital 32."""
    implied, unless = _patterns()
    for sentence in sentences(clean(text)):
        words = sentence.lower()
        if implied.search(words) and not unless.search(words):
            return sentence.strip()[:_LONGEST_QUOTE]
    return None
