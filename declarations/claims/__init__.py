"""The claim detectors, in the order in which they are asked. A new kind: one module and one line here."""

from __future__ import annotations

from declarations.claim import Detector
from declarations.claims import (
    analytics_settings,
    answers,
    banners,
    completeness,
    consent,
    cookies,
    data,
    deferrals,
    embeds,
    legal_basis,
    lifetimes,
    scope,
    storage_other,
    third_party_cookies,
    tools,
    vendors,
)

DETECTORS: tuple[Detector, ...] = (
    answers,
    cookies,
    vendors,
    third_party_cookies,
    embeds,
    storage_other,
    consent,
    banners,
    lifetimes,
    analytics_settings,
    tools,
    data,
    legal_basis,
    completeness,
    deferrals,
    scope,
)
