"""An audit result of an invented company, built by hand, with every verdict, overlaps, tables and odd places."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from auditor.models.common import Site, Tool
from auditor.models.consent import Button, ConsentSurface
from auditor.models.declaration import Claim, DeclaredCookie, DeclaredVendor, Defect, Deferral
from auditor.models.document import Block, Cell, Document, DocumentText
from auditor.models.observation import Browser, CrawlSettings, Page, Picture
from auditor.models.result import (
    AuditResult,
    CheckOutcome,
    ClaimVerdict,
    DeclarationSummary,
    Evidence,
    Finding,
    FindingText,
    InventoryItem,
    LegalReference,
    ObservationSummary,
    QuotedClaim,
    Seen,
    StateSummary,
    Subject,
    ThirdParty,
    TimelineEvent,
    finding_id,
)

SITE = "https://www.ketting.example/"
PRIVACY = SITE + "privacyverklaring"
COOKIES = SITE + "cookies"
STARTED = datetime(2026, 3, 4, 9, 12, 5, tzinfo=UTC)


@dataclass
class TextBuilder:
    """Joins blocks to a document's text and keeps their places."""

    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0

    def add(self, kind: str, text: str, **more: Any) -> TextBuilder:
        start = self.length + (1 if self.parts else 0)
        self.parts.append(text)
        self.length = start + len(text)
        self.blocks.append(Block(kind=kind, start=start, end=self.length, **more))  # type: ignore[arg-type]
        return self

    def table(self, number: int, rows: list[list[str]]) -> TextBuilder:
        for row, cells in enumerate(rows):
            for column, text in enumerate(cells):
                kind = "table_header" if row == 0 else "table_cell"
                self.add(kind, text, cell=Cell(table=number, row=row, column=column))
        return self

    def content(self, title: str) -> DocumentText:
        text = "\n".join(self.parts)
        return DocumentText(title=title, text=text, blocks=tuple(self.blocks), text_language="nl")


def document(url: str, content: DocumentText, **more: Any) -> Document:
    values: dict[str, Any] = {
        "requested_url": url, "found_by": "link", "found_text": "Privacy", "found_on": SITE, "role": "privacy",
        "status": 200, "media_type": "text/html", "sha256": hashlib.sha256(content.text.encode()).hexdigest(),
    }  # fmt: skip
    return Document(url=url, content=content, **{**values, **more})


def privacy_document() -> Document:
    b = TextBuilder()
    b.add("list_item", "Fietsen", region="nav", level=1).add("list_item", "Onderhoud", region="nav", level=1)
    b.add("list_item", "Contact", region="nav", level=1)
    b.add("heading", "Privacyverklaring van Fietsatelier De Ketting", level=1)
    b.add(
        "paragraph",
        "Wie een fiets bij ons laat bouwen, vertrouwt ons gegevens toe. In deze verklaring leest u welke dat zijn, waarom wij ze vragen en wanneer wij ze weer wissen.",
    )
    b.add("heading", "Bestellingen", level=2)
    b.add(
        "paragraph",
        "Voor een bestelling bewaren wij uw naam, uw adres en de maten van uw fiets. De rekening bewaren wij zeven jaar, omdat de belastingdienst dat vraagt.",
    )
    b.add("heading", "Cookies en metingen", level=2)
    b.add(
        "paragraph",
        "Onze webwinkel zet alleen functionele cookies, zodat uw mandje bewaard blijft. Advertentiecookies gebruiken wij nergens, en bezoekers volgen doen wij evenmin.",
    )
    b.add(
        "paragraph",
        "Om te tellen hoe vaak een fiets wordt bekeken, gebruiken wij Google Analytics. Het IP-adres wordt daarbij ingekort en met de leverancier is een verwerkersovereenkomst gesloten. De meetcookies bewaren wij ten hoogste veertien maanden.",
    )
    b.add("heading", "Wat u zelf kiest", level=3)
    b.add(
        "list_item", "Filmpjes van onze werkplaats komen van YouTube en laden pas nadat u akkoord bent gegaan.", level=1
    )
    b.add("list_item", "Uw keuze herziet u met het tandwiel onderaan iedere pagina.", level=1)
    b.add("list_item", "Bij een reactie onthouden wij, als u dat aanvinkt:", level=1)
    b.add("list_item", "uw naam in een cookie die een jaar blijft staan;", level=2)
    b.add("list_item", "verder niets.", level=2)
    b.add("heading", "Doorgifte", level=2)
    b.add("paragraph", "Wat u op deze site doet, blijft binnen de Europese Economische Ruimte:")
    b.add("paragraph", "onze servers staan in Groningen en nergens anders.")
    b.add("paragraph", "Meer weten? Lees dan ons cookieoverzicht, of schrijf naar [e-mailadres invullen].")
    b.add("heading", "Uw rechten", level=2)
    b.add(
        "paragraph",
        "U mag inzien, verbeteren en wissen wat wij van u hebben. Een klacht over ons werk met gegevens kunt u kwijt bij het College bescherming persoonsgegevens.",
    )
    b.add("paragraph", "© Fietsatelier De Ketting. Deze site gebruikt cookies.", region="footer")
    return document(PRIVACY, b.content("Privacyverklaring – De Ketting"))


