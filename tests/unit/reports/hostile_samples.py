"""A result in which every string that comes from a site is out to harm the report."""

from __future__ import annotations

from typing import Any

from auditor.models.common import Model
from auditor.models.result import AuditResult

ATTACKS = (
    "<script>document.title='owned'</script>",
    '"><img src=x onerror="document.title=\'owned\'">',
    "javascript:alert(1)",
    '=HYPERLINK("https://boos.example","klik")',
    "naam\u202egnp.exe\u2066",
    "nul\x00byte\x1b[31mrood\x9b",
    "{{ 7 * 7 }}{% raw %}",
    "</style></title></textarea><!--",
    "z" * 10_240,
    "e" + "\u0301" * 400,
    "]]></svg><svg onload=alert(1)>",
    "[klik](https://boos.example) **vet** | <https://boos.example>",
    "\x1b]8;;https://boos.example\x07klik\x1b]8;;\x07\x1b]0;titel\x9c\x1b[2J\x9b31m\x1bPq\x1b\\\x08\x7f",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r\n=1+1\n+2\n-3",
    '+31 6";=1+1;",-2',
    "breed\u200b\u200c\u200d\u2060\ufeff\u00adte\U000e0041",
    "file:///etc/passwd",
    "//boos.example/{host.__class__.__mro__} %(n)s ${7*7} #{7*7}",
    "![x](https://boos.example/x.png)\n# kop\n- [ ] x\n```\n<!--> &lt;script&gt;&#x202e;",
)

#: Fields whose words are ours, or that are no text of a site.
_OURS = {
    "id", "check", "severity", "kind", "type", "verdict", "state", "result", "outcome", "sha256", "party", "language",
    "law", "document_type", "region", "found_by", "role", "category", "text_language", "ref", "setter_party",
    "way_back", "build", "third_party_cookies", "settled", "what", "source", "rule_date", "country", "document", "url",
    "provider", "lifetime", "status", "origin", "mode",
}  # fmt: skip


def hostile(result: AuditResult, attack: str) -> AuditResult:
    """The result with ``attack`` in every free string, addresses of documents and claims kept matching."""
    spoilt = _spoil(result.model_dump(), attack, "")
    return AuditResult.model_validate(spoilt)


def _spoil(value: Any, attack: str, name: str) -> Any:
    if isinstance(value, Model):
        return value
    if isinstance(value, dict):
        if name in ("says", "texts", "not_looked"):
            return {key: _spoil(entry, attack, "text") for key, entry in value.items()}
        if name in ("states", "requests") and all(isinstance(entry, str | int) for entry in value.values()):
            return value
        if name == "params":
            return {"vendor": [attack], "url": attack, "behaviour": attack, "lifetime": 10**9, attack[:50]: attack}
        return {
            key: entry if key in _OURS and key != "url" else _spoil(entry, attack, key) for key, entry in value.items()
        }
    if isinstance(value, (list, tuple)):
        return tuple(
            entry if name in ("states", "findings") and isinstance(entry, str) else _spoil(entry, attack, name)
            for entry in value
        )
    if isinstance(value, str):
        return f"https://www.ketting.example/{attack}" if name == "url" else attack
    return value


def mixed(result: AuditResult) -> AuditResult:
    """All attacks in one result: each of its findings, cookies and documents' texts bears another one."""
    spoilt = [hostile(result, attack) for attack in ATTACKS]
    findings = (one.findings[number % len(one.findings)] for number, one in enumerate(spoilt))
    named = tuple(one.model_copy(update={"id": f"f{number:015x}"}) for number, one in enumerate(findings))
    cookies = tuple(one.cookies[number % len(one.cookies)] for number, one in enumerate(spoilt))
    return spoilt[1].model_copy(update={"findings": named, "cookies": cookies})
