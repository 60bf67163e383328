"""Pages and who may ask for them. Every route of the application is made here, so that none forgets a check."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from auditor.review.web.forms import FormTooLarge, read_form
from auditor.review.web.security import forgery
from auditor.review.web.security.sessions import identify, remember_visitor
from auditor.review.web.visit import Services, Visit, own_path, path_of

#: ``anyone``: also without a session. ``reader``: whoever signed in. ``reviewer``: who may write.
Access = Literal["anyone", "reader", "reviewer"]
Answer = Callable[[Visit], Response] | Callable[[Visit], Awaitable[Response]]

SIGN_IN = "/sign-in"


@dataclass(frozen=True, slots=True)
class Page:
    """One address and method. ``answer``: a function (run in a thread, for it may use the store) or a coroutine."""

    path: str
    answer: Answer
    method: Literal["GET", "POST"]
    access: Access


def get(path: str, answer: Answer, *, access: Access = "reader") -> Page:
    """A page that changes nothing."""
    return Page(path, answer, "GET", access)


def post(path: str, answer: Answer, *, access: Access = "reviewer") -> Page:
    """An action. Its form holds the token of `forgery`, or it is refused."""
    return Page(path, answer, "POST", access)


def route(page: Page, services: Services) -> Route:
    """The page behind its checks: who asks, where from, with which token, and whether they may."""

    async def endpoint(request: Request) -> Response:
        visit = await run_in_threadpool(identify, request, services)
        if visit.person is None and page.access != "anyone":
            return _to_sign_in(request)
        if page.method == "POST":
            await _check_form(visit)
        if page.access == "reviewer" and not visit.who.writes:
            raise HTTPException(403)
        answer: object = page.answer
        if inspect.iscoroutinefunction(answer):
            response: Response = await answer(visit)
        else:
            response = await run_in_threadpool(answer, visit)  # type: ignore[arg-type]
        remember_visitor(visit, response)
        return response

    return Route(page.path, endpoint, methods=[page.method], name=f"{page.method} {page.path}")


async def _check_form(visit: Visit) -> None:
    request = visit.request
    if not forgery.own_origin(request.headers, visit.settings.public_netloc):
        raise HTTPException(403, "origin")
    try:
        visit.form = await read_form(request)
    except FormTooLarge:
        raise HTTPException(413) from None
    given = request.headers.get(forgery.HEADER) or visit.form.values.pop(forgery.FIELD, "")
    if not forgery.right_token(given, visit.secret):
        raise HTTPException(403, "token")


def _to_sign_in(request: Request) -> Response:
    """To the sign-in page, and back afterwards. A piece of a page that htmx asks for must not become that page."""
    asked = own_path(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    target = path_of(SIGN_IN.strip("/"), next=asked if request.method == "GET" and asked != "/" else "")
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={"hx-redirect": SIGN_IN})
    return RedirectResponse(target, 303)