def cookie_document() -> Document:
    b = TextBuilder()
    b.add("heading", "Cookieoverzicht", level=1)
    b.add("paragraph", "In de tabel staat elke cookie die wij plaatsen; andere zijn er niet.")
    b.table(0, [
        ["Naam", "Van wie", "Waarvoor", "Bewaartermijn"],
        ["winkelmand", "De Ketting", "onthoudt wat u in het mandje legt", "sessie"],
        ["_ga, _ga_*", "Google", "telt bezoeken", "14 maanden"],
        ["taalkeuze", "De Ketting", "onthoudt uw taal", "1 jaar"],
    ])  # fmt: skip
    b.add("term", "Functioneel").add("definition", "Nodig om de winkel te laten werken.", level=1)
    b.add("term", "Statistiek").add("definition", "Telt hoe de winkel wordt gebruikt.", level=1)
    b.add("summary", "Hoe verwijder ik cookies?")
    b.add("paragraph", "Uw browser heeft daarvoor een instelling; zoek in de hulp naar cookies.")
    b.add("control", "Cookie-instellingen openen")
    return document(COOKIES, b.content("Cookies – De Ketting"), found_by="deferral", role="cookies", found_on=PRIVACY)


def place(doc: Document, quote: str) -> tuple[int, int]:
    start = doc.text.index(quote)
    return start, start + len(quote)


def claim(claim_type: str, doc: Document, quote: str, /, **params: Any) -> Claim:
    start, end = place(doc, quote)
    return Claim(type=claim_type, params=params, quote=quote, document=doc.url, start=start, end=end)  # type: ignore[arg-type]


def cookie(name: str, host: str, state: str = "before", ref: str | None = None, **more: Any) -> Evidence:
    return Evidence(kind="cookie", name=name, host=host, state=state, page=SITE, ref=ref, **more)  # type: ignore[arg-type]


def request(url: str, host: str, vendor: str | None, state: str = "before") -> Evidence:
    return Evidence(kind="request", name=host, host=host, url=url, vendor=vendor, state=state, page=SITE)  # type: ignore[arg-type]


