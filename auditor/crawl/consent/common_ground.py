"""What the visits of one site tell each other of its consent surface, so that none looks for what another knows."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from auditor.crawl.picture import Shot
from auditor.models.consent import ConsentSurface

NOT_LOOKED = "Nobody got to look for a banner."


@dataclass
class CommonGround:
    """``surface``: as first seen; a later visit's finding replaces only that there was none. ``surveyed``: with what
    stands behind its settings. ``shot``: a picture of the window with the surface in it."""

    surface: ConsentSurface | None = None
    surveyed: ConsentSurface | None = None
    shot: Shot | None = None
    surveying: asyncio.Lock = field(default_factory=asyncio.Lock)

    def note(self, surface: ConsentSurface) -> None:
        """A visit looked, and this is what it saw."""
        if self.surface is None or (self.surface.kind in ("none", None) and surface.kind not in ("none", None)):
            self.surface = surface

    @property
    def nothing_there(self) -> bool:
        """Whether a visit looked and found nothing that asks for consent."""
        return self.surface is not None and self.surface.kind == "none"

    @property
    def result(self) -> ConsentSurface:
        """The surface as the observation records it."""
        return self.surveyed or self.surface or ConsentSurface(kind=None, reason=NOT_LOOKED)
