"""The services that the texts say are loaded in, or get data from, the visitor's browser; and the back office."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from auditor.knowledge.vendors import vendors
from auditor.models.declaration import Claim, DeclaredCookie, DeclaredVendor
from declarations.naming import names
from declarations.roles import IN_BROWSER, back_office
from declarations.site_text import ReadDocument
from declarations.topics import spoken_id

#: Claim types whose vendor is in use.
_USING = frozenset(
    {"uses_vendor", "only_vendors", "third_party_cookies", "consent_prior", "consent_exempt", "cookieless", "ip_masked"}
    | {"sharing_off", "processor_agreement", "embed", "opt_out"}
)
_NOT_LOADED = frozenset({"link_only"})
#: Heads of a column that holds services, in the four languages, and the longest name in such a column.
_SERVICE_COLUMN = re.compile(
    r"(?:\w+ )?\w*(?:dienst|service|tool|plug-?in|aanbieder|provider|anbieter|partij|leverancier|fournisseur|outil"
    r"|prestataire|vendor|programma|software|werkzeug)\w*(?: \w+)?$"
)
_LONGEST_NAME = 60
_UNNAMED = frozenset({"generic", "social_buttons"})


def declared_vendors(
    claims: Sequence[Claim], cookies: Sequence[DeclaredCookie], documents: Sequence[ReadDocument]
) -> tuple[DeclaredVendor, ...]:
    """Each vendor once, ``used`` where any statement asserts it."""
    status: dict[str, str] = {}
    denied = {name for claim in claims if claim.type == "no_vendor" for name in claim.params["vendor"]}
    for name, possible in _named(claims, cookies, documents):
        if name in _UNNAMED or (name in denied and name not in status):
            continue
        if not possible or name not in status:
            status[name] = "possible" if possible else "used"
    return tuple(DeclaredVendor.model_validate({"id": name, "status": status[name]}) for name in sorted(status))


def _named(
    claims: Sequence[Claim], cookies: Sequence[DeclaredCookie], documents: Sequence[ReadDocument]
) -> Iterable[tuple[str, bool]]:
    for claim in claims:
        if claim.type in _USING and claim.params.get("behaviour") not in _NOT_LOADED:
            named = claim.params.get("vendor", ())
            # What the buttons are named after is known from the sentence that they are there.
            for name in () if "social_buttons" in named else named:
                yield name, claim.possible
    for cookie in cookies:
        # One letter is as well the number of a section.
        known = cookie.provider in vendors().products and len(cookie.name) > 1
        if cookie.provider and (cookie.provider_text or known):
            yield cookie.provider, False
    for read in documents:
        yield from ((name, False) for name in _in_headings(read))
        yield from ((name, False) for name in _in_tables(read))


def _in_headings(read: ReadDocument) -> Iterable[str]:
    """Vendors that a heading over own statements, or a heading of a list of services, names."""
    text = read.document.text
    about = {
        passage.heading
        for passage in read.own
        if passage.heading and not passage.has("link_only", "not_used", "own_server", "no_det")
    }
    for block in read.document.blocks:
        if block.kind not in ("heading", "summary") or block.region != "body":
            continue
        heading = text[block.start : block.end]
        if heading.rstrip().endswith("?") or read.words.family("neg").search(heading.lower()):
            continue
        if block.kind == "heading" and heading not in about:
            continue
        for mention in names().find(heading.lower()):
            product = mention.product
            if product is not None and (block.kind == "summary" or product.purpose in IN_BROWSER):
                yield spoken_id(product.id)


def _in_tables(read: ReadDocument) -> Iterable[str]:
    """Vendors in the column of a table that holds services: a cell that is a name, of what a browser meets."""
    text = read.document.text
    columns: dict[tuple[int, int], bool] = {}
    for block in read.document.blocks:
        cell = block.cell
        if cell is None or block.region != "body":
            continue
        content = text[block.start : block.end]
        if cell.row == 0:
            columns[cell.table, cell.column] = _SERVICE_COLUMN.match(content.lower()) is not None
        elif columns.get((cell.table, cell.column)) and len(content) <= _LONGEST_NAME:
            product = (names().exact(content) or (None,))[0]
            if product is not None and product.purpose in IN_BROWSER:
                yield spoken_id(product.id)


def other_recipients(documents: Sequence[ReadDocument], declared: Sequence[DeclaredVendor]) -> tuple[str, ...]:
    """Companies that the texts name as recipients outside the browser, without those that are in it too."""
    used = {vendor.id for vendor in declared}
    found: set[str] = set()
    for read in documents:
        for passage in read.passages:
            for mention in passage.mentions:
                products = {mention.product.id} if mention.product else {p.id for p in mention.owner.products}
                if back_office(passage, mention) and not products & used:
                    found.add(mention.product.id if mention.product else mention.owner.id)
    return tuple(sorted(found))
