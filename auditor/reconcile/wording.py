"""What a sentence speaks of: cookies only, or also services, techniques and scripts.

A promise about cookies is broken by a cookie or key, one about a service also by a request. The
words of consent tools ("cookie banner", "cookiemelding") are not about cookies as such.
"""

from __future__ import annotations

import re

_TOOL = re.compile(
    r"(?i)cookie[- ]?(?:banner|balk|bar|melding|pop-?up|venster|muur|wall|hinweis|notice|verklaring|beleid"
    r"|statement|instellingen|settings|voorkeuren|preferences|einstellungen|keuze|policy|scherm|knop)\w*"
)
_COOKIES = re.compile(r"(?i)cookie|koekje|témoin")
_FOLLOWING = re.compile(
    r"(?i)\b(?:ge)?volg(?:t|en|d)?\b|tracking|\btrack|surfgedrag|verfolg|nachvoll|follow|suiv|suivi|traçage|pist(?:age|er)"
)
_PIXEL = re.compile(r"(?i)pixel|[ -]tags?\b|balise")
_TECHNIQUES = re.compile(r"(?i)techni|technolog|\bpixels?\b|tracker|script|\btags?\b|\bbeacons?\b|plug-?in")


def about_cookies_only(quote: str) -> bool:
    """Whether a sentence is about cookies, and not about a service, pixel, script or technique."""
    without_tools = _TOOL.sub(" ", quote)
    return bool(_COOKIES.search(without_tools)) and not _TECHNIQUES.search(without_tools)


def about_following(quote: str) -> bool:
    """Whether a sentence speaks of following visitors, of which the recording of sessions is a kind too; advertising by
    itself is less."""
    return bool(_FOLLOWING.search(quote))


def about_pixels(quote: str) -> bool:
    """Whether a sentence speaks of a network's pixel or tag."""
    return bool(_PIXEL.search(quote))
