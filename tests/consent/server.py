"""Serves the consent managers' sites in the simulated internet: pages of ours, scripts as npm installed them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from auditor.demo.exchange import Answer, Query, media_type_of
from auditor.demo.site import PageSpec, Site, SiteSpec

HERE = Path(__file__).parent
MANAGERS = HERE / "managers"
PACKAGES = HERE / "node_modules"

#: Where a site serves the installed packages.
VENDOR = "/vendor/"

_SLOT = re.compile(r"<!--(\w+)-->")
_MORE_TYPES = {"mjs": "text/javascript; charset=utf-8", "cjs": "text/javascript; charset=utf-8",
               "json": "application/json"}  # fmt: skip


def installed() -> bool:
    """Whether `./test` has fetched the managers."""
    return (PACKAGES / ".locked").is_file()


class ManagerSite(Site):
    """A site of ``managers/<name>/`` which also serves what npm installed, below `VENDOR`."""

    def answer(self, query: Query) -> Answer:
        if not query.path.startswith(VENDOR):
            return super().answer(query)
        file = (PACKAGES / query.path.removeprefix(VENDOR)).resolve()
        if not file.is_relative_to(PACKAGES) or not file.is_file():
            return Answer(404, "text/plain", b"not found\n")
        ending = file.suffix.removeprefix(".")
        return Answer(200, _MORE_TYPES.get(ending) or media_type_of(file.name), file.read_bytes())


def manager_site(folder: Path, host: str, company: str, language: str, more: Mapping[str, str]) -> ManagerSite:
    """The site of one folder: ``head.html``, ``foot.html`` and ``end.html`` are put into the common layout.

    Other files are served below ``/assets/``. ``more``: the text of further pages by path."""
    words: dict[str, Any] = yaml.safe_load((MANAGERS / "pages.yaml").read_text(encoding="utf-8"))[language]
    parts = {place: _read(folder / f"{place}.html") for place in ("head", "foot", "end")}
    parts["menu"] = " ".join(f'<a href="{path}">{name}</a>' for path, name in words["menu"].items())
    parts["privacy"] = words["privacy"]
    layout = _SLOT.sub(lambda slot: parts[slot[1]], _read(MANAGERS / "layout.html"))
    contents = {"layout.html": layout.encode(), "gated.js": (MANAGERS / "gated.js").read_bytes()}
    pages = []
    for number, (path, text) in enumerate({**words["texts"], **more}.items()):
        contents[f"page{number}.html"] = text.encode()
        title = words["privacy"] if path == "/privacy" else words["menu"].get(path, "Cookies")
        pages.append(PageSpec(path=path, file=f"page{number}.html", title=title))
    for file in folder.iterdir():
        if file.suffix in (".js", ".css", ".json"):
            contents[file.name] = file.read_bytes()
    spec = SiteSpec(host=host, company=company, about=folder.name, language=language, pages=tuple(pages))
    return ManagerSite(folder.name, spec, contents)


def _read(file: Path) -> str:
    return file.read_text(encoding="utf-8") if file.is_file() else ""
