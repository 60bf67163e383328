"""Labelled policies as examples to fit weights to: each sentence, and each name in it, with its signs and labels.

A third of the pages, chosen by the hash of their ids, is set aside: it is never fitted to, and only measured."""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.models.document import Document
from declarations.bearing import bearing
from declarations.claims import DETECTORS
from declarations.extract import extract
from declarations.language import LANGUAGES, document_language, words
from declarations.own_sections import own_passages
from declarations.passages import Passage, passages
from declarations.reader import unrepeated
from declarations.site_text import site_words
from declarations.topics import vendor_id
from declarations.weighing.features import features, focus_features, named_by_rules, places, rule_features
from declarations.weighing.judgement import rules
from tests.policies.marked_text import LISTS, TYPES, key, pages

FOLDER = Path(__file__).parent
SENTENCES = FOLDER.parent / "unit" / "declarations"
#: Labelled pages that the rules were developed on: what the rules say of them proves nothing, and is left out.
KNOWN = ("nl", "nl_more", "xx", "xx_more")
#: Parameters whose values are labels of their own.
_VALUED = (
    "category", "behaviour", "value", "region", "basis", "resource", "technology", "data", "of", "via", "mechanism",
    "modality", "kind", "signal",
)  # fmt: skip
#: Names that stand for one product, as the scorer of labels has them.
_SAME = {
    "facebook": "meta_pixel", "meta": "meta_pixel", "recaptcha": "google_recaptcha", "doubleclick": "google_ads",
    "clarity": "ms_clarity", "linkedin": "linkedin_insight", "twitter": "x_twitter", "x": "x_twitter",
    "typekit": "adobe_typekit", "adobe_fonts": "adobe_typekit", "adsense": "google_adsense", "ga4": "google_analytics",
}  # fmt: skip


#: What a claim says besides: who states the first has not been misread when the second is found there too.
IMPLIED: dict[str, tuple[str, ...]] = {
    "uses_category": ("uses_cookies",),
    "uses_vendor": ("uses_category", "uses_cookies", "third_party_cookies"),
    "only_categories": ("uses_category", "uses_cookies", "no_category"),
    "no_cookies": ("no_category",),
    "no_category": ("no_vendor", "no_cross_site"),
    "no_vendor": ("no_category",),
    "consent_prior": ("uses_category", "uses_vendor", "banner", "uses_cookies", "legal_basis"),
    "consent_exempt": ("uses_category", "uses_cookies"),
    "embed": ("uses_vendor", "third_party_cookies", "consent_prior"),
    "cookieless": ("uses_vendor", "no_cookies"),
    "ip_masked": ("uses_vendor",),
    "sharing_off": ("uses_vendor", "no_sharing"),
    "processor_agreement": ("uses_vendor",),
    "local_resources": ("no_vendor",),
    "third_party_cookies": ("uses_cookies", "uses_category", "uses_vendor"),
    "withdraw": ("banner",),
    "opt_out": ("uses_vendor", "withdraw"),
    "data_location": ("uses_vendor",),
    "lifetime": ("uses_cookies", "uses_category"),
    "legal_basis": ("consent_prior", "consent_exempt"),
    "no_cross_site": ("no_category",),
    "deferral": ("uses_cookies",),
    "banner": ("consent_prior", "uses_cookies"),
    "uses_cookies": ("storage_other",),
    "consent_implied": ("uses_cookies",),
    "completeness": ("only_vendors",),
    "only_vendors": ("uses_vendor", "completeness", "uses_cookies", "uses_category"),
}


#: Other words for a category in older labels.
_CATEGORY = {"tracking": "marketing", "advertising": "marketing", "necessary": "functional", "statistics": "analytics"}


