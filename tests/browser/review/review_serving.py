"""The review application behind a real port of loopback, and a store in which every page has something to show."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import uvicorn
from report_samples import sample
from review_site import company, keep

from auditor.config import AuditSettings
from auditor.models.result import AuditResult, Finding
from auditor.pipeline import conclude
from auditor.review.web.app import create_app
from auditor.review.web.settings import ReviewSettings
from auditor.store.fleet_records import ScheduleRecord
from auditor.store.records import DecisionKind
from auditor.store.store import Store
from declarations.extract import extract
from tests.unit.reconcile.reconcile_builders import POLICY, cookie, document, observation, state
from tests.unit.store.insight_builders import put_audit, put_lease, put_notice, put_worker

LATER = (datetime.now(UTC).date() + timedelta(days=60)).isoformat()
TEXT = b"""<html lang="nl"><body><h1>Cookies</h1><p>Wij plaatsen geen marketingcookies.</p>
<p>Cookies blijven 90 dagen staan.</p><p>Onze kaas is lekker en komt uit Gouda.</p></body></html>"""


@contextmanager
def serving(store: Store) -> Iterator[Callable[..., str]]:
    """Serves ``store``, under each settings asked for; gives the address to begin with."""
    servers: list[tuple[uvicorn.Server, threading.Thread]] = []

    def serve(settings: ReviewSettings | None = None) -> str:
        app = create_app(store, settings or ReviewSettings(local_name="bo"))
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        servers.append((server, thread))
        while not server.started:
            time.sleep(0.02)
        return f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"

    yield serve
    for server, _ in servers:
        server.should_exit = True
    for _, thread in servers:
        thread.join(10)


def read_text(store: Store, folder: Path) -> str:
    """Keep an audit of another company whose text makes claims; the page of that text."""
    content = extract(TEXT, "text/html", POLICY)
    seen = observation(state("before", cookies=(cookie("_gs"),)), documents=(document(content=content),))
    folder.mkdir()
    audit = store.save_audit(folder, conclude(seen, AuditSettings(), folder, lambda host, stage, detail: None))
    return f"/audits/{audit}/texts/{store.documents(audit)[0].text_sha256}"


def next_audit(store: Store, folder: Path, changed: str = "", gone: str = "", day: int = 1, **more: Any) -> str:
    """Keep an audit that begins in ``day`` days. ``changed``: id of the finding with other evidence; ``gone``: of the
    one that it does not find."""
    days = (datetime.now(UTC) - sample().observation.started_at).days + day
    found = [_other(one) if one.id == changed else one for one in sample().findings if one.id != gone]
    kept: str = keep(store, folder, days=days, findings=found, **more)
    return kept


def _other(finding: Finding) -> Finding:
    return finding.model_copy(update={"evidence": (finding.evidence[0].model_copy(update={"name": "another"}),)})


def filled(store: Store, place: Path) -> dict[str, str]:
    """Fill the store so that every page shows all it can; the address of each page by a name for it."""
    keep(store, place / "first")
    site, decided = company(store), sample().findings
    first = store.latest(site)
    assert first is not None
    seen = {one.finding_id: one.evidence_sha256 for one in store.findings(first)}
    later = date.fromisoformat(LATER)
    kinds: tuple[tuple[DecisionKind, dict[str, Any]], ...] = (
        ("to_fix", {"owner": "Team web", "due": later}),
        ("accepted", {"expires": later}),
        ("false_positive", {}),
        ("fixed", {}),
        ("fixed", {}),
    )
    for finding, (kind, more) in zip(decided, kinds, strict=False):
        evidence = seen[finding.id]
        store.decide(site, finding.id, kind, "bo", reason="Eerst navragen.", evidence_sha256=evidence, **more)
    text = read_text(store, place / "read")
    second = next_audit(store, place / "second", decided[1].id, decided[4].id, documents=_reworded(sample()))
    waiting = store.queue_audit(store.add_site("https://wacht.example/"), "schedule")
    store.add_site("https://leeg.example/", label="Nog niet bekeken")
    _scheduled(store, site.id, waiting.site_id)
    return {
        "fleet": "/fleet", "list of a check": f"/?check={decided[0].check}",
        "overview": "/", "overview without a hit": "/?q=zzzz", "site": f"/sites/{site.id}",
        "site without a hit": f"/sites/{site.id}?q=zzzz", "site without audits": f"/sites/{store.sites()[-1].id}",
        "audit": f"/audits/{second}", "finding": f"/sites/{site.id}/findings/{decided[0].id}",
        "finding open again": f"/sites/{site.id}/findings/{decided[1].id}",
        "finding not seen": f"/sites/{site.id}/findings/{decided[4].id}",
        "changes": f"/sites/{site.id}/changes", "texts": text.rpartition("/")[0], "text": text,
        "start": "/start", "progress": f"/audits/{waiting.id}/progress",
        "progress of an ended one": f"/audits/{second}/progress", "export": "/export", "missing": "/nothing",
    }  # fmt: skip


def _scheduled(store: Store, *sites: int) -> None:
    """A schedule for each, the last one paused; and of what the fleet's page tells besides, one of each."""
    now = datetime.now(UTC)
    for site in sites:
        due = None if site == sites[-1] else now
        store.fleet.schedule(
            ScheduleRecord(
                site_id=site, rule="cron 0 6 * * 1", zone="Europe/Amsterdam", added_at=now, next_due_at=due,
                paused_at=now if due is None else None,
            )
        )  # fmt: skip
    failed = store.add_site("https://dicht.example/", label="Antwoordt niet")
    audit = put_audit(store, failed.id, now, state="failed", error="The site did not answer.")
    running = put_audit(store, failed.id, now, state="running")
    put_lease(store, running, "dicht.example", "ada/1/00000000", now, now - timedelta(hours=1))
    put_worker(store, "ada/1/00000000", now - timedelta(hours=1))
    put_worker(store, "bo/2/00000000", now)
    put_notice(store, failed.id, audit, now)
    put_notice(store, failed.id, audit, now, send_after=None, ended_at=now)


def _reworded(result: AuditResult) -> tuple[object, ...]:
    first, *rest = result.documents
    text = first.text + "\nNieuw: wij doen nu iets anders."
    return (first.model_copy(update={"content": first.content.model_copy(update={"text": text})}), *rest)
