"""The text says that a banner asks for a choice, or that none is shown, and the site differs.

Found for a claim of a banner where one was looked for and none was shown, and for a claim of no banner where
one was shown. A banner may depend on the visitor's country or on an earlier visit; each visit of an audit is a
first one. Where nobody looked for a banner, where one came up in some of the visits only, where a consent manager
was loaded and showed nothing, or where the texts say the one and the other, the outcome is that it cannot be told.
Moderate.
"""

from __future__ import annotations

from auditor.models.common import ReportLanguage
from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.evidence import Proof
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="banner_claim_contradicted",
    group="consent",
    severity="moderate",
    needs=Needs(collectors=("consent",), claims=("banner", "no_banner")),
    legal=("gdpr_12",),
    fields=("shown",),
    texts={
        "nl": Texts(
            title="Wat de verklaring over een cookiebanner zegt, klopt niet met de site",
            explanation="De verklaring zegt: “{quote}”. Bij een eerste bezoek {shown}. {limits}",
            remedy="Pas de zin aan, of zorg dat de site doet wat de tekst zegt.",
        ),
        "en": Texts(
            title="What the statement says of a cookie banner does not fit the site",
            explanation="The statement says: “{quote}”. On a first visit {shown}. {limits}",
            remedy="Change the sentence, or make the site do what the text says.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for the claims of a banner, and one for those of none, that were contradicted."""
    claims = view.judged("banner", "no_banner")
    if not claims:
        return Silence("not_applicable", "The texts make no such claim.")
    drafts = []
    for kind in ("banner", "no_banner"):
        against = [one for one in claims if one.claim.type == kind and one.judgement.verdict == "contradicted"]
        if against:
            evidence = against[0].judgement.evidence
            found = tuple(Proof(entry, "moderate", (), "banner") for entry in evidence)
            none = kind == "banner"
            shown: dict[ReportLanguage, str] = {
                "nl": "kwam er geen banner" if none else "kwam er wel een banner",
                "en": "no banner came up" if none else "a banner came up",
            }
            places = tuple(sorted(entry.index for entry in against))
            drafts.append(Draft(Subject(kind="banner", name=kind), found, places, {"shown": shown}))
    if drafts:
        return tuple(drafts)
    unclear = sorted(one.judgement.reason for one in claims if one.judgement.verdict == "cannot_tell")
    return Silence("cannot_tell", unclear[0]) if unclear else ()
