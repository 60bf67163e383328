"""Makes the list of `auditor.knowledge.entities` from the npm package third-party-web.

``npm pack third-party-web`` fetches the package; then ``python -m auditor.knowledge.refresh_entities FILE.tgz``
writes the reduced list: names, categories and hosts, without measurements, products and links.
"""

from __future__ import annotations

import json
import sys
import tarfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from auditor.knowledge.entities import FILE, Entity, EntityList

TARGET = Path(__file__).with_name("data") / FILE

#: The member of the package that holds all entities without measurements.
_ENTITIES = "package/dist/entities-nostats.json"


def reduced(entities: Iterable[Mapping[str, Any]], version: str) -> EntityList:
    """The list from the package's entities: by name, so that a new version shows what changed.

    A service of another company bears both names. ``*.a.com`` is ``a.com`` with what is below it. Entities without a
    host are left out; raises ValueError for a host that two of them claim."""
    found = sorted((entity for raw in entities if (entity := _entity(raw))), key=lambda entity: entity.name.lower())
    hosts = [(kind, host) for one in found for kind in ("hosts", "exact") for host in getattr(one, kind)]
    if len(set(hosts)) != len(hosts):
        raise ValueError(f"claimed twice: {sorted(host for host in set(hosts) if hosts.count(host) > 1)[:5]}")
    source = "https://github.com/patrickhulce/third-party-web"
    return EntityList(source=source, version=version, licence="MIT", entities=tuple(found))


def _entity(raw: Mapping[str, Any]) -> Entity | None:
    name, company = str(raw["name"]).strip(), str(raw.get("company") or "").strip()
    if company and company.lower() not in name.lower():
        name = f"{name} ({company})"
    domains = sorted({str(domain).lower() for domain in raw["domains"]})
    below = tuple(domain[2:] for domain in domains if domain.startswith("*."))
    exact = tuple(domain for domain in domains if not domain.startswith("*.") and domain not in below)
    if not domains:
        return None
    return Entity(name=name[:100], category=raw["category"], hosts=below, exact=exact)


def written(found: EntityList) -> str:
    """The list as it is committed: an entity a line."""
    head = {"source": found.source, "version": found.version, "licence": found.licence}
    lines = [json.dumps(one.model_dump(exclude_defaults=True), ensure_ascii=False) for one in found.entities]
    return json.dumps(head, ensure_ascii=False)[:-1] + ',\n"entities": [\n' + ",\n".join(lines) + "\n]}\n"


def main(package: Path) -> None:
    """Write the list from a packed package."""
    with tarfile.open(package) as archive:
        read = {name: json.load(member) for name in (_ENTITIES, "package/package.json")
                if (member := archive.extractfile(name))}  # fmt: skip
    found = reduced(read[_ENTITIES], read["package/package.json"]["version"])
    TARGET.write_text(written(found), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
