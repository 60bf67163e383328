"""The claim detectors, in the order in which they are asked. A new kind: one module and one line here."""

from __future__ import annotations

from declarations.claim import Detector
from declarations.claims import cookies

DETECTORS: tuple[Detector, ...] = (cookies,)
