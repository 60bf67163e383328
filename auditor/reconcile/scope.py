"""Where a claim holds: its own scope, the scope its document states, its condition and its time.

What lies outside is no contradiction. What cannot be told apart (a part of the site that is only named in words, a
condition such as being logged in) makes the verdict ``cannot_tell``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
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

    def keep(self, things: Iterable[Thing], pages: frozenset[str]) -> tuple[Thing, ...]:
        """The things in scope. One seen on pages inside and outside is inside. ``pages``: all that things were seen on,
        so that each is tested once."""
        states, within = self.states, self.within
        if states:
            things = [thing for thing in things if thing.state in states]
        if within is None:
            return tuple(things)
        inside = {page for page in pages if within(page)}
        return tuple([thing for thing in things if not inside.isdisjoint(thing.pages)])


class Scopes:
    """The scopes of a declaration's claims. Places and documents that limit several claims test each page once."""

    def __init__(self, claims: Iterable[Claim], site_host: str) -> None:
        self._limiting = sorted((one for one in claims if one.type == "scope" and not one.possible), key=claim_key)
        self._site_host = site_host
        self._place = lru_cache(maxsize=None)(_place)
        self._document = lru_cache(maxsize=None)(self._document_scope)

    def of(self, claim: Claim) -> Scope:
        """The scope of a claim: its own, and what the scope claims of the same document allow."""
        states: frozenset[ConsentState] = frozenset()
        for condition in listed(claim.params.get("condition")):
            if condition not in _CONDITIONS:
                why = f"The claim holds only under a condition that was not brought about ({condition})."
                return Scope(unclear=why)
            states |= _CONDITIONS[condition]
        if any(time != "now" for time in listed(claim.params.get("time"))):
            return Scope(unclear="The claim speaks of another time.")
        tests: list[Callable[[str], bool]] = []
        own = [place.strip() for place in listed(claim.params.get("scope")) if place.strip()]
        if own:
            places = [self._place(place) for place in own]
            if any(place is None for place in places):
                why = f"The claim holds for a part of the site that cannot be told apart ({own[0][:60]})."
                return Scope(unclear=why)
            tests.append(_any_of([place for place in places if place is not None]))
        within, unclear = self._document(claim.document)
        if unclear is not None:
            return Scope(unclear=unclear)
        if within is not None:
            tests.append(within)
        return Scope(states=states, within=_all_of(tests) if tests else None)

    def _document_scope(self, document: str) -> tuple[Callable[[str], bool] | None, str | None]:
        """The limits that a document states (None where it states none), or why it cannot be told."""
        tests: list[Callable[[str], bool]] = []
        # Said twice it limits no more than once.
        limiting = {claim_key(one): one for one in self._limiting if one.document == document}
        for limit in limiting.values():
            unclear = _limit(limit, self._site_host, tests)
            if unclear is not None:
                return None, unclear
        return _once(_all_of(tests)) if tests else None, None


def _limit(limit: Claim, site_host: str, tests: list[Callable[[str], bool]]) -> str | None:
    """Adds what one claim on a document's scope limits it to; returns why it cannot be told, or None."""
    domains = listed(limit.params.get("domains"))
    named = [name for one in domains if (name := _domain(one))]
    if named and not any(registrable_domain(name) == registrable_domain(site_host) for name in named):
        return f"The document says that it is about another domain ({named[0][:60]})."
    if named:
        tests.append(_hosts_within(domains))
    tests += [_outside(excluded) for excluded in listed(limit.params.get("excluded"))]
    return None


def _once(test: Callable[[str], bool]) -> Callable[[str], bool]:
    """The same test, which looks at each page once."""
    return lru_cache(maxsize=None)(test)


def _domain(name: str) -> str:
    """A domain as a scope names it (with or without ``www.``, scheme or path), or "" when it is none."""
    name = name.strip().lower()
    host = host_of(name) if "://" in name else name.split("/")[0]
    host = host.removeprefix("www.")
    return host if "." in host and " " not in host else ""


def _place(place: str) -> Callable[[str], bool] | None:
    """A test for pages of a place: a domain, or a path that begins with ``/``. None for other words."""
    if place.startswith("/"):
        return _once(lambda page: urlsplit(page).path.startswith(place))
    return _once(_hosts_within([place])) if _domain(place) else None


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
