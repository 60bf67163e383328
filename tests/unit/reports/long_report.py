"""Makes results as long as the longest sites give, to see that a report stays quick and small."""

from __future__ import annotations

from report_samples import SITE, item, sample

from auditor.models.result import AuditResult


def long_result(findings: int = 1000, cookies: int = 5000) -> AuditResult:
    """The sample with so many findings, of all its kinds, and so many cookies."""
    base = sample()
    kinds = len(base.findings) - 1
    return base.model_copy(
        update={
            "findings": tuple(
                base.findings[number % kinds].model_copy(update={"id": f"f{number:015x}"}) for number in range(findings)
            ),
            "cookies": tuple(
                item(f"cookie_{number}", "ketting.example", f"/states/0/cookies/{number}", setter=f"{SITE}app.js")
                for number in range(cookies)
            ),
        }
    )
