"""A tracking or analytics cookie asks for more than thirteen months.

Found for each such cookie by the lifetime in the write itself (a browser may keep it shorter). Thirteen months
are what the French authority recommends for audience measurement without consent; no other law that ``--law`` knows
has that limit. Information only; minor under ``--law fr``.
"""

from __future__ import annotations

from auditor.knowledge.schema import LongLife
from auditor.models.common import ReportLanguage
from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Texts
from auditor.reconcile.evidence import proofs
from auditor.reconcile.lifetimes import DAY, asked, duration_words
from auditor.reconcile.observed import Thing
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="excessive_lifetime",
    group="lifetimes",
    severity="by_observed",
    needs=Needs(
        states=("before", "accepted"),
        more_states=("rejected", "withdrawn", "gpc"),
        collectors=("cookies",),
        third_party_cookies=True,
    ),
    legal=("cnil_trackers",),
    fields=("asked", "rule"),
    texts={
        "nl": Texts(
            title="De cookie {subject} vraagt om {asked}",
            explanation="De cookie {subject} van {vendor} is geplaatst {where} en vraagt om {asked} ({seen})."
            " {rule} {limits}",
            remedy="Kort de levensduur in, of leg uit waarom de cookie zo lang nodig is.",
        ),
        "en": Texts(
            title="The cookie {subject} asks for {asked}",
            explanation="The cookie {subject} of {vendor} was set {where} and asks for {asked} ({seen}). {rule}"
            " {limits}",
            remedy="Shorten the lifetime, or explain why the cookie is needed for so long.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each tracking or analytics cookie that asks for too long."""
    limit = view.jurisdiction.long_life
    groups: dict[tuple[str, str], list[Thing]] = {}
    for thing in view.stored_cookies:
        if thing.standing in ("tracking", "analytics") and (asked(thing) or 0) > limit.days * DAY:
            groups.setdefault((thing.name, thing.host), []).append(thing)
    return tuple(_draft(name, domain, things, limit) for (name, domain), things in sorted(groups.items()))


def _draft(name: str, domain: str, things: list[Thing], limit: LongLife) -> Draft:
    longest = max(asked(thing) or 0 for thing in things)
    subject = Subject(kind="cookie", name=name, domain=domain, vendor=things[0].vendor)
    words: dict[ReportLanguage, str] = {"nl": duration_words(longest, "nl"), "en": duration_words(longest, "en")}
    return Draft(subject, proofs(things, limit.severity), details={"asked": words, "rule": limit.rule})