GA = cookie(
    "_ga",
    "ketting.example",
    vendor="google_analytics",
    ref="/states/0/cookies/1",
    note="asked for 730 days, declared 420 days",
)
FBP = cookie(
    "_fbp",
    "ketting.example",
    vendor="meta_pixel",
    ref="/states/0/cookies/2",
    note="written by a script of connect.facebook.net",
)
PIXEL = request("https://www.facebook.com/tr/?id=[redacted]&ev=PageView", "www.facebook.com", "meta_pixel")
TUBE = request("https://www.youtube.com/embed/[redacted]", "www.youtube.com", "youtube")
COLLECT = request(
    "https://region1.google-analytics.com/g/collect?tid=G-1&gcs=G111",
    "region1.google-analytics.com",
    "google_analytics",
)
BASKET = cookie(
    "winkelmand",
    "www.ketting.example",
    ref="/states/0/cookies/0",
    note="session cookie, set by the site's own response",
)


def verdicts(privacy: Document, cookies: Document) -> tuple[ClaimVerdict, ...]:
    f = {name: finding_id(name, Subject(kind=kind, name=key)) for name, kind, key in (
        ("only_categories_contradicted", "claim", "only_categories:functional"),
        ("no_category_contradicted", "claim", "no_category:marketing"),
        ("consent_promise_broken", "claim", "consent_prior:youtube"),
        ("lifetime_exceeded", "cookie", "_ga"), ("eea_only_contradicted", "claim", "data_location:eea_only"),
        ("incomplete_list", "claim", "completeness:all_cookies"))}  # fmt: skip
    p, c = privacy, cookies
    rows: list[tuple[Claim, str, str, tuple[Evidence, ...], tuple[str, ...]]] = [
        (claim("only_categories", p, "Onze webwinkel zet alleen functionele cookies, zodat uw mandje bewaard blijft.", category=["functional"]),
         "contradicted", "An analytics cookie and a marketing cookie were stored.", (GA, FBP), (f["only_categories_contradicted"],)),
        (claim("uses_category", p, "functionele cookies", category=["functional"]), "confirmed", "winkelmand was stored in every visit.", (BASKET,), ()),
        (claim("no_category", p, "Advertentiecookies gebruiken wij nergens", category=["marketing"]), "contradicted",
         "_fbp of Meta Pixel was stored before any choice.", (FBP, PIXEL), (f["no_category_contradicted"],)),
        (claim("no_cross_site", p, "bezoekers volgen doen wij evenmin"), "cannot_tell", "Whether identifiers are joined across sites was not looked at.", (), ()),
        (claim("uses_vendor", p, "Om te tellen hoe vaak een fiets wordt bekeken, gebruiken wij Google Analytics.", vendor=["google_analytics"], modality="asserted"),
         "confirmed", "Requests to Google Analytics were seen on 4 pages.", (COLLECT,), ()),
        (claim("ip_masked", p, "Het IP-adres wordt daarbij ingekort", value=True, vendor=["google_analytics"]), "cannot_tell",
         "What a server does with an address cannot be seen from outside.", (), ()),
        (claim("processor_agreement", p, "met de leverancier is een verwerkersovereenkomst gesloten", value=True), "cannot_tell",
         "An agreement cannot be seen from outside.", (), ()),
        (claim("lifetime", p, "De meetcookies bewaren wij ten hoogste veertien maanden.", lifetime=36288000, subject="analytics", bound="max"),
         "contradicted", "_ga asked for 730 days; 420 days are declared.", (GA,), (f["lifetime_exceeded"],)),
        (claim("consent_prior", p, "Filmpjes van onze werkplaats komen van YouTube en laden pas nadat u akkoord bent gegaan.", vendor=["youtube"], mechanism=["click"]),
         "contradicted", "YouTube was requested before any choice.", (TUBE,), (f["consent_promise_broken"],)),
        (claim("embed", p, "Filmpjes van onze werkplaats komen van YouTube", vendor=["youtube"], behaviour="blocked_until_consent"),
         "contradicted", "The embed was loaded at once.", (TUBE,), (f["consent_promise_broken"],)),
        (claim("withdraw", p, "Uw keuze herziet u met het tandwiel onderaan iedere pagina.", via=["settings_button"]), "cannot_tell",
         "The state after withdrawing was not visited.", (), ()),
        (claim("uses_category", p, "uw naam in een cookie die een jaar blijft staan;", category=["preferences"], condition="opt_in_comment", modality="possible"),
         "not_observed", "No such cookie occurred; no comment was written.", (), ()),
        (claim("data_location", p, "Wat u op deze site doet, blijft binnen de Europese Economische Ruimte:\nonze servers staan in Groningen en nergens anders.", region="eea_only"),
         "contradicted", "Requests went to vendors that state that they process outside the EEA.", (COLLECT, PIXEL), (f["eea_only_contradicted"],)),
        (claim("deferral", p, "Lees dan ons cookieoverzicht", kind="page", url=COOKIES), "confirmed", "The page was fetched and speaks of cookies.", (), ()),
        (claim("uses_cookies", p, "Deze site gebruikt cookies."), "confirmed", "4 cookies were stored.", (BASKET,), ()),
        (claim("completeness", c, "In de tabel staat elke cookie die wij plaatsen; andere zijn er niet.", of="all_cookies"), "contradicted",
         "_fbp and _gcl_au are in no row.", (FBP,), (f["incomplete_list"],)),
        (claim("withdraw", c, "Cookie-instellingen openen", via=["settings_button"]), "cannot_tell", "The button was not pressed.", (), ()),
    ]  # fmt: skip
    return tuple(
        ClaimVerdict(index=i, claim=k, verdict=v, reason=r, evidence=e, findings=g)  # type: ignore[arg-type]
        for i, (k, v, r, e, g) in enumerate(rows)
    )


