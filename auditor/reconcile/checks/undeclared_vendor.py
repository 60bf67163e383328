"""A third party with purposes of its own receives requests, and the texts do not name it.

Found for each vendor product that is a tracker, an analytics service, social or embedded content, and that is
covered neither by its own name, nor by that of the product that loads it, nor by its owner named as an owner.
Naming Google Analytics covers neither DoubleClick nor YouTube; naming YouTube covers what its player's frame
asks for. Where only a category of recipients fits ("advertising partners"), the finding is minor: the law
allows categories, but the reader learns no name.

A tracker is serious, others moderate. Content delivery, hosting, payment and services that only process for the
site are listed in the report, and not alleged. What another company's frame or script embeds for itself (a font
inside a video player or a map) does not count. Cookies of the vendor are evidence of this one finding.

A service that the texts deny by name, or say by name to come from the site's own server, is spoken of there: that
finding (no_vendor_contradicted, local_resources_contradicted) is about the same fact, and this one is not made besides.

It does not prove what the vendor does with the data.

Where another statement of the site was found and could not be read, the outcome is that it cannot be told.
"""

from __future__ import annotations

from collections.abc import Mapping

from auditor.models.common import ReportLanguage, Severity
from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.coverage import Cover
from auditor.reconcile.denied import denied_products
from auditor.reconcile.evidence import proofs
from auditor.reconcile.judges.limits import alleged
from auditor.reconcile.observed import Thing
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="undeclared_vendor",
    group="declaration",
    severity="by_observed",
    needs=Needs(
        states=("before", "accepted"),
        more_states=("rejected", "withdrawn", "gpc"),
        collectors=("requests", "cookies", "web_storage"),
        more_claims=("no_vendor", "local_resources"),
        declaration=True,
    ),
    legal=("gdpr_13_1_e",),
    fields=("gap",),
    texts={
        "nl": Texts(
            title="{vendor} staat niet in de verklaring",
            explanation="De site stuurt gegevens naar {vendor}: gezien {where} ({seen}), onder meer {names}. {gap}"
            " {limits}",
            remedy="Noem {vendor} in de verklaring, met het doel en wat er naartoe gaat, of haal de dienst van de"
            " site.",
        ),
        "en": Texts(
            title="{vendor} is not in the statement",
            explanation="The site sends data to {vendor}: seen {where} ({seen}), among others {names}. {gap} {limits}",
            remedy="Name {vendor} in the statement, with the purpose and what goes there, or take the service off the"
            " site.",
        ),
    },
)

_GAPS: dict[Cover, Mapping[ReportLanguage, str]] = {
    "none": {
        "nl": "De gelezen teksten noemen deze dienst niet, en ook niet het bedrijf erachter als ontvanger.",
        "en": "The texts that were read name neither this service nor the company behind it as a recipient.",
    },
    "vague": {
        "nl": "De gelezen teksten noemen alleen een soort ontvangers of cookies die hierop past, niet deze dienst.",
        "en": "The texts that were read name only a kind of recipients or cookies that fits, not this service.",
    },
}


def find(view: View) -> Found:
    """A finding for each vendor product that is not covered by name."""
    if not view.document_read:
        return ()
    denied = denied_products(view)
    reached: dict[str, list[Thing]] = {}
    covers: dict[str, Cover] = {}
    for thing in view.requests:
        if thing.product is None or thing.product.id in denied or not alleged(thing, thing.product):
            continue
        cover = view.declared.cover_recipient(thing, thing.product)
        if cover != "named":
            reached.setdefault(thing.product.id, []).append(thing)
            covers[thing.product.id] = cover
    kept: dict[str, list[Thing]] = {}
    for thing in (*view.stored_cookies, *view.storage):
        if thing.vendor in reached:
            kept.setdefault(thing.vendor, []).append(thing)
    drafts = []
    for vendor, requests in sorted(reached.items()):
        cover, product = covers[vendor], view.base.products[vendor]
        severity: Severity = "minor" if cover == "vague" else "serious" if product.tracker else "moderate"
        things = [*kept.get(vendor, ()), *requests]
        subject = Subject(kind="vendor", name=vendor, vendor=vendor)
        drafts.append(Draft(subject, proofs(things, severity), details={"gap": _GAPS[cover]}))
    if drafts and view.unread_statement is not None:
        return Silence("cannot_tell", view.unread_statement)
    return tuple(drafts)
