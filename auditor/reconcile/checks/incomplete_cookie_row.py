"""A listed cookie lacks its purpose or its provider.

Found for each document whose tables or lists leave out, of some cookies, what they are for or who sets them; one
finding a document, with each row and what it lacks as evidence. A purpose is lacking where the other rows have one, or
where not even a category is said. A provider is lacking where the other rows have one, or where the cookie is known to
be another company's and the whole document does not name that company; an own cookie in a list without providers needs
none. How long a cookie stays is left to missing_lifetime. A cookie that only a sentence mentions is no row. Minor.

It says nothing of the cookies themselves: only of what a visitor can read about them.
"""

from __future__ import annotations

from auditor.models.declaration import DeclaredCookie
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.document_findings import document_subject
from auditor.reconcile.evidence import of_row
from auditor.reconcile.rows import Row, by_document, surely_known, table_rows
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="incomplete_cookie_row",
    group="declaration",
    severity="minor",
    needs=Needs(declaration=True),
    legal=("planet49", "gdpr_13"),
    texts={
        "nl": Texts(
            title="Van cookies in de verklaring ontbreekt het doel of de aanbieder",
            explanation="In {document} staat van deze cookies niet, of niet leesbaar, waar zij voor dienen of wie ze"
            " plaatst: {names}. Bij elke rij staat wat er ontbreekt. {limits}",
            remedy="Vul van elke cookie het doel en de aanbieder in.",
        ),
        "en": Texts(
            title="Cookies in the statement lack a purpose or a provider",
            explanation="{document} does not say, or not readably, what these cookies are for or who sets them:"
            " {names}. What is lacking stands with each row. {limits}",
            remedy="State the purpose and the provider of each cookie.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each document with rows that lack something."""
    rows = table_rows(view.declared)
    if not rows:
        return Silence("not_applicable", "The texts list no cookies.")
    drafts = []
    for url, group in by_document(rows).items():
        lacking = [(entry, _lacks(entry[1], group, view)) for entry in group]
        evidence = tuple(of_row(index, row, "minor", note) for (index, row), note in lacking if note)
        if evidence:
            drafts.append(Draft(document_subject(url, view.site_host), evidence))
    return tuple(drafts)


def _lacks(row: DeclaredCookie, group: list[Row], view: View) -> str | None:
    """What a row lacks, in plain English, or None."""
    lacking = []
    if not (row.purpose or "").strip() and (not row.category_text or _column(group, "purpose")):
        lacking.append("no purpose stated")
    if not (row.provider_text or "").strip() and _provider_needed(row, group, view):
        lacking.append("no provider stated")
    return "; ".join(lacking) or None


def _column(group: list[Row], name: str) -> bool:
    """Whether at least half of a document's rows have something in a column, so that an empty cell is a gap."""
    return 2 * sum(1 for _, row in group if (getattr(row, name) or "").strip()) >= len(group)


def _provider_needed(row: DeclaredCookie, group: list[Row], view: View) -> bool:
    if _column(group, "provider_text"):
        return True
    known = surely_known(row, view.base, view.site_host)
    return known is not None and not _named(known.product.id, row.document, view)


def _named(product_id: str, url: str, view: View) -> bool:
    """Whether a document names a product, another of its owner, or the owner, anywhere in its text."""
    owner = view.base.owner_of(product_id)
    if owner is None:
        return True
    text = "\n".join(document.text for document in view.declared.declaration.documents if document.url == url).lower()
    products = (name for product in owner.products for name in (product.name, *product.aliases))
    names = {owner.name, *owner.aliases, *owner.ambiguous, *products}
    return not text or any(name.lower() in text for name in names)
