"""Recognises the links that lead to a privacy policy, a cookie statement or terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from auditor.crawl.links import Link, normal
from auditor.crawl.words import Role, RoleWords, document_words
from auditor.domains import host_of
from auditor.knowledge.vendors import vendors

#: Where policies are linked, surest first; a link in the body of a page is often an article about something.
PLACES = {"footer": 3, "banner": 3, "header": 1, "nav": 2, "body": 0}

#: Documents read of one site, at most, and of each role.
MOST_DOCUMENTS = 6
MOST_OF_ROLE = {"cookies": 3, "privacy": 3, "terms": 2}

_WORDS = re.compile(r"[^\W_]+['’]?[^\W_]*|[&+|]")


@dataclass(frozen=True)
class DocumentLink:
    """A link to a document. ``score``: how sure it is, higher is surer."""

    url: str
    text: str
    page: str
    role: Role
    region: str
    score: int


def find_documents(links: Iterable[Link], is_own: Callable[[str], bool]) -> list[DocumentLink]:
    """The documents that the links lead to, cookies and privacy before terms, surest first.

    A link to another company counts only where it cannot be that company's own policy (``Privacy`` under
    a captcha leads to the captcha's maker), and where the site itself offers no document of that role."""
    best: dict[str, DocumentLink] = {}
    for link in links:
        found = classify(link)
        if found is not None and (is_own(host_of(link.url)) or _may_host(link)):
            known = best.get(normal(link.url))
            if known is None or found.score > known.score:
                best[normal(link.url)] = found
    own_roles = {found.role for found in best.values() if is_own(host_of(found.url))}
    kept = [found for found in best.values() if is_own(host_of(found.url)) or found.role not in own_roles]
    return _limited(sorted(kept, key=_order))


def classify(link: Link) -> DocumentLink | None:
    """The document that a link announces, or None."""
    words = _words(link.text)
    if len(words) > 10 or set(words) & set(document_words().not_documents):
        return None
    path = unquote(urlsplit(link.url).path).lower()
    scored = [(_score(role, words, path, link.region), role.role) for role in document_words().roles]
    score, role = max(scored, key=lambda entry: entry[0])
    if score <= 0:
        return None
    return DocumentLink(link.url, link.text, link.page, role, link.region, score)


def _score(role: RoleWords, words: Sequence[str], path: str, region: str) -> int:
    """Points for the text, the address and the place; 0 where the text says nothing of the kind."""
    joined = f" {' '.join(words)} "
    phrase = next((phrase for phrase in _phrases(role.role) if f" {phrase} " in joined), None)
    compound = next((part for part in role.compounds if any(part in word for word in words)), None)
    in_path = any(part in path for part in role.paths)
    if phrase is None and compound is None:
        return 2 if in_path and not words and PLACES[region] else 0
    matched = set((phrase or "").split()) | {word for word in words if compound and compound in word}
    rest = [word for word in words if word not in matched and word not in _fillers()]
    weak = compound is None and phrase in role.weak
    if rest and (weak or len(rest) > 3) and not in_path:
        return 0
    if weak and rest and not PLACES[region] and not _speaks_of_documents(path, role):
        return 0
    return 4 + 3 * in_path + PLACES[region] + (0 if rest else 2) + (0 if weak else 2)


def _speaks_of_documents(path: str, role: RoleWords) -> bool:
    """Whether a part of the address names the document and nothing else: ``/privacy``, not ``/cookies-met-noten``."""
    segments = [segment for segment in path.split("/") if any(part in segment for part in role.paths)]
    return any(all(word in _fillers() for word in _words(segment.partition(".")[0])) for segment in segments)


@lru_cache(maxsize=8)
def _phrases(name: Role) -> tuple[str, ...]:
    """All phrases of a role, longest first, with hyphens read as spaces."""
    role = next(role for role in document_words().roles if role.role == name)
    found = {" ".join(_words(phrase)) for phrases in role.phrases.values() for phrase in phrases}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


@lru_cache(maxsize=1)
def _fillers() -> frozenset[str]:
    roles = document_words().roles
    words = {word for role in roles for phrase in _phrases(role.role) for word in phrase.split()}
    return frozenset(words | set(document_words().fillers))


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.lower().replace("’", "'").replace("­", ""))


def _may_host(link: Link) -> bool:
    """Whether another company's host may hold this site's document: unknown hosts, and those made for it."""
    product = vendors().by_url(link.url)
    return product is None or product.purpose in ("consent_manager", "hosting", "cdn")


def _order(link: DocumentLink) -> tuple[int, int, str]:
    return (1 if link.role == "terms" else 0, -link.score, link.url)


def _limited(links: list[DocumentLink]) -> list[DocumentLink]:
    kept: list[DocumentLink] = []
    for link in links:
        if sum(other.role == link.role for other in kept) < MOST_OF_ROLE[link.role]:
            kept.append(link)
    return kept[:MOST_DOCUMENTS]
