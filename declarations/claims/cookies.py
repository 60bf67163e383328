"""Whether cookies, or a category of them, are used or denied: the statements about cookies by themselves."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.conditions import modality, scope_params
from declarations.cookie_phrases import REST, CookiePhrase, as_denied, categories_in, cookie_phrases
from declarations.cookie_uses import affirmed, aims_of, exempts, referring_back
from declarations.passages import Passage, Stretch
from declarations.topics import topic_categories, topic_vendors, vendor_ids

#: So many characters behind the noun may belong to a word of which it is a part ("cookie statement").
_GLUED = 12
#: An item of a list of what is not done with so many words is of nothing but cookies: "setting cookies".
_BARE_ITEM = 3
TYPES: tuple[ClaimType, ...] = ("no_cookies", "no_category", "only_categories", "uses_cookies", "uses_category")


def detect(passage: Passage) -> Iterable[Found]:
    """One claim a cookie phrase, by its determiner, its clause's negation and what limits it."""
    negative_list = _denied_by_lead(passage)
    free = passage.find("cookie_free")
    if free is not None and not passage.mentions and not negative_list:
        yield Found("no_cookies", passage.clause_at(free.start), scope_params(passage))
        return
    yield from _denied_item(passage) if negative_list else _without_noun(passage)
    for clause in passage.clauses:
        for phrase in cookie_phrases(clause):
            yield from _judge(passage, clause, phrase, negative_list)
    yield from referring_back(passage)


def _without_noun(passage: Passage) -> Iterable[Found]:
    """Denials of tracking or measuring that name no cookie: "er wordt niet getrackt"."""
    if passage.has("when_before_choice", "dnt_signal", "off_topic"):
        return
    for family, category in (("no_tracking", "marketing"), ("no_measuring", "analytics")):
        hit = passage.find(family)
        if hit is None or any(mention.start < hit.end for mention in passage.mentions):
            continue
        clause = passage.clause_at(hit.start)
        if clause.has("consent_after", "unless"):
            continue
        named = [mention.start for mention in passage.mentions if mention.start < clause.end]
        yield Found("no_category", passage.part(clause.start, hit.end) if named else clause, {"category": [category]})


def _denied_item(passage: Passage) -> Iterable[Found]:
    """An item of a list of what is not done: "counting visitors", "advertising of any kind"."""
    if passage.has("cookie", "consent", "personal_data"):
        return
    end = min((mention.start for mention in passage.mentions), default=passage.end)
    said = passage.part(passage.start, end)
    categories = [name for name in ("analytics", "marketing", "social") if said.has("act_" + name)]
    if categories:
        yield Found("no_category", passage, {"category": categories})


def _denied_by_lead(passage: Passage) -> bool:
    from declarations.leads import denies

    return denies(passage)


def is_denied(clause: Stretch, phrase: CookiePhrase) -> bool:
    """Whether the clause says that what the phrase names is not used."""
    if clause.has("not_only"):
        return False
    return phrase.denied or clause.has("not_used") or clause.before(phrase.start).has("not_before")


def _answered_no(passage: Passage, clause: Stretch) -> bool:
    """ "Tracking cookies: never": the word behind the colon denies what stands before it."""
    text = passage.block.text
    if text[clause.end : clause.end + 1] != ":":
        return False
    rest = text[clause.end + 1 : passage.end].strip()
    behind = passage.part(passage.end - len(rest), passage.end)
    return len(rest) <= 24 and behind.has("says_no", "short_denial")


def _judge(passage: Passage, clause: Stretch, phrase: CookiePhrase, denied_list: bool) -> Iterable[Found]:
    denied = is_denied(clause, phrase) or _answered_no(passage, clause)
    if denied_list or denied:
        phrase = as_denied(phrase)
    if denied_list:
        categories = list(phrase.categories)
        if not categories and clause.part(phrase.end, clause.end).has("of_this_kind"):
            categories = aims_of(clause)
        if categories:
            yield Found("no_category", clause, {"category": categories})
        elif not phrase.rest and not phrase.some and len(clause.text.split()) <= _BARE_ITEM:
            yield Found("no_cookies", clause, {})
        return
    if denied:
        yield from _denied(passage, clause, phrase)
        return
    if (passage.has("consent_after") or exempts(clause)) and phrase.categories and phrase.only:
        return
    yield from affirmed(passage, clause, phrase)


def _denied(passage: Passage, clause: Stretch, phrase: CookiePhrase) -> Iterable[Found]:
    """A denial with a condition or an exception denies nothing outright: those are taken out first."""
    if (
        passage.has("consent_after", "no_control", "without_then_not")
        or _follows_from(passage, clause, phrase)
        or clause.has("no_consent_needed", "banner")
    ):
        return
    if _of_a_tool(passage, clause):
        return
    beyond = passage.part(phrase.end, passage.end).find("unless")
    front = passage.part(passage.start, phrase.start).find("unless")
    if beyond is not None or front is not None:
        text = passage.block.text
        excepted = text[beyond.end : passage.end] if beyond else text[front.start : phrase.start] if front else ""
        left = list(categories_in(passage, excepted))
        if front is not None and phrase.start <= front.end + 1 and passage.has("nothing"):
            yield Found("only_categories", passage, {"category": list(phrase.categories)})
            return
        if left and not phrase.categories and not passage.mentions:
            yield Found("only_categories", passage, {"category": left})
        return
    tail = clause.part(phrase.end, clause.end)
    exception = tail.find("except")
    if phrase.other or (exception is not None and exception.start - phrase.end <= 30):
        yield from _nothing_but(passage, clause, phrase, tail)
    elif phrase.categories and _is_exception(clause, phrase):
        yield Found("only_categories", clause, {"category": list(phrase.categories)})
    else:
        yield from _denied_kind(passage, clause, phrase, tail)


