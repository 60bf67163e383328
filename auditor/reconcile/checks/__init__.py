"""All checks: the explicit list, in the order in which findings of equal severity are reported."""

from __future__ import annotations

from auditor.reconcile.check import Check
from auditor.reconcile.checks import (
    broken_policy_link,
    consent_promise_broken,
    contradictory_policy,
    dangling_reference,
    eea_only_contradicted,
    embed_before_consent,
    empty_section,
    foreign_policy,
    ip_address_denied,
    malformed_url,
    missing_cookie_section,
    no_cookies_contradicted,
    outdated_law,
    undeclared_vendor,
    unfilled_template,
)

CHECKS: tuple[Check, ...] = (
    no_cookies_contradicted,
    undeclared_vendor,
    consent_promise_broken,
    eea_only_contradicted,
    embed_before_consent,
    missing_cookie_section,
    broken_policy_link,
    dangling_reference,
    contradictory_policy,
    foreign_policy,
    unfilled_template,
    outdated_law,
    ip_address_denied,
    empty_section,
    malformed_url,
)
