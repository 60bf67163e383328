"""A simulated company website, read from a folder: ``site.yaml``, a layout, pages, and the files they use.

``sites/<name>/`` holds the site as it is; ``sites/<name>/repaired/`` the files that replace its own in the
repaired twin, whose behaviour is what its policy says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml
from pydantic import Field

from auditor.demo.exchange import Answer, CookieSpec, Query, cookie_headers, media_type_of
from auditor.models.common import Model

_SLOT = re.compile(r"\{\{(\w+)\}\}")
_NOT_SERVED = (".html", ".yaml")
_NOT_FOUND = '<section class="wrap"><h1>Pagina niet gevonden</h1><p><a href="/">Naar de voorpagina</a></p></section>'
_STATIC_HEADERS = (("Cache-Control", "public, max-age=3600"),)


class PageSpec(Model):
    """A page: ``file`` is the inner part that the layout surrounds. ``cookies`` come with this page only."""

    path: str = Field(pattern=r"^/")
    file: str
    title: str
    status: int = 200
    cookies: tuple[CookieSpec, ...] = ()


class RedirectSpec(Model):
    """An address that only leads elsewhere."""

    path: str = Field(pattern=r"^/")
    to: str
    status: int = 302


class SiteSpec(Model):
    """``site.yaml``. ``host``: the name it answers on; without ``www.`` it redirects there.

    ``cookies``: set by header with every page. ``companions``: files of ``shared/`` that are served too.
    """

    host: str
    company: str
    about: str
    language: str = "nl"
    layout: str = "layout.html"
    cookies: tuple[CookieSpec, ...] = ()
    pages: tuple[PageSpec, ...]
    redirects: tuple[RedirectSpec, ...] = ()
    companions: tuple[str, ...] = ()


class Site:
    """One company's website: an answer to every path. Pages are put together once, when it is made."""

    def __init__(self, name: str, spec: SiteSpec, contents: dict[str, bytes]) -> None:
        self.name = name
        self.spec = spec
        self._cookies: dict[str, tuple[CookieSpec, ...]] = {}
        self._answers: dict[str, Answer] = {}
        for page in spec.pages:
            body = self._page(page.title, contents[page.file].decode())
            body = self._inside(contents[spec.layout].decode(), body, page.title)
            self._answers[page.path] = Answer(status=page.status, body=body.encode())
            self._cookies[page.path] = spec.cookies + page.cookies
        self._answers["/favicon.ico"] = Answer(status=204)
        for redirect in spec.redirects:
            self._answers[redirect.path] = Answer(redirect.status, headers=(("Location", redirect.to),))
        for file_name, data in contents.items():
            if not file_name.endswith(_NOT_SERVED):
                self._answers[f"/assets/{file_name}"] = Answer(200, media_type_of(file_name), data, _STATIC_HEADERS)
        missing = (
            "<section class='wrap'><h1>Pagina niet gevonden</h1><p><a href='/'>Naar de voorpagina</a></p></section>"
        )
        lost = self._inside(contents[spec.layout].decode(), missing, "Niet gevonden")
        self._missing = Answer(status=404, body=lost.encode())

    def answer(self, query: Query) -> Answer:
        """The page, file or redirect at the query's path; the company's own 404 page elsewhere."""
        found = self._answers.get(query.path)
        if found is None:
            return self._missing
        cookies = cookie_headers(self._cookies.get(query.path, ()), query.cookies)
        if not cookies:
            return found
        return Answer(found.status, found.media_type, found.body, found.headers + cookies)

    def _page(self, title: str, inner: str) -> str:
        return self._fill(inner, {"title": title, "company": self.spec.company})

    def _inside(self, layout: str, content: str, title: str) -> str:
        slots = {
            "content": content,
            "title": title,
            "company": self.spec.company,
            "language": self.spec.language,
        }
        return self._fill(layout, slots)

    def _fill(self, text: str, slots: dict[str, str]) -> str:
        return _SLOT.sub(lambda match: slots[match[1]], text)


def load_site(folder: Traversable, *, repaired: bool = False, instead: Mapping[str, bytes] = {}) -> Site:
    """The site of ``folder``; ``repaired``: with the files of its ``repaired`` folder in place of its own.
    ``instead``: files by name, in place of those.

    Raises ``ValueError`` (pydantic's) for a ``site.yaml`` that does not fit, ``KeyError`` for a missing file."""
    contents = _read(folder)
    if repaired:
        contents.update(_read(folder.joinpath("repaired")))
    contents.update(instead)
    spec = SiteSpec.model_validate(yaml.safe_load(contents["site.yaml"]))
    for name in spec.companions:
        contents[name] = files("auditor.demo").joinpath("shared", name).read_bytes()
    return Site(folder.name, spec, contents)


def _read(folder: Traversable) -> dict[str, bytes]:
    if not folder.is_dir():
        return {}
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()}


def shipped_sites() -> tuple[Traversable, ...]:
    """The folders of the companies that come with the package, in order of name."""
    root = files("auditor.demo").joinpath("sites")
    return tuple(sorted((entry for entry in root.iterdir() if entry.is_dir()), key=lambda entry: entry.name))
