"""Loads one page in a tab, waits until it has come to rest, and says how it ended."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Error as PlaywrightError
from playwright.async_api import Response

from auditor.crawl.failures import error_code, unreachable
from auditor.crawl.network_log import NetworkLog
from auditor.crawl.page_language import offered_languages, text_language
from auditor.crawl.redaction import redact
from auditor.crawl.tab import GONE, Tab, script
from auditor.crawl.words import challenge_words
from auditor.domains import host_of
from auditor.models.observation import Page, PageOutcome, Settled

#: Seconds after the load event within which a page must have come to rest; one that never rests is left.
SETTLING = 8.0

#: Seconds for asking a page about itself.
ASKING = 8.0

#: A page with more characters of text than this is no bot wall, whatever words it holds.
CHALLENGE_TEXT = 1500

HTML_TYPES = ("text/html", "application/xhtml+xml")


@dataclass
class Loaded:
    """A page load. ``facts``: what ``page_facts.js`` told, empty where the page could not be asked.

    ``final_url``: raw, for resolving; ``page`` holds the redacted one. ``asked`` False: nothing was asked of the site,
    and the page's reason says why. ``refused``: it leads to a page that must not be opened."""

    page: Page
    final_url: str
    facts: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    asked: bool = True
    refused: bool = False

    @property
    def ok(self) -> bool:
        """Whether it is a page of content."""
        return self.page.outcome in ("ok", "empty")

    @property
    def answer(self) -> tuple[int | None, dict[str, str]]:
        """Status and headers of the last answer."""
        return self.page.status, self.headers


def not_asked(url: str, outcome: PageOutcome, reason: str, visit: int) -> Loaded:
    """A page that was not asked for; one that is ``unreachable`` was found to be so by asking for something else."""
    page = Page(url=redact(url), final_url=None, outcome=outcome, reason=reason, visit=visit)
    return Loaded(page, "", asked=outcome == "unreachable", refused=outcome != "unreachable")


async def load(
    tab: Tab,
    url: str,
    deadline: float,
    answered: Callable[[], None] = lambda: None,
    *,
    visit: int = 1,
    referer: str | None = None,
) -> Loaded:
    """Load ``url`` in ``tab`` and let it settle, by ``deadline`` (``time.monotonic``) at the latest. Never raises
    for what a page does. ``answered``: called when the first bytes are there, or none will come."""
    began = time.monotonic()
    tab.activity.begin_page()
    tab.page_url = redact(url)
    response, failure = await _go(tab, url, deadline, referer)
    answered()
    if failure is not None:
        outcome, reason = failure
        return _ended(tab, url, began, visit, outcome, reason, response)
    headers = await _headers(response)
    if not _is_html(headers):
        reason = f"The address holds no page but a file ({headers.get('content-type', 'unknown type')[:60]})."
        return _ended(tab, url, began, visit, "not_html", reason, response, headers=headers)
    settled = await settle(tab, deadline)
    facts = await _facts(tab, deadline)
    judged, why = _judge(tab, response, headers, facts)
    return _ended(tab, url, began, visit, judged, why, response, settled, facts, headers)


def with_answer(loaded: Loaded, log: NetworkLog) -> Loaded:
    """The load with the answer of a server that wants to be left alone: where that has no words to show, the browser
    shows an error of its own and tells no status."""
    answers = (hop for hop in reversed(log.hops) if hop.is_page and hop.page == loaded.page.url)
    last = next(answers, None)
    if loaded.page.outcome != "unreachable" or last is None or last.status not in (429, 503):
        return loaded
    reason = f"The server answered with status {last.status}."
    update = {"outcome": "http_error", "status": last.status, "reason": reason}
    return Loaded(loaded.page.model_copy(update=update), loaded.final_url, headers=last.headers)


async def settle(tab: Tab, deadline: float) -> Settled:
    """Wait for the load event, scroll once, and wait for quiet."""
    loaded = await tab.activity.load(deadline)
    with contextlib.suppress(*GONE):
        # A popup takes the foreground, and a page in the background is not drawn, so that nothing comes into view.
        await tab.call("Page.bringToFront")
        await tab.evaluate(script("scroll.js"), max(0.1, min(3.0, deadline - time.monotonic())))
    rested = await tab.activity.rest(min(deadline, time.monotonic() + SETTLING))
    return "quiet" if loaded and rested else "deadline"


