"""What a visit does about consent on its home page: look at what asks for it, and make the choice of its state."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Literal

from auditor.crawl.consent.choice_maker import ChoiceMaker
from auditor.crawl.consent.common_ground import CommonGround
from auditor.crawl.consent.sighting import Sighting
from auditor.crawl.consent.surface import find_surface
from auditor.crawl.consent.survey import survey
from auditor.crawl.evidence import VisitEvidence
from auditor.crawl.navigation import settle
from auditor.crawl.picture import photograph_window
from auditor.crawl.tab import GONE, Tab
from auditor.models.common import ConsentState
from auditor.models.consent import Choice, ConsentSurface

#: The states that a choice leads to.
CHOICES: tuple[ConsentState, ...] = ("rejected", "accepted", "withdrawn")

#: Seconds that a late banner is waited for after the page has come to rest, which already waits for timers.
PATIENCE = 1.5

#: The same where another visit of this run found nothing.
LITTLE_PATIENCE = 0.3

#: Part of the time left for a visit that waiting for a late banner may take.
PART_OF_TIME = 0.06

#: Seconds for all that is done to make one choice, page loads among it; a withdrawal makes two.
TIME_TO_CHOOSE = 45.0

#: Languages whose words for consent are known.
READ_LANGUAGES = ("nl", "en", "de", "fr")

UNREAD = "The page is in a language ({language}) in which banners are not recognised by their words."
NO_BANNER = "Nothing on the site asks for a choice."

_LOG = logging.getLogger(__name__)


class ConsentStage:
    """Made for each visit. ``tab`` gives the visit's tab; ``reload`` leaves the page and loads the home page anew, and
    tells whether it came. ``deadline``: ``time.monotonic`` by which the visit has to be over."""

    def __init__(
        self,
        ground: CommonGround,
        evidence: VisitEvidence,
        tab: Callable[[], Awaitable[Tab]],
        reload: Callable[[], Awaitable[bool]],
        deadline: float,
    ) -> None:
        self._ground = ground
        self._evidence = evidence
        self._tab = tab
        self._reload = reload
        self._deadline = deadline

    async def look(self, language: str | None = None) -> Sighting:
        """See what is there, tell the other visits, and take a picture of it. ``language``: the page's own ``lang``.
        In a language whose words are not known, seeing nothing does not mean that nothing is there."""
        tab = await self._tab()
        left = max(0.0, self._deadline - time.monotonic())
        patience = min(LITTLE_PATIENCE if self._ground.nothing_there else PATIENCE, PART_OF_TIME * left)
        sighting = await find_surface(tab, self._deadline, patience=patience)
        if sighting.surface.kind == "none" and not _is_read(language):
            sighting = Sighting(ConsentSurface(kind=None, reason=UNREAD.format(language=(language or "")[:12])))
        self._ground.note(sighting.surface)
        if sighting.present and self._ground.shot is None:
            self._ground.shot = await photograph_window(tab)
        return sighting

    async def choose(self, state: Literal["rejected", "accepted", "withdrawn"], language: str | None = None) -> Choice:
        """Make the choice that leads to ``state``, on the home page that is open; ``language``: its ``lang``."""
        try:
            return await self._choose(state, language)
        except GONE as error:
            return Choice(outcome="failed", reason=f"The page stopped answering ({type(error).__name__}).")
        except Exception as error:  # a fault of ours must not pass for a fact about the site
            _LOG.debug("a fault of this tool while choosing", exc_info=True)
            return Choice(outcome="failed", reason=f"This tool failed ({type(error).__name__}).")

    async def _choose(self, state: Literal["rejected", "accepted", "withdrawn"], language: str | None) -> Choice:
        deadline = min(self._deadline, time.monotonic() + TIME_TO_CHOOSE)
        sighting = await self.look(language)
        if sighting.surface.kind is None:
            return Choice(outcome="failed", reason=sighting.surface.reason)
        if not sighting.present:
            return Choice(outcome="no_banner", reason=NO_BANNER)
        sighting = await self._survey(sighting, deadline)
        if not sighting.present:
            return Choice(outcome="failed", reason="The banner did not come up again when the page was loaded anew.")
        maker = ChoiceMaker(self._tab, self._reload, settle, lambda: self._evidence.at_ms(time.monotonic()))
        return await maker.make(state, sighting, deadline)

    async def _survey(self, first: Sighting, deadline: float) -> Sighting:
        """Look behind the settings, once a run, and load the page again so that the choice is made on a fresh one."""
        if self._ground.surveyed is not None or self._ground.surveying.locked():
            return first
        async with self._ground.surveying:
            tab = await self._tab()
            surveyed = await survey(tab, first, deadline)
            self._ground.surveyed = surveyed
            opened = any(button.role == "settings" for button in first.surface.buttons)
            if not opened:
                return first
            with contextlib.suppress(*GONE):
                await self._reload()
            return await find_surface(await self._tab(), deadline, patience=PATIENCE)


def _is_read(language: str | None) -> bool:
    """Whether a page's ``lang`` (BCP 47) is one whose words are known; a page without one is taken for such."""
    return not language or language.replace("_", "-").partition("-")[0].strip().lower() in READ_LANGUAGES
