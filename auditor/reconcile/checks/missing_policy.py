"""No privacy or cookie policy was found on the site.

Looked for: a link to one on the home page, on the pages one click away, in their menus and footers, and in the banner,
in Dutch, English, German and French; and statements on cookies or privacy in any other document. Found when there is
none at all. Serious where the site has a form, or a cookie of a tracker or of analytics is stored; else minor.

A link that leads nowhere is a policy that cannot be read, and another check's matter. Where pages were hidden or cut
off, only the home page was visited, the site is in a language that is not known here, or the banner or a notice has a
button for its policy, the outcome is that it cannot be told.
"""

from __future__ import annotations

import re

from auditor.models.common import ReportLanguage, Severity
from auditor.models.document import Document
from auditor.models.observation import Page
from auditor.models.result import Evidence, Subject
from auditor.reconcile.check import CheckInfo, Detail, Draft, Found, Needs, Silence, Texts
from auditor.reconcile.evidence import Proof, proofs
from auditor.reconcile.links import uncertain
from auditor.reconcile.texts import listed
from auditor.reconcile.view import View

#: Kinds of content of which a text that is called something else has to tell before it counts as a statement.
FEWEST_CONTENTS = 3

#: The languages in which links to a policy are known.
LANGUAGES = ("nl", "en", "de", "fr")

_CODES: tuple[ReportLanguage, ReportLanguage] = ("nl", "en")
_POLICY = re.compile(r"(?i)privac|cookie|datenschutz|confidentialit|gegevens|données|koekje")

INFO = CheckInfo(
    id="missing_policy",
    group="documents",
    severity="by_observed",
    needs=Needs(
        states=("before",), more_states=("accepted",), collectors=("documents", "cookies", "consent"),
    ),
    legal=("gdpr_12", "gdpr_13", "wp260", "tw_11_7a"),
    fields=("pages", "why"),
    texts={
        "nl": Texts(
            title="Er is geen privacy- of cookieverklaring gevonden",
            explanation="Op {site} is {pages} gezocht naar een verwijzing naar een privacy- of cookieverklaring: in"
            " menu's, voetteksten, lopende tekst en banner. Er was er geen. {why} {limits}",
            remedy="Zet een verklaring op de site die zegt wie welke gegevens waarvoor gebruikt, en verwijs er op"
            " iedere pagina naar.",
        ),
        "en": Texts(
            title="No privacy or cookie policy was found",
            explanation="On {site} a reference to a privacy or cookie policy was looked for {pages}: in menus,"
            " footers, running text and the banner. There was none. {why} {limits}",
            remedy="Put a statement on the site that says who uses which data for what, and refer to it on every"
            " page.",
        ),
    },
)  # fmt: skip


def find(view: View) -> Found:
    """One finding, about the site."""
    policies = [document for document in view.documents if _is_policy(document)]
    if policies:
        return _there(policies)
    reason = view.looked.missing(("before",), ("documents", "cookies", "consent")) or _doubt(view)
    if reason is not None:
        return Silence("cannot_tell", reason)
    pages = [page for page in view.pages if page.outcome == "ok"]
    form = next((page for page in pages if page.has_form), None)
    cookies = [thing for thing in view.stored_cookies if thing.standing in ("tracking", "analytics")]
    severity: Severity = "serious" if form is not None or cookies else "minor"
    found = (_searched(pages, form, severity, view), *proofs(cookies, severity))
    return (Draft(Subject(kind="site", name="policy"), found, (), _details(pages, form, bool(cookies))),)


def _there(policies: list[Document]) -> Found:
    """What is said where something is linked as a policy: whether it is one is known only of what could be read."""
    if any(document.content.outcome == "ok" for document in policies):
        return ()
    hidden = next((document for document in policies if uncertain(document)), None)
    if hidden is not None:
        return Silence("cannot_tell", f"{hidden.requested_url[:200]} could not be read in this audit.")
    return Silence("not_applicable", "A policy is linked, but the link leads nowhere.")


def _is_policy(document: Document) -> bool:
    """Whether a document is a policy, or may be one: what was linked as one and could not be read is not missing."""
    return document.role in ("privacy", "cookies", "consent_manager") or document.found_by != "link" or (
        len(_POLICY.findall(document.content.text)) >= FEWEST_CONTENTS
    )  # fmt: skip


def _doubt(view: View) -> str | None:
    """Why a policy may be there all the same, in one sentence."""
    pages = view.pages
    seen = [page for page in pages if page.outcome == "ok"]
    if not seen:
        return "No page of the site could be seen."
    unread = next((document for document in view.documents if uncertain(document)), None)
    if unread is not None:
        return f"{unread.requested_url[:200]} could not be read in this audit."
    hidden = next((page for page in pages if page.outcome in ("challenge", "timeout", "crashed")), None)
    if hidden is not None:
        return f"{hidden.url[:200]} could not be read in this audit."
    if view.pages_allowed < 2:
        return "Only the home page was visited."
    if not any(page.text_language is not None or _says_read_language(page) for page in seen):
        return "The site is in a language in which links to a policy are not known."
    surface = view.surface
    if surface.kind is None:
        return "Nobody looked for a banner."
    if any(_POLICY.search(button.text) and button.role == "other" for button in surface.buttons):
        return "The banner has a button of its own for its policy, which was not followed."
    if any(_POLICY.search(link.text) for link in surface.links):
        return "The banner links to a policy that was not followed."
    return None


def _says_read_language(page: Page) -> bool:
    return (page.language or "").lower().partition("-")[0] in LANGUAGES


def _searched(pages: list[Page], form: Page | None, severity: Severity, view: View) -> Proof:
    page = form or pages[0]
    place = view.place_of(page)
    note = "the page has a form" if form is not None else "no link to a policy"
    evidence = Evidence(
        kind="page", name=(page.title or page.url)[:160], url=page.url[:500], state="before", page=page.url[:500],
        ref=place, note=note,
    )  # fmt: skip
    return Proof(evidence, severity, (), "site:policy", frozenset(one.url for one in pages))


def _details(pages: list[Page], form: Page | None, cookies: bool) -> dict[str, Detail]:
    count = len({page.url for page in pages})
    reasons: list[dict[ReportLanguage, str]] = []
    if form is not None:
        reasons.append({"nl": "een formulier vraagt om gegevens", "en": "a form asks for data"})
    if cookies:
        reasons.append(
            {"nl": "er meet- of volgcookies worden geplaatst", "en": "cookies that measure or track are set"}
        )
    nl, en = (listed([reason[code] for reason in reasons], code) for code in _CODES)
    return {
        "pages": {
            "nl": "op één pagina" if count == 1 else f"op {count} pagina's",
            "en": "on one page" if count == 1 else f"on {count} pages",
        },
        "why": {
            "nl": f"Dit weegt zwaarder doordat {nl}."
            if nl
            else "Er is geen formulier gezien, en geen cookie die bezoekers meet of volgt.",
            "en": f"It weighs more because {en}."
            if en
            else "Neither a form nor a cookie that measures or tracks visitors was seen.",
        },
    }
