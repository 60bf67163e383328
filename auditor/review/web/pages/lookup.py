"""What an address names: a site, an audit; or the answer that there is none."""

from __future__ import annotations

from auditor.review.web.visit import Visit
from auditor.store.records import AuditRecord, SiteRecord


def site_of(visit: Visit) -> SiteRecord:
    """The site whose number stands in the address. Raises 404."""
    number = visit.number("site", default=0, most=2**31 - 1)
    site = visit.store.site(number) if number else None
    if site is None:
        raise visit.missing()
    return site


def audit_of(visit: Visit) -> tuple[SiteRecord, AuditRecord]:
    """The audit whose id stands in the address, and its site. Raises 404."""
    audit = visit.store.audit(visit.parameter("audit", 64))
    site = visit.store.site(audit.site_id) if audit is not None else None
    if audit is None or site is None:
        raise visit.missing()
    return site, audit
