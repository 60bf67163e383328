"""What a statement is about when it does not say so itself: categories and vendors named just before or above it."""

from __future__ import annotations

import re

from declarations.cookie_phrases import categories_in, cookie_phrases
from declarations.naming import Mention, main_product, product_of
from declarations.passages import Passage, Stretch, section_mentions


def stated_categories(stretch: Stretch) -> list[str]:
    """The categories of the cookie phrases in a stretch."""
    found: list[str] = []
    for phrase in cookie_phrases(stretch):
        found += [name for name in phrase.categories if name not in found]
    return found


def topic_categories(passage: Passage, stretch: Stretch | None = None, reach: int = 2) -> list[str]:
    """The categories that a passage speaks of: its own, else those just before it, else its heading's."""
    found = stated_categories(stretch or passage) or stated_categories(passage)
    if found:
        return found
    if any(phrase.rest for phrase in cookie_phrases(passage)):
        return []
    for earlier in passage.back(reach):
        found = stated_categories(earlier)
        if found:
            return found
    return heading_categories(passage)


def heading_categories(passage: Passage, depth: int = 1) -> list[str]:
    """The categories that the nearest heading names."""
    for heading in reversed(passage.headings[-depth:]):
        found = list(categories_in(passage, heading))
        if found:
            return found
    return []


def vendor_id(passage: Passage, mention: Mention) -> str | None:
    """The product that a mention stands for; a company alone by words around it, before it or over it."""
    if mention.product is not None:
        return None if _is_audience(passage, mention) else spoken_id(mention.product.id, denied=passage.has("neg"))
    owner = mention.owner
    product = product_of(owner, passage.text)
    named = [
        other.product for other in section_mentions(passage) if other.owner.id == owner.id and other.product is not None
    ]
    if product is not None:
        # Of the company's products for that, the one that the section spoke of.
        return next((other.id for other in named if other.purpose == product.purpose), product.id)
    if named:
        return named[0].id
    for heading in reversed(passage.headings[-2:]):
        product = product_of(owner, heading)
        if product is not None:
            return product.id
    product = main_product(owner)
    return product.id if product is not None else None


#: Products that texts name by the network they belong to, or by the search engine that shows their adverts.
_SPOKEN = {"pinterest_tag": "pinterest", "snap_pixel": "snapchat", "ms_bing": "bing_ads"}
_SHOWN_ON = re.compile(r"\b(?:on|op|auf|sur|in|via|bei|binnen)(?: \w+(?:,| and| en| und| et| oder| or| of| ou))? $")


def spoken_id(product: str, *, denied: bool = False) -> str:
    """The id that a use is told under: the network's for its pixel. A denial is of the pixel alone."""
    return product if denied else _SPOKEN.get(product, product)


def _is_audience(passage: Passage, mention: Mention) -> bool:
    """Whether a network is only where the adverts of its pixel appear: "met de Meta-pixel op Instagram"."""
    if mention.product is None or mention.product.purpose != "social_content":
        return False
    pixels = (other.product for other in passage.mentions if other.owner.id == mention.owner.id)
    if not any(product is not None and product.purpose == "advertising" for product in pixels):
        return False
    before = passage.block.text[passage.start : mention.start]
    return bool(_SHOWN_ON.search(before)) or before.rfind("(") > before.rfind(")")


def vendor_ids(passage: Passage, stretch: Stretch | None = None) -> list[str]:
    """The products named in a stretch of the passage, in order, each once."""
    where = stretch or passage
    found: list[str] = []
    for mention in passage.mentions:
        if where.start <= mention.start < where.end:
            name = vendor_id(passage, mention)
            if name and name not in found:
                found.append(name)
    return found


#: What stands between names of which the same is said.
_IN_A_ROW = re.compile(r"(?:,|/| ?&|,? (?:en|and|und|et|of|or|oder|ou|sowie|evenals|ainsi que|as well as))? ?")


def in_a_row(passage: Passage, named: list[str]) -> list[str]:
    """The services and those in one row with them: "X, Y en Z plaatsen cookies" says it of all three."""
    found = list(named)
    row: list[str] = []
    end = None
    for mention in passage.mentions:
        name = vendor_id(passage, mention)
        if end is None or not _IN_A_ROW.fullmatch(passage.block.text[end : mention.start]):
            row = []
        end = mention.end
        row += [name] if name else []
        if not set(row).isdisjoint(named):
            found += [one for one in row if one not in found]
    return found


def topic_vendors(passage: Passage, stretch: Stretch | None = None, reach: int = 6) -> list[str]:
    """The products a passage speaks of: its own, else the last one named before, else the heading's."""
    found = vendor_ids(passage, stretch) or vendor_ids(passage)
    if found:
        return found
    for earlier in passage.back(reach):
        found = vendor_ids(earlier)
        if found:
            return found[-1:]
    return heading_vendors(passage)


def spoken_of(passage: Passage, reach: int = 6) -> list[str]:
    """The products that a passage speaks of; "data on your visit to this site" are not those of the one before it."""
    if not passage.mentions and (passage.has("the_site") or (passage.has("visit_data") and not passage.has("these"))):
        return []
    return topic_vendors(passage, reach=reach)


def heading_vendors(passage: Passage, depth: int = 2) -> list[str]:
    """The products that the nearest headings name."""
    from declarations.naming import names

    for heading in reversed(passage.headings[-depth:]):
        found = [mention.product.id for mention in names().find(heading) if mention.product is not None]
        if found:
            return list(dict.fromkeys(found))
    return []
