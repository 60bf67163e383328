"""Makes a choice with DuckDuckGo's autoconsent rules: a first try, before our own search by words.

The engine runs in an isolated world of every frame, so that the site can neither see it nor forge its messages. It
talks to us over a binding; what it must ask of the page's own scripts we ask for it, in the page's world, and give
back a plain yes or no. Nothing of what it reports is proof: that is looked for afterwards, as for any other choice.

Source: github.com/duckduckgo/autoconsent, docs/api.md (messages and configuration), version 16."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import duckduckgo_autoconsent
from playwright.async_api import CDPSession

from auditor.crawl.consent.words import role_of
from auditor.crawl.tab import GONE, Tab, script

Action = Literal["optOut", "optIn"]

#: Seconds in which some rule must know the page, where the engine does not say itself that none does.
DETECTING = 2.5

#: Seconds in which the engine must start in some frame: it takes a tenth of one, and much more where the machine is
#: short of time. Only a page that is busy itself makes anybody wait for so long.
STARTING = 5.0

#: Seconds for the known manager's banner to be seen by its rule.
APPEARING = 2.0

#: Seconds for the rule's own test, which no proof depends on.
TESTING = 0.6

#: Seconds for one question to the page's own scripts; the engine gives up on it after one second.
EVALUATING = 0.9

#: Seconds for a word of ours to the engine, the first of which is the engine itself.
TELLING = 4.0

#: Frames that are searched; a page with more of them is no ordinary page.
MOST_FRAMES = 24

#: Messages that are read; an engine in a loop would send more.
MOST_MESSAGES = 2000

#: Steps that only change how a page looks. They would hide a banner, or change it, without a choice.
_LOOKS = frozenset({"hide", "setStyle", "addStyle", "stylesheet", "removeClass"})

_ENDED = {"nothingDetected", "optOutFailed", "optInFailed", "done"}


@dataclass(frozen=True, slots=True)
class AutoconsentOutcome:
    """What a rule did. ``rule``: its name, not always the manager's; null: none knows the page.

    ``detected``: a rule saw a banner of its own. ``done``: the rule says that it made the choice, and something was
    pressed or asked of the page's scripts. ``clicks``: presses made, also where the rule then gave up; ``pressed``:
    their words. ``calls``: what the rule asked of the page's own scripts while it acted; with no click, the choice
    was made by the manager's own call, which no visitor sees. ``self_test``: what the rule's own test said.
    ``misled``: a refusal pressed what by its words accepts; the profile is spoilt then."""

    rule: str | None
    detected: bool
    done: bool
    clicks: int
    seconds: float
    reason: str | None = None
    pressed: tuple[str, ...] = ()
    calls: int = 0
    self_test: bool | None = None
    misled: bool = False


async def run_autoconsent(tab: Tab, action: Action, deadline: float) -> AutoconsentOutcome:
    """Let the rules refuse or accept on the page as it is now. Never raises for what the page does.

    ``deadline``: of ``time.monotonic``. Without a banner that a rule knows it takes about `DETECTING` seconds."""
    began = time.monotonic()
    run = _Run(tab, action)
    try:
        await asyncio.wait_for(run.start(), max(0.1, deadline - began))
        await run.watch(began, deadline)
    except GONE as error:
        run.reason = run.reason or f"the page did not answer ({type(error).__name__})"
    finally:
        await run.stop()
    return run.outcome(time.monotonic() - began)


@lru_cache(maxsize=2)
def known_rules(action: Action) -> tuple[dict[str, Any], ...]:
    """The rules that make this choice: without those that only hide a banner, and without steps that do."""
    rules = []
    for rule in json.loads(duckduckgo_autoconsent.rules_json()):
        steps = _acting(rule.get(action) or [])
        if not rule.get("cosmetic") and any(_presses(step) for step in _all_steps(steps)):
            rules.append({**rule, action: steps, "prehideSelectors": []})
    return tuple(rules)


def rules_for(action: Action, url: str) -> list[dict[str, Any]]:
    """Those of the known rules that are meant for any site or for this address."""
    return [rule for rule in known_rules(action) if _fits((rule.get("runContext") or {}).get("urlPattern"), url)]


def _fits(pattern: str | None, url: str) -> bool:
    if not pattern:
        return True
    try:
        return re.search(pattern, url) is not None
    except re.error:
        return True  # a pattern of JavaScript's own; the engine applies it itself


def _acting(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The steps without those that only change looks, on all branches."""
    kept = []
    for step in steps:
        if not _LOOKS & step.keys():
            kept.append(step | {key: _acting(step[key]) for key in ("then", "else", "any") if key in step})
    return kept


