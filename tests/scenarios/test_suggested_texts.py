"""The proposed text, put on a demo company's site in place of the old, leaves nothing to allege of it.

Each company is audited, its proposal drawn up, the site served with the proposal as the document that it replaces, and
audited again: no finding of the groups "Declaration against observation" and "Lifetimes", and no claim contradicted.
One finding of those groups no text can answer: a cookie that asks for longer than thirteen months. The proposal names
the setting that does, and the site gets it too.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from auditor.config import AuditSettings
from auditor.demo.internet import DemoInternet
from auditor.demo.site import Site, load_site, shipped_sites
from auditor.models.common import ReportLanguage
from auditor.models.declaration import Declaration
from auditor.models.files import load
from auditor.models.result import AuditResult
from auditor.pipeline import audit_sites
from auditor.reconcile.checks import CHECKS
from reports.suggestion import place_of, render_suggestion
from reports.text import LANGUAGES, texts
from reports.views.suggested_settings import settings_of

# Fifteen audits with a browser: run by ./test --all.
pytestmark = [pytest.mark.browser, pytest.mark.long]

#: The groups that the proposal answers.
TEXT_GROUPS = ("declaration", "lifetimes")
#: The setting of a site's measurement tag that keeps its cookies for no more than thirteen months (in seconds).
SHORTER = (re.compile(rb"gtag\('config', '([\w-]+)'\)"), rb"gtag('config', '\1', {cookie_expires: 33696000})")
#: What a text must not promise in vain, though its check stands in another group.
PROMISES = frozenset({"consent_promise_broken", "banner_claim_contradicted", "missing_cookie_section"})

NAMES = [folder.name for folder in shipped_sites()]

#: Results with their folders, by the name of the company.
Audits = dict[str, tuple[AuditResult, Path]]


def _audited(internet: DemoInternet, folder: Path) -> Audits:
    settings = AuditSettings(resolve=internet.resolve, ignore_https_errors=True)
    results = audit_sites(list(internet.urls.values()), settings, folder, lambda *step: None)
    return dict(zip(internet.urls, results, strict=True))


def _with_proposal(result: AuditResult, name: str, language: ReportLanguage) -> Site:
    """The company's site with the proposal as the document that it is to replace."""
    folder = next(folder for folder in shipped_sites() if folder.name == name)
    path = urlsplit(place_of(result)).path
    page = next(page for page in load_site(folder).spec.pages if page.path == path)
    text = f"<h1>{page.title}</h1>{render_suggestion(result, 'section', language)}"
    instead = {page.file: text.encode()}
    too_long = {finding.subject.name for finding in result.findings if finding.check == "excessive_lifetime"}
    if too_long:
        _, beside = settings_of(result, texts(language))
        named = " ".join(setting.finding for setting in beside)
        assert all(name in named for name in too_long), "the proposal names what is too long"
        spec = load_site(folder).spec
        layout, changed = SHORTER[0].subn(SHORTER[1], folder.joinpath(spec.layout).read_bytes())
        assert changed == 1
        instead[spec.layout] = layout
    return load_site(folder, instead=instead)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Audits:
    with DemoInternet() as internet:
        return _audited(internet, tmp_path_factory.mktemp("companies"))


@pytest.fixture(scope="module", params=LANGUAGES)
def after(request: pytest.FixtureRequest, before: Audits, tmp_path_factory: pytest.TempPathFactory) -> Audits:
    sites = [_with_proposal(result, name, request.param) for name, (result, _) in before.items()]
    with DemoInternet(sites=(), extra=sites) as internet:
        return _audited(internet, tmp_path_factory.mktemp("proposals"))


@pytest.mark.parametrize("name", NAMES)
def test_the_proposed_text_is_not_contradicted(name: str, after: Audits) -> None:
    result, folder = after[name]
    assert result.observation.outcome == "complete"
    groups = {check.INFO.id: check.INFO.group for check in CHECKS}
    alleged = [
        f"{finding.check} on {finding.subject.name}: {finding.explanation}"
        for finding in result.findings
        if groups[finding.check] in TEXT_GROUPS or finding.check in PROMISES
    ]
    assert alleged == []
    new = place_of(result)
    wrong = [entry.claim.quote for entry in result.verdicts if entry.verdict == "contradicted"]
    assert [quote for quote in wrong if quote in _text(result, new)] == []
    declaration = load(folder / "declaration.json", Declaration)
    assert declaration.cookies
    assert [defect for defect in declaration.defects if defect.document == new] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_stored_cookie_stands_in_the_next_proposal(name: str, after: Audits) -> None:
    result, _ = after[name]
    section = render_suggestion(result, "section", result.language)
    assert all(
        item.name in section for item in result.cookies if "stored" in item.states.values() and "*" not in item.name
    )


def _text(result: AuditResult, url: str) -> str:
    return next(document.text for document in result.documents if document.url == url)
