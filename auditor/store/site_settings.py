"""What the audits of one site may differ in from the settings for all."""

from __future__ import annotations

import json
from typing import Any, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from auditor.config import AuditSettings
from auditor.errors import InputError
from auditor.models.common import ConsentState, Model, ReportLanguage

#: Most addresses that a site may have on its list of what is never visited, and how long each may be.
MOST_NEVER = 200
LONGEST_NEVER = 500

_CHECKED: dict[str, dict[str, Any]] = {}
_MOST_CHECKED = 1000


class SiteSettings(Model):
    """The settings of one site; what is null is as for all. Names and values are those of ``auditor.toml``.

    ``never_visit``: paths that no audit may open, each with what lies below it (``/account``)."""

    law: str | None = None
    language: ReportLanguage | None = None
    locale: str | None = None
    pages: int | None = None
    visits: int | None = None
    states: tuple[ConsentState, ...] | None = None
    timeout: float | None = None
    policy: str | None = Field(default=None, max_length=2000, pattern=r"^https?://")
    never_visit: tuple[str, ...] = Field(default=(), max_length=MOST_NEVER)

    @field_validator("states", "never_visit", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("never_visit")
    @classmethod
    def _paths(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for path in value:
            if not path.startswith("/") or len(path) > LONGEST_NEVER or not path.isprintable():
                raise ValueError(f"{path[:100]!r} is not a path that begins with /")
        return value

    @model_validator(mode="after")
    def _possible(self) -> Self:
        AuditSettings.model_validate(self.as_options())
        return self

    def as_options(self) -> dict[str, Any]:
        """Those that an audit's settings have under the same name."""
        return self.model_dump(exclude_none=True)

    def applied_to(self, settings: AuditSettings) -> AuditSettings:
        """The settings for an audit of this site. Paths that no audit may open stay so, whatever a site adds."""
        never = tuple(dict.fromkeys((*settings.never_visit, *self.never_visit)))
        return AuditSettings.model_validate({**settings.model_dump(), **self.as_options(), "never_visit": never})


def site_settings(values: dict[str, Any], where: str = "") -> SiteSettings:
    """The settings in ``values``; keys with hyphens are the same as with underscores.

    Raises `InputError` with one sentence that begins with ``where`` for an unknown key or an impossible value."""
    try:
        return SiteSettings.model_validate({str(key).replace("-", "_"): value for key, value in values.items()})
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise InputError(f"{where}the setting {place[:60]!r} is unknown.") from None
        words = first["msg"].removeprefix("Value error, ").rstrip(".").splitlines()[0]
        raise InputError(f"{where}{place + ': ' if place else ''}{words}.") from None


def plain_settings(values: dict[str, Any], where: str = "") -> dict[str, Any]:
    """The settings in ``values`` as they are stored: what is as for all is left out. Raises as `site_settings`.

    A list of ten thousand sites holds few different settings: each is looked at once."""
    key = json.dumps(values, sort_keys=True, default=str)
    found = _CHECKED.get(key)
    if found is None:
        found = site_settings(values, where).model_dump(mode="json", exclude_none=True, exclude_defaults=True)
        if len(_CHECKED) < _MOST_CHECKED:
            _CHECKED[key] = found
    return dict(found)
