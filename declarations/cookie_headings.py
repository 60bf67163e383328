"""What stands over a cookie in a table or list: headings, a caption, the line that leads it in, outer items."""

from __future__ import annotations

import re
from functools import lru_cache

from auditor.models.document import Block
from declarations.cookie_categories import row_categories
from declarations.cookie_rows import looks_like_name
from declarations.naming import names

#: Places of what is no heading, below all levels of headings.
_SUMMARY, _LEAD, _CAPTION, _ITEM = 7, 20, 30, 40
_LONGEST_LEAD = 160
_LONGEST_ITEM = 80


class Headings:
    """The headings over the block at hand. `see` takes the blocks in order; `over` gives the texts, nearest last."""

    def __init__(self) -> None:
        self._stack: list[tuple[int, str]] = []

    def see(self, block: Block, text: str) -> None:
        """Takes the next block into account: a heading replaces those of its level and below."""
        if block.kind in ("heading", "summary"):
            self._put(block.level or _SUMMARY, text)
        elif block.cell is not None:
            return
        elif block.kind == "control":
            # The button that opens a part of an accordion.
            if block.region == "body" and len(text.split()) <= 4 and len(row_categories(text)) == 1:
                self._put(_LEAD, text)
        elif block.kind == "caption":
            self._put(_CAPTION, text)
        elif block.kind == "list_item":
            self._drop(_ITEM + block.level)
            if len(text) <= _LONGEST_ITEM and _is_outer_item(text):
                self._put(_ITEM + block.level, text)
        elif block.kind == "paragraph" and block.region == "body":
            self._drop(_CAPTION)
            if _is_lead(text):
                self._put(_LEAD, text)
            elif _is_sentence(text):
                self._drop(_LEAD)

    def leave(self, block: Block) -> None:
        """Ends what a heading ends without taking it for one: it is a cookie's name, and says nothing of the next."""
        self._drop(block.level or _SUMMARY)

    def over(self) -> tuple[str, ...]:
        """The texts over the present block, nearest last."""
        return tuple(text for _, text in self._stack)

    def is_about_cookies(self) -> bool:
        """Whether the nearest of them speaks of cookies, or names a category of them."""
        return bool(self._stack) and speaks_of_cookies(self._stack[-1][1])

    def _put(self, level: int, text: str) -> None:
        self._drop(level)
        self._stack.append((level, text))

    def _drop(self, level: int) -> None:
        # Each entry is of a lower place than those after it.
        while self._stack and self._stack[-1][0] >= level:
            self._stack.pop()


@lru_cache(maxsize=4096)
def speaks_of_cookies(text: str) -> bool:
    """Whether a heading is about cookies or the like, by a noun or by a category alone."""
    if re.search(r"cookie|tracker|traceur|local ?storage|lokale opslag|témoins", text.lower()):
        return True
    return len(text.split()) <= 6 and bool(row_categories(text))


@lru_cache(maxsize=4096)
def _is_outer_item(text: str) -> bool:
    """Whether a list item only says what the items within it are."""
    first = text.split(" ", 1)[0].rstrip(":,")
    return not looks_like_name(first) and (bool(row_categories(text)) or names().exact(text) is not None)


def _is_lead(text: str) -> bool:
    if text.endswith(":"):
        return len(text) <= _LONGEST_LEAD
    return text[-1:] not in ".!?" and ":" not in text and len(text.split()) <= 6 and len(row_categories(text)) == 1


def _is_sentence(text: str) -> bool:
    return text.rstrip()[-1:] in ".!?" and len(text.split()) > 6
