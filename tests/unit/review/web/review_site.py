"""A store with an invented company's audits, and clients of the review application on it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from report_samples import sample, with_picture
from starlette.testclient import TestClient

from auditor.manifest import write_manifest
from auditor.models.files import to_json
from auditor.models.result import AuditResult
from auditor.review.passwords import hashed
from auditor.review.web.app import create_app
from auditor.review.web.settings import ReviewSettings
from auditor.store.records import Role, SiteRecord
from auditor.store.store import Store
from reports.render import render

PASSWORD = "vier losse woorden samen"
LOCAL = ReviewSettings(local_name="bo")
SHARED = ReviewSettings(host="192.0.2.7", address="https://review.example")
#: A page of the audited site: what it holds must never run with our origin.
HOSTILE_PAGE = b"<!doctype html><script>fetch('/preferences', {method: 'POST'})</script>"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c626001000000ffff03000006"
    "0005f0aa5b5c0000000049454e44ae426082"
)


def keep(store: Store, folder: Path, days: int = 0, **changes: Any) -> str:
    """Put an audit into the store, ``days`` after the first; its id."""
    first = sample()
    seen = first.observation
    moved = {name: getattr(seen, name) + timedelta(days=days) for name in ("started_at", "finished_at")}
    policy, *others = first.documents
    named = {
        "observation": seen.model_copy(update=moved),
        "documents": (policy.model_copy(update={"evidence": "document-01-privacy.html"}), *others),
        "pictures": with_picture(PIXEL, 1, 1).pictures,
    }
    result: AuditResult = sample(**{**named, **changes})
    folder.mkdir(parents=True)
    (folder / "result.json").write_text(to_json(result), encoding="utf-8")
    (folder / "report.html").write_bytes(render(result, "html"))
    (folder / "document-01-privacy.html").write_bytes(HOSTILE_PAGE)
    (folder / "before-home.png").write_bytes(PIXEL)
    write_manifest(folder)
    return store.save_audit(folder, result)


def company(store: Store) -> SiteRecord:
    """The site of the sample."""
    found = store.site("www.ketting.example")
    assert found is not None
    return found


def finding_path(store: Store) -> str:
    """The page of the gravest finding of the latest audit."""
    site = company(store)
    latest = store.latest(site)
    assert latest is not None
    return f"/sites/{site.id}/findings/{store.findings(latest)[0].finding_id}"


def local_client(store: Store, **headers: str) -> TestClient:
    """A browser on this machine, where nobody signs in."""
    return client(store, LOCAL, "http://127.0.0.1:8642", **headers)


def shared_client(store: Store, **headers: str) -> TestClient:
    """A browser elsewhere, not signed in."""
    return client(store, SHARED, "https://review.example", **headers)


def client(store: Store, settings: ReviewSettings, base: str, **headers: str) -> TestClient:
    return TestClient(
        create_app(store, settings), base_url=base, headers={"accept-language": "en", **headers},
        follow_redirects=False, raise_server_exceptions=False,
    )  # fmt: skip


def with_account(store: Store, name: str = "ans", role: Role = "reviewer") -> None:
    store.add_user(name, hashed(PASSWORD), role)


def token(html: str) -> str:
    """The token of a page's forms."""
    found = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', html)
    assert found
    return found[1]


def post(browser: TestClient, path: str, seen: str | None = None, **fields: str) -> Any:
    """Send a form as the page ``seen`` (default: the same address) holds it."""
    page = browser.get(seen or path)
    return browser.post(path, data={"csrf_token": token(page.text), **fields})


def sign_in(browser: TestClient, name: str = "ans", password: str = PASSWORD) -> Any:
    return post(browser, "/sign-in", name=name, password=password)


def decide(browser: TestClient, path: str, kind: str, **fields: str) -> Any:
    """Decide on the finding of that page, as its form does."""
    page = browser.get(path)
    evidence = re.search(r'name="evidence" value="([0-9a-f]{64})"', page.text)
    given = {"csrf_token": token(page.text), "evidence": evidence[1] if evidence else "", "kind": kind, **fields}
    return browser.post(path, data=given)
