"""The one module that knows all stages: crawl, read, fetch what the reading defers to, read again, reconcile, render.

Every stage's document is written as soon as it is there, so that a later failure loses nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from auditor.config import AuditSettings
from auditor.crawl.browser_pool import BrowserPool
from auditor.crawl.never_sites import never_sites
from auditor.crawl.options import CrawlOptions, Progress
from auditor.crawl.printing import print_to_pdf
from auditor.crawl.site import Crawler
from auditor.demo.internet import DemoInternet
from auditor.errors import InputError, UsageError
from auditor.folders import folders_for, free, make, write, write_bytes
from auditor.manifest import write_manifest
from auditor.models.common import ReportLanguage
from auditor.models.declaration import Declaration
from auditor.models.document import Document
from auditor.models.files import document_kind, load
from auditor.models.observation import Observation
from auditor.models.result import AuditResult
from auditor.reconcile.explain import meanings
from auditor.reconcile.runner import reconcile
from declarations.authored import Authored, apply, authored_from
from declarations.extract import extract
from declarations.reader import read
from reports.handed import LetterWishes
from reports.index import IndexEntry, render_index
from reports.render import render, report_format, with_companions

#: Called with the site's host, the stage, and what it is at.
Report = Callable[[str, str, str], None]

#: Called with each audit when it is finished and its files are written; must not raise.
Finished = Callable[[AuditResult, Path], None]

#: Called with a site's address and the settings for all before its audit; the settings for it. Must not raise.
Choose = Callable[[str, AuditSettings], AuditSettings]

#: Deferrals are followed this many times over (a policy that defers to a page that defers to a list).
DEFERRAL_ROUNDS = 2

#: A letter asks for an answer within this time, unless told otherwise.
TIME_TO_ANSWER = timedelta(weeks=4)

#: A file that is larger than this is no policy; it is refused before it is read into memory.
LARGEST_FILE = 64 * 1024 * 1024

MEDIA_TYPES = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".pdf": "application/pdf"}


def address_of(url: str) -> str:
    """The address that a user meant: ``example.nl`` → ``https://example.nl/``. Raises `UsageError`."""
    address = url if re.match(r"^[a-zA-Z][a-zA-Z0-9+.-]*://", url) else f"https://{url}"
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme.lower() not in ("http", "https") or re.search(r"[\s\\<>\"]", address):
        raise UsageError(f"{url!r} is not the address of a website.")
    return address if parts.path else address + "/"


def crawl_options(settings: AuditSettings, folder: Path | None) -> CrawlOptions:
    """What the crawl needs of the settings."""
    policy = settings.policy if settings.policy and _is_address(settings.policy) else None
    return CrawlOptions(
        pages=settings.pages, visits=settings.visits, states=settings.states, locale=settings.locale,
        timezone=settings.timezone, timeout=settings.timeout, page_timeout=settings.page_timeout, proxy=settings.proxy,
        headers=settings.headers, resolve=settings.resolve, ignore_https_errors=settings.ignore_https_errors,
        browser_path=Path(settings.browser) if settings.browser else None, policy_url=policy,
        parallel=settings.parallel, evidence_folder=folder, public_only=settings.public_only,
        allow_targets=settings.allow_targets, never_visit=settings.never_visit, never_sites=settings.never_sites,
        pause=settings.pause, robots=settings.robots, contact=settings.contact,
    )  # fmt: skip


def crawl_site(url: str, settings: AuditSettings, folder: Path | None, report: Report) -> Observation:
    """Visit one site. With ``folder``, screenshots and the documents as served are written there."""
    address = address_of(url)
    _refuse_never([address], settings)
    if folder is not None:
        make(folder)
    return asyncio.run(_crawl(address, settings, folder, report))


async def _crawl(
    address: str,
    settings: AuditSettings,
    folder: Path | None,
    report: Report,
    browsers: BrowserPool | None = None,
) -> Observation:
    host = urlsplit(address).hostname or ""
    own_policy = _policy_file(settings)

    def progress(step: Progress) -> None:
        place = f"{step.done + 1} of {step.total}: " if step.stage in ("page", "document") and step.total else ""
        report(host, f"visiting ({step.state})" if step.state else step.stage, f"{place}{step.url or ''}")

    async with Crawler(crawl_options(settings, folder), extract, progress, browsers=browsers) as crawler:
        observation = await crawler.crawl(address)
        if own_policy is not None:
            observation = observation.model_copy(update={"documents": (own_policy,)})
        for _ in range(DEFERRAL_ROUNDS if observation.outcome != "failed" else 0):
            # In a thread: reading takes seconds, and other audits may be under way on this loop.
            wanted = await asyncio.to_thread(_deferred, observation, settings)
            if not wanted:
                break
            report(host, "deferrals", wanted[0][0])
            observation = await crawler.fetch_documents(observation, wanted)
        if _claims_signals(await asyncio.to_thread(declaration_of, observation, settings)):
            report(host, "visiting (gpc)", "the policy claims to honour a signal")
            observation = await crawler.visit_with_signals(observation)
    return observation


