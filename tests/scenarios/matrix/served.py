"""Serves described sites with their services on loopback, for a real browser to visit and a real audit to judge."""

from __future__ import annotations

import html
import json
import secrets
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, get_args
from urllib.parse import urlsplit

from auditor.config import AuditSettings
from auditor.demo.exchange import Answer, CookieSpec, Query, cookie_headers
from auditor.demo.server import Certificates, LoopbackServer
from auditor.demo.third_party import PIXEL
from auditor.domains import is_within, registrable_domain
from auditor.models.common import ConsentState
from auditor.models.declaration import Declaration
from auditor.models.files import load
from auditor.models.observation import Observation
from auditor.models.result import AuditResult
from auditor.pipeline import audit_sites
from auditor.reconcile.runner import reconcile
from tests.scenarios.matrix.description import Act, Description
from tests.scenarios.matrix.papers_html import WORDS, banner_of, html_of, page_of
from tests.scenarios.matrix.services import Service, ThirdCookie, cleared, services

_FILES = Path(__file__).parent / "website"

#: What the site's own script calls the states; the choice cookie holds these words.
_STATES: dict[str, ConsentState] = {
    "before": "before", "rejected": "rejected", "accepted": "accepted", "revoked": "withdrawn", "gpc": "gpc",
}  # fmt: skip
_TAGS = {"script": "script", "frame": "iframe", "stylesheet": "link", "image": "img"}
_FRESH = (("Cache-Control", "no-store"),)
_SCRIPT = "application/javascript; charset=utf-8"
_FONT = Answer(200, "font/woff2", b"no font", (("Access-Control-Allow-Origin", "*"),))

#: What stands on every page that is no policy: enough for its language to be told, and nothing of cookies.
_BODY = {
    "nl": "Welkom op onze website. Hier leest u wat wij doen en hoe u ons kunt vinden. Wij zijn er op werkdagen van "
    "negen tot vijf, en op zaterdag is de deur open voor wie even wil kijken. U bent welkom met al uw vragen.",
    "en": "Welcome to our website. Here you can read what we do and where to find us. We are open on weekdays from "
    "nine to five, and on Saturday the door is open for everyone who would like to have a look.",
    "de": "Willkommen auf unserer Website. Hier lesen Sie, was wir machen und wo Sie uns finden. Wir sind werktags "
    "von neun bis fünf für Sie da, und am Samstag ist die Tür für alle offen, die sich das ansehen möchten.",
    "fr": "Bienvenue sur notre site. Vous y trouverez ce que nous faisons et comment nous rejoindre. Nous sommes là en "
    "semaine de neuf heures à cinq heures, et le samedi la porte est ouverte pour tous ceux qui veulent voir.",
}


