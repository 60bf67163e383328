"""The runner end to end on the smallest case: a denied cookie that is there."""

from __future__ import annotations

from reconcile_builders import claim, cookie, declaration, observation, state, tiny_base

from auditor.models.result import AuditResult
from auditor.reconcile.runner import reconcile


def test_a_denied_cookie_gives_one_finding_and_a_contradicted_verdict() -> None:
    seen = observation(state(cookies=(cookie("winkel_sessie"),)))
    result = reconcile(seen, declaration(claim("no_cookies")), base=tiny_base())
    assert [(one.check, one.severity) for one in result.findings] == [("no_cookies_contradicted", "moderate")]
    assert result.verdicts[0].verdict == "contradicted"
    assert result.verdicts[0].findings == (result.findings[0].id,)
    assert AuditResult.model_validate_json(result.model_dump_json()) == result
