"""The verdict of every claim: confirmed, contradicted, not observed, or cannot tell, each with its reason.

A claim that only says that something may be so never accuses. Where the site could not be seen at all,
nothing can be told. A fault of ours in judging one claim leaves the others alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from auditor.models.declaration import Claim
from auditor.models.result import ClaimVerdict, Evidence
from auditor.reconcile.coverage import Declared
from auditor.reconcile.evidence import MOST_EVIDENCE, of_thing
from auditor.reconcile.facts import Facts
from auditor.reconcile.judgement import Case, Judgement, cannot_tell
from auditor.reconcile.judges import JUDGES
from auditor.reconcile.looked import Looked
from auditor.reconcile.naming import question
from auditor.reconcile.scope import Scopes
from auditor.reconcile.wording import about_cookies_only


@dataclass(frozen=True)
class Judged:
    """A claim with its place in the declaration and what became of it."""

    index: int
    claim: Claim
    judgement: Judgement


def judge_claims(facts: Facts, declared: Declared, looked: Looked) -> tuple[Judged, ...]:
    """Every claim of the declaration, judged, in the declaration's order."""
    scopes = Scopes(declared.declaration.claims, facts.observation.site.host)
    known: dict[tuple[object, ...], Judgement] = {}
    judged: list[Judged] = []
    for index, claim in enumerate(declared.declaration.claims):
        key = (*question(claim), claim.document, about_cookies_only(claim.quote))
        if key not in known:
            known[key] = _judge(claim, scopes, facts, declared, looked)
        judged.append(Judged(index, claim, known[key]))
    return tuple(judged)


def _judge(claim: Claim, scopes: Scopes, facts: Facts, declared: Declared, looked: Looked) -> Judgement:
    if claim.possible:
        return cannot_tell("The text only says that it may be so.")
    scope = scopes.of(claim)
    if scope.unclear is not None and claim.type != "scope":
        return cannot_tell(scope.unclear)
    try:
        return JUDGES[claim.type](Case(claim, scope, facts, declared, looked))
    except Exception as error:  # a claim that cannot be judged must not take the audit down
        return cannot_tell(f"This claim could not be judged ({type(error).__name__}).")


def claim_verdict(judged: Judged, findings: tuple[str, ...]) -> ClaimVerdict:
    """A judged claim as the result holds it, with the ids of the findings that rest on it."""
    judgement = judged.judgement
    return ClaimVerdict(
        index=judged.index,
        claim=judged.claim,
        verdict=judgement.verdict,
        reason=judgement.reason,
        evidence=_evidence(judgement),
        findings=findings,
    )


def _evidence(judgement: Judgement) -> tuple[Evidence, ...]:
    found: dict[tuple[str, str, str | None, str], Evidence] = {}
    for thing in judgement.things:
        key = (thing.kind, thing.name, thing.host, thing.state)
        if key not in found:
            found[key] = of_thing(thing, judgement.notes.get(thing.ref))
            if len(found) >= MOST_EVIDENCE:
                break
    return (*judgement.evidence, *found.values())
