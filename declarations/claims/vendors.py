"""Named services: used, denied, or said to be the only ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from auditor.knowledge.vendors import vendors
from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.conditions import modality
from declarations.leads import affirms, denies
from declarations.naming import Mention, names
from declarations.passages import Passage, Stretch
from declarations.roles import IN_BROWSER, back_office
from declarations.topics import heading_vendors, vendor_id

TYPES: tuple[ClaimType, ...] = ("uses_vendor", "no_vendor", "only_vendors")

_OWN_PAGE = re.compile(
    r"[ -]?(?:bedrijfs|fan)?-?(?:pagina|page|account|profiel|profile|profil|seite|groep|group|kanaal|channel)\b"
)
#: What follows a name that is explained: "Plausible: bezoekcijfers", "Vimeo (video's)".
_EXPLAINED = re.compile(r"\s?[:,(]| - |\W*$")
#: Purposes of products that work behind a site, where "Mollie laadt" would say nothing of the browser.
_BEHIND = frozenset({"email", "hosting", "payment"})
#: Purposes of products that have no other place than a site.
_COUNTING = frozenset({"analytics", "session_recording", "captcha", "tag_manager"})
#: What a service of that kind sends.
_LETTER = re.compile(r"nieuwsbrief|nieuwsbrieven|newsletters?\b|infolettre|lettre d['’]information|mailing")
_NAME = r"(?P<name>(?:[A-Z][\w&-]*[\w]|[a-z]{2,}[A-Z]\w+)(?: (?!GmbH|AG|Ltd|BV)[A-Z][\w-]+)?)"
#: What stands in a page and comes from somebody: the words that a supplier's name goes with.
_THING = (
    r"(?:widget|i?frame|(?:boekings|reserverings|bestel|donatie|chat|ticket|kaart)?(?:module|formulier|kader|venster|scherm)"
    r"(?:tje)?|rooster|agenda|kalender|calendar|schedule|toolbar|player|lecteur|speler|form|formulaire|plug-?in|box|tool"
    r"|fenêtre|outil|[Ff]enster|[Kk]asten|[Kk]ästchen|[Rr]ahmen|[Ff]ormular|[Ww]erkzeug|[Kk]alender|[Ww]idget|[Tt]ool"
    r"|\w*systeem|\w*[Ss]ystem|système\w*|\w*[Ss]oftware|logiciel|\w*platform|plateforme|\w*[Pp]lattform|\w*portal)"
)
_BY = r"(?:van|von|from|by|of|de|par|door|namens|called|genaamd|nommé)"
#: What the first half of a German compound is when it is no name: "Online-Formular", "Buchungs-Kalender".
_GERMAN_HALF = (
    r"(?:\w+s-|Online|Chat|Video|Cookie|Consent|Kontakt|News|Such|Karten?|Audio|Live|Termin|Event|Shop|Ticket|Web|Social"
    r"|Podcast|Info|Login|Spenden|Anmelde|Bestell|Buch|Banner|Browser|Foto|Bilder|Musik|Radio|Feedback|Media|Drittanbieter)"
)
#: Suppliers by what is said of them: "de agenda van X", "our system X", "an X widget", "supplied by X", "boeken via X".
#: "In het kader van" and "im Rahmen von" are no frames in a page.
_SUPPLIED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!\b[Ii]n het )(?<!\b[Ii]m )(?<![A-Za-z]){_THING},? {_BY} {_NAME}",
        rf"(?:\b(?:our|the|ons|onze|het|de|unser\w*|die|das|notre|le|la) )(?:[a-zé-]+ ){{0,2}}{_THING},? {_NAME}",
        rf"\b(?:[Aa]n?|[Tt]he|embedded|[Ee]en|[Hh]et|ingebed\w*) {_NAME}[ -](?:{_THING})\b",
        rf"(?:supplied|provided|powered|delivered|geleverd|verzorgd|fournie?s?|opérée?s?) (?:by|door|par) {_NAME}",
        rf"(?:[Tt]ickets?|[Bb]oek\w*|[Rr]eserv\w*|[Bb]ook\w*|afspra+k\w*|consultatie|[Dd]onat\w*|rendez-vous|[Rr]éserv\w*)"
        rf"(?: [\wé'’]+){{0,4}} (?:via|langs|through|bij|chez) {_NAME}",
        rf"\bvon {_NAME} (?:geliefert|bereitgestellt|eingebunden|eingebettet|eingespielt|eingeblendet|betrieben|ein\b)",
        rf"(?<![\w-])(?!{_GERMAN_HALF})(?P<name>[A-Z][a-z]{{3,}})-(?:Fenster|Kasten|Kästchen|Rahmen|Widget|Player|Formular|Kalender)\b",
    )
)
#: Capitals that are no suppliers: the site's own things, countries, authorities, and what all the world calls so.
_NO_SUPPLIER = re.compile(
    r"(?:Cookie|Online|Internet|Web|Datenschutz|Privacy|Europ|EU\b|EER|EEA|EWR|Nederland|Belgi|Deutsch|Fran[ck]|Verenigde"
    r"|United|Content|Consent|Chat|Newsletter|Contact|Kontakt|Buchung|Besuch|Nutz|Dritt|CMS|FAQ|PDF|HTML|IAB|TCF|CNIL"
    r"|JavaScript|Analytics|Statisti|[A-Z]{2}$|I$|We$|Wij$|Wir$|Sie$|Ihr|Uw$|You|Vous|Stichting|Gemeente|Stadt)"
)
_SUPPLIER = re.compile(r"\s*[\"“‘']?((?:[A-Z][a-z0-9]+){2,}|[A-Z][\w-]{2,}(?:\s[A-Z][\w-]+)?)")


def detect(passage: Passage) -> Iterable[Found]:
    """One claim a name, by what stands before it and what its clause says of it."""
    denied_list = denies(passage)
    only: list[str] = []
    none: list[tuple[str, Stretch]] = []
    used: list[tuple[str, Stretch]] = []
    for mention in passage.mentions:
        name = vendor_id(passage, mention)
        if name is None or _explains(passage, mention):
            continue
        clause = passage.clause_at(mention.start)
        if _is_exception(clause, mention):
            only.append(name)
        elif denied_list or is_denied(passage, clause, mention):
            none.append((name, clause))
        elif _is_only(passage, clause, mention):
            only.append(name)
        elif not back_office(passage, mention) and not clause.has("link_only") and _is_used(passage, clause, mention):
            used.append((name, clause))
    if only:
        yield Found("only_vendors", passage, {"vendor": list(dict.fromkeys(only))})
        for name in dict.fromkeys(only):
            yield Found("uses_vendor", passage, {"vendor": [name], "modality": "asserted"})
        return
    yield from _grouped(none, passage)
    used += [entry for entry in unlisted(passage) if not denied_list and not entry[1].has("neg")]
    about = None if denied_list else _under_its_heading(passage)
    if about is not None:
        used.append((about, passage))
    for name, clause in dict(reversed(used)).items():
        params = {"vendor": [name], "modality": "asserted", **modality(clause)}
        yield Found("uses_vendor", _quote(passage, clause), params)


def _explains(passage: Passage, mention: Mention) -> bool:
    """Whether the name only explains, in brackets, whose product another one is ("Meta Pixel (Facebook)"),
    or names the company's own page over there ("onze Facebook-pagina")."""
    text = passage.block.text
    if _OWN_PAGE.match(text, mention.end):
        return True
    opening = text.rfind("(", passage.start, mention.start)
    if opening < 0 or ")" in text[opening : mention.start]:
        return False
    return any(other.end <= opening and other.owner.id == mention.owner.id for other in passage.mentions)