def _follows_from(passage: Passage, clause: Stretch, phrase: CookiePhrase) -> bool:
    """ "If you refuse, then the site sets none": what follows from a condition is no denial."""
    if not clause.has("then_start"):
        return False
    return bool(phrase.categories) or passage.has("consent", "browser", "browser_setting", "when_after_reject")


def _of_a_tool(passage: Passage, clause: Stretch) -> bool:
    """Whether the clause says it of the service just named ("it gets by on no cookies"), not of the site."""
    if clause.has("own") or not clause.has("cookieless") or not clause.has("tool_anaphor"):
        return False
    return bool(topic_vendors(passage, clause, reach=1))


def _denied_kind(passage: Passage, clause: Stretch, phrase: CookiePhrase, tail: Stretch) -> Iterable[Found]:
    """A denial of a category: named, meant by its purpose, or the one just spoken of; else of all cookies."""
    categories: list[str] | None = None
    if phrase.categories == ("unclassified",):
        return
    limit = tail.find("purpose_lead")
    front = _front_purpose(clause, phrase)
    if clause.has("for_that") and not phrase.categories:
        before = passage.part(passage.start, clause.start)
        categories = aims_of(before) or (aims_of(passage.previous) if passage.previous is not None else [])
    elif tail.has("of_this_kind") or clause.part(clause.start, phrase.noun).has("demonstrative_end"):
        before = passage.part(passage.start, phrase.noun)
        categories = list(phrase.categories) or aims_of(before) or topic_categories(passage)
    elif phrase.rest or phrase.categories:
        categories = [] if passage.has("when_before_choice", "when_after_reject") else list(phrase.categories or REST)
    elif limit is not None and limit.start - phrase.end <= 24:
        categories = aims_of(clause.part(limit.start, passage.end))
    elif front is not None:
        categories = aims_of(front)
    elif clause.has("by_others"):
        categories = ["third_party"]
    if categories is None:
        yield from _denied_all(passage, clause, tail)
    elif categories:
        yield Found("no_category", clause, {"category": categories, **modality(passage)})


def _front_purpose(clause: Stretch, phrase: CookiePhrase) -> Stretch | None:
    """What a denial is for, where that opens the clause: "for advertising we set no cookies". None without it."""
    lead = clause.find("purpose_lead")
    if lead is None or lead.start - clause.start > 5:
        return None
    use = clause.find("use")
    front = clause.part(lead.start, min(use.start, phrase.start) if use else phrase.start)
    own = front.find("own")
    if own is None:
        return front if use else None
    front = clause.part(lead.start, own.start)
    return front if aims_of(front) else None


def _denied_all(passage: Passage, clause: Stretch, tail: Stretch) -> Iterable[Found]:
    if vendor_ids(passage, clause) or (passage.mentions and not clause.has("own")):
        return
    if (
        tail.has("except")
        or passage.part(passage.start, min(tail.start + _GLUED, passage.end)).has("cookie_noise")
        or not (passage.is_own or _named(passage) or "scope" in scope_params(passage) or passage.has("own_site_of"))
    ):
        return
    params = {**scope_params(passage), **modality(passage)}
    if passage.has("similar"):
        params["similar_tech"] = True
    yield Found("no_cookies", clause, params)


def _named(passage: Passage) -> bool:
    """Whether the sentence opens with a name that the document has elsewhere too: the company's, most likely."""
    if passage.document is None or passage.words.code == "de":
        return False
    start, end = passage.block.span(passage.start, passage.end)
    first = passage.document.text[start:end].split(" ", 1)[0].rstrip(",.")
    return first[:1].isupper() and len(first) > 3 and passage.document.text.count(first) > 1


def _nothing_but(passage: Passage, clause: Stretch, phrase: CookiePhrase, tail: Stretch) -> Iterable[Found]:
    exception = tail.find("except")
    if exception is None:
        return
    after = clause.part(exception.end, clause.end)
    categories = list(categories_in(after, after.text)) or aims_of(after)
    if categories and not vendor_ids(passage, after):
        yield Found("only_categories", clause, {"category": categories})


def _is_exception(clause: Stretch, phrase: CookiePhrase) -> bool:
    """Whether the phrase is what a denial leaves out: "andere dan functionele cookies plaatsen wij niet"."""
    before = clause.before(phrase.start)
    last = list(before.all("except"))
    return bool(last) and before.has("other_det", "neg") and before.end - last[-1].end <= 4


__all__ = ["REST", "TYPES", "aims_of", "detect", "is_denied"]
