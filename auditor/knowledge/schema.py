"""The form of the knowledge files. A file that does not fit is refused when it is loaded."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

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
    ``lifetime``: usual lifetime in seconds; null when it is not known, or none is asked for (``session``).
    ``domain``: where the name means this product: ``vendor`` for names so short or common (``id``, ``fr``)
    that they count only on hosts of the product's owner, ``site`` for those only ever set on the customer's.
    """

    name: str
    category: Category
    exempt: bool = False
    why: str | None = None
    lifetime: int | None = None
    session: bool = False
    storage: Literal["cookie", "local", "session", "indexed_db"] = "cookie"
    domain: Literal["any", "site", "vendor"] = "any"

    @model_validator(mode="after")
    def _one_lifetime(self) -> CookieFact:
        if self.session and (self.lifetime is not None or self.storage != "cookie"):
            raise ValueError(f"{self.name}: a session cookie asks for no lifetime")
        if self.exempt != (self.why is not None):
            raise ValueError(f"{self.name}: what is exempt says why, and only that")
        return self


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


#: Words for a reader of reports, in both report languages.
Both = dict[Literal["nl", "en"], str]

#: What several jurisdictions regulate each in a provision of their own: storing on and reading from a device; measuring
#: visits; how long a cookie may live; how a banner has to look.
Topic = Literal["device", "measurement", "lifetime", "banner"]


class Law(Model):
    """A provision: what it says in plain words, who watches over it, and when that text is in force.

    ``topic``: what it regulates, where other jurisdictions have a provision of their own on that; null: it stands
    alone. ``valid_until``: the last day on which it is in force; null: it still is."""

    id: str = Field(pattern=r"^[a-z0-9_]+$")
    provision: Both
    says: Both
    authority: str | None = None
    jurisdictions: tuple[str, ...]
    topic: Topic | None = None
    valid_from: date
    valid_until: date | None = None
    source: str
    as_of: date


#: What can be seen against analytics with little effect on privacy (see `auditor.reconcile.low_impact`).
AgainstMeasuring = Literal["linked", "passed_on", "accounts", "long_lived"]


class Condition(Model):
    """A condition on which measuring may do without consent. ``says``: a clause without capital and full stop.

    ``seen_by``: who can see something of it. ``observation``: a visit sees what speaks ``against`` it, and never that
    it is met; ``declaration``: it is about what visitors are told; ``nobody``: it cannot be seen from outside."""

    says: Both
    seen_by: Literal["observation", "declaration", "nobody"]
    against: tuple[AgainstMeasuring, ...] = ()

    @model_validator(mode="after")
    def _seen_or_not(self) -> Condition:
        if bool(self.against) != (self.seen_by == "observation"):
            raise ValueError("a condition says what would speak against it, exactly where a visit can see that")
        return self


class Measurement(Model):
    """Whether a jurisdiction exempts analytics from consent (``exempt``), its rule in words, on which conditions."""

    exempt: bool
    rule: Both
    conditions: tuple[Condition, ...] = ()
    source: str
    as_of: date

    @model_validator(mode="after")
    def _conditions_of_an_exemption(self) -> Measurement:
        if bool(self.conditions) != self.exempt:
            raise ValueError("an exemption has conditions, and only an exemption")
        return self


class LongLife(Model):
    """From how many days on a tracking or analytics cookie lives long, and how grave that is here."""

    days: int = Field(gt=0)
    severity: Literal["info", "minor"]
    rule: Both
    source: str
    as_of: date


class Jurisdiction(Model):
    """What ``--law`` chooses. One file each: ``jurisdictions/<id>.yaml``.

    ``provisions``: by topic the ids of the provisions that take the place of another jurisdiction's there, superseded
    ones among them; those in force on the day of the audit are cited."""

    id: str = Field(pattern=r"^[a-z]{2}$")
    name: Both
    provisions: dict[Topic, tuple[str, ...]]
    measurement: Measurement
    long_life: LongLife
