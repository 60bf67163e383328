"""Refuses requests that another site made a reviewer's browser send: by their origin, and by a token in each form."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from starlette.datastructures import Headers

#: The form field and the request header that hold the token.
FIELD = "csrf_token"
HEADER = "x-csrf-token"


def token_for(secret: str) -> str:
    """The token of the forms of whoever holds ``secret``: the session's token, or before sign-in the visitor's cookie.

    It is made of the secret, which scripts cannot read, and does not give it away."""
    return hmac.new(secret.encode(), b"auditor form", "sha256").hexdigest()


def right_token(given: str, secret: str) -> bool:
    """Whether ``given`` is the token for ``secret``; in equal time."""
    return bool(secret) and hmac.compare_digest(given.encode(), token_for(secret).encode())


def own_origin(headers: Headers, public_netloc: str | None) -> bool:
    """Whether the browser says that one of our pages sent it. Where it says nothing (an old one), the token decides.

    ``public_netloc``: host and port that people type, when a proxy changes ``Host``."""
    site = headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        netloc = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    return bool(netloc) and netloc in {headers.get("host", "").lower(), public_netloc}
