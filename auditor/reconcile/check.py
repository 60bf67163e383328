"""What a check is: a module of `auditor.reconcile.checks` that bears its id, with validated facts about itself and
one small pure function.

``INFO`` says how grave its findings are, what it needs, which provisions it touches and in which words it
reports. Its docstring is what ``auditor explain ID`` prints. ``find`` gets a `View` of exactly what
``INFO.needs`` declares, and returns drafts of findings, or why there is nothing to say. When it finds
nothing and something that it needs was not looked at, the runner makes the outcome ``cannot_tell``.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from pydantic import Field, field_validator, model_validator

from auditor.models.common import (
    ClaimType,
    CollectorKind,
    ConsentState,
    DefectKind,
    Model,
    ReportLanguage,
    Severity,
)
from auditor.models.result import Subject
from auditor.reconcile.evidence import Proof
from auditor.reconcile.view import View

Group = Literal["declaration", "lifetimes", "consent", "banner", "third_parties", "documents"]

#: What every text may name; `auditor.reconcile.texts` fills them in.
COMMON_FIELDS = frozenset(
    {"site", "subject", "vendor", "of", "names", "cookies", "where", "seen", "quote", "count", "document", "limits"}
)


class Texts(Model):
    """The words of a check in one language, as templates. Plain words; *potential*, never a verdict of law."""

    title: str
    explanation: str
    remedy: str

    @property
    def fields(self) -> frozenset[str]:
        """The names of all fields in the three templates."""
        parts = (self.title, self.explanation, self.remedy)
        return frozenset(name for part in parts for _, name, _, _ in string.Formatter().parse(part) if name)


class Needs(Model):
    """What a check is given. ``states`` and ``collectors`` have to be looked at before silence is a pass;
    ``more_states`` are used where they were visited, and ``more_claims`` where there are any: without them the check
    can tell as well. ``declaration``: rows, vendors and categories.
    ``third_party_cookies``: the browser must have accepted them before silence is a pass."""

    states: tuple[ConsentState, ...] = ()
    more_states: tuple[ConsentState, ...] = ()
    collectors: tuple[CollectorKind, ...] = ()
    claims: tuple[ClaimType, ...] = ()
    more_claims: tuple[ClaimType, ...] = ()
    defects: tuple[DefectKind, ...] = ()
    declaration: bool = False
    third_party_cookies: bool = False


class CheckInfo(Model):
    """What a check says of itself. ``severity`` "by_observed": it follows from what was seen.
    ``fields``: what its texts may name besides `COMMON_FIELDS`; each draft's details fill them."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    group: Group
    severity: Severity | Literal["by_observed"]
    needs: Needs
    legal: tuple[str, ...]
    texts: dict[ReportLanguage, Texts]
    fields: tuple[str, ...] = ()

    @field_validator("texts")
    @classmethod
    def _both_languages(cls, value: dict[ReportLanguage, Texts]) -> dict[ReportLanguage, Texts]:
        if set(value) != {"nl", "en"}:
            raise ValueError("a check reports in Dutch and in English")
        return value

    @model_validator(mode="after")
    def _known_fields(self) -> CheckInfo:
        for language, texts in self.texts.items():
            unknown = texts.fields - COMMON_FIELDS - set(self.fields)
            if unknown:
                raise ValueError(f"{self.id}: unknown fields in the {language} texts: {sorted(unknown)}")
        return self


#: A detail that a text names: the same words in both languages, or one for each.
Detail = str | Mapping[ReportLanguage, str]


@dataclass(frozen=True)
class Draft:
    """A finding before swallowing and wording. ``claims``: places in the declaration's ``claims``."""

    subject: Subject
    proofs: tuple[Proof, ...]
    claims: tuple[int, ...] = ()
    details: Mapping[str, Detail] = field(default_factory=dict)


@dataclass(frozen=True)
class Silence:
    """Why a check has nothing to say: it cannot tell, or there is nothing that it applies to."""

    result: Literal["cannot_tell", "not_applicable"]
    reason: str


#: What ``find`` returns: findings (none: passed, if all that it needs was looked at), or why not.
Found = tuple[Draft, ...] | Silence


class Check(Protocol):
    """A module that is a check."""

    __name__: str
    __doc__: str | None
    INFO: CheckInfo

    def find(self, view: View, /) -> Found:
        """The potential discrepancies."""
        ...
