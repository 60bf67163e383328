"""The options that several commands share, with their help, and the settings made of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from auditor.config import AuditSettings, load_settings

Urls = Annotated[list[str] | None, typer.Argument(help="Addresses of sites: example.nl or https://www.example.nl/.")]
Output = Annotated[Path | None, typer.Option(help="Folder to write to.", show_default=False)]
OutputFile = Annotated[Path | None, typer.Option(help="File to write to instead of stdout.", show_default=False)]
Config = Annotated[Path | None, typer.Option(help="Settings file [default: auditor.toml in this folder].")]
Debug = Annotated[bool, typer.Option("--debug", help="Show a traceback when something fails.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]
Pages = Annotated[
    int | None,
    typer.Option(help="Pages per site, the home page among them; policies come on top [default: 5]."),
]
Visits = Annotated[
    int | None,
    typer.Option(
        help="Visits at most, each in a fresh profile; fewer where two in a row bring nothing new [default: 1]."
    ),
]
States = Annotated[
    str | None,
    typer.Option(
        help="Consent states: before, rejected, accepted, withdrawn, gpc, with commas [default: the first four]."
    ),
]
Parallel = Annotated[
    int | None,
    typer.Option(help="Visits at the same time; of their pages two at most are loaded at once [default: 2]."),
]
Pause = Annotated[
    float | None,
    typer.Option(help="Seconds between two page loads of a site; they count in --timeout [default: 0]."),
]
Robots = Annotated[
    bool | None, typer.Option("--robots/--no-robots", help="Obey the site's robots.txt [default: no-robots].")
]
Contact = Annotated[
    str | None, typer.Option(help="E-mail address of who audits, sent to the site in the header From [default: none].")
]
Law = Annotated[str | None, typer.Option(help="Jurisdiction: nl, be, de, fr or eu [default: nl].")]
Language = Annotated[str | None, typer.Option(help="Language of the report: nl or en [default: nl].")]
Locale = Annotated[str | None, typer.Option(help="The visitor's locale [default: nl-NL].")]
Timeout = Annotated[float | None, typer.Option(help="Seconds for the whole audit of a site [default: 120].")]
Proxy = Annotated[str | None, typer.Option(help="Proxy, as http://host:port.")]
Header = Annotated[list[str] | None, typer.Option(help="Extra request header NAME:VALUE; may be repeated.")]
Resolve = Annotated[
    list[str] | None,
    typer.Option(help="HOST:PORT=ADDRESS:PORT, * for any host; may be repeated (staging sites, tests)."),
]
IgnoreHttps = Annotated[bool | None, typer.Option("--ignore-https-errors", help="Accept any certificate.")]
BrowserPath = Annotated[str | None, typer.Option("--browser", help="Path of a Chrome or Chromium.")]
Policy = Annotated[str | None, typer.Option(help="The policy: an address or a file [default: found on the site].")]
Declared = Annotated[str | None, typer.Option(help="A declaration by hand, or a corrected reading (YAML).")]
Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        help="Report formats, with commas: html, json, csv (findings and cookies), cookies, markdown, sarif, pdf, "
        "letter, letter-pdf [default: html].",
    ),
]
FailOn = Annotated[str | None, typer.Option(help="Exit 1 on findings of this severity or graver (critical … info).")]
Every = Annotated[str | None, typer.Option(help="How often: week, '2 weeks', day, 12h, month …; each hour at most.")]
Cron = Annotated[str | None, typer.Option(help="Or by cron's five fields: '0 6 * * 1' is each Monday at 06:00.")]
At = Annotated[
    str | None,
    typer.Option(help="Time of the day for --every, as 06:00 [default: now, and the first audit is now]."),
]
Zone = Annotated[
    str | None,
    typer.Option(help="Time zone [default: timezone of the settings, which is Europe/Amsterdam]."),
]
Jitter = Annotated[
    str | None,
    typer.Option(help="Up to so much later, so that not all begin at once [default: 30m; with --cron none]."),
]


def settings_from(config: Path | None, **options: Any) -> AuditSettings:
    """The settings of a command. Raises `auditor.errors.ConfigError`."""
    return load_settings(given(**options), config, Path.cwd())


def given(**options: Any) -> dict[str, Any]:
    """The options that stand on the command line: those that are neither None nor an empty list."""
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in options.items()}
    return {key: value for key, value in values.items() if value is not None and value != ()}