def declaration_of(observation: Observation, settings: AuditSettings) -> Declaration:
    """What the documents of an observation declare, and what a person declares of the site (``--declared``)."""
    read_by_us = read(observation.documents, observation.site.registrable_domain)
    return with_hand(read_by_us, authored(settings))


def nothing_read(observation: Observation) -> Declaration:
    """The declaration of a site whose documents nobody read, for a declaration by hand to stand in."""
    nothing = read((), observation.site.registrable_domain)
    return nothing.model_copy(update={"documents": observation.documents})


def with_hand(declaration: Declaration, by_hand: Authored | None) -> Declaration:
    """A declaration with what a person states or corrects. Raises `InputError` when it holds such a thing already."""
    if by_hand is None:
        return declaration
    if declaration.by_hand is not None:
        name = declaration.by_hand.file
        raise InputError(f"The declaration already holds what {name} declares; take one that auditor read wrote.")
    return apply(declaration, by_hand)


def authored(settings: AuditSettings) -> Authored | None:
    """The declaration by hand that the settings name. Raises `InputError` with a sentence for each error in it."""
    if settings.declared is None:
        return None
    path = Path(settings.declared)
    return authored_from(_read_bytes(path), path.name)


def _claims_signals(declaration: Declaration) -> bool:
    """Whether it is declared that Do Not Track or Global Privacy Control is honoured."""
    return any(claim.type == "dnt" and claim.params.get("value") is not False for claim in declaration.claims)


def _deferred(observation: Observation, settings: AuditSettings) -> list[tuple[str, str]]:
    """The addresses that the documents (and a declaration by hand) defer to and that were not fetched yet, each with
    the deferring quote."""
    known = {address.partition("#")[0] for doc in observation.documents for address in (doc.url, doc.requested_url)}
    wanted: dict[str, str] = {}
    found = read(observation.documents, observation.site.registrable_domain)
    for deferral in (*found.deferrals, *with_hand(found, authored(settings)).deferrals):
        address = (deferral.url or "").partition("#")[0]
        if address not in known and _is_address(address):
            wanted.setdefault(address, deferral.quote)
    return list(wanted.items())


def _is_address(text: str) -> bool:
    return bool(re.match(r"^https?://[^\s/\\]+", text, re.IGNORECASE))


def _policy_file(settings: AuditSettings) -> Document | None:
    if settings.policy is None or _is_address(settings.policy):
        return None
    return document_from_file(Path(settings.policy), "option")


def document_from_file(path: Path, found_by: str = "file") -> Document:
    """A policy that lies on disk. Its ``url`` is the file's name. Raises `InputError` with one sentence."""
    data = _read_bytes(path)
    media_type = MEDIA_TYPES.get(path.suffix.lower(), _guess(data))
    content = extract(data, media_type, path.name)
    if content.outcome == "unreadable":
        raise InputError(f"{path.name} cannot be read as a text: {content.reason or 'no text in it'}.")
    document = {
        "url": path.name, "requested_url": path.name, "found_by": found_by, "media_type": media_type,
        "sha256": hashlib.sha256(data).hexdigest(), "content": content,
    }  # fmt: skip
    return Document.model_validate(document)


def _read_bytes(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(f"{path.name} is larger than {LARGEST_FILE // 2**20} MB; that is no policy.")
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror or error}.") from None


def _guess(data: bytes) -> str:
    """The media type of a file whose name does not tell."""
    start = data[:1024].lstrip().lower()
    if start.startswith(b"%pdf-"):
        return "application/pdf"
    return "text/html" if start.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) else "text/plain"


def read_sources(sources: Sequence[str], settings: AuditSettings, report: Report) -> Declaration:
    """What files and addresses declare, read together as the texts of one site.

    An ``observation.json`` stands for the documents in it. Raises `InputError`, or `auditor.errors.SiteError`'s kin."""
    by_hand = authored(settings)
    documents: list[Document] = []
    domain: str | None = None
    for source in sources:
        if _is_address(source):
            observation = _fetch(source, settings, report)
        elif document_kind_of(source) == "observation":
            observation = load(Path(source), Observation)
        else:
            documents.append(document_from_file(Path(source)))
            continue
        documents += observation.documents
        domain = domain or observation.site.registrable_domain
    return with_hand(read(documents, domain), by_hand)


def document_kind_of(source: str) -> str | None:
    """The kind of saved document that a file is, or None. Raises `InputError` when it cannot be read."""
    return document_kind(Path(source)) if source.endswith(".json") else None


def _fetch(url: str, settings: AuditSettings, report: Report) -> Observation:
    _refuse_never([address_of(url)], settings)
    alone = settings.model_copy(update={"policy": address_of(url), "pages": 1})
    observation = asyncio.run(_crawl(address_of(url), alone, None, report))
    if not any(document.content.text for document in observation.documents):
        raise InputError(f"{url} could not be read: {observation.reason or 'no text was found there'}.")
    return observation