TW = LegalReference(
    provision="Tw art. 11.7a", rule_date="2026-01-01",
    says={"nl": "Wie gegevens op het apparaat van een gebruiker plaatst of leest, vraagt daarvoor vooraf toestemming, tenzij dat strikt nodig is.",
          "en": "Whoever stores or reads data on a user's device asks for consent beforehand, unless it is strictly necessary."})  # fmt: skip
GDPR5 = LegalReference(
    provision="AVG/GDPR art. 5(1)(a)", rule_date="2018-05-25",
    says={"nl": "Persoonsgegevens worden rechtmatig, behoorlijk en transparant verwerkt.",
          "en": "Personal data are processed lawfully, fairly and in a transparent manner."})  # fmt: skip


def finding(
    check: str,
    severity: str,
    subject: Subject,
    nl: tuple[str, str, str],
    en: tuple[str, str, str],
    evidence: tuple[Evidence, ...],
    claims: tuple[ClaimVerdict, ...] = (),
    legal: tuple[LegalReference, ...] = (GDPR5,),
) -> Finding:
    texts = {
        "nl": FindingText(title=nl[0], explanation=nl[1], remedy=nl[2]),
        "en": FindingText(title=en[0], explanation=en[1], remedy=en[2]),
    }
    quoted = tuple(
        QuotedClaim(
            index=v.index, type=v.claim.type, params=v.claim.params, quote=v.claim.quote, document=v.claim.document
        )
        for v in claims
    )
    return Finding(
        id=finding_id(check, subject), check=check, severity=severity, subject=subject, states=("before",), claims=quoted,
        evidence=evidence, title=nl[0], explanation=nl[1], remedy=nl[2], texts=texts, legal=legal, seen=Seen(count=2, visits=2),
    )  # type: ignore[arg-type]  # fmt: skip


