"""Brings the catalogs up to what templates and code say: ``python -m auditor.review.web.catalogs``.

New sentences come in empty (in English as they are), those that nobody says any more go."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po
from jinja2.ext import babel_extract

from auditor.review.web.languages import LANGUAGES, catalog

ROOT = Path(__file__).parent

#: What marks a sentence in code: `languages.marked`, and ``visit._``.
KEYWORDS = {"marked": None, "_": None, "gettext": None, "ngettext": (1, 2)}


def sentences() -> Iterator[Sequence[str | None]]:
    """Every sentence that is said, with its plural where it has one."""
    for path in sorted(ROOT.rglob("*.py")):
        if path != Path(__file__):
            for _, message, _, _ in extract("python", io.BytesIO(path.read_bytes()), KEYWORDS):
                yield (message,) if isinstance(message, str) else message
    options = {"trimmed": "true", "newstyle_gettext": "true", "silent": "false"}
    for path in sorted((ROOT / "templates").glob("*.html")):
        source = io.BytesIO(path.read_bytes())
        for _, _, found, _ in babel_extract(source, ("_", "gettext", "ngettext"), [], options):
            yield (found,) if isinstance(found, str) else found or ()


def said() -> set[str | tuple[str, str]]:
    """The sentences without repetition; of a call with a plural only the two texts."""
    found: set[str | tuple[str, str]] = set()
    for message in sentences():
        texts = [part for part in message if part]
        if texts:
            found.add((texts[0], texts[1]) if len(texts) > 1 else texts[0])
    return found


def updated(old: Catalog, messages: set[str | tuple[str, str]]) -> Catalog:
    """A catalog of ``messages`` in alphabetical order, with what ``old`` says of them."""
    header = "# The words of the review application."
    new = Catalog(
        locale=old.locale, header_comment=header, project="auditor", version="1", charset="utf-8", fuzzy=False
    )
    for message in sorted(messages, key=lambda one: one if isinstance(one, str) else one[0]):
        known = old.get(message if isinstance(message, str) else message[0])
        given = known.string if known else ""
        if not _filled(given) and old.locale is not None and old.locale.language == "en":
            given = message
        if isinstance(message, tuple) and not isinstance(given, tuple):
            given = ("", "")
        new.add(message, given)
    return new


def written(made: Catalog) -> bytes:
    """The catalog as its file holds it: without dates and places, which change for no reason."""
    out = io.BytesIO()
    write_po(out, made, width=118, no_location=True, omit_header=False, sort_output=True)
    lines = out.getvalue().decode().splitlines()
    dated = (
        '"POT-Creation-Date',
        '"PO-Revision-Date',
        '"Generated-By',
        '"Last-Translator',
        '"Report-Msgid',
        '"Language-Team',
    )
    kept = [line for line in lines if not line.startswith(dated)]
    return ("\n".join(kept).strip() + "\n").encode()


def _filled(given: object) -> bool:
    return all(given) if isinstance(given, tuple | list) else bool(given)


def main() -> None:
    """Write both catalogs anew."""
    messages = said()
    for language in LANGUAGES:
        path = ROOT / "locales" / language / "LC_MESSAGES" / "review.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        old = catalog(language) if path.is_file() else Catalog(locale=language)
        path.write_bytes(written(updated(old, messages)))


if __name__ == "__main__":
    main()
