"""A cookie is declared that was never seen.

Found for each cookie that a row names and that occurred in no state of the audit, neither stored nor refused, nor as a
key in the browser's storage. Only where all was looked at: before a choice and after accepting (proven, or nothing was
there to choose on), with third-party cookies allowed. Information only: a cookie may belong to logging in, ordering or
a page that was not visited.

It does not say that the statement is wrong; it is worth a look, since a list should not name what is gone.
"""

from __future__ import annotations

from auditor.models.result import Subject
from auditor.reconcile.check import CheckInfo, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.evidence import of_row
from auditor.reconcile.rows import Row, row_name, things_of
from auditor.reconcile.view import View

INFO = CheckInfo(
    id="unseen_cookie",
    group="declaration",
    severity="info",
    needs=Needs(
        states=("before", "accepted"),
        more_states=("rejected", "withdrawn", "gpc"),
        collectors=("cookies", "web_storage"),
        declaration=True,
        third_party_cookies=True,
    ),
    legal=("gdpr_5_1_d",),
    texts={
        "nl": Texts(
            title="De cookie {subject} staat in de verklaring, maar is niet gezien",
            explanation="De verklaring noemt de cookie {subject}. Op de bezochte pagina's is zij niet gezien, ook niet"
            " na accepteren. Dat kan kloppen: sommige cookies horen bij inloggen, bestellen of een andere pagina."
            " {limits}",
            remedy="Ga na of de site deze cookie nog plaatst; zo niet, haal haar uit de verklaring.",
        ),
        "en": Texts(
            title="The cookie {subject} is in the statement, yet was not seen",
            explanation="The statement names the cookie {subject}. It was not seen on the pages that were visited, nor"
            " after accepting. That may be right: some cookies belong to logging in, ordering or another page."
            " {limits}",
            remedy="Find out whether the site still sets this cookie; if not, take it out of the statement.",
        ),
    },
)


def find(view: View) -> Found:
    """A finding for each declared cookie that did not occur."""
    rows = tuple(enumerate(view.declared.declaration.cookies))
    if not rows:
        return Silence("not_applicable", "The texts name no cookies.")
    unlooked = view.looked.missing(INFO.needs.states, INFO.needs.collectors, third_party_cookies=True)
    if unlooked is not None:
        return Silence("cannot_tell", unlooked)
    seen = things_of(rows, (*view.cookies, *view.storage), view.declared)
    groups: dict[str, list[Row]] = {}
    for index, row in rows:
        groups.setdefault(row_name(row), []).append((index, row))
    return tuple(
        Draft(
            Subject(kind="cookie", name=name, vendor=group[0][1].provider),
            tuple(of_row(index, row, "info", "not seen in this audit") for index, row in group),
        )
        for name, group in sorted(groups.items())
        if not any(index in seen for index, _ in group)
    )
