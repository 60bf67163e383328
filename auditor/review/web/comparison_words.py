"""The words of a comparison, for the command line, Markdown and the page alike."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.models.common import SEVERITIES, ReportLanguage
from auditor.review.web.languages import marked, translations
from reports.text import texts

_SENTENCES: Mapping[str, str] = {
    "title": marked("What changed"),
    "between": marked("Between the audits of %(first)s and %(second)s."),
    "tally": marked(
        "Findings: %(new)s new, %(changed)s changed, %(gone)s gone, %(untold)s not looked for again, "
        "%(unchanged)s unchanged."
    ),
    "new": marked("New findings"),
    "changed": marked("Changed findings"),
    "gone": marked("Findings that are gone"),
    "untold": marked("Findings of which it cannot be told whether they are still there"),
    "new_vendors": marked("New third parties"),
    "gone_vendors": marked("Third parties that are gone"),
    "policies": marked("Policy texts"),
    "measures": marked("Measured otherwise"),
    "severity": marked("Severity"),
    "more_evidence": marked("more pieces of new evidence"),
    "less_evidence": marked("more pieces of evidence that is gone"),
    "claims": marked("It rests on other statements."),
    "states": marked("It was seen after other choices."),
    "not_looked_before": marked("The earlier audit could not look for it."),
    "not_looked_now": marked("The later audit could not look for it."),
    "before": marked("before"),
    "text_new": marked("New text"),
    "text_gone": marked("Text that is gone"),
    "text_changed": marked("Changed text"),
    "text_unread": marked("Text that could not be read this time"),
    "more_lines": marked("more lines differ"),
    "same_lines": marked("%(first)s unchanged lines"),
    "measure_site": marked("Host"),
    "measure_outcome": marked("Outcome"),
    "measure_states": marked("States visited"),
    "measure_pages": marked("Pages"),
    "measure_visits": marked("Visits"),
    "measure_law": marked("Law"),
    "measure_language": marked("Language of the texts"),
    "measure_release": marked("Release of this tool"),
    "measure_by_hand": marked("Corrections by hand"),
}


def words(language: ReportLanguage) -> Mapping[str, str]:
    """The words of a language by name, those of the severities among them."""
    said = translations(language).gettext
    severities = {name: texts(language).word("severity", name) for name in SEVERITIES}
    return {name: said(sentence) for name, sentence in _SENTENCES.items()} | severities