class Website:
    """One described site: an answer to every path of it."""

    def __init__(self, site: Description) -> None:
        self.host = site.host
        self._site = site
        self._domain = registrable_domain(site.host)
        words = WORDS[site.language]
        papers = (("/privacy", words["privacy"], site.policy), ("/cookies", words["cookies"], site.cookie_policy))
        texts = {path: (title, html_of(text)) for path, title, text in papers if text is not None}
        texts |= {path: (path.strip("/") or site.host, self._body(path)) for path in site.pages}
        self._pages = {path: self._page(path, title, body) for path, (title, body) in texts.items()}
        self._missing = page_of(site, "404", "<h1>404</h1>").encode()
        self._files = {"/favicon.ico": Answer(204)}
        for name, media_type in (("site.js", _SCRIPT), ("site.css", "text/css; charset=utf-8")):
            self._files[f"/assets/{name}"] = Answer(200, media_type, (_FILES / name).read_bytes())

    def answer(self, query: Query) -> Answer:
        """The page or file at the query's path, what a service answers that the site runs itself, or the 404 page."""
        if query.path in self._files:
            return self._files[query.path]
        running = self._running(query)
        if query.path in self._pages:
            cookies = [self._cookie(act, query) for act in running if _by_server(act)]
            return Answer(200, body=self._pages[query.path], headers=_FRESH + cookie_headers(cookies, {}))
        own = ServedServices(services()[act.name] for act in running if act.kind == "service")
        return own.answer(None, query) or Answer(404, body=self._missing)

    def _running(self, query: Query) -> list[Act]:
        """What the site does at this query, by the choice that the visitor's cookie tells."""
        choice = query.cookies.get("cookie_choice", "before")
        chosen: tuple[Act, ...] = getattr(self._site.does, _STATES[choice]) if choice in _STATES else ()
        return [
            act for act in (*self._site.does.always, *chosen) if act.kind == "service" or act.page in (None, query.path)
        ]

    def _cookie(self, act: Act, query: Query) -> CookieSpec:
        return CookieSpec(
            name=act.name, value=query.cookies.get(act.name) or ("aan" if act.plain else None), lifetime=act.seconds,
            domain=self._domain, same_site="Lax", renewed=True,
        )  # fmt: skip

    def _body(self, path: str) -> str:
        form = '<form method="post"><input type="email" name="email"><textarea name="text"></textarea></form>'
        return f"<h1>{path.strip('/') or self.host}</h1><p>{_BODY[self._site.language]}</p>" + (
            form if self._site.form and path != "/" else ""
        )

    def _page(self, path: str, title: str, body: str) -> bytes:
        """A page. What always runs stands in its markup; the rest is for the script."""
        site = self._site
        always = [act for act in site.does.always if act.page in (None, path)]
        embeds = [services()[act.name].embeds for act in always if act.kind == "service"]
        head = [_markup(embed.as_, embed.url) for embed in embeds if embed.as_ in ("script", "stylesheet")]
        shown = [_markup(embed.as_, embed.url) for embed in embeds if embed.as_ in ("frame", "image")]
        acts: dict[str, list[dict[str, Any]]] = {
            name: [_told(act) for act in getattr(site.does, state) if act.page in (None, path) and not _by_server(act)]
            for name, state in _STATES.items()
        }
        acts["always"] = [_told(act) for act in always if act.kind != "service" and not _by_server(act)]
        data = {"acts": acts, "banner": banner_of(site), "clears": sorted(cleared(site))}
        told = json.dumps(data).replace("<", "\\u003c")
        own = (
            f'<link rel="stylesheet" href="/assets/site.css"><script type="application/json" data-site>{told}</script>'
            '<script src="/assets/site.js" defer></script>'
        )
        return page_of(site, title, body + "".join(shown), head=own + "".join(head)).encode()


def _by_server(act: Act) -> bool:
    return act.kind == "cookie" and not act.by_script


def _told(act: Act) -> dict[str, Any]:
    """An act as ``site.js`` reads it."""
    if act.kind == "service":
        embed = services()[act.name].embeds
        return {"tag": _TAGS[embed.as_], "url": embed.url}
    if act.kind == "cookie":
        return {"cookie": act.name, "seconds": act.seconds, "plain": act.plain}
    return {"key": act.name, "storage": act.storage, "plain": act.plain}


def _markup(kind: str, url: str) -> str:
    address = html.escape(url)
    return {
        "script": f'<script src="{address}" async></script>',
        "stylesheet": f'<link rel="stylesheet" href="{address}">',
        "frame": f'<iframe src="{address}" width="400" height="300"></iframe>',
        "image": f'<img src="{address}" alt="" width="1" height="1">',
    }[kind]


class ServedServices:
    """Some services, on their real host names. All that they answer is our own."""

    def __init__(self, served: Iterable[Service]) -> None:
        self._answers: dict[tuple[str | None, str], tuple[Service, Answer]] = {}
        for service in served:
            self._put(service, service.embeds.url, _embedded(service))
            for sent in service.sends:
                self._put(service, sent.url, _FONT if sent.as_ == "font" else Answer(204))
        self.hosts = frozenset(host for host, _ in self._answers if host is not None)

    def answer(self, host: str | None, query: Query) -> Answer | None:
        """What a service answers, with its own cookies. ``host``: None for services that a site runs itself."""
        found = self._answers.get((host, f"{query.path}?{query.query}")) or self._answers.get((host, query.path))
        if found is None:
            return None
        service, answer = found
        cookies = [_third(cookie, query) for cookie in service.third if is_within(query.host, cookie.domain)]
        headers = answer.headers + _FRESH + cookie_headers(cookies, {})
        return Answer(answer.status, answer.media_type, answer.body, headers)

    def _put(self, service: Service, url: str, answer: Answer) -> None:
        parts = urlsplit(url)
        self._answers.setdefault((parts.hostname, parts.path), (service, answer))
        self._answers[parts.hostname, f"{parts.path}?{parts.query}"] = (service, answer)


