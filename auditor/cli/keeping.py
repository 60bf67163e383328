"""What ``auditor audit`` has of the store: settings and corrections of sites on the list, and a place to keep audits.

Where the store fails, one warning says so; the audit goes on, and its folder stays."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from auditor.cli.store import the_store
from auditor.cli.terminal import plain, say
from auditor.config import AuditSettings, load_store_settings
from auditor.errors import AuditorError, InputError
from auditor.models.result import AuditResult

if TYPE_CHECKING:
    from auditor.store.records import SiteRecord
    from auditor.store.store import Store

_NOT_KEPT = "the audit stays in its folder only, it was not kept in the store."
_NOT_OPEN = "the store is left out: no settings and corrections of sites are applied, and audits stay in their folders."


class Keeper:
    """Called with each finished audit. Opens the store when it is first needed; after one failure it lets it be.

    ``wanted``: false keeps and looks up nothing. ``given``: the options that stand on the command line."""

    def __init__(self, wanted: bool, config: Path | None, given: Mapping[str, Any] | None = None) -> None:
        self._wanted = wanted
        self._config = config
        self._given = dict(given or {})
        self._store: Store | None = None
        self._open = ExitStack()
        if wanted:
            # A wrong auditor.toml is told before the first visit, not after it.
            load_store_settings(config, Path.cwd())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.close()

    def choose(self, address: str, settings: AuditSettings) -> AuditSettings:
        """The settings for an audit of that address, with what the store holds of the site. Never raises."""
        if not self._wanted:
            return settings
        try:
            site = self._opened().site_at(address)
            if site is None or site.removed_at is not None:
                return settings
            return self._of_site(site, settings)
        except AuditorError as error:
            self._give_up(_NOT_OPEN, error.sentence)
        except Exception as error:
            self._give_up(_NOT_OPEN, f"A fault of ours ({type(error).__name__}: {error}).")
        return settings

    def __call__(self, result: AuditResult, folder: Path) -> None:
        """Keep one audit. Never raises: what the audit wrote to its folder does not depend on the store."""
        if not self._wanted:
            return
        try:
            self._opened().save_audit(folder, result)
        except AuditorError as error:
            self._give_up(_NOT_KEPT, error.sentence)
        except Exception as error:
            self._give_up(_NOT_KEPT, f"A fault of ours ({type(error).__name__}: {error}).")

    def _opened(self) -> Store:
        if self._store is None:
            self._store = self._open.enter_context(the_store(self._config))
        return self._store

    def _of_site(self, site: SiteRecord, settings: AuditSettings) -> AuditSettings:
        from auditor.history.corrections import counted
        from auditor.pipeline import authored
        from auditor.schedule.own_settings import settings_for

        folder = Path(
            self._open.enter_context(tempfile.TemporaryDirectory(prefix="auditor-", ignore_cleanup_errors=True))
        )
        try:
            chosen = settings_for(self._opened(), site, settings, folder)
            chosen = chosen.model_copy(update={name: getattr(settings, name) for name in self._given})
            authored(chosen)
        except InputError as error:
            say(f"Warning: what the store holds of {plain(site.host)} is not applied. {error.sentence}")
            return settings
        corrected = chosen.declared != settings.declared
        count = counted(self._opened().corrections(site)) if corrected else 0
        own = chosen.model_copy(update={"declared": settings.declared}) != settings
        if own or corrected:
            say(_applied(site.host, own, count))
        return chosen

    def _give_up(self, what: str, why: str) -> None:
        self._wanted = False
        say(f"Warning: {what} {why}")


def _applied(host: str, own: bool, count: int) -> str:
    """``Settings and 3 corrections of example.nl from the store are applied.``"""
    corrections = f"{count} correction{'' if count == 1 else 's'}" if count else ""
    what = " and ".join(part for part in ("settings" if own else "", corrections) if part)
    return (
        f"{what[0].upper() + what[1:]} of {plain(host)} from the store {'is' if what[:2] == '1 ' else 'are'} applied."
    )
