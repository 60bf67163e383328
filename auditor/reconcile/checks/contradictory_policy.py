"""Two statements of the site's texts contradict each other.

Found for each contradiction that the reader saw in the texts, where it has the sentences around a statement before it,
and for each denial that a person vouched for and that another such statement, or a row of a cookie table, says the
opposite of: no cookies, and cookies are used; a category or service denied, and used; a banner, and no banner. Two
statements that were only read are not held against each other here: their labels do not tell whether both are about
this site, now, and every visitor. A sentence that is limited to a part of the site, a condition or a time, or that only
says that something may be so, contradicts nothing. Serious.

It does not say which of the two is right; the verdicts of the claims show what was observed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from auditor.models.common import ReportLanguage
from auditor.models.declaration import Claim, DeclaredCookie, Defect
from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Texts
from auditor.reconcile.coverage import categories_of, vendors_of
from auditor.reconcile.document_findings import by_document
from auditor.reconcile.evidence import Proof, of_claim, of_defect, of_row
from auditor.reconcile.naming import claim_key
from auditor.reconcile.texts import LONGEST_QUOTE, listed, plain
from auditor.reconcile.verdicts import Judged
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="contradictory_policy",
    group="documents",
    severity="serious",
    needs=Needs(
        claims=(
            "no_cookies", "no_category", "no_vendor", "no_banner", "uses_cookies", "uses_category", "uses_vendor",
            "third_party_cookies", "banner",
        ),
        defects=("contradiction",),
        declaration=True,
    ),
    legal=("gdpr_5_1_a", "gdpr_12"),
    fields=("clash",),
    texts={
        "nl": Texts(
            title="De verklaring spreekt zichzelf tegen",
            explanation="{clash} Een bezoeker weet zo niet wat geldt."
            " {limits}",
            remedy="Kies wat waar is, en laat overal in de teksten hetzelfde staan.",
        ),
        "en": Texts(
            title="The statement contradicts itself",
            explanation="{clash} A visitor so does not know which holds."
            " {limits}",
            remedy="Decide which is true, and say the same everywhere in the texts.",
        ),
    },
)  # fmt: skip

#: Parameters that limit a claim, so that another one is no plain opposite of it.
_LIMITS = ("scope", "condition", "time", "trigger")


def find(view: View) -> Found:
    """A finding for each vouched denial with an opposite, and for each other contradiction that the reader found."""
    affirmed = _plain(view.judged("uses_cookies", "uses_category", "uses_vendor", "third_party_cookies", "banner"))
    rows = tuple(enumerate(view.declared.declaration.cookies))
    places: dict[str, dict[str, Proof]] = {}
    claims: dict[str, set[int]] = {}
    told: set[str] = set()
    for denial in _plain(view.judged("no_cookies", "no_category", "no_vendor", "no_banner")):
        opposites = [entry for entry in affirmed if _opposite(denial.claim, entry.claim)]
        denied = [(index, row) for index, row in rows if _row_opposite(denial.claim, row)]
        if not opposites and not denied:
            continue
        name = claim_key(denial.claim)
        found: list[Proof] = [_sentence(entry) for entry in (denial, *opposites)]
        found += [of_row(index, row, "serious") for index, row in denied]
        places.setdefault(name, {}).update((proof.key, proof) for proof in found)
        claims.setdefault(name, set()).update(entry.index for entry in (denial, *opposites))
        told.add(denial.claim.quote)
    drafts = tuple(
        Draft(Subject(kind="claim", name=name), tuple(found.values()), tuple(sorted(claims[name])))
        for name, found in sorted(places.items())
    )
    others = [(index, defect) for index, defect in view.defects("contradiction") if defect.quote not in told]
    read = _by_denial(others, view)
    unnamed = [(index, defect) for index, defect in others if index not in {place for place, _, _ in read}]
    named = tuple(
        Draft(
            Subject(kind="claim", name=claim_key(entry.claim)), (of_defect(index, defect, "serious"),), (entry.index,)
        )
        for index, defect, entry in read
        if claim_key(entry.claim) not in places
    )
    told_all = drafts + _joined(named) + by_document(unnamed, {"contradiction": "serious"}, view.site_host)
    return tuple(replace(draft, details={"clash": _clash(draft)}) for draft in told_all)


def _clash(draft: Draft) -> Mapping[ReportLanguage, str]:
    """What stands against what, as a sentence: the statements of a finding, and what the reader set against them."""
    said = [text for proof in draft.proofs for text in (proof.evidence.name, _against(proof))]
    quotes = list(dict.fromkeys(f"“{plain(text, LONGEST_QUOTE)}”" for text in said if text))
    if len(quotes) < 2:
        return {
            "nl": f"Deze uitspraak kan niet waar zijn naast wat de teksten elders zeggen: {listed(quotes, 'nl')}.",
            "en": f"This statement cannot be true beside what the texts say elsewhere: {listed(quotes, 'en')}.",
        }
    return {
        "nl": f"Deze uitspraken kunnen niet naast elkaar waar zijn: {listed(quotes, 'nl')}.",
        "en": f"These statements cannot be true side by side: {listed(quotes, 'en')}.",
    }


def _against(proof: Proof) -> str | None:
    """The statement that the reader holds against the one of a proof; null where the proof is no contradiction of the
    reader's."""
    return proof.evidence.note if "/defects/" in (proof.evidence.ref or "") else None


def _by_denial(defects: list[tuple[int, Defect]], view: View) -> list[tuple[int, Defect, Judged]]:
    """Those of the reader's contradictions whose denial is a claim: what a reader of the finding has to act on."""
    denials = view.judged("no_cookies", "no_category", "no_vendor", "no_banner")
    found = []
    for index, defect in defects:
        entry = next((one for one in denials if _stands_at(one.claim, defect)), None)
        if entry is not None:
            found.append((index, defect, entry))
    return found


def _stands_at(claim: Claim, defect: Defect) -> bool:
    if claim.document != defect.document or defect.start is None or defect.end is None:
        return False
    return claim.start < defect.end and defect.start < claim.end


def _joined(drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """One finding a claim key, with all places."""
    merged: dict[str, Draft] = {}
    for draft in drafts:
        known = merged.get(draft.subject.name)
        proofs = (*known.proofs, *draft.proofs) if known else draft.proofs
        claims = {*known.claims, *draft.claims} if known else set(draft.claims)
        merged[draft.subject.name] = Draft(draft.subject, proofs, tuple(sorted(claims)))
    return tuple(merged.values())


def _sentence(entry: Judged) -> Proof:
    return of_claim(entry.index, entry.claim.quote, entry.claim.document, "serious")


def _plain(claims: tuple[Judged, ...]) -> tuple[Judged, ...]:
    """Those that a person confirmed, wrote or states, and that hold without a limit."""
    return tuple(
        entry
        for entry in claims
        if entry.claim.origin != "read"
        and not entry.claim.possible
        and not any(entry.claim.params.get(key) for key in _LIMITS)
    )


def _opposite(denial: Claim, other: Claim) -> bool:
    if denial.type == "no_cookies":
        return other.type in ("uses_cookies", "uses_category", "third_party_cookies")
    if denial.type == "no_banner":
        return other.type == "banner"
    if denial.type == "no_vendor":
        return other.type == "uses_vendor" and bool(set(vendors_of(denial)) & set(vendors_of(other)))
    return other.type == "uses_category" and bool(categories_of(denial) & categories_of(other) - {"some"})


def _row_opposite(denial: Claim, row: DeclaredCookie) -> bool:
    if denial.type == "no_cookies":
        return True
    return denial.type == "no_category" and row.category is not None and row.category in categories_of(denial)
