"""One validated configuration from ``auditor.toml`` and the command line; the command line wins.

Unknown keys are refused: a misspelled option must not silently audit with another setting.
"""

from __future__ import annotations

import os
import re
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from auditor.errors import ConfigError
from auditor.models.common import ConsentState, Model, ReportLanguage, Severity

#: Name of the configuration file that is read from the working folder when there is one.
CONFIG_NAME = "auditor.toml"

#: Consent states that this release can bring about.
SUPPORTED_STATES: tuple[ConsentState, ...] = ("before", "rejected", "accepted", "withdrawn", "gpc")

#: The states that an audit visits unless told otherwise.
DEFAULT_STATES: tuple[ConsentState, ...] = ("before", "rejected", "accepted", "withdrawn")

#: Environment variables that say where the store is.
DATABASE_VARIABLE = "AUDITOR_DATABASE"
DATA_VARIABLE = "AUDITOR_DATA"

_RESOLVE = re.compile(r"^(\*|[\w.*-]+):\d{1,5}=([\w.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}$")
_HEADER = re.compile(r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\r\n]*$")


class AuditSettings(Model):
    """How an audit is done. Field names are those of the options, with underscores.

    ``law``: the jurisdiction whose rules are applied, one of `auditor.knowledge.jurisdictions`.
    ``pages``: internal pages, the home page among them; policy documents come on top.
    ``timeout``: seconds for the whole audit of one site, ``page_timeout``: for one page, 30 at most.
    ``fail_on``: exit 1 when a finding is at least this grave. ``header``: ``NAME:VALUE``.
    ``resolve``: ``HOST:PORT=ADDRESS:PORT``, ``*`` for any host.
    ``public_only``: reach the public internet only, also by redirects and names; ``allow_targets``: networks, addresses
    and host names that may be reached besides. ``never_visit``: paths that are not opened, nor what lies below them.
    ``never_sites``: hosts (``example.nl``: with all below it) that no audit may visit. ``pause``: seconds between two
    page loads of one site, over all its states and visits; they count in ``timeout``. ``robots``: obey robots.txt.
    ``contact``: an address that the site is told in the header From.
    ``policy``: an address or a file; ``declared``: a file with a declaration by hand.
    """

    pages: int = Field(default=5, ge=1, le=200)
    visits: int = Field(default=1, ge=1, le=20)
    states: tuple[ConsentState, ...] = DEFAULT_STATES
    parallel: int = Field(default=2, ge=1, le=32)
    law: str = "nl"
    language: ReportLanguage = "nl"
    locale: str = Field(default="nl-NL", pattern=r"^[a-z]{2}(-[A-Z]{2})?$")
    timezone: str = "Europe/Amsterdam"
    timeout: float = Field(default=120.0, ge=5, le=3600)
    page_timeout: float = Field(default=30.0, ge=1, le=30)
    format: tuple[str, ...] = ("html",)
    fail_on: Severity | None = None
    proxy: str | None = None
    header: tuple[str, ...] = ()
    resolve: tuple[str, ...] = ()
    ignore_https_errors: bool = False
    public_only: bool = False
    allow_targets: tuple[str, ...] = ()
    never_visit: tuple[str, ...] = ()
    never_sites: tuple[str, ...] = Field(default=(), max_length=100_000)
    pause: float = Field(default=0.0, ge=0, le=60)
    robots: bool = False
    contact: str | None = Field(default=None, max_length=254, pattern=r"^[!-~]+@[!-~]+$")
    browser: str | None = None
    policy: str | None = None
    declared: str | None = None

    @field_validator("states", "format", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("states")
    @classmethod
    def _supported(cls, value: tuple[ConsentState, ...]) -> tuple[ConsentState, ...]:
        if "before" not in value:
            raise ValueError("the state 'before' cannot be left out")
        return value

    @field_validator("law")
    @classmethod
    def _known(cls, value: str) -> str:
        from auditor.knowledge.jurisdictions import jurisdiction_ids  # when there are settings, so that --help is quick

        if value not in jurisdiction_ids():
            raise ValueError(f"{value!r} is none of {', '.join(jurisdiction_ids())}")
        return value

    @field_validator("resolve")
    @classmethod
    def _resolvable(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for rule in value:
            if not _RESOLVE.match(rule):
                raise ValueError(f"{rule!r} is not HOST:PORT=ADDRESS:PORT")
        return value

    @field_validator("header")
    @classmethod
    def _headers(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for header in value:
            if not _HEADER.match(header):
                raise ValueError(f"{header.partition(':')[0]!r} is not a header as NAME:VALUE")
        return value

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The extra request headers as pairs of name and value."""
        split = (header.partition(":") for header in self.header)
        return tuple((name.strip(), value.strip()) for name, _, value in split)


class StoreSettings(Model):
    """Where the store is. ``database``: a URL; ``data``: a folder. The environment's ``AUDITOR_DATABASE`` and
    ``AUDITOR_DATA`` come before them; null: the default of `auditor.store.places`."""

    database: str | None = None
    data: Path | None = None


class FleetSettings(Model):
    """How audits that start by themselves are run; the table ``[fleet]``.

    ``parallel``: audits at one time in one process. ``per_domain``: audits of one registrable domain within 24 hours.
    ``pause``: seconds between two pages of one site; ``robots``: obey robots.txt. ``public_only``: reach the public
    internet only, besides what ``allow_targets`` of ``[audit]`` names. ``heartbeat``: seconds between two
    signs of life of a running audit; ``stalled_after``: seconds of silence after which it is taken for dead.
    ``browser_audits``: audits after which the browser is replaced by a fresh one. ``retries``: how often an audit is
    tried again that failed through a fault of ours or of this machine; ``retry_after``: seconds before the first of
    them, each twice as long as the one before."""

    parallel: int = Field(default=2, ge=1, le=64)
    per_domain: int = Field(default=24, ge=1, le=10_000)
    pause: float = Field(default=1.0, ge=0, le=60)
    robots: bool = True
    public_only: bool = True
    heartbeat: float = Field(default=10.0, ge=0.05, le=300)
    stalled_after: float = Field(default=300.0, ge=0.5, le=86_400)
    browser_audits: int = Field(default=25, ge=1, le=10_000)
    retries: int = Field(default=3, ge=0, le=20)
    retry_after: float = Field(default=60.0, ge=0, le=86_400)

    @model_validator(mode="after")
    def _far_apart(self) -> Self:
        if self.stalled_after < 3 * self.heartbeat:
            raise ValueError("stalled_after must be three times heartbeat at least")
        return self

    def applied_to(self, settings: AuditSettings) -> AuditSettings:
        """The settings for an audit that starts by itself."""
        more: dict[str, Any] = {"pause": max(self.pause, settings.pause), "robots": self.robots or settings.robots}
        more["public_only"] = self.public_only or settings.public_only
        return settings.model_copy(update=more)


#: Days that a word for a length of time stands for; of those that differ the longest, so that nothing goes too early.
_DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}
_LENGTH = re.compile(r"(\d{1,4}) ?(day|week|month|year)s?")
FOREVER = "forever"


class RetentionSettings(Model):
    """How long audits are kept; the table ``[retention]``. Without it everything stays.

    Lengths of time as ``90 days``, ``1 year`` (of 366 days), ``forever``; null: forever. ``all_for``: every audit.
    After it one a week for ``weekly_for`` and one a month for ``monthly_for``, all counted from the audit; of the
    others only a line with their date, outcome and counts stays. ``evidence_for``: after it what stays holds no
    pictures, no texts as served, no observation and no drawn report any more; its result stays."""

    all_for: timedelta | None = None
    weekly_for: timedelta | None = timedelta()
    monthly_for: timedelta | None = timedelta()
    evidence_for: timedelta | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _length(cls, value: Any) -> Any:
        if value is None or isinstance(value, timedelta):
            return value
        text = value.strip() if isinstance(value, str) else ""
        if text == FOREVER:
            return None
        match = _LENGTH.fullmatch(text)
        if match is None or int(match[1]) == 0:
            raise ValueError(f"{str(value)[:50]!r} is no length of time; write '90 days', '1 year' or 'forever'")
        return timedelta(days=int(match[1]) * _DAYS[match[2]])

    @model_validator(mode="after")
    def _one_after_the_other(self) -> Self:
        before = self.all_for
        for name in ("weekly_for", "monthly_for"):
            stated: timedelta | None = getattr(self, name)
            if name not in self.model_fields_set:
                continue
            if before is None or (stated is not None and stated <= before):
                raise ValueError(f"{name} must be longer than what comes before it: all_for, then weekly_for")
            before = stated
        return self

    @property
    def thins(self) -> bool:
        """Whether anything goes at all by these rules."""
        return self.all_for is not None or self.evidence_for is not None


class _File(Model):
    """The whole of ``auditor.toml``."""

    audit: dict[str, Any] = {}
    store: dict[str, Any] = {}
    fleet: dict[str, Any] = {}
    retention: dict[str, Any] = {}
    notices: list[dict[str, Any]] = []


def load_settings(options: dict[str, Any], config: Path | None = None, folder: Path | None = None) -> AuditSettings:
    """The settings: defaults, then the file, then ``options`` (those that are not None).

    ``config``: the file that the user named; else ``auditor.toml`` in ``folder`` when it exists.
    Raises `ConfigError` with one sentence for an unreadable file, an unknown key or an impossible value."""
    path = _place(config, folder)
    from_file = _read_table(path, "audit") if path is not None else {}
    given = {key: value for key, value in options.items() if value is not None}
    _validate(from_file, f"{path.name}, [audit]" if path else "")
    return _validate({**from_file, **given}, "")


def load_fleet_settings(config: Path | None = None, folder: Path | None = None) -> FleetSettings:
    """How the fleet is run, by the file. Files and errors as in `load_settings`."""
    path = _place(config, folder)
    try:
        return FleetSettings.model_validate(_read_table(path, "fleet") if path is not None else {})
    except ValidationError as error:
        raise ConfigError(f"{path.name if path else ''}, [fleet]: {_first(error)}.") from None


def load_retention_settings(config: Path | None = None, folder: Path | None = None) -> RetentionSettings:
    """How long audits are kept, by the file. Files and errors as in `load_settings`."""
    path = _place(config, folder)
    try:
        return RetentionSettings.model_validate(_read_table(path, "retention") if path is not None else {})
    except ValidationError as error:
        raise ConfigError(f"{path.name if path else ''}, [retention]: {_first(error)}.") from None


def _place(config: Path | None, folder: Path | None) -> Path | None:
    """The file that the user named, else ``auditor.toml`` in ``folder`` when it exists."""
    if config is None and folder is not None and (folder / CONFIG_NAME).is_file():
        return folder / CONFIG_NAME
    return config


def load_store_settings(config: Path | None = None, folder: Path | None = None) -> StoreSettings:
    """Where the store is, by the environment and the file; a relative ``data`` lies beside the file. Files and errors
    as in `load_settings`."""
    path = _place(config, folder)
    try:
        stated = StoreSettings.model_validate(_read_table(path, "store") if path is not None else {})
    except ValidationError as error:
        raise ConfigError(f"{path.name if path else ''}, [store]: {_first(error)}.") from None
    data = path.parent / stated.data if path is not None and stated.data is not None else stated.data
    named = os.environ.get(DATA_VARIABLE)
    return StoreSettings(
        database=os.environ.get(DATABASE_VARIABLE) or stated.database, data=Path(named) if named else data
    )


def load_notice_tables(config: Path | None = None, folder: Path | None = None) -> tuple[str, list[dict[str, Any]]]:
    """The file's name and its tables ``[[notices]]``, as `auditor.schedule.receivers` reads them. Files and errors as
    in `load_settings`."""
    path = _place(config, folder)
    tables = _read_file(path).notices if path is not None else []
    return path.name if path else "", [{key.replace("-", "_"): value for key, value in one.items()} for one in tables]


def _read_table(path: Path, table: str) -> dict[str, Any]:
    values: dict[str, Any] = getattr(_read_file(path), table)
    return {key.replace("-", "_"): value for key, value in values.items()}


def _read_file(path: Path) -> _File:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"Cannot read {path.name}: {error.strerror or error}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name} is not TOML: {error}.") from None
    try:
        return _File.model_validate(data)
    except ValidationError as error:
        raise ConfigError(f"{path.name}: {_first(error)}.") from None


def _validate(values: dict[str, Any], where: str) -> AuditSettings:
    try:
        return AuditSettings.model_validate(values)
    except ValidationError as error:
        raise ConfigError(f"{where + ': ' if where else ''}{_first(error)}.") from None


def _first(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"the key {place!r} is unknown"
    return f"{place}: {first['msg'].removeprefix('Value error, ').rstrip('.')}"
