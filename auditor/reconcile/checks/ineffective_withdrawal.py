"""After consent was withdrawn, tracking goes on.

Found for each vendor whose tracking cookie is written again, or whose tracker is requested again, after consent was
given and then withdrawn, both proven by their effect, and after the page was loaded anew. What merely is still in the
browser does not count, nor do plain analytics, exempt cookies, and consent-mode pings without an identifier.
Critical. Where the withdrawal is not proven, nothing is said.

It does not prove that the visitor is followed; it shows that the withdrawal did not stop the tracker.
"""

from __future__ import annotations

from auditor.reconcile.by_vendor import by_vendor, subject_of
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Texts
from auditor.reconcile.evidence import proofs
from auditor.reconcile.refusal import nothing_chosen, said_choice
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="ineffective_withdrawal",
    group="consent",
    severity="critical",
    needs=Needs(
        states=("withdrawn",),
        more_states=("before", "rejected", "accepted", "gpc"),
        collectors=("cookies", "web_storage", "requests", "consent"),
        more_claims=("withdraw",),
        third_party_cookies=True,
    ),
    legal=("gdpr_7_3", "tw_11_7a"),
    fields=("how",),
    texts={
        "nl": Texts(
            title="{vendor} gaat door nadat de toestemming is ingetrokken",
            explanation="{how} Toch zag deze audit {where} opnieuw: {names} ({seen}). {limits}",
            remedy="Stop deze dienst zodra de toestemming is ingetrokken, en wis zijn cookies.",
        ),
        "en": Texts(
            title="{vendor} goes on after consent was withdrawn",
            explanation="{how} Yet this audit saw {where} again: {names} ({seen}). {limits}",
            remedy="Stop this service as soon as consent is withdrawn, and delete its cookies.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each tracker that runs again after the withdrawal."""
    how = said_choice(view.choice("withdrawn"), "withdrawn")
    judged = view.judged("withdraw")
    claims = tuple(entry.index for entry in judged if entry.judgement.verdict == "contradicted")
    everything = (*view.stored_cookies, *view.storage, *view.trackers)
    groups = by_vendor(thing for thing in everything if thing.tracking and thing.state == "withdrawn")
    drafts = tuple(
        Draft(subject_of(things[0]), proofs(things, "critical"), claims, {"how": how}) for things in groups.values()
    )
    return drafts or nothing_chosen(view) or ()
