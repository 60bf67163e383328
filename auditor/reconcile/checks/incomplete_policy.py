"""Something that a privacy statement has to tell was not found in the site's texts.

Looked for, in all documents together: who is responsible, how to reach them, what the data is for, who receives
it, how long it is kept, the visitor's rights, and where to complain. Found when not one word of a subject is there;
the words that count are many, so that a right described in other words passes. Only a statement on privacy, read
whole and in a language that is read, is judged; a cookie statement alone is not asked for it.

It does not prove that the information is missing: it may be worded in a way that is not known here, or stand on a
page that was not read. Severity: info.
"""

from __future__ import annotations

from auditor.models.common import ReportLanguage
from auditor.models.declaration import ContentKind
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.document_findings import document_subject, of_reading, policies
from auditor.reconcile.links import uncertain
from auditor.reconcile.texts import listed
from auditor.reconcile.view import View

#: Characters below which a page is no whole statement: a page that only leads to one.
SHORTEST = 700
#: Characters above which the reader does not look through a text to its end.
LONGEST = 150_000

WORDS: dict[ContentKind, dict[ReportLanguage, str]] = {
    "controller": {"nl": "wie verantwoordelijk is", "en": "who is responsible"},
    "contact": {"nl": "hoe die te bereiken is", "en": "how to reach them"},
    "purposes": {"nl": "waarvoor de gegevens dienen", "en": "what the data is for"},
    "recipients": {"nl": "wie de gegevens krijgt", "en": "who receives the data"},
    "retention": {"nl": "hoe lang ze bewaard blijven", "en": "how long it is kept"},
    "rights": {
        "nl": "de rechten op inzage, verbetering, verwijdering en bezwaar",
        "en": "the rights of access, correction, deletion and objection",
    },
    "complaint": {"nl": "waar men kan klagen", "en": "where to complain"},
}

INFO = CheckInfo(
    id="incomplete_policy",
    group="documents",
    severity="info",
    needs=Needs(collectors=("documents",), declaration=True),
    legal=("gdpr_13", "gdpr_13_1_c", "gdpr_13_1_e", "gdpr_13_2_a", "gdpr_13_2_b", "gdpr_13_2_d"),
    fields=("missing",),
    texts={
        "nl": Texts(
            title="Niet alles wat een privacyverklaring vertelt, is gevonden",
            explanation="In de gelezen teksten is niet gevonden: {missing}. Gezocht is naar vele woorden daarvoor; in"
            " andere woorden of op een andere pagina kan het er wel staan. {limits}",
            remedy="Ga na of dit in de verklaring staat, en vul aan wat ontbreekt.",
        ),
        "en": Texts(
            title="Not everything that a privacy statement tells was found",
            explanation="Not found in the texts that were read: {missing}. Many words for it were looked for; in other"
            " words or on another page it may be there. {limits}",
            remedy="See whether the statement says it, and add what is missing.",
        ),
    },
)


def find(view: View) -> Found:
    """One finding, about the longest privacy statement, with all that was not found."""
    statements = {
        document.url: document
        for document in view.documents
        if (document.role == "privacy" or document.found_by == "option") and document.content.outcome == "ok"
    }
    found = [(index, reading) for index, reading in view.readings if reading.document in statements]
    if not found:
        return Silence("not_applicable", "No privacy statement was read.")
    unread = [one for one in view.documents if one.role in ("privacy", "cookies") and uncertain(one)]
    if unread:
        return Silence("cannot_tell", f"{unread[0].requested_url[:200]} could not be read in this audit.")
    judged = [(index, reading) for index, reading in found if len(statements[reading.document].text) >= SHORTEST]
    if not judged:
        return Silence("cannot_tell", "The privacy statement is too short to be the whole of it.")
    if any(len(document.text) > LONGEST for document in view.documents):
        return Silence("cannot_tell", "The texts are too long to be looked through to the end.")
    if any(reading.language == "und" for _, reading in policies(view.readings, view.documents)):
        return Silence("cannot_tell", "The privacy statement is in a language that is not read.")
    told = {content.kind for _, reading in view.readings for content in reading.contents}
    missing = [kind for kind in WORDS if kind not in told]
    if not missing:
        return ()
    index, reading = max(judged, key=lambda entry: (len(statements[entry[1].document].text), -entry[0]))
    words: dict[ReportLanguage, str] = {
        "nl": listed([WORDS[kind]["nl"] for kind in missing], "nl", most=len(WORDS)),
        "en": listed([WORDS[kind]["en"] for kind in missing], "en", most=len(WORDS)),
    }
    proof = of_reading(index, reading, "contents", None, "info")
    return (Draft(document_subject(reading.document, view.site_host), (proof,), (), {"missing": words}),)
