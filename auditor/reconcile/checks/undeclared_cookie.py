"""A cookie is stored that the texts do not cover.

Found for each cookie name and domain that is not exempt and that no row, no vendor by name, no owner and no
category in the texts covers. An own cookie of unknown purpose counts as covered where the text speaks of
functional cookies without listing them one by one. Serious for a tracking cookie, else moderate. A cookie of a
vendor that is itself undeclared is evidence of that one finding.

It does not prove what the cookie is for; where the knowledge base does not know it, the finding says so by its
severity.

What belongs to a service that the texts deny is told in the finding of that denial, and not here besides.

Where another statement of the site was found and could not be read, the outcome is that it cannot be told.
"""

from __future__ import annotations

from auditor.models.common import Severity
from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.denied import denied_products
from auditor.reconcile.evidence import proofs
from auditor.reconcile.observed import Thing
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="undeclared_cookie",
    group="declaration",
    severity="by_observed",
    needs=Needs(
        states=("before", "accepted"),
        more_states=("rejected", "withdrawn", "gpc"),
        collectors=("cookies",),
        more_claims=("no_vendor", "local_resources"),
        declaration=True,
        third_party_cookies=True,
    ),
    legal=("planet49", "gdpr_13"),
    texts={
        "nl": Texts(
            title="De cookie {subject} staat niet in de verklaring",
            explanation="De browser bewaarde {where} de cookie {subject} ({seen}). De gelezen teksten noemen deze"
            " cookie niet, en ook niet de dienst of de soort waar zij bij hoort. {limits}",
            remedy="Neem de cookie op in de verklaring, met doel, aanbieder en bewaartijd, of haal haar weg.",
        ),
        "en": Texts(
            title="The cookie {subject} is not in the statement",
            explanation="The browser stored the cookie {subject} {where} ({seen}). The texts that were read name"
            " neither this cookie, nor the service or kind that it belongs to. {limits}",
            remedy="Put the cookie into the statement, with purpose, provider and lifetime, or remove it.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each cookie that nothing in the texts covers."""
    if not view.document_read:
        return ()
    missing: dict[tuple[str, str], list[Thing]] = {}
    denied = denied_products(view)
    for thing in view.stored_cookies:
        if thing.vendor not in denied and thing.standing != "exempt" and view.declared.cover(thing) == "none":
            missing.setdefault((thing.name, thing.host), []).append(thing)
    drafts = tuple(_draft(name, domain, things) for (name, domain), things in sorted(missing.items()))
    if drafts and view.unread_statement is not None:
        return Silence("cannot_tell", view.unread_statement)
    return drafts


def _draft(name: str, domain: str, things: list[Thing]) -> Draft:
    severity: Severity = "serious" if any(thing.tracking for thing in things) else "moderate"
    subject = Subject(kind="cookie", name=name, domain=domain, vendor=things[0].vendor)
    return Draft(subject, proofs(things, severity))
