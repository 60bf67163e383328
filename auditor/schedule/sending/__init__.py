"""How messages are sent: a module for each kind of receiver, and the list of them."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.schedule.sending import email, webhook
from auditor.schedule.sending.outcome import Send

#: By the ``kind`` of a receiver.
SENDERS: Mapping[str, Send] = {"webhook": webhook.send, "email": email.send}
