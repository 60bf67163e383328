"""Google's consent mode says denied, and a Google product stores or sends an identifier all the same.

Found for each Google product of analytics or advertising of which, before any choice or after a proven refusal, a
cookie with an identifier is stored while consent mode denies that storage, or a request says so itself (``gcs``) and
carries an identifier. Also found where tags ran before a default was set, and were not held back: a default that
comes late binds nobody. What another company's frame does for itself does not count, nor do pings without an
identifier: those are what consent mode promises. Serious.

Only the signals that the page or the request shows are judged. It does not prove what Google does with the data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from auditor.models.common import ConsentState, ReportLanguage
from auditor.models.consent import CONSENT_SIGNALS, ConsentCommand
from auditor.models.observation import Request
from auditor.models.result import Evidence, Subject
from auditor.reconcile.by_vendor import by_vendor, subject_of
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.evidence import Proof, proofs
from auditor.reconcile.facts import denied
from auditor.reconcile.matching import consent_signals
from auditor.reconcile.observed import Thing
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="consent_mode_mismatch",
    group="consent",
    severity="serious",
    needs=Needs(
        states=("before",),
        more_states=("rejected",),
        collectors=("cookies", "requests", "consent"),
        third_party_cookies=True,
    ),
    legal=("tw_11_7a", "eprivacy_5_3"),
    fields=("heading", "story"),
    texts={
        "nl": Texts(
            title="{heading}",
            explanation="{story} Gezien {where}: {names} ({seen}). {limits}",
            remedy="Zet de standaard van consent mode op geweigerd vóór alle tags, en laad de tags pas daarna;"
            " controleer welk script zich er niet aan houdt.",
        ),
        "en": Texts(
            title="{heading}",
            explanation="{story} Seen {where}: {names} ({seen}). {limits}",
            remedy="Set the default of consent mode to denied before all tags, and load the tags only after that; check"
            " which script does not keep to it.",
        ),
    },
)

#: The owner whose products consent mode binds, by id in the knowledge base.
_OWNER = "google"

#: What may wait for the storage that a signal stands for.
_SIGNALS: Mapping[str, str] = {"analytics": "analytics_storage", "tracking": "ad_storage"}

_STORY: Mapping[ReportLanguage, str] = {
    "nl": "Consent mode van Google zegt dat deze opslag is geweigerd, en toch bewaart of verstuurt deze dienst een"
    " kenmerk van de bezoeker.",
    "en": "Google's consent mode says that this storage is denied, and yet this service stores or sends an identifier"
    " of the visitor.",
}

_LATE: dict[str, dict[ReportLanguage, str]] = {
    "heading": {
        "nl": "Tags lopen al voordat consent mode is ingesteld",
        "en": "Tags run before consent mode is set",
    },
    "story": {
        "nl": "De standaard van Google's consent mode werd pas ingesteld toen er al tags waren gestart; voor die tags"
        " geldt zij niet.",
        "en": "The default of Google's consent mode was set only when tags had been started already; it does not hold"
        " for those.",
    },
}

_STATES: tuple[ConsentState, ...] = ("before", "rejected")


def find(view: View) -> Found:
    """A finding for each product that keeps no distance; one for a late default that held nothing back."""
    things = [thing for thing in (*view.stored_cookies, *view.requests) if _bound(view, thing)]
    kept = {state: _denied(view, state) for state in _STATES}
    against = [thing for thing in things if _mismatch(thing, kept[thing.state])]
    drafts = [_draft(view, group) for group in by_vendor(against).values()]
    if drafts:
        return tuple(drafts)
    late = _late(view)
    free = [thing for thing in things if thing.state == "before" and not denied(thing) and not _loads(thing)]
    if late and free:
        found = (*proofs(free, "serious"), *late)
        return (Draft(Subject(kind="banner", name="google_consent_mode"), found, details=_LATE),)
    used = any(kept.values()) or any(_says(thing) for thing in things)
    if used or view.looked.missing(("before",), ("consent", "requests")) is not None:
        return ()
    return Silence("not_applicable", "The site does not use Google's consent mode.")


def _bound(view: View, thing: Thing) -> bool:
    """Whether a thing is one of a product that consent mode binds, on the site's own behalf."""
    if thing.product is None or thing.state not in _STATES or thing.in_foreign_frame:
        return False
    owner = view.base.owner_of(thing.product.id)
    return owner is not None and owner.id == _OWNER and thing.standing in _SIGNALS


def _denied(view: View, state: ConsentState) -> frozenset[str]:
    """The signals that were denied in a state and never granted in it."""
    said = [command.signals for _, command in view.consent_commands(state)]
    said += [record.consent_mode for _, record in view.records(state) if record.consent_mode]
    values = {name: {signals[name] for signals in said if name in signals} for name in CONSENT_SIGNALS}
    return frozenset(name for name, found in values.items() if found == {"denied"})


def _mismatch(thing: Thing, kept: frozenset[str]) -> bool:
    signal = _SIGNALS[thing.standing]
    if not thing.identifier:
        return False
    if isinstance(thing.source, Request):
        return consent_signals(thing.source.url, documented=True).get(signal) == "denied"
    return signal in kept


def _loads(thing: Thing) -> bool:
    """Whether a request only loads a script: that may be what waits for the default."""
    return isinstance(thing.source, Request) and thing.source.type == "script"


def _says(thing: Thing) -> bool:
    return isinstance(thing.source, Request) and bool(consent_signals(thing.source.url))


def _draft(view: View, group: list[Thing]) -> Draft:
    product = group[0].product
    name = product.name if product is not None else group[0].name
    heading: Mapping[ReportLanguage, str] = {
        "nl": f"{name} houdt zich niet aan consent mode",
        "en": f"{name} does not keep to consent mode",
    }
    found = (*proofs(group, "serious"), *_late(view))
    return Draft(subject_of(group[0]), found, details={"heading": heading, "story": _STORY})


def _late(view: View) -> tuple[Proof, ...]:
    """The defaults that deny something and were set after tags had been started, as proofs, each page once."""
    late = ((place, one) for place, one in view.consent_commands("before") if one.tags_first and _denies(one))
    pages: dict[str, Proof] = {}
    for place, command in late:
        evidence = Evidence(
            kind="script", name="gtag('consent', 'default')", state="before", page=command.page[:500], ref=place,
            note="set after tags had been started",
        )  # fmt: skip
        pages.setdefault(
            command.page, Proof(evidence, "serious", (), f"late:{command.page}", frozenset({command.page}))
        )
    return tuple(pages.values())


def _denies(command: ConsentCommand) -> bool:
    values: Iterable[str] = (command.signals.get(name, "") for name in CONSENT_SIGNALS)
    return command.command == "default" and "denied" in values
