"""The signs of a sentence, as names: words and pairs of them, concepts and where they stand together, its surroundings.

Nothing here judges: the weights say what a sign is worth."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, pairwise

from declarations.bearing import Bearing
from declarations.claim import Found
from declarations.concepts import PARTING, TOKEN, lexicon
from declarations.naming import Mention
from declarations.own_sections import EXPLAINS
from declarations.passages import Passage
from declarations.weighing.signs import Group, Signs

_NUMBER = re.compile(r"\d[\d.,]*")
#: Concepts that bear on all that is said together with them, each with the mark of its features.
_BEARERS = (
    ("not", "n"), ("only", "o"), ("until", "u"), ("consent", "c"), ("may", "m"), ("if", "i"), ("other", "x"),
    ("cookie", "C"), ("own", "w"),
)  # fmt: skip
#: A sentence of fewer words than this leans on the one before it.
_SHORT = 9
#: Words longer than this are compounds, in the Germanic languages: their pieces count too.
_COMPOUND = 7
#: Concepts that do the same in a sentence: three of these together are what a claim is made of.
_GROUPS: dict[str, str] = {
    "cookie": "cookie tracker file", "act": "set use load active", "not": "not", "only": "only except",
    "consent": "consent accept allow", "choice": "choice refuse ask", "condition": "until after if",
    "functional": "functional", "preference": "preference", "analytics": "analytics measure",
    "marketing": "marketing tracking", "social": "social", "vendor": "V", "third": "third", "own": "own here",
    "general": "law must others_general define example", "may": "may", "time": "past future",
    "duration": "duration session permanent", "banner": "banner", "change": "withdraw change delete",
    "button": "button footer link", "browser": "browser", "ip": "ip", "mask": "mask anonymous",
    "share": "share combine", "place": "eu non_eu", "server": "host local", "embed": "embed video map",
    "other": "other", "complete": "complete all", "document": "refer policydoc", "always": "always", "site": "site",
    "elsewhere": "invoice job camera newsletter rights office client othersite", "agreement": "agreement processor",
    "basis": "basis interest",
}  # fmt: skip
#: The groups that together are the outline of a sentence.
_OUTLINE = frozenset(
    {"cookie", "not", "only", "consent", "choice", "condition", "functional", "preference", "analytics", "marketing"}
    | {"social", "vendor", "third", "general", "may", "time", "duration", "browser", "elsewhere"}
)
#: What a number is written as.
_NUMBERS = ("N",)
#: Of a longer sentence only so many tokens are weighed: no sentence is that long.
MAX_TOKENS = 120


@dataclass(frozen=True)
class Tagged:
    """The tokens of a stretch with the concepts of each; a vendor's name is one token, named by its purpose."""

    tokens: tuple[str, ...]
    concepts: tuple[frozenset[str], ...]
    places: tuple[int, ...]

    @cached_property
    def all(self) -> frozenset[str]:
        """All concepts of the stretch."""
        return frozenset().union(*self.concepts)

    def marked(self, words: str, concepts: str) -> Group:
        """Its words' beginnings and its concepts as signs of a sentence beside it, under these names."""
        known = self._marked.get(words)
        if known is None:
            names = [f"{words}:{token[:6]}" for token in self.tokens]
            known = self._marked[words] = Group(names + [f"{concepts}:{name}" for name in self.all])
        return known

    @cached_property
    def _marked(self) -> dict[str, Group]:
        return {}


def tagged(passage: Passage) -> Tagged:
    """A sentence's tokens and concepts."""
    names = tuple(
        (mention.start - passage.start, mention.end - passage.start, _purpose(mention)) for mention in passage.mentions
    )
    return _tagged(passage.words.code, passage.text, names)


def _purpose(mention: Mention) -> str:
    return "V_" + (mention.product.purpose if mention.product is not None else "owner")


@lru_cache(maxsize=1 << 13)
def _tagged(code: str, text: str, names: tuple[tuple[int, int, str], ...]) -> Tagged:
    words = lexicon(code)
    tokens: list[str] = []
    places: list[int] = []
    named: dict[int, str] = {}
    for match in TOKEN.finditer(text):
        at, token, purpose = match.start(), match[0], None
        if names:
            purpose = next((name for start, end, name in names if start <= at < end), None)
        if purpose is not None:
            if named.get(len(tokens) - 1) == purpose and not any(start == at for start, _, _ in names):
                continue
            named[len(tokens)] = purpose
        tokens.append(purpose or ("N" if token[0].isdecimal() and _NUMBER.fullmatch(token) else token))
        places.append(at)
        if len(tokens) == MAX_TOKENS:
            break
    concepts = words.of(tokens)
    for index, purpose in named.items():
        concepts[index] = frozenset(("V", purpose))
    for index, token in enumerate(tokens):
        if token in _NUMBERS:
            concepts[index] |= {"N"}
    return Tagged(tuple(tokens), tuple(concepts), tuple(places))