async def _go(
    tab: Tab, url: str, deadline: float, referer: str | None
) -> tuple[Response | None, tuple[PageOutcome, str] | None]:
    """Navigate until the first bytes are there."""
    seconds = max(0.1, deadline - time.monotonic())
    host = host_of(url)
    try:
        going = tab.page.goto(url, wait_until="commit", timeout=seconds * 1000, referer=referer)
        response = await asyncio.wait_for(going, seconds + 1)
    except TimeoutError:
        return None, ("timeout", f"{host} gave no page within {round(seconds)} seconds.")
    except PlaywrightError as error:
        return None, _failure(tab, str(error), host, seconds)
    return response, None


def _failure(tab: Tab, message: str, host: str, seconds: float) -> tuple[PageOutcome, str]:
    if tab.crashed or "crash" in message.lower():
        return "crashed", "The page crashed."
    if "Download is starting" in message:
        return "not_html", "The address holds no page but a file to download."
    if "Timeout" in message:
        return "timeout", f"{host} gave no page within {round(seconds)} seconds."
    code = error_code(message)
    if code == "ERR_ABORTED":
        return "not_html", f"{host} answered with something that is no page."
    if code is None and "closed" in message:
        return "crashed", "The browser stopped."
    return "unreachable", unreachable(message, host)


async def _headers(response: Response | None) -> dict[str, str]:
    if response is None:
        return {}
    with contextlib.suppress(*GONE):
        return {name.lower(): value for name, value in (await asyncio.wait_for(response.all_headers(), 3.0)).items()}
    return {name.lower(): value for name, value in response.headers.items()}


def _is_html(headers: dict[str, str]) -> bool:
    """Pages without a type are read as HTML, as the browser does."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    return not media_type or media_type in HTML_TYPES


async def _facts(tab: Tab, deadline: float) -> dict[str, Any]:
    """Ask the page, which may be busy, or on its way elsewhere again and again."""
    until = min(deadline + 1, time.monotonic() + ASKING)
    while not tab.crashed and not tab.page.is_closed() and (left := until - time.monotonic()) > 0:
        try:
            facts = await tab.evaluate(script("page_facts.js"), left)
        except GONE:
            await asyncio.sleep(0.05)
            continue
        if isinstance(facts, dict):
            return facts
    return {}


def _judge(
    tab: Tab, response: Response | None, headers: dict[str, str], facts: dict[str, Any]
) -> tuple[PageOutcome, str | None]:
    if tab.crashed:
        return "crashed", "The page crashed."
    if not facts and tab.page.is_closed():
        return "crashed", "The browser stopped."
    status = response.status if response else None
    if is_challenge(headers, facts):
        return "challenge", "A bot wall asked for proof that the visitor is human."
    if status is not None and status >= 400:
        return "http_error", f"The server answered with status {status}."
    if not facts:
        return "timeout", "The page did not answer questions about itself in time."
    if not facts.get("text_length") and not facts.get("things"):
        return "empty", "The page shows nothing."
    return "ok", None


def is_challenge(headers: dict[str, str], facts: dict[str, Any]) -> bool:
    """Whether a page is a bot wall's: by its own header, or by two different marks on a page with little text."""
    words = challenge_words()
    if any(name in headers and part in headers[name].lower() for name, part in words.headers.items()):
        return True
    if int(facts.get("text_length") or 0) > CHALLENGE_TEXT:
        return False
    title, text = str(facts.get("title", "")).lower(), str(facts.get("text_start", "")).lower()
    markup = str(facts.get("markup_start", "")).lower()
    titled = any(part in title for part in words.titles)
    texted = any(part in text for part in words.texts)
    marked = any(part in markup for part in words.markup)
    return (titled and (texted or marked)) or (texted and marked)


def _ended(
    tab: Tab,
    url: str,
    began: float,
    visit: int,
    outcome: PageOutcome,
    reason: str | None,
    response: Response | None,
    settled: Settled = "no",
    facts: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> Loaded:
    facts = facts or {}
    final = tab.page.url if tab.page.url.startswith(("http://", "https://")) else ""
    answered = outcome not in ("unreachable", "timeout") or bool(facts)
    page = Page(
        url=redact(url),
        final_url=redact(final) if final and answered else None,
        title=str(facts.get("title", "")),
        outcome=outcome,
        reason=reason,
        status=response.status if response else None,
        settled=settled,
        language=facts.get("language"),
        text_language=text_language(str(facts.get("text_start", ""))),
        offered_languages=offered_languages(facts),
        has_form=bool(facts.get("has_form")),
        milliseconds=round((time.monotonic() - began) * 1000),
        visit=visit,
    )
    return Loaded(page, final, facts, headers or {})
