"""Which vendors a text names: by the names and aliases of the vendor files, tolerant of spelling."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from auditor.knowledge.schema import Owner, Product
from auditor.knowledge.vendors import vendors

#: Names that are ordinary words too: taken for a vendor only where the source writes them with a capital.
_ORDINARY = 6
#: Names that say too little even with a capital; only longer aliases of these vendors count.
_TOO_SHORT = frozenset(
    {"x", "ads", "maps", "fonts", "pixel", "analytics", "meet", "teams", "office", "chat", "forms", "site"}
)

#: What a mention of an owner alone ("Google") stands for, by a word near it: product purposes, first match wins.
_PURPOSE_WORDS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"analytics|analyse|analyti|statisti|bezoekcijfers|audience|reichweite"), ("analytics",)),
    (re.compile(r"fonts?\b|lettertype|schriftart|webfont|polices"), ("fonts",)),
    (re.compile(r"\bmaps?\b|kaart|karte|carte"), ("maps",)),
    (re.compile(r"captcha|spam"), ("captcha",)),
    (re.compile(r"video|filmp|vidéo"), ("video",)),
    (re.compile(r"tag manager|tagmanager"), ("tag_manager",)),
    (re.compile(r"pixel|advert|remarketing|werbung|publicit|conversi|\bads\b"), ("advertising", "marketing")),
    (
        re.compile(r"campa[gi]|kampagne|reclame|marketing|anzeige|werbe|retarget|reciblage"),
        ("advertising", "marketing"),
    ),
    (
        re.compile(r"\b(?:tel(?:t|len|ler)|meet|meten|teller|gemeten|zähl\w*|count\w*|compt\w*|audience|visits)\b"),
        ("analytics",),
    ),
)
#: What the name of a company stands for on a site where nothing near it tells: what nearly all sites have of it.
_MAIN = {"meta": "meta_pixel", "snap": "snapchat"}  # fmt: skip


#: What a Dutch or German compound adds to the name of a service, and the s of its genitive.
_COMPOUND = re.compile(
    r"(?<![\w.@/-])([a-z]{4,12}?)(?:s(?= [\w\"])|['’]s(?!\w)|(?:feed|kader|speler|filmpje|video|kaart|knop|player|pixel"
    r"|plug-?in|widget|bericht|account|advertentie|campagne|cookie|formulier|venster|scherm|pagina|kan[aä]le?|gruppe|seite"
    r"|beitr[aä]ge?)(?:s|'s|en|pen|n)?)(?![\w@])"
)
#: What stands before a German noun and not before the name of a service.
_GERMAN_NOUN = re.compile(r"\b(?:das|dem|ein|einem|letzte[nmsr]?|erste[nmsr]?|jede[nmsr]|diese[nmsr]?) $")
_SHORT_FORMS = {"ga": "google analytics", "fb": "facebook", "analytics": "google analytics"}
_SHORT_FORM = re.compile(r"(?<![\w.@/-])(?:ga|fb|analytics)(?![\w@/-]|\.\w| ?\d)")
#: What makes "Analytics" a kind of cookie, or the second half of another product's name.
_KIND_AFTER = re.compile(
    r"[ -]?cookie| ?(?:[,&:]|en|and|und|et) |[ -]?(?:partner|tool|dienst|service|software|provider)|$"
)
_KIND_BEFORE = re.compile(
    r"(?:product|web|app|user|data|marketing|werbung|tracking|functione\w+|funktion\w+|statisti\w+|performance|notwendig\w*|voorkeuren|ads)"
    r"(?:[,/]| &| en| und| et| and| of| oder)? $"
)


def _is_of_another(text: str, start: int, end: int, is_capital: Callable[[int], bool]) -> bool:
    """Whether "Analytics" is a kind of cookie, a heading's word, or the end of a name ("Adobe Analytics")."""
    if start == 0 and _KIND_AFTER.match(text, end):
        return True
    if re.match(r"[ -]?cookie", text[end:]) or _KIND_BEFORE.search(text[:start]):
        return True
    before = re.search(r"(\w+)[ -]$", text[:start])
    return before is not None and is_capital(before.start(1)) and before.start(1) > 0


