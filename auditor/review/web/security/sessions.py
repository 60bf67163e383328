"""Who asks: the session behind the cookie, or without sign-in the one person of this machine."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from auditor.models.common import ReportLanguage
from auditor.review.web.languages import LANGUAGES, preferred
from auditor.review.web.security.forgery import token_for
from auditor.review.web.settings import ReviewSettings
from auditor.review.web.visit import Person, Services, Theme, Visit
from auditor.store.records import UserRecord

LANGUAGE_COOKIE = "auditor-language"
THEME_COOKIE = "auditor-theme"
THEMES: tuple[Theme, ...] = ("auto", "light", "dark")
#: Preferences last a year, in seconds.
PREFERENCE_AGE = 365 * 86400

#: 32 random bytes, as `new_token` writes them.
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def new_token() -> str:
    """A token that nobody can guess."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What is stored of a token: who reads the store cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()


def cookie_name(kind: str, settings: ReviewSettings) -> str:
    """The cookie's name; with ``__Host-``, where it can be, no other host or plain connection can set it."""
    return f"__Host-auditor-{kind}" if settings.secure else f"auditor-{kind}"


def identify(request: Request, services: Services) -> Visit:
    """The request with who asks, and the secret that their forms' tokens are made of."""
    settings = services.settings
    person: Person | None = None
    secret = ""
    if settings.sign_in:
        token = session_token(request, settings)
        signed_in = services.store.signed_in(token_digest(token)) if token else None
        if signed_in is not None:
            person, secret = Person(signed_in.user.name, signed_in.user.role, signed_in.user), token
    else:
        person = Person(settings.local_name, "reviewer")
    secret = secret or _token(request, cookie_name("visitor", settings)) or new_token()
    return Visit(
        request=request, services=services, person=person, language=_language(request), theme=_theme(request),
        csrf=token_for(secret), secret=secret,
    )  # fmt: skip


def anonymous(request: Request, services: Services) -> Visit:
    """The request as of nobody, without a look into the store: for pages that say what went wrong."""
    secret = new_token()
    return Visit(request, services, None, _language(request), _theme(request), token_for(secret), secret)


def session_token(request: Request, settings: ReviewSettings) -> str:
    """The token in the session's cookie; empty without one."""
    return _token(request, cookie_name("session", settings))


def start_session(visit: Visit, user: UserRecord, response: Response) -> None:
    """A new session for that account, under a new token, for as long as the settings say."""
    token = new_token()
    settings = visit.settings
    expires = datetime.now(UTC) + settings.session
    visit.store.sign_in(token_digest(token), user, expires)
    _set(response, cookie_name("session", settings), token, settings, int(settings.session.total_seconds()))


def end_session(visit: Visit, response: Response, *, everywhere: bool = False) -> None:
    """End this session, or all of this person's."""
    token = session_token(visit.request, visit.settings)
    account = visit.person.account if visit.person else None
    if everywhere and account is not None:
        visit.store.sign_out_everywhere(account)
    elif token:
        visit.store.sign_out(token_digest(token))
    settings = visit.settings
    response.delete_cookie(
        cookie_name("session", settings), secure=settings.secure, httponly=True, samesite="lax", path="/"
    )


def remember_visitor(visit: Visit, response: Response) -> None:
    """Give a visitor without a session the cookie that their forms' token was made of."""
    settings = visit.settings
    name = cookie_name("visitor", settings)
    has_session = visit.person is not None and visit.person.account is not None
    if not has_session and visit.request.cookies.get(name) != visit.secret:
        _set(response, name, visit.secret, settings, None)


def remember(visit: Visit, response: Response, name: str, value: str) -> None:
    """Keep a preference."""
    _set(response, name, value, visit.settings, PREFERENCE_AGE)


def _set(response: Response, name: str, value: str, settings: ReviewSettings, age: int | None) -> None:
    response.set_cookie(name, value, max_age=age, httponly=True, samesite="lax", secure=settings.secure, path="/")


def _token(request: Request, name: str) -> str:
    given = request.cookies.get(name, "")
    return given if _TOKEN.fullmatch(given) else ""


def _language(request: Request) -> ReportLanguage:
    given = request.cookies.get(LANGUAGE_COOKIE)
    if given in LANGUAGES:
        return given
    return preferred(request.headers.get("accept-language", ""))


def _theme(request: Request) -> Theme:
    given = request.cookies.get(THEME_COOKIE)
    return given if given in THEMES else "auto"
