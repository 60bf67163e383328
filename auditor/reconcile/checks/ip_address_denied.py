"""The text says that IP addresses or other online identifiers are not personal data.

Found for each claim of that kind. The definition of personal data names online identifiers, and the Court of
Justice has held that even a changing address is personal data for a site that has lawful means to have the
visitor identified. Sentences that call other data anonymous pass. Moderate. It is about the text alone; nothing has to
be observed.
"""

from __future__ import annotations

from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.evidence import of_claim
from auditor.reconcile.naming import listed
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="ip_address_denied",
    group="documents",
    severity="moderate",
    needs=Needs(claims=("not_personal",)),
    legal=("gdpr_4_1", "breyer"),
    texts={
        "nl": Texts(
            title="De verklaring noemt IP-adressen geen persoonsgegevens",
            explanation="De verklaring zegt: “{quote}”. Een IP-adres of ander online kenmerk is in de regel wel een"
            " persoonsgegeven; bezoekers lezen zo niet welke rechten zij hebben. {limits}",
            remedy="Behandel IP-adressen en online kenmerken in de tekst als persoonsgegevens: waarvoor, hoe lang, en"
            " voor wie.",
        ),
        "en": Texts(
            title="The statement says that IP addresses are not personal data",
            explanation="The statement says: “{quote}”. An IP address or other online identifier as a rule is personal"
            " data; visitors so do not learn which rights they have. {limits}",
            remedy="Treat IP addresses and online identifiers in the text as personal data: what for, how long, and"
            " for whom.",
        ),
    },
)


def find(view: View) -> Found:
    """One finding for all such sentences."""
    calling = [entry for entry in view.judged("not_personal") if not entry.claim.possible]
    if not calling:
        return Silence("not_applicable", "The texts make no such claim.")
    claims = [entry for entry in calling if "ip" in listed(entry.claim.params.get("data"))]
    if not claims:
        return ()
    found = tuple(of_claim(entry.index, entry.claim.quote, entry.claim.document, "moderate") for entry in claims)
    subject = Subject(kind="claim", name="not_personal:ip")
    return (Draft(subject, found, tuple(entry.index for entry in claims)),)
