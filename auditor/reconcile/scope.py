"""Where a claim holds: its own scope, the scope its document states, its condition and its time.

What lies outside is no contradiction. What cannot be told apart (a part of the site that is only named in words, a
condition such as being logged in) makes the verdict ``cannot_tell``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from auditor.domains import host_of, is_within, registrable_domain
from auditor.models.common import ConsentState
from auditor.models.declaration import Claim
from auditor.reconcile.naming import claim_key, listed
from auditor.reconcile.observed import Thing

#: Conditions that an anonymous visit fulfils, with the states that it limits a claim to (empty: all).
_CONDITIONS: dict[str, frozenset[ConsentState]] = {
    "before_choice": frozenset({"before", "gpc"}),
    "after_reject": frozenset({"rejected"}),
    "visitors": frozenset(),
}


@dataclass(frozen=True)
class Scope:
    """Which things a claim speaks of. ``states`` empty: all; ``unclear``: why it cannot be told, or null."""

    states: frozenset[ConsentState] = frozenset()
    within: Callable[[str], bool] | None = None
    unclear: str | None = None
    _known: dict[frozenset[str], frozenset[str]] = field(default_factory=dict, compare=False, repr=False)

    def keep(self, things: Iterable[Thing], pages: frozenset[str]) -> tuple[Thing, ...]:
        """The things in scope. One seen on pages inside and outside is inside. ``pages``: all that things were seen on,
        so that each is tested once."""
        kept = (thing for thing in things if thing.state in self.states) if self.states else things
        if self.within is None:
            return tuple(kept)
        inside = self.inside(pages)
        return tuple(thing for thing in kept if not inside.isdisjoint(thing.pages))

    def inside(self, pages: frozenset[str]) -> frozenset[str]:
        """The pages in scope."""
        within = self.within
        if within is None:
            return pages
        if pages not in self._known:
            self._known[pages] = frozenset(page for page in pages if within(page))
        return self._known[pages]


def scope_of(claim: Claim, claims: Iterable[Claim], site_host: str) -> Scope:
    """The scope of a claim: its own, and what the scope claims of the same document allow."""
    states: frozenset[ConsentState] = frozenset()
    for condition in listed(claim.params.get("condition")):
        if condition not in _CONDITIONS:
            return Scope(unclear=f"The claim holds only under a condition that was not brought about ({condition}).")
        states |= _CONDITIONS[condition]
    if any(time != "now" for time in listed(claim.params.get("time"))):
        return Scope(unclear="The claim speaks of another time.")
    tests: list[Callable[[str], bool]] = []
    own = [place.strip() for place in listed(claim.params.get("scope")) if place.strip()]
    if own:
        places = [_place(place) for place in own]
        if any(place is None for place in places):
            return Scope(unclear=f"The claim holds for a part of the site that cannot be told apart ({own[0][:60]}).")
        tests.append(_any_of([place for place in places if place is not None]))
    unclear = _document_scope(claim, claims, site_host, tests)
    if unclear is not None:
        return Scope(unclear=unclear)
    return Scope(states=states, within=_all_of(tests) if tests else None)


def _document_scope(
    claim: Claim, claims: Iterable[Claim], site_host: str, tests: list[Callable[[str], bool]]
) -> str | None:
    """Adds the limits that the claim's document states; returns why it cannot be told, or None."""
    limiting = (one for one in claims if one.type == "scope" and one.document == claim.document and not one.possible)
    # Said twice it limits no more than once.
    for other in {claim_key(one): one for one in sorted(limiting, key=claim_key)}.values():
        domains = [_domain(name) for name in listed(other.params.get("domains"))]
        named = [name for name in domains if name]
        if named and not any(registrable_domain(name) == registrable_domain(site_host) for name in named):
            return f"The document says that it is about another domain ({named[0][:60]})."
        if named:
            tests.append(_hosts_within(listed(other.params.get("domains"))))
        for excluded in listed(other.params.get("excluded")):
            tests.append(_outside(excluded))
    return None


def _domain(name: str) -> str:
    """A domain as a scope names it (with or without ``www.``, scheme or path), or "" when it is none."""
    name = name.strip().lower()
    host = host_of(name) if "://" in name else name.split("/")[0]
    host = host.removeprefix("www.")
    return host if "." in host and " " not in host else ""


def _place(place: str) -> Callable[[str], bool] | None:
    """A test for pages of a place: a domain, or a path that begins with ``/``. None for other words."""
    if place.startswith("/"):
        return lambda page: urlsplit(page).path.startswith(place)
    return _hosts_within([place]) if _domain(place) else None


def _hosts_within(names: Iterable[str]) -> Callable[[str], bool]:
    """A test for pages of some domains. A bare domain holds its subdomains; an address that begins with ``www.`` stands
    for that one site, and not for a shop or an app beside it."""
    domains = [(domain, _begins_with_www(name)) for name in names if (domain := _domain(name))]
    return lambda page: any(
        host_of(page).removeprefix("www.") == domain if alone else is_within(host_of(page), domain)
        for domain, alone in domains
    )


def _begins_with_www(name: str) -> bool:
    return name.strip().lower().split("://")[-1].startswith("www.")


def _outside(excluded: str) -> Callable[[str], bool]:
    """A test for pages outside what a document excludes: a domain, else a word in the host or the path."""
    domain = _domain(excluded)
    if domain:
        return lambda page: not is_within(host_of(page), domain)
    word = excluded.strip().lower().replace(" ", "-")
    return lambda page: word not in f"{host_of(page)}{urlsplit(page).path}".lower()


def _any_of(tests: list[Callable[[str], bool]]) -> Callable[[str], bool]:
    return lambda page: any(test(page) for test in tests)


def _all_of(tests: list[Callable[[str], bool]]) -> Callable[[str], bool]:
    return lambda page: all(test(page) for test in tests)
