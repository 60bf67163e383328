"""Starts an audit of a site, shows its progress, and stops it."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from auditor.errors import InputError, UsageError
from auditor.review.auditing import Auditing
from auditor.review.web.error_words import error_words
from auditor.review.web.forms import FormError
from auditor.review.web.languages import marked
from auditor.review.web.pages.lookup import audit_of, site_of
from auditor.review.web.routing import get, post
from auditor.review.web.visit import Visit, path_of
from auditor.store.records import SiteRecord

PRIVATE = marked("This address is not on the public internet; audits that are started here only go there.")


def ask(visit: Visit) -> Response:
    """The form for an address."""
    return visit.page("start.html", given="", refused=None)


async def start_new(visit: Visit) -> Response:
    """Put the address on the list when it is new, and audit it."""
    given = ""
    try:
        given = visit.form.line("address", limit=2000, required=marked("Write the address of a website."))
        site = await _added(visit, given)
        return await _started(visit, site)
    except FormError as error:
        sentence = visit._(error.sentence)
    except (InputError, UsageError) as error:
        sentence = error_words(error.sentence, visit.language)
    return await run_in_threadpool(visit.page, "start.html", 422, given=given, refused=sentence)


async def _added(visit: Visit, given: str) -> SiteRecord:
    if await run_in_threadpool(_auditing(visit).refuses, given):
        raise FormError("address", PRIVATE)
    return await run_in_threadpool(visit.store.add_site, given)


async def start_known(visit: Visit) -> Response:
    """Audit a site of the list."""
    site = await run_in_threadpool(site_of, visit)
    try:
        if await run_in_threadpool(_auditing(visit).refuses, site.url):
            raise FormError("address", PRIVATE)
        return await _started(visit, site)
    except FormError as error:
        sentence = visit._(error.sentence)
    except (InputError, UsageError) as error:
        sentence = error_words(error.sentence, visit.language)
    return await run_in_threadpool(visit.page, "start.html", 422, given=site.url, refused=sentence)


async def _started(visit: Visit, site: SiteRecord) -> Response:
    audit = await _auditing(visit).start(site)
    return visit.see(path_of("audits", audit.id, "progress"))


def progress(visit: Visit) -> Response:
    """How far an audit is. With htmx the piece asks for itself; without scripts the page loads itself anew."""
    site, audit = audit_of(visit)
    under_way = audit.state in ("queued", "running")
    steps = _auditing(visit).steps(audit.id)
    return visit.page("progress.html", piece="steps", site=site, audit=audit, under_way=under_way, steps=steps)


async def stop(visit: Visit) -> Response:
    """Stop an audit that runs here."""
    _, audit = await run_in_threadpool(audit_of, visit)
    await _auditing(visit).cancel(audit.id)
    return RedirectResponse(path_of("audits", audit.id, "progress"), 303)


def _auditing(visit: Visit) -> Auditing:
    found = visit.services.auditing
    if found is None:
        raise HTTPException(404)
    return found


PAGES = (
    get("/start", ask, access="reviewer"),
    post("/start", start_new),
    post("/sites/{site}/audits", start_known),
    get("/audits/{audit}/progress", progress),
    post("/audits/{audit}/stop", stop),
)
