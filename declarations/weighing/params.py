"""The parameters of a claim that the weights see and the rules do not: its categories, services, values.

What a value is follows from the labels of the value ("no_category|category=analytics"); which service is meant follows
from the names in the sentence, or the last one spoken of. A claim whose key parameter cannot be told is not made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from auditor.models.common import ClaimType
from declarations.claims.deferrals import link_in
from declarations.claims.vendors import unlisted
from declarations.conditions import modality, scope_params
from declarations.durations import durations
from declarations.passages import Passage, Stretch
from declarations.standing import ACCUSING
from declarations.topics import spoken_of, topic_categories, topic_vendors, vendor_ids
from declarations.weighing.weights import Vector, Weights, probability

#: How sure a value has to be to be stated beside a surer one, and to be stated at all.
BESIDE, ALONE = 0.35, 0.12


@dataclass(frozen=True)
class Weighed:
    """A passage with the log-odds of all labels."""

    passage: Passage
    weights: Weights
    logits: Vector

    def chance(self, label: str) -> float:
        """The probability of a label; 0 for one that was too rare to be fitted."""
        place = self.weights.place.get(label)
        return 0.0 if place is None else float(probability(self.logits[place : place + 1])[0])

    def values(self, kind: str, name: str) -> list[str]:
        """The values of a list parameter: the surest, and others that are sure enough."""
        prefix = f"{kind}|{name}="
        chances = {
            label.removeprefix(prefix): self.chance(label) for label in self.weights.labels if label.startswith(prefix)
        }
        if not chances:
            return []
        best = max(chances, key=lambda value: chances[value])
        if chances[best] < ALONE:
            return []
        return [value for value, chance in chances.items() if value == best or chance >= BESIDE]

    def value(self, kind: str, name: str) -> str | None:
        """The surest value of a parameter."""
        values = self.values(kind, name)
        return max(values, key=lambda value: self.chance(f"{kind}|{name}={value}")) if values else None


Made = Iterable[tuple[Stretch, dict[str, Any]]]


def params_of(kind: ClaimType, weighed: Weighed) -> list[tuple[Stretch, dict[str, Any]]]:
    """The claims of a type that a passage states, as far as their parameters can be told: where, and which."""
    maker = _MAKERS.get(kind)
    made = maker(kind, weighed) if maker is not None else [(weighed.passage, {})]
    return [(stretch, {**params, **_modality(kind, weighed)}) for stretch, params in made]


def _modality(kind: ClaimType, weighed: Weighed) -> dict[str, Any]:
    if kind in ACCUSING:
        return modality(weighed.passage)
    if kind not in ("uses_cookies", "uses_category", "third_party_cookies", "embed", "data_location"):
        return {}
    if weighed.chance(f"{kind}|modality=possible") >= 0.5:
        return {"modality": "possible"}
    return modality(weighed.passage)


def _vendors(passage: Passage, reach: int = 4) -> list[str]:
    return vendor_ids(passage) or topic_vendors(passage, reach=reach)


def _no_cookies(kind: str, weighed: Weighed) -> Made:
    yield weighed.passage, scope_params(weighed.passage)


def _categories(kind: str, weighed: Weighed) -> Made:
    found = weighed.values(kind, "category") or topic_categories(weighed.passage)
    if found:
        yield weighed.passage, {"category": found}


def _consent(kind: str, weighed: Weighed) -> Made:
    vendors = vendor_ids(weighed.passage)
    categories = weighed.values(kind, "category") or ([] if vendors else topic_categories(weighed.passage))
    params: dict[str, Any] = {}
    if categories:
        params["category"] = categories
    if vendors or not categories:
        params["vendor"] = vendors or topic_vendors(weighed.passage, reach=2)
    if not params.get("category") and not params.get("vendor"):
        params = {"category": ["some"]}
    if kind == "consent_prior":
        params["mechanism"] = weighed.values(kind, "mechanism")[:1] or ["unspecified"]
    yield weighed.passage, {name: value for name, value in params.items() if value}


def _embed(kind: str, weighed: Weighed) -> Made:
    behaviour = weighed.value(kind, "behaviour")
    if behaviour is not None:
        passage = weighed.passage
        named = vendor_ids(passage) or [name for name, _ in unlisted(passage)] or topic_vendors(passage, reach=3)
        yield passage, {"vendor": named or ["generic"], "behaviour": behaviour}


def _setting(kind: str, weighed: Weighed) -> Made:
    vendors = _vendors(weighed.passage, 10)
    value = weighed.chance(f"{kind}|value=false") < weighed.chance(f"{kind}|value=true")
    yield weighed.passage, {**({"vendor": vendors} if vendors else {}), "value": value}


def _dnt(kind: str, weighed: Weighed) -> Made:
    for stretch, params in _setting(kind, weighed):
        yield stretch, {"value": params["value"], "signal": weighed.value(kind, "signal") or "dnt"}


def _shared(passage: Passage) -> list[str | None]:
    """Which data is not shared, by the words where the weights cannot tell."""
    if passage.has("visit_data", "the_site"):
        return ["visit"]
    return ["cookies"] if passage.has("cookie_any") else []


def _valued(name: str, *, listed: bool, vendors: bool = False) -> Callable[[str, Weighed], Made]:
    def make(kind: str, weighed: Weighed) -> Made:
        values = weighed.values(kind, name) if listed else [weighed.value(kind, name)]
        if kind == "no_sharing" and not values:
            values = _shared(weighed.passage)
        if values and values[0] is not None:
            params: dict[str, Any] = {name: values if listed else values[0]}
            named = spoken_of(weighed.passage, reach=4) if vendors else []
            yield weighed.passage, {**params, **({"vendor": named} if named else {})}

    return make


def _named(kind: str, weighed: Weighed) -> Made:
    vendors = _vendors(weighed.passage)
    if vendors:
        yield weighed.passage, {"vendor": vendors}


def _perhaps_named(kind: str, weighed: Weighed) -> Made:
    vendors = _vendors(weighed.passage)
    yield weighed.passage, {"vendor": vendors} if vendors else {}


def _lifetime(kind: str, weighed: Weighed) -> Made:
    passage = weighed.passage
    subject = next(iter(vendor_ids(passage) or topic_categories(passage, reach=1)), "all")
    found = list(durations(passage))
    for number, (start, end, value) in enumerate(found):
        opening = found[number - 1][1] if number else passage.start
        closing = end if number + 1 < len(found) else passage.end
        text = passage.block.text
        while opening < start and text[opening] in " ,;":
            opening += 1
        yield passage.part(opening, closing), {"subject": subject, "lifetime": value}


def _deferral(kind: str, weighed: Weighed) -> Made:
    if weighed.chance("deferral|kind=banner") > weighed.chance("deferral|kind=page"):
        yield weighed.passage, {"kind": "banner", "url": None}
    else:
        yield weighed.passage, {"kind": "page", "url": link_in(weighed.passage)}


_MAKERS: dict[str, Callable[[str, Weighed], Made]] = {
    "no_cookies": _no_cookies,
    "no_category": _categories,
    "only_categories": _categories,
    "uses_category": _categories,
    "consent_prior": _consent,
    "consent_exempt": _consent,
    "embed": _embed,
    "ip_masked": _setting,
    "sharing_off": _setting,
    "processor_agreement": _setting,
    "dnt": _dnt,
    "data_location": _valued("region", listed=False, vendors=True),
    "not_personal": _valued("data", listed=True),
    "no_sharing": _valued("data", listed=True, vendors=True),
    "legal_basis": _valued("basis", listed=True),
    "local_resources": _valued("resource", listed=True),
    "storage_other": _valued("technology", listed=True),
    "completeness": _valued("of", listed=False),
    "withdraw": _valued("via", listed=True),
    "only_vendors": _named,
    "cookieless": _named,
    "opt_out": _named,
    "third_party_cookies": _perhaps_named,
    "lifetime": _lifetime,
    "deferral": _deferral,
}