def findings(v: tuple[ClaimVerdict, ...]) -> tuple[Finding, ...]:
    return (
        finding("consent_promise_broken", "critical", Subject(kind="claim", name="consent_prior:youtube"),
            ("De tekst belooft YouTube pas na akkoord; het filmpje laadt meteen", "Op de startpagina ging vóór elke keuze een verzoek naar www.youtube.com. De verklaring zegt dat filmpjes pas laden nadat de bezoeker akkoord is gegaan.", "Laad het filmpje pas na een klik of na toestemming, of pas de tekst aan."),
            ("The text promises YouTube only after agreement; the film loads at once", "On the home page a request went to www.youtube.com before any choice. The statement says that films load only after the visitor has agreed.", "Load the film only after a click or after consent, or change the text."),
            (TUBE,), (v[8], v[9]), (GDPR5, TW)),
        finding("no_category_contradicted", "critical", Subject(kind="claim", name="no_category:marketing"),
            ("De tekst zegt dat er geen advertentiecookies zijn; _fbp van Meta wordt geplaatst", "In beide bezoeken is _fbp geplaatst door een script van connect.facebook.net, vóór elke keuze.", "Haal de pixel weg, of noem hem en vraag er vooraf toestemming voor."),
            ("The text says that there are no advertising cookies; _fbp of Meta is set", "In both visits _fbp was set by a script of connect.facebook.net, before any choice.", "Remove the pixel, or name it and ask consent for it beforehand."),
            (FBP, PIXEL), (v[2],), (GDPR5, TW)),
        finding("only_categories_contradicted", "serious", Subject(kind="claim", name="only_categories:functional"),
            ("Er zijn meer soorten cookies dan de functionele die de tekst noemt", "Naast functionele cookies zijn een statistiekcookie en een marketingcookie geplaatst.", "Noem alle soorten cookies, of verwijder wat niet functioneel is."),
            ("There are more kinds of cookies than the functional ones that the text names", "Besides functional cookies an analytics cookie and a marketing cookie were stored.", "Name all kinds of cookies, or remove what is not functional."),
            (GA, FBP), (v[0],)),
        finding("lifetime_exceeded", "serious", Subject(kind="cookie", name="_ga", domain="ketting.example", vendor="google_analytics"),
            ("_ga vraagt om 2 jaar; verklaard is veertien maanden", "Bij het plaatsen vroeg _ga om 730 dagen. De verklaring noemt ten hoogste 420 dagen.", "Stel de bewaartermijn van de meetcookies in op wat er staat, of pas de termijn in de tekst aan."),
            ("_ga asks for 2 years; fourteen months are declared", "When it was set, _ga asked for 730 days. The statement says at most 420 days.", "Set the lifetime of the analytics cookies to what is stated, or change the stated period."),
            (GA,), (v[7],)),
        finding("undeclared_vendor", "serious", Subject(kind="vendor", name="meta_pixel", vendor="meta_pixel"),
            ("Meta Pixel wordt geladen en nergens genoemd", "Verzoeken aan Facebook zijn gezien in beide bezoeken; geen document noemt Meta of een passende soort ontvangers.", "Noem de dienst met haar doel, of verwijder haar."),
            ("Meta Pixel is loaded and named nowhere", "Requests to Facebook were seen in both visits; no document names Meta or a fitting kind of recipients.", "Name the service with its purpose, or remove it."),
            (PIXEL, FBP), (), (TW,)),
        finding("unfilled_template", "moderate", Subject(kind="document", name="/privacyverklaring"),
            ("In de verklaring staat nog een plek die ingevuld moet worden", "Op de plaats van het e-mailadres staat een aanwijzing voor de schrijver.", "Vul het adres in."),
            ("The statement still holds a place to be filled in", "In place of the e-mail address there is an instruction for the author.", "Fill in the address."),
            (Evidence(kind="document", name="[e-mailadres invullen]", url=PRIVACY, ref="declaration:/defects/0"),), (), ()),
        finding("outdated_law", "minor", Subject(kind="document", name="/privacyverklaring:cbp"),
            ("De toezichthouder wordt bij een oude naam genoemd", "De toezichthouder heet sinds 2016 Autoriteit Persoonsgegevens.", "Noem de huidige naam en het adres voor klachten."),
            ("The supervisory authority is called by an old name", "Since 2016 the authority has been called Autoriteit Persoonsgegevens.", "Use the present name and the address for complaints."),
            (Evidence(kind="document", name="College bescherming persoonsgegevens", url=PRIVACY),), (), ()),
        finding("unseen_cookie", "info", Subject(kind="cookie", name="taalkeuze", domain="ketting.example"),
            ("taalkeuze staat in de tabel en is niet gezien", "De cookie staat in het overzicht en kwam in geen bezoek voor.", "Ga na of zij nog bestaat."),
            ("taalkeuze is in the table and was not seen", "The cookie is in the list and occurred in no visit.", "See whether it still exists."),
            (), (), ()),
    )  # fmt: skip


