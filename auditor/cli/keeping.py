"""Every finished audit goes into the store; where the store fails, one warning says so, and the folder stays."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from auditor.cli.store import the_store
from auditor.cli.terminal import say
from auditor.config import load_store_settings
from auditor.errors import AuditorError
from auditor.models.result import AuditResult

if TYPE_CHECKING:
    from auditor.store.store import Store


class Keeper:
    """Called with each finished audit. Opens the store when the first comes; after one failure it lets the rest be."""

    def __init__(self, wanted: bool, config: Path | None) -> None:
        self._wanted = wanted
        self._config = config
        self._store: Store | None = None
        self._open = ExitStack()
        if wanted:
            # A wrong auditor.toml is told before the first visit, not after it.
            load_store_settings(config, Path.cwd())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def __call__(self, result: AuditResult, folder: Path) -> None:
        """Keep one audit. Never raises: what the audit wrote to its folder does not depend on the store."""
        if not self._wanted:
            return
        try:
            if self._store is None:
                self._store = self._open.enter_context(the_store(self._config))
            self._store.save_audit(folder, result)
        except AuditorError as error:
            self._give_up(error.sentence)
        except Exception as error:
            self._give_up(f"A fault of ours ({type(error).__name__}: {error}).")

    def _give_up(self, why: str) -> None:
        self._wanted = False
        say(f"Warning: the audit stays in its folder only, it was not kept in the store. {why}")
