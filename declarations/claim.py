"""The interface of claim detectors: what they are given, what they return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from auditor.models.common import ClaimType
from declarations.passages import Passage, Stretch


@dataclass(frozen=True)
class Found:
    """A claim found in a passage: ``text[start:end]`` of the block's folded text states it."""

    type: ClaimType
    stretch: Stretch
    params: dict[str, Any] = field(default_factory=dict)
    confidence: float = 0.9


class Detector(Protocol):
    """A module in ``claims/``: the types it finds, and the finding of them.

    It is only given passages that speak of the site itself: explanations, instructions and examples are
    taken out before (``bearing``)."""

    TYPES: tuple[ClaimType, ...]

    def detect(self, passage: Passage) -> Iterable[Found]:
        """The claims that the passage states."""
        ...
