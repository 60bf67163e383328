"""A link that the text offers to opt out of a service leads nowhere.

Found for each such link of which the crawl fetched the address, and got no page: missing, a lasting error, or no
such host. Addresses that were not fetched are not judged, and an answer that may be meant for this tool or this
moment proves nothing; the outcome then is that it cannot be told. Severity: info.
"""

from __future__ import annotations

from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.evidence import Proof
from auditor.reconcile.links import broken, document_evidence, uncertain
from auditor.reconcile.naming import claim_key, listed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="dead_opt_out",
    group="documents",
    severity="info",
    needs=Needs(collectors=("documents",), claims=("opt_out",)),
    legal=("gdpr_12",),
    fields=("address",),
    texts={
        "nl": Texts(
            title="Een link om u af te melden bij een dienst loopt dood",
            explanation="De verklaring zegt: “{quote}”. Het adres {address} geeft geen pagina. {limits}",
            remedy="Herstel de link, of verwijs naar een manier om te weigeren die werkt.",
        ),
        "en": Texts(
            title="A link to opt out of a service leads nowhere",
            explanation="The statement says: “{quote}”. The address {address} gives no page. {limits}",
            remedy="Repair the link, or point to a way to refuse that works.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each dead link, with the claim that offers it."""
    fetched = {_plain(one.requested_url): (index, one) for index, one in enumerate(view.documents)}
    offers = [(entry, url) for entry in view.judged("opt_out") for url in listed(entry.claim.params.get("url"))]
    if not offers:
        return Silence("not_applicable", "The texts offer no link to opt out of a service.")
    drafts: dict[str, Draft] = {}
    open_question = False
    for entry, url in offers:
        index, document = fetched.get(_plain(url), (0, None))
        if document is None or uncertain(document):
            open_question = True
        elif broken(document) and not entry.claim.possible:
            proof = Proof(document_evidence(index, document), "info", (), f"document:{document.requested_url}")
            name = claim_key(entry.claim)
            drafts.setdefault(
                name, Draft(Subject(kind="claim", name=name), (proof,), (entry.index,), {"address": url[:200]})
            )
    if drafts:
        return tuple(drafts.values())
    return Silence("cannot_tell", "The links to opt out were not followed.") if open_question else ()


def _plain(url: str) -> str:
    return url.partition("#")[0].rstrip("/")
