"""Makes a choice with our own words and roles: on the layer that is shown, or behind its settings."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.crawl.consent.choose import Answer, Move, boxes_to_switch, finishing_move, next_move, wanted_state
from auditor.crawl.consent.hand import REACTING, Hand, shows
from auditor.crawl.consent.press import is_on
from auditor.crawl.consent.sighting import Sighting

#: Buttons tried at most on the way to one choice: settings, one more layer, save, "are you sure?", and some that a
#: page draws anew while they are being pressed.
MOST_PRESSES = 7

#: Times that the boxes of a layer are gone through: one may switch others, and a page may draw them anew.
BOX_ROUNDS = 3

#: Seconds that a further layer is waited for after the one before has gone.
NEXT_LAYER = 2.5

#: Seconds that a surface may show something else after the choice before it goes.
GOING = 1.5

#: The same for a panel with a button of its own to put it away, which may well wait for that.
PANEL_GOING = 0.8

#: Times that a button which the page draws anew is looked for again.
MOST_MISSES = 3

NOT_OFFERED = "Nothing that {verb} was found on the {layers} layer(s) looked at."
NO_NEXT = "Nothing came up after “{text}” was pressed."
NOT_PRESSED = "The button “{text}” could not be pressed."
NO_REACTION = "The banner stayed as it was after “{text}” was pressed."
NOT_SWITCHED = "Not every box could be switched {way}."
TOO_MANY = "The banner went on asking."
_VERBS = {"reject": "refuses", "accept": "accepts"}


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of one way to make a choice.

    ``offered``: whether a way was there. ``reached``: whether the press that makes the choice met its button.
    ``gone``: whether the surface is gone, or asks no more; None: could not look. ``unequivocal``, ``needs_record``: as
    of `Effect`. ``spoilt``: the profile holds another choice now. ``withdraws``: the press was to take consent back
    itself, so that the banner may well ask again."""

    offered: bool
    reached: bool = False
    gone: bool | None = None
    method: str | None = None
    reason: str | None = None
    unequivocal: bool = False
    needs_record: bool = False
    spoilt: bool = False
    withdraws: bool = False


async def choose_by_words(
    hand: Hand,
    answer: Answer,
    first: Sighting,
    *,
    layer: int = 1,
    avoided: frozenset[str] = frozenset(),
    in_page: bool = False,
) -> Attempt:
    """Refuse, or accept, on the surface that is visible. ``avoided``: words of buttons that did not help before.
    ``in_page``: it may be a part of the page's own content, which stays where it is."""
    return await _Way(hand, answer, first, layer, set(avoided), in_page=in_page).follow()


