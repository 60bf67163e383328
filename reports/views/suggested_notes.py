"""What a proposal cannot say, and what the organisation has to add before it uses the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from auditor.models.result import AuditResult
from reports import words
from reports.facts import said
from reports.shown import bounded
from reports.text import LANGUAGES, Texts
from reports.views.suggested_rows import LONGEST_NAME, ObservedRows, is_proven

#: Names listed in one note.
MOST_NAMES = 40
_LONGEST_REASON = 400


def notes_of(result: AuditResult, rows: ObservedRows, t: Texts) -> tuple[str, ...]:
    """The notes, what weighs most for the use of the text first."""
    if result.observation.outcome == "failed":
        reason = result.observation.reason
        return (t("suggestion.nothing_measured"), *([bounded(said(reason, t), _LONGEST_REASON)] if reason else []))
    return (
        t("suggestion.note.lawful"),
        *_to_add(rows, t),
        *_unseen(result, rows, t),
        *_measurement(result, t),
        t("suggestion.note.contracts"),
        *_language(result, t),
        t("suggestion.note.changes"),
    )


def _to_add(rows: ObservedRows, t: Texts) -> Iterator[str]:
    things = (*rows.cookies, *rows.storage)
    for lack, key in (("purpose", "purposes"), ("category", "categories"), ("lifetime", "lifetimes")):
        yield from _named(key, (row.name for row in things if lack in row.open), t)
    yield from _named("hosts", (row.name for row in rows.services if not row.known), t)
    yield from _named("by_name", (row.name for row in things if row.inferred), t)
    if any(not row.inferred and not row.open for row in things):
        yield t("suggestion.note.by_product")
    if any("*" in row.name for row in things):
        yield t("suggestion.note.wildcard")


def _unseen(result: AuditResult, rows: ObservedRows, t: Texts) -> Iterator[str]:
    yield from _named("blocked", rows.blocked, t)
    seen = [re.escape(row.name).replace(r"\*", ".*") for row in (*rows.cookies, *rows.storage)]
    declared = {bounded(row.name, LONGEST_NAME) for row in result.declaration.cookies}
    unseen = (name for name in sorted(declared) if not any(re.fullmatch(one, name, re.DOTALL) for one in seen))
    yield from _named("unseen", (name for name in unseen if name not in {row.name for row in rows.cookies}), t)


def _named(key: str, names: Iterable[str], t: Texts) -> Iterator[str]:
    unique = list(dict.fromkeys(names))
    if not unique:
        return
    listed = ", ".join(unique[:MOST_NAMES])
    if len(unique) > MOST_NAMES:
        listed = t("suggestion.list_more", listed=listed, n=t.number(len(unique) - MOST_NAMES))
    yield t(f"suggestion.note.{key}", names=listed)


def _measurement(result: AuditResult, t: Texts) -> Iterator[str]:
    observation = result.observation
    pages = len({page.url for state in observation.states for page in state.pages})
    yield t(
        "suggestion.note.measured",
        when=words.moment(observation.started_at, t),
        pages=t.count("suggestion.count.pages", pages),
        visits=t.count("suggestion.count.visits", observation.settings.visits),
        states=", ".join(t(f"state.{state.state}") for state in observation.states if is_proven(state)),
    )
    asks_nothing = observation.consent.kind == "none"
    if asks_nothing:
        yield t("suggestion.note.no_banner")
    for state in observation.states:
        name = t(f"state.{state.state}")
        if not is_proven(state):
            if not asks_nothing:
                yield t("suggestion.note.unproven", state=name)
            continue
        if state.outcome == "partial":
            yield t("suggestion.note.partial", state=name)
        if state.not_looked:
            what = ", ".join(t.word("collector", collector) for collector in sorted(state.not_looked))
            yield t("suggestion.note.not_looked", state=name, what=what)


def _language(result: AuditResult, t: Texts) -> Iterator[str]:
    """A text in another language than the present one needs to be asked for."""
    present = result.declaration.language
    for language in LANGUAGES:
        if present == language != t.language:
            yield t("suggestion.note.language", language=t(f"suggestion.language_name.{language}"), code=language)
