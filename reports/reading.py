"""A page that shows what was read in a site's texts, each claim marked in its sentence."""

from __future__ import annotations

from auditor.models.common import ReportLanguage
from auditor.models.declaration import Declaration
from reports.templating import page
from reports.text import texts
from reports.views.reading import reading_view


def render_reading(declaration: Declaration, language: ReportLanguage) -> bytes:
    """The page: one self-contained file without a script, that asks nothing of the network."""
    t = texts(language)
    return page("reading.html", t, view=reading_view(declaration, t))
