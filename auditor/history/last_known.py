"""What was last known of a site before an audit, where the audit right before it could not look. Pure.

A check that could not tell in one audit would else make the same finding new in the next, and would leave unsaid that a
finding is gone which the audit before that one had."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.common import CheckResult
from auditor.models.result import AuditResult

_LOOKED: tuple[CheckResult, ...] = ("found", "passed", "not_applicable")


def asked(result: AuditResult) -> tuple[object, ...]:
    """By which settings and release an audit was made: two that differ here may differ in findings without any change
    of the site. What came of the visits (a state that failed, a visit saved) is none of it."""
    settings, by_hand = result.observation.settings, result.declaration.by_hand
    return (
        result.law, settings.pages, settings.visits_wanted or settings.visits, settings.states, settings.locale,
        result.tool.version, by_hand.sha256 if by_hand else None,
    )  # fmt: skip


def last_known(new: AuditResult, earlier: Iterable[AuditResult]) -> AuditResult | None:
    """The audit right before ``new``, completed by those before it: outcomes and findings of the checks that could not
    tell in it and looked in ``new``, and texts that could not be read in it and were in ``new``.

    ``earlier``: newest first, as many as are worth a look; no more of them are asked for than needed. Those that were
    made by other settings complete nothing. None: there is none."""
    results = iter(earlier)
    base = next(results, None)
    if base is None:
        return None
    checks, texts = _unknown_checks(base, new), _unread(base, new)
    known = base
    while checks or texts:
        older = next(results, None)
        if older is None or asked(older) != asked(base):
            break
        looked = checks & _looked(older)
        read = texts & _read(older)
        known = _completed(known, older, looked, read)
        checks, texts = checks - looked, texts - read
    return known


def _looked(result: AuditResult) -> set[str]:
    return {outcome.check for outcome in result.checks if outcome.result in _LOOKED}


def _read(result: AuditResult) -> set[str]:
    return {document.url for document in result.documents if document.text}


def _unknown_checks(base: AuditResult, new: AuditResult) -> set[str]:
    return _looked(new) & {outcome.check for outcome in base.checks if outcome.result not in _LOOKED}


def _unread(base: AuditResult, new: AuditResult) -> set[str]:
    return _read(new) & {document.url for document in base.documents if not document.text} - _read(base)


def _completed(known: AuditResult, older: AuditResult, looked: set[str], read: set[str]) -> AuditResult:
    if not looked and not read:
        return known
    outcomes = {outcome.check: outcome for outcome in older.checks if outcome.check in looked}
    there = {finding.id for finding in known.findings}
    return known.model_copy(
        update={
            "checks": tuple(outcomes.get(outcome.check, outcome) for outcome in known.checks),
            "findings": (
                *known.findings,
                *(one for one in older.findings if one.check in looked and one.id not in there),
            ),
            "documents": (
                *(document for document in known.documents if document.url not in read),
                *(document for document in older.documents if document.url in read and document.text),
            ),
            "verdicts": (
                *(one for one in known.verdicts if one.claim.document not in read),
                *(one for one in older.verdicts if one.claim.document in read),
            ),
        }
    )