@dataclass
class Example:
    """What is weighed, its signs, the labels that it has, and those on which careful readers differ."""

    page: str
    text: str
    features: list[str]
    ruled: list[str] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    open: set[str] = field(default_factory=set)

    def counts(self, label: str) -> bool:
        """Whether finding the label here would be wrong, or right: not where it is implied, or open."""
        if label in self.labels:
            return True
        implied = {each for name in self.labels | self.open for each in IMPLIED.get(name, ())}
        return label not in self.open and label not in implied


def is_aside(page: str) -> bool:
    """Whether a page belongs to the third that is set aside."""
    return int(hashlib.sha256(page.encode()).hexdigest(), 16) % 3 == 0


def marked_files() -> list[Path]:
    """The files of labelled texts, in order."""
    return sorted((FOLDER / "marked").glob("*/*.txt"))


def corpus_hash() -> str:
    """The SHA-256 over the labelled texts that weights are fitted to."""
    digest = hashlib.sha256()
    for path in marked_files():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def page_examples(
    gold: dict[str, Any], data: bytes, media_type: str, *, ruled: bool
) -> tuple[list[Example], list[Example]]:
    """The sentences of a page and the names in them. ``ruled``: with what the rules say of the sentences."""
    document = _document(gold["file"], data, media_type)
    language = words(document_language(document.text, document.content.text_language))
    found = unrepeated(passages(document, language, site_words(document, None, lines=False)))
    bearings = [(passage, bearing(passage)) for passage in found]
    stands = places(bearings, own_passages(bearings))
    spans = list(_spans(document, found))
    sentences, names = [], []
    for passage, place, span in zip(found, stands, spans, strict=True):
        said = [claim for claim in gold["claims"] if _covers(claim["at"], span)]
        raw = [claim for detector in DETECTORS for claim in detector.detect(passage)] if ruled else []
        stand = rules(passage, raw) if place.own else []
        example = Example(gold["id"], passage.text, features(passage, place), rule_features(stand, raw))
        for claim in said:
            (example.open if claim.get("optional") else example.labels).update(_labels(claim))
        sentences.append(example)
        for mention in passage.mentions:
            vendor = vendor_id(passage, mention)
            if vendor is not None:
                signs = example.features + focus_features(passage, mention)
                told = example.ruled + named_by_rules(stand, raw, vendor)
                names.append(_name(Example(gold["id"], passage.text, signs, told), vendor, said))
    return sentences, names


def _document(name: str, data: bytes, media_type: str) -> Document:
    return Document.model_validate(
        {
            "url": name, "requested_url": name, "found_by": "file", "media_type": media_type,
            "sha256": hashlib.sha256(data).hexdigest(), "content": extract(data, media_type, name),
        }
    )  # fmt: skip


def _spans(document: Document, found: Iterable[Passage]) -> Iterator[tuple[int, int]]:
    """Where each sentence stands in the key text of its document, which is the page's."""
    before = [0]
    for char in document.text:
        before.append(before[-1] + len(key(char)))
    for passage in found:
        start, end = passage.block.span(passage.start, passage.end)
        yield before[start], before[end]


def _covers(at: list[int], span: tuple[int, int]) -> bool:
    shared = min(at[1], span[1]) - max(at[0], span[0])
    return shared > 0 and shared >= 0.5 * min(at[1] - at[0], span[1] - span[0])


def _labels(claim: dict[str, Any]) -> Iterator[str]:
    yield claim["type"]
    for name in _VALUED:
        value = claim["params"].get(name)
        values = value if isinstance(value, list) else [] if value is None else [value]
        for each in values:
            value = str(each).lower() if isinstance(each, bool) else _CATEGORY.get(each, each)
            yield f"{claim['type']}|{name}={value}"


def _name(example: Example, vendor: str, said: list[dict[str, Any]]) -> Example:
    for claim in said:
        if _SAME.get(vendor, vendor) in {_SAME.get(each, each) for each in claim["params"].get("vendor", ())}:
            (example.open if claim.get("optional") else example.labels).add(claim["type"])
    return example


