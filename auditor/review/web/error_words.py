"""What the store, the corrections and an audit say went wrong, in the viewer's language. They say it in English."""

from __future__ import annotations

import re

from auditor.models.common import ReportLanguage
from auditor.review.web.languages import marked, translations

#: Sentences as they are said, a name in braces for each value; the first that fits wins.
_SAID = (
    marked("{address} is not the address of a website."),
    marked("{host} stands for {number} sites; give the whole address, as {address}."),
    marked("Too many audits are waiting; try again later."),
    marked("There is no such site in the store."),
    marked("There is no audit {id} in the store."),
    marked("There is no audit {id} of this site in the store."),
    marked("The audit {id} is {state}; that cannot be done now."),
    marked("This text is not one that the audit read."),
    marked("No more than {number} statements can be added to one text."),
    marked("These words do not stand in the text; copy them from it."),
    marked("Write each parameter on a line of its own, as name: value."),
    marked("A claim {type} needs the parameter {name}."),
    marked("A claim {type} has no parameter {name}; it may have {names}."),
    marked("{name}: Extra inputs are not permitted."),
    marked("{name}: Input should be greater than or equal to {number}."),
    marked("{name}: Input should be {values}."),
    marked("{name}: {words}."),
    marked("The application was stopped while this audit was under way."),
    marked("A reviewer stopped this audit."),
    marked("The machine or the process that ran this audit stopped under it, {number} times."),
    marked("It was stopped before it was finished, and waits for its turn again."),
    marked("The site asked to come back later."),
    marked("The browser stopped under the audit."),
    marked("A fault of ours ({kind}). It was tried {number} times."),
    marked("A fault of ours ({kind})."),
    marked("A fault of ours."),
)
_PATTERNS = tuple(
    (re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>.+)", re.escape(sentence)), re.DOTALL), sentence)
    for sentence in _SAID
)


def error_words(sentence: str, language: ReportLanguage) -> str:
    """The sentence in that language; one that is not known, as it is."""
    for pattern, message in _PATTERNS:
        fits = pattern.fullmatch(sentence)
        if fits is None:
            continue
        return _filled(translations(language).gettext(message), fits.groupdict())
    return sentence


def _filled(said: str, values: dict[str, str]) -> str:
    """Each name in braces by its value, whatever that holds."""
    return re.sub(r"\{(\w+)\}", lambda name: values[name[1]], said)


def known(sentence: str) -> bool:
    """Whether the sentence is one of those that are translated."""
    return any(pattern.fullmatch(sentence) for pattern, _ in _PATTERNS)
