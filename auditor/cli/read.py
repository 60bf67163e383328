"""``auditor read``: what texts declare."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli import options as opt
from auditor.cli.progress import progress_for
from auditor.cli.terminal import say, write_document, write_text
from auditor.config import AuditSettings
from auditor.errors import UsageError
from auditor.models.declaration import Declaration

NAME = "read"

#: The ways to show a Declaration.
FORMATS = ("json", "table", "html")


def command(
    sources: Annotated[
        list[str],
        typer.Argument(help="Files (HTML, PDF, text, or an observation.json) or addresses; read as one site's texts."),
    ],
    format_: Annotated[str | None, typer.Option("--format", help="json, table or html [default: json].")] = None,
    output: opt.OutputFile = None,
    review: Annotated[
        Path | None, typer.Option(help="Write the reading to this new file, to be corrected for --declared.")
    ] = None,
    declared: opt.Declared = None,
    language: opt.Language = None,
    resolve: opt.Resolve = None,
    ignore_https_errors: opt.IgnoreHttps = None,
    browser: opt.BrowserPath = None,
    config: opt.Config = None,
    quiet: opt.Quiet = False,
    debug: opt.Debug = False,
) -> None:
    """Read policies and print the Declaration: claims with quotes, cookies, vendors, deferrals, defects.

    As json it is what the other commands take; table is for the terminal; html shows the text with each
    claim marked in its sentence. With --review nothing is printed unless a format or output is named.
    """
    if format_ not in (None, *FORMATS):
        raise UsageError(f"There is no format {format_[:40]!r}; there are: {', '.join(FORMATS)}.")
    if review is not None and declared is not None:
        raise UsageError("A review is of the machine's reading; give --review or --declared, not both.")
    if review is not None and review.exists():
        raise UsageError(f"{review.name} exists; its corrections would be lost.")
    settings = opt.settings_from(
        config, resolve=resolve, ignore_https_errors=ignore_https_errors, browser=browser, language=language,
        declared=declared,
    )  # fmt: skip
    from auditor.pipeline import read_sources

    if review is not None:
        settings = settings.model_copy(update={"declared": None})
    with progress_for(quiet) as progress:
        declaration = read_sources(sources, settings, progress)
    if review is not None:
        from declarations.review_form import review_form

        write_text(review_form(declaration), review)
        say(f"Written: {review}")
    if review is None or format_ is not None or output is not None:
        _show(declaration, format_ or "json", output, settings)


def _show(declaration: Declaration, format_: str, output: Path | None, settings: AuditSettings) -> None:
    if format_ == "table":
        from auditor.cli.reading_table import reading_table

        write_text(reading_table(declaration, to_file=output is not None), output)
    elif format_ == "html":
        from reports.reading import render_reading

        write_text(render_reading(declaration, settings.language).decode(), output)
    else:
        write_document(declaration, output)
