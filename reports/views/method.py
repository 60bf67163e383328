"""How it was measured: browser, settings, states, pages, what was not looked at, checks, hashes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.knowledge.jurisdictions import jurisdiction, jurisdiction_ids
from auditor.models.common import CheckResult
from auditor.models.observation import Page
from auditor.models.result import AuditResult, CheckOutcome, StateSummary
from reports import words
from reports.facts import said
from reports.text import Texts

#: The order in which the outcomes of checks are told: what could not be judged comes first.
CHECK_ORDER: tuple[CheckResult, ...] = ("errored", "cannot_tell", "found", "passed", "not_applicable")
MAX_PAGES = 200


@dataclass(frozen=True, slots=True)
class StateRow:
    """What was looked at in a state. ``silent``: (what, why) for that which was not looked at."""

    state: str
    outcome: str
    reason: str
    choice: str
    pages: str
    cookies: str
    storage: str
    requests: str
    silent: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PageRow:
    """One page load."""

    state: str
    visit: int
    url: str
    outcome: str
    ok: bool
    status: str
    settled: str
    seconds: str
    reason: str


@dataclass(frozen=True, slots=True)
class CheckGroup:
    """The checks that ended in one way. ``checks``: (id, reason)."""

    result: CheckResult
    label: str
    meaning: str
    checks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Method:
    """The whole account. ``facts``: name and value pairs; ``hashes``: what, and its SHA-256."""

    facts: tuple[tuple[str, str], ...]
    states: tuple[StateRow, ...]
    pages: tuple[PageRow, ...]
    pages_left_out: int
    checks: tuple[CheckGroup, ...]
    hashes: tuple[tuple[str, str], ...]


def method_view(result: AuditResult, t: Texts) -> Method:
    """The account of the measurement."""
    loads = [(summary, page) for summary in result.observation.states for page in summary.pages]
    return Method(
        facts=tuple(_facts(result, t)),
        states=tuple(_state(summary, t) for summary in result.observation.states),
        pages=tuple(_page(summary, page, t) for summary, page in loads[:MAX_PAGES]),
        pages_left_out=max(0, len(loads) - MAX_PAGES),
        checks=tuple(_checks(result.checks, t)),
        hashes=_sealed(tuple(_hashes(result, t)), t),
    )


def _facts(result: AuditResult, t: Texts) -> Iterator[tuple[str, str]]:
    seen, settings, browser = result.observation, result.observation.settings, result.observation.browser
    yes_no = {True: t("word.yes"), False: t("word.no")}
    yield t("method.asked"), result.site.url
    yield t("method.arrived"), result.site.final_url or t("method.no_answer")
    yield t("method.period"), f"{words.moment(seen.started_at, t)} – {words.moment(seen.finished_at, t)}"
    yield t("method.browser"), f"{browser.name} {browser.version} ({t(f'build.{browser.build}')})"
    third = t(f"third_party_cookies.{browser.third_party_cookies}")
    reason = browser.third_party_cookies_reason
    yield t("method.third_party_cookies"), f"{third} ({said(reason, t)})" if reason else third
    yield t("method.user_agent"), browser.user_agent
    yield t("method.locale"), f"{settings.locale}, {settings.timezone}"
    yield t("method.viewport"), f"{settings.viewport[0]} × {settings.viewport[1]}"
    fewer = f" ({said(settings.visits_reason, t)})" if settings.visits_reason else ""
    yield t("method.visits"), f"{settings.visits}{fewer}"
    yield t("method.pages"), str(settings.pages)
    limits = t("method.limit_values", audit=f"{settings.timeout_seconds:g}", page=f"{settings.page_timeout_seconds:g}")
    yield t("method.limits"), limits
    yield t("method.https_errors"), yes_no[settings.ignore_https_errors]
    yield t("method.proxy"), yes_no[settings.proxy]
    yield t("method.headers"), ", ".join(settings.header_names) or t("word.none")
    pause = t("method.pause_value", seconds=f"{settings.pause_seconds:g}")
    yield t("method.pause"), pause if settings.pause_seconds else t("word.none")
    yield t("method.robots"), yes_no[settings.robots]
    yield t("method.contact"), settings.contact or t("word.none")
    yield t("method.law"), _law(result.law, t)
    yield t("method.tool"), f"{result.tool.name} {result.tool.version}"


def _law(law: str, t: Texts) -> str:
    """The jurisdiction's name; one that this release does not know, as it stands."""
    return jurisdiction(law).name[t.language] if law in jurisdiction_ids() else law


def _state(summary: StateSummary, t: Texts) -> StateRow:
    good = sum(page.outcome == "ok" for page in summary.pages)
    return StateRow(
        state=t(f"state.{summary.state}"),
        outcome=t(f"completeness.{summary.outcome}"),
        reason=summary.reason or "",
        choice=t.word("choice", summary.choice.outcome) if summary.choice else t("choice.none"),
        pages=t("method.pages_ok", good=good, all=len(summary.pages)),
        cookies=t.number(summary.cookies),
        storage=t.number(summary.storage),
        requests=t.number(summary.requests),
        silent=tuple((t.word("collector", name), reason) for name, reason in summary.not_looked.items()),
    )


def _page(summary: StateSummary, page: Page, t: Texts) -> PageRow:
    return PageRow(
        state=t(f"state.{summary.state}"),
        visit=page.visit,
        url=page.final_url or page.url,
        outcome=t(f"page_outcome.{page.outcome}"),
        ok=page.outcome == "ok",
        status=str(page.status or "–"),
        settled=t(f"settled.{page.settled}"),
        seconds=t.decimal(page.milliseconds / 1000, "#,##0.0"),
        reason=page.reason or "",
    )


def _checks(checks: tuple[CheckOutcome, ...], t: Texts) -> Iterator[CheckGroup]:
    for outcome in CHECK_ORDER:
        entries = tuple((check.check, check.reason or "") for check in checks if check.result == outcome)
        if entries:
            yield CheckGroup(outcome, t(f"check.{outcome}"), t(f"check_meaning.{outcome}"), entries)


def _sealed(hashes: tuple[tuple[str, str], ...], t: Texts) -> tuple[tuple[str, str], ...]:
    """The hashes, closed by one over them all, made as the manifest makes its own: so that one line fixes the rest."""
    lines = "".join(f"{digest}  {name}\n" for name, digest in sorted(hashes))
    return (*hashes, (t("method.hash_all"), hashlib.sha256(lines.encode()).hexdigest()))


def _hashes(result: AuditResult, t: Texts) -> Iterator[tuple[str, str]]:
    yield t("method.hash_observation"), result.observation.sha256
    yield t("method.hash_declaration"), result.declaration.sha256
    for document in result.documents:
        if document.sha256:
            yield document.evidence or document.url, document.sha256
    for picture in result.pictures:
        yield picture.file, picture.sha256
