"""Questions that the text answers with no: "Gebruiken wij marketingcookies? Nee." The question alone says nothing."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.cookie_phrases import as_denied, cookie_phrases
from declarations.folding import fold
from declarations.naming import names
from declarations.passages import Passage, Stretch
from declarations.topics import vendor_ids

TYPES: tuple[ClaimType, ...] = ("no_cookies", "no_category", "no_vendor")


#: A question no longer than this may be a bare noun: "Cookies?".
_BARE = 24


def detect(passage: Passage) -> Iterable[Found]:
    """What the question right before the answer, or the heading over it, asks about, denied."""
    if not passage.has("says_no", "short_denial"):
        return
    question = passage.previous
    if question is not None and question.text.endswith("?"):
        vendors = vendor_ids(question)
        asked: Stretch = question
    elif question is None and passage.under.rstrip().endswith("?"):
        folded = fold(passage.under, 0, len(passage.under))
        asked = Stretch(folded, 0, len(folded.text), passage.words)
        vendors = [mention.product.id for mention in names().find(folded.text) if mention.product is not None]
    else:
        return
    # "Does it simply run? No." It runs once asked.
    if not (asked.has("own", "use") or len(asked.text) <= _BARE) or asked.has(
        "consent", "withdraw", "browser", "at_once"
    ):
        return
    whole: Stretch = passage
    if question is not None and question.block is passage.block:
        whole = passage.part(question.start, passage.end)
    if vendors:
        yield Found("no_vendor", whole, {"vendor": vendors})
        return
    phrases = list(map(as_denied, cookie_phrases(asked)))
    if not phrases:
        yield from _acts(asked, whole)
    for phrase in phrases:
        if phrase.categories:
            yield Found("no_category", whole, {"category": list(phrase.categories)})
        elif acts := list(_acts(asked, whole)):
            yield from acts
        elif not phrase.rest and (asked.has("use") or len(asked.text) <= _BARE):
            yield Found("no_cookies", whole, {})
        return


def _acts(asked: Stretch, whole: Stretch) -> Iterable[Found]:
    """ "Do you track us? No": what is asked after is an activity, no cookie."""
    if asked.has("personal_data", "off_topic", "banner"):
        return
    categories = [name for name in ("analytics", "marketing", "social") if asked.has("act_" + name)]
    if not categories and asked.has("aim_marketing"):
        categories = ["marketing"]
    if categories:
        yield Found("no_category", whole, {"category": categories})
