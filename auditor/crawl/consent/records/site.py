"""The record of a home-made banner: an entry whose name speaks of consent and whose value is plainly yes or no."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from auditor.crawl.consent.records.libraries import only_listed
from auditor.crawl.consent.records.stores import Stores, answer, answers, listed, parsed, readable, record
from auditor.crawl.consent.records.vocabulary import names_consent, necessary_names, plain, vocabulary
from auditor.crawl.values import looks_like_identifier
from auditor.knowledge.vendors import vendors
from auditor.models.consent import ConsentRecord

#: Home-made records that are read; a site with more is not telling one thing.
MOST_RECORDS = 10

#: Product of the knowledge base whose entries are home-made records.
HOME_MADE = "home_made_consent"

#: JSON in base64 is not shorter than this where it holds an answer.
_SHORTEST_ENCODED = 16

_YES_WORDS = {"true", "1"}
_NO_WORDS = {"false", "0"}


def site_records(stores: Stores, claimed: frozenset[str], site_host: str) -> tuple[ConsentRecord, ...]:
    """Home-made records; ``claimed``: products of the knowledge base whose records were read already."""
    found = []
    for place, items in stores.places():
        for name, raw in list(items.items())[:2000]:
            if names_consent(name) and not _of_another(name, claimed, site_host):
                told = _read(f"{place} {_shown(name)}", name, readable(raw))
                found += [told] if told is not None else []
    return tuple(found[:MOST_RECORDS])


def _of_another(name: str, claimed: frozenset[str], site_host: str) -> bool:
    """Whether the entry is a known product's that does not record consent, or whose record was read already."""
    known = next(vendors().cookies_named(name, site_host), None)
    if known is None or known.product.id == HOME_MADE:
        return False
    return known.product.purpose != "consent_manager" or known.product.id in claimed


def _shown(name: str) -> str:
    return "*" if looks_like_identifier(name) else name[:60]


def _read(source: str, name: str, value: str | None) -> ConsentRecord | None:
    if not value:
        return None
    held = parsed(value) if value[0] in '{["' or len(value) >= _SHORTEST_ENCODED else None
    if isinstance(held, dict | list):
        return _structured(source, held)
    return _plain(source, name, (held if isinstance(held, str) else value).strip().lower()[:400])


def _plain(source: str, name: str, word: str) -> ConsentRecord | None:
    words, low = vocabulary(), plain(name)
    if word in _YES_WORDS | _NO_WORDS:
        return _flag(source, low, word)
    if word in words.granted | words.refused:
        said = word in words.granted
        only_seen = _any(words.showing, low) and word in {"yes", "no", "ja", "nee", "oui", "non", "nein"}
        if only_seen and not _any(words.accepting + words.refusing, low):
            return record("site", source, None)
        return record("site", source, True, {"cookies": said != _any(words.refusing, low) if _yes_no(word) else said})
    if word in words.dealt_with:
        return record("site", source, True)
    if word in words.undecided:
        return record("site", source, False)
    return _several(source, word)


def _yes_no(word: str) -> bool:
    return word in {"yes", "no", "ja", "nee", "oui", "non", "nein"}


def _flag(source: str, name: str, word: str) -> ConsentRecord | None:
    """``true`` and ``1`` tell as much as the name tells: of consent, of a refusal, or only that a banner was seen.

    A no of that kind may have stood there before any choice, so it decides nothing."""
    words, yes = vocabulary(), word in _YES_WORDS
    if _any(words.refusing, name):
        return record("site", source, True if yes else None, {"cookies": False} if yes else {})
    if _any(words.accepting, name):
        return record("site", source, True if yes else None, {"cookies": yes})
    if _any(words.showing, name):
        return record("site", source, None)
    if word in {"true", "false"} and "consent" in name and not re.search(r"\d$", name):
        return record("site", source, True if yes else None, {"cookies": yes})
    return record("site", source, True if yes else None)


def _any(parts: tuple[str, ...], name: str) -> bool:
    return any(part in name for part in parts)


def _several(source: str, word: str) -> ConsentRecord | None:
    """Categories, each with its answer (``statistics:0|marketing:1``), or a list of those that are granted."""
    said = answers(dict(re.findall(r"([\w\-]{3,40})[:=]([a-z]{2,8}|[01])(?=[,;|&]|$)", word)))
    granted = {name: on for name, on in said.items() if _category(name)}
    if granted:
        return record("site", source, None, granted, necessary_names(granted))
    names = [name for name in re.split(r"[,;|+ ]+", word) if name]
    if 1 <= len(names) <= 12 and all(_category(name) for name in names):
        granted, necessary = only_listed(names, [])
        return record("site", source, None, granted, necessary)
    return None


_CATEGORY = re.compile(
    r"necessary|noodzakelijk|essential|functional|functioneel|preferences?|voorkeuren|statisti\w*|analyti\w*|marketing|"
    r"advert\w*|social|sociaal|tracking|performance|personali[sz]ation|targeting|measurement|third-?part\w*|externe?"
)


def _category(name: str) -> bool:
    return _CATEGORY.fullmatch(name) is not None


def _structured(source: str, held: Any) -> ConsentRecord | None:
    """An object of answers by category, at the top or one step down, or a list of what is granted.

    Such a record may hold the defaults before any choice, so it does not tell whether one was made."""
    if isinstance(held, list):
        names = [name for name in listed(held) if _category(name.lower())]
        if len(names) < len(held):
            return None
        granted, necessary = only_listed(names, [])
        return record("site", source, None, granted, necessary)
    if not isinstance(held, Mapping):
        return None
    granted = _of_object(held)
    if not granted:
        return None
    return record("site", source, None, granted, necessary_names(granted))


#: Names, besides those of categories, under which an object tells of consent.
_CONSENT_ITSELF = frozenset({"consent", "accepted", "cookies"})

#: Names of the answer within a category that is an object of its own.
_ANSWERS_WITHIN = ("granted", "accepted", "enabled", "consent")


def _of_object(held: Mapping[str, Any]) -> dict[str, bool]:
    """Only names of categories, or of consent itself, count: an object holds other flags too."""
    granted: dict[str, bool] = {}
    for name, value in list(held.items())[:200]:
        said = answer(value)
        if isinstance(value, Mapping):
            granted |= {inner: on for inner, on in answers(value).items() if _category(inner.lower())}
            said = next((answer(value[key]) for key in _ANSWERS_WITHIN if key in value), None)
        if said is not None and (_category(str(name).lower()) or str(name).lower() in _CONSENT_ITSELF):
            granted[str(name)] = said
    return granted or _services(held)


def _services(held: Mapping[str, Any]) -> dict[str, bool]:
    """An object of nothing but answers, by names of the site's own; not one that only says what was shown."""
    said = {str(name): value for name, value in held.items() if isinstance(value, bool)}
    words = vocabulary()
    plain_names = [plain(name) for name in said]
    about_the_banner = any(_any(words.showing + words.refusing, name) for name in plain_names)
    return said if len(said) == len(held) and not about_the_banner else {}