def newsletter_services(passage: Passage) -> Iterable[Found]:
    """The service that sends the newsletter: its mails carry pixels and links that the visitor's browser meets."""
    for mention in passage.mentions:
        if (
            mention.product is not None
            and mention.product.purpose in ("email", "marketing")
            and (_is_used(passage, passage, mention) or (_LETTER.search(passage.text) and not passage.has("neg")))
        ):
            yield Found("uses_vendor", passage, {"vendor": [mention.product.id], "modality": "asserted"})


def unlisted(passage: Passage) -> Iterable[tuple[str, Stretch]]:
    """Suppliers that no list knows, with their clause: "draait op het platform van X", by their capitals."""
    document = passage.document
    if document is None or passage.has("neg") or not (passage.is_own or passage.has("site_thing")):
        return
    yield from _supplied(passage)
    if not passage.has("use", "vendor_act"):
        return
    for hit in passage.all("supplier_lead"):
        start, end = passage.block.span(hit.end, passage.end)
        match = _SUPPLIER.match(document.text[start:end])
        if match is None or any(hit.end <= mention.start <= hit.end + 3 for mention in passage.mentions):
            continue
        yield "_".join(re.findall(r"\w+", match[1].lower())), passage.clause_at(hit.start)


def _supplied(passage: Passage) -> Iterable[tuple[str, Stretch]]:
    """Suppliers by the thing on the page that is theirs: "het rooster van X", "an embedded X form"."""
    start, end = passage.block.span(passage.start, passage.end)
    text = passage.document.text[start:end] if passage.document is not None else ""
    for pattern in _SUPPLIED:
        for match in pattern.finditer(text):
            name = match["name"]
            if len(name) < 3 or _NO_SUPPLIER.match(name) or names().exact(name) is not None:
                continue
            yield "_".join(re.findall(r"\w+", name.lower())), passage


def _grouped(none: list[tuple[str, Stretch]], passage: Passage) -> Iterable[Found]:
    by_clause: dict[int, tuple[Stretch, list[str]]] = {}
    for name, clause in none:
        by_clause.setdefault(clause.start, (clause, []))[1].append(name)
    for clause, denied in by_clause.values():
        params: dict[str, Any] = {"vendor": list(dict.fromkeys(denied))}
        yield Found("no_vendor", clause, {**params, "time": "now"} if passage.has("taken_off") else params)


