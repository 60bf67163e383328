"""What is expected of the demo's companies: one YAML file a company, and the comparison with an audit of it.

A finding that no file lists is a difference, and so is one that is listed and missing.
"""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import yaml
from pydantic import Field

from auditor.models.common import ConsentState, DefectKind, Model, Severity, Verdict
from auditor.models.declaration import Claim, Declaration
from auditor.models.result import AuditResult, Evidence, Finding
from auditor.reconcile.naming import claim_key

#: The states that a choice leads to.
CHOICES: tuple[ConsentState, ...] = ("rejected", "accepted", "withdrawn")

FOLDER = Path(__file__).parent / "demo"


class ExpectedEvidence(Model):
    """Evidence that a finding must show; what is null may be anything. ``name`` may hold ``*``."""

    kind: Literal["cookie", "storage", "request", "script", "banner", "document", "page"]
    name: str | None = None
    host: str | None = None
    vendor: str | None = None

    def fits(self, evidence: Evidence) -> bool:
        """Whether this piece of evidence is the one meant."""
        return (
            evidence.kind == self.kind
            and (self.name is None or fnmatchcase(evidence.name, self.name))
            and (self.host is None or (evidence.host or "").lstrip(".") == self.host)
            and (self.vendor is None or evidence.vendor == self.vendor)
        )


class ExpectedSubject(Model):
    """The subject of an expected finding."""

    kind: Literal["claim", "vendor", "cookie", "storage", "banner", "document", "site"]
    name: str


class ExpectedFinding(Model):
    """One finding: check, subject and severity exactly, evidence at least this."""

    check: str = Field(pattern=r"^[a-z0-9_]+$")
    subject: ExpectedSubject
    severity: Severity
    states: tuple[ConsentState, ...] = ("before",)
    evidence: tuple[ExpectedEvidence, ...] = ()

    @property
    def title(self) -> str:
        """How it is called in a message."""
        return f"{self.check} on {self.subject.kind} {self.subject.name}"

    def is_that(self, finding: Finding) -> bool:
        """Whether ``finding`` is this one, by check and subject."""
        same_subject = (finding.subject.kind, finding.subject.name) == (self.subject.kind, self.subject.name)
        return finding.check == self.check and same_subject


class ExpectedDeclaration(Model):
    """What the reader has to find. ``claims`` by key: the type and, after a colon, values that it holds at least.
    Optional is what two careful readers may differ on, and what only a banner says."""

    claims: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    optional_vendors: tuple[str, ...] = ()
    defects: tuple[DefectKind, ...] = ()


class Repaired(Model):
    """What holds for the twin: its documents, and the gravest that a finding there may be."""

    documents: tuple[str, ...]
    severities: tuple[Severity, ...] = ("info",)
    verdicts: dict[str, Verdict] = Field(default_factory=dict)


class Scenario(Model):
    """One company's expectations. ``not_alleged``: vendors that no finding may be about. ``verdicts`` by claim key;
    where a text says a thing both firmly and as a possibility, the firm claims count. ``choices``: how each has to end;
    a site that is not told to have any has no banner. ``only_after_accepting``: vendors that are asked for something
    then, and in no other state."""

    site: str
    about: str
    documents: tuple[str, ...]
    declared: ExpectedDeclaration
    findings: tuple[ExpectedFinding, ...]
    not_alleged: tuple[str, ...] = ()
    choices: dict[ConsentState, str] = Field(default_factory=lambda: dict.fromkeys(CHOICES, "no_banner"))
    only_after_accepting: tuple[str, ...] = ()
    verdicts: dict[str, Verdict]
    repaired: Repaired


def scenarios() -> tuple[Scenario, ...]:
    """Every company's expectations, in order of file name. Raises ``ValueError`` for a file that does not fit."""
    files = sorted(FOLDER.glob("*.yaml"))
    loaded = tuple(Scenario.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))) for path in files)
    for path, scenario in zip(files, loaded, strict=True):
        if path.stem != scenario.site:
            raise ValueError(f"{path.name} speaks of {scenario.site}")
    return loaded


def differences(scenario: Scenario, result: AuditResult) -> list[str]:
    """How an audit of the company differs from what is expected, each in one sentence; none: it does not."""
    found = _document_differences(scenario.documents, result)
    for expected in scenario.findings:
        matching = [finding for finding in result.findings if expected.is_that(finding)]
        if len(matching) != 1:
            found.append(f"{expected.title}: {len(matching)} such findings")
            continue
        found += _finding_differences(expected, matching[0])
    for finding in result.findings:
        if not any(expected.is_that(finding) for expected in scenario.findings):
            found.append(f"not expected: {_describe(finding)}")
        if finding.subject.kind == "vendor" and finding.subject.name in scenario.not_alleged:
            found.append(f"must not be alleged: {_describe(finding)}")
    found += _choice_differences(scenario, result)
    return found + _verdict_differences(scenario.verdicts, result) + _errored(result)


