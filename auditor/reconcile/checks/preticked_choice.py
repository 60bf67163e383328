"""A choice that is not necessary is switched on before the visitor has chosen.

Found for boxes and toggles that are on by default, that the visitor can switch, and whose label names a purpose
that needs consent (preferences, analytics, marketing, social media) or a vendor of such a purpose; on any layer
that is a step of choosing. A box that cannot be switched, or that is labelled as necessary, does not count. Nor does
one for a "legitimate interest", which asks no consent. A box for analytics alone counts only where analytics was
seen that needs consent: what is exempt may be on, with a way to object.

Applies only where something that needs consent was seen in any state. Where a label names no purpose that is
known, or a layer of settings was not opened, the outcome is that it cannot be told. Critical: the Court of Justice
held in Planet49 that a box ticked beforehand is no consent.
"""

from __future__ import annotations

import re

from auditor.knowledge.purposes import necessary_label, purposes_named
from auditor.models.common import Category
from auditor.models.consent import Box
from auditor.reconcile import banner
from auditor.reconcile.check import CheckInfo, Detail, Draft, Found, Silence, Texts
from auditor.reconcile.coverage import VendorNames
from auditor.reconcile.texts import listed
from auditor.reconcile.view import View

#: Purposes for which consent is asked.
_ASKED: frozenset[Category] = frozenset({"preferences", "analytics", "marketing", "social"})

#: Another legal basis than consent, as the TCF's boxes name it.
_LEGITIMATE_INTEREST = re.compile(
    r"(?i)gerechtvaardigd\w* belang|legitimate interest|berechtigte\w* interesse|int[ée]r[êe]ts? l[ée]gitime"
)

INFO = CheckInfo(
    id="preticked_choice",
    group="banner",
    severity="critical",
    needs=banner.NEEDS,
    legal=("planet49", "gdpr_4_11", "edpb_cookie_banner_taskforce"),
    fields=("labels",),
    texts={
        "nl": Texts(
            title="Keuzes in de banner staan vooraf aan",
            explanation="Deze keuzes staan al aan voordat de bezoeker iets kiest: {labels}. {limits}",
            remedy="Zet alle keuzes die niet noodzakelijk zijn standaard uit.",
        ),
        "en": Texts(
            title="Choices in the banner are on beforehand",
            explanation="These choices are on before the visitor has chosen anything: {labels}. {limits}",
            remedy="Switch off by default every choice that is not necessary.",
        ),
    },
)


def find(view: View) -> Found:
    """One finding, with every such box."""
    silent = banner.unless_needed(view)
    if silent is not None:
        return silent
    surface = view.surface
    boxes = [box for box in surface.boxes if box.checked and not box.disabled and not _other_basis(box)]
    asked = {box: _asks(view, box) for box in boxes}
    ticked = [box for box in boxes if asked[box]]
    if ticked:
        labels = banner.quoted(dict.fromkeys(box.label for box in ticked))
        details: dict[str, Detail] = {"labels": {"nl": listed(labels, "nl"), "en": listed(labels, "en")}}
        return (
            Draft(banner.SUBJECT, tuple(banner.box_proof(surface, box, "critical") for box in ticked), (), details),
        )
    if any(asked[box] is None for box in boxes):
        return Silence("cannot_tell", "Whether a box that is on stands for something that needs consent is not clear.")
    if banner.layers_unopened(surface):
        return Silence("cannot_tell", "The settings of the banner were not opened.")
    return ()


def _other_basis(box: Box) -> bool:
    return necessary_label(box.label) or bool(_LEGITIMATE_INTEREST.search(box.label))


def _asks(view: View, box: Box) -> bool | None:
    """Whether a box asks for something that needs consent; null when its label does not tell."""
    # A label is short: "Tracking" stands for "Tracking cookies".
    named = (purposes_named(box.label) or purposes_named(f"{box.label.strip()} cookies")) & _ASKED
    if not named:
        return _vendor_asks(view, box.label)
    if named == {"analytics"}:
        return any(thing.standing == "analytics" for thing in banner.needing_consent(view)) or None
    return True


def _vendor_asks(view: View, label: str) -> bool | None:
    """The same for a label that is a vendor's name, of which something that needs consent was seen."""
    vendors = VendorNames([label.strip()], view.base)
    return (
        any(thing.product is not None and vendors.cover(thing.product) for thing in banner.needing_consent(view))
        or None
    )
