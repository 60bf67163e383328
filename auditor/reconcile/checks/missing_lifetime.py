"""A declared cookie has no readable lifetime.

Found for each document that names cookies in a table or list without saying how long they stay, unless a
sentence says it of that cookie, its provider, its category or of all. One finding a document, with each cookie
as evidence. Minor: the Court of Justice counts the duration among what a visitor has to be told.
"""

from __future__ import annotations

from auditor.models.declaration import DeclaredCookie
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.coverage import CATEGORY_ALIASES
from auditor.reconcile.document_findings import document_subject
from auditor.reconcile.evidence import of_row
from auditor.reconcile.naming import listed, printed_name
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="missing_lifetime",
    group="lifetimes",
    severity="minor",
    needs=Needs(claims=("lifetime",), declaration=True),
    legal=("planet49", "gdpr_13_2_a"),
    texts={
        "nl": Texts(
            title="Van cookies in de verklaring ontbreekt de bewaartijd",
            explanation="In {document} staat niet, of niet leesbaar, hoe lang deze cookies blijven: {names}. {limits}",
            remedy="Zet bij elke cookie hoe lang zij blijft: een tijd, of “sessie”.",
        ),
        "en": Texts(
            title="Cookies in the statement lack a lifetime",
            explanation="{document} does not say, or not readably, how long these cookies stay: {names}. {limits}",
            remedy="State for each cookie how long it stays: a time, or “session”.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each document with cookies that lack a lifetime."""
    rows = view.declared.declaration.cookies
    if not rows:
        return Silence("not_applicable", "The texts name no cookies.")
    said = {
        CATEGORY_ALIASES.get(subject.lower(), subject.lower())
        for entry in view.judged("lifetime")
        for subject in listed(entry.claim.params.get("subject"))
    }
    groups: dict[str, list[tuple[int, DeclaredCookie]]] = {}
    for index, row in enumerate(rows):
        if row.lifetime is None and not _said(row, said):
            groups.setdefault(row.document, []).append((index, row))
    return tuple(
        Draft(document_subject(url, view.site_host), tuple(of_row(index, row, "minor") for index, row in group))
        for url, group in sorted(groups.items())
    )


def _said(row: DeclaredCookie, said: set[str]) -> bool:
    names = {"all", printed_name(row.name), row.provider or "", row.category or ""}
    return bool(names & said)
