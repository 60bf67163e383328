"""Compares a declaration with an observation: verdicts, findings and the outcome of every check. Pure."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from auditor.knowledge.jurisdictions import jurisdiction, provisions_under
from auditor.knowledge.vendors import VendorBase, vendors
from auditor.models.common import SEVERITIES, ReportLanguage
from auditor.models.declaration import Declaration
from auditor.models.observation import Observation
from auditor.models.result import (
    AuditResult,
    CheckOutcome,
    Finding,
    LegalReference,
    QuotedClaim,
    Seen,
    finding_id,
)
from auditor.models.tool import this_tool
from auditor.reconcile.check import Check, CheckInfo, Draft, Silence
from auditor.reconcile.checks import CHECKS
from auditor.reconcile.coverage import Declared
from auditor.reconcile.evidence import MOST_EVIDENCE, gravest
from auditor.reconcile.facts import Facts
from auditor.reconcile.inventory import cookie_inventory, storage_inventory, third_parties, timeline
from auditor.reconcile.looked import Looked
from auditor.reconcile.observed import STATE_ORDER
from auditor.reconcile.summaries import all_documents, declaration_summary, observation_summary
from auditor.reconcile.swallowing import Raised, swallow
from auditor.reconcile.texts import Wording
from auditor.reconcile.verdicts import Judged, claim_verdict, judge_claims
from auditor.reconcile.view import View


def reconcile(
    observation: Observation,
    declaration: Declaration,
    *,
    law: str = "nl",
    language: ReportLanguage = "nl",
    base: VendorBase | None = None,
    checks: Sequence[Check] = CHECKS,
) -> AuditResult:
    """The result of an audit.

    ``law``: the jurisdiction whose rules are applied and provisions cited (`auditor.knowledge.jurisdictions`);
    ``language``: of the findings' words. ``base``: the knowledge of vendors, the shipped one by default. Equal input
    gives an equal result, and the order of cookies, requests and claims changes nothing but the places that evidence
    refers to. Raises ValueError for a jurisdiction that is not known."""
    jurisdiction(law)
    with _uncollected():
        return _reconciled(observation, declaration, law, language, base or vendors(), checks)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keeps the search for cyclic garbage off: there is none to speak of, and each search walks through the whole
    observation, which costs a quarter of the time where that is large."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _reconciled(
    observation: Observation,
    declaration: Declaration,
    law: str,
    language: ReportLanguage,
    base: VendorBase,
    checks: Sequence[Check],
) -> AuditResult:
    facts = Facts(observation, base)
    declared = Declared(declaration, base)
    looked = Looked(observation)
    judged = judge_claims(facts, declared, looked)
    raised: list[Raised] = []
    outcomes: list[CheckOutcome] = []
    for check in checks:
        outcome, drafts = run_check(check, facts, declared, looked, judged, law)
        outcomes.append(outcome)
        raised += [Raised(check.INFO, draft) for draft in drafts]
    final = swallow(raised)
    wording = Wording(observation.site.host, base, declaration.claims)
    writer = _Writer(wording, declaration, law, language, observation)
    findings = {place: writer.finding(entry) for place, entry in enumerate(final) if entry.draft.proofs}
    ids = _ids(final, findings)
    by_claim = _by_claim(findings.values())
    return AuditResult(
        tool=this_tool(),
        site=observation.site,
        law=law,
        language=language,
        observation=observation_summary(observation),
        declaration=declaration_summary(declaration),
        documents=all_documents(observation, declaration),
        verdicts=tuple(claim_verdict(entry, _resting_on(entry, by_claim)) for entry in judged),
        findings=tuple(sorted(findings.values(), key=lambda one: _order(one, checks))),
        checks=tuple(_with_findings(outcome, final, ids) for outcome in outcomes),
        cookies=cookie_inventory(facts, declared),
        storage=storage_inventory(facts, declared),
        third_parties=third_parties(facts, declared),
        timeline=timeline(facts),
        pictures=observation.pictures,
    )


def run_check(
    check: Check, facts: Facts, declared: Declared, looked: Looked, judged: tuple[Judged, ...], law: str
) -> tuple[CheckOutcome, tuple[Draft, ...]]:
    """The outcome of one check and its drafts. A fault in it is its own outcome and takes nothing else down."""
    info = check.INFO
    needs = info.needs
    view = View(needs, facts, declared, looked, judged, law)
    try:
        found = check.find(view)
    except Exception as error:  # the rest of the audit goes on without it
        reason = f"The check failed: {type(error).__name__}: {str(error)[:200]}"
        return CheckOutcome(check=info.id, result="errored", reason=reason), ()
    if found and not isinstance(found, Silence):
        return CheckOutcome(check=info.id, result="found"), tuple(sorted(found, key=_draft_order))
    if declared.empty and (needs.claims or needs.defects or needs.declaration):
        return CheckOutcome(check=info.id, result="cannot_tell", reason="No policy text could be read."), ()
    if isinstance(found, Silence):
        return CheckOutcome(check=info.id, result=found.result, reason=found.reason), ()
    missing = looked.missing(needs.states, needs.collectors, third_party_cookies=needs.third_party_cookies)
    if missing is not None:
        return CheckOutcome(check=info.id, result="cannot_tell", reason=missing), ()
    return CheckOutcome(check=info.id, result="passed"), ()


def _draft_order(draft: Draft) -> tuple[str, str, str]:
    return (draft.subject.kind, draft.subject.name, draft.subject.domain or "")


def _order(finding: Finding, checks: Sequence[Check]) -> tuple[int, int, str, str]:
    place = next(index for index, check in enumerate(checks) if check.INFO.id == finding.check)
    return (SEVERITIES.index(finding.severity), place, finding.subject.name, finding.subject.domain or "")


def _ids(final: Sequence[Raised], findings: dict[int, Finding]) -> dict[int, tuple[str, ...]]:
    """For every draft the ids of the findings that it ended in: its own, and those that swallowed of it."""
    found: dict[int, tuple[str, ...]] = {}
    for place, entry in enumerate(final):
        own = (findings[place].id,) if place in findings else ()
        taken = tuple(findings[taker].id for taker in entry.into if taker in findings)
        found[place] = (*own, *taken)
    return found


def _with_findings(outcome: CheckOutcome, final: Sequence[Raised], ids: dict[int, tuple[str, ...]]) -> CheckOutcome:
    mine = [place for place, entry in enumerate(final) if entry.info.id == outcome.check]
    found = tuple(dict.fromkeys(one for place in mine for one in ids[place]))
    if not found:
        return outcome
    whole = all(not final[place].draft.proofs for place in mine)
    reason = "Shown as part of a broader finding." if whole else None
    return outcome.model_copy(update={"findings": found, "reason": reason})


def _by_claim(findings: Iterable[Finding]) -> dict[int, list[str]]:
    """The ids of the findings that rest on each claim, by the claim's place in the declaration."""
    found: dict[int, list[str]] = defaultdict(list)
    for finding in findings:
        for index in {claim.index for claim in finding.claims}:
            found[index].append(finding.id)
    return found


