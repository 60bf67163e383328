"""The report formats, in the order in which they are listed to users."""

from __future__ import annotations

from reports.formats.csv import CookiesCsv, FindingsCsv
from reports.formats.html import Html
from reports.formats.json import Json
from reports.formats.letter import Letter, LetterPdf
from reports.formats.markdown import Markdown
from reports.formats.pdf import Pdf
from reports.formats.sarif import Sarif
from reports.report_format import ReportFormat

FORMATS: tuple[ReportFormat, ...] = (
    Html(),
    Json(),
    FindingsCsv(),
    CookiesCsv(),
    Markdown(),
    Sarif(),
    Pdf(),
    Letter(),
    LetterPdf(),
)

#: Formats that come with another, because half of what is asked for would stand in neither.
COMPANIONS = {"csv": ("cookies",)}

#: Formats that take a letter's wishes.
LETTERS = ("letter", "letter-pdf")
