"""``auditor explain``: what a check means."""

from __future__ import annotations

import difflib
from typing import Annotated

import typer

from auditor.errors import UsageError

NAME = "explain"


def command(
    check: Annotated[str | None, typer.Argument(help="Id of a check; without one, all are listed.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="Explain every check.")] = False,
) -> None:
    """Explain a check: what it means, what evidence it needs, which rule it touches."""
    from auditor.reconcile.explain import explanation, summaries

    known = summaries()
    if all_:
        print("\n\n".join(explanation(name) for name in known))
    elif check is None:
        width = max(map(len, known))
        print("\n".join(f"{name:{width}}  {title}" for name, title in known.items()))
    elif check in known:
        print(explanation(check))
    else:
        close = difflib.get_close_matches(check, known, n=1)
        hint = f" Did you mean {close[0]}?" if close else " auditor explain lists them all."
        raise UsageError(f"There is no check {check!r}.{hint}")
