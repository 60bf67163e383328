"""What is wrong with a text itself. Each finder is a module; the list says in which order they are asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from auditor.models.declaration import Defect
from declarations.defects import (
    company_names,
    contradictions,
    foreign_address,
    outdated,
    references,
    sections,
    templates,
)
from declarations.site_text import SiteText

FINDERS: tuple[Callable[[SiteText], Iterable[Defect]], ...] = (
    templates.find,
    sections.find,
    references.find,
    outdated.find,
    contradictions.find,
    company_names.find,
    foreign_address.find,
)
