"""The statement says itself that it was last changed more than 36 months ago.

Found for each privacy or cookie statement whose own newest date of change lies more than 36 months before the
audit. Only a date beside words for that counts: not that of a law, of a copyright line, of another company's text.
Where several days may be meant, the latest does. Without such a date the outcome is that it cannot be told.

It does not prove that the text is wrong: where nothing changed, an old text may be right. Severity: info.
"""

from __future__ import annotations

from datetime import date

from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.document_findings import document_subject, of_reading, policies
from auditor.reconcile.view import View

#: Months after which a statement of this field is likely to be behind; a measure of ours, no rule of law.
MONTHS = 36

INFO = CheckInfo(
    id="stale_policy",
    group="documents",
    severity="info",
    needs=Needs(collectors=("documents",), declaration=True),
    legal=("gdpr_5_1_a", "gdpr_12"),
    fields=("changed",),
    texts={
        "nl": Texts(
            title="De verklaring is lang niet herzien",
            explanation="{document} noemt zelf als laatste wijziging: {names} (uiterlijk {changed}). Dat is meer dan"
            " drie jaar voor deze audit. {limits}",
            remedy="Ga na of de tekst nog klopt, en vermeld de datum van de herziening.",
        ),
        "en": Texts(
            title="The statement has not been revised for long",
            explanation="{document} itself gives as its last change: {names} ({changed} at the latest). That is more"
            " than three years before this audit. {limits}",
            remedy="See whether the text still holds, and state the date of the revision.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each statement whose newest date is too old."""
    dated = [
        (index, reading, reading.last_changed)
        for index, reading in policies(view.readings, view.documents)
        if reading.last_changed is not None and reading.last_changed.on <= view.day
    ]
    if not dated:
        return Silence("cannot_tell", "No statement says when it was last changed.")
    return tuple(
        Draft(
            document_subject(reading.document, view.site_host),
            (of_reading(index, reading, "last_changed", changed, "info"),),
            (),
            {"changed": changed.on.isoformat()},
        )
        for index, reading, changed in dated
        if _months(changed.on, view.day) > MONTHS
    )


def _months(first: date, last: date) -> int:
    """Whole months begun after ``first``: 37 from the day after three years on."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months + (last.day > first.day)
