"""Text and addresses as SARIF wants them: no placeholder, no link, no scheme but the web's."""

from __future__ import annotations

import re
from urllib.parse import quote

from reports.shown import bounded, visible

#: A percent sign that begins no quoted byte.
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")


def uri(address: str) -> str:
    """An address with everything quoted that a URI may not hold; one that is no web address, as a path."""
    whole = _BARE_PERCENT.sub("%25", visible(address[:2000]))
    quoted = quote(whole, safe=":/?#@!$&'()*+,;=%~-._")
    return quoted if quoted.lower().startswith(("https://", "http://")) else quote(quoted, safe="%/.-_~")


def plain(text: str) -> str:
    """A message: no hidden characters, and no braces or brackets, which SARIF reads as placeholders and links."""
    shown = visible(bounded(text, 2000), prose=True)
    return shown.translate({ord("{"): "{{", ord("}"): "}}", ord("["): "\\[", ord("]"): "\\]"})


def same_length(text: str) -> str:
    """The text without hidden characters, each of its places kept, for offsets to stay true."""
    return "".join(
        char if char == "\n" or (char.isprintable() and visible(char) == char) else "\ufffd" for char in text
    )