def item(name: str, domain: str, ref: str, **more: Any) -> InventoryItem:
    values: dict[str, Any] = {
        "kind": "cookie", "party": "first", "vendor": None, "owner": None, "category": None, "exempt": None,
        "declared": None, "states": {"before": "stored", "accepted": "stored"},
    }  # fmt: skip
    return InventoryItem(name=name, domain=domain, ref=ref, **{**values, **more})


def inventory() -> tuple[InventoryItem, ...]:
    gtag = "https://www.googletagmanager.com/gtag/js?id=G-1"
    return (
        item("winkelmand", "www.ketting.example", "/states/0/cookies/0", session=True, category="functional", exempt=True, declared=True, setter=SITE, setter_party="first"),
        item("_ga", "ketting.example", "/states/0/cookies/1", vendor="google_analytics", owner="Google LLC", category="analytics", exempt=False, lifetime_seconds=63072000, declared=True, setter=gtag, setter_party="third"),
        item("_fbp", "ketting.example", "/states/0/cookies/2", vendor="meta_pixel", owner="Meta Platforms, Inc.", category="marketing", exempt=False, lifetime_seconds=7776000, declared=False, setter="https://connect.facebook.net/en_US/fbevents.js", setter_party="third"),
        item("_gcl_au", "ketting.example", "/states/1/cookies/3", vendor="google_ads", owner="Google LLC", category="marketing", exempt=False, lifetime_seconds=7776000, declared=False, setter=gtag, setter_party="third", states={"accepted": "stored"}),
        item("IDE", "doubleclick.net", "/states/1/cookies/4", party="third", vendor="doubleclick", owner="Google LLC", category="marketing", exempt=False, lifetime_seconds=33696000, declared=False, setter="https://googleads.g.doubleclick.net/pagead/id", setter_party="third", states={"before": "blocked", "accepted": "stored"}),
        item("ketting_ab", "www.ketting.example", "/states/0/cookies/5", lifetime_seconds=3600, setter=None, states={"before": "deleted"}),
    )  # fmt: skip


def parties() -> tuple[ThirdParty, ...]:
    def one(
        host: str,
        vendor: str | None,
        name: str | None,
        owner: str | None,
        country: str | None,
        category: str | None,
        tracker: bool,
        declared: bool | None,
        **requests: int,
    ) -> ThirdParty:
        return ThirdParty(
            host=host,
            vendor=vendor,
            vendor_name=name,
            owner=owner,
            country=country,
            category=category,
            tracker=tracker,
            declared=declared,
            requests=requests,
        )  # type: ignore[arg-type]

    return (
        one("www.facebook.com", "meta_pixel", "Meta Pixel", "Meta Platforms, Inc.", "US", "marketing", True, False, before=4, accepted=9),
        one("connect.facebook.net", "meta_pixel", "Meta Pixel", "Meta Platforms, Inc.", "US", "marketing", True, False, before=2, accepted=2),
        one("region1.google-analytics.com", "google_analytics", "Google Analytics", "Google LLC", "US", "analytics", False, True, before=7, accepted=12),
        one("googleads.g.doubleclick.net", "doubleclick", "DoubleClick", "Google LLC", "US", "marketing", True, False, accepted=3),
        one("www.youtube.com", "youtube", "YouTube", "Google LLC", "US", "social", False, True, before=1, accepted=5),
        one("cdn.rijwiel-onderdelen.example", None, None, None, None, None, False, None, before=3, accepted=3),
    )  # fmt: skip


