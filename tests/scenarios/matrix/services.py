"""What the services of the matrix do, from ``services.yaml``."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml

from auditor.models.common import Model
from tests.scenarios.matrix.description import Description


class Embedded(Model):
    """What the page itself embeds, and as what."""

    url: str
    as_: Literal["script", "frame", "stylesheet", "image"]


class Sent(Model):
    """A request that follows. ``id``: the cookie whose value it carries. ``as_``: its type, where that is no ping."""

    url: str
    id: str | None = None
    as_: Literal["ping", "font"] = "ping"


class OwnCookie(Model):
    """A cookie that the script writes on the site's own domain."""

    name: str
    days: int | None


class ThirdCookie(OwnCookie):
    """A cookie that an answer sets on the service's own domain."""

    domain: str


class Service(Model):
    """One service."""

    embeds: Embedded
    sends: tuple[Sent, ...] = ()
    own: tuple[OwnCookie, ...] = ()
    third: tuple[ThirdCookie, ...] = ()


@lru_cache(maxsize=1)
def services() -> dict[str, Service]:
    """All services by name. Raises ``ValueError`` for one that does not fit."""
    text = (Path(__file__).parent / "services.yaml").read_text(encoding="utf-8")
    return {name: Service.model_validate(entry) for name, entry in yaml.safe_load(text).items()}


def cleared(site: Description) -> frozenset[str]:
    """The site's own cookies and keys that a refusal deletes."""
    acts = (*site.does.before, *site.does.accepted) if site.banner.clears else ()
    of_services = {cookie.name for act in acts if act.kind == "service" for cookie in services()[act.name].own}
    return frozenset(of_services | {act.name for act in acts if act.kind != "service"})
