"""Fills the templates: autoescape on, undefined names refused, hidden characters made readable."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from functools import lru_cache, partial
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from auditor.models.common import ReportLanguage
from auditor.models.declaration import Claim
from auditor.review.web.error_words import error_words, known
from auditor.review.web.languages import (
    LANGUAGES,
    OWN_NAMES,
    format_day,
    format_moment,
    format_size,
    number_format,
    translations,
)
from auditor.review.web.progress_words import detail_words, stage_words
from reports import words
from reports.facts import facts
from reports.shown import bounded, isolated, visible
from reports.text import texts


@lru_cache(maxsize=len(LANGUAGES))
def environment(language: ReportLanguage) -> Environment:
    """The templates in one language."""
    made = Environment(
        loader=PackageLoader("auditor.review.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        finalize=_finalize,
    )
    made.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        language=language, languages=OWN_NAMES, static=static_address, word=partial(_word, language),
        statement=partial(_statement, language), details=partial(_details, language),
        size=partial(format_size, language=language),
        script_settings=SCRIPT_SETTINGS,
    )  # fmt: skip
    made.filters.update(
        shown=isolated,
        prose=lambda text: visible(text, prose=True),
        fact=lambda fact: _said(fact, language),
        stage=lambda stage: stage_words(stage, language) or _said(stage, language),
        detail=lambda detail: detail_words(detail, language),
        cut=lambda text, limit=200: bounded(visible(text, prose=True), limit),
        trouble=lambda sentence, limit: _trouble(sentence, limit, language),
        day=lambda moment: _day(moment, language),
        moment=lambda moment: format_moment(moment, language),
        number=number_format(language),
    )
    return made


#: htmx without code from attributes, styles of its own, or pages kept in the browser's storage; a refused form (422)
#: comes back with what is wrong with it.
SCRIPT_SETTINGS = (
    '{"allowEval":false,"allowScriptTags":false,"includeIndicatorStyles":false,"historyCacheSize":0,'
    '"refreshOnHistoryMiss":true,"selfRequestsOnly":true,"responseHandling":[{"code":"204","swap":false},'
    '{"code":"[23]..","swap":true},{"code":"422","swap":true},{"code":"[45]..","swap":false,"error":true}]}'
)


@lru_cache(maxsize=32)
def static_address(name: str) -> str:
    """The address of a file in ``static/``, with its hash: a browser keeps it, and asks anew when it has changed."""
    data = files("auditor.review.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(data).hexdigest()[:12]}"


def _statement(language: ReportLanguage, claim: Claim) -> str:
    """What a claim says, in the report's words."""
    return words.statement(claim, texts(language))


def _details(language: ReportLanguage, claim: Claim) -> tuple[tuple[str, str], ...]:
    """A claim's parameters, each with its name, in the report's words."""
    return words.details(claim, texts(language))


def _word(language: ReportLanguage, group: str, name: str | None) -> str:
    """The report's own word for a name of a closed vocabulary (a severity, a consent state)."""
    return texts(language).word(group, name)


def _day(moment: date | datetime | None, language: ReportLanguage) -> str:
    return format_day(moment, language)


def _said(fact: str, language: ReportLanguage) -> str | Markup:
    """A fact of the documents in the viewer's language; one that can only be said in English is marked so."""
    said = facts(language)(fact)
    return said if said is not None else Markup('<span lang="en">{}</span>').format(visible(fact, prose=True))


def _trouble(sentence: str, limit: int, language: ReportLanguage) -> str | Markup:
    """What went wrong with an audit: a sentence of ours, or a fact that the crawl or the report has words for."""
    if known(sentence):
        return bounded(visible(error_words(sentence, language), prose=True), limit)
    return _said(bounded(sentence, limit), language)


def _finalize(value: object) -> object:
    """The last word on every expression: no plain text leaves with hidden characters in it."""
    return visible(value, prose=True) if type(value) is str else value
