"""The third parties of the simulated internet: imitations, of our own making, of what well-known services answer.

One file a service, ``third_parties/<service>.yaml``, beside the scripts that it serves. They set cookies of the
names, lifetimes and attributes that the service is known for, with random values, and do nothing else.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable

import yaml
from pydantic import Field, model_validator

from auditor.demo.exchange import Answer, CookieSpec, Query, cookie_headers, media_type_of
from auditor.models.common import Model

#: A transparent picture of one pixel, as trackers answer with.
PIXEL = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00"
    b"\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


class RouteSpec(Model):
    """What a service answers at a host and path.

    ``host``: exact, or ``*.name`` for every name below; ``path``: exact, or a beginning when it ends in ``*``.
    The body is a ``file`` beside the YAML, the one-``pixel`` picture, ``text`` as given, or nothing.
    """

    host: str
    path: str = Field(pattern=r"^/")
    file: str | None = None
    pixel: bool = False
    text: str | None = None
    media_type: str | None = None
    status: int = 200
    location: str | None = None
    cache_seconds: int | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    cookies: tuple[CookieSpec, ...] = ()

    @model_validator(mode="after")
    def _one_body(self) -> RouteSpec:
        if sum((self.file is not None, self.pixel, self.text is not None)) > 1:
            raise ValueError("a route has one body: file, pixel or text")
        return self


class ServiceSpec(Model):
    """A service's file. ``about``: what is imitated and where its behaviour is described."""

    service: str
    about: str
    routes: tuple[RouteSpec, ...]


class _Route:
    def __init__(self, spec: RouteSpec, folder: Traversable) -> None:
        self.path = spec.path.removesuffix("*")
        self.whole = not spec.path.endswith("*")
        self.cookies = spec.cookies
        headers = tuple(spec.headers.items())
        if spec.location:
            headers += (("Location", spec.location),)
        cache = "no-store" if spec.cache_seconds is None else f"private, max-age={spec.cache_seconds}"
        headers += (("Cache-Control", cache),)
        body, media_type = b"", "text/plain"
        if spec.file:
            body = folder.joinpath(spec.file).read_bytes()
            media_type = media_type_of(spec.file)
        elif spec.pixel:
            body, media_type = PIXEL, "image/gif"
        elif spec.text is not None:
            body = spec.text.encode()
        self.reply = Answer(spec.status, spec.media_type or media_type, body, headers)

    def fits(self, path: str) -> bool:
        return path == self.path if self.whole else path.startswith(self.path)


class ThirdParties:
    """All services, looked up by host. Built from a folder of service files."""

    def __init__(self, folder: Traversable) -> None:
        self._exact: dict[str, list[_Route]] = {}
        self._below: dict[str, list[_Route]] = {}
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
            if entry.name.endswith(".yaml"):
                service = ServiceSpec.model_validate(yaml.safe_load(entry.read_bytes()))
                for route in service.routes:
                    table = self._below if route.host.startswith("*.") else self._exact
                    table.setdefault(route.host.removeprefix("*."), []).append(_Route(route, folder))

    def hosts(self) -> tuple[str, ...]:
        """Every host name that is answered, ``*.name`` for all names below one."""
        return tuple(sorted([*self._exact, *(f"*.{name}" for name in self._below)]))

    def knows(self, host: str) -> bool:
        """Whether some service answers on this host."""
        return bool(self._routes(host))

    def answer(self, query: Query) -> Answer:
        """The service's answer; 404 where it has nothing at that path."""
        for route in self._routes(query.host):
            if route.fits(query.path):
                reply = route.reply
                cookies = cookie_headers(route.cookies, query.cookies)
                return Answer(reply.status, reply.media_type, reply.body, reply.headers + cookies)
        return Answer(404, "text/plain", b"not found\n")

    def _routes(self, host: str) -> list[_Route]:
        if host in self._exact:
            return self._exact[host]
        labels = host.split(".")
        for start in range(1, len(labels)):
            found = self._below.get(".".join(labels[start:]))
            if found:
                return found
        return []


def shipped_third_parties() -> ThirdParties:
    """The services that come with the package."""
    return ThirdParties(files("auditor.demo").joinpath("third_parties"))
