"""The observation and the declaration in short, for the report's account of how it was measured."""

from __future__ import annotations

from auditor.models.declaration import Declaration
from auditor.models.document import Document
from auditor.models.files import digest
from auditor.models.observation import Observation, StateObservation
from auditor.models.result import DeclarationSummary, ObservationSummary, StateSummary


def observation_summary(observation: Observation) -> ObservationSummary:
    """The observation in short, with the SHA-256 of the whole."""
    return ObservationSummary(
        started_at=observation.started_at,
        finished_at=observation.finished_at,
        outcome=observation.outcome,
        reason=observation.reason,
        settings=observation.settings,
        browser=observation.browser,
        consent=observation.consent,
        states=tuple(_state(state) for state in observation.states),
        sha256=digest(observation),
        retry_after_seconds=observation.retry_after_seconds,
    )


def _state(state: StateObservation) -> StateSummary:
    unseen = {report.collector: report.reason or "not looked at" for report in state.collectors if not report.looked}
    return StateSummary(
        state=state.state,
        outcome=state.outcome,
        reason=state.reason,
        choice=state.choice,
        pages=state.pages,
        cookies=len(state.cookies),
        storage=len(state.storage),
        requests=len(state.requests),
        not_looked={str(kind): unseen[kind] for kind in sorted(unseen)},
        records=state.records,
    )


def declaration_summary(declaration: Declaration) -> DeclarationSummary:
    """The declaration in short, with the SHA-256 of the whole."""
    return DeclarationSummary(
        language=declaration.language,
        cookies=declaration.cookies,
        vendors=declaration.vendors,
        other_recipients=declaration.other_recipients,
        deferrals=declaration.deferrals,
        defects=declaration.defects,
        sha256=digest(declaration),
        by_hand=declaration.by_hand,
    )


def all_documents(observation: Observation, declaration: Declaration) -> tuple[Document, ...]:
    """The documents that were read, then those that were found and not read, each once."""
    read = {document.url for document in declaration.documents}
    others = sorted(
        (document for document in observation.documents if document.url not in read),
        key=lambda document: (document.url, document.requested_url),
    )
    return (*declaration.documents, *others)
