"""How long the cookies that a paragraph names are kept: which of its durations belongs to which name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from declarations.cookie_columns import role_of
from declarations.durations import Lifetime, durations, lifetime_in, lifetime_told, parallel_lifetimes
from declarations.passages import Passage

#: Sentences after a name's own in which its lifetime may stand.
_REACH = 3
_SHORT_SENTENCE = 4
_COORDINATED = re.compile(
    r"[\"'»”’)]*\s*(?:,|/|&|,?\s*(?:en|and|und|et|of|or|oder|ou|sowie|ainsi que|alsook|evenals))\s*"
    r"(?:(?:de|het|the|das|le|cookie) )*[\"'«“„‘(]*"
)
#: What brackets right behind a name say of it.
BRACKET = re.compile(r"^[\"'»”’]?\s*\(([^()]{2,80})\)")
_BESIDE = re.compile(r"^[\"'»”’]?\s*(?:[(:=–-]|\s-\s)\s*([^();,]{2,60})")


@dataclass(frozen=True, eq=False)
class Named:
    """A cookie's name in a sentence: ``start`` and ``end`` in the folded text of the sentence's block."""

    name: str
    passage: Passage
    start: int
    end: int


_Span = tuple[int, int, Lifetime]


def assign(paragraph: Sequence[Passage], named: Sequence[Named]) -> list[Lifetime | None]:
    """The lifetime of each name, null where the paragraph tells none: beside it, in its sentence, or in the next."""
    told: dict[int, Lifetime] = {}
    spans = {id(passage): _spans(passage) for passage in paragraph}
    for number, passage in enumerate(paragraph):
        here = [found for found in named if found.passage is passage]
        if not here:
            continue
        _in_sentence(passage, _groups(passage, here), spans[id(passage)], told)
        pending = [found for found in here if id(found) not in told]
        for later in paragraph[number + 1 : number + 1 + _REACH]:
            if not pending or any(found.passage is later for found in named):
                break
            if spans[id(later)] and _goes_on(later):
                _share(later, pending, spans[id(later)], told)
                break
    return [told.get(id(found)) for found in named]


def _spans(passage: Passage) -> list[_Span]:
    found = list(durations(passage))
    for family, value in (("row_session_end", "session"), ("row_persistent_end", "persistent")):
        if value == "session" and passage.has("session_outlived"):
            continue
        for hit in passage.all(family):
            if not any(start < hit.end and hit.start < end for start, end, _ in found):
                found.append((hit.start, hit.end, value))  # type: ignore[arg-type]
    return sorted(found, key=lambda span: span[0])


def _groups(passage: Passage, names: Sequence[Named]) -> list[list[Named]]:
    """The names of a sentence, those together that "and" or a comma joins."""
    groups: list[list[Named]] = []
    for found in names:
        last = groups[-1][-1] if groups else None
        if last is not None and _COORDINATED.fullmatch(passage.block.text[last.end : found.start]):
            groups[-1].append(found)
        else:
            groups.append([found])
    return groups


def _in_sentence(
    passage: Passage, groups: Sequence[Sequence[Named]], spans: Sequence[_Span], told: dict[int, Lifetime]
) -> None:
    text = passage.block.text
    used: set[int] = set()
    for number, group in enumerate(groups):
        until = groups[number + 1][0].start if number + 1 < len(groups) else passage.end
        value = _beside(text[group[-1].end : until], passage)
        after = [span for span in spans if group[-1].end <= span[0] < until]
        if value is not None:
            told.update({id(found): value for found in group})
            used.update(span[0] for span in after[:1])
        elif after:
            _share(passage, group, after, told)
            used.update(span[0] for span in after[: len(group)])
        else:
            since = groups[number - 1][-1].end if number else passage.start
            before = [span for span in spans if since <= span[0] < group[0].start and span[0] not in used]
            if before:
                told.update({id(found): before[-1][2] for found in group})
                used.add(before[-1][0])
    # "A and B are kept for a year, as is C": one lifetime in the sentence is that of all.
    rest = [found for group in groups for found in group if id(found) not in told]
    if len({span[2] for span in spans}) == 1 and not any(found.start > spans[0][0] for found in rest):
        told.update({id(found): spans[0][2] for found in rest})


def _beside(text: str, passage: Passage) -> Lifetime | None:
    """The lifetime right behind a name: in brackets with other remarks, or after a dash or colon."""
    bracket = BRACKET.match(text)
    if bracket:
        return lifetime_told(bracket[1], passage.words)
    beside = _BESIDE.match(text)
    return lifetime_in(re.sub(r"^(?:[^\W\d]+: ?)", "", beside[1]), passage.words) if beside else None


def _share(passage: Passage, names: Sequence[Named], spans: Sequence[_Span], told: dict[int, Lifetime]) -> None:
    """Gives several names their lifetimes in the same order, or all of them the first."""
    values: list[Lifetime] = [value for _, _, value in spans]
    if len(names) > 1 and len(values) < len(names):
        text = passage.block.text[spans[0][0] : spans[-1][1]]
        values = parallel_lifetimes(text, passage.words, len(names)) or values
    if len(names) > 1 and len(values) >= len(names):
        told.update({id(found): value for found, value in zip(names, values, strict=False)})
    else:
        told.update({id(found): values[0] for found in names})


def _goes_on(later: Passage) -> bool:
    """Whether a sentence goes on about the cookie before it: by a pronoun, a verb of keeping, or for being short."""
    if later.has("other_retention") and not later.has("cookie_any", "row_refers_back"):
        return False
    told = later.has("anaphor", "row_refers_back", "cookie_any", "persistent_word", "session_end")
    said = re.findall(r"[^\W\d]+", later.text)
    # "De bewaartermijn is dertig dagen."
    of_lifetime = any(role_of(word) == "lifetime" for word in said[:2])
    return told or of_lifetime or len(said) <= _SHORT_SENTENCE
