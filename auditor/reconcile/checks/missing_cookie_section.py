"""The site stores cookies that need to be explained, and its texts say nothing about cookies.

Found when no document that was read says anything on cookies (no section, no table, no sentence, no reference)
and a cookie of a tracker or of analytics is stored. Cookies that are exempt do not count; where only cookies of
unknown purpose were seen, the outcome is that it cannot be told. Serious.

Where another statement of the site was found and could not be read, the outcome is that it cannot be told.
"""

from __future__ import annotations

from auditor.models.common import ClaimType
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.document_findings import document_subject
from auditor.reconcile.evidence import of_defect, proofs
from auditor.reconcile.view import View

#: Claims that are themselves information on cookies.
_ON_COOKIES: tuple[ClaimType, ...] = (
    "no_cookies", "no_category", "only_categories", "only_vendors", "uses_cookies", "uses_category",
    "third_party_cookies", "consent_prior", "consent_exempt", "consent_implied", "lifetime", "completeness", "deferral",
)  # fmt: skip

INFO = CheckInfo(
    id="missing_cookie_section",
    group="documents",
    severity="serious",
    needs=Needs(
        states=("before", "accepted"),
        collectors=("cookies",),
        claims=_ON_COOKIES,
        defects=("no_cookie_section",),
        declaration=True,
        third_party_cookies=True,
    ),
    legal=("gdpr_13", "tw_11_7a"),
    texts={
        "nl": Texts(
            title="De site plaatst cookies, de verklaring zwijgt erover",
            explanation="De browser bewaarde {where}: {cookies} ({seen}). In de gelezen teksten staat niets over"
            " cookies. {limits}",
            remedy="Schrijf een deel over cookies: welke, van wie, waarvoor, hoe lang, en hoe de bezoeker kiest.",
        ),
        "en": Texts(
            title="The site sets cookies, the statement is silent on them",
            explanation="The browser stored {where}: {cookies} ({seen}). The texts that were read say nothing on"
            " cookies. {limits}",
            remedy="Write a part on cookies: which, whose, what for, how long, and how the visitor chooses.",
        ),
    },
)


def find(view: View) -> Found:
    """One finding, about the first document that lacks the section."""
    defects = view.defects("no_cookie_section")
    if not view.document_read:
        return ()
    if not defects or view.judged(*_ON_COOKIES) or view.declared.declaration.cookies:
        return Silence("not_applicable", "The texts speak of cookies.")
    cookies = [thing for thing in view.stored_cookies if thing.standing in ("tracking", "analytics")]
    if not cookies:
        unknown = any(thing.standing == "unknown" for thing in view.stored_cookies)
        return Silence("cannot_tell", "Only cookies of unknown purpose were seen.") if unknown else ()
    if view.unread_statement is not None:
        return Silence("cannot_tell", view.unread_statement)
    index, defect = min(defects, key=lambda entry: (entry[1].document or "", entry[0]))
    found = (*proofs(cookies, "serious"), of_defect(index, defect, "serious"))
    return (Draft(document_subject(defect.document, view.site_host), found),)
