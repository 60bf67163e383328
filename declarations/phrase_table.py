"""Generates the tables of the phrases and words that are read into ``docs/phrases/``: ``python -m
declarations.phrase_table``.

One page a language. First one table a file of ``languages/<code>/``: for each family of phrases what it is called in
the data, how many patterns it has, texts that it matches, and texts that it leaves alone. The examples are those of the
data itself, which a test holds every pattern to. Then one table of ``lexicons/<code>.yaml``: for each concept the words
that stand for it, as they are listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import yaml

from auditor.models.common import Language
from declarations.language import LANGUAGES, Family

FOLDER = Path(__file__).parents[1] / "docs" / "phrases"

NAMES: dict[Language, str] = {"nl": "Dutch", "en": "English", "de": "German", "fr": "French"}

#: What the families of a file are about.
THEMES = {
    "bearing": "Whom a sentence is about: this site, another, the law, browsers in general",
    "cookies": "Cookies: what is set, what is denied, and what is not meant",
    "consent": "Consent, banners, withdrawing, and what is set without consent",
    "documents": "References, completeness, outdated law, left-overs of templates",
    "limits": "What a denial is limited to: before a choice, after a refusal, a part of the site",
    "places": "Parts of the site, and other places",
    "rows": "Tables and lists of cookies: headings of columns, categories, lifetimes, whose a cookie is",
    "services": "Services, sharing, measuring, embedding and where data goes",
    "statements": "What a privacy statement tells, and when it was last changed",
    "standing": "Sentences that explain, advise or tell of others, and so claim nothing",
    "unmeant": "What has the form of a denial and is none: by others, of another place, taken back",
    "vendors": "Services by name: used, denied, or merely mentioned",
    "words": "Words of the language: subjects, verbs, negations, conditions, categories, time",
}


def table(code: Language) -> str:
    """The page of one language, as it is committed."""
    parts = [
        f"# Phrases and words that are read in {NAMES[code]}",
        f"Generated from `declarations/languages/{code}/*.yaml` and `declarations/lexicons/{code}.yaml` by\n"
        "`python -m declarations.phrase_table`; a test keeps it current. A family is a group of patterns with one"
        " meaning. The texts\nare its examples: each is matched, or left alone, by at least one test. Upper and lower"
        " case, quotation marks and white\nspace make no difference. What single words stand for is listed"
        " [at the end](#what-words-stand-for).",
    ]
    for theme, families in _themes(code).items():
        title = THEMES.get(theme, theme.replace("_", " ").capitalize())
        rows = [_row(name, family) for name, family in families.items()]
        head = ["| family | patterns | matches | leaves alone |", "|---|---|---|---|"]
        parts += [f"## {title}", "\n".join([*head, *rows])]
    parts += [
        "## What words stand for",
        "The weighing counts these beside the words themselves. Concepts overlap: a word stands for all that it may"
        " mean, and the\nsentence as a whole decides. A star is the rest of a word, or its beginning; words with a"
        " space between them count\ntogether only. The name of a known service stands for its purpose, whatever words"
        " it is made of.",
        "\n".join(["| concept | words |", "|---|---|", *_concepts(code)]),
    ]
    return "\n\n".join(parts) + "\n"


def _themes(code: Language) -> dict[str, dict[str, Family]]:
    folder = files("declarations.languages").joinpath(code)
    themes = {}
    for part in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if part.name.endswith(".yaml"):
            data = yaml.safe_load(part.read_text(encoding="utf-8"))
            themes[part.name.removesuffix(".yaml")] = {
                name: Family.model_validate(family) for name, family in data["families"].items()
            }
    return themes


def _concepts(code: Language) -> Iterator[str]:
    text = files("declarations").joinpath("lexicons", f"{code}.yaml").read_text(encoding="utf-8")
    for concept, listed in yaml.safe_load(text).items():
        yield f"| `{concept}` | {', '.join(_cell(word.replace('_', ' ')) for word in listed.split())} |"


def _row(name: str, family: Family) -> str:
    cells = (f"`{name}`", str(len(family.patterns)), _listed(family.matches), _listed(family.misses))
    return f"| {' | '.join(cells)} |"


def _listed(texts: tuple[str, ...]) -> str:
    return "<br>".join(_cell(text) for text in texts)


def _cell(text: str) -> str:
    """A text in a cell of a Markdown table, in which nothing of it means anything."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    for mark in ("\\", "|", "*", "_", "`", "[", "]", "~"):
        escaped = escaped.replace(mark, "\\" + mark)
    return " ".join(escaped.split())


def main() -> None:
    """Write the pages of all languages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for code in LANGUAGES:
        (FOLDER / f"{code}.md").write_text(table(code), encoding="utf-8")


if __name__ == "__main__":
    main()
