"""A link to a policy, or the place that a policy refers to, leads nowhere, to an error, or to a page without
cookies.

Found for each document that a link to a privacy or cookie statement, a banner or another document leads to,
when it is missing, answers with a lasting error, or its host does not exist; and for a place that a text refers
to for its cookies that says nothing about cookies. An answer that may be meant for this tool or this moment
(refused, too busy, too slow) proves nothing: the outcome then is that it cannot be told.

Serious: the visitor cannot read what is declared.
"""

from __future__ import annotations

from auditor.models.document import Document
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.document_findings import document_subject
from auditor.reconcile.evidence import Proof
from auditor.reconcile.links import broken, document_evidence, uncertain
from auditor.reconcile.verdicts import Judged
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="broken_policy_link",
    group="documents",
    severity="serious",
    needs=Needs(collectors=("documents",), claims=("deferral",)),
    legal=("gdpr_12", "gdpr_13"),
    fields=("address",),
    texts={
        "nl": Texts(
            title="Een verwijzing naar de verklaring loopt dood",
            explanation="De verwijzing {names} leidt naar {address}. Daar is geen leesbare verklaring over cookies"
            " of privacy gevonden. {limits}",
            remedy="Herstel de link, of zet de verklaring terug op dit adres.",
        ),
        "en": Texts(
            title="A link to the statement leads nowhere",
            explanation="The reference {names} leads to {address}. No readable statement on cookies or privacy was"
            " found there. {limits}",
            remedy="Repair the link, or put the statement back at this address.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each dead place, with the claims that refer to it."""
    deferrals = [entry for entry in view.judged("deferral") if entry.judgement.verdict == "contradicted"]
    referred = {one.ref for entry in deferrals for one in entry.judgement.evidence}
    places = [
        (index, document)
        for index, document in enumerate(view.documents)
        if _policy(document) or f"/documents/{index}" in referred
    ]
    read = {document.requested_url for _, document in places if document.content.outcome == "ok"}
    dead = [
        (index, one)
        for index, one in places
        if f"/documents/{index}" in referred or (broken(one) and one.requested_url not in read)
    ]
    drafts: dict[str, Draft] = {}
    for index, document in sorted(dead, key=lambda entry: (entry[1].requested_url, entry[1].found_by, entry[0])):
        subject = document_subject(document.requested_url, view.site_host)
        proof = Proof(document_evidence(index, document), "serious", (), f"document:{subject.name}")
        claims = {entry.index for entry in deferrals if _refers(entry, index)}
        known = drafts.get(subject.name, Draft(subject, (), (), {"address": document.requested_url[:200]}))
        merged = tuple(sorted({*known.claims, *claims}))
        drafts[subject.name] = Draft(subject, (*known.proofs, proof), merged, known.details)
    if drafts:
        return tuple(drafts.values())
    unclear = [document for _, document in places if uncertain(document) and document.requested_url not in read]
    if unclear:
        return Silence("cannot_tell", f"{unclear[0].requested_url[:200]} could not be read in this audit.")
    return () if places else Silence("not_applicable", "No link to a policy was found.")


def _policy(document: Document) -> bool:
    return document.role in ("privacy", "cookies") or document.found_by in ("deferral", "banner")


def _refers(deferral: Judged, index: int) -> bool:
    return any(entry.ref == f"/documents/{index}" for entry in deferral.judgement.evidence)