def _embedded(service: Service) -> Answer:
    """What the page embeds of a service."""
    kind = service.embeds.as_
    if kind == "image":
        return Answer(200, "image/gif", PIXEL)
    if kind == "frame":
        return Answer(200, body=b"<!doctype html><html><head><title>.</title></head><body></body></html>")
    if kind == "stylesheet":
        urls = [sent.url for sent in service.sends if sent.as_ == "font"]
        faces = "".join(f"@font-face {{ font-family: F; src: url({url}); }}" for url in urls)
        return Answer(200, "text/css; charset=utf-8", f"{faces} body {{ font-family: F, sans-serif; }}".encode())
    data = {
        "own": [cookie.model_dump() for cookie in service.own],
        "sends": [sent.model_dump(include={"url", "id"}) for sent in service.sends],
    }
    script = (_FILES / "service.js").read_text(encoding="utf-8").replace("})(DATA);", f"}})({json.dumps(data)});")
    return Answer(200, _SCRIPT, script.encode())


def _third(cookie: ThirdCookie, query: Query) -> CookieSpec:
    """A cookie on the service's own domain: the visitor's value again, or a new one."""
    return CookieSpec(
        name=cookie.name, value=query.cookies.get(cookie.name) or secrets.token_hex(13),
        lifetime=None if cookie.days is None else cookie.days * 86400, domain=cookie.domain, same_site="None",
        renewed=True,
    )  # fmt: skip


class MatrixInternet:
    """The described sites and all services; serves while the ``with`` block lasts."""

    def __init__(self, sites: Iterable[Description]) -> None:
        self._sites = {site.host: Website(site) for site in sites}
        self._services = ServedServices(services().values())
        self._servers: tuple[LoopbackServer, ...] = ()

    def __enter__(self) -> MatrixInternet:
        certificates = Certificates(lambda host: host in self._sites or host in self._services.hosts)
        self._servers = (LoopbackServer(self._secure, certificates.context), LoopbackServer(_to_secure, None))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in self._servers:
            server.stop()

    @property
    def resolve(self) -> tuple[str, ...]:
        """Resolver rules that lead every host here. Only while it serves."""
        secure, plain = self._servers
        return (f"*:443=127.0.0.1:{secure.port}", f"*:80=127.0.0.1:{plain.port}")

    def _secure(self, query: Query) -> Answer:
        site = self._sites.get(query.host)
        if site is not None:
            return site.answer(query)
        return self._services.answer(query.host, query) or Answer(404, "text/plain", b"not found\n")


def _to_secure(query: Query) -> Answer:
    return Answer(301, headers=(("Location", f"https://{query.host}{query.path}"),))


def served_audits(sites: Sequence[Description], folder: Path, *, at_once: int = 2) -> dict[str, AuditResult]:
    """The audits of the sites, each served and visited by a real browser, by the site's name; the audits' files go
    below ``folder``. ``at_once``: browsers at one time."""
    with MatrixInternet(sites) as internet, ThreadPoolExecutor(at_once) as pool:

        def audit(site: Description) -> AuditResult:
            result = _audited(site, internet.resolve, folder / site.site)
            if result.observation.browser.third_party_cookies != "unknown":
                return result
            # A busy machine can be too slow for the browser's test page; that says nothing of the site.
            return _audited(site, internet.resolve, folder / f"{site.site}_again")

        results = pool.map(audit, sites)
        return {site.site: result for site, result in zip(sites, results, strict=True)}


def _audited(site: Description, resolve: tuple[str, ...], folder: Path) -> AuditResult:
    """The audit of a site. A law that no option of an audit names is applied to what the audit saved."""
    law: Any = site.law if site.law in get_args(AuditSettings.model_fields["law"].annotation) else "nl"
    settings = AuditSettings(resolve=resolve, ignore_https_errors=True, law=law, format=())
    ((result, where),) = audit_sites([f"https://{site.host}/"], settings, folder, lambda *step: None)
    if site.law == law:
        return result
    observation = load(where / "observation.json", Observation)
    return reconcile(observation, load(where / "declaration.json", Declaration), law=site.law, language="nl")
