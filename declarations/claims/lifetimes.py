"""How long a cookie, a group of them or the visitor's choice is kept, where the text says it in prose."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.durations import durations
from declarations.passages import Passage, Stretch
from declarations.topics import stated_categories, topic_categories, topic_vendors, vendor_ids

TYPES: tuple[ClaimType, ...] = ("lifetime",)
#: What only a cookie's name looks like, in folded text.
_NAME = re.compile(r"(?<![\w@/.:-])(?:_{1,2}[a-z][\w*#]*|[a-z]+_[\w*#]+)(?![\w@/]|\.\w)")


def detect(passage: Passage) -> Iterable[Found]:
    """One claim a duration that is said of cookies or of the choice."""
    done = passage.start
    for clause in passage.clauses:
        for start, end, value in durations(clause):
            if start < done:
                continue
            part = _trimmed(clause, max(clause.start, done), _extend(clause, end))
            subject = _subject(passage, clause, part)
            if subject is None:
                break
            params: dict[str, Any] = {"subject": subject, "lifetime": value}
            if part.has("at_most"):
                params["bound"] = "max"
            if passage.has("when_login"):
                params["condition"] = "login"
            yield Found("lifetime", part, params)
            done = end


def _trimmed(clause: Stretch, start: int, end: int) -> Stretch:
    while start < end and clause.block.text[start] in " ,;":
        start += 1
    return clause.part(start, end)


def _extend(clause: Stretch, end: int) -> int:
    text = clause.block.text
    rest = text[end : clause.end]
    # The clause's end belongs to it, unless another duration follows.
    return (
        clause.end
        if not any(True for _ in durations(clause.part(end, clause.end)))
        else end + len(rest) - len(rest.lstrip())
    )


def _subject(passage: Passage, clause: Stretch, part: Stretch) -> str | None:
    if clause.has("other_retention") and not clause.has("cookie"):
        return None
    if clause.has("choice") and not clause.has("cookie") and (clause.has("keeps") or passage.has("keeps")):
        return "consent_choice" if _cookie_context(passage) else None
    if clause.has("cookie") or (passage.has("cookie") and not clause.has("other_retention")):
        if not passage.has("keeps", "session_end", "persistent_word"):
            return None
        return _named(passage, part)
    if passage.has("remember_me") and _cookie_context(passage):
        return "login_cookies"
    named = _cookie_name(passage) if passage.has("keeps", "session_end") else None
    if named is not None:
        return named
    if not passage.has("anaphor", "lasts_by_itself") or not clause.has("keeps", "session_end"):
        return None
    for earlier in passage.back(1):
        if earlier.has("cookie"):
            return _named(passage, part)
        if earlier.has("choice") and not earlier.has("other_retention") and _cookie_context(passage):
            return "consent_choice"
    return None


def _cookie_name(passage: Passage) -> str | None:
    """The cookie that the sentence names, or one before it in the same paragraph ("sf_taal: … Vervalt na 30 dagen")."""
    for where in (passage, *(earlier for earlier in passage.back(2) if earlier.block is passage.block)):
        match = _NAME.search(where.text)
        if match:
            return match[0]
    return None


def _cookie_context(passage: Passage) -> bool:
    if passage.has("cookie_any") or passage.heading_has("cookie_any", depth=2):
        return True
    return any(earlier.has("cookie_any") for earlier in passage.back(3))


def _named(passage: Passage, clause: Stretch) -> str:
    # Of a service with several cookies, only the one that the sentence names.
    name = _NAME.search(passage.text)
    if name is not None and passage.has("cookie"):
        return name[0]
    # "Those of X stay for two years, session cookies until you close the browser": the latter are nobody's here.
    vendors = vendor_ids(passage, clause) or ([] if clause.has("session_cookie") else vendor_ids(passage))
    if vendors:
        return vendors[0]
    if passage.has("when_login"):
        return "login_cookies"
    if clause.has("session_cookie"):
        return "session_cookies"
    categories = stated_categories(clause) or topic_categories(passage, reach=1)
    if categories:
        return categories[0]
    named = topic_vendors(passage, reach=1)
    return named[0] if named else "all"
