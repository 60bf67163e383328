"""The view of a proposal: the text that would be true, the sentences to change, the settings instead, and the limits.

From the result alone. Everything that a site chose (names, hosts, quotes) is bounded here and escaped by the formats.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from auditor.models.result import AuditResult
from reports import words
from reports.text import Texts
from reports.views.suggested_notes import notes_of
from reports.views.suggested_rows import CookieRow, ObservedRows, ServiceRow, is_proven, observed_rows, site_name
from reports.views.suggested_sentences import Sentence, sentences_of
from reports.views.suggested_settings import Setting, settings_of

#: More rows than these make no policy that anybody reads; the saved result holds them all.
MAX_ROWS = 1500


@dataclass(frozen=True, slots=True)
class Section:
    """What can stand on the site: sentences and tables.

    ``opening``: what is used, and when it was measured; ``choice``: on the banner and the way back, where proven."""

    heading: str
    opening: tuple[str, ...]
    cookies: tuple[CookieRow, ...]
    storage: tuple[CookieRow, ...]
    services: tuple[ServiceRow, ...]
    choice: tuple[str, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class SuggestionView:
    """The whole proposal. ``section`` is None where the site could not be measured; ``place``: address of the
    document that the section replaces, empty where none was read."""

    host: str
    moment: str
    tool: str
    section: Section | None
    place: str
    changes: tuple[Sentence, ...]
    old_rows: int
    stays: tuple[Sentence, ...]
    open: tuple[Sentence, ...]
    settings: tuple[Setting, ...]
    remaining: tuple[Setting, ...]
    notes: tuple[str, ...]


def suggestion_view(result: AuditResult, t: Texts) -> SuggestionView:
    """The proposal for the site of ``result`` in the language of ``t``."""
    rows = observed_rows(result, t)
    sentences = sentences_of(result, t)
    settings, remaining = settings_of(result, t)
    return SuggestionView(
        host=result.site.host,
        moment=words.moment(result.observation.started_at, t),
        tool=f"{result.tool.name} {result.tool.version}",
        section=None if result.observation.outcome == "failed" else _section(result, rows, t),
        place=place_of(result),
        changes=sentences.changes,
        old_rows=len(result.declaration.cookies),
        stays=sentences.stays,
        open=sentences.open,
        settings=settings,
        remaining=remaining,
        notes=notes_of(result, rows, t),
    )


def place_of(result: AuditResult) -> str:
    """The document that tells of cookies now: with most rows of cookies, else a cookie statement, else most claims."""
    read = [one for one in result.documents if one.content.outcome == "ok" and one.found_by != "declared"]
    rows = Counter(row.document for row in result.declaration.cookies)
    claims = Counter(entry.claim.document for entry in result.verdicts if entry.claim.region == "body")
    ranked = sorted(
        read,
        key=lambda one: (rows[one.url], one.role == "cookies", claims[one.url], one.role == "privacy"),
        reverse=True,
    )
    return ranked[0].url if ranked else ""


def _section(result: AuditResult, rows: ObservedRows, t: Texts) -> Section:
    tables = (rows.cookies, rows.storage, rows.services)
    return Section(
        heading=t("suggestion.section.heading"),
        opening=_opening(result, rows, t),
        cookies=rows.cookies[:MAX_ROWS],
        storage=rows.storage[:MAX_ROWS],
        services=rows.services[:MAX_ROWS],
        choice=_choice(result, t),
        left_out=sum(max(0, len(table) - MAX_ROWS) for table in tables),
    )


def _opening(result: AuditResult, rows: ObservedRows, t: Texts) -> tuple[str, ...]:
    site = site_name(result)
    day = words.day(result.observation.started_at, t)
    if not rows.cookies and not rows.storage:
        return (t("suggestion.section.no_cookies", site=site, day=day),)
    used = "both" if rows.cookies and rows.storage else "cookies" if rows.cookies else "storage"
    return t(f"suggestion.section.uses_{used}", site=site), t("suggestion.section.measured", day=day)


def _choice(result: AuditResult, t: Texts) -> tuple[str, ...]:
    """That a banner asks, and that there is a way back: only where the choice was made and proven."""
    proven = {state.state for state in result.observation.states if state.choice is not None and is_proven(state)}
    told = []
    if result.observation.consent.kind in ("banner", "wall") and proven & {"accepted", "rejected"}:
        told.append(t("suggestion.section.banner"))
        if "withdrawn" in proven:
            told.append(t("suggestion.section.change"))
    return tuple(told)
