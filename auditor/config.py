"""One validated configuration from ``auditor.toml`` and the command line; the command line wins.

Unknown keys are refused: a misspelled option must not silently audit with another setting.
"""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator

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


class _File(Model):
    """The whole of ``auditor.toml``: the tables ``[audit]`` and ``[store]``."""

    audit: dict[str, Any] = {}
    store: dict[str, Any] = {}


def load_settings(options: dict[str, Any], config: Path | None = None, folder: Path | None = None) -> AuditSettings:
    """The settings: defaults, then the file, then ``options`` (those that are not None).

    ``config``: the file that the user named; else ``auditor.toml`` in ``folder`` when it exists.
    Raises `ConfigError` with one sentence for an unreadable file, an unknown key or an impossible value."""
    path = config
    if path is None and folder is not None and (folder / CONFIG_NAME).is_file():
        path = folder / CONFIG_NAME
    from_file = _read_table(path, "audit") if path is not None else {}
    given = {key: value for key, value in options.items() if value is not None}
    _validate(from_file, f"{path.name}, [audit]" if path else "")
    return _validate({**from_file, **given}, "")


def load_store_settings(config: Path | None = None, folder: Path | None = None) -> StoreSettings:
    """Where the store is, by the environment and the file; a relative ``data`` lies beside the file. Files and errors
    as in `load_settings`."""
    path = config
    if path is None and folder is not None and (folder / CONFIG_NAME).is_file():
        path = folder / CONFIG_NAME
    try:
        stated = StoreSettings.model_validate(_read_table(path, "store") if path is not None else {})
    except ValidationError as error:
        raise ConfigError(f"{path.name if path else ''}, [store]: {_first(error)}.") from None
    data = path.parent / stated.data if path is not None and stated.data is not None else stated.data
    named = os.environ.get(DATA_VARIABLE)
    return StoreSettings(
        database=os.environ.get(DATABASE_VARIABLE) or stated.database, data=Path(named) if named else data
    )


def _read_table(path: Path, table: str) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"Cannot read {path.name}: {error.strerror or error}.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path.name} is not TOML: {error}.") from None
    try:
        values: dict[str, Any] = getattr(_File.model_validate(data), table)
    except ValidationError as error:
        raise ConfigError(f"{path.name}: {_first(error)}.") from None
    return {key.replace("-", "_"): value for key, value in values.items()}


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
