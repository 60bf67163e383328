"""The text still holds parts of the template that it was made from.

Found for each document with a placeholder that nobody filled in, an instruction to the author, or example text.
One finding a document, with each place as evidence. Moderate: what stands there was not decided by the company,
so that a reader cannot tell what holds.
"""

from __future__ import annotations

from auditor.reconcile.check import CheckInfo, Found, Needs, Texts
from auditor.reconcile.document_findings import by_document
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="unfilled_template",
    group="documents",
    severity="moderate",
    needs=Needs(
        defects=(
            "unfilled_placeholder",
            "template_instruction",
        )
    ),
    legal=("gdpr_12",),
    texts={
        "nl": Texts(
            title="In de verklaring staan nog stukken sjabloon",
            explanation="In {document} staat: {names}. Zulke invulplekken en aanwijzingen horen bij een voorbeeldtekst;"
            " een bezoeker kan er niet uit opmaken wat voor deze site geldt. {limits}",
            remedy="Vul de plekken in en haal aanwijzingen en voorbeelden weg; lees de hele tekst na of hij voor"
            " deze site klopt.",
        ),
        "en": Texts(
            title="Parts of a template are left in the statement",
            explanation="{document} says: {names}. Such blanks and instructions belong to an example text; a visitor"
            " cannot tell from them what holds for this site. {limits}",
            remedy="Fill in the blanks and remove instructions and examples; read the whole text again for whether"
            " it fits this site.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each document with such places."""
    defects = view.defects("unfilled_placeholder", "template_instruction")
    return by_document(
        defects, {"unfilled_placeholder": "moderate", "template_instruction": "moderate"}, view.site_host
    )
