"""A site of the matrix as a person describes it: what its texts say, what it does in each consent state, and what an
audit has to find. One YAML file holds a list of them; `recorded` and `served` make an observation or a website of each.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import Field, field_validator, model_validator

from auditor.models.common import SEVERITIES, ConsentState, Model, Severity, Verdict

FOLDER = Path(__file__).parent / "sites"

#: The states that a choice leads to.
CHOICES: tuple[ConsentState, ...] = ("rejected", "accepted", "withdrawn")

_COOKIE = re.compile(
    r"cookie (?P<name>\S+) (?P<time>session|\d+ (?:minutes?|hours?|days?))(?P<script> by script)?(?P<plain> plain)?"
)
_KEY = re.compile(r"key (?P<name>\S+) (?P<kind>local|session)(?P<plain> plain)?")
_SERVICE = re.compile(r"(?P<service>[a-z0-9_]+)")
_ON = re.compile(r" on (?P<page>/\S*)$")
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}


class Act(Model):
    """One thing that the site does, from one line:

    ``google_analytics``: uses that service of ``services.yaml``, the way it usually works.
    ``cookie NAME session|N days``: its own server sets a cookie with an identifier; ``by script``: its own script does;
    ``plain``: the value is a word, no identifier. ``key NAME local|session``: its script writes a storage key.
    ``… on /path``: on that page only."""

    kind: Literal["service", "cookie", "key"]
    name: str
    seconds: int | None = None
    storage: Literal["local", "session"] | None = None
    by_script: bool = False
    plain: bool = False
    page: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _of_line(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        page = _ON.search(value)
        line = value[: page.start()] if page else value
        at = {"page": page["page"] if page else None}
        if found := _COOKIE.fullmatch(line):
            amount, _, unit = found["time"].partition(" ")
            seconds = None if found["time"] == "session" else int(amount) * _SECONDS[unit.rstrip("s")]
            flags = {"by_script": bool(found["script"]), "plain": bool(found["plain"])}
            return {"kind": "cookie", "name": found["name"], "seconds": seconds, **flags, **at}
        if found := _KEY.fullmatch(line):
            return {"kind": "key", "name": found["name"], "storage": found["kind"], "plain": bool(found["plain"]), **at}
        if _SERVICE.fullmatch(line):
            return {"kind": "service", "name": line, **at}
        raise ValueError(f"not a thing that a site does: {value!r}")


class Does(Model):
    """What runs on every page load, by the choice that holds then. ``always``: whatever was chosen. A site without a
    banner has only this one."""

    always: tuple[Act, ...] = ()
    before: tuple[Act, ...] = ()
    rejected: tuple[Act, ...] = ()
    accepted: tuple[Act, ...] = ()
    withdrawn: tuple[Act, ...] = ()
    gpc: tuple[Act, ...] = ()


class Banner(Model):
    """What asks for consent. ``choice``: accept and reject side by side; ``settings_reject``: the refusal is behind
    "settings"; ``accept_only``; ``notice``: tells, one button closes it; ``wall``: no page without accepting;
    ``preticked``: accept and settings, with the boxes on. ``text``: its first layer; null: ordinary words that name
    statistics and advertising, and of a notice that cookies are used. ``way_back``: a link in the footer opens it
    again. ``loud``: accept stands out, reject is a faint small link. ``clears``: own cookies of what is refused are
    deleted."""

    kind: Literal["none", "choice", "settings_reject", "accept_only", "notice", "wall", "preticked"] = "none"
    text: str | None = None
    way_back: bool = True
    loud: bool = False
    clears: bool = True


class ConsentFacts(Model):
    """What a consent manager has on record, by state: purpose → granted; and Google's consent mode: the ``default`` and
    ``update`` signals by state, ``late``: tags ran before the default was set. Only in recorded observations."""

    records: Mapping[ConsentState, Mapping[str, bool]] = Field(default_factory=dict)
    consent_mode: Mapping[ConsentState, Mapping[str, str]] = Field(default_factory=dict)
    late: bool = False


class Description(Model):
    """One site. Texts are in a small markdown (``#`` headings, lists, ``|`` tables, ``[words](address)``).

    ``policy``: the privacy statement at ``/privacy``, null: there is none; ``cookie_policy``: a second document at
    ``/cookies``. ``dead_links``: paths that the footer links and that answer 404. ``form``: the contact page has one.
    ``states``: those visited. ``only_recorded``: why it cannot be served. ``not_seen``: collectors that were off.
    ``finds``: "check subject" → severity, everything above ``info``; of ``info`` what is listed must be there, and more
    may be. ``verdicts``: by claim key (``no_category:marketing``). ``silent``: check → how it has to end instead.
    ``twin``: what differs in the site that does as it says; nothing above ``info`` may be found there.
    """

    site: str = Field(pattern=r"^[a-z0-9_]+$")
    about: str
    language: Literal["nl", "en", "de", "fr"]
    law: Literal["nl", "eu", "de", "fr", "be"] = "nl"
    policy: str | None
    cookie_policy: str | None = None
    dead_links: tuple[str, ...] = ()
    form: bool = True
    pages: tuple[str, ...] = ("/", "/about", "/contact")
    banner: Banner = Banner()
    does: Does = Does()
    consent: ConsentFacts = ConsentFacts()
    states: tuple[ConsentState, ...] = ("before", *CHOICES)
    not_seen: tuple[str, ...] = ()
    third_party_cookies: Literal["allowed", "refused"] = "allowed"
    only_recorded: str | None = None
    finds: Mapping[str, Severity] = Field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = Field(default_factory=dict)
    silent: Mapping[str, Literal["passed", "cannot_tell", "not_applicable"]] = Field(default_factory=dict)
    twin: Mapping[str, Any] | None = None

    @field_validator("finds")
    @classmethod
    def _check_and_subject(cls, value: Mapping[str, Severity]) -> Mapping[str, Severity]:
        for line in value:
            if not re.fullmatch(r"[a-z_]+ \S.*", line):
                raise ValueError(f"not a check and a subject: {line!r}")
        return value

    @model_validator(mode="after")
    def _as_it_can_be(self) -> Description:
        chosen = (self.does.before, self.does.rejected, self.does.accepted, self.does.withdrawn)
        if self.banner.kind in ("none", "notice") and any(chosen):
            raise ValueError(f"{self.site}: nobody can choose here; what it does belongs under 'always'")
        return self

    @property
    def host(self) -> str:
        """The host name it answers on."""
        return f"www.{self.site.replace('_', '-')}.example"

    @property
    def twin_site(self) -> Description | None:
        """The site that does as it says, or None where none is described."""
        if self.twin is None:
            return None
        own = self.model_dump(exclude={"finds", "verdicts", "silent", "twin"})
        return Description.model_validate(own | {"site": f"{self.site}_twin"} | dict(self.twin))


def weight(severity: Severity) -> int:
    """How grave, 0 the gravest."""
    return SEVERITIES.index(severity)


def descriptions(folder: Path = FOLDER) -> tuple[Description, ...]:
    """All sites in order of file and place. Raises ``ValueError`` for one that does not fit, or a name used twice."""
    found: dict[str, Description] = {}
    for path in sorted(folder.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text(encoding="utf-8")):
            try:
                site = Description.model_validate(entry)
            except ValueError as error:
                raise ValueError(f"{path.name}, {entry.get('site')}: {error}") from error
            if site.site in found:
                raise ValueError(f"{path.name}: {site.site} is described twice")
            found[site.site] = site
    return tuple(found.values())
