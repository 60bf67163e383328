"""Names that a sentence mentions and puts aside: denied by the words right beside them, or used until some time ago.

The weights take a short entry ("Hotjar: none") for one of a list of what is used; the words beside the name tell."""

from __future__ import annotations

import re

from declarations.naming import Mention
from declarations.passages import Passage

#: How much text on either side of a name is looked at.
_BESIDE = 70
#: What follows a name of which only the cookies or the data are denied.
_OF_ITS = re.compile(r"[ -]?(?:cookie|data|daten|gegevens|pixel-?cookie)")


def is_put_aside(passage: Passage, mention: Mention) -> bool:
    """Whether the words beside a name say that it is not used (any more). A denial under a condition is none."""
    if passage.has("consent_after", "unless", "when_before_choice", "not_only", "except"):
        return False
    text, words = passage.block.text, passage.words
    if words.family("used_once").match(text, passage.start, passage.end):
        return True
    after = text[mention.end : min(passage.end, mention.end + _BESIDE)]
    if words.family("name_denied_after").match(after):
        return True
    before = text[max(passage.start, mention.start - _BESIDE) : mention.start]
    return bool(words.family("name_denied_before").search(before)) and not _OF_ITS.match(after)
