"""``auditor report``: a result as a report."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, get_args

import typer

from auditor.cli import options as opt
from auditor.cli.terminal import say
from auditor.errors import UsageError
from auditor.models.common import SEVERITIES, Severity
from auditor.models.files import load
from auditor.models.result import AuditResult
from reports.handed import LetterWishes

NAME = "report"

Finding = Annotated[
    list[str] | None, typer.Option(help="For a letter: only the finding with this id; may be repeated.")
]
Minimum = Annotated[
    str | None, typer.Option(help="For a letter: findings of this severity or graver [default: minor].")
]
AnswerBy = Annotated[
    str | None, typer.Option(help="For a letter: the day, as 2026-12-31, to answer by [default: in four weeks].")
]


def command(
    result: Annotated[Path, typer.Argument(help="result.json of auditor audit or reconcile.")],
    format_: opt.Format = None,
    output: Annotated[Path | None, typer.Option(help="Folder to write to [default: the result's own].")] = None,
    language: Annotated[str | None, typer.Option(help="nl or en [default: the result's].")] = None,
    finding: Finding = None,
    minimum: Minimum = None,
    answer_by: AnswerBy = None,
    browser: opt.BrowserPath = None,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> None:
    """Write reports of an AuditResult. Screenshots are taken from the result's own folder.

    The formats and their files: html (report.html), json (result.json), csv (findings.csv and cookies.csv), cookies
    (cookies.csv alone), markdown (report.md), sarif (report.sarif, for a code host), pdf (report.pdf), letter
    (letter.html) and letter-pdf (letter.pdf): the draft of a letter to the organisation that asks for an answer.
    """
    settings = opt.settings_from(config, format=format_, language=language, browser=browser)
    from auditor.pipeline import TIME_TO_ANSWER, write_reports
    from reports.formats import LETTERS

    if (finding or minimum or answer_by) and not set(LETTERS) & set(settings.format):
        raise UsageError(
            "--finding, --minimum and --answer-by are about a letter; ask for --format letter or letter-pdf."
        )
    today = datetime.now(UTC).date()
    by = _day(answer_by, today) if answer_by else today + TIME_TO_ANSWER
    wishes = LetterWishes(tuple(finding or ()), _severity(minimum), today, by)
    loaded = load(result, AuditResult)
    chosen = settings.language if language else loaded.language
    path = Path(settings.browser) if settings.browser else None
    folder = output or result.parent
    for written in write_reports(loaded, settings.format, folder, result.parent, chosen, letter=wishes, browser=path):
        say(f"Written: {written}")


def _severity(name: str | None) -> Severity:
    if name is None:
        return "minor"
    found = next((severity for severity in SEVERITIES if severity == name), None)
    if found is None:
        raise UsageError(f"{name[:40]!r} is no severity; there are: {', '.join(get_args(Severity))}.")
    return found


def _day(text: str, today: date) -> date:
    """The day that an answer is asked by. Raises `UsageError` for what is no date, or one that is past."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text[:40]!r} is no date; write it as 2026-12-31.") from None
    if day <= today:
        raise UsageError(f"{day} is not after today; nobody can answer by then.")
    return day
