"""All sites that the choices are tried on: the installed consent managers', and the home-made ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import yaml
from pydantic import Field

from auditor.demo.site import Site
from auditor.models.common import Model
from tests.consent.homemade.load import HomemadeSite, homemade_sites
from tests.consent.server import MANAGERS, installed, manager_site

Outcome = Literal["verified", "unverified", "no_banner", "not_offered", "failed"]

#: What the sites in ``managers/`` load with consent only: cookies by name, hosts by their dots.
GATED = ("_ga", "_fbp", "www.facebook.com")


class ManagerExpectation(Model):
    """``managers/<name>/expect.yaml``.

    ``manager``: product of the knowledge base, null for one that it does not know. ``why``: what this site adds.
    ``kind`` as in `ConsentSurface`; the clicks along the shortest way, 0 where there is none. ``way_back``: how
    a visitor gets back (more than one word where two fit), empty: not at all. Outcomes: those that are true of the
    site. ``after_accept``: what must come after accepting, and after nothing else. ``without_choice``: it also comes
    while nobody has chosen. ``by_hand``: what a person presses, one after another (Playwright's selectors; ``js:``
    runs a script): for ``withdrawn``, after accepting and loading anew. ``pages``: further pages.
    """

    host: str
    company: str
    language: str
    package: str
    manager: str | None
    why: str
    kind: Literal["banner", "notice", "wall", "none"]
    clicks_to_reject: int
    clicks_to_accept: int
    way_back: tuple[Literal["link", "icon", "page", "call"], ...]
    rejected: tuple[Outcome, ...] = ("verified",)
    accepted: tuple[Outcome, ...] = ("verified",)
    withdrawn: tuple[Outcome, ...] = ("verified",)
    after_accept: tuple[str, ...] = GATED
    without_choice: bool = False
    by_hand: dict[Literal["rejected", "accepted", "withdrawn"], tuple[str, ...]] = Field(default_factory=dict)
    pages: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class ConsentSite:
    """A site and what is true of it. ``source``: the package it stands for, or ``home-made``.

    The rest as in `ManagerExpectation`; ``after_reject``: what comes after a refusal too; ``also``: further hosts."""

    name: str
    source: str
    url: str
    serve: Site
    kind: str
    manager: str | None
    outcomes: dict[str, tuple[str, ...]]
    clicks_to_reject: int | None
    clicks_to_accept: int | None
    way_back: tuple[str, ...]
    after_accept: tuple[str, ...]
    after_reject: tuple[str, ...] = ()
    without_choice: bool = False
    by_hand: dict[str, tuple[str, ...]] | None = None
    also: tuple[Site, ...] = ()


@lru_cache(maxsize=1)
def manager_sites() -> tuple[ConsentSite, ...]:
    """The sites of `MANAGERS`; none where the packages are not installed."""
    if not installed():
        return ()
    return tuple(_manager(folder.name) for folder in sorted(MANAGERS.iterdir()) if folder.is_dir())


def _manager(name: str) -> ConsentSite:
    text = (MANAGERS / name / "expect.yaml").read_text(encoding="utf-8")
    loaded: Any = yaml.safe_load(text)
    expect = ManagerExpectation.model_validate(loaded)
    return ConsentSite(
        name=name,
        source=expect.package,
        url=f"https://{expect.host}/",
        serve=manager_site(MANAGERS / name, expect.host, expect.company, expect.language, expect.pages),
        kind=expect.kind,
        manager=expect.manager,
        outcomes={"rejected": expect.rejected, "accepted": expect.accepted, "withdrawn": expect.withdrawn},
        clicks_to_reject=expect.clicks_to_reject,
        clicks_to_accept=expect.clicks_to_accept,
        way_back=expect.way_back,
        after_accept=expect.after_accept,
        without_choice=expect.without_choice,
        by_hand={**expect.by_hand},
    )


def _homemade(site: HomemadeSite) -> ConsentSite:
    expect = site.expect
    return ConsentSite(
        name=site.name,
        source="no banner" if site.negative else "home-made",
        url=site.url,
        serve=site.sites[0],
        kind=expect.kind,
        manager=None,
        outcomes={"rejected": expect.rejected, "accepted": expect.accepted, "withdrawn": expect.withdrawn},
        clicks_to_reject=expect.clicks_to_reject,
        clicks_to_accept=expect.clicks_to_accept,
        way_back=(expect.way_back,) if expect.way_back else (),
        after_accept=expect.after_accept,
        after_reject=expect.after_reject,
        also=site.sites[1:],
    )


@lru_cache(maxsize=1)
def all_sites() -> tuple[ConsentSite, ...]:
    """Managers first, then home-made banners, then pages without any."""
    return (*manager_sites(), *(_homemade(site) for site in homemade_sites()))
