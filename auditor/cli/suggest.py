"""``auditor suggest``: the cookie text that would be true of a result."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli import options as opt
from auditor.cli.terminal import say, write_text
from auditor.models.files import load
from auditor.models.result import AuditResult

NAME = "suggest"


def command(
    result: Annotated[Path, typer.Argument(help="result.json of auditor audit or reconcile.")],
    format_: Annotated[
        str,
        typer.Option("--format", help="markdown, html (a page), or section (the text alone, as HTML to paste)."),
    ] = "markdown",
    output: opt.OutputFile = None,
    language: Annotated[str | None, typer.Option(help="nl or en [default: the result's].")] = None,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> None:
    """Draft the cookie text that would be true.

    A table of what was observed, the sentences of the present text that have to change and into what, those that can
    stay, the settings that would make the present text true instead, and what could not be seen. A person reads it
    over: what a cookie is for, the organisation knows best.
    """
    settings = opt.settings_from(config, language=language)
    from reports.suggestion import render_suggestion

    loaded = load(result, AuditResult)
    write_text(render_suggestion(loaded, format_, settings.language if language else loaded.language), output)
    if output is not None:
        say(f"Written: {output}")
