"""Sites with a banner of their own make, and sites without one: each a folder with its pages and ``expect.yaml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import Field

from auditor.demo.exchange import Answer, Query, media_type_of
from auditor.demo.site import Site, SiteSpec
from auditor.models.common import Model

#: What all sites serve, unless they have a file of that name themselves.
SHARED = Path(__file__).parent / "_shared"

FOLDER = Path(__file__).parent
#: Where a page of a site without a banner reports that something on it was pressed.
PRESSED = "/pressed"

_CONDITION = re.compile(r"<!--(with|without)-cookie ([\w=.-]+)-->(.*?)<!--end-->", re.DOTALL)

Outcome = Literal["verified", "unverified", "no_banner", "not_offered", "failed"]


class ExpectedButton(Model):
    """``text``: its words, or its accessible name."""

    text: str
    role: Literal["accept", "reject", "settings", "save", "close", "other"]
    layer: int = 1


class ExpectedBox(Model):
    """A box or toggle, as it stands before anybody touched it."""

    label: str
    checked: bool
    disabled: bool = False
    layer: int = 1


class Route(Model):
    """What the server answers at a path by itself: ``set_cookie`` is a whole ``Set-Cookie`` value, ``to`` leads on."""

    path: str = Field(pattern=r"^/")
    query: str = ""
    set_cookie: str | None = None
    to: str | None = None


class Expectation(Model):
    """What there is to see, and what each choice does.

    ``kind`` as in `ConsentSurface`. ``clicks_to_reject``: 0 where it cannot be refused, null where nothing asks.
    ``way_back``: how a visitor reaches the choice again. ``rejected``, ``accepted``, ``withdrawn``: the outcomes that
    are true of this site (more than one where two are defensible). ``appears_ms``: after which the banner stands.
    ``after_accept``: cookies and hosts that only come after agreeing; ``after_reject``: those that come after refusing.
    ``also``: further hosts, each with the folder that it serves. ``boxes`` and ``buttons`` of every layer.
    ``by_hand``: what a person presses, one after another (Playwright's selectors; ``in:FRAME >> SELECTOR``, or
    ``keys:``), for ``withdrawn`` after accepting and loading anew.
    """

    host: str
    language: str
    why: str
    kind: Literal["banner", "notice", "wall", "none"]
    where: Literal["page", "dialog", "frame", "cross_site_frame", "open_shadow", "closed_shadow", "nowhere"] = "page"
    appears_ms: int = 0
    clicks_to_accept: int | None = None
    clicks_to_reject: int | None = None
    way_back: Literal["link", "icon", "page"] | None = None
    rejected: tuple[Outcome, ...] = ("no_banner",)
    accepted: tuple[Outcome, ...] = ("no_banner",)
    withdrawn: tuple[Outcome, ...] = ("no_banner",)
    buttons: tuple[ExpectedButton, ...] = ()
    boxes: tuple[ExpectedBox, ...] = ()
    after_accept: tuple[str, ...] = ()
    after_reject: tuple[str, ...] = ()
    also: dict[str, str] = {}
    routes: tuple[Route, ...] = ()
    by_hand: dict[Literal["rejected", "accepted", "withdrawn"], tuple[str, ...]] = {}


class FolderSite(Site):
    """A folder's files on one host: ``/`` is ``index.html``, ``/x`` is ``x.html``. Parts of a page that stand between
    ``<!--with-cookie NAME-->`` or ``<!--without-cookie NAME-->`` and ``<!--end-->`` depend on the visitor's cookies."""

    def __init__(self, name: str, folder: Path, expect: Expectation, host: str) -> None:
        self.name = name
        self.spec = SiteSpec(host=host, company=name, about=expect.why, language=expect.language, pages=())
        self._folder = folder
        self._routes = {(route.path, route.query): route for route in expect.routes}

    def answer(self, query: Query) -> Answer:
        """The file or route at the query's path, a bare 404 elsewhere."""
        route = self._routes.get((query.path, query.query))
        if route is not None:
            headers = ((("Set-Cookie", route.set_cookie),) if route.set_cookie else ()) + _leading(route.to)
            return Answer(303 if route.to else 204, headers=(*headers, ("Cache-Control", "no-store")))
        if query.path in (PRESSED, "/favicon.ico"):
            return Answer(204)
        path = self._file(query.path)
        if path is None:
            return Answer(404, body=b"<!doctype html><title>404</title><p>404</p>")
        data = path.read_bytes()
        if path.suffix == ".html":
            data = _CONDITION.sub(lambda part: _kept(part, query), data.decode()).encode()
        return Answer(200, media_type_of(path.name), data, (("Cache-Control", "no-cache"),))

    def _file(self, path: str) -> Path | None:
        name = path.strip("/") or "index"
        if not re.fullmatch(r"[\w-]+(\.(html|css|js|svg))?", name):
            return None
        named = name if "." in name else f"{name}.html"
        return next((place / named for place in (self._folder, SHARED) if (place / named).is_file()), None)


def _leading(to: str | None) -> tuple[tuple[str, str], ...]:
    return (("Location", to),) if to else ()


def _kept(part: re.Match[str], query: Query) -> str:
    name, _, value = part[2].partition("=")
    there = name in query.cookies and (not value or query.cookies[name] == value)
    return part[3] if there == (part[1] == "with") else ""


@dataclass(frozen=True)
class HomemadeSite:
    """``sites``: what to serve, `DemoInternet(extra=…)`; its own host first."""

    name: str
    url: str
    expect: Expectation
    sites: tuple[Site, ...]

    @property
    def negative(self) -> bool:
        """Whether nothing on it asks for consent to cookies or tells of them."""
        return self.name.startswith("negative_")


def load(folder: Path) -> HomemadeSite:
    """The site of a folder. ``ValueError`` (pydantic's) where ``expect.yaml`` does not fit."""
    expect = Expectation.model_validate(yaml.safe_load((folder / "expect.yaml").read_text(encoding="utf-8")))
    sites = [FolderSite(folder.name, folder, expect, expect.host)]
    for host, inner in expect.also.items():
        sites.append(FolderSite(f"{folder.name}_{inner}", folder / inner, expect, host))
    return HomemadeSite(folder.name, f"https://{expect.host}/", expect, tuple(sites))


@lru_cache(maxsize=1)
def homemade_sites() -> tuple[HomemadeSite, ...]:
    """All of them, those with a banner first, in order of name."""
    found = [load(path.parent) for path in sorted(FOLDER.glob("*/expect.yaml"))]
    return tuple(sorted(found, key=lambda site: (site.negative, site.name)))
