"""``auditor reconcile``: what was declared against what was observed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from auditor.cli import options as opt
from auditor.cli.terminal import write_document
from auditor.models.declaration import Declaration
from auditor.models.files import load
from auditor.models.observation import Observation

NAME = "reconcile"


def command(
    observation: Annotated[Path, typer.Argument(help="observation.json of auditor crawl.")],
    declaration: Annotated[Path, typer.Argument(help="declaration.json of auditor read.")],
    output: opt.OutputFile = None,
    law: opt.Law = None,
    language: opt.Language = None,
    config: opt.Config = None,
    debug: opt.Debug = False,
) -> None:
    """Compare an Observation with a Declaration and print the AuditResult as JSON."""
    settings = opt.settings_from(config, law=law, language=language)
    from auditor.reconcile.runner import reconcile

    seen, declared = load(observation, Observation), load(declaration, Declaration)
    write_document(reconcile(seen, declared, law=settings.law, language=settings.language), output)