def _all_steps(steps: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for step in steps:
        yield step
        for key in ("then", "else", "any"):
            yield from _all_steps(step.get(key) or [])


def _presses(step: dict[str, Any]) -> bool:
    return bool({"click", "waitForThenClick", "eval"} & step.keys())


@dataclass
class _Run:
    """One try: the worlds it runs in, and what the engines reported."""

    tab: Tab
    action: Action
    reason: str | None = None
    rule: str | None = None
    started_at: float | None = None
    detected_at: float | None = None
    popup_at: float | None = None
    acting: bool = False
    asked: int = 0
    result: bool | None = None
    done: bool = False
    self_test: bool | None = None
    pressed: list[tuple[str, bool]] = field(default_factory=list)
    messages: int = 0
    session: CDPSession | None = None
    top: str = ""
    mains: dict[str, int] = field(default_factory=dict)
    worlds: dict[int, str] = field(default_factory=dict)
    states: dict[int, str] = field(default_factory=dict)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    name: str = field(default_factory=lambda: "_" + secrets.token_hex(8))
    world: str = field(default_factory=lambda: secrets.token_hex(8))

    async def start(self) -> None:
        """Open a session of our own, and put the engine into every frame there is and every one to come."""
        session = await self.tab.context.new_cdp_session(self.tab.page)
        self.session, self.top = session, self.tab.main_frame
        session.on("Runtime.executionContextCreated", self._on_context)
        session.on("Runtime.executionContextDestroyed", lambda event: self._on_gone(event["executionContextId"]))
        session.on("Runtime.executionContextsCleared", lambda _: self._on_cleared())
        session.on("Runtime.bindingCalled", self._on_message)
        await session.send("Runtime.addBinding", {"name": self.name, "executionContextName": self.world})
        await session.send("Runtime.enable")

    async def watch(self, began: float, deadline: float) -> None:
        """Until the choice is made, no rule knows the page, or the time is over."""
        while not (self.done or self.reason):
            limit = self._limit(began, deadline)
            if limit <= time.monotonic():
                break
            self.changed.clear()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.changed.wait(), limit - time.monotonic())
        if self.done and self.self_test is None and self.acting:
            await self._wait_for_test(min(deadline, time.monotonic() + TESTING))

    async def stop(self) -> None:
        """Nothing is pressed from here on."""
        for task in self.tasks:
            task.cancel()
        if self.session is None:
            return
        await asyncio.gather(*(_quietly(self._evaluate(world, "stopAutoconsent()")) for world in list(self.worlds)))
        with contextlib.suppress(*GONE):
            await asyncio.wait_for(self.session.detach(), EVALUATING)

    def outcome(self, seconds: float) -> AutoconsentOutcome:
        """What came of it."""
        texts = tuple(text for text, _ in self.pressed)
        wrong = next((text for text, box in self.pressed if not box and self._accepts(text)), None)
        done = self.done and wrong is None and bool(self.pressed or self.asked)
        reason = f"the rule pressed '{wrong}' to refuse" if wrong is not None else None if done else self._reason()
        return AutoconsentOutcome(
            rule=self.rule,
            detected=self.popup_at is not None,
            done=done,
            clicks=len(texts),
            seconds=seconds,
            reason=reason,
            pressed=texts,
            calls=self.asked,
            self_test=self.self_test,
            misled=wrong is not None,
        )

    def _accepts(self, text: str) -> bool:
        return self.action == "optOut" and role_of(text) == "accept"

    def _reason(self) -> str:
        if self.reason:
            return self.reason
        if self.detected_at is None:
            return "no rule knows this page"
        if self.popup_at is None:
            return "the rule saw no banner"
        if self.done:
            return "the rule pressed nothing"
        return "the rule gave up" if self.result is False else "the rule did not finish in time"

    def _limit(self, began: float, deadline: float) -> float:
        """Until when it is worth waiting, by what is known so far."""
        if self.popup_at is not None:
            over = self.result is False and not self._busy()
            return 0.0 if over else deadline
        if self.detected_at is not None:
            return min(deadline, self.detected_at + APPEARING)
        until = self.started_at + DETECTING if self.started_at is not None else began + STARTING
        nothing = self.worlds and all(self.states.get(world) in _ENDED for world in self.worlds)
        return 0.0 if nothing and len(self.worlds) >= len(self.mains) else min(deadline, until)

    def _busy(self) -> bool:
        return any(state in {"runningOptOut", "runningOptIn", "openPopupDetected"} for state in self.states.values())

    async def _wait_for_test(self, until: float) -> None:
        while self.self_test is None and time.monotonic() < until:
            self.changed.clear()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self.changed.wait(), max(0.01, until - time.monotonic()))

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(_quietly(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _on_context(self, event: dict[str, Any]) -> None:
        context = event["context"]
        data = context.get("auxData") or {}
        if data.get("isDefault") and len(self.mains) < MOST_FRAMES:
            self.mains[str(data["frameId"])] = int(context["id"])
            self._spawn(self._inject(str(data["frameId"])))

    def _on_gone(self, context: int) -> None:
        if self.worlds.pop(context, None) == self.top and self.pressed and not self.done:
            self.reason = "the page was left after the press"
        self.states.pop(context, None)
        for frame in [frame for frame, main in self.mains.items() if main == context]:
            del self.mains[frame]
        self.changed.set()

    def _on_cleared(self) -> None:
        for context in [*self.worlds, *self.mains.values()]:
            self._on_gone(context)

    async def _inject(self, frame: str) -> None:
        made = await self._call("Page.createIsolatedWorld", {"frameId": frame, "worldName": self.world})
        world = int(made["executionContextId"])
        self.worlds[world] = frame
        source = script("autoconsent_binding.js").replace("$BINDING", self.name)
        for text in (source, duckduckgo_autoconsent.bundle()):
            await self._evaluate(world, text, TELLING)

    async def _evaluate(
        self, context: int, expression: str, seconds: float = EVALUATING, await_promise: bool = False
    ) -> Any:
        question = {
            "expression": expression, "contextId": context, "returnByValue": True, "awaitPromise": await_promise,
            "silent": True, "timeout": seconds * 1000,
        }  # fmt: skip
        answer = await self._call("Runtime.evaluate", question, seconds)
        return (answer.get("result") or {}).get("value")

    async def _call(self, method: str, parameters: dict[str, Any], seconds: float = TELLING) -> dict[str, Any]:
        if self.session is None:
            raise TimeoutError("no session")
        answer: dict[str, Any] = await asyncio.wait_for(self.session.send(method, parameters), seconds)
        return answer

    def _on_message(self, event: dict[str, Any]) -> None:
        world = int(event["executionContextId"])
        self.messages += 1
        if event.get("name") != self.name or world not in self.worlds or self.messages > MOST_MESSAGES:
            return
        message = json.loads(event["payload"])
        self._take(world, message)
        self.changed.set()

    def _take(self, world: int, message: dict[str, Any]) -> None:
        kind, now = message.get("type"), time.monotonic()
        if kind == "init":
            self._spawn(self._answer_init(world, str(message.get("url", ""))))
        elif kind == "eval":
            self.asked += self.acting
            self._spawn(self._answer_eval(world, str(message.get("id")), str(message.get("code"))))
        elif kind == "report":
            self.states[world] = str((message.get("state") or {}).get("lifecycle"))
            if self.states[world] == "started":
                self.started_at = self.started_at or now
            self.acting = self.acting or self.states[world] in {"runningOptOut", "runningOptIn"}
        elif kind == "pressed":
            self.pressed.append((str(message.get("text", "")), bool(message.get("box"))))
        elif kind == "cmpDetected":
            self.detected_at = self.detected_at or now
            self.rule = self.rule or str(message.get("cmp"))
        elif kind == "popupFound":
            self.popup_at = self.popup_at or now
            self.rule = str(message.get("cmp"))
        else:
            self._take_result(world, str(kind), message)

    def _take_result(self, world: int, kind: str, message: dict[str, Any]) -> None:
        if kind in {"optOutResult", "optInResult"}:
            self.result = bool(message.get("result")) or bool(self.result)
            self.rule = str(message.get("cmp"))
            if message.get("result") and message.get("scheduleSelfTest"):
                self._spawn(self._tell(world, {"type": "selfTest"}))
            else:
                self.acting = False
        elif kind == "autoconsentDone":
            self.done = True
        elif kind == "selfTestResult":
            self.self_test = bool(message.get("result"))

    async def _answer_init(self, world: int, url: str) -> None:
        config: dict[str, Any] = {
            "enabled": True, "autoAction": self.action, "disabledCmps": [], "enablePrehide": False,
            "enableCosmeticRules": False, "enableGeneratedRules": True, "enableHeuristicDetection": False,
            "enablePopupMutationObserver": False, "detectRetries": 1, "isMainWorld": False, "visualTest": False,
            "heuristicMode": "off", "performanceLoggingEnabled": False, "logs": {},
        }  # fmt: skip
        rules = {"autoconsent": rules_for(self.action, url)}
        await self._tell(world, {"type": "initResp", "config": config, "rules": rules})

    async def _answer_eval(self, world: int, identifier: str, code: str) -> None:
        """Ask the page's own scripts. The engine only ever needs a yes or a no, so nothing else goes back."""
        answer = False
        main = self.mains.get(self.worlds.get(world, ""))
        if main is not None:
            with contextlib.suppress(*GONE):
                answer = bool(await self._evaluate(main, code, await_promise=True))
        await self._tell(world, {"type": "evalResp", "id": identifier, "result": answer})

    async def _tell(self, world: int, message: dict[str, Any]) -> None:
        await self._evaluate(world, f"void autoconsentReceiveMessage({json.dumps(message)})", TELLING)


async def _quietly(work: Any) -> None:
    with contextlib.suppress(*GONE):
        await work
