"""Who is told of what: the tables ``[[notices]]`` of auditor.toml.

Keys and passwords stand in environment variables that are named here, never in the file, the store or a log."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, TypeAdapter, ValidationError, field_validator, model_validator

from auditor.config import load_notice_tables
from auditor.errors import ConfigError
from auditor.models.common import SEVERITIES, Model, ReportLanguage, Severity
from auditor.store.records import SiteRecord

#: Receivers that one file may name.
MOST_RECEIVERS = 500

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_VARIABLE = r"^[A-Za-z_][A-Za-z0-9_]{0,99}$"
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")


class _Common(Model):
    """What all receivers have. ``when``: at once on a change, or a digest ``daily`` or ``weekly`` at ``hour`` in
    ``zone``, weekly on ``day``. ``severity``: the least grave finding that counts; at ``info`` new third parties and
    changed texts count too. ``sites``: hosts (``example.nl``: with all below it) or words in host and label; empty:
    all. ``review``: the address of the review application, for links."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,59}$")
    when: Literal["change", "daily", "weekly"] = "change"
    hour: int = Field(default=8, ge=0, le=23)
    day: Weekday = "monday"
    zone: str = "Europe/Amsterdam"
    severity: Severity = "info"
    sites: tuple[str, ...] = Field(default=(), max_length=10_000)
    language: ReportLanguage = "nl"
    review: str | None = Field(default=None, max_length=500)
    insecure: bool = False

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise ValueError(f"{value[:60]!r} is no time zone as Europe/Amsterdam") from None
        return value

    @field_validator("sites")
    @classmethod
    def _words(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if any(not word.strip() or len(word) > 253 for word in value):
            raise ValueError("a word is empty or too long")
        return tuple(word.strip().casefold() for word in value)

    @field_validator("review")
    @classmethod
    def _application(cls, value: str | None) -> str | None:
        if value is None:
            return None
        parts = _split(value)
        if parts.scheme not in ("http", "https") or parts.query or parts.fragment or parts.username:
            raise ValueError("it is no address as https://review.example")
        return value.rstrip("/")

    @property
    def digest(self) -> bool:
        """Whether what happened goes out together at fixed times."""
        return self.when != "change"

    def due_at(self, now: dt.datetime) -> dt.datetime:
        """When what is known ``now`` is to be sent: at once, or at the next time of the digest."""
        if self.when == "change":
            return now
        zone = ZoneInfo(self.zone)
        day = now.astimezone(zone).date()
        while True:
            at = dt.datetime.combine(day, dt.time(self.hour), zone).astimezone(dt.UTC)
            if at > now and (self.when == "daily" or day.weekday() == _WEEKDAYS.index(self.day)):
                return at
            day += dt.timedelta(days=1)

    def wants(self, site: SiteRecord) -> bool:
        """Whether this receiver is told of the site."""
        text = f"{site.host} {site.label}".casefold()
        return not self.sites or any(_names(word, site.host, text) for word in self.sites)

    def counts(self, severity: Severity) -> bool:
        """Whether a finding of this severity counts here."""
        return SEVERITIES.index(severity) <= SEVERITIES.index(self.severity)

    @property
    def keys(self) -> tuple[str, ...]:
        """Under which names the outbox holds what this receiver is sent: one for everybody who is sent it."""
        return (self.name,)


def _names(word: str, host: str, text: str) -> bool:
    if _HOST.fullmatch(word):
        return host == word or host.endswith(f".{word}")
    return word in text


class WebhookSettings(_Common):
    """A program that is told by HTTP. ``secret_env``: the variable with the key that its messages are signed with;
    ``insecure``: the address may be plain http on another machine than this one."""

    kind: Literal["webhook"]
    url: str = Field(max_length=2000)
    secret_env: str = Field(pattern=_VARIABLE)

    @model_validator(mode="after")
    def _safe(self) -> Self:
        parts = _split(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not self.url.isascii() or parts.username:
            raise ValueError("url is no address as https://example.org/hook, without a user's name in it")
        if parts.scheme == "http" and not (self.insecure or is_loopback(parts.hostname)):
            raise ValueError("url must be https; plain http leaves this machine with 'insecure = true' only")
        return self

    @property
    def host(self) -> str:
        """Where its messages go, for people: the rest of the address may be a secret."""
        return _split(self.url).hostname or ""


class EmailSettings(_Common):
    """People who are told by e-mail, each by a message of their own.

    ``smtp``: ``smtp://HOST:PORT`` (25; encrypted where the server offers it), ``smtp+starttls://`` (587; always
    encrypted) or ``smtps://`` (465; encrypted from the start). A password goes over encrypted connections, or to this
    machine. ``insecure``: certificates are not looked at, and a password may go unencrypted."""

    kind: Literal["email"]
    to: tuple[str, ...] = Field(min_length=1, max_length=100)
    sender: str = Field(alias="from")
    smtp: str = Field(max_length=300)
    user: str | None = Field(default=None, max_length=300)
    password_env: str | None = Field(default=None, pattern=_VARIABLE)

    @field_validator("to", mode="before")
    @classmethod
    def _one(cls, value: Any) -> Any:
        return (value,) if isinstance(value, str) else value

    @field_validator("to")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_address(one) for one in value))

    @field_validator("sender")
    @classmethod
    def _own_address(cls, value: str) -> str:
        return _address(value)

    @model_validator(mode="after")
    def _possible(self) -> Self:
        parts = _split(self.smtp)
        if parts.scheme not in _PORTS or not parts.hostname or parts.path.strip("/") or parts.query or parts.username:
            raise ValueError("smtp is none of smtp://HOST:PORT, smtp+starttls://HOST:PORT, smtps://HOST:PORT")
        if (self.user is None) != (self.password_env is None):
            raise ValueError("user and password_env belong together")
        return self

    @property
    def server(self) -> tuple[str, str, int]:
        """Scheme, host and port of the mail server."""
        parts = _split(self.smtp)
        return parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme]

    @property
    def keys(self) -> tuple[str, ...]:
        """One for each address, so that one that refuses holds no other up, and nobody gets a message twice."""
        return tuple(f"{self.name} {address}" for address in self.to)