def _resting_on(judged: Judged, by_claim: dict[int, list[str]]) -> tuple[str, ...]:
    if judged.judgement.verdict != "contradicted":
        return ()
    return tuple(sorted(by_claim.get(judged.index, ())))


class _Writer:
    """Writes drafts down as findings."""

    def __init__(
        self, wording: Wording, declaration: Declaration, law: str, language: ReportLanguage, observation: Observation
    ) -> None:
        self.wording = wording
        self.declaration = declaration
        self.law = law
        self.language: ReportLanguage = language
        self.visits = observation.settings.visits
        self.day = observation.started_at.date()

    def finding(self, raised: Raised) -> Finding:
        """A finding in words, with at most `MOST_EVIDENCE` pieces of evidence."""
        draft, info = raised.draft, raised.info
        ordered = sorted(draft.proofs, key=lambda proof: proof.order)
        seen = self._seen(draft)
        texts = self.wording.fill(info, replace(draft, proofs=tuple(ordered)), seen)
        words = texts[self.language]
        states = {proof.state for proof in ordered if proof.state is not None}
        return Finding(
            id=finding_id(info.id, draft.subject),
            check=info.id,
            severity=gravest(proof.severity for proof in ordered),
            subject=draft.subject,
            states=tuple(sorted(states, key=lambda state: STATE_ORDER[state])),
            claims=tuple(self._quoted(index) for index in draft.claims),
            evidence=tuple(proof.evidence for proof in ordered[:MOST_EVIDENCE]),
            title=words.title,
            explanation=words.explanation,
            remedy=words.remedy,
            texts=texts,
            legal=self._legal(info),
            seen=seen,
        )

    def _seen(self, draft: Draft) -> Seen:
        visits = {visit for proof in draft.proofs for visit in proof.visits}
        if not visits:
            return Seen(count=1, visits=1)
        return Seen(count=min(len(visits), self.visits), visits=self.visits)

    def _quoted(self, index: int) -> QuotedClaim:
        claim = self.declaration.claims[index]
        return QuotedClaim(
            index=index, type=claim.type, params=claim.params, quote=claim.quote, document=claim.document
        )

    def _legal(self, info: CheckInfo) -> tuple[LegalReference, ...]:
        return tuple(
            LegalReference(
                provision=law.provision[self.language],
                says=dict(law.says),
                url=law.source,
                rule_date=law.valid_from.isoformat(),
            )
            for law in provisions_under(info.legal, self.law, self.day)
        )
