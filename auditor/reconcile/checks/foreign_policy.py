"""The text names another company or domain as the one it is about.

Found for each document that speaks of a site or company that is not the audited one, as happens when a policy
is copied. One finding a document, with each place as evidence. Moderate.

It does not prove that the text is not the company's own: it may trade under several names. A person who knows
the company can tell at once.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.document_findings import by_document
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="foreign_policy",
    group="documents",
    severity="moderate",
    needs=Needs(defects=("wrong_company_name",)),
    legal=("gdpr_13",),
    texts={
        "nl": Texts(
            title="De verklaring noemt een ander bedrijf of domein",
            explanation="In {document} staat: {names}. Dat past niet bij {site}; een bezoeker weet zo niet wie"
            " verantwoordelijk is. {limits}",
            remedy="Noem het bedrijf en de site waar deze verklaring voor geldt, en leg verschillende namen uit.",
        ),
        "en": Texts(
            title="The statement names another company or domain",
            explanation="{document} says: {names}. That does not fit {site}; a visitor does not learn who is"
            " responsible. {limits}",
            remedy="Name the company and the site that this statement is for, and explain where names differ.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each document with such places."""
    defects = view.defects("wrong_company_name")
    return by_document(defects, {"wrong_company_name": "moderate"}, view.site_host)
