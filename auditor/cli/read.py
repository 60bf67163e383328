"""``auditor read``: what texts declare."""

from __future__ import annotations

from typing import Annotated

import typer

from auditor.cli import options as opt
from auditor.cli.progress import progress_for
from auditor.cli.terminal import write_document

NAME = "read"


def command(
    sources: Annotated[
        list[str],
        typer.Argument(help="Files (HTML, PDF, text, or an observation.json) or addresses; read as one site's texts."),
    ],
    output: opt.OutputFile = None,
    resolve: opt.Resolve = None,
    ignore_https_errors: opt.IgnoreHttps = None,
    browser: opt.BrowserPath = None,
    config: opt.Config = None,
    quiet: opt.Quiet = False,
    debug: opt.Debug = False,
) -> None:
    """Read policies and print the Declaration as JSON: claims with quotes, cookies, vendors, deferrals, defects."""
    settings = opt.settings_from(config, resolve=resolve, ignore_https_errors=ignore_https_errors, browser=browser)
    from auditor.pipeline import read_sources

    with progress_for(quiet) as progress:
        declaration = read_sources(sources, settings, progress)
    write_document(declaration, output)
