"""Makes text from a website fit to be shown: nothing invisible, nothing that reorders its surroundings, bounded.

Escaping is the templates' work (autoescape). Here a control, a bidirectional override or a zero-width
character becomes readable (``U+202E``), since a reader must see that it is there.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

#: Controls, bidirectional controls, and characters of no width (Unicode 16, general categories Cc and Cf,
#: the Hangul fillers, separators of lines and paragraphs, tags, lone surrogates and non-characters).
_HIDDEN = re.compile(
    "[\\x00-\\x1f\\x7f-\\x9f\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b-\\u200f\\u2028-\\u202e"
    "\\u2060-\\u206f\\u3164\\ufe00-\\ufe0f\\ufeff\\uffa0\\ufff0-\\ufffb\\ufffe\\uffff\\ud800-\\udfff\\U000e0000-\\U000e0fff]"
)
#: In running text the joiners of Persian, Indic scripts and emoji, and line ends, belong to the writing.
_HIDDEN_IN_PROSE = re.compile(_HIDDEN.pattern.replace("\\x00-\\x1f", "\\x00-\\x08\\x0b-\\x1f").replace(
    "\\u200b-\\u200f", "\\u200b\\u200e\\u200f").replace("\\ufe00-\\ufe0f", ""))  # fmt: skip
#: More than four marks on one letter are there to draw over the neighbours.
_MARKS = "\\u0300-\\u036f\\u0483-\\u0489\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f"
_STACKED = re.compile(f"([{_MARKS}]{{4}})[{_MARKS}]+")


def _code_point(match: re.Match[str]) -> str:
    return f"[U+{ord(match[0]):04X}]"


def visible(text: str, *, prose: bool = False) -> str:
    """``text`` with every hidden character written as ``[U+XXXX]``. In ``prose`` line ends and joiners stay."""
    if text.isascii() and text.isprintable():
        return text
    pattern = _HIDDEN_IN_PROSE if prose else _HIDDEN
    return _STACKED.sub(r"\1", pattern.sub(_code_point, text))


def bounded(text: str, limit: int) -> str:
    """At most ``limit`` characters of ``text``, its end marked with an ellipsis when something is left out."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def line(text: str, limit: int = 300) -> str:
    """One bounded line of visible text, for formats without markup."""
    return bounded(visible(" ".join(text.split())), limit)


def isolated(text: str, limit: int = 160) -> Markup:
    """A name or address as markup: bounded, visible, and isolated in ``<bdi>`` from the text around it.

    A shortened one ends in an ellipsis and says its length in full."""
    shown = escape(visible(text[:limit]))
    if len(text) <= limit:
        return Markup("<bdi>{}</bdi>").format(shown)
    return Markup('<bdi>{}…</bdi> <span class="cut">({})</span>').format(shown, len(text))
