"""The report's own words, looked up by dotted key in gettext catalogs: ``locales/<language>/LC_MESSAGES/<domain>.po``.

A message's id is its key, so that both languages are translations alike and neither is the source of the other. Plural
forms are gettext's, numbers and dates follow the language as the CLDR has it. The catalogs are compiled in memory: the
text files are all there is, nothing has to be built.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from gettext import GNUTranslations
from importlib.resources import files

from babel.dates import format_date
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from auditor.models.common import ReportLanguage

#: The languages that reports are written in; each has its catalogs in ``locales/``.
LANGUAGES: tuple[ReportLanguage, ...] = ("nl", "en")

#: The catalogs of a language: of reports, of proposals of another text, of letters.
DOMAINS = ("reports", "suggestion", "letter")

#: Which country's habits a language follows in numbers and dates.
LOCALES: Mapping[ReportLanguage, str] = {"nl": "nl_NL", "en": "en_GB"}


class Texts:
    """The words of one language. A missing key is a fault of ours and raises `KeyError`."""

    def __init__(self, language: ReportLanguage, catalog: Catalog) -> None:
        self.language = language
        self.locale = LOCALES[language]
        self._forms = dict(_forms(catalog))
        compiled = io.BytesIO()
        write_mo(compiled, catalog)
        self._translations = GNUTranslations(io.BytesIO(compiled.getvalue()))

    def __call__(self, key: str, /, **values: object) -> str:
        """The text under ``key`` with ``{name}`` filled in."""
        text = self._forms[key][0]
        return text.format(**values) if values else text

    def __contains__(self, key: str) -> bool:
        return key in self._forms

    def __iter__(self) -> Iterator[str]:
        return iter(self._forms)

    def forms(self, key: str) -> tuple[str, ...]:
        """All forms of a text: one, or as many as the language has plural forms."""
        return self._forms[key]

    def html(self, key: str, /, **values: object) -> Markup:
        """As a call, for values that are markup already (and any other value is escaped)."""
        return Markup(escape(self._forms[key][0])).format(**values)  # noqa: S704 - the text is escaped first

    def count(self, key: str, number: int, /, **values: object) -> str:
        """The form of ``key`` that goes with ``number``, with ``{n}`` as this language writes numbers."""
        if len(self._forms[key]) < 2:
            raise KeyError(key)
        return self._translations.ngettext(key, key, number).format(n=self.number(number), **values)

    def word(self, group: str, name: str | None) -> str:
        """The word for ``name`` of a closed vocabulary; a name that is not in it, as it stands."""
        if name is None:
            return self("word.unknown")
        key = f"{group}.{name}"
        return self._forms[key][0] if key in self._forms else name.replace("_", " ")

    def number(self, number: int) -> str:
        """An integer as the language writes it."""
        return format_decimal(number, locale=self.locale)

    def decimal(self, value: float, pattern: str = "#,##0.#") -> str:
        """A number by a CLDR pattern, with one decimal at most unless it says otherwise."""
        return format_decimal(value, format=pattern, locale=self.locale)

    def day(self, at: date) -> str:
        """A date in words."""
        return format_date(at, format="d MMMM y", locale=self.locale)


@lru_cache(maxsize=len(LANGUAGES))
def texts(language: ReportLanguage) -> Texts:
    """The words of a language, all its catalogs together."""
    together = Catalog(locale=language)
    for domain in DOMAINS:
        for message in catalog(language, domain):
            if message.id:
                together[message.id] = message
    return Texts(language, together)


def catalog(language: ReportLanguage, domain: str) -> Catalog:
    """One catalog as it stands in its file. Raises `babel.messages.pofile.PoFileError` for one with a fault in it."""
    path = files("reports").joinpath("locales", language, "LC_MESSAGES", f"{domain}.po")
    return read_po(io.BytesIO(path.read_bytes()), locale=language, abort_invalid=True)


def _forms(catalog: Catalog) -> Iterator[tuple[str, tuple[str, ...]]]:
    for message in catalog:
        if isinstance(message.id, tuple):
            yield message.id[0], tuple(map(str, message.string or ()))
        elif message.id:
            yield str(message.id), (str(message.string),)
