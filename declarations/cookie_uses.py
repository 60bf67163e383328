"""What a sentence says that cookies are used for: their categories by name, by purpose, and where it says no more."""

from __future__ import annotations

from collections.abc import Iterable

from declarations.claim import Found
from declarations.conditions import modality
from declarations.cookie_phrases import CookiePhrase, categories_in, own_only
from declarations.passages import Passage, Stretch
from declarations.topics import heading_categories, vendor_ids

#: How far behind the noun a purpose may start ("cookies op onze website om …"), in characters.
_NEAR = 60


def aims_of(stretch: Stretch) -> list[str]:
    """The categories whose purposes a stretch states."""
    return [name for name in ("functional", "analytics", "marketing") if stretch.has("aim_" + name)]


def narrow_aims(stretch: Stretch) -> list[str]:
    """As ``aims_of``, but functional only for a function that is named: "to make the site better" is no category."""
    found = ["functional"] if stretch.has("aim_session") else []
    if stretch.has("aim_preferences") and not stretch.has("browser"):
        found.append("preferences")
    found += [name for name in ("analytics", "marketing") if stretch.has("aim_" + name)]
    if found and "functional" not in found and stretch.has("aim_functional"):
        found.insert(0, "functional")
    return found


def affirmed(passage: Passage, clause: Stretch, phrase: CookiePhrase) -> Iterable[Found]:
    """The claims of a phrase that no negation reaches."""
    restricted = _restricted(passage, clause, phrase)
    if restricted is not None:
        yield from restricted
        return
    used = (
        clause.has("use")
        or _with(clause, phrase)
        or (clause.has("adds") and passage.has("use"))
        or _is_listed(passage, clause)
    )
    if not used or phrase.other or (phrase.rest and not phrase.categories):
        yield from _served(passage, clause, phrase)
        return
    if clause.has("basis_strong") and not clause.has("own_sets"):
        return
    own = passage.is_own or _with(clause, phrase)
    if phrase.categories:
        kept = [name for name in phrase.categories if name != "third_party"]
        if kept and own:
            yield Found("uses_category", clause, {"category": kept, **modality(passage)})
        return
    if own:
        yield from _unnamed(passage, clause, phrase)


def _unnamed(passage: Passage, clause: Stretch, phrase: CookiePhrase) -> Iterable[Found]:
    if clause.part(clause.start, phrase.end).has("neg") or vendor_ids(passage, clause) or _defers(passage):
        return
    if clause.has("relative_start") and (passage.mentions or passage.has("third_parties", "social_buttons")):
        return
    params = modality(passage)
    if passage.has("similar"):
        params = {**params, "similar_tech": True}
    if not phrase.some and not passage.has("complete"):
        yield Found("uses_cookies", clause, params)
    aims = _stated_aims(passage, clause, phrase)
    if aims:
        yield Found("uses_category", clause, {"category": aims, **modality(passage)})


def _stated_aims(passage: Passage, clause: Stretch, phrase: CookiePhrase) -> list[str]:
    """What the cookies are for: the purpose behind the noun, or the one that opens the sentence."""
    tail = clause.part(phrase.end, clause.end)
    limit = tail.find("purpose_lead")
    found: list[str] = []
    if limit is not None and limit.start - phrase.end <= _NEAR:
        found = narrow_aims(clause.part(limit.start, clause.end))
    if not found and tail.has("serves"):
        found = narrow_aims(tail)
    if not found:
        front = clause.part(clause.start, phrase.start)
        if (
            front.has("purpose_lead")
            and (lead := front.find("purpose_lead")) is not None
            and lead.start == clause.start
        ):
            found = narrow_aims(front)
    if not found and _with(clause, phrase) and not tail.has("anaphor"):
        found = narrow_aims(tail)
    return [] if clause.has("browser_setting") else found


def _served(passage: Passage, clause: Stretch, phrase: CookiePhrase) -> Iterable[Found]:
    """ "Some of our cookies help us to measure": what they do says which they are."""
    if phrase.other or phrase.rest or not clause.has("serves"):
        return
    if phrase.categories:
        kept = [name for name in phrase.categories if name != "third_party"]
        if kept and clause.has("own") and not clause.has("neg", "definition"):
            yield Found("uses_category", clause, {"category": kept, **modality(passage)})
        return
    if phrase.some and heading_categories(passage):
        yield Found("uses_category", clause, {"category": heading_categories(passage), **modality(passage)})
        return
    if not (passage.is_own or phrase.some) or clause.has("neg"):
        return
    aims = narrow_aims(clause.part(phrase.end, clause.end))
    if aims and passage.has("own"):
        yield Found("uses_category", clause, {"category": aims, **modality(passage)})


def spoken_aims(passage: Passage, reach: int = 3) -> list[str]:
    """What the cookies just spoken of are for, where no category was named."""
    for earlier in passage.back(reach):
        of_cookies = earlier.has("cookie") or earlier.is_item or earlier.heading_has("cookie_any")
        if of_cookies and (found := narrow_aims(earlier)):
            return found
    return []


