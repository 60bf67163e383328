"""The public list names a host for the inventory; it makes no tracker of it, and no finding."""

from __future__ import annotations

import pytest
from check_scenarios import STATS
from reconcile_builders import claim, cookie, declaration, observation, request, state, tiny_base, written_by

from auditor.domains import host_of
from auditor.models.result import AuditResult
from auditor.reconcile import inventory
from auditor.reconcile.runner import reconcile

PIXEL = "https://pixel.zeef.example/p.gif?id=*"


def audited(monkeypatch: pytest.MonkeyPatch, name: str | None) -> AuditResult:
    monkeypatch.setattr(inventory, "entity_of", lambda _: name)
    set_by = cookie("zf_id", domain="pixel.zeef.example", setter=written_by(PIXEL))
    things = {"requests": (request(PIXEL), request(STATS)), "cookies": (set_by,)}
    seen = observation(state("before", **things), state("accepted", **things))
    said = declaration(claim("no_category", category=["marketing"]), claim("consent_prior", category=["marketing"]))
    return reconcile(seen, said, base=tiny_base())


def test_an_unknown_host_gets_a_name_and_stays_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    named, unnamed = audited(monkeypatch, "Zeef Ads"), audited(monkeypatch, None)
    rows = {entry.host: entry for entry in named.third_parties}
    unknown, known = rows["pixel.zeef.example"], rows[host_of(STATS)]
    assert (unknown.entity, unknown.owner, unknown.vendor, unknown.category) == ("Zeef Ads", None, None, None)
    assert (known.entity, known.owner is None) == (None, False)
    assert unknown.tracker is False
    without = {"third_parties"}
    assert named.model_dump(exclude=without) == unnamed.model_dump(exclude=without)