def timeline() -> tuple[TimelineEvent, ...]:
    rows: list[tuple[int, str, str, str, str | None, str | None]] = [
        (0, "before", "page", SITE, None, None), (40, "before", "request", SITE, None, None),
        (180, "before", "cookie", "winkelmand", None, "/states/0/cookies/0"),
        (260, "before", "request", "https://cdn.rijwiel-onderdelen.example/app.js", None, None),
        (420, "before", "request", "https://www.googletagmanager.com/gtag/js", "google_tag_manager", None),
        (700, "before", "cookie", "_ga", "google_analytics", "/states/0/cookies/1"), (760, "before", "request", "https://region1.google-analytics.com/g/collect", "google_analytics", None),
        (900, "before", "request", "https://connect.facebook.net/en_US/fbevents.js", "meta_pixel", None), (1150, "before", "cookie", "_fbp", "meta_pixel", "/states/0/cookies/2"),
        (1200, "before", "request", "https://www.facebook.com/tr/", "meta_pixel", None), (1500, "before", "request", "https://www.youtube.com/embed/", "youtube", None),
        (1620, "before", "storage", "yt-remote-device-id", "youtube", None), (3100, "before", "page", SITE + "fietsen", None, None),
        (3400, "before", "request", "https://region1.google-analytics.com/g/collect", "google_analytics", None), (6100, "before", "page", PRIVACY, None, None),
        (6500, "before", "request", "https://www.facebook.com/tr/", "meta_pixel", None),
        (0, "accepted", "page", SITE, None, None), (600, "accepted", "cookie", "winkelmand", None, "/states/0/cookies/0"), (1900, "accepted", "choice", "accept", None, None),
        (2300, "accepted", "cookie", "IDE", "doubleclick", "/states/1/cookies/4"), (2350, "accepted", "cookie", "_gcl_au", "google_ads", None), (2500, "accepted", "request", "https://googleads.g.doubleclick.net/pagead/id", "doubleclick", None),
    ]  # fmt: skip
    return tuple(
        TimelineEvent(at_ms=a, state=s, kind=k, name=n, vendor=v, page=SITE, ref=r) for a, s, k, n, v, r in rows
    )  # type: ignore[arg-type]


def pages() -> tuple[Page, ...]:
    return (
        Page(url=SITE, final_url=SITE, title="De Ketting", outcome="ok", status=200, settled="quiet", milliseconds=2410),
        Page(url=SITE + "fietsen", final_url=SITE + "fietsen", outcome="ok", status=200, settled="deadline", milliseconds=9820),
        Page(url=SITE + "oud", final_url=SITE + "oud", outcome="http_error", reason="the server answered 404", status=404, milliseconds=310),
    )  # fmt: skip


def observation() -> ObservationSummary:
    consent = ConsentSurface(
        kind="banner", text="Wij gebruiken cookies. Vindt u dat goed?",
        buttons=(Button(text="Prima", role="accept", element="button", x=420, y=330, width=120, height=40), Button(text="Liever niet", role="reject", element="button", x=270, y=330, width=120, height=40)),
    )  # fmt: skip
    return ObservationSummary(
        started_at=STARTED, finished_at=STARTED.replace(minute=13, second=1), outcome="complete", reason=None,
        settings=CrawlSettings(states=("before", "accepted"), pages=5, visits=2, locale="nl-NL", timezone="Europe/Amsterdam", viewport=(1366, 768), timeout_seconds=120, page_timeout_seconds=30),
        browser=Browser(name="Chromium", version="156.0", build="full", user_agent="Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0", third_party_cookies="allowed"),
        consent=consent,
        states=(
            StateSummary(state="before", outcome="complete", reason=None, choice=None, pages=pages(), cookies=4, storage=1, requests=58),
            StateSummary(state="accepted", outcome="partial", reason="one page took longer than its time limit", choice="verified", pages=pages()[:2], cookies=5, storage=1, requests=74, not_looked={"indexed_db": "the browser could not export it"}),
        ),
        sha256="a" * 64,
    )  # fmt: skip


