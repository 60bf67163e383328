"""What came of sending a message, and what can be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal


@dataclass(frozen=True)
class Outcome:
    """``taken``: the receiver has it; ``later``: not now; ``never``: it is no use to send it again.

    ``why``: one sentence, without an answer's text, addresses that may be secret, or keys. ``wish``: how long the
    receiver asks to be left alone. ``all_wait``: whatever else waits for this receiver would fare the same."""

    kind: Literal["taken", "later", "never"]
    why: str = ""
    wish: timedelta | None = None
    all_wait: bool = False


@dataclass(frozen=True)
class Letter:
    """A message as it is sent, in whatever way. ``id``: stays over all tries; ``key``: to whom, as the outbox has it;
    ``bodies``: as `auditor.schedule.news` makes them; ``digest``: they were gathered; ``test``: nothing happened, it is
    a trial. ``created_at``: when the first of them was made."""

    id: str
    key: str
    bodies: tuple[dict[str, Any], ...]
    created_at: datetime
    digest: bool = False
    test: bool = False


#: Sends a letter at a moment; never raises for what a receiver or the network does.
Send = Callable[[Any, Letter, datetime], Outcome]