_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}

Receiver = Annotated[WebhookSettings | EmailSettings, Field(discriminator="kind")]
_ADAPTER: TypeAdapter[WebhookSettings | EmailSettings] = TypeAdapter(Receiver)


def load_notice_settings(
    config: Path | None = None, folder: Path | None = None
) -> tuple[WebhookSettings | EmailSettings, ...]:
    """Those who are told, by the file. Raises `ConfigError` with one sentence, files as in `auditor.config`."""
    file, tables = load_notice_tables(config, folder)
    if len(tables) > MOST_RECEIVERS:
        raise ConfigError(f"{file} has more than {MOST_RECEIVERS} tables [[notices]].")
    found = tuple(_receiver(file, number, values) for number, values in enumerate(tables, 1))
    names = [one.name.casefold() for one in found]
    for one in found:
        if names.count(one.name.casefold()) > 1:
            raise ConfigError(f"{file}, [[notices]]: the name {one.name!r} is there twice.")
    return found


def _receiver(file: str, number: int, values: dict[str, Any]) -> WebhookSettings | EmailSettings:
    try:
        return _ADAPTER.validate_python(values)
    except ValidationError as error:
        name = values.get("name")
        which = repr(name[:60]) if isinstance(name, str) else f"number {number}"
        raise ConfigError(f"{file}, [[notices]] {which}: {_problem(error)}.") from None


def _problem(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"] if part not in ("webhook", "email"))
    if first["type"] == "extra_forbidden":
        return f"the key {place[:60]!r} is unknown"
    if first["type"].startswith("union_tag"):
        return "kind is webhook or email"
    if first["type"] == "missing":
        return f"the key {place!r} is missing"
    # Not the value itself: of a key that stands where the name of its variable belongs it would be the key.
    words = str(first["msg"]).removeprefix("Value error, ").rstrip(".").splitlines()[0]
    return f"{place}: {words}" if place else words


def by_key(
    receivers: Iterable[WebhookSettings | EmailSettings],
) -> dict[str, WebhookSettings | EmailSettings]:
    """The receivers by the names under which the outbox holds what they are sent."""
    return {key: one for one in receivers for key in one.keys}


def is_loopback(host: str) -> bool:
    """Whether only this machine is ``host``."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _address(value: str) -> str:
    if not _ADDRESS.fullmatch(value) or len(value) > 254:
        raise ValueError(f"{value[:60]!r} is no address as name@example.org")
    return value


def _split(value: str) -> SplitResult:
    """The parts of an address. Raises `ValueError`, also for a port that is none and for signs that steer."""
    if not value.isprintable() or " " in value:
        raise ValueError("an address has a sign in it that none has")
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError:
        raise ValueError("it is no address") from None
    return parts
