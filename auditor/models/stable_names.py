"""Names that stay the same from visit to visit: a star for each part that looks like an id."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

#: Longest name or path that a subject or evidence shows.
LONGEST = 160

#: Stars beside each other, which say no more than one.
STARS = re.compile(r"\*(?:[_\-.:|/~]\*)+|\*{2,}")

_TOKEN = re.compile(r"[^_\-.:|/~!@#$%&()\[\]{}=+,; ]+")
_UUID = re.compile(r"(?i)\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")


def _varies(token: str) -> bool:
    """Whether a part of a name looks like an id: long digits, long hex, or letters and digits mixed."""
    if len(token) >= 4 and token.isdigit():
        return True
    if len(token) < 6 or not any(char.isdigit() for char in token):
        return False
    if re.fullmatch(r"(?i)[0-9a-f]+", token):
        return True
    changes = sum(1 for one, two in pairwise(token) if one.isdigit() != two.isdigit())
    return changes >= 2 or (len(token) >= 16)


@lru_cache(maxsize=65536)
def wildcard_name(name: str) -> str:
    """A cookie or key name with ``*`` for each part that looks like an id: ``_ga_AB12CD34`` → ``_ga_*``."""
    starred = _UUID.sub("*", name[: 4 * LONGEST])
    starred = _TOKEN.sub(lambda match: "*" if _varies(match[0]) else match[0], starred)
    if "*" in starred:
        # After an id, a short number is part of it: `_gat_UA-12345-1`.
        starred = re.sub(r"(?<=\*)([_\-.:|~])\d+(?=$|[_\-.:|~])", r"\1*", starred)
    return STARS.sub("*", starred)[:LONGEST]
