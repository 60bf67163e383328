"""The public list of whose a host is: a name for the inventory, and no accusation."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from auditor.knowledge import entities
from auditor.knowledge.entities import EntityList, entity_of
from auditor.knowledge.refresh_entities import reduced, written

RAW = [
    {"name": "Zeef", "company": "Gigant", "category": "ad",
     "domains": ["*.zeef.example", "zeef.example", "x.cdn.example"]},
    {"name": "Gigant Kaart", "company": "Gigant", "category": "content", "domains": ["*.kaart.zeef.example"]},
    {"name": "Leeg", "category": "other", "domains": []},
]  # fmt: skip


def test_the_committed_list_fits_and_is_as_the_script_writes_it() -> None:
    raw = entities.list_bytes()
    found = EntityList.model_validate_json(raw)
    assert written(found).encode() == raw
    assert found.licence == "MIT"
    assert len(found.entities) > 2000
    assert sum(len(one.hosts) for one in found.entities) > 2500
    assert f"version {found.version}" in (Path(__file__).parents[3] / "NOTICE").read_text(encoding="utf-8")


def test_a_package_is_reduced_to_names_categories_and_hosts() -> None:
    found = reduced(RAW, "1.2.3")
    assert [(one.name, one.category, one.hosts, one.exact) for one in found.entities] == [
        ("Gigant Kaart", "content", ("kaart.zeef.example",), ()),
        ("Zeef (Gigant)", "ad", ("zeef.example",), ("x.cdn.example",)),
    ]


def test_two_that_claim_one_host_are_refused() -> None:
    with pytest.raises(ValueError, match="claimed twice"):
        reduced([RAW[1], {**RAW[1], "name": "Ander"}], "1.2.3")


def test_the_nearest_domain_names_a_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entities, "list_bytes", lambda: written(reduced(RAW, "1.2.3")).encode())
    entities._tables.cache_clear()
    try:
        assert entity_of("a.kaart.zeef.example") == "Gigant Kaart"
        assert entity_of("A.zeef.example.") == "Zeef (Gigant)"
        assert entity_of("x.cdn.example") == "Zeef (Gigant)"
        assert [entity_of(host) for host in ("a.x.cdn.example", "cdn.example", "notzeef.example", "example", "")] == [
            None
        ] * 5
    finally:
        entities._tables.cache_clear()


def test_nothing_is_read_before_a_host_is_asked_for() -> None:
    """Start-up stays as it was: the list is read with the first host that no product knows."""
    code = (
        "import auditor.reconcile.runner, auditor.knowledge.entities as e;"
        "assert e._tables.cache_info().currsize == 0; e.entity_of('a.example'); assert e._tables.cache_info().currsize"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
