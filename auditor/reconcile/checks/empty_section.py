"""A heading or lead-in in the text is followed by nothing.

Found for each document in which something is announced that does not follow: a heading without a text, a
sentence that ends in a colon without the list. One finding a document, with each place as evidence. Minor.

It does not prove that the company leaves anything out on purpose; lists are often lost in a move to another
system.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.document_findings import by_document
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="empty_section",
    group="documents",
    severity="minor",
    needs=Needs(defects=("empty_section",)),
    legal=("gdpr_12",),
    texts={
        "nl": Texts(
            title="De verklaring kondigt iets aan dat er niet staat",
            explanation="In {document} volgt niets op: {names}. Een bezoeker mist daar de informatie die de tekst"
            " belooft. {limits}",
            remedy="Vul aan wat er hoort te staan, of haal de aankondiging weg.",
        ),
        "en": Texts(
            title="The statement announces something that is not there",
            explanation="In {document} nothing follows: {names}. A visitor misses the information that the text"
            " promises there. {limits}",
            remedy="Add what should stand there, or remove what announces it.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each document with such places."""
    defects = view.defects("empty_section")
    return by_document(defects, {"empty_section": "minor"}, view.site_host)
