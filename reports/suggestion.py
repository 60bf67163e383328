"""Proposes the cookie text that would be true of a site: as Markdown, as a page, or as the section alone.

From the result alone, like a report. The section is what can be pasted into the site; the other formats hold it with
the sentences that have to change, the settings that would do instead, and what could not be seen.
"""

from __future__ import annotations

from auditor.errors import UsageError
from auditor.models.common import ReportLanguage
from auditor.models.result import AuditResult
from reports.formats.suggestion_markdown import markdown
from reports.templating import fragment, page
from reports.text import texts
from reports.views.suggestion import place_of, suggestion_view

#: The formats, the default first.
FORMATS = ("markdown", "html", "section")

__all__ = ["FORMATS", "place_of", "render_suggestion"]


def render_suggestion(
    result: AuditResult, format_name: str = "markdown", language: ReportLanguage | None = None
) -> str:
    """The proposal. ``language``: the result's own where null.

    ``html``: one self-contained page; ``section``: the HTML of the proposed text, without a page around it. Raises
    `UsageError` for another format, and for a section of a site that could not be measured."""
    if format_name not in FORMATS:
        raise UsageError(f"There is no format {format_name[:40]!r}; there are: {', '.join(FORMATS)}.")
    t = texts(language or result.language)
    view = suggestion_view(result, t)
    if format_name == "html":
        return page("suggestion.html", t, view=view).decode()
    if format_name == "markdown":
        return markdown(view, t)
    if view.section is None:
        raise UsageError("The site could not be measured; there is no text to propose.")
    return fragment("suggestion_alone.html", t, view=view.section)
