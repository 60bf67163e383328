"""What a look at a page found of a consent surface: the facts that are saved, and handles to press."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.models.consent import Box, Button, ConsentSurface


@dataclass(frozen=True, slots=True)
class Control:
    """A thing on the surface that can be pressed or switched: a `Button` or a `Box`, one of the two.

    ``node``: DevTools' backend node id, good in every frame and shadow root until the page changes it."""

    node: int
    button: Button | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Sighting:
    """The surface that is visible now. ``root``: backend node id of the element that holds it; None: nothing there.

    ``controls``: those visible now, in the order of the page. ``surface`` holds the same as data."""

    surface: ConsentSurface
    root: int | None = None
    controls: tuple[Control, ...] = ()

    @property
    def present(self) -> bool:
        """Whether a banner, notice or wall is there."""
        return self.root is not None
