"""What an audit that is under way is doing, in the viewer's language. The pipeline reports it in English."""

from __future__ import annotations

import re
from typing import get_args

from auditor.models.common import ConsentState, ReportLanguage
from auditor.review.web.languages import marked, translations
from reports.text import texts

_STAGES = {
    "done": marked("the visits are done"),
    "deferrals": marked("fetching what the text refers to"),
    "reading": marked("reading the texts"),
    "comparing": marked("comparing with what was observed"),
    "reporting": marked("writing the report"),
    "keeping": marked("keeping it in the store"),
}
_VISITING = re.compile(r"visiting \((\w+)\)")
_PLACE = re.compile(r"(\d{1,6}) of (\d{1,6}): (.*)", re.DOTALL)
_COUNT = re.compile(r"(\d{1,9}) (documents|claims)")


def stage_words(stage: str, language: ReportLanguage) -> str | None:
    """The step's name; null for one that is not known, which is said as it is."""
    visiting = _VISITING.fullmatch(stage)
    if visiting and visiting[1] in get_args(ConsentState):
        said = translations(language).gettext("visiting, %(state)s")
        return said % {"state": texts(language).word("state", visiting[1])}
    return translations(language).gettext(_STAGES[stage]) if stage in _STAGES else None


def detail_words(detail: str, language: ReportLanguage) -> str:
    """What the step is about: an address and its place among how many, or a count; anything else as it is."""
    translated = translations(language)
    place, count = _PLACE.fullmatch(detail), _COUNT.fullmatch(detail)
    if place:
        said = translated.gettext("%(place)s of %(total)s: %(address)s")
        return said % {"place": place[1], "total": place[2], "address": place[3]}
    if count and count[2] == "documents":
        return translated.ngettext("%(num)s text", "%(num)s texts", int(count[1])) % {"num": count[1]}
    if count:
        return translated.ngettext("%(num)s statement", "%(num)s statements", int(count[1])) % {"num": count[1]}
    return detail
