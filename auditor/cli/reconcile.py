"""``auditor reconcile``: what was declared against what was observed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli import options as opt
from auditor.cli.terminal import write_document
from auditor.errors import UsageError
from auditor.models.declaration import Declaration
from auditor.models.files import load
from auditor.models.observation import Observation

NAME = "reconcile"


def command(
    observation: Annotated[Path, typer.Argument(help="observation.json of auditor crawl.")],
    declaration: Annotated[
        Path | None, typer.Argument(help="declaration.json of auditor read; without it --declared speaks alone.")
    ] = None,
    declared: opt.Declared = None,
    output: opt.OutputFile = None,
    law: opt.Law = None,
    language: opt.Language = None,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> None:
    """Compare an Observation with a Declaration and print the AuditResult as JSON."""
    settings = opt.settings_from(config, law=law, language=language, declared=declared)
    from auditor.pipeline import authored, nothing_read, with_hand
    from auditor.reconcile.runner import reconcile

    if declaration is None and settings.declared is None:
        raise UsageError("Give a declaration.json, or --declared FILE.")
    by_hand = authored(settings)
    seen = load(observation, Observation)
    read = load(declaration, Declaration) if declaration is not None else nothing_read(seen)
    result = reconcile(seen, with_hand(read, by_hand), law=settings.law, language=settings.language)
    write_document(result, output)
