"""``auditor diff``: what changed between two audits."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast

import typer

from auditor.cli import options as opt
from auditor.cli.store import known_site, the_store
from auditor.cli.terminal import plain, write_text
from auditor.errors import EXIT_FINDINGS, EXIT_OK, InputError, UsageError
from auditor.models.common import SEVERITIES, ReportLanguage
from auditor.models.files import load
from auditor.models.result import AuditResult

if TYPE_CHECKING:
    from auditor.history.changes import Changes
    from auditor.store.store import Store

NAME = "diff"

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_FORMATS = ("table", "json", "markdown")

Which = Annotated[
    str,
    typer.Argument(help="A result.json, an audit's folder, an audit's id, or SITE@DATE, SITE@latest, SITE@previous."),
]


def command(
    a: Which,
    b: Which,
    format_: Annotated[str, typer.Option("--format", help="table, json or markdown.")] = "table",
    fail_on_new: Annotated[
        str | None, typer.Option(help="Exit 1 when a finding of this severity or graver is new, or rose to it.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="nl or en [default: the later result's].")] = None,
    output: opt.OutputFile = None,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> int:
    """Compare two audits, the earlier one first: findings, third parties, and what the policy texts claim.

    A finding counts as gone only when its check looked again and passed. SITE@DATE is the last audit of that day or
    before it."""
    if format_ not in _FORMATS:
        raise UsageError(f"{plain(format_, 50)!r} is no format of a comparison; it is one of {', '.join(_FORMATS)}.")
    if fail_on_new is not None and fail_on_new not in SEVERITIES:
        raise UsageError(f"{plain(fail_on_new, 50)!r} is no severity; it is one of {', '.join(SEVERITIES)}.")
    if language not in (None, "nl", "en"):
        raise UsageError(f"{plain(str(language), 50)!r} is no language of reports; it is nl or en.")
    from auditor.history.changes import compare

    with ExitStack() as opened:
        source = _Source(opened, config)
        old, new = source.result(a), source.result(b)
    changes = compare(old, new)
    shown = cast(ReportLanguage, language) if language else new.language
    write_text(_rendered(changes, old, new, cast(Literal["table", "json", "markdown"], format_), shown), output)
    if fail_on_new is None:
        return EXIT_OK
    return EXIT_FINDINGS if changes.new_at_least(fail_on_new) else EXIT_OK


class _Source:
    """Where results come from; the store is opened when the first one is asked of it."""

    def __init__(self, opened: ExitStack, config: Path | None) -> None:
        self._opened = opened
        self._config = config
        self._store: Store | None = None

    def result(self, which: str) -> AuditResult:
        """The result that the user named. Raises `InputError`."""
        path = Path(which)
        with _odd_paths(which):
            if path.is_dir():
                return load(path / "result.json", AuditResult)
            if path.is_file():
                return load(path, AuditResult)
        if _ID.fullmatch(which.lower()):
            return self._the_store().result(which.lower())
        site, at, moment = which.rpartition("@")
        if not at or not site:
            raise InputError(
                f"{plain(which, 200)!r} is no file, no folder and no audit; of the store write an id, or SITE@DATE."
            )
        return self._of_site(site, moment)

    def _the_store(self) -> Store:
        if self._store is None:
            self._store = self._opened.enter_context(the_store(self._config))
        return self._store

    def _of_site(self, key: str, moment: str) -> AuditResult:
        store = self._the_store()
        audits = store.audits(known_site(store, key), 10_000, states=("done",))
        place = {"latest": 0, "previous": 1}.get(moment)
        if place is None:
            try:
                day = dt.date.fromisoformat(moment)
            except ValueError:
                raise UsageError(f"{plain(moment, 50)!r} is no date; write 2026-01-31, latest or previous.") from None
            audits = tuple(one for one in audits if (one.started_at or one.requested_at).date() <= day)
            place = 0
        if place >= len(audits):
            raise InputError(f"The store holds no such audit of {plain(key, 200)}: {plain(moment, 50)}.")
        return store.result(audits[place])


@contextmanager
def _odd_paths(which: str) -> Iterator[None]:
    """A name that no file can have is no fault of ours."""
    try:
        yield
    except (ValueError, OSError):
        raise InputError(f"Cannot read {plain(which, 200)!r}.") from None


def _rendered(
    changes: Changes,
    old: AuditResult,
    new: AuditResult,
    format_: Literal["table", "json", "markdown"],
    language: ReportLanguage,
) -> str:
    from auditor.review.changes_text import as_document, as_markdown, between, sections, tally

    if format_ == "json":
        return json.dumps(as_document(changes, old, new), indent=1, ensure_ascii=False) + "\n"
    if format_ == "markdown":
        return as_markdown(changes, old, new, language)
    lines = [plain(new.site.host), between(old, new, language), tally(changes, language)]
    for section in sections(changes, language):
        lines += ["", f"{section.heading} ({len(section.entries)})"]
        for entry in section.entries:
            lines.append(f"  {plain(entry.line)}")
            lines += [f"      {plain(detail, 400)}" for detail in entry.details]
            lines += [f"      {text[0]} {plain(text[1:], 400)}".rstrip() for text in entry.text_lines]
    return "\n".join(lines) + "\n"
