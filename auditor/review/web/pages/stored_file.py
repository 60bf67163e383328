"""A file of an audit, as evidence: shown in an origin of its own, or only for saving."""

from __future__ import annotations

from starlette.responses import FileResponse, Response

from auditor.review.web.pages.audit import REPORT
from auditor.review.web.pages.lookup import audit_of
from auditor.review.web.routing import get
from auditor.review.web.security.headers import FILE_POLICY
from auditor.review.web.visit import Visit

#: Kinds of picture that a browser shows; anything else of a site's making is only for saving.
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp"})


def show(visit: Visit) -> Response:
    """The file. Its name is looked up among the audit's files; what it holds never runs with our origin."""
    _, audit = audit_of(visit)
    name = visit.parameter("name", 500)
    record = visit.store.file_record(audit, name)
    path = visit.store.file(audit, name) if record else None
    if record is None or path is None:
        raise visit.missing("thinned" if record is None and audit.thinned else "")
    headers = {"content-security-policy": FILE_POLICY}
    if name == REPORT:
        return FileResponse(path, media_type="text/html; charset=utf-8", headers=headers)
    if record.media_type in PICTURES:
        return FileResponse(path, media_type=record.media_type, headers=headers)
    saved_as = name.replace("\\", "/").rpartition("/")[2]
    return FileResponse(path, media_type="application/octet-stream", filename=saved_as, headers=headers)


PAGES = (get("/audits/{audit}/files/{name:path}", show),)
