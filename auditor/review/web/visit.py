"""One request, with all that a page needs to answer it: the store, who asks, in which language, and what was posted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

from jinja2 import Environment
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from auditor.models.common import ReportLanguage
from auditor.review.auditing import Auditing
from auditor.review.web.forms import Form
from auditor.review.web.languages import translations
from auditor.review.web.security.forgery import FIELD
from auditor.review.web.security.throttle import Throttle
from auditor.review.web.settings import ReviewSettings
from auditor.review.web.templating import environment
from auditor.store.records import Role, UserRecord
from auditor.store.store import Store

Theme = Literal["auto", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. ``account``: null where nobody signs in."""

    name: str
    role: Role
    account: UserRecord | None = None

    @property
    def writes(self) -> bool:
        """Whether this person may decide, correct and start audits."""
        return self.role == "reviewer"


@dataclass(frozen=True, slots=True)
class Services:
    """What all requests share. ``menu``: addresses and words of the main menu."""

    store: Store
    settings: ReviewSettings
    menu: tuple[tuple[str, str], ...] = ()
    throttle: Throttle = field(default_factory=Throttle)
    auditing: Auditing | None = None


@dataclass(slots=True)
class Visit:
    """A request. ``person``: null for nobody, which only pages for anyone meet. ``csrf``: the token of its forms.
    ``secret``: what that token is made of; ``form``: what was posted."""

    request: Request
    services: Services
    person: Person | None
    language: ReportLanguage
    theme: Theme
    csrf: str
    secret: str
    form: Form = field(default_factory=lambda: Form({}))

    @property
    def store(self) -> Store:
        """The store."""
        return self.services.store

    @property
    def settings(self) -> ReviewSettings:
        """The application's settings."""
        return self.services.settings

    @property
    def who(self) -> Person:
        """The person, on pages that only answer one."""
        if self.person is None:
            raise HTTPException(401)
        return self.person

    @property
    def by_script(self) -> bool:
        """Whether htmx asks, for a piece of the page. A page put back from history is asked for whole."""
        headers = self.request.headers
        return headers.get("hx-request") == "true" and headers.get("hx-history-restore-request") != "true"

    @property
    def templates(self) -> Environment:
        """The templates in the visitor's language."""
        return environment(self.language)

    def _(self, sentence: str, **values: object) -> str:
        """An English sentence of the catalogs in the visitor's language, with ``%(name)s`` filled in."""
        text = translations(self.language).gettext(sentence)
        return text % values if values else text

    def parameter(self, name: str, limit: int = 200) -> str:
        """A parameter of the query or the path, bounded."""
        given = self.request.path_params.get(name, self.request.query_params.get(name, ""))
        return str(given).replace("\0", "").strip()[:limit]

    def number(self, name: str, default: int = 1, most: int = 1_000_000) -> int:
        """A whole number from 1 to ``most``; ``default`` for anything else."""
        given = self.parameter(name, 12)
        return min(int(given), most) if given.isascii() and given.isdecimal() and int(given) > 0 else default

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page, or for htmx the template's block of the same name as ``values["piece"]`` (default: the whole)."""
        piece = values.pop("piece", None)
        values |= {"visit": self, "person": self.person, "token": self._token, "path_of": path_of}
        values["menu"] = self.services.menu
        made = self.templates.get_template(template)
        if piece is not None and self.by_script:
            html = "".join(made.blocks[piece](made.new_context(values)))
        else:
            html = made.render(values)
        # The same address answers htmx with a piece: no cache may mistake the one for the other.
        return HTMLResponse(html, status, headers={"vary": "HX-Request, Cookie"})

    def _token(self) -> Markup:
        """The hidden field that every form of ours begins with."""
        return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, self.csrf)

    @property
    def here(self) -> str:
        """The address of this page, to come back to it."""
        url = self.request.url
        if self.request.method != "GET":
            url = url.replace(query="")
        return own_path(url.path + (f"?{url.query}" if url.query else ""))

    def see(self, path: str) -> Response:
        """On to another page of ours, after something was posted."""
        return RedirectResponse(own_path(path), 303)

    def missing(self, why: str = "") -> HTTPException:
        """What to raise when what the address names is not there. ``why``: a word of `failures`."""
        return HTTPException(404, why or None)


def own_path(path: str) -> str:
    """``path``, when it is a path on this server; else the start page. Never another host: ``//host``, ``/\\host``."""
    plain = path.isprintable() and path.isascii() and "\\" not in path
    return path if plain and path.startswith("/") and not path.startswith("//") else "/"


def path_of(*parts: object, **query: object) -> str:
    """An address of ours from raw parts: each is quoted whole, empty queries are left out."""
    path = "/" + "/".join(quote(str(part), safe="") for part in parts)
    asked = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in query.items() if value not in ("", None))
    return path + (f"?{asked}" if asked else "")
