"""What a visitor reads when a page cannot be given: one clear sentence, and nothing about our insides."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from auditor.review.web.languages import marked
from auditor.review.web.security.sessions import anonymous, identify
from auditor.review.web.visit import Services

_TITLES = {
    400: marked("That cannot be done"),
    403: marked("Not allowed"),
    404: marked("There is no such page"),
    405: marked("That cannot be done"),
    413: marked("That is too much at once"),
    429: marked("Too many attempts"),
    503: marked("The store does not answer"),
}
_SENTENCES = {
    400: marked("The request is not one that this application can carry out."),
    403: marked("Your account may read, but not write. Ask a colleague who is a reviewer."),
    404: marked("What the address names is not here, or not any more."),
    405: marked("The request is not one that this application can carry out."),
    413: marked("The form holds more than can be kept. Shorten it and send it again."),
    429: marked("Wait a quarter of an hour and try again."),
    503: marked("The database or its disk cannot be reached at the moment. Nothing was changed; try again later."),
}
#: By the word that the check raises its refusal with.
_REFUSALS = {
    "origin": marked("The request came from another website, so nothing was done."),
    "token": marked(
        "The page was open for too long or came from elsewhere, so nothing was done. Load it again and retry."
    ),
    "thinned": marked(
        "This was removed from the audit, by the rules of retention or by hand. "
        "The audit's page says what is left of it."
    ),
}
_FAULT_TITLE = marked("A fault of ours")
_FAULT = marked(
    "Something went wrong here that should not. Nothing more is known on this page; the server's log has it."
)


def failure_page(request: Request, services: Services, status: int, reason: str) -> Response:
    """The page for an HTTP status; ``reason``: a word of ``_REFUSALS``, anything else is not shown."""
    try:
        visit = identify(request, services) if status not in (500, 503) else anonymous(request, services)
    except Exception:  # the store itself may be what fails
        visit = anonymous(request, services)
    title = _TITLES.get(status, _FAULT_TITLE if status >= 500 else _TITLES[400])
    sentence = _REFUSALS.get(reason) or _SENTENCES.get(status, _FAULT if status >= 500 else _SENTENCES[400])
    return visit.page("failure.html", status, title=title, sentence=sentence)
