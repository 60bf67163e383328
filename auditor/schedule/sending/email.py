"""Messages to people by SMTP. The id of a message stays over all tries, as that of a webhook does."""

from __future__ import annotations

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from auditor.schedule.receivers import EmailSettings, is_loopback
from auditor.schedule.sending.mail_text import as_html, as_text, parts, subject
from auditor.schedule.sending.outcome import Letter, Outcome
from auditor.store.sites import clean_line

#: Seconds for each answer of the server.
PATIENCE = 30.0

#: Seven bits only: no server on the way has to be able to do more.
_POLICY = SMTP.clone(cte_type="7bit")


class _Unfit(Exception):
    """We or the server are in no state to send, whatever the message; says why in one sentence."""


def send(receiver: EmailSettings, letter: Letter, now: datetime) -> Outcome:
    """Send a letter to the one address that its key names. Never raises for what the server or the network does."""
    address = letter.key.rpartition(" ")[2]
    message = written(receiver, letter, address, now)
    try:
        with _connected(receiver) as server:
            return _handed_over(server, receiver.sender, address, message)
    except _Unfit as error:
        return Outcome("later", str(error), all_wait=True)
    except smtplib.SMTPResponseException as error:
        return Outcome("later", f"The mail server answered {error.smtp_code} to being greeted.", all_wait=True)
    except (smtplib.SMTPException, OSError) as error:
        return Outcome("later", f"The mail server could not be used ({type(error).__name__}).", all_wait=True)


def written(receiver: EmailSettings, letter: Letter, address: str, now: datetime) -> EmailMessage:
    """The message. Nothing in its headers comes from a website but a host's name on one line."""
    said = parts(letter, receiver.language)
    message = EmailMessage(policy=_POLICY)
    message["From"] = receiver.sender
    message["To"] = address
    message["Subject"] = subject(letter, receiver.language)
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<auditor-{letter.id}@{receiver.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = receiver.language
    message.set_content(as_text(said))
    message.add_alternative(as_html(said, receiver.language), subtype="html")
    return message


@contextmanager
def _connected(receiver: EmailSettings) -> Iterator[smtplib.SMTP]:
    scheme, host, port = receiver.server
    context = ssl.create_default_context()
    if receiver.insecure:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    server = (
        smtplib.SMTP_SSL(host, port, timeout=PATIENCE, context=context)
        if scheme == "smtps"
        else smtplib.SMTP(host, port, timeout=PATIENCE)
    )
    try:
        encrypted = scheme == "smtps" or _encrypt(server, context, obliged=scheme == "smtp+starttls")
        _sign_in(server, receiver, allowed=encrypted or receiver.insecure or is_loopback(host))
        yield server
    finally:
        # What it says to our leave changes nothing: what it took, it took.
        with suppress(smtplib.SMTPException, OSError):
            server.quit()
        server.close()


def _encrypt(server: smtplib.SMTP, context: ssl.SSLContext, *, obliged: bool) -> bool:
    server.ehlo_or_helo_if_needed()
    if not server.has_extn("starttls"):
        if obliged:
            raise _Unfit("The mail server offers no encryption.")
        return False
    server.starttls(context=context)
    return True


def _sign_in(server: smtplib.SMTP, receiver: EmailSettings, *, allowed: bool) -> None:
    if receiver.user is None or receiver.password_env is None:
        return
    password = os.environ.get(receiver.password_env)
    if not password:
        raise _Unfit(f"The environment variable {receiver.password_env} holds no password.")
    if not allowed:
        raise _Unfit("The mail server offers no encryption, so that no password is sent to it.")
    try:
        server.login(receiver.user, password)
    except smtplib.SMTPResponseException as error:
        # A password that is wrong today is no reason to lose a message. Not the answer's words: they may hold it.
        raise _Unfit(f"The mail server refuses the user or the password ({error.smtp_code}).") from None
    except (smtplib.SMTPNotSupportedError, UnicodeError):
        raise _Unfit("The mail server offers no way to sign in with this user and password.") from None


def _handed_over(server: smtplib.SMTP, sender: str, address: str, message: EmailMessage) -> Outcome:
    """What the server says to the message itself: 4xx is for now, 5xx for good (RFC 5321, 4.2.1)."""
    code: int
    words: bytes | str
    try:
        server.send_message(message, sender, [address])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = error.recipients[address]
    except smtplib.SMTPSenderRefused as error:
        code, words = error.smtp_code, error.smtp_error
    except smtplib.SMTPResponseException as error:
        code, words = error.smtp_code, error.smtp_error
    else:
        return Outcome("taken")
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else str(words)
    why = f"The mail server answered {code}: {clean_line(text, 200)}"
    # 421: it closes, whatever the message.
    return Outcome("never" if 500 <= code < 600 else "later", why, all_wait=code == 421)