#: The parameter that the second word of a written-down claim is, by its type.
_SECOND = {
    "no_category": "category", "only_categories": "category", "uses_category": "category",
    "consent_prior": "category", "consent_exempt": "category", "ip_masked": "value", "sharing_off": "value",
    "processor_agreement": "value", "dnt": "value", "local_resources": "resource", "not_personal": "data",
    "data_location": "region", "storage_other": "technology", "completeness": "of", "withdraw": "via",
    "legal_basis": "basis", "no_sharing": "data",
}  # fmt: skip


def sentence_pages() -> Iterator[dict[str, Any]]:
    """The single sentences of the reader's tests as pages of one sentence, each with its label."""
    for name in ("statements.tsv", "cookie_wordings.tsv", "services.tsv"):
        lines = (SENTENCES / name).read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines):
            language, sentence, stated = [*line.split("\t"), "", ""][:3]
            if language in LANGUAGES and "<" not in sentence:
                yield _sentence_page(f"{name}:{number}", language, sentence, stated)


def others_pages() -> Iterator[dict[str, Any]]:
    """The sentences of the reader's tests that are not the site's own, as pages that claim nothing; a fifth is left."""
    for number, line in enumerate((SENTENCES / "standings.tsv").read_text(encoding="utf-8").splitlines()):
        sentence, language, heading, whose = [*line.split("\t"), "", "", ""][:4]
        aside = int(hashlib.sha256(sentence.encode()).hexdigest(), 16) % 5 == 0
        if language in LANGUAGES and whose not in ("own", "possible") and not aside:
            page = _sentence_page(f"standings.tsv:{number}", language, html.escape(sentence), "")
            yield {**page, "html": page["html"].replace("<h2>Cookies</h2>", f"<h2>{html.escape(heading)}</h2>")}


def _sentence_page(name: str, language: str, sentence: str, stated: str) -> dict[str, Any]:
    claims = []
    for said in (each.strip() for each in stated.split(";")):
        kind, *rest = said.strip("~?").split()[:3] or [""]
        if kind not in TYPES:
            continue
        params: dict[str, Any] = {"modality": "possible"} if "?" in said else {}
        if rest and kind in _SECOND:
            value = rest[0].strip("~?")
            params[_SECOND[kind]] = value.split(",") if _SECOND[kind] in LISTS else value
        elif rest and kind != "lifetime":
            params["vendor"] = [rest[0].strip("~?")]
        if kind == "embed" and len(rest) > 1:
            params["behaviour"] = rest[1].strip("~?")
        claims.append({"type": kind, "params": params, "at": [14, 10_000], "optional": "~" in said})
    heads = "<h1>Privacy</h1><h2>Cookies</h2>"
    return {
        "id": name,
        "file": name,
        "claims": claims,
        "html": f"<html lang={language}>{heads}<p>{sentence}</p></html>",
    }


def examples(*, aside: bool = False) -> tuple[list[Example], list[Example]]:
    """All sentences and names that are fitted to, or, with ``aside``, those that are not."""
    sentences: list[Example] = []
    names: list[Example] = []
    for path in marked_files():
        for page in pages(path.read_text(encoding="utf-8")):
            if is_aside(page.id) is aside:
                first, second = page_examples(page.gold, page.html.encode(), "text/html", ruled=True)
                sentences += first
                names += second
    if not aside:
        for path in (path for folder in KNOWN for path in sorted((FOLDER / folder).glob("*.json"))):
            gold = json.loads(path.read_text(encoding="utf-8"))
            page_file = path.with_name(gold["file"])
            kind = "text/plain" if page_file.suffix == ".txt" else "text/html"
            first, second = page_examples(gold, page_file.read_bytes(), kind, ruled=False)
            sentences += first
            names += second
        for page in (*sentence_pages(), *others_pages()):
            first, second = page_examples(page, page["html"].encode(), "text/html", ruled=False)
            sentences += first
            names += second
    return sentences, names
