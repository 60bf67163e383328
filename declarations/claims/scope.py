"""Which domains a document says that it covers, or does not cover."""

from __future__ import annotations

import re
from collections.abc import Iterable

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.passages import Passage

TYPES: tuple[ClaimType, ...] = ("scope",)

_DOMAIN = re.compile(
    r"(?<![\w@.-])(?:https?://)?(?:www\.)?((?:[a-z0-9-]+\.)+(?:nl|be|com|de|fr|eu|org|net|info|shop|example|ch|at))(?![\w.-]*@)\b"
)


def detect(passage: Passage) -> Iterable[Found]:
    """At most one claim; without a domain in it, none."""
    if not passage.has("covers"):
        return
    domains = list(dict.fromkeys(match[1] for match in _DOMAIN.finditer(passage.text)))
    if not domains:
        return
    key = "excluded" if passage.has("covers_not") else "domains"
    yield Found("scope", passage, {key: domains})
