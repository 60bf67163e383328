"""Which claims a passage states, all signs weighed: the rules' where they see one, else by the weights alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.claims import DETECTORS
from declarations.conditions import limited, modality
from declarations.durations import durations
from declarations.leads import denies
from declarations.naming import Mention
from declarations.passages import Passage, Stretch
from declarations.roles import back_office
from declarations.standing import admitted
from declarations.topics import in_a_row, vendor_id
from declarations.unmeant import meant
from declarations.weighing.features import Place, focus_features, named_by_rules, rule_features, signs_of, tagged
from declarations.weighing.meaning import Meaning, meanings
from declarations.weighing.params import Weighed, params_of
from declarations.weighing.restrictions import with_additions
from declarations.weighing.shown import embed_subject
from declarations.weighing.signs import Signs
from declarations.weighing.subjects import consent_subject
from declarations.weighing.unused import is_put_aside
from declarations.weighing.weights import Total, Vector, probability, situation, weights

#: Types that are told of each name by itself.
BY_NAME: tuple[ClaimType, ...] = ("uses_vendor", "no_vendor")
#: Types that are said of all names in a row.
_OF_A_ROW: frozenset[ClaimType] = frozenset(("only_vendors", "third_party_cookies"))
_TYPES: frozenset[str] = frozenset(get_args(ClaimType))
#: Letters of the scripts that the languages are written in, and letters at all.
_LATIN, _LETTER = re.compile(r"[a-zà-ɏ]"), re.compile(r"[^\W\d_]")
#: Types that are said of much else: without a word on cookies near them they are about orders, files or members.
_OF_COOKIES: frozenset[ClaimType] = frozenset(
    ("lifetime", "legal_basis", "withdraw", "not_personal", "no_sharing", "no_cross_site")
)
#: Types that an explanation of the kinds of cookies seems to say.
_OF_KINDS: frozenset[ClaimType] = frozenset(("uses_category", "consent_exempt", "consent_prior"))
#: What a profile is made of, or whom it follows: a member's profile is none.
_FOLLOWING = frozenset({"tracking", "visit", "site", "cookie", "tracker", "marketing", "third", "combine"})
#: "Only our own cookies".
_OWN_PARTY = {"party": "first"}
#: Below this probability that a service is used it is among those that a passage denies.
SURELY_NOT = 0.05
#: From these chances on a plain sentence holds that the rules read the same way: on the labelled pages all fourteen
#: that say that a tool works without cookies, and all that say it of the site by name, without "other" or "more".
SURE_BESIDE_RULES: dict[ClaimType, float] = {"cookieless": 0.6, "no_cookies": 0.33}
#: What the rules can add to the log-odds of a type at most, of which half counts (a test holds the weights to it):
#: where even that is not enough, they are not asked.
RULES_CAN_ADD = 7.0
#: What the meaning of a sentence adds to the log-odds of a type at most, where it is claimed in the end. Of the claims
#: of two hundred labelled pages none was lost with this lowered by three.
MEANING_CAN_ADD = 1.0


@dataclass(frozen=True)
class _Weighing:
    """A passage of which something may be claimed, with its signs and what they weigh."""

    passage: Passage
    place: Place
    signs: Signs
    total: Total
    meaning: Meaning | None = None


def judged(passage: Passage, place: Place) -> list[Found]:
    """The claims of a passage, by what it says and where it stands."""
    return judgements([(passage, place)])[0]


def judgements(placed: Sequence[tuple[Passage, Place]]) -> list[list[Found]]:
    """The claims of each passage. What the passages mean is asked for all together, which is quicker."""
    weighings = [_first_weighing(passage, place) for passage, place in placed]
    asked = [index for index, weighing in enumerate(weighings) if weighing is not None]
    found: list[list[Found]] = [[] for _ in placed]
    texts = meanings(placed[index][0].text for index in asked)
    for index, meaning in zip(asked, texts, strict=True):
        weighing = weighings[index]
        if weighing is not None:
            found[index] = _claims(replace(weighing, meaning=meaning))
    return found


def _first_weighing(passage: Passage, place: Place) -> _Weighing | None:
    """What the signs alone weigh; None where that is so little that nothing could make it a claim."""
    if _is_foreign(passage.text):
        return None
    signs = signs_of(passage, place)
    total = weights("sentence").total_of(signs)
    logits = weights("sentence").weighed(total)
    if not passage.mentions and not np.any(logits[_columns()] > _lowest() - np.float32(MEANING_CAN_ADD)):
        return None
    return _Weighing(passage, place, signs, total)


def _claims(of: _Weighing) -> list[Found]:
    passage, place, weighing = of.passage, of.place, weights("sentence")
    own = place.own and place.bearing == "own"
    logits = weighing.weighed(of.total, meaning=of.meaning)
    if not passage.mentions and not np.any(logits[_columns()] > _lowest()):
        return []
    raw = [claim for detector in DETECTORS for claim in detector.detect(passage)]
    ruled = rules(passage, raw) if place.own else []
    told = rule_features(ruled, raw)
    weighed = Weighed(passage, weighing, weighing.weighed(of.total, told, of.meaning))
    likely = list(_likely(weighed.logits, {claim.type for claim in ruled}, own))
    if "only_categories" not in likely and any(claim.params == _OWN_PARTY for claim in ruled):
        # Too rare a sentence for the weights to know, and too plain to miss.
        likely.append("only_categories")
    likely += [kind for kind, bound in SURE_BESIDE_RULES.items() if _is_plain(kind, bound, likely, ruled, weighed)]
    named = list(
        _names(of, told, ruled, raw, own=own, denies=weighed.chance("no_vendor") if "no_vendor" in likely else 0)
    )
    if denies(passage):
        # In a list of what is not done, a name is denied, however much the item by itself reads like a use.
        named = [replace(claim, type="no_vendor") if claim.type == "uses_vendor" else claim for claim in named]
    found = list(named)
    for kind in likely:
        chance = round(weighed.chance(kind), 2)
        if kind in BY_NAME:
            known = {vendor for claim in named if claim.type == kind for vendor in claim.params["vendor"]}
            known |= set(filter(None, (vendor_id(passage, mention) for mention in passage.mentions)))
            found += [claim for claim in _of_kind(kind, raw, chance) if not known & set(claim.params["vendor"])]
            continue
        if kind in _OF_KINDS and passage.has("kinds_told_apart") and not passage.has("own", "own_act"):
            continue
        by_rules = _of_kind(kind, ruled, chance) or _of_kind(kind, raw, chance)
        if not by_rules and not _can_be_said(kind, passage):
            continue
        by_rules = by_rules or [Found(kind, stretch, params, chance) for stretch, params in params_of(kind, weighed)]
        if kind in ("consent_prior", "consent_exempt"):
            by_rules = [
                replace(claim, params=consent_subject(kind, passage, _with_subject(kind, weighed, claim.params)))
                for claim in by_rules
            ]
        elif kind == "embed":
            by_rules = [replace(claim, params=embed_subject(passage, claim.params)) for claim in by_rules]
        elif kind == "only_categories":
            by_rules = [replace(claim, params=with_additions(passage, claim.params)) for claim in by_rules]
        elif kind in _OF_A_ROW:
            by_rules = [replace(claim, params=_with_its_row(passage, claim.params)) for claim in by_rules]
        found += by_rules
    return [
        claim
        for one in found
        if (said := meant(passage, one)) is not None and (claim := limited(passage, said)) is not None
    ]


def _is_plain(
    kind: ClaimType, bound: float, likely: Sequence[ClaimType], ruled: Sequence[Found], weighed: Weighed
) -> bool:
    """Whether the rules read the type in a sentence too plain to be left out."""
    if kind in likely or not any(claim.type == kind for claim in ruled) or weighed.chance(kind) < bound:
        return False
    passage = weighed.passage
    if kind != "no_cookies":
        return True
    asked = passage.previous
    of_site = passage.has("the_site", "cookie_free") or (asked is not None and _asks_of_site(asked))
    return of_site and not passage.has("cat_rest", "in_that_case", "more_of_them")


def _asks_of_site(passage: Passage) -> bool:
    return passage.text.endswith("?") and passage.has("the_site")


def _with_subject(kind: ClaimType, weighed: Weighed, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters, with what waits for consent, or needs none, by the weights where the rules could not tell it.

    Only of a sentence that says of cookies, and not of some that it points back to, what they wait for: a promise that
    names nothing is not judged, one about statistics is."""
    passage = weighed.passage
    if params.get("category") or params.get("vendor") or not passage.has("cookie_any", "pixel"):
        return params
    if passage.has("these", "anaphor", "first_visit"):
        return params
    told = next((told for _, told in params_of(kind, weighed)), {})
    return params if told.get("category") == ["some"] else {**told, **params}