def _quote(passage: Passage, clause: Stretch) -> Stretch:
    return passage if passage.end - passage.start <= 300 else clause


def is_denied(passage: Passage, clause: Stretch, mention: Mention) -> bool:
    """Whether the clause says that the named service is not used (not merely that it may not do something)."""
    if clause.has("not_only") or passage.has("consent_after", "without_then_not"):
        return False
    unless = passage.find("unless")
    if unless is not None and unless.start < mention.start:
        return False
    before = clause.before(mention.start)
    if clause.part(mention.end, clause.end).has("for_a_purpose"):
        return False
    if before.has("denies_next"):
        return True
    if clause.has("cookieless") and clause.has("cookie") and not before.has("cookie"):
        return False
    if clause.has("sharing_words"):
        return False
    return clause.has("not_used", "vendor_not_used") or _is_gone(passage, clause, mention)


def _is_gone(passage: Passage, clause: Stretch, mention: Mention) -> bool:
    """Whether the text says that the service was taken off the site: "de Facebook-pixel hebben wij verwijderd"."""
    if clause.has("cookie_any", "browser", "ip_address"):
        return False
    if clause.has("taken_off"):
        return True
    return len(passage.mentions) == 1 and passage.part(mention.end, passage.end).has("taken_off")


def _is_exception(clause: Stretch, mention: Mention) -> bool:
    """Whether the name is what a denial leaves out: "andere diensten dan X gebruiken wij niet"."""
    before = clause.before(mention.start)
    last = list(before.all("except"))
    if last and clause.has("other_det") and clause.has("neg") and before.end - last[-1].end <= 18:
        return True
    return before.has("except_open") and clause.part(mention.end, clause.end).has("no_other_service")


def _is_only(passage: Passage, clause: Stretch, mention: Mention) -> bool:
    if clause.has("not_only") or passage.has("consent_after", "no_consent_needed"):
        return False
    if any(hit.end <= mention.start <= hit.end + 4 for hit in passage.all("only_service")):
        return True
    before = clause.before(mention.start)
    after = clause.part(mention.end, clause.end)
    if before.has("only_next"):
        return clause.has("use", "passive", "use_of") and not after.has("only_not_after")
    return clause.has("only_service") and clause.has("use", "own", "use_of")


def _is_used(passage: Passage, clause: Stretch, mention: Mention) -> bool:
    if passage.has("generic_vendor") and not passage.has("own_act"):
        return False
    if clause.has("follow_us") or clause.part(mention.end, clause.end).has("vendor_not_used", "taken_off"):
        return False
    if mention.product is not None and mention.product.purpose in ("fonts", "cdn") and passage.has("own_server"):
        return False
    if passage.has("suppliers_named") and not passage.has("cookie_any", "site_thing"):
        return False
    if affirms(passage) or _is_entry(passage, mention):
        return True
    before = clause.part(clause.start, mention.start)
    if passage.is_own and (clause.has("use", "vendor_act") or before.has("with_det") or passage.has("vendor_act")):
        return True
    return _is_at_work(passage, clause, mention)


def _is_entry(passage: Passage, mention: Mention) -> bool:
    """Whether the name opens an entry of a list of services: explained after it, or under a fitting lead-in."""
    if not passage.is_item or mention.start - passage.start > 4:
        return False
    after = passage.block.text[mention.end : passage.end]
    if _EXPLAINED.match(after):
        return True
    lead = passage.lead
    return (lead is not None and lead.has("services_lead")) or (lead is None and passage.heading_has("services_lead"))


def _is_at_work(passage: Passage, clause: Stretch, mention: Mention) -> bool:
    """Whether a sentence without "we" says what a service does here: "Hotjar registreert klikken van bezoekers"."""
    product = mention.product
    if product is None or passage.has("vendor_aside", "neg"):
        return False
    if product.purpose in _BEHIND and not passage.has("res_scripts"):
        return False
    if passage.previous is None and product.id in heading_vendors(passage, depth=1):
        return True
    if clause.part(mention.end, clause.end).has("is_a") or (clause.has("may_use") and clause.has("sets_cookies")):
        return False
    if product.purpose not in _COUNTING and not passage.has("own", "site_thing"):
        return False
    return clause.has("use", "vendor_act", "present_act")


def _under_its_heading(passage: Passage) -> str | None:
    """The service whose name is the heading, where the text says "with this service we see …"."""
    if passage.mentions or not passage.is_own or not passage.has("service_anaphor") or passage.has("neg", "may_use"):
        return None
    if not passage.has("own_act") or not passage.has("use", "vendor_act") or passage.heading is None:
        return None
    named = heading_vendors(passage, depth=1)
    product = vendors().products.get(named[0]) if len(named) == 1 else None
    return named[0] if product is not None and product.purpose in IN_BROWSER else None
