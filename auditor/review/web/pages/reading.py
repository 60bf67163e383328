"""What the machine read in a policy, and a reviewer's corrections of it, in place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, get_args

from starlette.responses import Response

from auditor.errors import InputError
from auditor.history import corrections
from auditor.models.claim_params import OWN
from auditor.models.common import ClaimType
from auditor.models.declaration import Claim, Declaration
from auditor.models.document import Document
from auditor.review.auditing import read_again
from auditor.review.web.error_words import error_words
from auditor.review.web.forms import Form, FormError
from auditor.review.web.languages import marked
from auditor.review.web.pages.lookup import audit_of
from auditor.review.web.routing import get, post
from auditor.review.web.visit import Visit, path_of
from auditor.store.records import AuditRecord, SiteRecord
from declarations.reader import read
from declarations.review import text_sha256

TYPES: tuple[str, ...] = get_args(ClaimType)
REVIEWS = ("confirm", "reject", "correct", "open")
#: Characters of a text that the page shows.
MOST_TEXT = 300_000


@dataclass(frozen=True, slots=True)
class ReadClaim:
    """A claim as the machine read it. ``review``: what counts now; ``params``: as it would be corrected."""

    key: str
    claim: Claim
    review: str
    params: str


@dataclass(frozen=True, slots=True)
class Place:
    """The text of an audit that the address names, with the machine's own reading of all texts."""

    site: SiteRecord
    audit: AuditRecord
    machine: Declaration
    document: Document
    sha256: str
    latest: bool


def choose(visit: Visit) -> Response:
    """The texts of an audit."""
    site, audit = audit_of(visit)
    counting = corrections.newest(visit.store.corrections(site))
    documents = [(one, one.text_sha256 in counting) for one in visit.store.documents(audit)]
    return visit.page("texts.html", site=site, audit=audit, documents=documents)


def show(visit: Visit) -> Response:
    """One text, its claims, and the forms that correct them."""
    return _page(visit, _place(visit))


def _page(visit: Visit, place: Place, status: int = 200, **more: Any) -> Response:
    record = corrections.newest(visit.store.corrections(place.site)).get(place.sha256)
    known, extra = corrections.decided(record)
    claims = [_read_claim(key, claim, known) for key, claim in corrections.read_claims(place.machine, place.document)]
    values = {"given": {}, "refused": None, "at": "", **more}
    return visit.page(
        "reading.html",
        status,
        place=place,
        claims=claims,
        extra=extra,
        record=record,
        types=TYPES,
        own=OWN,
        text=place.document.text[:MOST_TEXT],
        params_text=corrections.params_text,
        kept=visit.parameter("kept") == "1",
        **values,
    )


def _read_claim(key: str, claim: Claim, known: dict[str, dict[str, Any]]) -> ReadClaim:
    entry = known.get(key)
    params = entry["params"] if entry and entry["review"] == "correct" else claim.params
    return ReadClaim(key, claim, entry["review"] if entry else "open", corrections.params_text(params))


def _place(visit: Visit) -> Place:
    site, audit = audit_of(visit)
    sha256 = visit.parameter("text", 64)
    if audit.thinned:
        raise visit.missing("thinned")
    if not any(one.text_sha256 == sha256 for one in visit.store.documents(audit)):
        raise visit.missing()
    observation = visit.store.observation(audit)
    machine = read(observation.documents, observation.site.registrable_domain)
    document = next((one for one in machine.documents if one.text and text_sha256(one.text) == sha256), None)
    latest = visit.store.latest(site)
    if document is None:
        raise visit.missing()
    return Place(site, audit, machine, document, sha256, latest is not None and latest.id == audit.id)


def keep(visit: Visit) -> Response:
    """Keep one decision on a reading: it counts in the next audit, and at once where asked for."""
    place = _place(visit)
    record = corrections.newest(visit.store.corrections(place.site)).get(place.sha256)
    try:
        entry = _entry(visit.form, place)
        form = corrections.with_decision(place.machine, place.sha256, record, visit.who.name, entry)
    except FormError as error:
        return _refuse(visit, place, visit._(error.sentence))
    except InputError as error:
        return _refuse(visit, place, error_words(error.sentence, visit.language))
    visit.store.correct(place.site, place.sha256, form, visit.who.name)
    return visit.see(path_of("audits", place.audit.id, "texts", place.sha256, kept=1) + "#" + _anchor(visit.form))


def _anchor(form: Form) -> str:
    key = form.values.get("key", "")
    return f"c-{key}" if key.isalnum() else "added"


def _refuse(visit: Visit, place: Place, sentence: str) -> Response:
    at = visit.form.values.get("key", "")
    return _page(visit, place, 422, refused=sentence, given=visit.form.values, at=at)


def _entry(form: Form, place: Place) -> dict[str, Any]:
    """The decision that was posted. Raises `FormError` or `InputError`."""
    key = form.line("key", limit=64)
    if not key:
        claim_type: Any = form.choice("type", TYPES)
        quote = form.text("quote", required=marked("Copy the words from the text that say it."))
        if form.values.get("review") == "open":
            return {"review": "open", "type": claim_type, "quote": quote}
        params = corrections.params_from(form.text("params"))
        return corrections.added(place.document, claim_type, quote, params)
    review = form.choice("review", REVIEWS)
    found = dict(corrections.read_claims(place.machine, place.document)).get(key)
    if found is None:
        raise FormError("key", marked("The machine reads this text otherwise now; look at it again."))
    typed = corrections.params_from(form.text("params")) if review == "correct" else None
    return corrections.judged(key, found, review, typed)


def again(visit: Visit) -> Response:
    """Read and compare the latest audit once more with the corrections, from what was stored."""
    site, audit = audit_of(visit)
    latest = visit.store.latest(site)
    if latest is None or latest.id != audit.id:
        raise visit.missing()
    made = read_again(visit.store, audit, site, visit.settings.audits)
    return visit.see(path_of("sites", site.id, "changes", old=audit.id, new=made))


PAGES = (
    get("/audits/{audit}/texts", choose),
    get("/audits/{audit}/texts/{text}", show),
    post("/audits/{audit}/texts/{text}", keep),
    post("/audits/{audit}/read-again", again),
)
