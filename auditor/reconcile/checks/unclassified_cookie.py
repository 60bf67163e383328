"""A cookie is listed without a category, or as unclassified.

Found for each row of a table or list that calls its cookie "unclassified" or its kind unknown, with the cookie as the
subject; and for each document whose rows for the greater part say a category while some leave it open, with these rows
as evidence of one finding. A table that tells no categories at all is left alone: the law asks for the purpose of a
cookie, not for a column. So is a row whose purpose names the kind in words, and a cookie that only a sentence mentions.
Moderate.

It does not prove that the cookie needs consent; it shows that a visitor cannot tell from the list.
"""

from __future__ import annotations

import re

from auditor.knowledge.purposes import purposes_named
from auditor.models.common import ReportLanguage
from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.document_findings import document_subject
from auditor.reconcile.evidence import of_row
from auditor.reconcile.rows import Row, by_document, category_words, row_name, table_rows
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="unclassified_cookie",
    group="declaration",
    severity="moderate",
    needs=Needs(declaration=True),
    legal=("planet49", "gdpr_13_1_c"),
    fields=("how",),
    texts={
        "nl": Texts(
            title="Cookies staan zonder soort in de verklaring: {names}",
            explanation="{how} Een bezoeker kan zo niet nagaan waar deze cookies voor dienen, en of zij op zijn keuze"
            " wachten: {names}. {limits}",
            remedy="Zoek uit waar de cookie voor dient en zet haar bij die soort, of haal haar van de site.",
        ),
        "en": Texts(
            title="Cookies are listed without a category: {names}",
            explanation="{how} A visitor so cannot tell what these cookies are for, and whether they wait for a choice:"
            " {names}. {limits}",
            remedy="Find out what the cookie is for and list it in that category, or take it off the site.",
        ),
    },
)

#: Words that say that nobody has sorted the cookie. "Other cookies" may be a kind of their own.
_UNCLASSIFIED = re.compile(
    r"(?i)(?:un|not (?:yet )?)(?:classif|categori[sz])"
    r"|(?:niet|nog niet)[- ](?:geclassific|gecategor|ingedeeld|toegewezen)|onge(?:classific|categor)|nog in te delen"
    r"|(?:nicht|un)[ -]?(?:klassifiz|kategoris|zugeordnet|eingeordnet)"
    r"|non[ -](?:class|catégor)|en attente de class|pending|unknown|onbekend|unbekannt|inconnu"
)

#: Of a document's rows so many have to say a category before one without is a gap.
_MOST = 0.5

_SAID: dict[ReportLanguage, str] = {
    "nl": "In de verklaring staat bij deze cookie dat zij niet is ingedeeld.",
    "en": "The statement says of this cookie that it is not classified.",
}
_OPEN: dict[ReportLanguage, str] = {
    "nl": "De verklaring noemt bij de meeste cookies een soort, maar bij deze niet.",
    "en": "The statement gives most cookies a category, but not these.",
}


def find(view: View) -> Found:
    """A finding for each cookie that is said to be unclassified, and one for each document with gaps."""
    rows = table_rows(view.declared)
    if not any(row.category_text for _, row in rows):
        return Silence("not_applicable", "The texts list no cookies by category.")
    drafts: dict[str, list[Row]] = {}
    for index, row in rows:
        if row.category == "unclassified" and _UNCLASSIFIED.search(row.category_text or ""):
            drafts.setdefault(row_name(row), []).append((index, row))
    said = tuple(
        Draft(
            Subject(kind="cookie", name=name, vendor=group[0][1].provider),
            tuple(of_row(index, row, "moderate", f"listed as {category_words(row)}") for index, row in group),
            details={"how": _SAID},
        )
        for name, group in sorted(drafts.items())
    )
    return (*said, *_gaps(view, rows))


def _gaps(view: View, rows: tuple[Row, ...]) -> tuple[Draft, ...]:
    drafts = []
    for url, group in by_document(rows).items():
        told = [entry for entry in group if entry[1].category_text]
        left = [entry for entry in group if _left_open(entry)]
        if left and len(told) > _MOST * len(group):
            evidence = tuple(of_row(index, row, "moderate", "no category stated") for index, row in left)
            drafts.append(Draft(document_subject(url, view.site_host), evidence, details={"how": _OPEN}))
    return tuple(drafts)


def _left_open(entry: Row) -> bool:
    return not entry[1].category_text and not purposes_named(entry[1].purpose or "")