def audit_sites(
    urls: Sequence[str],
    settings: AuditSettings,
    output: Path | None,
    report: Report,
    finished: Finished = lambda result, folder: None,
    choose: Choose = lambda address, settings: settings,
) -> list[tuple[AuditResult, Path]]:
    """Audit sites one after another; each result with the folder that its files lie in, as ``finished`` got it.

    A site that cannot be audited yields a result that says why. Raises `MachineError` for this machine's faults."""
    addresses = [address_of(url) for url in urls]
    _refuse_early(settings, len(addresses))
    _refuse_never(addresses, settings)
    folders = folders_for(addresses, output)
    results = []
    for address, folder in zip(addresses, folders, strict=True):
        result = _audit(address, choose(address, settings), folder, report)
        finished(result, folder)
        results.append((result, folder))
    return results


def _refuse_early(settings: AuditSettings, sites: int) -> None:
    """Tell what cannot be done before the first visit: an unreadable file, an unknown format."""
    if settings.declared is not None and sites > 1:
        raise UsageError("A declaration by hand is about one site; audit the sites one by one.")
    authored(settings)
    _policy_file(settings)
    for name in settings.format:
        report_format(name)


def _refuse_never(addresses: Sequence[str], settings: AuditSettings) -> None:
    """Tell before the first visit that a site is one which no audit may visit."""
    for address in addresses:
        reason = never_sites(settings.never_sites).refusal(address)
        if reason is not None:
            raise UsageError(reason)


def _audit(address: str, settings: AuditSettings, folder: Path, report: Report) -> AuditResult:
    return asyncio.run(audit_site(address, settings, folder, report))


async def audit_site(
    address: str, settings: AuditSettings, folder: Path, report: Report, *, browsers: BrowserPool | None = None
) -> AuditResult:
    """Audit one site on the caller's event loop. Cancelling it ends its visits, and its browser unless it is one of
    ``browsers``, which other audits may be using; what was written stays.

    ``report`` may be called from another thread."""
    make(folder)
    observation = await _crawl(address, settings, folder, report, browsers)
    return await asyncio.to_thread(conclude, observation, settings, folder, report)


def conclude(observation: Observation, settings: AuditSettings, folder: Path, report: Report) -> AuditResult:
    """All that follows from an observation: reading, comparing and reporting, into ``folder``, which holds the
    pictures and the documents as served. So a corrected reading needs no second visit."""
    host = observation.site.host
    write(folder / "observation.json", observation)
    report(host, "reading", f"{len(observation.documents)} documents")
    declaration = declaration_of(observation, settings)
    write(folder / "declaration.json", declaration)
    report(host, "comparing", f"{len(declaration.claims)} claims")
    result = reconcile(observation, declaration, law=settings.law, language=settings.language)
    write(folder / "result.json", result)
    report(host, "reporting", ", ".join(settings.format))
    browser = Path(settings.browser) if settings.browser else None
    write_reports(result, settings.format, folder, folder, settings.language, browser=browser)
    write_manifest(folder)
    return result


def write_reports(
    result: AuditResult,
    formats: Sequence[str],
    output: Path,
    pictures_folder: Path,
    language: ReportLanguage,
    *,
    letter: LetterWishes | None = None,
    browser: Path | None = None,
) -> list[Path]:
    """Render ``result`` in each format into ``output``; the screenshots it names are taken from ``pictures_folder``.

    ``letter``: what letters have to say; without it, all that is at least minor. ``browser``: the one that prints PDFs.
    Raises `MachineError` for a file that cannot be written, `auditor.errors.BrowserMissing` for a PDF without one."""
    pictures = {}
    for picture in result.pictures:
        path = pictures_folder / Path(picture.file).name
        if path.is_file():
            pictures[picture.file] = path.read_bytes()
    today = datetime.now(UTC).date()
    wishes = letter or LetterWishes(written=today, answer_by=today + TIME_TO_ANSWER)
    written = []
    for name in with_companions(tuple(formats)):
        data = render(
            result, name, language=language, pictures=pictures, letter=wishes, meanings=meanings(),
            printer=lambda page: print_to_pdf(page, browser),
        )  # fmt: skip
        path = output / report_format(name).file_name
        write_bytes(path, data)
        written.append(path)
    return written


def audit_demo(
    settings: AuditSettings,
    output: Path | None,
    report: Report,
    finished: Finished = lambda result, folder: None,
) -> list[tuple[AuditResult, Path]]:
    """Audit the invented companies of the demo on their simulated internet, and write an index of the reports."""
    _refuse_early(settings, sites=5)
    top = output or free(Path("audits") / "demo" / datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"))
    results: list[tuple[AuditResult, Path]] = []
    with DemoInternet() as internet:
        offline = settings.model_copy(update={"resolve": internet.resolve, "ignore_https_errors": True})
        for name, url in internet.urls.items():
            folder = top / name
            result = _audit(url, offline, folder, report)
            finished(result, folder)
            results.append((result, folder))
    entries = [IndexEntry(result=result, href=f"{folder.name}/report.html") for result, folder in results]
    write_bytes(top / "index.html", render_index(entries, settings.language))
    report("demo", "index", str(top / "index.html"))
    return results
