"""The text sends the reader to a cookie statement that it neither links nor contains.

Found when a document refers to a statement on cookies without an address, and no document of the site that
could be read is one. Where a cookie statement was found elsewhere on the site, nothing is alleged: the visitor
can find it too. Moderate.

It does not prove that no such statement exists; it shows that following the text does not lead to one.

Where another statement of the site was found and could not be read, the outcome is that it cannot be told.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Silence, Texts
from auditor.reconcile.document_findings import by_document
from auditor.reconcile.links import lacks_cookie_content, uncertain
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="dangling_reference",
    group="documents",
    severity="moderate",
    needs=Needs(collectors=("documents",), defects=("broken_reference",), declaration=True),
    legal=("gdpr_12", "gdpr_13"),
    texts={
        "nl": Texts(
            title="De verklaring verwijst naar een cookieverklaring die er niet is",
            explanation="In {document} staat: {names}. De tekst geeft geen adres, bevat die verklaring niet zelf, en"
            " op de site is zij niet gevonden. {limits}",
            remedy="Plaats de cookieverklaring en verwijs ernaar met een link, of neem de informatie op in deze tekst.",
        ),
        "en": Texts(
            title="The statement refers to a cookie statement that is not there",
            explanation="{document} says: {names}. The text gives no address, does not contain that statement itself,"
            " and it was not found on the site. {limits}",
            remedy="Publish the cookie statement and link to it, or put the information into this text.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each document that refers to nowhere, unless a cookie statement was found."""
    defects = view.defects("broken_reference")
    found = [
        document
        for document in view.documents
        if document.role == "cookies" and document.content.outcome == "ok" and not lacks_cookie_content(document)
    ]
    places = {document.url for document in found}
    # A reference with a link that leads nowhere is a broken link, which a check of its own reports.
    linked = {(claim.document, claim.start) for claim in view.declared.declaration.deferrals if claim.url}
    left = [
        (index, defect)
        for index, defect in defects
        if not places - {defect.document} and (defect.document, defect.start) not in linked
    ]
    hidden = next((one for one in view.documents if one.role == "cookies" and uncertain(one)), None)
    if left and hidden is not None:
        return Silence("cannot_tell", f"{hidden.requested_url[:200]} could not be read in this audit.")
    return by_document(left, {"broken_reference": "moderate"}, view.site_host)
