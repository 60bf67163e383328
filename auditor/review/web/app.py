"""Makes the application: the pages behind their checks, the files of ours, and what is said when something fails."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from auditor.errors import AuditorError, UsageError
from auditor.review.auditing import Auditing
from auditor.review.web import routes, static_files
from auditor.review.web.failures import failure_page
from auditor.review.web.probe import Probe
from auditor.review.web.routing import route
from auditor.review.web.security.headers import SecurityHeaders
from auditor.review.web.security.hosts import HostCheck
from auditor.review.web.settings import ReviewSettings
from auditor.review.web.visit import Services
from auditor.store.store import Store

log = logging.getLogger(__name__)


def create_app(store: Store, settings: ReviewSettings | None = None) -> Starlette:
    """The application on ``store``. Raises `UsageError` where people would have to sign in and nobody can."""
    chosen = settings or ReviewSettings()
    if chosen.sign_in and not any(user.disabled_at is None for user in store.users()):
        raise UsageError(
            f"{chosen.address or chosen.host} can be reached by others, so people have to sign in, and nobody has an "
            "account: make one with auditor users add NAME --role reviewer."
        )
    auditing = Auditing(
        store, chosen.audits, fleet=chosen.fleet, scheduled=chosen.scheduled, config=chosen.config
    )  # fmt: skip
    services = Services(store, chosen, routes.MENU, auditing=auditing)
    probe = Probe(store, lambda: auditing.alive)
    pages = [route(page, services) for page in routes.PAGES]
    assets = Route("/static/{name}", static_files.answer, methods=["GET"])

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        await auditing.begin()
        try:
            yield
        finally:
            await auditing.end()

    return Starlette(
        lifespan=lifespan,
        routes=[assets, probe.route, *pages],
        middleware=[Middleware(SecurityHeaders, settings=chosen), Middleware(HostCheck, settings=chosen)],
        exception_handlers=_handlers(services),  # type: ignore[arg-type]
    )


def _handlers(services: Services) -> dict[object, object]:
    async def refused(request: Request, error: HTTPException) -> Response:
        response = await run_in_threadpool(failure_page, request, services, error.status_code, error.detail)
        response.headers.update(error.headers or {})
        return response

    async def sentence(request: Request, error: AuditorError) -> Response:
        status = 400 if isinstance(error, UsageError) else 503
        log.warning("%s", error.code)
        return await run_in_threadpool(failure_page, request, services, status, "")

    async def fault(request: Request, error: Exception) -> Response:
        return await run_in_threadpool(failure_page, request, services, 500, "")

    return {HTTPException: refused, AuditorError: sentence, Exception: fault}
