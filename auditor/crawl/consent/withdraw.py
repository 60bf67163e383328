"""Withdraws consent: finds the way back to the choice, as a visitor would look for it, and refuses there."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import dataclass, replace

from auditor.crawl.consent import ways_back
from auditor.crawl.consent.by_words import Attempt, choose_by_words
from auditor.crawl.consent.choose import next_move
from auditor.crawl.consent.hand import Hand
from auditor.crawl.consent.sighting import Sighting
from auditor.crawl.consent.snapshot import Snapshot, capture
from auditor.crawl.consent.ways_back import Candidate
from auditor.crawl.consent.words import way_back_score
from auditor.crawl.tab import GONE
from auditor.models.consent import Step, WayBack

#: Links and icons that are tried on one page, and pages on cookies that are looked through.
MOST_TRIED, MOST_PAGES = 3, 2

#: Seconds that a choice is waited for after it was asked for: its script may still have to come.
REOPENING = 1.5

NO_WAY = "No link, button, icon, page or call was found that leads back to the choice."
NO_TIME = "There was no time left to look for a way back to the choice."
NO_REFUSAL = "The choice was shown again, but nothing on it refuses."

#: Score of words that take consent back by themselves ("Toestemming intrekken").
_DIRECT = 5

_THERE = "() => {{ try {{ return !!({there}); }} catch {{ return false; }} }}"
_CALL = "() => {{ {call}; }}"


@dataclass(frozen=True, slots=True)
class Found:
    """``way_back``: None where none was found; then ``attempt`` says so."""

    attempt: Attempt
    way_back: WayBack | None = None


async def find_and_refuse(hand: Hand) -> Found:
    """Find the way back on the home page, which is open, and refuse. Whether that had an effect is yet to be proven."""
    for search in (_on_this_page, _on_other_pages, _by_call):
        if hand.left <= 0:
            break
        found = await search(hand)
        if found is not None:
            return found
    if hand.left <= 0:  # nobody looked everywhere: that is no search that found nothing
        return Found(Attempt(True, reason=NO_TIME))
    return Found(Attempt(False, reason=NO_WAY))


async def _on_this_page(hand: Hand, kind: WayBack | None = None, skip: frozenset[str] = frozenset()) -> Found | None:
    """Try the links, buttons and icons of the page that is open. ``kind``: what to call the way, where not by its
    own kind; ``skip``: words of what led here."""
    tried = set(skip)
    for _ in range(MOST_TRIED):
        snapshot = await _capture(hand)
        candidate = _first(ways_back.candidates(snapshot), tried) if snapshot is not None else None
        if candidate is None or hand.left <= 0:
            return None
        tried.add(candidate.text)
        url = await hand.url()
        stored = await hand.stored()
        if not await hand.press(candidate.control, "way_back"):
            continue
        left = await hand.url() != url
        found = await _refuse(hand, "page" if left else kind or candidate.kind, in_page=left or kind == "page")
        if found is not None:
            return found
        if left:
            found = await _on_this_page(hand, "page", frozenset(tried)) if kind is None else None
            if found is not None:
                return found
            if not await hand.reload():
                return None
        elif candidate.score >= _DIRECT and await hand.stored() != stored:
            method = f"words: {candidate.text}"
            return Found(Attempt(True, True, None, method, withdraws=True), kind or candidate.kind)
    return None


def _first(candidates: list[Candidate], tried: set[str]) -> Candidate | None:
    return next((candidate for candidate in candidates if candidate.text not in tried), None)


async def _on_other_pages(hand: Hand) -> Found | None:
    """Look for the choice on the pages that tell of cookies."""
    snapshot = await _capture(hand)
    if snapshot is None:
        return None
    for page in ways_back.pages(snapshot)[:MOST_PAGES]:
        if hand.left <= 0 or not await hand.go(page.url):
            continue
        hand.steps.append(Step(text=page.text, role="way_back"))
        found = await _refuse_in_page(hand) or await _on_this_page(hand, "page", frozenset({page.text}))
        if found is not None:
            return found
        hand.steps.clear()
    await hand.reload()
    return None


async def _by_call(hand: Hand) -> Found | None:
    """Ask the manager's script, as a site's own link would."""
    for call in ways_back.calls():
        tab = await hand.tab()
        with contextlib.suppress(*GONE):
            if not await tab.evaluate(_THERE.format(there=call.there), 2.0):
                continue
            await tab.evaluate(_CALL.format(call=call.call), 2.0)
            await asyncio.sleep(0.2)
            found = await _refuse(hand, "call")
            if found is not None:
                return found
    return None


async def _refuse(hand: Hand, way_back: WayBack, in_page: bool = False) -> Found | None:
    """Refuse on what has come up; None where nothing has. ``in_page``: it may be the content of a page on cookies."""
    seen = await hand.look(2, patience=REOPENING)
    if not seen.present:
        return await _refuse_in_page(hand) if in_page or way_back == "link" else None
    attempt = await choose_by_words(hand, "reject", seen, layer=_layer(seen), in_page=in_page)
    if not attempt.offered:
        attempt = Attempt(True, method=attempt.method, reason=NO_REFUSAL)
    return Found(_taking_back(hand, attempt), way_back)


def _taking_back(hand: Hand, attempt: Attempt) -> Attempt:
    """A refusal whose words take consent back may well lead to the banner's asking again."""
    last = hand.steps[-1].text if hand.steps else ""
    return replace(attempt, withdraws=attempt.reached and way_back_score(last) >= _DIRECT)


def _layer(seen: Sighting) -> int:
    """What is reopened is often the settings at once."""
    return 2 if any(control.box is not None for control in seen.controls) else 1


async def _refuse_in_page(hand: Hand) -> Found | None:
    """Refuse in a part of the page's own content."""
    seen = await hand.look(2, in_content=True)
    if not seen.present or next_move("reject", seen, layer=2) is None:
        return None
    return Found(_taking_back(hand, await choose_by_words(hand, "reject", seen, layer=2, in_page=True)), "page")


async def _capture(hand: Hand) -> Snapshot | None:
    try:
        return await capture(await hand.tab(), max(0.1, min(5.0, hand.deadline - time.monotonic())))
    except GONE:
        return None
