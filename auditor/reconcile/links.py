"""Documents that a site or a text refers to: whether they are there, and whether they speak of cookies."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.domains import host_of, party
from auditor.models.document import Document
from auditor.models.result import Evidence

#: Answers that say for certain that nothing is there. Others (blocked, too busy, too slow) may be
#: meant for this tool alone, and prove nothing.
_GONE = frozenset({400, 404, 410, 500, 501})

_NO_SUCH_HOST = re.compile(r"(?i)NAME_NOT_RESOLVED|ENOTFOUND|no such host|name or service not known")

#: What any text on cookies holds, in the languages that are read.
_COOKIE_CONTENT = re.compile(r"(?i)cookie|koekje|témoins? de connexion|local ?storage|tracking")


def broken(document: Document) -> bool:
    """Whether following a link to it led nowhere or to an error for certain."""
    if document.content.outcome == "missing":
        return True
    if document.content.outcome != "error":
        return False
    if document.status is not None:
        return document.status in _GONE
    return bool(_NO_SUCH_HOST.search(document.content.reason or ""))


def uncertain(document: Document) -> bool:
    """Whether it could not be read for a reason that may lie with this tool or the moment."""
    return document.content.outcome != "ok" and not broken(document)


def unread_statement(documents: Iterable[Document], site_host: str) -> str | None:
    """Why another statement of the site may say what those that were read do not, in one sentence; None where all that
    were found were read. One on another company's host counts where no statement of its kind was read: the site may
    keep its own there, but mostly links to that company's."""
    every = tuple(documents)
    read = [one for one in every if one.content.outcome == "ok"]
    addresses, roles = {one.requested_url for one in read}, {one.role for one in read}
    for one in every:
        if one.role not in ("privacy", "cookies") or not uncertain(one) or one.requested_url in addresses:
            continue
        if one.role not in roles or party(host_of(one.requested_url), site_host) == "first":
            return f"{one.requested_url[:200]} could not be read in this audit."
    return None


def lacks_cookie_content(document: Document) -> bool:
    """Whether it was read and says nothing of cookies."""
    return document.content.outcome == "ok" and not _COOKIE_CONTENT.search(document.content.text)


def document_evidence(index: int, document: Document, note: str | None = None) -> Evidence:
    """A document of the observation as evidence."""
    status = f"status {document.status}" if document.status is not None else document.content.outcome
    return Evidence(
        kind="document",
        name=(document.found_text or document.requested_url)[:160],
        url=document.requested_url[:500],
        page=document.found_on,
        ref=f"/documents/{index}",
        note=note or status,
    )
