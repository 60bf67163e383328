"""The proposal as Markdown. Everything from the site is escaped or in a code span, so that nothing becomes a link."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reports.formats.markdown import code, escaped
from reports.text import Texts
from reports.views.suggested_rows import CookieRow, ServiceRow
from reports.views.suggested_sentences import Sentence
from reports.views.suggested_settings import Setting
from reports.views.suggestion import Section, SuggestionView

_COOKIE_COLUMNS = ("name", "provider", "purpose", "category", "lifetime", "when")
_SERVICE_COLUMNS = ("service", "owner", "what", "when")


def markdown(view: SuggestionView, t: Texts) -> str:
    """CommonMark with tables."""
    return "\n".join(_lines(view, t)) + "\n"


def _lines(view: SuggestionView, t: Texts) -> Iterator[str]:
    yield f"# {escaped(t('suggestion.kicker'))}: {code(view.host)}"
    yield ""
    yield escaped(f"{view.moment}. {t('suggestion.intro')}")
    yield from _part("section", t)
    if view.section is None:
        yield escaped(t("suggestion.nothing_measured"))
    else:
        yield (
            f"{escaped(t('suggestion.lead.section_of'))} {code(view.place)}"
            if view.place
            else escaped(t("suggestion.lead.section"))
        )
        yield ""
        yield "---"
        yield ""
        yield from _section(view.section, t)
        yield "---"
    yield from _part("changes", t)
    yield from _sentences(view.changes, "changes", t)
    if view.old_rows and view.section is not None:
        yield f"- {escaped(t.count('suggestion.old_rows', view.old_rows))}"
    for name, sentences in (("stays", view.stays), ("open", view.open)):
        yield from _part(name, t)
        yield from _sentences(sentences, name, t)
    for name, settings in (("settings", view.settings), ("remaining", view.remaining)):
        yield from _part(name, t)
        yield from _settings(settings, name, t)
    yield from _part("notes", t)
    for note in view.notes:
        yield f"- {escaped(note)}"


def _part(name: str, t: Texts) -> Iterator[str]:
    yield ""
    yield f"## {escaped(t(f'suggestion.part.{name}'))}"
    yield ""
    if name != "section":
        yield escaped(t(f"suggestion.lead.{name}"))
        yield ""


def _section(section: Section, t: Texts) -> Iterator[str]:
    yield f"### {escaped(section.heading)}"
    for paragraph in (section.opening, section.choice):
        if paragraph:
            yield ""
            yield escaped(" ".join(paragraph))
    for name, rows in (("cookies", section.cookies), ("storage", section.storage)):
        if rows:
            yield from _table(name, _COOKIE_COLUMNS, (_cookie(row) for row in rows), t)
    if section.services:
        yield from _table("services", _SERVICE_COLUMNS, (_service(row) for row in section.services), t)
    if section.left_out:
        yield ""
        yield escaped(t.count("suggestion.more", section.left_out))
    yield ""


def _table(name: str, columns: tuple[str, ...], rows: Iterable[tuple[str, ...]], t: Texts) -> Iterator[str]:
    yield ""
    yield f"#### {escaped(t(f'suggestion.section.{name}'))}"
    yield ""
    if name == "services":
        yield escaped(t("suggestion.section.services_lead"))
        yield ""
    yield f"| {' | '.join(escaped(t(f'suggestion.section.column.{column}')) for column in columns)} |"
    yield f"|{' --- |' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(escaped(cell) for cell in row)} |"


def _cookie(row: CookieRow) -> tuple[str, ...]:
    return (row.name, row.provider, row.purpose, row.category, row.lifetime, row.when)


def _service(row: ServiceRow) -> tuple[str, ...]:
    return (row.name, row.owner, row.what, row.when)


def _sentences(sentences: tuple[Sentence, ...], name: str, t: Texts) -> Iterator[str]:
    if not sentences:
        yield escaped(t(f"suggestion.none.{name}"))
    for sentence in sentences:
        if sentence.quote:
            yield f"> {escaped(sentence.quote)}"
            yield ">"
        yield f"> {escaped(t('suggestion.label.document'))} {code(sentence.document)}"
        yield ""
        for reason in sentence.why:
            yield f"- {escaped(t('suggestion.label.why'))}: {escaped(reason)}"
        for proposal in sentence.instead:
            yield f"- **{escaped(t('suggestion.label.instead'))}: {escaped(proposal)}**"
        yield ""


def _settings(settings: tuple[Setting, ...], name: str, t: Texts) -> Iterator[str]:
    if not settings:
        yield escaped(t(f"suggestion.none.{name}"))
    for setting in settings:
        yield f"- {escaped(setting.finding)}"
        for advice in setting.advice:
            yield f"  - {escaped(advice)}"