def _choice_differences(scenario: Scenario, result: AuditResult) -> list[str]:
    outcomes = {state.state: state.choice.outcome for state in result.observation.states if state.choice}
    found = [
        f"choice {state}: {outcomes.get(state)}, expected {expected}"
        for state, expected in scenario.choices.items()
        if outcomes.get(state) != expected
    ]
    for vendor in scenario.only_after_accepting:
        seen = {state for host in result.third_parties if host.vendor == vendor for state in host.requests}
        if seen != {"accepted"}:
            found.append(f"{vendor} was asked for something in {sorted(seen)}, expected after accepting only")
    return found


def twin_differences(scenario: Scenario, result: AuditResult) -> list[str]:
    """How an audit of the repaired twin differs: a finding of a severity that is not allowed, or a verdict."""
    allowed = scenario.repaired.severities
    grave = [f"alleged: {_describe(finding)}" for finding in result.findings if finding.severity not in allowed]
    found = _document_differences(scenario.repaired.documents, result)
    contradicted = [
        f"contradicted: {entry.claim.type}: {entry.claim.quote!r}"
        for entry in result.verdicts
        if entry.verdict == "contradicted"
    ]
    return grave + found + contradicted + _verdict_differences(scenario.repaired.verdicts, result) + _errored(result)


def reading_differences(expected: ExpectedDeclaration, declaration: Declaration) -> list[str]:
    """How a declaration differs from what the documents are known to say, banners and menus aside."""
    claims = [claim for claim in declaration.claims if claim.region == "body"]
    keys = [claim_key(claim) for claim in claims]
    found = [f"claim not read: {key}" for key in expected.claims if not any(_means(one, key) for one in keys)]
    known = (*expected.claims, *expected.optional)
    for claim, key in zip(claims, keys, strict=True):
        if not any(_means(key, one) for one in known):
            found.append(f"claim not there: {key}: {claim.quote!r}")
    vendors = {vendor.id for vendor in declaration.vendors}
    found += [f"vendor not read: {vendor}" for vendor in expected.vendors if vendor not in vendors]
    found += [
        f"vendor not there: {vendor}" for vendor in sorted(vendors - {*expected.vendors, *expected.optional_vendors})
    ]
    defects = {defect.kind for defect in declaration.defects}
    found += [f"defect not read: {kind}" for kind in expected.defects if kind not in defects]
    found += [f"defect not there: {kind}" for kind in sorted(defects - set(expected.defects))]
    return found


def _means(key: str, wanted: str) -> bool:
    """Whether a claim's key is of the wanted type and holds at least the wanted values."""
    kind, _, values = wanted.partition(":")
    own_kind, _, own_values = key.partition(":")
    return kind == own_kind and set(values.split("+")) - {""} <= set(own_values.split("+"))


def _finding_differences(expected: ExpectedFinding, finding: Finding) -> list[str]:
    found = []
    if finding.severity != expected.severity:
        found.append(f"{expected.title}: severity {finding.severity}, expected {expected.severity}")
    if finding.states and tuple(finding.states) != expected.states:
        found.append(f"{expected.title}: states {finding.states}, expected {expected.states}")
    for wanted in expected.evidence:
        if not any(wanted.fits(evidence) for evidence in finding.evidence):
            shown = sorted({f"{one.kind} {one.name}" for one in finding.evidence})
            found.append(f"{expected.title}: no evidence {wanted.model_dump(exclude_none=True)} among {shown}")
    return found


def _document_differences(expected: tuple[str, ...], result: AuditResult) -> list[str]:
    paths = [urlsplit(document.url).path for document in result.documents if document.content.outcome == "ok"]
    missing = [f"document not found: {path}" for path in expected if path not in paths]
    return missing + [f"document not expected: {path}" for path in paths if path not in expected]


def _verdict_differences(expected: dict[str, Verdict], result: AuditResult) -> list[str]:
    found = []
    for key, verdict in expected.items():
        meant = [entry for entry in result.verdicts if _means(claim_key(entry.claim), key)]
        entries = [entry for entry in meant if not entry.claim.possible] or meant
        if not entries:
            found.append(f"no verdict on {key}")
        found += [
            f"{key}: {entry.verdict} ({entry.reason}), expected {verdict}: {_quote(entry.claim)}"
            for entry in entries
            if entry.verdict != verdict
        ]
    return found


def _errored(result: AuditResult) -> list[str]:
    return [f"{check.check} errored: {check.reason}" for check in result.checks if check.result == "errored"]


def _quote(claim: Claim) -> str:
    return repr(claim.quote[:80])


def _describe(finding: Finding) -> str:
    subject = f"{finding.subject.kind} {finding.subject.name}"
    shown = sorted({f"{one.kind} {one.name}" for one in finding.evidence})[:6]
    return f"{finding.check} ({finding.severity}) on {subject}: {finding.title} {shown}"
