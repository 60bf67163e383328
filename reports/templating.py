"""Fills the templates: autoescape on, undefined names refused, and a policy that forbids the page every request."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from auditor.models.common import ReportLanguage
from reports.facts import facts
from reports.shown import isolated, visible
from reports.text import Texts, texts


def page(
    template: str, t: Texts, *, script: str | None = None, styles: tuple[str, ...] | None = None, **values: object
) -> bytes:
    """A whole page as UTF-8. ``script``: the file of its one inline script, if any. ``styles``: its style sheets,
    `STYLES` where null."""
    environment = _environment(t.language)
    style_text = _style(styles or STYLES)
    script_text = _file(script) if script else ""
    return (
        environment.get_template(template)
        .render(
            style=Markup(style_text),  # noqa: S704 - our own file
            script=Markup(script_text),  # noqa: S704 - our own file
            csp=_policy(style_text, script_text),
            **values,
        )
        .encode()
    )


def fragment(template: str, t: Texts, **values: object) -> str:
    """A piece of a page, for somebody else's page to hold: no styles, no policy."""
    return _environment(t.language).get_template(template).render(**values).strip() + "\n"


#: The style sheets in the order in which they apply.
STYLES = ("base", "summary", "policy", "findings", "tables", "consent", "suggestion", "print")


@lru_cache(maxsize=4)
def _style(names: tuple[str, ...]) -> str:
    return "".join(_file(f"styles/{name}.css") for name in names)


@lru_cache(maxsize=4)
def _environment(language: ReportLanguage) -> Environment:
    environment = Environment(
        loader=PackageLoader("reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalize,
    )
    environment.globals["t"] = texts(language)
    environment.filters["shown"] = isolated
    environment.filters["fact"] = lambda fact: _said(fact, language)
    environment.filters["prose"] = lambda text: visible(text, prose=True)
    return environment


def _said(fact: str, language: ReportLanguage) -> str | Markup:
    """A fact of the documents in the report's language; one that can only be said in English is marked so."""
    said = facts(language)(fact)
    return said if said is not None else Markup('<span lang="en">{}</span>').format(visible(fact, prose=True))


def _finalize(value: object) -> object:
    """The last word on every expression: no plain text leaves with hidden characters in it."""
    return visible(value, prose=True) if type(value) is str else value


def _policy(style: str, script: str) -> str:
    """A Content-Security-Policy under which the page can load nothing and run only what we wrote."""
    scripts = _source_hash(script) if script else "'none'"
    return (
        f"default-src 'none'; style-src {_source_hash(style)}; script-src {scripts}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _source_hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"


def _file(name: str) -> str:
    return files("reports").joinpath("templates", name).read_text(encoding="utf-8").strip() + "\n"