#: What follows Google's name, or that of a product of Google, where only the rest of the next one's is written.
_SECOND_OF_GOOGLE = re.compile(
    r"(?: \(|[,/]| ?&| en| and| und| et) ?(analytics|ads|adsense|maps|fonts|tag manager|recaptcha)(?![\w-])"
)
_TOKEN = re.compile(r"(?<![\w.@/])\w+")
_TWO_WORDS = re.compile(r"(?<![\w.@/])([a-z]{4,12})[ -]([a-z]{5,14})(?![\w@])")


@dataclass(frozen=True)
class Mention:
    """A vendor's name in folded text: ``text[start:end]``. ``product`` is null where only the company is named."""

    start: int
    end: int
    product: Product | None
    owner: Owner


class Names:
    """The names of all vendors as one search."""

    def __init__(self) -> None:
        base = vendors()
        self._by_name: dict[str, tuple[Product | None, Owner]] = {}
        #: Names that are ordinary words too: only with a capital in the source.
        self._capital: set[str] = set()
        for owner in base.owners.values():
            for product in owner.products:
                for name in (product.name, *product.aliases, *product.ambiguous):
                    self._by_name.setdefault(_plain(name), (product, owner))
                self._capital.update(_plain(name) for name in product.ambiguous)
        for owner in base.owners.values():
            self._capital.update(_plain(name) for name in owner.ambiguous)
            for name in (owner.name, *owner.aliases, *owner.ambiguous):
                key = _plain(name)
                if key not in self._by_name:
                    single = owner.products[0] if len(owner.products) == 1 else None
                    self._by_name[key] = (single, owner)
        self._by_name = {
            name: found for name, found in self._by_name.items() if len(name) > 1 and name not in _TOO_SHORT
        }
        names = sorted(self._by_name, key=len, reverse=True)
        body = "|".join(re.sub(r"\\?[ ]", r"[ -]?", re.escape(name)) for name in names) or r"(?!)"
        self._search = re.compile(rf"(?<![\w.@/])(?:{body})(?![\w@]|\.(?:nl|com|be|de|fr|eu|org|net|example)\b)")
        #: What a name can begin with: its first word, and what its words make when they are written together.
        self._starts = {start for name in names for start in _starts(name)}
        self._fuzzy = [name for name in names if " " in name and len(name) > 9 and name not in self._capital]
        self._by_first_word: dict[str, list[str]] = {}
        for name in self._fuzzy:
            self._by_first_word.setdefault(name.split(" ", 1)[0], []).append(name)

    def find(self, text: str, is_capital: Callable[[int], bool] | None = None) -> list[Mention]:
        """The mentions in folded ``text``. ``is_capital(i)`` tells whether character i is a capital in the source."""
        found: list[Mention] = []
        matches, misspelled = self._matches(text)
        for start, end, name in matches:
            entry = self._by_name.get(name) or self._by_name.get(name.replace(" ", "")) or self._spaced(name)
            if entry is None:
                continue
            ordinary = name in self._capital or (len(name) < _ORDINARY and name.isalpha())
            if ordinary and not (is_capital(start) if is_capital else name not in self._capital):
                continue
            if name in self._capital and is_capital and not self._is_written_as_name(text, start, end, is_capital):
                continue
            # A capital proves nothing where a sentence begins.
            bare = name in self._capital and is_capital is not None and _opens_sentence(text, start)
            if bare and not _SERVICE.search(text) and not _ENTRY.match(text, end):
                continue
            found.append(Mention(start, end, entry[0], entry[1]))
        found += misspelled
        found += self._letter_x(text, is_capital)
        found += self._short_forms(text, is_capital, found)
        found += self._of_one_maker(text, is_capital, found)
        return _without_makers(text, sorted(found, key=lambda mention: mention.start))

    @lru_cache(maxsize=1 << 14)  # noqa: B019 - there is one instance
    def _matches(self, text: str) -> tuple[list[tuple[int, int, str]], list[Mention]]:
        words = frozenset(_TOKEN.findall(text))
        # Most texts have no word that a name begins with.
        matches = [] if self._starts.isdisjoint(words) else self._exact_matches(text)
        matches += self._in_compounds(text, matches)
        possible = not self._by_first_word.keys().isdisjoint(words)
        return matches, list(self._misspelled(text, matches)) if possible else []

    def _exact_matches(self, text: str) -> list[tuple[int, int, str]]:
        matches = []
        done = 0
        for token in _TOKEN.finditer(text):
            if token.start() < done or token[0] not in self._starts:
                continue
            match = self._search.match(text, token.start())
            if match:
                matches.append((match.start(), match.end(), _plain(match[0])))
                done = match.end()
        return matches

    def _in_compounds(self, text: str, found: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
        """Names that a Dutch or German word begins with ("Facebookfeed"), and with an s behind them ("Metas Pixel")."""
        for match in _COMPOUND.finditer(text):
            if match[1] not in self._by_name or match[1] in self._capital:
                continue
            if not any(start <= match.start() < end for start, end, _ in found):
                yield match.start(), match.end(1), match[1]

    @staticmethod
    def _is_written_as_name(text: str, start: int, end: int, is_capital: Callable[[int], bool]) -> bool:
        """Whether an ordinary word is no noun here: capitals in all its words, and no German article before it."""
        if _GERMAN_NOUN.search(text[:start]):
            return False
        return all(is_capital(start + word.start()) for word in re.finditer(r"\w+", text[start:end]))

    def _short_forms(
        self, text: str, is_capital: Callable[[int], bool] | None, found: list[Mention]
    ) -> Iterator[Mention]:
        """Names that are too short to be looked for in any case: "GA", "FB", and "Analytics" alone."""
        if is_capital is None:
            return
        for match in _SHORT_FORM.finditer(text):
            alone = not any(mention.start <= match.start() < mention.end for mention in found)
            wanted = 1 if match[0] == "analytics" else len(match[0])
            if alone and all(is_capital(match.start() + offset) for offset in range(wanted)):
                if match[0] == "analytics" and _is_of_another(text, match.start(), match.end(), is_capital):
                    continue
                product, owner = self._by_name[_SHORT_FORMS[match[0]]]
                yield Mention(match.start(), match.end(), product, owner)

    def _of_one_maker(
        self, text: str, is_capital: Callable[[int], bool] | None, found: list[Mention]
    ) -> Iterator[Mention]:
        """Products whose maker is named once for several: "Google (Analytics en Ads)", "Google Analytics and Ads"."""
        if is_capital is None or "google" not in text:
            return
        ends = [mention.end for mention in found if mention.owner.id == "google"]
        while ends:
            match = _SECOND_OF_GOOGLE.match(text, ends.pop())
            if match is None or not is_capital(match.start(1)):
                continue
            ends.append(match.end())
            if not any(mention.start <= match.start(1) < mention.end for mention in found):
                product, owner = self._by_name[_plain(f"google {match[1]}")]
                yield Mention(match.start(1), match.end(), product, owner)

    def _spaced(self, name: str) -> tuple[Product | None, Owner] | None:
        squeezed = name.replace(" ", "")
        for known, entry in self._by_name.items():
            if known.replace(" ", "") == squeezed:
                return entry
        return None

    def _misspelled(self, text: str, found: list[tuple[int, int, str]]) -> Iterator[Mention]:
        starts = [start for start, _, _ in found]
        for match in _TWO_WORDS.finditer(text):
            if match[1] not in self._by_first_word:
                continue
            before = bisect_left(starts, match.end(2))
            if before and match.start(2) < found[before - 1][1]:
                continue
            for name in self._by_first_word[match[1]]:
                if fuzz.ratio(name.split(" ", 1)[1], match[2]) < 76:
                    continue
                if fuzz.ratio(name, f"{match[1]} {match[2]}") >= 88:
                    product, owner = self._by_name[name]
                    yield Mention(match.start(), match.end(), product, owner)
                    break

    def _letter_x(self, text: str, is_capital: Callable[[int], bool] | None) -> Iterator[Mention]:
        """The network whose name is one letter, where its company shows that it is meant."""
        if is_capital is None or " x" not in text:
            return
        product, owner = self._by_name["twitter"]
        places = {
            match.start() + match[0].index("x", match[0].rfind(" x") if match[0][0] != "x" else 0)
            for match in _LETTER_X.finditer(text)
        }
        if _TWEETS.search(text):
            places |= {match.start() for match in _ONLY_X.finditer(text)}
        for place in sorted(places):
            if is_capital(place):
                yield Mention(place, place + 1, product, owner)

    def is_name(self, text: str) -> bool:
        """Whether the whole text is a vendor's name that is no ordinary word."""
        return _plain(text) in self._by_name and _plain(text) not in self._capital

    def exact(self, text: str) -> tuple[Product | None, Owner] | None:
        """What a whole text, such as a table cell, names: exactly, or with words around the name."""
        entry = self._by_name.get(_plain(text))
        if entry is not None:
            return entry
        mentions = self.find(text.lower())
        return (mentions[0].product, mentions[0].owner) if mentions else None


#: What stands between a product and the company that makes it: "DoubleClick van Google", "Google's DoubleClick".
_MADE_BY = re.compile(r" ?(?:van|of|by|from|von|de|du|der|des) |'s |s |[ ]?\(")


#: Words about services on websites, in the four languages: the context that an ordinary word needs.
_SERVICE = re.compile(
    r"cookie|tracker|traceur|analy|statisti|(?:web)?site|plug-?in|script|pixel|software|tool|widget|chat|server|betaal"
    r"|payment|zahlung|paiement|dienst|service|video|browser|gehost|host|newsletter|nieuwsbrief"
)


_NETWORK = r"(?:facebook|instagram|linkedin|tiktok|youtube|pinterest|whatsapp|bluesky|mastodon|threads|snapchat)"
_AND = r"(?:,|/| en| and| und| et| of| or| oder| ou| ni| noch| nor)"
_POSTS = (
    r"(?:posts?|messages?|tweets?|berichte?n?|beiträge|knop\w*|buttons?|plug-?ins?|boutons?|modules?|schaltflächen"
    r"|feeds?)"
)
#: "Facebook of X", "knoppen van X", "X (voorheen Twitter)", "the X timeline": where the letter is the network.
_LETTER_X = re.compile(
    rf"{_NETWORK}{_AND}(?: (?:van|von|de|of|the|sur|op|on|auf))? x(?![\w'-])"
    rf"|{_POSTS} (?:van|of|from|von|de|for|voor|für|pour|auf|on|op|sur) x(?![\w-])|(?<![\w'-])x(?={_AND} {_NETWORK})"
    rf"|(?:fil|flux|timeline|tijdlijn) x(?![\w'-])|(?<![\w'-])x(?=[ -](?:timeline|feed|posts?|tijdlijn|berichten))"
)
#: Where a text speaks of tweets, the letter alone is the network.
_TWEETS = re.compile(r"\btweets?\b|\btwitter\b")
_ONLY_X = re.compile(r"(?<![\w'.-])x(?=[ ,.;)]|['’]s )")


#: What follows the name of an entry in a list: "Plausible: bezoekcijfers".
_ENTRY = re.compile(r" ?[:(]| - ")


def _opens_sentence(text: str, place: int) -> bool:
    before = text[:place].rstrip(" \"'(")
    return not before or before[-1] in ".!?"


def _without_makers(text: str, found: list[Mention]) -> list[Mention]:
    """The mentions without owners' names that only say whose product the one beside them is."""
    kept = []
    for index, mention in enumerate(found):
        beside = found[index - 1 : index] if index else []
        after = found[index + 1 : index + 2]
        if mention.product is None and any(
            other.product is not None
            and other.owner.id == mention.owner.id
            and _MADE_BY.fullmatch(text[min(other.end, mention.end) : max(other.start, mention.start)])
            for other in (*beside, *after)
        ):
            continue
        kept.append(mention)
    return kept


def _starts(name: str) -> set[str]:
    words = re.findall(r"\w+", name)
    return {"".join(words[:count]) for count in range(1, len(words) + 1)}


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("-", " ").replace("’", "'").split())


@lru_cache(maxsize=1)
def names() -> Names:
    """The names of the shipped vendors."""
    return Names()


def product_of(owner: Owner, context: str) -> Product | None:
    """The product that a mention of its owner alone stands for, by the words around it; null when they do not tell."""
    for words, purposes in _PURPOSE_WORDS:
        if words.search(context):
            for product in owner.products:
                if product.purpose in purposes:
                    return product
    return None


def main_product(owner: Owner) -> Product | None:
    """The product that the bare name of a company mostly means; null where it has several that sites use as often."""
    name = _MAIN.get(owner.id)
    return vendors().products[name] if name is not None else None
