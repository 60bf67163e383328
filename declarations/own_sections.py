"""Documents that explain cookies to the reader and come to the site itself in a section of its own.

Towns, associations and agencies publish such pages: "What does the law say?", "How do I delete cookies?", and at the
end "And on this website?". Outside that section a sentence only speaks of the site if it says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from declarations.bearing import Bearing
from declarations.language import Words
from declarations.passages import Passage

#: What a passage is about when it explains.
EXPLAINS: frozenset[Bearing] = frozenset(
    ("law", "general", "advice", "definition", "client_work", "example", "browser")
)
#: Fewer explanations than these are found in many a plain policy.
_ENOUGH = 3
_DOMAIN = re.compile(r"(?<![\w@])(?:[a-z0-9-]+\.)+(?:nl|be|com|de|fr|eu|org|net|info|shop|example|ch|at|uk)(?![\w@])")


def own_passages(found: Sequence[tuple[Passage, Bearing]]) -> list[Passage]:
    """The passages that may claim something about the site."""
    own = [passage for passage, about in found if about == "own"]
    common = len(_common([passage.headings for passage, _ in found]))
    marked = {id(passage) for passage, _ in found if _in_own_section(passage, common)}
    explained = sum(1 for passage, about in found if about in EXPLAINS and id(passage) not in marked)
    if not marked or explained < _ENOUGH:
        return own
    return [passage for passage in own if id(passage) in marked or _says_so(passage)]


def _says_so(passage: Passage) -> bool:
    return passage.has("own_firm") and passage.has("own_act", "own_place")


def _common(chains: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The headings over everything: the title, which sets no section apart."""
    if not chains:
        return ()
    first = chains[-1]
    length = 0
    while length < len(first) and all(chain[: length + 1] == first[: length + 1] for chain in chains if chain):
        length += 1
    return first[:length]


def _in_own_section(passage: Passage, common: int) -> bool:
    return any(_marks(heading, passage.words) for heading in passage.headings[common:])


def _marks(heading: str, language: Words) -> bool:
    """Whether a heading sets the site itself apart from what went before."""
    return bool(language.family("own_section").search(heading) or _DOMAIN.search(heading))