@dataclass
class _Way:
    """The way along the layers. ``made``: the move that should have made the choice. ``in_page``: the surface is a part
    of the page's content, which does not go away."""

    hand: Hand
    answer: Answer
    seen: Sighting
    layer: int
    pressed: set[str] = field(default_factory=set)
    made: Move | None = None
    in_page: bool = False
    misses: int = 0

    async def follow(self) -> Attempt:
        for _ in range(MOST_PRESSES):
            if self.hand.left <= 0:
                break
            attempt = await self._step()
            if attempt is not None:
                return attempt
        return self._result(False, TOO_MANY)

    async def _step(self) -> Attempt | None:
        """Make one move; the result, where the way ends with it."""
        move = self._next()
        if move is not None and move.switches:
            switched = await self._switch()
            if not switched and self.answer == "reject":
                return Attempt(True, method=move.way, reason=NOT_SWITCHED.format(way="off"))
            move = self._next()
        if move is None:
            return self._end()
        if not await self.hand.press(move.button):
            return await self._missed(move)
        self.pressed.add(_text(move))
        return await self._go_on(move)

    def _next(self) -> Move | None:
        """The next move; once the choice should be made, only what says it again ("Are you sure?"), or puts away a
        panel of settings that stays open."""
        move = next_move(self.answer, self.seen, self.layer, self.pressed)
        if self.made is None or (move is not None and move.unequivocal):
            return move
        return self._finish(self.made, self.seen)

    def _finish(self, made: Move, seen: Sighting) -> Move | None:
        return finishing_move(self.answer, made, seen, self.layer, self.pressed)

    async def _go_on(self, move: Move) -> Attempt | None:
        """See what a press did."""
        if move.last and self.in_page:
            await self.hand.rest()
            return Attempt(True, True, None, move.way, None, move.unequivocal, move.needs_record)
        deeper = self.layer + (0 if move.last else 1)
        after = await self._look_after(move, deeper)
        if move.last:
            self.made = move
            if not after.present:
                await self.hand.rest()
                return self._result(None if after.surface.kind is None else True)
        elif not after.present:
            after = await self._next_layer(deeper)
            if not after.present:
                return Attempt(True, method=move.way, reason=NO_NEXT.format(text=_text(move)))
        if shows(after) == shows(self.seen) and not (move.last and self._finish(move, after)):
            reason = NO_REACTION.format(text=_text(move))
            return self._result(False, reason) if move.last else Attempt(True, method=move.way, reason=reason)
        self.seen, self.layer = after, self.layer + 1
        return None

    async def _look_after(self, move: Move, layer: int) -> Sighting:
        """Wait for the surface to go after the choice, or for a further layer to come."""
        if not move.last:
            return await self.hand.look_after(self.seen, layer)
        if self._finish(move, self.seen):
            return await self.hand.look_after(self.seen, layer, PANEL_GOING, 2 * PANEL_GOING)
        return await self.hand.look_after(self.seen, layer, GOING, REACTING + GOING)

    async def _next_layer(self, layer: int) -> Sighting:
        """Wait for what a press on the settings shows: a layer, or a form in the content of another page."""
        after = await self.hand.look(layer, patience=NEXT_LAYER)
        if not after.present:
            after = await self.hand.look(layer, in_content=True)
            self.in_page = after.present
        return after

    async def _missed(self, move: Move) -> Attempt | None:
        """A press that met nothing: the page may have drawn the surface anew, so that its nodes are others."""
        again = await self.hand.look(self.layer, in_content=self.in_page)
        self.misses += 1
        if not again.present and self.made is not None:
            return self._result(True)
        if not again.present and move.last:
            return Attempt(True, True, True, move.way, None, unequivocal=False, needs_record=True)
        if self.misses > MOST_MISSES or not again.present:
            return Attempt(True, method=move.way, reason=NOT_PRESSED.format(text=_text(move)))
        self.seen = again
        return None

    async def _switch(self) -> bool:
        """Switch the boxes as the answer wants them. Whether all stand so, as the page shows them afterwards."""
        tab = await self.hand.tab()
        for _ in range(BOX_ROUNDS):
            wrong = boxes_to_switch(self.answer, self.seen)
            if not wrong:
                break
            for control in wrong:
                if await is_on(tab, control.node) is wanted_state(self.answer, control):
                    continue  # another box switched it
                await self.hand.press(control)
            again = await self.hand.look(self.layer, in_content=self.in_page)
            if not again.present:
                return False
            self.seen = again
        return not boxes_to_switch(self.answer, self.seen)

    def _end(self) -> Attempt:
        """Nothing is left to press: either the choice was made and what remains asks no more, or there is no way."""
        if self.made is None:
            verb = _VERBS[self.answer]
            return Attempt(False, reason=NOT_OFFERED.format(verb=verb, layers=self.layer))
        roles = {control.button.role for control in self.seen.controls if control.button is not None}
        asks = bool(roles & {"accept", "reject", "settings", "save"})
        return self._result(not asks, NO_REACTION.format(text=_text(self.made)) if asks else None)

    def _result(self, gone: bool | None, reason: str | None = None) -> Attempt:
        if self.made is None:
            return Attempt(True, reason=reason)
        made = self.made
        return Attempt(True, True, gone, made.way, reason, made.unequivocal, made.needs_record)


def _text(move: Move) -> str:
    return move.button.button.text if move.button.button is not None else ""