def _with_its_row(passage: Passage, params: dict[str, Any]) -> dict[str, Any]:
    """The parameters with all names of the row of which it is said: one alone would deny the others, or hide them."""
    return {**params, "vendor": in_a_row(passage, params["vendor"])} if params.get("vendor") else params


def _is_foreign(text: str) -> bool:
    """Whether most of the letters are of another script: a vendor's name in it says nothing."""
    return 2 * len(_LATIN.findall(text)) < len(_LETTER.findall(text))


def _works_behind(passage: Passage, mention: Mention) -> bool:
    """Whether the name is that of a service of the office: payments, parcels, a list of recipients. Products without
    a purpose of their own are left to the weights."""
    return mention.product is not None and mention.product.purpose != "other" and back_office(passage, mention)


def _can_be_said(kind: ClaimType, passage: Passage) -> bool:
    """Whether the weights alone may say it: not of an address by itself, nor without a word on cookies."""
    if kind == "lifetime" and passage.has("session_outlived") and not any(True for _ in durations(passage)):
        return False
    if kind == "scope":
        return len(passage.text.split()) >= 4
    if kind == "consent_implied":
        return not passage.has("no_consent_meant")
    if kind == "no_cross_site":
        return bool(tagged(passage).all & _FOLLOWING)
    if kind in _OF_KINDS and passage.heading_has("generic_heading") and not passage.has("own_act"):
        return False
    return kind not in _OF_COOKIES or _is_on_cookies(passage)


