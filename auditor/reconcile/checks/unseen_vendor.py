"""A service is declared that was never seen.

Found for each service that the texts say is used and of which no request, cookie or key occurred in any state of the
audit: neither of the service itself, nor of what it loads, nor, where only a company is named, of any of its services.
Only where all was looked at: before a choice and after accepting (proven, or nothing was there to choose on). Services
that do not show in the pages of a visit are left out: payment, hosting, e-mail, shops, software that runs on the site
itself, and services that this tool does not know; so are those that the texts only link to. Information only: the
service may be used on a page that was not visited.

It does not say that the statement is wrong; it is worth a look, since a text should not name what is gone.
"""

from __future__ import annotations

from auditor.knowledge.schema import Product
from auditor.models.result import Evidence, Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.coverage import VendorNames, vendors_of
from auditor.reconcile.evidence import Proof, of_claim, of_row
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="unseen_vendor",
    group="declaration",
    severity="info",
    needs=Needs(
        states=("before", "accepted"),
        more_states=("rejected", "withdrawn", "gpc"),
        collectors=("cookies", "web_storage", "requests"),
        more_claims=("uses_vendor", "embed", "consent_prior", "no_vendor"),
        declaration=True,
        third_party_cookies=True,
    ),
    legal=("gdpr_5_1_d",),
    fields=("service",),
    texts={
        "nl": Texts(
            title="{service} staat in de verklaring, maar is niet gezien",
            explanation="De verklaring zegt dat de site {service} gebruikt. Op de bezochte pagina's is daar niets van"
            " gezien, ook niet na accepteren. Dat kan kloppen: de dienst kan op een andere pagina staan. {limits}",
            remedy="Ga na of de site deze dienst nog gebruikt; zo niet, haal haar uit de verklaring.",
        ),
        "en": Texts(
            title="{service} is in the statement, yet was not seen",
            explanation="The statement says that the site uses {service}. Nothing of it was seen on the pages that were"
            " visited, nor after accepting. That may be right: the service may be on another page. {limits}",
            remedy="Find out whether the site still uses this service; if not, take it out of the statement.",
        ),
    },
)

#: Purposes of products that need not show in the pages of a visit.
_HIDDEN = frozenset({"payment", "hosting", "email", "shop", "security", "cdn", "forms", "monitoring", "other"})


def find(view: View) -> Found:
    """A finding for each declared service that did not occur."""
    declared = [vendor.id for vendor in view.declared.declaration.vendors if vendor.status == "used"]
    shown = {name: found for name in dict.fromkeys(declared) if (found := _showing(name, view))}
    if not shown:
        return Silence("not_applicable", "The texts name no service that would show in a visit.")
    unlooked = view.looked.missing(INFO.needs.states, INFO.needs.collectors, third_party_cookies=True)
    if unlooked is not None:
        return Silence("cannot_tell", unlooked)
    things = (*view.cookies, *view.storage, *view.requests)
    products = (one for thing in things for one in (thing.product, thing.frame_product, thing.loaded_by))
    seen = {product.id: product for product in products if product is not None}
    unseen = {
        name: _said(name, view)
        for name, (_, names) in sorted(shown.items())
        if not any(names.cover(product) for product in seen.values())
    }
    told = {owner for name, said in unseen.items() if said for owner in _owners(name, view)}
    return tuple(
        Draft(
            Subject(kind="vendor", name=name, vendor=name if name in view.base.products else None),
            said or _listed(name, view),
            details={"service": shown[name][0]},
        )
        for name, said in unseen.items()
        # A name that stands nowhere by itself came along with another service of the same company.
        if said or not told & _owners(name, view)
    )


def _owners(name: str, view: View) -> frozenset[str]:
    names = VendorNames([name], view.base)
    found = (view.base.owner_of(product) for product in names.products)
    return names.owners | {owner.id for owner in found if owner is not None}


def _showing(name: str, view: View) -> tuple[str, VendorNames] | None:
    """How a declared service is called, and what its name covers; None where it need not show in a visit."""
    claims = view.judged("embed", "no_vendor")
    if any(name in vendors_of(entry.claim) for entry in claims if _not_loaded(entry.claim.type, entry.claim.params)):
        return None
    names = VendorNames([name], view.base)
    owned = [product for owner in names.owners for product in view.base.owners[owner].products]
    products = [*(view.base.products[one] for one in names.products), *owned]
    if not any(_shows(product) for product in products):
        return None
    if name in view.base.products:
        return view.base.products[name].name, names
    owner = next(iter(sorted(names.owners)), None)
    return (view.base.owners[owner].name if owner else name), names


def _not_loaded(kind: str, params: dict[str, object]) -> bool:
    return kind == "no_vendor" or params.get("behaviour") == "link_only"


def _shows(product: Product) -> bool:
    return product.purpose not in _HIDDEN and bool(product.hosts or product.patterns)


def _said(name: str, view: View) -> tuple[Proof, ...]:
    """The sentences and rows that name the service."""
    found: list[Proof] = [
        of_claim(entry.index, entry.claim.quote, entry.claim.document, "info", "not seen in this audit")
        for entry in view.judged("uses_vendor", "embed", "consent_prior")
        if name in vendors_of(entry.claim)
    ]
    rows = enumerate(view.declared.declaration.cookies)
    found += [of_row(index, row, "info", "not seen in this audit") for index, row in rows if row.provider == name]
    return tuple(found)


def _listed(name: str, view: View) -> tuple[Proof, ...]:
    """The service in the declaration's list, where its name stands in no sentence or row that tells of it."""
    vendors = enumerate(view.declared.declaration.vendors)
    index = next(index for index, vendor in vendors if vendor.id == name)
    ref = f"declaration:/vendors/{index}"
    evidence = Evidence(kind="document", name=name[:160], ref=ref, note="not seen in this audit")
    return (Proof(evidence, "info", (), f"vendor:{name}"),)
