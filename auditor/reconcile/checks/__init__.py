"""All checks: the explicit list, in the order in which findings of equal severity are reported."""

from __future__ import annotations

from auditor.reconcile.check import Check
from auditor.reconcile.checks import no_cookies_contradicted

CHECKS: tuple[Check, ...] = (no_cookies_contradicted,)
