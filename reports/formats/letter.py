"""The draft of a letter to the organisation: each finding with quote, fact, provision, and a question to answer."""

from __future__ import annotations

from auditor.models.result import AuditResult
from reports.handed import Handed
from reports.templating import page
from reports.text import Texts
from reports.views.letter import letter_view

#: A letter needs the plain words' style sheet and its own.
STYLES = ("base", "letter")


class Letter:
    """``letter.html``: a page that can be edited, printed, or copied into a letter of one's own."""

    name = "letter"
    file_name = "letter.html"
    media_type = "text/html; charset=utf-8"
    printed = False

    def render(self, result: AuditResult, t: Texts, handed: Handed) -> bytes:
        """The page. Raises `UsageError` for a finding that is not in the result."""
        return page("letter.html", t, styles=STYLES, letter=letter_view(result, t, handed.letter))


class LetterPdf(Letter):
    """``letter.pdf``: the same, printed."""

    name = "letter-pdf"
    file_name = "letter.pdf"
    media_type = "application/pdf"
    printed = True
