"""A choice counts only by its effect, and never against the manager's own record but for an unequivocal refusal."""

from __future__ import annotations

import pytest

from auditor.crawl.consent import verify
from auditor.crawl.consent.verify import Effect, Wanted, judge
from auditor.models.consent import ConsentRecord

DENIED = ConsentRecord(manager="klaro", source="cookie klaro", decided=True, granted={"matomo": False})
GRANTED = ConsentRecord(manager="klaro", source="cookie klaro", decided=True, granted={"matomo": True})
OPEN = ConsentRecord(manager="klaro", source="cookie klaro", decided=False, granted={"matomo": False})
SILENT = ConsentRecord(manager="site", source="cookie keuze")
SIGNALS_GRANTED = ConsentRecord(
    manager="google_consent_mode", source="dataLayer", consent_mode={"analytics_storage": "granted"}
)
SIGNALS_DENIED = ConsentRecord(
    manager="google_consent_mode", source="dataLayer", consent_mode={"analytics_storage": "denied"}
)


def effect(*records: ConsentRecord, **more: object) -> Effect:
    settings = {"reached": True, "unequivocal": True, "gone": True, "stays_gone": True, "wrote": True, **more}
    return Effect(records=records, **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "seen", "outcome", "agrees"),
    [
        ("rejected", effect(DENIED), "verified", True),
        ("rejected", effect(), "verified", None),
        ("rejected", effect(SILENT), "verified", None),
        ("rejected", effect(wrote=False), "verified", None),
        ("rejected", effect(GRANTED), "verified", False),
        ("rejected", effect(GRANTED, unequivocal=False), "unverified", False),
        ("rejected", effect(OPEN, unequivocal=False), "unverified", False),
        ("rejected", effect(DENIED, SIGNALS_GRANTED), "verified", False),
        ("rejected", effect(DENIED, SIGNALS_GRANTED, unequivocal=False), "verified", False),
        ("rejected", effect(SIGNALS_GRANTED, unequivocal=False), "unverified", False),
        ("rejected", effect(SIGNALS_DENIED, unequivocal=False), "verified", True),
        ("rejected", effect(unequivocal=False, needs_record=True), "unverified", None),
        ("rejected", effect(DENIED, unequivocal=False, needs_record=True), "verified", True),
        ("rejected", effect(DENIED, reached=False), "failed", True),
        ("rejected", effect(gone=False), "failed", None),
        ("rejected", effect(DENIED, stays_gone=False), "unverified", True),
        ("rejected", effect(stays_gone=None), "unverified", None),
        ("accepted", effect(GRANTED), "verified", True),
        ("accepted", effect(DENIED), "unverified", False),
        ("accepted", effect(), "verified", None),
        ("accepted", effect(SIGNALS_DENIED), "verified", False),
        ("accepted", effect(GRANTED, SIGNALS_DENIED), "verified", False),
        ("accepted", effect(SIGNALS_DENIED, unequivocal=False), "unverified", False),
        ("withdrawn", effect(DENIED), "verified", True),
        ("withdrawn", effect(), "verified", None),
        ("withdrawn", effect(wrote=False), "unverified", None),
        ("withdrawn", effect(withdraws=True, gone=None, stays_gone=False), "verified", None),
        ("withdrawn", effect(GRANTED, withdraws=True, gone=None, stays_gone=False), "unverified", False),
        ("withdrawn", effect(withdraws=True, gone=None, unequivocal=False), "unverified", None),
        ("withdrawn", effect(DENIED, withdraws=True, gone=None, unequivocal=False), "verified", True),
    ],
)
def test_what_an_effect_proves(wanted: Wanted, seen: Effect, outcome: str, agrees: bool | None) -> None:
    judged = judge(wanted, seen)
    assert (judged.outcome, judged.record_agrees) == (outcome, agrees)
    assert judged.outcome == "verified" or judged.reason


def test_a_disagreeing_record_is_told_of_even_where_the_refusal_is_proven() -> None:
    assert judge("rejected", effect(GRANTED)).reason == verify.DISAGREES