def declaration(privacy: Document, cookies: Document) -> DeclarationSummary:
    def row(name: str, lifetime: Any, provider: str | None = None, purpose: str = "") -> DeclaredCookie:
        start, end = place(cookies, name)
        return DeclaredCookie(
            name=name,
            provider=provider,
            lifetime=lifetime,
            purpose=purpose,
            category="functional",
            quote=name,
            document=cookies.url,
            start=start,
            end=end,
        )

    def defect(kind: str, quote: str) -> Defect:
        start, end = place(privacy, quote)
        return Defect(kind=kind, quote=quote, document=privacy.url, start=start, end=end)  # type: ignore[arg-type]

    start, end = place(privacy, "Lees dan ons cookieoverzicht")
    return DeclarationSummary(
        language="nl", other_recipients=("PostNL",), sha256="b" * 64,
        cookies=(row("winkelmand", "session", purpose="onthoudt wat u in het mandje legt"), row("_ga, _ga_*", 36288000, "google_analytics"), row("taalkeuze", 31536000)),
        vendors=(DeclaredVendor(id="google_analytics", status="used"), DeclaredVendor(id="youtube", status="used")),
        deferrals=(Deferral(kind="page", url=COOKIES, quote="Lees dan ons cookieoverzicht", document=privacy.url, start=start, end=end),),
        defects=(defect("unfilled_placeholder", "[e-mailadres invullen]"), defect("outdated_law", "College bescherming persoonsgegevens"), Defect(kind="empty_section", quote=None, document=cookies.url, detail="the heading has no text below it")),
    )  # fmt: skip


def sample(**changes: Any) -> AuditResult:
    """The result; ``changes`` replace whole fields."""
    privacy, cookies = privacy_document(), cookie_document()
    judged = verdicts(privacy, cookies)
    values: dict[str, Any] = {
        "tool": Tool(version="0.1.0"),
        "site": Site(url=SITE, final_url=SITE, host="www.ketting.example", registrable_domain="ketting.example"),
        "law": "nl", "language": "nl", "observation": observation(), "declaration": declaration(privacy, cookies),
        "documents": (privacy, cookies), "verdicts": judged, "findings": findings(judged),
        "checks": (
            CheckOutcome(check="consent_promise_broken", result="found"), CheckOutcome(check="no_category_contradicted", result="found"),
            CheckOutcome(check="missing_withdrawal", result="cannot_tell", reason="The state after withdrawing was not visited."),
            CheckOutcome(check="cloaked_tracker", result="errored", reason="The check stopped."),
            CheckOutcome(check="cookieless_contradicted", result="not_applicable", reason="Nothing is said to work without cookies."),
            CheckOutcome(check="wrong_category", result="passed"),
        ),
        "cookies": inventory(),
        "storage": (item("yt-remote-device-id", "www.youtube.com", "/states/0/storage/0", kind="local", party="third", vendor="youtube", owner="Google LLC", declared=True),),
        "third_parties": parties(), "timeline": timeline(), "pictures": (),
    }  # fmt: skip
    return AuditResult(**{**values, **changes})


def with_picture(
    data: bytes, width: int, height: int, file: str = "before-home.png", what: str = "banner"
) -> AuditResult:
    picture = Picture(
        file=file,
        sha256=hashlib.sha256(data).hexdigest(),
        state="before",
        page=SITE,
        what=what,
        width=width,
        height=height,
    )  # type: ignore[arg-type]
    return sample(pictures=(picture,))
