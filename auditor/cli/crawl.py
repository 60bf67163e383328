"""``auditor crawl``: the first stage alone."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli import options as opt
from auditor.cli.progress import progress_for
from auditor.cli.terminal import say, write_document
from auditor.errors import EXIT_OK, EXIT_SITE

NAME = "crawl"


def command(
    url: Annotated[str, typer.Argument(help="Address of the site.")],
    output: Annotated[
        Path | None,
        typer.Option(help="Folder for observation.json, documents and screenshots; or a file ending in .json."),
    ] = None,
    pages: opt.Pages = None,
    visits: opt.Visits = None,
    states: opt.States = None,
    parallel: opt.Parallel = None,
    pause: opt.Pause = None,
    robots: opt.Robots = None,
    contact: opt.Contact = None,
    locale: opt.Locale = None,
    timeout: opt.Timeout = None,
    policy: opt.Policy = None,
    proxy: opt.Proxy = None,
    header: opt.Header = None,
    resolve: opt.Resolve = None,
    ignore_https_errors: opt.IgnoreHttps = None,
    browser: opt.BrowserPath = None,
    config: opt.Config = None,
    quiet: opt.Quiet = False,
    debug: opt.Debug = False,
) -> int:
    """Visit a site and print the Observation as JSON.

    Follows the documents that the site's texts defer to, so that `auditor read` of the observation has them all.
    """
    settings = opt.settings_from(
        config, pages=pages, visits=visits, states=states, parallel=parallel, locale=locale, timeout=timeout,
        pause=pause, robots=robots, contact=contact,
        policy=policy, proxy=proxy, header=header, resolve=resolve, ignore_https_errors=ignore_https_errors,
        browser=browser,
    )  # fmt: skip
    from auditor.pipeline import crawl_site

    folder = output if output is not None and output.suffix != ".json" else None
    with progress_for(quiet) as progress:
        observation = crawl_site(url, settings, folder, progress)
    write_document(observation, folder / "observation.json" if folder else output)
    if observation.outcome == "failed":
        say(f"{observation.site.host} could not be audited: {observation.reason}")
        return EXIT_SITE
    return EXIT_OK
