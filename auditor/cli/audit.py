"""``auditor audit``: crawl, read, reconcile, report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli import options as opt
from auditor.cli.keeping import Keeper
from auditor.cli.progress import progress_for
from auditor.cli.terminal import plain, say
from auditor.config import AuditSettings
from auditor.errors import EXIT_FINDINGS, EXIT_OK, EXIT_SITE, UsageError
from auditor.models.common import SEVERITIES
from auditor.models.result import AuditResult

NAME = "audit"

Demo = Annotated[bool, typer.Option("--demo", help="Audit five invented companies on this machine; needs no internet.")]
NoStore = Annotated[bool, typer.Option("--no-store", help="Do not keep the audit in the store; its folder only.")]


def command(
    urls: opt.Urls = None,
    output: opt.Output = None,
    demo: Demo = False,
    format_: opt.Format = None,
    fail_on: opt.FailOn = None,
    pages: opt.Pages = None,
    visits: opt.Visits = None,
    states: opt.States = None,
    parallel: opt.Parallel = None,
    pause: opt.Pause = None,
    robots: opt.Robots = None,
    contact: opt.Contact = None,
    law: opt.Law = None,
    language: opt.Language = None,
    locale: opt.Locale = None,
    timeout: opt.Timeout = None,
    policy: opt.Policy = None,
    declared: opt.Declared = None,
    proxy: opt.Proxy = None,
    header: opt.Header = None,
    resolve: opt.Resolve = None,
    ignore_https_errors: opt.IgnoreHttps = None,
    browser: opt.BrowserPath = None,
    no_store: NoStore = False,
    config: opt.Config = None,
    quiet: opt.Quiet = False,
    debug: opt.Debug = False,
) -> int:
    """Audit one site or several: visit, read the policy, compare, and write a report.

    Writes observation.json, declaration.json, result.json, report.html, screenshots and manifest.json
    to ./audits/DOMAIN/TIME/, or to --output (for several sites: to a folder each in it). Each audit is kept
    in the store too (auditor history SITE); where the store fails, a warning says so and the folder stays.

    Of a site on the list (auditor sites), its own settings apply, and the corrections of how its texts were read;
    options given here go before its settings, --declared before the corrections, and --no-store leaves out both.

    Exit codes: 0 nothing at or above --fail-on; 1 findings at or above it; 2 wrong usage or unreadable
    input; 3 a site could not be audited; 4 a fault of ours; 5 the machine's (no browser, full disk).
    """
    given = opt.given(
        format=format_, fail_on=fail_on, pages=pages, visits=visits, states=states, parallel=parallel, law=law,
        pause=pause, robots=robots, contact=contact,
        language=language, locale=locale, timeout=timeout, policy=policy, declared=declared, proxy=proxy,
        header=header, resolve=resolve, ignore_https_errors=ignore_https_errors, browser=browser,
    )  # fmt: skip
    settings = opt.settings_from(config, **given)
    if demo == bool(urls):
        raise UsageError("Name the sites to audit, or give --demo.")
    from auditor.pipeline import audit_demo, audit_sites

    with Keeper(not no_store, config, given) as keep, progress_for(quiet) as progress:
        if demo:
            results = audit_demo(settings, output, progress, keep)
        else:
            results = audit_sites(list(urls or ()), settings, output, progress, keep, keep.choose)
    return _exit_code([_summarise(result, folder) for result, folder in results], results, settings)


def _summarise(result: AuditResult, folder: Path) -> bool:
    """Print one line on how an audit ended; whether the site could be audited."""
    if result.observation.outcome == "failed":
        say(f"{plain(result.site.host)} could not be audited: {result.observation.reason} What was gathered: {folder}")
        return False
    counts = [(name, sum(f.severity == name for f in result.findings)) for name in SEVERITIES]
    found = ", ".join(f"{count} {name}" for name, count in counts if count) or "no potential discrepancy was seen"
    report = folder / "report.html"
    say(f"{plain(result.site.host)}: {found}. Report: {report if report.exists() else folder}")
    return True


def _exit_code(audited: list[bool], results: list[tuple[AuditResult, Path]], settings: AuditSettings) -> int:
    if not all(audited):
        return EXIT_SITE
    if settings.fail_on is None:
        return EXIT_OK
    grave = SEVERITIES[: SEVERITIES.index(settings.fail_on) + 1]
    hit = any(finding.severity in grave for result, _ in results for finding in result.findings)
    return EXIT_FINDINGS if hit else EXIT_OK
