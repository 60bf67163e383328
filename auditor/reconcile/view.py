"""What one check gets to see: exactly what it declared that it needs, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from auditor.knowledge.jurisdictions import jurisdiction
from auditor.knowledge.vendors import VendorBase
from auditor.models.common import ClaimType, CollectorKind, ConsentState, DefectKind
from auditor.models.consent import Choice, ConsentCommand, ConsentRecord, ConsentSurface
from auditor.models.declaration import Defect, Reading
from auditor.models.document import Document
from auditor.models.observation import Page
from auditor.reconcile.coverage import Declared
from auditor.reconcile.facts import Facts
from auditor.reconcile.links import unread_statement
from auditor.reconcile.looked import Looked
from auditor.reconcile.observed import Thing
from auditor.reconcile.verdicts import Judged

if TYPE_CHECKING:
    from auditor.reconcile.check import Needs


class UndeclaredNeed(Exception):
    """A check reached for something that it did not declare: a fault of ours."""


class View:
    """The declared part of the facts. Reaching for more raises `UndeclaredNeed`."""

    def __init__(
        self, needs: Needs, facts: Facts, declared: Declared, looked: Looked, judged: tuple[Judged, ...], law: str
    ) -> None:
        self._needs = needs
        self._facts = facts
        self._declared = declared
        self._judged = judged
        self.looked = looked
        self.jurisdiction = jurisdiction(law)
        self.states: tuple[ConsentState, ...] = (*needs.states, *needs.more_states)

    @property
    def base(self) -> VendorBase:
        """The knowledge of vendors."""
        return self._facts.base

    @property
    def site_host(self) -> str:
        """The host of the audited site."""
        return self._facts.observation.site.host

    @property
    def aliases_looked_up(self) -> bool:
        """Whether the canonical names of own hosts were looked up in this crawl."""
        return self._facts.observation.settings.canonical_names

    @property
    def stored_cookies(self) -> tuple[Thing, ...]:
        """The cookies that were stored."""
        return self._of_states("cookies", self._facts.stored_cookies)

    @property
    def cookies(self) -> tuple[Thing, ...]:
        """All cookies, also those that were refused or deleted, and those after a choice that is not proven. For what
        was never seen; they accuse nobody."""
        return self._of_states("cookies", self._facts.cookies)

    @property
    def storage(self) -> tuple[Thing, ...]:
        """The keys that were written."""
        return self._of_states("web_storage", self._facts.storage)

    @property
    def requests(self) -> tuple[Thing, ...]:
        """The requests that were sent."""
        return self._of_states("requests", self._facts.requests)

    @property
    def trackers(self) -> tuple[Thing, ...]:
        """The requests to trackers."""
        return self._of_states("requests", self._facts.trackers)

    def leftovers(self, state: ConsentState) -> tuple[Thing, ...]:
        """Cookies and keys of a state after a refusal that were there before it and were not written again. For the
        checks that look at cookies; they accuse nobody of anything after the choice."""
        self._require("cookies")
        self._require_state(state)
        return self._facts.leftovers(state)

    @property
    def surface(self) -> ConsentSurface:
        """What asks for, or tells of, consent."""
        self._require("consent")
        return self._facts.observation.consent

    def choice(self, state: ConsentState) -> Choice | None:
        """The choice that a state stands for; None where the state was not visited or none was tried."""
        self._require("consent")
        self._require_state(state)
        seen = self._facts.observation.state(state)
        return seen.choice if seen is not None else None

    def place(self, state: ConsentState) -> int | None:
        """The place of a state in the observation's ``states``; None where it was not visited."""
        names = [seen.state for seen in self._facts.observation.states]
        return names.index(state) if state in names else None

    def verified(self, state: ConsentState) -> bool:
        """Whether the choice that a state stands for is proven; always so before any choice."""
        return self._facts.verified(state)

    def records(self, state: ConsentState) -> tuple[tuple[str, ConsentRecord], ...]:
        """The consent records of a state, each with its place in the observation (a JSON pointer). Empty where the
        choice is not proven: they would be those of nobody knows which choice."""
        return tuple(self._of_consent(state, "records"))

    def consent_commands(self, state: ConsentState) -> tuple[tuple[str, ConsentCommand], ...]:
        """The commands of Google's consent mode in a state, each with its place, as `records`. After a choice only
        those of pages that were loaded after it."""
        found = self._of_consent(state, "consent_commands")
        return tuple((place, command) for place, command in found if command.after_choice)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that were found, as the crawl found them."""
        self._require("documents")
        return self._facts.observation.documents

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages of the state before a choice on which documents were looked for, without the documents."""
        seen = self._facts.observation.state("before")
        known = {address for document in self.documents for address in (document.url, document.requested_url)}
        pages = seen.pages if seen is not None else ()
        return tuple(page for page in pages if not {page.url, page.final_url} & known)

    def place_of(self, page: Page) -> str | None:
        """The place of one of `pages` in the observation (a JSON pointer)."""
        seen, number = self._facts.observation.state("before"), self.place("before")
        if seen is None or number is None:
            return None
        return next((f"/states/{number}/pages/{i}" for i, one in enumerate(seen.pages) if one is page), None)

    @property
    def pages_allowed(self) -> int:
        """How many pages the crawl was to visit at most."""
        return self._facts.observation.settings.pages

    @property
    def day(self) -> date:
        """The day of the audit."""
        return self._facts.observation.started_at.date()

    @property
    def readings(self) -> tuple[tuple[int, Reading], ...]:
        """What each document that was read is and tells, with its place in the declaration."""
        return tuple(enumerate(self.declared.declaration.readings))

    @property
    def declared(self) -> Declared:
        """What the declaration covers."""
        if not self._needs.declaration:
            raise UndeclaredNeed("declaration")
        return self._declared

    def judged(self, *types: ClaimType) -> tuple[Judged, ...]:
        """The claims of these types with their verdicts."""
        for name in types:
            if name not in (*self._needs.claims, *self._needs.more_claims):
                raise UndeclaredNeed(name)
        return tuple(entry for entry in self._judged if entry.claim.type in types)

    def defects(self, *kinds: DefectKind) -> tuple[tuple[int, Defect], ...]:
        """The defects of these kinds with their places in the declaration."""
        for name in kinds:
            if name not in self._needs.defects:
                raise UndeclaredNeed(name)
        found = enumerate(self._declared.declaration.defects)
        return tuple((index, defect) for index, defect in found if defect.kind in kinds)

    @property
    def document_read(self) -> bool:
        """Whether any document of the site could be read."""
        return not self._declared.empty

    @property
    def unread_statement(self) -> str | None:
        """Why a statement that was found and not read may say what the others do not; None where there is none. For
        the checks that say of a text that something is not in it."""
        return unread_statement(self._facts.observation.documents, self.site_host)

    def _of_states(self, kind: CollectorKind, things: Iterable[Thing]) -> tuple[Thing, ...]:
        self._require(kind)
        return tuple(thing for thing in things if thing.state in self.states)

    def _of_consent(self, state: ConsentState, name: str) -> Iterable[tuple[str, Any]]:
        self._require("consent")
        self._require_state(state)
        for number, seen in enumerate(self._facts.observation.states):
            if seen.state == state and self._facts.verified(state):
                for place, entry in enumerate(getattr(seen, name)):
                    yield f"/states/{number}/{name}/{place}", entry

    def _require_state(self, state: ConsentState) -> None:
        if state not in self.states:
            raise UndeclaredNeed(state)

    def _require(self, kind: CollectorKind) -> None:
        if kind not in self._needs.collectors:
            raise UndeclaredNeed(kind)
