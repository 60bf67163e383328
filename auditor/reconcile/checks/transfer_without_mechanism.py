"""The text admits that data leaves the European Economic Area, and names nothing that this rests on.

Found for each statement that browsing data goes to, or is kept in, a country outside the European Economic Area, where
none of the texts that were read names an adequacy decision or framework, standard clauses, binding corporate rules, an
article of the law, or the visitor's consent to it. Anywhere in the texts is enough. That a company is American says
nothing of where data goes. Where a privacy statement was found and could not be read, or only a cookie statement was
read, it cannot be told. Minor.

It does not prove that there is no such ground: it may exist and not be mentioned.
"""

from __future__ import annotations

import re

from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.coverage import vendors_of
from auditor.reconcile.evidence import of_claim
from auditor.reconcile.naming import claim_key
from auditor.reconcile.verdicts import Judged
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="transfer_without_mechanism",
    group="third_parties",
    severity="minor",
    needs=Needs(collectors=("documents",), claims=("data_location",), declaration=True),
    legal=("gdpr_13_1_f", "gdpr_44_49"),
    texts={
        "nl": Texts(
            title="Gegevens gaan buiten de EER, en er staat niet op welke grond",
            explanation="De verklaring zegt: “{quote}”. De gelezen teksten noemen nergens waar die doorgifte op berust,"
            " zoals een adequaatheidsbesluit, standaardcontractbepalingen of uitdrukkelijke toestemming. {limits}",
            remedy="Noem voor elke doorgifte de grond, en hoe een bezoeker er een kopie van kan krijgen of inzien.",
        ),
        "en": Texts(
            title="Data leaves the EEA, and the text does not say on what ground",
            explanation="The statement says: “{quote}”. The texts that were read name nowhere what that transfer rests"
            " on, such as an adequacy decision, standard contractual clauses or explicit consent. {limits}",
            remedy="State the ground of each transfer, and how a visitor can get or see a copy of it.",
        ),
    },
)

#: What tells whose a company is, and not where data goes.
_COMPANY = re.compile(
    r"(?i)amerikaans\w* (?:bedrij\w+|onderneming\w*|dienst\w*|aanbieder\w*)"
    r"|(?:american|us) (?:compan\w+|firms?|providers?|business\w*)"
    r"|(?:us-|amerikanisch\w* )(?:unternehmen\w*|anbieter\w*|dienst\w*)"
    r"|(?:sociétés?|entreprises?|prestataires?) américaine?s?"
)
#: What tells that data is elsewhere.
_PLACE = re.compile(
    r"(?i)verenigde staten|\bv\.?s\.?\b|\bu\.?s\.?a?\b|ameri[ck]|united states|vereinigte\w* staaten"
    r"|états-unis|etats-unis|buiten (?:de )?(?:e|de )|outside|außerhalb"
    r"|hors|en dehors|derde land|third countr|drittl|drittstaat|pays tiers"
)


def find(view: View) -> Found:
    """A finding for each admitted transfer, where the texts name no ground for any."""
    admitted = [entry for entry in view.judged("data_location") if _admits(entry)]
    if not admitted:
        return Silence("not_applicable", "The texts admit no transfer out of the EEA.")
    readings = [reading for _, reading in view.readings]
    if any(reading.transfer_grounds for reading in readings):
        return ()
    unread = _unread(view)
    if not readings or any(reading.transfer_grounds is None for reading in readings):
        return Silence("cannot_tell", "Nobody looked for what a transfer may rest on.")
    if unread is not None:
        return Silence("cannot_tell", unread)
    groups: dict[str, list[Judged]] = {}
    for entry in admitted:
        groups.setdefault(claim_key(entry.claim), []).append(entry)
    return tuple(_draft(name, group) for name, group in sorted(groups.items()))


def _admits(entry: Judged) -> bool:
    """Whether a claim says where data goes, and not only where a company is from."""
    claim = entry.claim
    if claim.possible or claim.params.get("region") != "outside_eea":
        return False
    return claim.origin == "stated" or _PLACE.search(_COMPANY.sub(" ", claim.quote)) is not None


def _unread(view: View) -> str | None:
    """Why the ground may stand where nobody read it, or None."""
    statements = [document for document in view.documents if document.role in ("privacy", "cookies")]
    if any(document.content.outcome != "ok" for document in statements):
        return "A privacy or cookie statement that was found could not be read."
    roles = {document.role for document in view.declared.declaration.documents if document.text}
    return "Only a cookie statement was read." if roles == {"cookies"} else None


def _draft(name: str, group: list[Judged]) -> Draft:
    vendors = {vendor for entry in group for vendor in vendors_of(entry.claim)}
    subject = Subject(kind="claim", name=name, vendor=vendors.pop() if len(vendors) == 1 else None)
    found = tuple(of_claim(entry.index, entry.claim.quote, entry.claim.document, "minor") for entry in group)
    return Draft(subject, found, tuple(sorted(entry.index for entry in group)))
