"""Which of a site's own cookies are exempt by their name: session, login, basket, language, the choice itself.

The knowledge base knows the names that software sets; a home-made site names its cookies itself. A
cookie of the site's own domain, written by the site itself, is taken for exempt when a part of its name says what
it is for and nothing speaks against it. That accuses less: such a cookie may still be listed.
"""

from __future__ import annotations

import re
from itertools import pairwise

from auditor.models.observation import Cookie

DAY = 86400

#: Words for what keeps the visitor logged in or the request safe. May hold an identifier, not for long.
_SERVICE = frozenset(
    {
        "session", "sess", "sessie", "sessid", "sessionid", "sid", "csrf", "xsrf", "csrftoken", "antiforgery", "auth",
        "login", "inlog", "loggedin", "cart", "basket", "winkelwagen", "winkelmand", "mandje", "warenkorb", "panier",
        "checkout", "token", "affinity", "sticky", "loadbalancer", "lb", "route",
    }
)  # fmt: skip

#: Words for what remembers a setting. May live long, holds no identifier.
_SETTING = frozenset(
    {
        "lang", "language", "taal", "locale", "sprache", "langue", "currency", "valuta", "theme", "font", "fontsize",
        "contrast", "consent", "cookieconsent", "cookieconsents", "cookiechoice", "cookiekeuze", "cookiemelding",
        "cookiebar", "cookienotice", "cookielaw", "toestemming", "keuze",
    }
)  # fmt: skip

#: Longest life of a service cookie that is still plausible for logging in or a basket.
_LONGEST_SERVICE = 31 * DAY

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def name_words(name: str) -> frozenset[str]:
    """The words in a name, in lower case: ``PHPSESSID``, ``shopCart`` and ``vh_session`` each give theirs."""
    words = [word.lower() for word in _WORDS.findall(name)]
    pairs = [one + two for one, two in pairwise(words)]
    glued = ["session"] if re.search(r"sess(?:ion)?_?id$", name.lower()) else []
    return frozenset([*words, *pairs, *glued])


def exempt_by_name(cookie: Cookie) -> bool:
    """Whether an own cookie, written by the site itself, says by its name that it is needed for the service."""
    words = name_words(cookie.name)
    identifier = cookie.value is not None and cookie.value.looks_like_identifier
    if words & _SERVICE:
        return cookie.session or cookie.lifetime_seconds is None or cookie.lifetime_seconds <= _LONGEST_SERVICE
    return bool(words & _SETTING) and not identifier
