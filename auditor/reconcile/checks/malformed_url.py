"""An address in the text cannot be typed as it stands.

Found for each document with a web address that is written wrongly (backslashes, missing parts), so that a
visitor who types or follows it gets nowhere. One finding a document. Information only.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.document_findings import by_document
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="malformed_url",
    group="documents",
    severity="info",
    needs=Needs(defects=("malformed_url",)),
    legal=("gdpr_12",),
    texts={
        "nl": Texts(
            title="Een adres in de verklaring is verkeerd geschreven",
            explanation="In {document} staat: {names}. Zo getypt leidt dat nergens heen. {limits}",
            remedy="Schrijf het adres voluit en controleer of het werkt.",
        ),
        "en": Texts(
            title="An address in the statement is written wrongly",
            explanation="{document} says: {names}. Typed like that it leads nowhere. {limits}",
            remedy="Write the address in full and check that it works.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each document with such places."""
    defects = view.defects("malformed_url")
    return by_document(defects, {"malformed_url": "info"}, view.site_host)