def referring_back(passage: Passage) -> Iterable[Found]:
    """ "We set one cookie. It remembers your language": what the cookies just spoken of do."""
    previous = passage.previous
    if previous is None or passage.mentions or not passage.has("refers_back") or not passage.has("serves"):
        return
    if passage.has("cookie", "neg", "consent_after", "browser", "personal_data"):
        return
    if not (previous.has("cookie") and previous.has("own") and previous.has("use")) or previous.has("neg"):
        return
    aims = narrow_aims(passage)
    if aims:
        yield Found("uses_category", passage, {"category": aims, **modality(passage)})


def _is_listed(passage: Passage, clause: Stretch) -> bool:
    """Whether the clause lists what the one before the colon says is used."""
    before = passage.block.text[passage.start : clause.start].rstrip()
    return before.endswith(":") and passage.part(passage.start, clause.start).has("use")


def exempts(clause: Stretch) -> bool:
    """Whether the clause says that no consent is needed; the provision that it only cites in brackets does not."""
    hit = clause.find("no_consent_needed")
    if hit is None:
        return False
    before = clause.block.text[clause.start : hit.start]
    return before.count("(") <= before.count(")")


def _restricted(passage: Passage, clause: Stretch, phrase: CookiePhrase) -> Iterable[Found] | None:
    """The claims where a word of restriction governs the phrase; None where none does."""
    if clause.has("not_only") or exempts(clause) or passage.has("consent_after"):
        return None
    if (
        phrase.only
        or own_only(clause, phrase)
        or clause.before(phrase.noun).has("only_after")
        or _only_behind(clause, phrase)
    ):
        return _only(passage, clause, phrase)
    if _nothing_beside(passage, clause, phrase):
        return [Found("only_categories", clause, {"category": list(phrase.categories)})]
    kinds = _only_of_kind(passage, clause, phrase)
    return [Found("only_categories", clause, {"category": kinds})] if kinds else None


def _only(passage: Passage, clause: Stretch, phrase: CookiePhrase) -> Iterable[Found]:
    categories = list(phrase.categories)
    if not categories and phrase.rest:
        return
    tail = clause.part(phrase.end, clause.end)
    if not categories:
        categories = _kinds_behind(passage, clause, phrase) or aims_of(tail)
    party = {"party": "first"} if own_only(clause, phrase) else {}
    said = clause.has("use") or clause.has("own")
    if (categories or party) and not vendor_ids(passage, clause) and said:
        yield Found("only_categories", clause, {**({"category": categories} if categories else {}), **party})


def _nothing_beside(passage: Passage, clause: Stretch, phrase: CookiePhrase) -> bool:
    """ "Buiten functionele cookies plaatsen wij niets"."""
    if not phrase.categories or not clause.part(phrase.end, clause.end).has("nothing") or not clause.has("use"):
        return False
    front = clause.part(clause.start, phrase.noun).find("except")
    return front is not None and front.start - clause.start <= 12 and passage.is_own


def _only_of_kind(passage: Passage, clause: Stretch, phrase: CookiePhrase) -> list[str]:
    """ "Onze cookies zijn uitsluitend functioneel", "alle cookies die wij plaatsen zijn functioneel"."""
    if phrase.categories or phrase.rest or phrase.some or not passage.is_own or clause.has("neg"):
        return []
    behind = passage.part(phrase.end, passage.end)
    copula = behind.find("predicate")
    if copula is None or not passage.part(copula.start, passage.end).has("only", "all_of_them"):
        return _restricted_aims(passage, clause, phrase)
    return _kinds_behind(passage, clause, phrase) or _restricted_aims(passage, clause, phrase)


def _restricted_aims(passage: Passage, clause: Stretch, phrase: CookiePhrase) -> list[str]:
    """ "We use cookies solely to keep you signed in": the restriction stands right before the purpose."""
    tail = clause.part(phrase.end, clause.end)
    only = tail.find("only")
    if only is None or vendor_ids(passage, clause):
        return []
    goal = clause.part(only.end, clause.end)
    lead = goal.find("purpose_lead")
    if lead is None or lead.start - only.end > 2:
        return []
    return narrow_aims(goal) or aims_of(goal)


def _kinds_behind(passage: Passage, clause: Stretch, phrase: CookiePhrase) -> list[str]:
    """The categories that a copula behind the phrase says of it, in the clause or the one right after a comma."""
    behind = passage.part(phrase.end, min(passage.end, clause.end + 120))
    copula = behind.find("predicate")
    if copula is None:
        return []
    predicate = passage.part(copula.end, behind.end)
    return list(categories_in(predicate, predicate.text))


def _only_behind(clause: Stretch, phrase: CookiePhrase) -> bool:
    """ "We use essential cookies only": the restriction closes the clause."""
    rest = clause.block.text[phrase.end : clause.end].strip(" .,;")
    return bool(clause.words.family("only").fullmatch(rest))


def _defers(passage: Passage) -> bool:
    """Whether the sentence only says where the cookies are described."""
    return passage.has("refers_banner") or (passage.has("refers") and passage.has("own_statement"))


def _with(clause: Stretch, phrase: CookiePhrase) -> bool:
    return clause.part(clause.start, phrase.noun).has("with_det")
