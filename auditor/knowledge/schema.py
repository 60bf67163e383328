"""The form of the knowledge files. A file that does not fit is refused when it is loaded."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from auditor.models.common import Category, Model

#: What a product is for. Only the first four make it a tracker (see `Product.tracker`).
Purpose = Literal[
    "advertising", "marketing", "social_profiling", "session_recording",
    "analytics", "tag_manager", "consent_manager", "cdn", "fonts", "video", "audio", "maps", "captcha",
    "social_content", "payment", "chat", "shop", "hosting", "forms", "monitoring", "reviews", "reading_aid",
    "translation", "email", "security", "other",
]  # fmt: skip

#: Purposes that make a product's requests, cookies and scripts those of a tracker.
TRACKING_PURPOSES: frozenset[str] = frozenset({"advertising", "marketing", "social_profiling", "session_recording"})

#: Purposes of what is embedded in a page from outside (fonts, video, maps, captcha, social content).
EMBED_PURPOSES: frozenset[str] = frozenset({"fonts", "video", "audio", "maps", "captcha", "social_content"})


class CookieFact(Model):
    """A cookie or storage key that a product sets. ``name`` with ``*`` for what varies.

    ``exempt``: needed for transmission or for the service asked for; ``why`` says so in one clause.
    ``lifetime``: usual lifetime in seconds, null when not known or a session cookie.
    ``domain``: where the name means this product: ``vendor`` for names so short or common (``id``, ``fr``)
    that they count only on hosts of the product's owner, ``site`` for those only ever set on the customer's.
    """

    name: str
    category: Category
    exempt: bool = False
    why: str | None = None
    lifetime: int | None = None
    storage: Literal["cookie", "local", "session", "indexed_db"] = "cookie"
    domain: Literal["any", "site", "vendor"] = "any"


class Product(Model):
    """One product of a vendor.

    ``hosts``: host names it answers on, each with its subdomains. ``patterns``: regular expressions
    (searched) on ``host/path?query`` without scheme for what shares a host with other products; a pattern
    beats a host, a longer host a shorter one. ``served_by``: ids of products whose declaration covers
    this one too, since they load it (gtag's host by Google Analytics). ``cnames``: hosts that customers'
    own subdomains point to. ``aliases``: names in policy texts, distinctive enough to be recognised in any
    case. ``ambiguous``: names that are ordinary words too ("Segment", "Plausible"): they count only when
    spelled exactly so and where the sentence is about a service. ``storage`` entries go in ``cookies``.
    ``own_purposes``: the vendor uses the data for purposes of its own (not merely a processor).
    ``source``: where the facts were read, ``as_of``: when.
    """

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    name: str
    purpose: Purpose
    category: Category
    hosts: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    cnames: tuple[str, ...] = ()
    served_by: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    cookies: tuple[CookieFact, ...] = ()
    own_purposes: bool = True
    source: str
    as_of: date

    @property
    def tracker(self) -> bool:
        """Whether its purpose is marketing, advertising, social profiling or the recording of sessions."""
        return self.purpose in TRACKING_PURPOSES


class OutsideEea(Model):
    """A stated fact that an owner processes data outside the EEA."""

    country: str = Field(pattern=r"^[A-Z]{2}$")
    source: str
    as_of: date


class DpfListing(Model):
    """Whether the owner was listed under the EU–US Data Privacy Framework at a date."""

    listed: bool
    source: str
    as_of: date


class Owner(Model):
    """A company that owns products. One file an owner: ``vendors/<id>.yaml``.

    ``aliases``: names of the company itself ("Google", "Alphabet"); declaring one of them as an owner
    covers all its products. ``ambiguous``: as in `Product`. ``country``: of its seat (ISO 3166).
    """

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    name: str
    country: str | None = Field(default=None, pattern=r"^[A-Z]{2}$")
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] = ()
    outside_eea: OutsideEea | None = None
    dpf: DpfListing | None = None
    products: tuple[Product, ...]


class Law(Model):
    """A provision: what it says in plain words, who watches over it, and since when the text is in force."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    provision: dict[Literal["nl", "en"], str]
    says: dict[Literal["nl", "en"], str]
    authority: str | None = None
    jurisdictions: tuple[str, ...]
    valid_from: date
    valid_until: date | None = None
    source: str
    as_of: date
