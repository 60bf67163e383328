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
from auditor.reconcile.links import broken, document_evidence, lacks_cookie_content, uncertain
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
    places = [(index, document) for index, document in enumerate(view.documents) if _policy(document)]
    read = {document.requested_url for _, document in places if document.content.outcome == "ok"}
    dead = [(index, one) for index, one in places if _dead(one) and (one.requested_url not in read or _silent(one))]
    drafts: dict[str, Draft] = {}
    for index, document in sorted(dead, key=lambda entry: (entry[1].requested_url, entry[1].found_by)):
        subject = document_subject(document.requested_url, view.site_host)
        proof = Proof(document_evidence(index, document), "serious", (), f"document:{subject.name}")
        claims = tuple(
            entry.index
            for entry in view.judged("deferral")
            if entry.judgement.verdict == "contradicted" and _refers(entry.judgement.evidence, index)
        )
        known = drafts.get(subject.name)
        if known is None:
            drafts[subject.name] = Draft(subject, (proof,), claims, {"address": document.requested_url[:200]})
        else:
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


def _dead(document: Document) -> bool:
    return broken(document) or _silent(document)


def _silent(document: Document) -> bool:
    return document.found_by == "deferral" and lacks_cookie_content(document)


def _refers(evidence: object, index: int) -> bool:
    entries = evidence if isinstance(evidence, tuple) else ()
    return any(getattr(entry, "ref", None) == f"/documents/{index}" for entry in entries)
