"""A host name of the site itself is an alias of a tracker's host.

Found for each tracker that answers under a subdomain of the audited site: the canonical name that the domain
name system gives for it is one that the tracker's customers point to. A visitor, and a browser that blocks
third parties, cannot tell it from the site. Serious.

Where own subdomains were asked for something and nobody looked their aliases up, the outcome is that it cannot
be told. It does not prove that the alias was chosen to get around blocking.
"""

from __future__ import annotations

from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.evidence import proofs
from auditor.reconcile.observed import Thing
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="cloaked_tracker",
    group="third_parties",
    severity="serious",
    needs=Needs(
        states=("before", "accepted"),
        more_states=("rejected", "withdrawn", "gpc"),
        collectors=("requests",),
    ),
    legal=("edpb_2_2023", "gdpr_13_1_e"),
    fields=("alias",),
    texts={
        "nl": Texts(
            title="{vendor} gaat schuil achter een eigen adres van de site",
            explanation="De site vroeg {where} iets op bij {names} ({seen}). Dat lijkt een adres van de site zelf, maar"
            " verwijst in het domeinnaamsysteem naar {alias}, een adres van {vendor}. {limits}",
            remedy="Noem deze dienst en vraag er toestemming voor, zoals voor elke andere tracker, of haal de"
            " verwijzing weg.",
        ),
        "en": Texts(
            title="{vendor} hides behind an address of the site itself",
            explanation="The site asked {names} for something {where} ({seen}). That looks like an address of the site"
            " itself, but in the domain name system it leads to {alias}, an address of {vendor}. {limits}",
            remedy="Name this service and ask consent for it, as for any other tracker, or remove the alias.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each tracker behind an own host name."""
    groups: dict[str, list[Thing]] = {}
    for thing in view.requests:
        if thing.cloaked and thing.product is not None and thing.product.tracker and thing.vendor:
            groups.setdefault(thing.vendor, []).append(thing)
    drafts = tuple(_draft(vendor, things) for vendor, things in sorted(groups.items()))
    if drafts or view.aliases_looked_up:
        return drafts
    others = {thing.host for thing in view.requests if thing.party == "first"} - {view.site_host}
    if {host.removeprefix("www.") for host in others} - {view.site_host.removeprefix("www.")}:
        return Silence("cannot_tell", "The aliases of own host names were not looked up.")
    return ()


def _draft(vendor: str, things: list[Thing]) -> Draft:
    aliases = sorted({str(getattr(thing.source, "canonical_host", "")) for thing in things})
    subject = Subject(kind="vendor", name=vendor, vendor=vendor)
    return Draft(subject, proofs(things, "serious"), details={"alias": ", ".join(aliases)[:200]})
