"""A text that was taken over from another company: it calls somebody else the owner of the site."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

from auditor.models.declaration import Defect
from auditor.models.document import Document
from declarations.folding import fold
from declarations.naming import names
from declarations.site_text import ReadDocument, SiteText, site_words

_WORD = r"(?:[A-ZÀ-Ý][\w&'’.-]*|&|(?:de|van|der|den|het|en|und|and|the|of|für|et|la|le|du|des)(?=\s[A-ZÀ-Ý&]))"
_NAME = rf"((?-i:[A-ZÀ-Ý][\w&'’.-]*(?:\s{_WORD}){{0,5}}))"
_GENERIC = frozenset((
    "de", "het", "een", "deze", "dit", "onze", "wij", "we", "u", "je", "die", "the", "this", "our", "you", "diese",
    "unsere", "wir", "sie", "ce", "cette", "notre", "nous", "vous", "website", "site", "webshop", "webwinkel", "van",
    "der", "den", "en", "und", "and", "of", "für", "et", "la", "le", "du", "des", "b.v", "bv", "n.v", "gmbh", "ltd",
    "inc", "vof", "stichting", "vereniging", "cookies", "privacy", "autoriteit", "persoonsgegevens", "praktijk",
    "bureau", "groep", "group", "iedereen", "wie", "niemand", "in", "als", "op", "bij", "voor", "dieser", "dieses",
    "webseite", "internetseite", "homepage", "applicatie", "application", "applikation", "app", "pagina", "page",
    "seite", "user", "users", "visitor", "visitors", "customer", "client", "gebruiker", "bezoeker", "klant", "nutzer",
    "besucher", "kunde", "betreiber", "utilisateur", "visiteur", "internaute", "éditeur", "exploitant", "l'utilisateur",
    "platform", "plattform", "dienst", "service", "portaal", "portal",
))  # fmt: skip
#: Words of a title that name no company.
_POLICY = re.compile(
    r"privac|cookie|polic|statement|notice|verklaring|beleid|reglement|bepaling|voorwaarden|informatie|datenschutz|hinweis"
    r"|erklärung|richtlinie|bestimmung|politique|charte|confidentialit|données|déclaration|mentions|protection|persoons"
    r"|gegevens|about|over|your|uw|version|versie|welk|welcome|cookies|terms|legal|impressum|vie|website|artikel|article",
    re.IGNORECASE,
)
#: A parent, an umbrella or a holding: another name that is the owner's all the same.
_RELATED = re.compile(
    r"(?<!\w)(?:stichting|vereniging|coöperatie|groep|groupe?|gruppe|holding|beheer|exploitatie|verband|federatie|fédération"
    r"|foundation|trust|stiftung|fondation|university|universiteit|gemeente|ville|stadt|council)(?!\w)",
    re.IGNORECASE,
)
#: A kind of thing that a site uses, with or without its name: "das Tagungssystem Indico".
_THING = re.compile(
    r"^(?:das|der|die|het|de|the|le|la|l')[ -]?\w*(?:systee?m|système|software|logiciel|programm(?:a|e)?|plug-?in"
    r"|extension|modul|module|werkzeug|outil|widget|formular|formulier|formulaire)s?(?!\w)",
    re.IGNORECASE,
)
#: A sentence with a word of leading somewhere sends the reader there.
_LEADS = re.compile(
    r"(?i)\blinks?\b|\bliens?\b|verlink|hyperlink|doorgestuurd|doorverwezen|weitergeleitet|redirigé|redirected"
)
#: So many lines at the top and the end of a page may be its header and footer.
_EDGE = 3
#: A lone name says less than one of two words, and is more often a tool's.
_WORDS_OF_A_NAME = 2


def find(site: SiteText) -> Iterable[Defect]:
    """At most one a document: the first sentence that names another owner."""
    for read in site.documents:
        yield from _in(read, site.site_domain)


def _in(read: ReadDocument, site_domain: str | None) -> Iterable[Defect]:
    document = read.document
    own = site_words(document, site_domain)
    if not own:
        return
    found = list(owners(read))
    foreign = [
        entry for entry in found if not (_is_own(entry[0], own) or _is_vendor(entry[0]) or _THING.match(entry[0]))
    ]
    if not foreign:
        yield from _acting(read, own)
        return
    name, start, end = foreign[0]
    # A name that the text keeps using is the company's, whatever title and footer say;
    # one that nothing contradicts may be the owner's legal name.
    if (
        _mentions(document.text, name) <= 2
        and _own_is_named(document.text, _titled(document))
        and not _is_spoken_of(document.text, name)
    ):
        yield Defect(kind="wrong_company_name", quote=name, document=document.url, start=start, end=end)


def _titled(document: Document) -> frozenset[str]:
    """The words of the name that title, main heading, page header or footer give the site."""
    shown = [document.content.title or ""]
    for number, block in enumerate(document.blocks):
        line = document.text[block.start : block.end]
        edge = number < _EDGE or number >= len(document.blocks) - _EDGE
        if (
            (block.kind == "heading" and block.level == 1)
            or (block.region in ("header", "footer") and block.kind != "control")
            or (edge and block.kind != "heading" and block.cell is None and len(line) < 80 and not line.endswith("."))
        ):
            shown.append(line)
    parts = (part for line in shown for part in re.findall(r"(?<![\w\[<{])[A-ZÀ-Ý][\w'’-]{2,}", line))
    return frozenset(part.lower() for part in parts if not _POLICY.search(part) and part.lower() not in _GENERIC)


def _acting(read: ReadDocument, own: frozenset[str]) -> Iterable[Defect]:
    """Another company that, wherever it is named, does what only the owner does: it collects, keeps, is written to."""
    document = read.document
    if not _own_is_named(document.text, _titled(document)):
        return
    places: dict[str, list[int]] = {}
    for passage in read.passages:
        start, end = passage.block.span(passage.start, passage.end)
        for pattern in _acts(read):
            for match in pattern.finditer(document.text[start:end]):
                places.setdefault(match[1].rstrip(".,"), []).append(start + match.start(1))
    for name, found in places.items():
        all_of_them = len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", document.text))
        if len(found) < 2 or len(found) < all_of_them or len(name.split()) < _WORDS_OF_A_NAME or _RELATED.search(name):
            continue
        if not _is_own(name, own) and not _is_vendor(name):
            yield Defect(
                kind="wrong_company_name", quote=name, document=document.url, start=found[0], end=found[0] + len(name)
            )
            return


def _acts(read: ReadDocument) -> tuple[re.Pattern[str], re.Pattern[str]]:
    acts, asked = ("|".join(read.words.data.families[name].patterns) for name in ("owner_acts", "owner_asked"))
    return re.compile(rf"^{_NAME}(?= (?i:{acts})(?!\w))"), re.compile(rf"(?<!\w)(?i:{asked}) {_NAME}")


def owners(read: ReadDocument) -> Iterable[tuple[str, int, int]]:
    """The names that the text calls the owner of the site, or responsible, with their places."""
    after, before = _patterns(read)
    text = read.document.text
    own = {id(passage) for passage in read.own}
    for passage in read.passages:
        start, end = passage.block.span(passage.start, passage.end)
        # "De site van …" is somebody else's where the sentence is not about this site.
        for pattern in (after, before) if id(passage) in own else (after,):
            for match in pattern.finditer(text[start:end]):
                yield match[1].rstrip(".,"), start + match.start(1), start + match.start(1) + len(match[1].rstrip(".,"))


def _patterns(read: ReadDocument) -> list[re.Pattern[str]]:
    family = read.words.data.families
    after = "|".join(family["owner_after"].patterns)
    before = "|".join(family["owner_before"].patterns)
    return [
        re.compile(rf"^{_NAME}(?=(?: \([^)]*\))?,? (?i:{after})(?!\w))"),
        re.compile(rf"(?<!\w)(?i:{before}) {_NAME}(?=[\s.,;:)]|$)", re.MULTILINE),
    ]


def _is_own(name: str, own: frozenset[str]) -> bool:
    parts = [part for part in re.findall(r"\w{3,}", name.lower()) if part not in _GENERIC]
    if not parts:
        return True
    joined = "".join(parts)
    return any(_alike(part, word) or (len(word) > 4 and word in joined) for part in parts for word in own)


def _alike(part: str, word: str) -> bool:
    return part == word or fuzz.ratio(part, word) >= 80 or (len(part) > 4 and part in word)


def _own_is_named(text: str, own: frozenset[str]) -> bool:
    low = text.lower()
    return any(len(word) > 3 and len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", low)) >= 2 for word in own)


def _is_vendor(name: str) -> bool:
    return bool(names().find(fold(name, 0, len(name)).text))


def _is_spoken_of(text: str, name: str) -> bool:
    """Whether the text sends its readers there: "you can listen at Kerkklank, by a link"."""
    sentences = re.split(r"(?<=[.!?])\s+|\n", text)
    return any(name in sentence and _LEADS.search(sentence) for sentence in sentences)


def _mentions(text: str, name: str) -> int:
    return len(re.findall(rf"(?<!\w){re.escape(name.split(maxsplit=1)[0])}(?!\w)", text))
