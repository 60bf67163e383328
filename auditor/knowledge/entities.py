"""Whose a host is, by a public list: a name for hosts that no product of ours knows, and nothing more.

The list is third-party-web (MIT, see NOTICE), reduced by ``python -m auditor.knowledge.refresh_entities``. It is for
the inventory of third parties alone. What it calls advertising makes nobody a tracker: what we do not know stays
unknown.

Pure: one file is read from the package, when the first unknown host is asked for.
"""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files

from pydantic import Field

from auditor.models.common import Model

#: The list, below the package's ``data``.
FILE = "entities.json"


class Entity(Model):
    """A company or service, and where it answers. ``category``: the list's own word (``ad``, ``cdn``, ``hosting``).

    ``hosts``: answer with all their subdomains; ``exact``: only as they stand."""

    name: str = Field(min_length=1, max_length=100)
    category: str = Field(pattern=r"^[a-z-]+$")
    hosts: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()


class EntityList(Model):
    """The list as it is committed. ``version``: of the npm package that it was made from."""

    source: str
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    licence: str
    entities: tuple[Entity, ...]


def list_bytes() -> bytes:
    """The committed list."""
    return files("auditor.knowledge").joinpath("data", FILE).read_bytes()


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Names by host, with its subdomains and as it stands. Not validated: the tests do that, and it takes longer."""
    below: dict[str, str] = {}
    exact: dict[str, str] = {}
    for entity in json.loads(list_bytes())["entities"]:
        below.update(dict.fromkeys(entity.get("hosts", ()), entity["name"]))
        exact.update(dict.fromkeys(entity.get("exact", ()), entity["name"]))
    return below, exact


def entity_of(host: str) -> str | None:
    """The name that the list has for a host: as it stands, else for the longest domain that it is below. None: none."""
    below, exact = _tables()
    labels = host.lower().rstrip(".").split(".")
    name = exact.get(".".join(labels))
    for start in range(len(labels) - 1):
        name = name or below.get(".".join(labels[start:]))
    return name