@dataclass(frozen=True)
class Place:
    """Where a sentence stands: what it is about by the rules, whether where the site speaks of itself, and which part
    of its document explains, in tenths."""

    bearing: Bearing
    own: bool
    explaining: int


def places(bearings: Sequence[tuple[Passage, Bearing]], own: Iterable[Passage]) -> list[Place]:
    """The place of each sentence of a document."""
    marked = {id(passage) for passage in own}
    explained = sum(1 for _, about in bearings if about in EXPLAINS)
    share = min(9, 10 * explained // max(1, len(bearings)))
    return [Place(about, id(passage) in marked, share) for passage, about in bearings]


def features(passage: Passage, place: Place) -> list[str]:
    """The signs of a sentence, each once, without those of the rules (``rule_features``)."""
    return sorted(signs_of(passage, place).names())


def signs_of(passage: Passage, place: Place) -> Signs:
    """``features`` as the weights take them."""
    sentence = tagged(passage)
    found = Signs()
    _words(sentence.tokens, found)
    _concepts(sentence, found)
    _surroundings(passage, sentence, found)
    found.loose += (f"bear:{place.bearing}", f"own:{place.own}", f"doc:{place.explaining}")
    return found


def rule_features(admitted: Iterable[Found], raw: Iterable[Found]) -> list[str]:
    """What the rules say: ``admitted`` by all of them, ``raw`` by the detectors alone."""
    found = {f"x:{claim.type}" for claim in raw}
    for claim in admitted:
        found.add(f"r:{claim.type}")
        for name in ("category", "value", "behaviour", "region"):
            value = claim.params.get(name)
            values = value if isinstance(value, list) else [] if value is None else [value]
            found.update(f"r:{claim.type}|{each}" for each in values)
    return sorted(found)


@lru_cache(maxsize=1)
def _group_of() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for group, names in _GROUPS.items():
        for name in names.split():
            found.setdefault(name, []).append(group)
    return found


def named_by_rules(admitted: Iterable[Found], raw: Iterable[Found], vendor: str) -> list[str]:
    """What the rules say of one service."""
    found = {f"xn:{claim.type}" for claim in raw if vendor in claim.params.get("vendor", ())}
    found |= {f"rn:{claim.type}" for claim in admitted if vendor in claim.params.get("vendor", ())}
    return sorted(found)


@lru_cache(maxsize=1 << 15)
def _of_word(token: str) -> Group:
    """The signs of a single token: it, its beginning, and the pieces of a compound."""
    pieces: list[str] = []
    if len(token) >= _COMPOUND and not token.startswith("V_"):
        whole = f"<{token}>"
        pieces = [f"c:{whole[at : at + 5]}" for at in range(len(whole) - 4)]
    return Group((f"w:{token}", f"s:{token[:6]}", *pieces))


@lru_cache(maxsize=1 << 15)
def _of_pair(first: str, second: str) -> Group:
    """The signs of two tokens beside each other."""
    return Group((f"b:{first}_{second}", f"sb:{first[:6]}_{second[:6]}"))


def _words(tokens: Sequence[str], found: Signs) -> None:
    found.groups += map(_of_word, tokens)
    found.groups += map(_of_pair, ("<s>", *tokens), (*tokens, "</s>"))
    for first, second, third in zip(tokens, tokens[1:], tokens[2:], strict=False):
        found.loose += (f"st:{first[:5]}_{second[:5]}_{third[:5]}", f"sk:{first[:6]}_{third[:6]}")
    if tokens:
        found.loose += (f"first:{tokens[0]}", f"last:{tokens[-2] if len(tokens) > 1 else tokens[0]}")
    found.loose.append(f"len:{min(8, len(tokens) // 4)}")


@lru_cache(maxsize=1 << 13)
def _of_set(concepts: frozenset[str]) -> Group:
    """The signs of the concepts of a sentence, wherever in it they stand."""
    here = sorted(concepts)
    found = [f"k:{name}" for name in here]
    found += [f"kk:{first}+{second}" for first, second in combinations(here, 2)]
    groups = sorted({group for name in here for group in _group_of().get(name, ())})
    found += [f"t3:{first}+{second}+{third}" for first, second, third in combinations(groups, 3)]
    found.append("sig:" + "+".join(group for group in groups if group in _OUTLINE))
    return Group(found)


@lru_cache(maxsize=1 << 15)
def _of_two_sets(mark: str, first: frozenset[str], second: frozenset[str]) -> Group:
    """The signs of the concepts of two tokens, one before the other."""
    return Group(f"{mark}:{one}>{two}" for one in first for two in second)


@lru_cache(maxsize=1 << 13)
def _each(mark: str, concepts: frozenset[str]) -> Group:
    return Group(f"{mark}:{name}" for name in concepts)


def _concepts(sentence: Tagged, found: Signs) -> None:
    found.groups.append(_of_set(sentence.all))
    told = [names for names in sentence.concepts if names]
    for first, second in pairwise(told):
        found.groups.append(_of_two_sets("ks", first, second))
    for first, second in zip(told, told[2:], strict=False):
        found.groups.append(_of_two_sets("k2", first, second))
    found.groups += map(_together, _parts(sentence))


def _parts(sentence: Tagged) -> Iterator[frozenset[str]]:
    """What stands between two signs that part, or before and after a "but"."""
    part: set[str] = set()
    for token, names in zip(sentence.tokens, sentence.concepts, strict=True):
        if token in PARTING or ("but" in names and part):
            yield frozenset(part)
            part = set()
        part |= names
    yield frozenset(part)


@lru_cache(maxsize=1 << 13)
def _together(part: frozenset[str]) -> Group:
    """The signs of the concepts of a part: each with those that bear on all that is said there."""
    found: list[str] = []
    for name, mark in _BEARERS:
        if name in part:
            found += [f"g{mark}:{other}" for other in part]
    if "not" in part:
        found += [f"gnn:{first}+{second}" for first, second in combinations(sorted(part), 2)]
    return Group(found)


def _surroundings(passage: Passage, sentence: Tagged, found: Signs) -> None:
    code = passage.words.code
    here = sentence.all
    over = _tagged(code, passage.headings[-1], ()) if passage.headings else Tagged((), (), ())
    found.groups.append(over.marked("h", "kh"))
    if len(passage.headings) > 1:
        found.groups.append(_tagged(code, passage.headings[-2], ()).marked("h2", "kH"))
    if passage.under.rstrip().endswith("?"):
        found.loose.append("hq")
        if passage.previous is None:
            found.groups.append(_each("khq", over.all))
            if "not" in here:
                found.groups.append(_each("khqn", over.all))
    _before(passage, sentence, found)
    if passage.lead is not None:
        _led(passage.lead, here, found)
    elif passage.is_item:
        found.groups += (_each(f"klh{word}", here) for word in ("not", "only") if word in over.all)
    if passage.is_item:
        found.loose.append("item")
    found.loose.append(f"kind:{passage.source.kind if passage.source is not None else ''}")
    found.loose += (f"v:{_purpose(mention)[2:]}" for mention in passage.mentions)
    found.loose.append(f"nv:{min(3, len(passage.mentions))}")


def _before(passage: Passage, sentence: Tagged, found: Signs) -> None:
    earlier = passage.previous
    if earlier is None:
        found.loose.append("noprev")
        return
    said = tagged(earlier)
    found.groups.append(said.marked("p", "kp"))
    if earlier.text.endswith("?"):
        found.loose.append("pq")
        found.groups.append(_each("kpq", said.all))
    if len(sentence.tokens) < _SHORT:
        found.groups.append(_each("kps", said.all))
        if "not" in sentence.all:
            found.groups.append(_each("kpn", said.all))


def _led(lead: Passage, here: frozenset[str], found: Signs) -> None:
    said = tagged(lead)
    mark = "n" if "not" in said.all else "o" if "only" in said.all else "a"
    found.loose.append("lead")
    found.groups += (said.marked("l", "kl"), _each(f"kl{mark}", here))


def focus_features(passage: Passage, mention: Mention) -> list[str]:
    """The signs of one vendor's name in its sentence: the words beside it, and what is said in the same part of it."""
    sentence = tagged(passage)
    place = mention.start - passage.start
    at = max((index for index, start in enumerate(sentence.places) if start <= place), default=0)
    found = {f"m:{_purpose(mention)}"}
    for distance in range(1, 5):
        for side, index in (("-", at - distance), ("+", at + distance)):
            token = sentence.tokens[index] if 0 <= index < len(sentence.tokens) else "<>"
            found.add(f"m{side}:{token[:6]}")
            if distance <= 2:
                found.add(f"m{side}{distance}:{token[:6]}")
                if 0 <= index < len(sentence.tokens):
                    found.update(f"mk{side}{distance}:{name}" for name in sentence.concepts[index])
    part = _part_at(sentence, at)
    found.update(f"mg:{name}" for name in part)
    if "not" in part:
        found.update(f"mgn:{name}" for name in part)
    order = sum(1 for other in passage.mentions if other.start < mention.start)
    found.add(f"mo:{min(3, order)}")
    return sorted(found)


def _part_at(sentence: Tagged, at: int) -> frozenset[str]:
    start = end = at
    while start > 0 and sentence.tokens[start - 1] not in PARTING:
        start -= 1
    while end + 1 < len(sentence.tokens) and sentence.tokens[end + 1] not in PARTING:
        end += 1
    return frozenset().union(*sentence.concepts[start : end + 1])
