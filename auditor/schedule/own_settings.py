"""What an audit of a site that is on the list goes by: its own settings, and the corrections of how it was read."""

from __future__ import annotations

from pathlib import Path

from auditor.config import AuditSettings
from auditor.history.corrections import FORM_NAME, merged_form
from auditor.store.records import SiteRecord
from auditor.store.site_settings import site_settings
from auditor.store.store import Store


def settings_for(store: Store, site: SiteRecord, settings: AuditSettings, folder: Path) -> AuditSettings:
    """The settings for an audit of ``site``; its corrections are written into ``folder``, which has to stay as long.

    A declaration by hand that ``settings`` name goes before the corrections. Raises `auditor.errors.StoreError`."""
    chosen = site_settings(site.settings).applied_to(settings)
    form = merged_form(store.corrections(site)) if chosen.declared is None else None
    if form is None:
        return chosen
    (folder / FORM_NAME).write_text(form, encoding="utf-8")
    return chosen.model_copy(update={"declared": str(folder / FORM_NAME)})
