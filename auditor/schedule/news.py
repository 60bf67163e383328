"""What is to be told of an audit: what changed since the one before it, and whether the site could be audited at all.

Every name and title in it may come from a website: bounded, on one line, nothing hidden in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from auditor.errors import AuditorError
from auditor.history.changes import Changes, FindingChange, compare
from auditor.history.changes import Party as ThirdParty
from auditor.history.last_known import asked, last_known
from auditor.models.common import Severity
from auditor.models.result import AuditResult, Finding
from auditor.schedule.receivers import EmailSettings, WebhookSettings
from auditor.store.records import AuditRecord, SiteRecord
from auditor.store.store import Store
from reports.shown import line

#: ``first``: the first audit of the site; ``changed``: it differs from the one before; ``measured_otherwise``: it
#: differs, and was made by other settings or another release, so that the site need not have changed;
#: ``unreachable``: the site could not be audited (any more); ``again``: it can be again; ``uncompared``: what it is to
#: be compared with, or its own result, is gone or damaged.
Event = Literal["first", "changed", "measured_otherwise", "unreachable", "again", "uncompared"]

#: Entries of each list in a notice; the counts say how many there are.
MOST = 100
#: Earlier audits that are looked into for what the last one could not see.
FAR_BACK = 10


@dataclass(frozen=True)
class News:
    """What there is to tell. ``result``: null where there is none to read; ``before`` and ``changes``: of the audit
    that it was compared with; ``asked_otherwise``: the two were made by other settings."""

    event: Event
    site: SiteRecord
    audit: AuditRecord
    result: AuditResult | None = None
    before: AuditRecord | None = None
    changes: Changes | None = None
    asked_otherwise: bool = False
    reason: str | None = None


def usable(audit: AuditRecord) -> bool:
    """Whether an audit says something of its site."""
    return audit.state == "done" and audit.outcome != "failed"


def news_of(store: Store, audit: AuditRecord) -> News | None:
    """What there is to tell of an ended audit; None: nothing. Raises `auditor.errors.AuditorError` where its own
    result cannot be read.

    People were told of a later audit of the site already: nothing, for that one was compared with what was before."""
    site = store.site(audit.site_id)
    if site is None or store.outbox.overtaken(audit):
        return None
    last = next(iter(store.outbox.earlier(audit, 1)), None)
    told_so = audit.attempt > 1 and any(one.body.get("event") == "unreachable" for one in store.outbox.told_of(audit))
    if not usable(audit):
        known = told_so or (last is not None and not usable(last))
        return None if known else News("unreachable", site, audit, reason=audit.error)
    result = store.result(audit)
    records = store.outbox.earlier(audit, FAR_BACK, usable=True)
    if not records:
        return News("first", site, audit, result)
    seen: list[AuditRecord] = []
    before = last_known(result, _results(store, records, seen))
    if before is None:
        return News("uncompared", site, audit, result, reason="The earlier audits cannot be read any more.")
    changes, otherwise = compare(before, result), asked(before) != asked(result)
    back = told_so or (last is not None and not usable(last))
    event: Event = "again" if back else "measured_otherwise" if otherwise else "changed"
    return News(event, site, audit, result, seen[0], changes, otherwise)


def unreadable(store: Store, audit: AuditRecord) -> News | None:
    """What there is to tell of an audit whose result stays out of reach."""
    site = store.site(audit.site_id)
    return None if site is None else News("uncompared", site, audit, reason="Its result cannot be read.")


def _results(store: Store, records: Iterable[AuditRecord], seen: list[AuditRecord]) -> Iterator[AuditResult]:
    """The results that are still there, one after the other as they are asked for; whose they are, in ``seen``."""
    for record in records:
        try:
            result = store.result(record)
        except AuditorError:
            continue
        seen.append(record)
        yield result


def body(news: News, receiver: WebhookSettings | EmailSettings) -> dict[str, Any] | None:
    """What a receiver is told; None: nothing in it counts for this one."""
    findings = _findings(news, receiver)
    third = news.changes.new_vendors if news.changes else ()
    texts = tuple(one for one in news.changes.policies if one.kind != "unread") if news.changes else ()
    # Of third parties more are seen where more states could be visited: that is no news by itself.
    alike = news.changes is not None and not {"states", "outcome"} & {one.what for one in news.changes.measures}
    light = receiver.counts("info") and bool((third and alike) or texts)
    if news.event in ("changed", "measured_otherwise") and not (any(findings.values()) or light):
        return None
    said: dict[str, Any] = {
        "event": news.event,
        "site": {"url": line(news.site.url), "host": line(news.site.host), "label": line(news.site.label)},
        "audit": _audit(news.audit),
        "compared_with": _audit(news.before) if news.before else None,
        "reason": line(news.reason, 500) if news.reason else None,
        "findings": {kind: [_finding(one) for one in found[:MOST]] for kind, found in findings.items()},
        "counts": {kind: len(found) for kind, found in findings.items()} | {"not_looked_for": _untold(news, receiver)},
        "severity": receiver.severity,
        "third_parties": {"new": [_third(one) for one in third[:MOST]]},
        "texts": [
            {
                "kind": one.kind, "url": line(one.url), "role": one.role, "claims_added": len(one.claims_added),
                "claims_removed": len(one.claims_removed), "claims_reworded": len(one.claims_reworded),
            }
            for one in texts[:MOST]
        ],
        "asked_otherwise": news.asked_otherwise,
        "measured_otherwise": [
            {"what": one.what, "old": line(one.old), "new": line(one.new)}
            for one in (news.changes.measures if news.changes else ())
        ],
    }  # fmt: skip
    if receiver.review is not None:
        said["links"] = _links(news, receiver.review)
    return said


def _findings(news: News, receiver: WebhookSettings | EmailSettings) -> dict[str, list[FindingChange]]:
    """The findings that count for a receiver. Those of a first audit are new; of one that cannot be compared nothing
    is said: people were told of most of them before."""
    if news.changes is None:
        found = news.result.findings if news.result and news.event == "first" else ()
        new = [FindingChange("new", one) for one in found if receiver.counts(one.severity)]
        return {"new": new, "gone": [], "changed": []}
    parts = {"new": news.changes.new, "gone": news.changes.gone, "changed": news.changes.changed}
    return {kind: [one for one in part if any(map(receiver.counts, _severities(one)))] for kind, part in parts.items()}


def _severities(change: FindingChange) -> tuple[Severity, ...]:
    return (change.finding.severity, *((change.before.severity,) if change.before else ()))


def _untold(news: News, receiver: WebhookSettings | EmailSettings) -> int:
    untold = news.changes.untold if news.changes else ()
    return sum(1 for one in untold if receiver.counts(one.finding.severity))


def _audit(audit: AuditRecord) -> dict[str, Any]:
    began, ended = audit.started_at or audit.requested_at, audit.finished_at
    return {
        "id": audit.id,
        "started_at": began.isoformat(timespec="seconds"),
        "finished_at": ended.isoformat(timespec="seconds") if ended else None,
        "state": audit.state,
        "outcome": audit.outcome,
    }


def _finding(change: FindingChange) -> dict[str, Any]:
    finding = change.finding
    said: dict[str, Any] = {
        "id": finding.id, "check": finding.check, "severity": finding.severity,
        "subject": line(finding.subject.name), "title": _title(finding),
    }  # fmt: skip
    if change.kind == "changed" and change.before is not None:
        said |= {"severity_before": change.before.severity, "differs_in": list(change.aspects)}
    if change.kind == "new" and change.other_check is not None:
        said["looked_before"] = change.looked_before
    return said


def _title(finding: Finding) -> dict[str, str]:
    titles = {language: text.title for language, text in finding.texts.items()}
    return {language: line(titles.get(language, finding.title)) for language in ("nl", "en")}


def _third(party: ThirdParty) -> dict[str, Any]:
    return {
        "name": line(party.name), "owner": line(party.owner) if party.owner else None, "country": party.country,
        "category": party.category, "tracker": party.tracker, "hosts": [line(host) for host in party.hosts[:5]],
    }  # fmt: skip


def _links(news: News, review: str) -> dict[str, str]:
    links = {"site": f"{review}/sites/{news.site.id}", "audit": f"{review}/audits/{news.audit.id}"}
    if news.before is not None:
        links["changes"] = f"{links['site']}/changes?old={news.before.id}&new={news.audit.id}"
    return links
