"""The site is in one language and its privacy and cookie statements are in another.

Found when two pages or more are written in one language, no page is in or offers any other, and no statement is in
it. A site that offers itself in the statement's language, by a link or by what a page says of itself, passes: its
visitors may be meant to read it so. Pages with few words tell nothing, and neither do languages that are not read.

Severity: info. Information has to be in plain words; for whom, a person judges.
"""

from __future__ import annotations

from auditor.models.common import Language, ReportLanguage
from auditor.models.observation import Page
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.document_findings import document_subject, of_reading, policies
from auditor.reconcile.view import View

#: Pages that have to be in the site's language before it counts as such.
FEWEST_PAGES = 2

NAMES: dict[Language, dict[ReportLanguage, str]] = {
    "nl": {"nl": "het Nederlands", "en": "Dutch"},
    "en": {"nl": "het Engels", "en": "English"},
    "de": {"nl": "het Duits", "en": "German"},
    "fr": {"nl": "het Frans", "en": "French"},
}

INFO = CheckInfo(
    id="foreign_language_policy",
    group="documents",
    severity="info",
    needs=Needs(collectors=("documents",), declaration=True),
    legal=("gdpr_12", "wp260"),
    fields=("of_site", "of_policy"),
    texts={
        "nl": Texts(
            title="De verklaring is in een andere taal dan de site",
            explanation="De bezochte pagina's zijn in {of_site}; {document} is in {of_policy}, en een verklaring in de"
            " taal van de site is niet gevonden. {limits}",
            remedy="Bied de verklaring aan in de taal waarin de site de bezoeker aanspreekt.",
        ),
        "en": Texts(
            title="The statement is in another language than the site",
            explanation="The pages that were visited are in {of_site}; {document} is in {of_policy}, and no statement"
            " in the site's language was found. {limits}",
            remedy="Offer the statement in the language in which the site addresses its visitors.",
        ),
    },
)


def find(view: View) -> Found:
    """One finding, about the first statement, with all of them as evidence."""
    statements = [entry for entry in policies(view.readings, view.documents) if entry[1].language in NAMES]
    if not statements:
        return Silence("not_applicable", "No statement in a language that is read was found.")
    pages = [page for page in view.pages if page.outcome == "ok"]
    seen = {page.url: page.text_language for page in pages if page.text_language is not None}
    written = list(seen.values())
    if len(written) < FEWEST_PAGES:
        return Silence("cannot_tell", "Too few pages show in which language the site is.")
    if {reading.language for _, reading in statements} & {*written, *_said(pages)}:
        return ()
    if len(set(written)) > 1:
        return Silence("cannot_tell", "The site's pages are in more than one language.")
    site = written[0]
    first = statements[0][1]
    proofs = tuple(of_reading(place, reading, "language", None, "info") for place, reading in statements)
    details = {"of_site": NAMES[site], "of_policy": NAMES[first.language]}
    return (Draft(document_subject(first.document, view.site_host), proofs, (), details),)


def _said(pages: list[Page]) -> set[str]:
    """The languages that the pages say they are in, or offer themselves in."""
    own = {(page.language or "").lower().partition("-")[0] for page in pages}
    return own | {code for page in pages for code in page.offered_languages}
