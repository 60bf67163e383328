"""``auditor report``: a result as a report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli import options as opt
from auditor.cli.terminal import say
from auditor.models.files import load
from auditor.models.result import AuditResult

NAME = "report"


def command(
    result: Annotated[Path, typer.Argument(help="result.json of auditor audit or reconcile.")],
    format_: opt.Format = None,
    output: Annotated[Path | None, typer.Option(help="Folder to write to [default: the result's own].")] = None,
    language: Annotated[str | None, typer.Option(help="nl or en [default: the result's].")] = None,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> None:
    """Write reports of an AuditResult. Screenshots are taken from the result's own folder."""
    settings = opt.settings_from(config, format=format_, language=language)
    from auditor.pipeline import write_reports

    loaded = load(result, AuditResult)
    chosen = settings.language if language else loaded.language
    for path in write_reports(loaded, settings.format, output or result.parent, result.parent, chosen):
        say(f"Written: {path}")
