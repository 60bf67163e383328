"""Which consent manager a surface belongs to, by its containers and scripts. Pure.

The containers are data, in ``data/containers.yaml``; scripts and frames are looked up in the knowledge base."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files

import yaml
from pydantic import Field

from auditor.crawl.consent.snapshot import Node, Snapshot
from auditor.knowledge.vendors import vendors
from auditor.models.common import Model


class Containers(Model):
    """The elements in which a manager puts its banner and settings.

    ``manager``: product id in the knowledge base. ``elements``: ``#id``, ``.class`` or a tag name, with ``*`` for any
    characters. ``not_surfaces``: likewise, of its elements that only lead back to the choice."""

    manager: str
    elements: tuple[str, ...] = Field(min_length=1)
    not_surfaces: tuple[str, ...] = ()
    source: str


class _File(Model):
    containers: tuple[Containers, ...]


@lru_cache(maxsize=1)
def containers() -> tuple[Containers, ...]:
    """``data/containers.yaml``."""
    raw = files("auditor.crawl.consent").joinpath("data", "containers.yaml").read_text(encoding="utf-8")
    return _File.model_validate(yaml.safe_load(raw)).containers


class _Index:
    """Selectors sorted by kind, for one look-up a node."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self._exact: dict[str, str] = {}
        self._wild: list[tuple[re.Pattern[str], str]] = []
        for selector, manager in pairs:
            if "*" in selector:
                self._wild.append((re.compile(".*".join(map(re.escape, selector.split("*")))), manager))
            else:
                self._exact[selector] = manager

    def find(self, node: Node) -> str | None:
        name, classes = node.attributes.get("id", ""), node.attributes.get("class", "")
        keys = [f"#{name}"] if name else []
        keys += [f".{one}" for one in classes.split()[:30]]
        if "-" in node.tag:
            keys.append(node.tag)
        for key in keys:
            if key in self._exact:
                return self._exact[key]
        return next((manager for key in keys for pattern, manager in self._wild if pattern.fullmatch(key)), None)


@lru_cache(maxsize=1)
def _surfaces() -> _Index:
    return _Index([(selector, entry.manager) for entry in containers() for selector in entry.elements])


@lru_cache(maxsize=1)
def _others() -> _Index:
    return _Index([(selector, entry.manager) for entry in containers() for selector in entry.not_surfaces])


def container_of(node: Node) -> str | None:
    """The manager whose container the element is, by its id in the knowledge base."""
    return _surfaces().find(node) if node.attributes or "-" in node.tag else None


def only_leads_back(node: Node) -> bool:
    """Whether the element is a manager's button that reopens the choice."""
    return bool(node.attributes) and _others().find(node) is not None


def manager_of(snapshot: Snapshot, root: Node) -> str | None:
    """The manager that a surface belongs to: by the container it stands in or holds, the address of its frame,
    or the only manager whose script the page loads."""
    for part in (root, *root.up()):
        found = container_of(part)
        if found is not None:
            return found
    for part in root.walk():
        found = container_of(part)
        if found is not None:
            return found
    if root.document is not snapshot.root.document:
        product = vendors().by_url(root.document.url)
        if product is not None and product.purpose == PURPOSE:
            return product.id
    return _by_script(snapshot)


#: The purpose of consent managers in the knowledge base.
PURPOSE = "consent_manager"

#: Entries of the knowledge base with that purpose which are no manager.
_NO_MANAGERS = frozenset({"iab_tcf", "home_made_consent"})


def _by_script(snapshot: Snapshot) -> str | None:
    found = set()
    for node in snapshot.nodes:
        source = node.attributes.get("src", "") if node.tag == "script" else ""
        product = vendors().by_url(source) if source.startswith(("http://", "https://")) else None
        if product is not None and product.purpose == PURPOSE and product.id not in _NO_MANAGERS:
            found.add(product.id)
    return found.pop() if len(found) == 1 else None
