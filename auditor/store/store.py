"""The store as the rest of the program sees it. `open_store` gives one; its methods take and give records only.

Every method raises `auditor.errors.StoreError` (one sentence, exit 5) when the database or the disk fails, and
`auditor.errors.InputError` (exit 2) for what it cannot take.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from auditor.config import RetentionSettings
from auditor.errors import InputError
from auditor.models.declaration import Declaration
from auditor.models.observation import Observation
from auditor.models.result import AuditResult
from auditor.store import archive, audits, decisions, importing, overview, people, sites, thinning
from auditor.store.addresses import normal_address
from auditor.store.chain import broken_at
from auditor.store.database import Database, make_folder
from auditor.store.evidence import EvidenceFolder
from auditor.store.fleet import Fleet
from auditor.store.fleet_records import Claim
from auditor.store.insight import Insight
from auditor.store.keeping import keep_audit, stored_document
from auditor.store.outbox import Outbox
from auditor.store.places import data_folder, database_url
from auditor.store.records import (
    AddedSites,
    AuditRecord,
    AuditSource,
    AuditState,
    CorrectionRecord,
    DecisionKind,
    DecisionRecord,
    DocumentRecord,
    FileRecord,
    FindingRecord,
    Imported,
    Overview,
    Role,
    SignInRecord,
    SiteRecord,
    Thinned,
    Thinning,
    UserRecord,
)
from auditor.store.schema import bring_up_to_date
from auditor.store.sites import SiteEntry


def open_store(database: str | None = None, data: Path | None = None) -> Store:
    """The store, made or brought up to date where needed.

    ``database``: a URL, else ``AUDITOR_DATABASE``, else ``auditor.db`` in the data folder. ``data``: that folder, else
    ``AUDITOR_DATA``, else the platform's own. Raises `StoreError` when it is out of reach, damaged, or newer than this
    release, and `UsageError` for a URL of another database."""
    folder = data_folder(data)
    make_folder(folder)
    connected = Database(database_url(database, folder))
    bring_up_to_date(connected)
    return Store(connected, folder)


class Store:
    """Sites, audits, findings, decisions, documents, accounts, and the evidence. Safe to use from several threads."""

    def __init__(
        self, database: Database, folder: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._database = database
        self._evidence = EvidenceFolder(folder / "evidence")
        self._clock = clock
        self.folder = folder
        #: Schedules, claims, workers and marks.
        self.fleet = Fleet(database, clock)
        #: What receivers are to be told.
        self.outbox = Outbox(database, clock)
        #: How the fleet is doing, and what it finds.
        self.insight = Insight(database, clock)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # Sites

    def sites(self, search: str = "", *, removed: bool = False) -> tuple[SiteRecord, ...]:
        """The sites on the list by host, those whose address or label holds all words of ``search``; or those that
        were removed from it."""
        with self._database.reading() as connection:
            return sites.listed(connection, search, removed)

    def site(self, key: str | int) -> SiteRecord | None:
        """The site with this number, address or host, also a removed one. `InputError`: the host stands for several."""
        with self._database.reading() as connection:
            return sites.find(connection, key)

    def site_at(self, address: str) -> SiteRecord | None:
        """The site under which an audit of this very address is kept, also a removed one. `InputError`: no address."""
        with self._database.reading() as connection:
            return sites.by_url(connection, normal_address(address))

    def add_site(self, url: str, label: str | None = None, settings: dict[str, Any] | None = None) -> SiteRecord:
        """Put a site on the list, or change the label and settings (where given) of one that is on it."""
        with self._database.writing() as connection:
            return sites.add_one(connection, SiteEntry(url, label, settings), self._clock())

    def add_sites(self, entries: Iterable[SiteEntry]) -> AddedSites:
        """Put many sites on the list, all or none."""
        with self._database.writing() as connection:
            return sites.add(connection, entries, self._clock())

    def remove_site(self, site: SiteRecord | int) -> None:
        """Take a site off the list. Its history stays, and is there again when it is added again."""
        with self._database.writing() as connection:
            sites.remove(connection, _number(site), self._clock())

    def overview(
        self,
        search: str = "",
        *,
        order: str = "host",
        limit: int = 100,
        offset: int = 0,
        check: str = "",
        severity: str = "",
    ) -> Overview:
        """A page of the list, each site with its newest audits. ``order``: ``host``, ``latest`` (newest audit first) or
        ``severity`` (gravest first). ``check``, ``severity``: only sites whose newest audit found such a thing."""
        with self._database.reading() as connection:
            return overview.page(connection, search, order, limit, offset, check, severity)

    # Audits

    def queue_audit(self, site: SiteRecord | int, source: AuditSource = "web") -> AuditRecord:
        """A new audit of a site that waits for its turn."""
        with self._database.writing() as connection:
            return audits.queue(connection, _number(site), source, self._clock())

    def begin_audit(self, site: SiteRecord | int, source: AuditSource = "web") -> AuditRecord:
        """A new audit of a site that is under way at once, without having waited where an engine could claim it."""
        now = self._clock()
        with self._database.writing() as connection:
            made = audits.queue(connection, _number(site), source, now)
            return audits.change(connection, made.id, ("queued",), state="running", started_at=now)

    def start_audit(self, audit_id: str) -> AuditRecord:
        """A queued audit is under way now. `InputError` when it is not queued (any more)."""
        with self._database.writing() as connection:
            return audits.change(connection, audit_id, ("queued",), state="running", started_at=self._clock())

    def end_audit(self, audit_id: str, state: AuditState, error: str) -> AuditRecord:
        """A queued or running audit ended without a result: ``failed`` or ``interrupted``, ``error`` says why."""
        values = {"state": state, "error": sites.clean_line(error, 2000), "finished_at": self._clock()}
        with self._database.writing() as connection:
            return audits.change(connection, audit_id, ("queued", "running"), **values)

    def retry_audit(self, audit_id: str) -> AuditRecord:
        """A failed or interrupted audit waits for its turn once more."""
        with self._database.writing() as connection:
            before = audits.by_id(connection, audit_id)
            attempt = before.attempt + 1 if before else 1
            values = {"state": "queued", "attempt": attempt, "error": None, "started_at": None, "finished_at": None}
            values |= {"crashes": 0, "faults": 0, "put_off": 0}
            values["noticed_at"] = None  # its end is news again
            return audits.change(connection, audit_id, ("failed", "interrupted"), **values)

    def save_audit(
        self,
        folder: Path,
        result: AuditResult,
        *,
        site: SiteRecord | int | None = None,
        source: AuditSource = "command",
        audit_id: str | None = None,
        claim: Claim | None = None,
    ) -> str:
        """Keep a finished audit with every file of its folder; its id.

        ``site``: whose it is; else the site with the address of the result, which is put on the list when it is new.
        ``audit_id``: the queued or running audit that this is the end of; ``claim``: the attempt that it is the end of.
        An audit that is kept already is not kept twice. Raises `auditor.store.leases.LeaseLost` when another attempt
        has its place: nothing is kept then."""
        number = None if site is None else _number(site)
        return keep_audit(
            self._database, self._evidence, folder, result, number, source, self._clock(), audit_id=audit_id,
            claim=claim,
        )  # fmt: skip

    def audit(self, audit_id: str) -> AuditRecord | None:
        """The audit with this id."""
        with self._database.reading() as connection:
            return audits.by_id(connection, audit_id)

    def audits(
        self, site: SiteRecord | int, limit: int = 1000, *, states: Sequence[AuditState] = ()
    ) -> tuple[AuditRecord, ...]:
        """A site's audits, newest first; only those in ``states`` where some are named."""
        with self._database.reading() as connection:
            return tuple(audits.of_site(connection, _number(site), limit, states))

    def latest(self, site: SiteRecord | int) -> AuditRecord | None:
        """The site's newest audit that has a result."""
        with self._database.reading() as connection:
            return next(iter(audits.of_site(connection, _number(site), 1, ("done",), whole=True)), None)

    def audits_in(self, *states: AuditState) -> tuple[AuditRecord, ...]:
        """All audits in these states, the one that was asked for first in front."""
        with self._database.reading() as connection:
            return tuple(audits.in_states(connection, states))

    def findings(self, audit: AuditRecord | str) -> tuple[FindingRecord, ...]:
        """The findings of an audit in short, in the order of its result."""
        with self._database.reading() as connection:
            return audits.findings_of(connection, _id(audit))

    def finding_ids(self, audit_ids: Sequence[str]) -> dict[str, set[str]]:
        """The ids of the findings of several audits."""
        with self._database.reading() as connection:
            return audits.finding_ids(connection, audit_ids)

    def documents(self, audit: AuditRecord | str) -> tuple[DocumentRecord, ...]:
        """The texts that an audit read."""
        with self._database.reading() as connection:
            return audits.documents_of(connection, _id(audit))

    def result(self, audit: AuditRecord | str) -> AuditResult:
        """An audit's result. `InputError` when it has none, `StoreError` when it is damaged."""
        return stored_document(self._database, self._evidence, _id(audit), "result.json", AuditResult)

    def observation(self, audit: AuditRecord | str) -> Observation:
        """What an audit saw. Raises as `result`."""
        return stored_document(self._database, self._evidence, _id(audit), "observation.json", Observation)

    def declaration(self, audit: AuditRecord | str) -> Declaration:
        """What the texts declared. Raises as `result`."""
        return stored_document(self._database, self._evidence, _id(audit), "declaration.json", Declaration)

    def files(self, audit: AuditRecord | str) -> tuple[FileRecord, ...]:
        """The files of an audit by name."""
        with self._database.reading() as connection:
            return audits.files_of(connection, _id(audit))

    def file_record(self, audit: AuditRecord | str, name: str) -> FileRecord | None:
        """What is known of a file of an audit; None for a name that it does not have."""
        if "\0" in name:
            return None
        with self._database.reading() as connection:
            return audits.file_of(connection, _id(audit), name)

    def file(self, audit: AuditRecord | str, name: str) -> Path | None:
        """Where the bytes of an audit's file are; None for a name that it does not have, or when they are gone.

        The name is looked up in a table and never becomes a path."""
        found = self.file_record(audit, name)
        return None if found is None else self._evidence.find(found.sha256)

    # Decisions

    def decide(
        self,
        site: SiteRecord | int,
        finding_id: str,
        kind: DecisionKind,
        by: str,
        *,
        reason: str = "",
        owner: str | None = None,
        due: date | None = None,
        expires: date | None = None,
        evidence_sha256: str | None = None,
    ) -> DecisionRecord:
        """Add a decision on a finding, after those that stand. ``due`` belongs to ``to_fix``, ``expires`` to
        ``accepted``. ``evidence_sha256``: what the reviewer saw; else that of the newest audit with this finding."""
        with self._database.writing() as connection:
            # Alone: two who decide at once must not both follow the same decision.
            decided = self._known(sites.by_id(connection, _number(site), alone=True))
            return decisions.decide(
                connection, decided, finding_id, kind, by, self._clock(), reason=reason, owner=owner, due=due,
                expires=expires, evidence_sha256=evidence_sha256,
            )  # fmt: skip

    def decisions(self, site: SiteRecord | int, finding_id: str | None = None) -> tuple[DecisionRecord, ...]:
        """The decisions on a finding, or on all findings of a site, oldest first."""
        with self._database.reading() as connection:
            return tuple(decisions.history_of(connection, _number(site), finding_id))

    def tampered(self, site: SiteRecord | int) -> tuple[str, ...]:
        """The findings whose decisions were changed behind the store's back; none when every chain is whole."""
        with self._database.reading() as connection:
            owner = self._known(sites.by_id(connection, _number(site)))
            chains: dict[str, list[DecisionRecord]] = {}
            for decision in decisions.history_of(connection, owner.id):
                chains.setdefault(decision.finding_id, []).append(decision)
        return tuple(finding for finding, chain in chains.items() if broken_at(chain, owner.url) is not None)

    def correct(self, site: SiteRecord | int, text_sha256: str, form: str, by: str) -> CorrectionRecord:
        """Add a correction of how a text of the site was read (a form for ``--declared``, YAML); the newest counts."""
        with self._database.writing() as connection:
            return decisions.correct(connection, _number(site), text_sha256, form, by, self._clock())

    def corrections(self, site: SiteRecord | int, text_sha256: str | None = None) -> tuple[CorrectionRecord, ...]:
        """The corrections of a site's texts, or of one text, oldest first."""
        with self._database.reading() as connection:
            return tuple(decisions.corrections_of(connection, _number(site), text_sha256))

    # Accounts

    def add_user(self, name: str, password_hash: str, role: Role) -> UserRecord:
        """A new account; ``password_hash`` as argon2 writes it. `InputError`: the name is taken, or no name."""
        with self._database.writing() as connection:
            return people.add_user(connection, name, password_hash, role, self._clock())

    def user(self, name: str) -> UserRecord | None:
        """The account with this name, also a disabled one."""
        with self._database.reading() as connection:
            return people.by_name(connection, name)

    def users(self) -> tuple[UserRecord, ...]:
        """All accounts by name, disabled ones too."""
        with self._database.reading() as connection:
            return people.everyone(connection)

    def change_user(self, name: str, *, password_hash: str | None = None, role: Role | None = None) -> UserRecord:
        """Give an account another password or role; it is signed out everywhere."""
        given = {"password_hash": password_hash, "role": role}
        with self._database.writing() as connection:
            return people.change_user(connection, name, **{key: value for key, value in given.items() if value})

    def disable_user(self, name: str, disabled: bool = True) -> UserRecord:
        """Close an account (it is signed out everywhere), or open it again."""
        with self._database.writing() as connection:
            return people.change_user(connection, name, disabled_at=self._clock() if disabled else None)

    def sign_in(self, token_sha256: str, user: UserRecord, expires_at: datetime) -> None:
        """Note that somebody signed in with a token; only its SHA-256 is kept."""
        with self._database.writing() as connection:
            people.sign_in(connection, token_sha256, user.id, self._clock(), expires_at)

    def signed_in(self, token_sha256: str) -> SignInRecord | None:
        """Who is signed in with this token, unless it expired, was ended, or the account is disabled."""
        with self._database.reading() as connection:
            return people.signed_in(connection, token_sha256, self._clock())

    def sign_out_everywhere(self, user: UserRecord) -> None:
        """End all sign-ins of an account, and change nothing of it."""
        with self._database.writing() as connection:
            people.sign_out_everywhere(connection, user.id)

    def sign_out(self, token_sha256: str) -> None:
        """End a sign-in."""
        with self._database.writing() as connection:
            people.sign_out(connection, token_sha256)

    # Archives

    def export(self, site: SiteRecord | int, path: Path) -> int:
        """Write a site's whole history to one archive; how many audits are in it."""
        return archive.export_site(self._database, self._evidence, _number(site), path, self._clock())

    def import_archive(self, path: Path) -> Imported:
        """Take in the history in an archive; what is there already stays as it is. `InputError`: it is not whole."""
        return importing.import_site(self._database, self._evidence, path, self._clock())

    # Retention

    def thin(self, rules: RetentionSettings, *, dry_run: bool = False, swept: bool = True) -> Thinning:
        """Take what the rules let go; with ``dry_run`` only say what. See `auditor.store.thinning.thin`."""
        return thinning.thin(
            self._database, self._evidence, rules, self._clock(), dry_run=dry_run, swept=swept
        )  # fmt: skip

    def erase(self, audit: AuditRecord | str, what: Thinned) -> Thinning:
        """Take its evidence, or all but its line in the history, from one audit. See `auditor.store.thinning.erase`."""
        return thinning.erase(self._database, self._evidence, _id(audit), what, self._clock())

    @staticmethod
    def _known(site: SiteRecord | None) -> SiteRecord:
        if site is None:
            raise InputError("There is no such site in the store.")
        return site


def _number(site: SiteRecord | int) -> int:
    return site if isinstance(site, int) else site.id


def _id(audit: AuditRecord | str) -> str:
    return audit if isinstance(audit, str) else audit.id