def _is_on_cookies(passage: Passage) -> bool:
    """Whether the sentence, one before it or a heading over it speaks of cookies or of a service in the page."""
    near = (passage, *passage.back(3))
    if any(one.has("cookie_any", "similar") or one.mentions for one in near):
        return True
    return passage.heading_has("cookie_any", "analytics_data", depth=3)


def rules(passage: Passage, raw: Sequence[Found]) -> list[Found]:
    """What of ``raw`` stands by the rules on whose practice a sentence describes."""
    # What is said of a tool ("we run it without cookies") is not said of the site.
    tools = [claim.stretch.start for claim in raw if claim.type == "cookieless"]
    kept = [claim for claim in raw if claim.type != "no_cookies" or claim.stretch.start not in tools]
    return [standing for claim in kept if (standing := admitted(passage, claim)) is not None]


def _of_kind(kind: ClaimType, claims: Iterable[Found], chance: float) -> list[Found]:
    return [Found(claim.type, claim.stretch, claim.params, chance) for claim in claims if claim.type == kind]


@lru_cache(maxsize=1)
def _kinds() -> tuple[ClaimType, ...]:
    return tuple(label for label in weights("sentence").labels if label in _TYPES)  # type: ignore[misc]


@lru_cache(maxsize=1)
def _columns() -> NDArray[np.intp]:
    return np.array([weights("sentence").place[kind] for kind in _kinds()], dtype=np.intp)


@lru_cache(maxsize=1)
def _bounds() -> Vector:
    """The thresholds of the types as log-odds, by situation."""
    chance = weights("sentence").threshold[:, _columns()]
    result: Vector = np.log(chance / (1 - chance)).astype(np.float32)
    return result


@lru_cache(maxsize=1)
def _lowest() -> Vector:
    """Below these log-odds nothing comes of a type, whatever the rules say."""
    result: Vector = _bounds().min(axis=0) - np.float32(RULES_CAN_ADD / 2)
    return result


def _likely(logits: Vector, ruled: Set[str], own: bool) -> Iterator[ClaimType]:
    high = logits[_columns()] >= _bounds()
    for index in np.flatnonzero(high.any(axis=0)):
        kind = _kinds()[index]
        if high[situation(ruled=kind in ruled, own=own), index]:
            yield kind


def _names(
    of: _Weighing, told: list[str], ruled: Sequence[Found], raw: Sequence[Found], *, own: bool, denies: float
) -> Iterator[Found]:
    """The services that the passage says are used, or not used: each name weighed in its place. ``denies``: how sure
    the passage as a whole denies one; then those are denied that it surely does not use."""
    passage = of.passage
    if not passage.mentions:
        return
    weighing = weights("name")
    total = weighing.total_of(of.signs)
    denied: dict[tuple[int, int], tuple[Stretch, list[str], float]] = {}
    for mention in passage.mentions:
        vendor = vendor_id(passage, mention)
        if vendor is None:
            continue
        named = named_by_rules(ruled, raw, vendor)
        beside = weighing.total(focus_features(passage, mention))
        chances = probability(weighing.weighed(total + beside, told + named, of.meaning))
        sure = {kind: float(chances[weighing.place[kind]]) for kind in BY_NAME}
        bound = {
            kind: weighing.threshold[situation(ruled=f"rn:{kind}" in named, own=own), weighing.place[kind]]
            for kind in BY_NAME
        }
        clause = passage.clause_at(mention.start)
        no_use = denies if sure["uses_vendor"] < SURELY_NOT else 0.0
        if no_use or sure["no_vendor"] >= max(bound["no_vendor"], sure["uses_vendor"]):
            chance = round(max(no_use, sure["no_vendor"]), 2)
            entry = denied.setdefault((clause.start, clause.end), (clause, [], chance))
            if vendor not in entry[1]:
                entry[1].append(vendor)
        elif (
            sure["uses_vendor"] >= bound["uses_vendor"]
            and ("rn:uses_vendor" in named or not _works_behind(passage, mention))
            and not is_put_aside(passage, mention)
        ):
            quote = passage if passage.end - passage.start <= 300 else clause
            params = {"vendor": [vendor], "modality": "asserted", **modality(clause)}
            yield Found("uses_vendor", quote, params, round(sure["uses_vendor"], 2))
    for clause, vendors, chance in denied.values():
        yield Found("no_vendor", clause, {"vendor": _row(vendors, ruled)}, chance)


def _row(vendors: list[str], ruled: Sequence[Found]) -> list[str]:
    """The names that are denied in one breath: what the rules take together is denied together, or not at all."""
    rows = [claim.params["vendor"] for claim in ruled if claim.type == "no_vendor"]
    together = [name for row in rows if set(row) & set(vendors) for name in row]
    return list(dict.fromkeys([*vendors, *together]))
