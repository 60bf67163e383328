"""Which words of a sentence are names of cookies: by shape, by what is known, or by a noun that introduces them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from auditor.knowledge.vendors import vendors
from declarations.cookie_categories import categories_of
from declarations.cookie_rows import is_script_name, looks_like_name
from declarations.durations import lifetime_in
from declarations.passages import Passage
from declarations.prose_lifetimes import Named

#: A name that a noun introduces: "a cookie called theme", "unter dem Schlüssel »theme«", "(cookie nmstat, …)".
_CALLED = re.compile(
    r"(?:(?:genaamd|genoemd|met de naam|heet|named|called|by the name of|namens"
    r"|mit (?:dem )?Namen|genannt|heißt|nommé|appelé|dénommé|intitulé|s[\'’]appelle)s?\s"
    r"|\((?:[Cc]ookie|tracer|traceur)s?:?\s|(?:sleutel|key|Schlüssel|clé|cookie|Cookie)\s(?=[«“„‘\"'»]))"
    r"[«“„‘\"'»]?\s?([A-Za-z_][\w.*#-]{1,40}?)\s?[»”“’\"'«]?(?=[\s,.;:)]|$)(?! ?[Cc]ookies?| ?[Tt]rackers?)"
)
#: A plain word is a name only right after "cookie called".
_COOKIE_CALLED = re.compile(
    r"[Cc]ookies? (?:genaamd|met de naam|called|named|with the name|mit dem Namen|namens"
    r"|nommé|appelé|dénommé|intitulé)"
    r" [«“„‘\"'»]?\s?([A-Za-z_][\w.-]{1,40}?)\s?[»”“’\"'«]?(?=[\s,.;:)]|$)"
)
#: "One necessary cookie (formsessie)"; "the cookie lang, in which …".
_COOKIE_BRACKET = re.compile(r"\b[Cc]ookie \(([a-z][\w.-]{2,40})\)")
_COOKIE_THEN = re.compile(
    r"\b(?:het|de|the|das|le|ein|une?|één|een|a) (?:[\w-]+ ){0,2}[Cc]ookie ([a-z][a-z0-9]{2,24})\s?,"
    r" (?=(?:in d|das |der |die |dat |waar|which |that |where |qui |dont |où |dans ))"
)
_NO_NAME = re.compile(
    r"bestand|koek|file|datei|fichier|te[kx]t|keks|biscuit|http|zelf|selbst|itself|lui|hier|dort|cookie|zelve|même"
)
_BRACKETED = re.compile(r"\(\s*([A-Za-z_][\w.*#:-]{1,40})\s*[,:;–-]\s*([^()]{3,80})\)")
_COLON = re.compile(r"(?<![\w:])([A-Za-z_][\w*#-]*(?:::[\w-]+)*)\s*[:=]\s+(?=([^;,.()]{2,40}))")
_IN_PROSE = re.compile(r"(?<![\w@/.-])([A-Za-z_][\w*]*(?:-(?![Cc]ookie)[\w*]+)*(?:\.[\w*-]+)?)(?![\w@/]|\.\w|\(\))")
#: A shorter word of a sentence is no cookie's name by being known as one: "C'est", "fr".
_SHORTEST = 3
_WORDY = re.compile(r"^[a-zà-ÿ]+(?:-[a-zà-ÿ]+)*$|^[A-Z][a-zà-ÿ]+(?:-[A-Za-zà-ÿ]+)*$")
#: Settings and functions of Google Analytics, written as cookies are.
_SETTING = re.compile(r"_?anonymi[sz]e_?ip|gat\._anonymi[sz]e_?ip|_?gaq|allow_\w+|\w*consent_mode", re.IGNORECASE)


def named_in(passage: Passage, spoken: str) -> list[Named]:
    """The names in a sentence, in order. ``spoken``: where cookies are spoken of ("sentence", "near", "")."""
    document = passage.document
    if document is None:
        return []
    start, end = passage.block.span(passage.start, passage.end)
    source = document.text[start:end]
    found: dict[str, int] = {}
    for match in (*_introduced(passage, source), *_shaped(source, spoken)):
        name = match[1]
        # A list mark that looks like the underscore a name begins with was left out of the sentence.
        if document.text[start - 1 : start] == "_" and source.startswith(name):
            continue
        if not _SETTING.fullmatch(name):
            found.setdefault(name, start + match.start(1))
    made = (
        Named(name, passage, _folded(passage, place), _folded(passage, place + len(name)))
        for name, place in found.items()
    )
    return sorted(made, key=lambda named: named.start)


def _folded(passage: Passage, place: int) -> int:
    """Where a place of the document is in the folded text of the sentence's block."""
    places = passage.block.places
    return place - passage.block.start if places is None else bisect_left(places, place)


def _shaped(source: str, spoken: str) -> Iterator[re.Match[str]]:
    for match in _IN_PROSE.finditer(source):
        name = match[1]
        if _WORDY.match(name) or not is_name(name):
            continue
        if spoken == "sentence" or (spoken == "near" and "_" in name[:-1]) or re.match(r"_{1,2}[a-z]+_[a-z]", name):
            yield match


def _introduced(passage: Passage, source: str) -> Iterator[re.Match[str]]:
    """Names that brackets or a noun introduce, in any sentence of the site's own."""
    about = passage.has("cookie_any")
    for match in _BRACKETED.finditer(source):
        if (is_name(match[1]) or "_" in match[1]) and (about or _lasts(passage, match[2])):
            yield match
    for match in _COLON.finditer(source):
        # "MX_700: 5 years" is a guarantee.
        if is_name(match[1]) and (about or (is_script_name(match[1]) and _lasts(passage, match[2]))):
            yield match
    if about:
        yield from (match for match in _COOKIE_CALLED.finditer(source) if not categories_of(match[1]))
        for match in (*_COOKIE_BRACKET.finditer(source), *_COOKIE_THEN.finditer(source)):
            # French adjectives follow their noun ("le cookie technique, qui").
            follows = re.match(r"(?:le|une?) ", match[0]) is not None or match[0].endswith(")")
            if not (follows and categories_of(match[1])) and not _NO_NAME.search(match[1].lower()):
                yield match
    near = about or passage.has("tech_localstorage") or any(earlier.has("cookie_any") for earlier in passage.back(2))
    for match in _CALLED.finditer(source):
        quoted = about and re.search(r"[(«“„‘\"'»]", match[0])
        shaped = looks_like_name(match[1]) and (near or "_" in match[1])
        if (shaped or (near and quoted)) and not categories_of(match[1]):
            yield match


def _lasts(passage: Passage, said: str) -> bool:
    return lifetime_in(said, passage.words) is not None


def is_name(name: str) -> bool:
    """Whether a word is a cookie's name, known or by a shape that no other word has."""
    if len(name) >= _SHORTEST and any(True for _ in vendors().cookies_named(name)):
        return True
    return (
        bool(re.search(r"^_{1,2}[a-z]|\w_\w|_\*|^[A-Z]{4,}(?:ID)$|(?:sess|SESS)\w*(?:id|ID)$", name))
        and "-" not in name[:1]
    )
