"""What an audit of a described site finds, beside what it has to find; and the figures over many sites."""

from __future__ import annotations

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from auditor.models.result import AuditResult
from auditor.reconcile.naming import claim_key
from auditor.reconcile.runner import reconcile
from declarations.reader import read
from tests.scenarios.matrix.description import Description
from tests.scenarios.matrix.recorded import observed

#: The hash of the descriptions that are set aside.
ASIDE = Path(__file__).parent / "ASIDE.sha256"


def is_aside(site: Description) -> bool:
    """Whether a site belongs to the quarter whose differences nobody looks at while checks are changed."""
    return int(hashlib.sha256(site.site.encode()).hexdigest(), 16) % 4 == 0


def aside_hash(sites: Iterable[Description]) -> str:
    """The SHA-256 over the sites that are set aside, as they are described."""
    digest = hashlib.sha256()
    for site in sorted((one for one in sites if is_aside(one)), key=lambda one: one.site):
        digest.update(site.model_dump_json().encode())
    return digest.hexdigest()


def recorded_audit(site: Description) -> AuditResult:
    """The result from the observation as it would have been recorded."""
    observation = observed(site)
    return reconcile(
        observation, read(list(observation.documents), observation.site.registrable_domain), law=site.law, language="nl"
    )


@dataclass
class Outcome:
    """How an audit differs from what is expected. Each is "check subject"."""

    site: str
    right: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    other: list[str] = field(default_factory=list)

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not (self.wrong or self.missed or self.other)


def compared(site: Description, result: AuditResult) -> Outcome:
    """The differences. ``other``: a severity, a verdict or the end of a check that is not as expected."""
    outcome = Outcome(site.site)
    found = {f"{one.check} {one.subject.name}": one.severity for one in result.findings}
    left = dict(found)
    for line, severity in site.finds.items():
        said = line if line in left else next((one for one in left if _same(line, one)), None)
        if said is None:
            outcome.missed.append(line)
            continue
        outcome.right.append(line)
        if left.pop(said) != severity:
            outcome.other.append(f"{line}: {found[said]}, expected {severity}")
    outcome.wrong = [line for line, severity in left.items() if severity != "info"]
    for key, verdict in site.verdicts.items():
        given = {one.verdict for one in result.verdicts if _same(key, claim_key(one.claim))}
        if verdict not in given:
            outcome.other.append(f"verdict {key}: {', '.join(sorted(given)) or 'no such claim'}, not {verdict}")
    ends = {one.check: one.result for one in result.checks}
    for check, end in site.silent.items():
        # The catalogue tells "passed" and "does not apply" apart for banners only.
        silent = {"passed", "not_applicable"} if end == "passed" else {end}
        if ends.get(check) not in silent:
            outcome.other.append(f"{check} ended {ends.get(check)}, expected {end}")
    outcome.other += [f"{one.check} errored: {one.reason}" for one in result.checks if one.result == "errored"]
    return outcome


def _same(expected: str, found: str) -> bool:
    """Whether two names of a claim mean the same one: the reader may tell a service with its category, or add which
    data, where the description has one of them; tracking is marketing in the reader's terms."""
    if expected.startswith("contradictory_policy "):
        # The catalogue leaves open whether it is about the denial or about the document that holds both.
        return found.startswith("contradictory_policy ")
    if ":" not in found and ":" not in expected:
        return expected == found
    one, other = (re.split(r"[:+]", name.replace(":tracking", ":marketing")) for name in (expected, found))
    return one[0] == other[0] and (set(one) <= set(other) or set(other) <= set(one))


def with_twins(sites: Iterable[Description]) -> list[Description]:
    """The sites, each followed by the one that does as it says."""
    return [one for site in sites for one in (site, site.twin_site) if one is not None]


def figures(outcomes: Iterable[Outcome]) -> str:
    """Precision and recall of the findings above ``info``, and a line for each check."""
    checks: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        for kind in ("right", "wrong", "missed"):
            for line in getattr(outcome, kind):
                checks[line.split()[0]][kind] += 1
    total = sum(checks.values(), Counter())
    lines = [f"{'check':34s} right wrong missed"]
    lines += [f"{name:34s} {n['right']:5d} {n['wrong']:5d} {n['missed']:6d}" for name, n in sorted(checks.items())]
    said, there = total["right"] + total["wrong"], total["right"] + total["missed"]
    lines.append(f"{'all':34s} {total['right']:5d} {total['wrong']:5d} {total['missed']:6d}")
    lines.append(f"precision {total['right'] / max(1, said):.3f} recall {total['right'] / max(1, there):.3f}")
    return "\n".join(lines)
