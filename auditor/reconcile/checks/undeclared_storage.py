"""An identifier is kept in the browser's storage, and the texts speak of cookies only.

Found for each key in local or session storage or IndexedDB whose value looks like an identifier, that no row,
vendor, owner or category covers, where the texts speak of cookies and nowhere of similar techniques or storage.
The rule for cookies holds for such keys too. Exempt keys do not count. Moderate. A key of a vendor that is
itself undeclared is evidence of that one finding.

It does not prove that the identifier follows anybody; it may serve the site alone.

What belongs to a service that the texts deny is told in the finding of that denial, and not here besides.

Where another statement of the site was found and could not be read, the outcome is that it cannot be told.
"""

from __future__ import annotations

from auditor.models.common import ClaimType
from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.denied import denied_products
from auditor.reconcile.evidence import proofs
from auditor.reconcile.observed import Thing
from auditor.reconcile.view import View

_ON_COOKIES: tuple[ClaimType, ...] = (
    "no_cookies", "no_category", "only_categories", "only_vendors", "uses_cookies", "uses_category",
    "third_party_cookies", "consent_prior", "consent_exempt", "completeness",
)  # fmt: skip

INFO = CheckInfo(
    id="undeclared_storage",
    group="declaration",
    severity="moderate",
    needs=Needs(
        states=("before", "accepted"),
        more_states=("rejected", "withdrawn", "gpc"),
        collectors=("web_storage",),
        claims=(*_ON_COOKIES, "storage_other"),
        more_claims=("no_vendor", "local_resources"),
        declaration=True,
    ),
    legal=("edpb_2_2023", "gdpr_13"),
    texts={
        "nl": Texts(
            title="De opslag in de browser ({subject}) staat niet in de verklaring",
            explanation="De site bewaart {where} onder {subject} iets dat op een kenmerk van de bezoeker lijkt"
            " ({seen}). De gelezen teksten gaan alleen over cookies; de regels gelden ook voor opslag zoals deze."
            " {limits}",
            remedy="Beschrijf ook de lokale opslag: wat, waarvoor en hoe lang, of haal het kenmerk weg.",
        ),
        "en": Texts(
            title="The storage in the browser ({subject}) is not in the statement",
            explanation="The site keeps under {subject} {where} something that looks like an identifier of the visitor"
            " ({seen}). The texts that were read are about cookies only; the rules hold for storage like this too."
            " {limits}",
            remedy="Describe local storage as well: what, what for and how long, or remove the identifier.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each uncovered key with an identifier."""
    on_cookies = view.judged(*_ON_COOKIES)
    declaration = view.declared.declaration
    spoken = any("cookie" in claim.quote.lower() for claim in declaration.claims)
    if not on_cookies and not declaration.cookies and not spoken:
        return Silence("not_applicable", "The texts do not speak of cookies.")
    if view.judged("storage_other") or any(entry.claim.params.get("similar_tech") is True for entry in on_cookies):
        return Silence("not_applicable", "The texts speak of similar techniques too.")
    missing: dict[tuple[str, str], list[Thing]] = {}
    denied = denied_products(view)
    for thing in view.storage:
        if thing.vendor in denied or thing.standing == "exempt" or not thing.identifier:
            continue
        if view.declared.cover(thing) == "none":
            missing.setdefault((thing.name, thing.host), []).append(thing)
    drafts = tuple(
        Draft(Subject(kind="storage", name=name, domain=host, vendor=things[0].vendor), proofs(things, "moderate"))
        for (name, host), things in sorted(missing.items())
    )
    if drafts and view.unread_statement is not None:
        return Silence("cannot_tell", view.unread_statement)
    return drafts
