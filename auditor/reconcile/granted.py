"""What a consent record says is granted, as far as it accuses: nothing that may be needed, or exempt.

A TCF string grants what stands under consent; legitimate interests are no consent. Names of categories that a manager
marks as necessary, or that say so, and preferences, which may be asked for, do not count. Plain analytics counts only
where the caller says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from auditor.knowledge.purposes import necessary_label, purposes_named
from auditor.models.common import Category, ConsentState, ReportLanguage
from auditor.models.consent import CONSENT_SIGNALS, ConsentRecord
from auditor.models.result import Evidence, Subject
from auditor.reconcile.check import Detail, Draft, Found, Silence
from auditor.reconcile.evidence import Proof
from auditor.reconcile.texts import listed
from auditor.reconcile.view import View

#: Where a manager keeps what stands, whether or not it counts as decided; its script's defaults are no record.
_KEPT = ("cookie", "local storage", "session storage", "__tcfapi", "datalayer")

_HARMLESS = frozenset({"functional", "preferences"})

#: Categories by the codes and names of managers that say nothing to a reader: OneTrust's groups as it ships them.
#: Source: OneTrust Knowledge Base, "Cookie categories".
_CODES: Mapping[str, frozenset[Category]] = {
    "c0001": frozenset({"functional"}),
    "c0002": frozenset({"analytics"}),
    "c0003": frozenset({"preferences"}),
    "c0004": frozenset({"marketing"}),
    "c0005": frozenset({"social"}),
    "performance": frozenset({"analytics"}),
}

#: Longest name of a category that is shown.
_LONGEST = 60


def granted(record: ConsentRecord, *, analytics: bool) -> tuple[str, ...]:
    """The names of what a record says is granted and that needs consent, in order."""
    named = [name for name, on in record.granted.items() if on and name not in record.necessary]
    found = [name for name in named if _needs_consent(name, analytics=analytics)]
    signals = [name for name in CONSENT_SIGNALS if record.consent_mode.get(name) == "granted"]
    found += [name for name in signals if analytics or name != "analytics_storage"]
    if record.tcf is not None:
        found += [f"TCF {number}" for number in record.tcf.purposes_consent]
        if record.tcf.vendors_consent and not record.tcf.purposes_consent:
            found.append(f"TCF vendors ({len(record.tcf.vendors_consent)})")
    return tuple(name[:_LONGEST] for name in dict.fromkeys(found))


def _needs_consent(name: str, *, analytics: bool) -> bool:
    purposes = _CODES.get(name.strip().lower()) or purposes_named(name)
    if necessary_label(name) or (purposes and purposes <= _HARMLESS):
        return False
    return analytics or not (purposes and purposes <= _HARMLESS | {"analytics"})


def stands(record: ConsentRecord) -> bool:
    """Whether a record is one that stands before a choice, and not merely what a manager would start from."""
    return record.decided is not False or record.source.lower().startswith(_KEPT)


def drafts(records: Iterable[tuple[str, ConsentRecord]], state: ConsentState, *, analytics: bool) -> tuple[Draft, ...]:
    """A draft for each manager whose record grants something."""
    groups: dict[str, list[tuple[str, ConsentRecord, tuple[str, ...]]]] = {}
    for place, record in records:
        names = granted(record, analytics=analytics)
        if names:
            groups.setdefault(record.manager, []).append((place, record, names))
    return tuple(_draft(manager, entries, state) for manager, entries in sorted(groups.items()))


def _draft(manager: str, entries: list[tuple[str, ConsentRecord, tuple[str, ...]]], state: ConsentState) -> Draft:
    names = list(dict.fromkeys(name for _, _, found in entries for name in found))
    found = tuple(_proof(place, record, some, state) for place, record, some in entries)
    details: dict[str, Detail] = {
        "purposes": {"nl": _said(names, "nl"), "en": _said(names, "en")},
        "source": ", ".join(dict.fromkeys(record.source for _, record, _ in entries))[:160],
    }
    return Draft(Subject(kind="banner", name=manager), found, details=details)


def _said(names: list[str], language: ReportLanguage) -> str:
    """Names as a sentence lists them; the numbers of TCF with what they are numbers of."""
    purpose = {"nl": "TCF-doel", "en": "TCF purpose"}[language]
    vendors = {"nl": "TCF-partijen (", "en": "TCF vendors ("}[language]
    return listed(
        [re.sub(r"^TCF (?=\d)", f"{purpose} ", one).replace("TCF vendors (", vendors) for one in names], language
    )


def _proof(place: str, record: ConsentRecord, names: tuple[str, ...], state: ConsentState) -> Proof:
    note = f"{record.source}: {', '.join(names)}"[:200]
    evidence = Evidence(kind="banner", name=record.manager[:160], state=state, ref=place, note=note)
    return Proof(evidence, "critical", (), f"record:{record.manager}")


def silent(view: View, state: ConsentState) -> Found:
    """What a check says of a state whose records grant nothing: it does not apply where nothing keeps a choice, and
    cannot tell where there are records that tell nothing."""
    records = view.records(state)
    if records and all(record.grants is None and record.tcf is None for _, record in records):
        return Silence("cannot_tell", "The record of the choice does not tell what is granted.")
    if view.surface.kind == "none" and not records and not view.looked.banner_elsewhere:
        return Silence("not_applicable", "No banner was shown.")
    return ()
