"""Signing in and out. A wrong name and a wrong password get the same words, after the same time."""

from __future__ import annotations

import ipaddress

from starlette.responses import RedirectResponse, Response

from auditor.review.passwords import LONGEST, hashed, matches, outdated
from auditor.review.web.languages import marked
from auditor.review.web.routing import SIGN_IN, get, post
from auditor.review.web.security.sessions import end_session, start_session
from auditor.review.web.settings import is_loopback
from auditor.review.web.visit import Visit, own_path, path_of
from auditor.store.records import UserRecord

_WRONG = marked("That name and password do not belong together. Try again.")
_OUT = marked("You are signed out.")
_OUT_EVERYWHERE = marked("You are signed out on all devices.")
_SLOW = marked("There were too many attempts. Wait a quarter of an hour and try again.")


def ask(visit: Visit) -> Response:
    """The form; who is signed in already goes on."""
    if visit.person is not None:
        return visit.see(visit.parameter("next", 2000))
    out = visit.parameter("out", 20)
    said = {"here": _OUT, "everywhere": _OUT_EVERYWHERE}.get(out)
    return _form(visit, "", visit.parameter("next", 2000), said=visit._(said) if said else "")


def enter(visit: Visit) -> Response:
    """Check name and password, and begin a session."""
    name = visit.form.values.get("name", "").strip()[:100]
    password = visit.form.values.get("password", "")[:LONGEST]
    target = own_path(visit.form.values.get("next", "")[:2000])
    client = client_of(visit)
    if not visit.services.throttle.begin(name, client):
        return _form(visit, name, target, visit._(_SLOW), 429)
    user = _checked(visit, name, password)
    if user is None:
        return _form(visit, name, target, visit._(_WRONG), 422)
    visit.services.throttle.succeeded(name, client)
    response = RedirectResponse(target, 303)
    start_session(visit, user, response)
    return response


def leave(visit: Visit) -> Response:
    """End this session, or with ``everywhere`` all of them; the sign-in page says which."""
    everywhere = visit.form.values.get("everywhere") == "yes"
    signed_out = path_of(SIGN_IN.strip("/"), out="everywhere" if everywhere else "here")
    response = RedirectResponse(signed_out if visit.settings.sign_in else "/", 303)
    end_session(visit, response, everywhere=everywhere)
    return response


def show(visit: Visit) -> Response:
    """Who is signed in."""
    return visit.page("account.html")


def client_of(visit: Visit) -> str:
    """Where a request comes from, for counting: an address, of IPv6 its network, since one machine has many.

    By way of a proxy on this machine, the last address that the proxy added."""
    peer = visit.request.client.host if visit.request.client else ""
    if visit.settings.proxied and is_loopback(peer):
        peer = visit.request.headers.get("x-forwarded-for", peer).rpartition(",")[2].strip()
    try:
        address = ipaddress.ip_address(peer)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def _checked(visit: Visit, name: str, password: str) -> UserRecord | None:
    """The account, when the password is its own and it is not disabled. The work is the same in every case."""
    user = visit.store.user(name)
    right = matches(password, user.password_hash if user else None)
    if user is None or not right or user.disabled_at is not None:
        return None
    if outdated(user.password_hash):
        return visit.store.change_user(name, password_hash=hashed(password))
    return user


def _form(visit: Visit, name: str, target: str, refused: str = "", status: int = 200, *, said: str = "") -> Response:
    return visit.page("sign_in.html", status, name=name, next=own_path(target), refused=refused, said=said)


PAGES = (
    get(SIGN_IN, ask, access="anyone"),
    post(SIGN_IN, enter, access="anyone"),
    post("/sign-out", leave, access="reader"),
    get("/account", show),
)
