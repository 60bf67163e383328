"""What statements on services and their data claim: the families of ``vendors.yaml`` and ``services.yaml`` against
sentences that were written before them.

``services.tsv``: language, sentence (or HTML), claims as ``type key``, separated by ";", "-" for none. ``~`` marks what
may be claimed, ``?`` what is only possible. The share of the lines that is right may only rise."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading import declared, statement

from auditor.models.declaration import Declaration

_KEYS = {
    "uses_vendor": "vendor", "no_vendor": "vendor", "only_vendors": "vendor", "cookieless": "vendor",
    "ip_masked": "value", "sharing_off": "value", "processor_agreement": "value", "dnt": "value",
    "embed": "vendor", "opt_out": "vendor",
    "local_resources": "resource", "not_personal": "data", "data_location": "region", "no_sharing": "",
}  # fmt: skip
#: A claim of several things counts as right where one of them is expected.
_LISTS = ("local_resources", "not_personal")
_LEAST = {"nl": 0.92, "en": 0.93, "de": 0.95, "fr": 0.93}
_ROWS = [
    line.split("\t")
    for line in (Path(__file__).parent / "services.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def _claimed(declaration: Declaration) -> set[str]:
    found = set()
    for claim in declaration.claims:
        if claim.type not in _KEYS:
            continue
        value = claim.params.get(_KEYS[claim.type])
        for one in value if isinstance(value, list) else [value]:
            words = [claim.type, "" if one is None else str(one).lower(), claim.params.get("behaviour", "")]
            found.add(" ".join(word for word in words if word) + ("?" if claim.possible else ""))
    return found


def _is_right(language: str, text: str, expected: str) -> bool:
    whole = text.startswith("<")
    declaration = declared(f"<h1>Privacy</h1><h2>Cookies</h2>{text}", language) if whole else statement(text, language)
    found = _claimed(declaration)
    entries = [entry.strip() for entry in expected.split(";") if entry.strip() not in ("", "-")]
    wanted = {entry for entry in entries if not entry.endswith("~")}
    allowed = wanted | {entry.rstrip("~") for entry in entries}
    named = {entry.split()[1].rstrip("~") for entry in entries if " " in entry and not entry.startswith("no_vendor")}
    seen = found | {f"vendor {vendor.id}" for vendor in declaration.vendors}
    kinds = {entry.split()[0] for entry in found}
    missed = {entry for entry in wanted if entry not in seen and not (" " not in entry and entry in kinds)}
    extra = {entry for entry in found - allowed if not _goes_with(entry, named, allowed)}
    return not missed and not extra


def _goes_with(entry: str, named: set[str], allowed: set[str]) -> bool:
    kind, _, key = entry.partition(" ")
    if kind == "uses_vendor" and key.rstrip("?") in named:
        return True
    return kind in allowed or (kind in _LISTS and any(other.startswith(kind) for other in allowed))


@pytest.mark.parametrize("language", ["nl", "en", "de", "fr"])
def test_most_statements_on_services_are_read_as_they_are_meant(language):
    rows = [row for row in _ROWS if row[0] == language]
    right = sum(_is_right(*row) for row in rows)
    assert right / len(rows) >= _LEAST[language]
