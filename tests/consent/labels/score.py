"""How well words tell the roles of buttons: precision and recall by role and language, against labelled texts.

``python -m tests.consent.labels.score tests/consent/labels/*.tsv``
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

ROLES = ("accept", "reject", "settings", "save", "close", "other")
ALL_LANGUAGES = "all"


@dataclass(frozen=True)
class Label:
    """A button's words and what two careful people would say that it does."""

    text: str
    language: str
    role: str
    note: str = ""


@dataclass
class Figures:
    """Of one role: ``right`` of ``said`` by the words under test, of ``there`` in the labels."""

    right: int = 0
    said: int = 0
    there: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.said if self.said else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.there if self.there else 1.0


@dataclass
class Score:
    """``figures``: by (role, language), with ``all`` for the four together. ``wrong``: label and what was said."""

    figures: dict[tuple[str, str], Figures] = field(default_factory=dict)
    wrong: list[tuple[Label, str]] = field(default_factory=list)
    count: int = 0

    def of(self, role: str, language: str = ALL_LANGUAGES) -> Figures:
        return self.figures.setdefault((role, language), Figures())

    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({language for _, language in self.figures if language != ALL_LANGUAGES}))


def read_labels(path: Path) -> tuple[Label, ...]:
    """The labels of a TSV file. ``ValueError`` for an unknown role."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        if row["role"] not in ROLES:
            raise ValueError(f"{path.name}: no such role: {row['role']!r}")
    return tuple(Label(row["text"], row["language"], row["role"], row["note"]) for row in rows)


def score(labels: Iterable[Label], role_of: Callable[[str], str]) -> Score:
    """What ``role_of`` makes of the labels."""
    result = Score()
    for label in labels:
        said = role_of(label.text)
        result.count += 1
        for language in (label.language, ALL_LANGUAGES):
            result.of(said, language).said += 1
            result.of(label.role, language).there += 1
            result.of(label.role, language).right += said == label.role
        if said != label.role:
            result.wrong.append((label, said))
    return result


def table(result: Score) -> str:
    """The figures as text, one role a line, and every error."""
    columns = (ALL_LANGUAGES, *result.languages())
    lines = [f"{result.count} texts; precision/recall (number of labels)"]
    lines.append("".join([f"{'role':<10}", *(f"{column:>20}" for column in columns)]))
    for role in ROLES:
        cells = []
        for column in columns:
            figures = result.of(role, column)
            cells.append(f"{figures.precision:.3f}/{figures.recall:.3f} ({figures.there})".rjust(20))
        lines.append(f"{role:<10}" + "".join(cells))
    lines += [f"  {label.language} {label.role} → {said}: {label.text}" for label, said in result.wrong]
    return "\n".join(lines)


def main(files: list[str]) -> int:
    from auditor.crawl.consent.words import role_of

    labels = [label for file in files for label in read_labels(Path(file))]
    print(table(score(labels, role_of)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
