"""The provisions that findings refer to: what each says, where it stands, and since when that text is in force.

Pure: files are read once from the package, nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from importlib.resources import files

import yaml

from auditor.knowledge.schema import Law

#: libyaml where the wheel has it, the same safe tags without.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=1)
def laws() -> Mapping[str, Law]:
    """The shipped provisions by id, from every ``laws/*.yaml`` (each a list), in order of file name.

    Raises ValueError for two provisions with one id."""
    folder = files("auditor.knowledge").joinpath("data", "laws")
    found: dict[str, Law] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not entry.name.endswith(".yaml"):
            continue
        for record in yaml.load(entry.read_bytes(), Loader=_LOADER):  # noqa: S506
            law = Law.model_validate(record)
            if law.id in found:
                raise ValueError(f"two provisions with the id {law.id}")
            found[law.id] = law
    return found


def applies(law: Law, jurisdiction: str) -> bool:
    """Whether a provision applies under a jurisdiction (``nl``, ``eu``, ``fr``): that of the Union does everywhere."""
    return "eu" in law.jurisdictions or jurisdiction in law.jurisdictions


def in_force(law: Law, day: date) -> bool:
    """Whether a provision's text was in force on a day; its first and its last day are."""
    return law.valid_from <= day and (law.valid_until is None or day <= law.valid_until)
