"""Left-overs of a template: places that were never filled in, and instructions to whoever fills it in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from auditor.models.declaration import Defect
from auditor.models.document import Document
from declarations.site_text import ReadDocument, SiteText

_PLACEHOLDERS = (
    re.compile(r"\[(?=[^\[\]]*[^\W\d_]{3})[^\[\]\n]{3,120}\](?!\()"),
    re.compile(r"\{\{?\s*[A-Za-z_. -]{2,40}\s*\}?\}|%%?[A-Z_]{3,30}%%?|\$\{[\w.]{2,40}\}"),
    re.compile(r"<(?!https?:|www\.|mailto:)[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ _/-]{2,40}>"),
    re.compile(
        r"(?:https?://)?(?:www\.)?(?:vul-?hier[\w.-]*|(?:jouw|uw|mijn|naam-?van-?(?:je|uw))-?(?:web)?(?:site|domein|bedrijf)(?:naam)?\.(?:nl|be|com)"
        r"|your-?(?:domain|website|site|company)\.(?:com|org|net|co\.uk)|(?:ihre?|deine?|meine?)-?(?:domain|website|firma)\.(?:de|com)"
        r"|votre-?(?:site|domaine|entreprise)\.(?:fr|com|be)|domeinnaam\.nl|bedrijfsnaam\.nl)(?:[\w./-]*[\w/-])?",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<!\w)(?:X{3,}|x{4,})(?![\w*]|-[^\W\d])"
        r"|(?<!\w)(?:xx|dd|tt|jj)[-/. ](?:xx|mm)[-/. ](?:xxxx|jjjj|yyyy|aaaa)(?!\w)",
        re.IGNORECASE,
    ),
    re.compile(r"(?<![.…])(?:\.{6,}|…{3,})(?!\.)|_{5,}"),
    re.compile(
        r"(?<!\w)(?:NAAM (?:VAN (?:UW|JE|HET|DE) )?(?:BEDRIJF|ORGANISATIE|WEBSITE|ONDERNEMING|PRAKTIJK)|BEDRIJFSNAAM"
        r"|(?:YOUR )?COMPANY NAME|YOUR COMPANY|FIRMENNAME|NAME DER FIRMA|NOM DE (?:L'ENTREPRISE|LA SOCIÉTÉ))(?!\w)"
    ),
    re.compile(r"lorem ipsum[^.]{0,40}", re.IGNORECASE),
    # What is to be filled in, between round brackets: "(KvK-nummer invullen)".
    re.compile(
        r"\((?!\S*form)(?:(?:[\w-]+ ){1,4}(?:invullen|invoegen|einfügen|eintragen|ergänzen|à (?:compléter|insérer))"
        r"|(?:insert|fill in|insérer|indiquer) (?:[\w-]+ ?){1,4})\)",
        re.IGNORECASE,
    ),
    # A number that was never filled in, before its unit.
    re.compile(
        r"(?:(?<![\w-])(?:XX|xx)|\[(?:[XxNn]{1,2}|\.{2,3}|…)\])"
        r"(?= (?:maand|jaar|dagen|weken|uur|month|year|day|week|hour|monat|jahr|tag|woche"
        r"|stunde|mois|an|jour|semaine|heure)\w*)",
        re.IGNORECASE,
    ),
)
_BRACKETS_FOR_ELSE = re.compile(
    r"^\[\W*(?:e-?mail[\s\u00a0]?protected|at|apenstaartje|dot|punt|sic|onleesbaar|illegible|unleserlich|illisible"
    r"|red\.?|meer|lees meer|more|read more|terug|back"
    r"|top|link|pdf(?:,? .*)?|(?:hierna|hereinafter|nachfolgend|ci-après)\W.*"
    r"|contactformulier|contact form|kontaktformular|formulaire de contact"
    r"|extern\w*|bron|edit|bewerken|hier|here|hide|show|toon|verberg|opens? .*|opent .*|nieuw venster.*"
    r"|new window.*|öffnet .*|s'ouvre .*|aanmelden|login|\d+|…|\.{3}"
    # What a visitor can do there: the words of a link or button.
    r"|(?:\S+ ){0,3}\S*(?:instellingen|voorkeuren|settings|preferences|einstellungen|préférences|paramètres)"
    r"|(?:\S+ ){1,3}(?:lezen|wijzigen|aanpassen|beheren|intrekken|weigeren|accepteren)"
    r"|(?:\S+ ){1,3}(?:lesen|ändern|verwalten|widerrufen|ablehnen|annehmen)"
    r"|(?:lire|modifier|gérer|accepter|refuser|change|manage|withdraw|accept|decline|see|view) (?:\S+ ){0,3}\S+)\W*\]$",
    re.IGNORECASE,
)

_PHONE = re.compile(r"(?<![\w.])(?:\+|00?)[\d() ]{1,6}-?$")
_QUOTES = (("«", "»"), ("“", "”"), ("„", "“"), ("‘", "’"), ("‹", "›"))
#: What WordPress puts before each part of the text that it proposes.
_PROPOSED = re.compile(r"^(?:voorgestelde tekst|suggested text|vorgeschlagener text|texte suggéré) ?:")
#: Notes of whoever wrote the text, in any language.
_NOTE = re.compile(r"(?<!\w)(?:TODO|FIXME)(?=\W)")


def find(site: SiteText) -> Iterable[Defect]:
    """Placeholders anywhere in the body; instructions sentence by sentence."""
    for read in site.documents:
        taken: list[tuple[int, int]] = []
        seen: set[str | None] = set()
        for defect in _placeholders(read):
            taken.append((defect.start or 0, defect.end or 0))
            if defect.quote not in seen:
                seen.add(defect.quote)
                yield defect
        yield from _instructions(read, taken)


def _placeholders(read: ReadDocument) -> Iterable[Defect]:
    document = read.document
    shown = [
        (block.start, document.text[block.start : block.end])
        for block in document.blocks
        if block.region not in ("nav", "header") and block.kind != "control"
    ]
    distinct = dict.fromkeys(text for _, text in shown)
    # No pattern asks what stands in another block: one that is nowhere in all of them together is in none of them.
    together = "\n".join(distinct)
    patterns = [pattern for pattern in _PLACEHOLDERS if pattern.search(together)]
    if not patterns:
        return
    found = {text: tuple(_in_block(read, text, patterns)) for text in distinct}
    for place, text in shown:
        for kind, start, end in found[text]:
            yield _defect(kind, document, place + start, place + end)


def _in_block(read: ReadDocument, text: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[tuple[str, int, int]]:
    for pattern in patterns:
        for match in pattern.finditer(text):
            if _BRACKETS_FOR_ELSE.match(match[0]) or _is_cookie_name(text, match) or _is_shown(read, text, match):
                continue
            kind = "template_instruction" if _instructs(read, text, match[0]) else "unfilled_placeholder"
            yield kind, *match.span()


def _is_shown(read: ReadDocument, block: str, match: re.Match[str]) -> bool:
    """Whether a placeholder is spoken of: quoted, or in a sentence on letters or fields that others fill in."""
    before, after = block[: match.start()], block[match.end() :]
    if any(before.rfind(first) > before.rfind(last) and last in after for first, last in _QUOTES):
        return True
    start = max(before.rfind(". "), before.rfind("! "), before.rfind("? ")) + 1
    ends = [place for mark in (". ", "! ", "? ") if (place := after.find(mark)) >= 0]
    sentence = block[start : match.end() + min(ends, default=len(after))].lower()
    return bool(read.words.family("fields_of_others").search(sentence))


def _instructs(read: ReadDocument, block: str, found: str) -> bool:
    """Whether brackets that are a paragraph of their own tell the writer what to do there."""
    whole = len(found) >= len(block.strip()) - 1 and len(found.split()) >= 4
    told = found.lower().strip("[]{}<> ")
    return whole and any(
        read.words.family(name).search(told) for name in ("template_instruction", "instruction_in_brackets")
    )


def _is_cookie_name(text: str, match: re.Match[str]) -> bool:
    """Brackets and x's in a cookie's name ("_hjSession_[id]", "wp-settings-<UID>") stand for what varies."""
    before = text[max(match.start() - 1, 0) : match.start()]
    if match[0][0] == "[" and text.count('"', 0, match.start()) % 2:
        # A quotation with a word put in: the brackets are the writer's.
        return True
    if _PHONE.search(text, 0, match.start()):
        return False
    return bool(before) and (before in "_-." or before.isalnum())


def _instructions(read: ReadDocument, taken: list[tuple[int, int]]) -> Iterable[Defect]:
    for passage in read.passages:
        start, end = passage.block.span(passage.start, passage.end)
        noted = _NOTE.search(read.document.text, start, end)
        proposed = _PROPOSED.match(passage.text)
        told = passage.has("template_instruction") and not passage.has("asks_visitor")
        if not (told or proposed or (noted and not passage.has("asks_visitor"))):
            continue
        if passage.heading_has("advice_heading", depth=9):
            # Written to those who write their own: the whole page is meant to be adapted.
            continue
        if any(first < end and start < last for first, last in taken) and not passage.has("instruction_strong"):
            continue
        yield _defect("template_instruction", read.document, start, end)


def _defect(kind: str, document: Document, start: int, end: int) -> Defect:
    return Defect.model_validate(
        {"kind": kind, "quote": document.text[start:end], "document": document.url, "start": start, "end": end}
    )
