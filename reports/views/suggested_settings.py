"""What to change on the site instead of in the text, per finding: which service, and what to do with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from auditor.knowledge.schema import EMBED_PURPOSES, TRACKING_PURPOSES
from auditor.knowledge.vendors import vendors
from auditor.models.result import AuditResult, Evidence, Finding
from reports import words
from reports.shown import bounded
from reports.text import Texts
from reports.views.findings import LONGEST_TEXT, LONGEST_TITLE, finding_text
from reports.views.suggested_rows import LONGEST_NAME

#: What a finding asks of the site. ``remove``: only its absence makes the text true; ``wait``: consent first.
Kind = Literal["remove", "wait", "refuse", "withdraw", "lifetime", "shorter"]

#: Findings against the text: what is done about them on the site makes the present text true.
AGAINST_THE_TEXT: dict[str, Kind] = {
    "no_cookies_contradicted": "remove",
    "only_categories_contradicted": "remove",
    "only_vendors_contradicted": "remove",
    "incomplete_list": "remove",
    "no_category_contradicted": "remove",
    "no_vendor_contradicted": "remove",
    "cookieless_contradicted": "remove",
    "local_resources_contradicted": "remove",
    "first_party_only_contradicted": "remove",
    "undeclared_vendor": "remove",
    "undeclared_cookie": "remove",
    "undeclared_storage": "remove",
    "sharing_denied_contradicted": "remove",
    "eea_only_contradicted": "remove",
    "embed_claim_contradicted": "wait",
    "consent_promise_broken": "wait",
    "lifetime_exceeded": "lifetime",
    "session_cookie_persistent": "lifetime",
}
#: Findings that a true text leaves as they are.
BESIDE_THE_TEXT: dict[str, Kind] = {
    "cookie_before_consent": "wait",
    "tracker_before_consent": "wait",
    "analytics_before_consent": "wait",
    "embed_before_consent": "wait",
    "cookie_after_reject": "refuse",
    "tracker_after_reject": "refuse",
    "ineffective_withdrawal": "withdraw",
    "excessive_lifetime": "shorter",
}
#: Checks that a visit or a text answers with a better text only.
_TEXT_KINDS = frozenset({"document"})
_SEEN = frozenset({"cookie", "storage", "request", "script"})
_MOST = 12


@dataclass(frozen=True, slots=True)
class Setting:
    """What one finding asks: its title, and what to do, one line for each thing."""

    finding: str
    advice: tuple[str, ...]


def settings_of(result: AuditResult, t: Texts) -> tuple[tuple[Setting, ...], tuple[Setting, ...]]:
    """Settings that make the present text true, and those that a true text does not spare. Findings on a document
    alone are left out: another text is what they ask for."""
    true_text, beside = [], []
    for finding in result.findings:
        if finding.check in AGAINST_THE_TEXT:
            true_text.append(_setting(finding, AGAINST_THE_TEXT[finding.check], result.site.registrable_domain, t))
        elif finding.subject.kind not in _TEXT_KINDS and not _about_words(finding):
            kind = BESIDE_THE_TEXT.get(finding.check)
            beside.append(_setting(finding, kind, result.site.registrable_domain, t))
    return tuple(true_text), tuple(beside)


def _about_words(finding: Finding) -> bool:
    """Whether a finding rests on the text alone."""
    return all(piece.kind == "document" for piece in finding.evidence)


def _setting(finding: Finding, kind: Kind | None, site: str, t: Texts) -> Setting:
    text = finding_text(finding, t)
    advice = [_advice(kind, piece, site, t) for piece in finding.evidence if piece.kind in _SEEN] if kind else []
    unique = tuple(dict.fromkeys(line for line in advice if line))[:_MOST]
    return Setting(bounded(text.title, LONGEST_TITLE), unique or (bounded(text.remedy, LONGEST_TEXT),))


def _advice(kind: Kind, piece: Evidence, site: str, t: Texts) -> str:
    thing = words.vendor(piece.vendor) if piece.vendor else bounded(piece.name, LONGEST_NAME)
    if kind in ("lifetime", "shorter"):
        return t(f"suggestion.setting.{kind}", thing=bounded(piece.name, LONGEST_NAME))
    if kind in ("refuse", "withdraw"):
        return t(f"suggestion.setting.{kind}", thing=thing)
    group = _group(piece, site)
    key = f"suggestion.setting.{kind}.{group}"
    return t(key if key in t else f"suggestion.setting.{kind}.embed", thing=thing)


def _group(piece: Evidence, site: str) -> str:
    """The kind of thing, by the purpose of its product; ``own``: the site's own cookie or key."""
    product = vendors().products.get(piece.vendor) if piece.vendor else None
    if product is None:
        own = piece.kind in ("cookie", "storage") and _belongs(piece.host, site)
        return "own" if own else "other"
    if product.purpose in ("fonts", "analytics", "video"):
        return product.purpose
    if product.purpose in TRACKING_PURPOSES:
        return "tracker"
    return "embed" if product.purpose in EMBED_PURPOSES else "other"


def _belongs(host: str | None, site: str) -> bool:
    name = (host or "").lstrip(".")
    return not name or name == site or name.endswith(f".{site}")
