"""What limits a statement: possibility, condition, scope, time."""

from __future__ import annotations

import re
from typing import Any

from declarations.passages import Passage, Stretch

_DOMAIN = re.compile(
    r"(?<![\w@/.-])(?:https?://)?((?:[a-z0-9-]+\.)+(?:nl|be|com|de|fr|eu|org|net|info|shop|example|co\.uk|at|ch))(?![\w.]*@)(?![a-z])"
)


def modality(stretch: Stretch) -> dict[str, Any]:
    """``modality: possible`` where the stretch only says that it may be or will be so."""
    return {"modality": "possible"} if stretch.has("may_use") else {}


def scope_params(passage: Passage) -> dict[str, Any]:
    """The part of the site or the situation that a denial is limited to."""
    params: dict[str, Any] = {}
    for condition in ("before_choice", "after_reject", "visitors", "login"):
        if passage.has("when_" + condition):
            params["condition"] = condition
            break
    domain = _DOMAIN.search(passage.text)
    if domain:
        params["scope"] = domain[1]
    else:
        part = passage.find("part_of_site")
        if part is not None:
            params["scope"] = part.text
    return params
