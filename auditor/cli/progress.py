"""Progress on stderr: a live line on a terminal, one plain line a stage elsewhere, nothing with ``--quiet``."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from auditor.cli.terminal import plain

#: Called with the site's host, the stage, and what it is at ("page 2 of 5: /contact").
Report = Callable[[str, str, str], None]


@contextmanager
def progress_for(quiet: bool) -> Iterator[Report]:
    """The way to report progress that fits this terminal."""
    if quiet:
        yield lambda host, stage, detail: None
    elif sys.stderr.isatty():
        from rich.console import Console

        console = Console(stderr=True)
        with console.status("") as status:
            yield lambda host, stage, detail: status.update(_line(host, stage, detail), spinner_style="cyan")
    else:
        yield _stage_lines()


def _line(host: str, stage: str, detail: str) -> str:
    from rich.markup import escape

    return escape(plain(f"{host}  {stage}  {detail}", 110))


def _stage_lines() -> Report:
    last: set[tuple[str, str]] = set()

    def report(host: str, stage: str, detail: str) -> None:
        if (host, stage) not in last:
            last.add((host, stage))
            print(plain(f"{host}: {stage} …", 160), file=sys.stderr, flush=True)

    return report
