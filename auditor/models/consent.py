"""The consent surface of a site (banner, notice, wall) and the choices made on it."""

from __future__ import annotations

from typing import Literal

from auditor.models.common import Model

ButtonRole = Literal["accept", "reject", "settings", "save", "close", "other"]

#: How a visitor gets back to the choice. ``call``: only by the manager's own script, which no visitor sees.
WayBack = Literal["link", "icon", "page", "call"]


class Button(Model):
    """Something to press on a banner, a link among them.

    ``text``: its words, or for an icon its accessible name. ``element``: tag name, with the role where it has one
    (``a``, ``button``, ``div[role=button]``). ``layer``: from 1. Place and size in CSS pixels of the viewport.
    ``contrast``: WCAG 2.2 contrast ratio (1–21) of its text against its fill; ``prominence``: that of its fill against
    the banner's; null where it cannot be measured. ``font_size`` in CSS pixels.
    """

    text: str
    role: ButtonRole
    element: str
    layer: int = 1
    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0
    contrast: float | None = None
    prominence: float | None = None
    font_size: float | None = None


class Box(Model):
    """A box or toggle on a banner: its label, whether it is on by default, and whether it can be changed."""

    label: str
    checked: bool
    disabled: bool = False
    layer: int = 1


class BannerLink(Model):
    """A link on the banner."""

    text: str
    url: str


class ConsentSurface(Model):
    """What asks for, or tells of, consent. ``kind`` is null when nobody looked (``reason`` says why).

    ``banner``: asks for a choice; ``notice``: tells, without a choice; ``wall``: no use of the page
    before accepting; ``none``: looked, and nothing was there. ``text``: of the first layer;
    ``further_text``: of the layers behind it. Place and size in CSS pixels of the viewport.
    ``layers``: how many were opened to look at. ``clicks_to_accept``, ``clicks_to_reject``: along the shortest way
    found, 0: looked on every layer and found none, null: not known. ``blocks_page``: whether the page behind can
    neither be scrolled nor used.
    ``picture``: file name of its screenshot. ``appeared_ms``: milliseconds from the page's settling until it was seen.
    """

    kind: Literal["banner", "notice", "wall", "none"] | None
    reason: str | None = None
    manager: str | None = None
    text: str = ""
    further_text: str = ""
    language: str | None = None
    frame: str | None = None
    x: int = 0
    y: int = 0
    width: int = 0
    height: int = 0
    layers: int = 0
    blocks_page: bool = False
    appeared_ms: int = 0
    clicks_to_accept: int | None = None
    clicks_to_reject: int | None = None
    buttons: tuple[Button, ...] = ()
    links: tuple[BannerLink, ...] = ()
    boxes: tuple[Box, ...] = ()
    picture: str | None = None


class TcfRecord(Model):
    """A decoded TCF v2 string: numbers of purposes and vendors of the IAB's lists, nothing else of it.

    Source: IAB Europe, Transparency and Consent String with Global Vendor List Format v2.
    """

    version: int
    cmp_id: int
    purposes_consent: tuple[int, ...] = ()
    purposes_legitimate_interest: tuple[int, ...] = ()
    vendors_consent: tuple[int, ...] = ()
    vendors_legitimate_interest: tuple[int, ...] = ()
    special_features: tuple[int, ...] = ()


class ConsentRecord(Model):
    """A consent manager's own record, decoded and without any identifier in it.

    ``manager``: its id in the knowledge base, ``tcf``, ``google_consent_mode``, or ``site`` for a home-made one.
    ``source``: where it stood (``cookie CookieConsent``, ``local storage klaro``, ``__tcfapi``, ``dataLayer``).
    ``decided``: whether it says that a choice was made; null when it does not tell.
    ``granted``: purpose or category, in the record's own words → granted; ``necessary``: those that need no consent.
    ``consent_mode``: Google's signals as last seen (``ad_storage`` → ``denied``).
    """

    manager: str
    source: str
    decided: bool | None = None
    granted: dict[str, bool] = {}
    necessary: tuple[str, ...] = ()
    vendors: tuple[str, ...] = ()
    consent_mode: dict[str, str] = {}
    tcf: TcfRecord | None = None

    @property
    def grants(self) -> bool | None:
        """Whether something that needs consent is granted; null when the record tells nothing of that."""
        asked = [on for name, on in self.granted.items() if name not in self.necessary]
        signals = [value == "granted" for name, value in self.consent_mode.items() if name in CONSENT_SIGNALS]
        answers = asked + signals
        return any(answers) if answers else None


#: Google's consent signals that stand for something to consent to; ``functionality_storage``,
#: ``personalization_storage`` and ``security_storage`` may be granted by default.
#: Source: Google Tag Platform, "Consent mode overview".
CONSENT_SIGNALS = ("ad_storage", "ad_user_data", "ad_personalization", "analytics_storage")


class ConsentCommand(Model):
    """A ``gtag('consent', …)`` call, as it stood in the data layer of a page.

    ``tags_first``: whether tags were configured or an event sent before it (only the first default can be late).
    ``after_choice``: as in `Cookie`."""

    page: str
    command: Literal["default", "update"]
    signals: dict[str, str]
    tags_first: bool = False
    after_choice: bool = True


class Step(Model):
    """Something that was pressed to make a choice: its words, its role, and the layer it stood on."""

    text: str
    role: ButtonRole | Literal["toggle", "way_back"]
    layer: int = 1


class Choice(Model):
    """A choice that was made, or why not. Only ``verified`` proves anything: the banner is gone, stays gone after
    a reload, and the manager's own record agrees, where there is one.

    ``method``: the rule or the words that did it (``autoconsent: Klaro``, ``words: Alles weigeren``).
    ``clicks``: presses made, ``steps``: what they were. ``seconds``: beyond the page loads.
    ``record_agrees``: null where there is no record to ask. ``way_back``: for a withdrawal, how the
    choice was reached again.
    ``reloaded_at_ms``: when the reload after the choice began, in milliseconds since the state began.
    """

    outcome: Literal["verified", "unverified", "no_banner", "not_offered", "failed"]
    reason: str | None = None
    method: str | None = None
    clicks: int = 0
    steps: tuple[Step, ...] = ()
    seconds: float = 0.0
    manager: str | None = None
    banner_gone: bool | None = None
    stays_gone: bool | None = None
    record_agrees: bool | None = None
    way_back: WayBack | None = None
    reloaded_at_ms: int | None = None
    records_before: tuple[ConsentRecord, ...] = ()
    records_after: tuple[ConsentRecord, ...] = ()
