"""The shipped vendor files: their form, and what look-ups in them answer."""

from __future__ import annotations

import re
import time
from collections import Counter
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
import yaml

from auditor.knowledge.schema import TRACKING_PURPOSES, Owner, Product
from auditor.knowledge.vendors import VendorBase, vendors

FOLDER = files("auditor.knowledge").joinpath("data", "vendors")
FILES = sorted(entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".yaml"))


def words(text: str) -> list[str]:
    return text.split()


#: The ids that declarations name vendors by, so that readings and labels can be compared.
AGREED_IDS = [
    "google_analytics",
    "google_ads",
    "google_adsense",
    "google_fonts",
    "google_maps",
    "google_recaptcha",
    "google_tag_manager",
    "doubleclick",
    "youtube",
    "meta_pixel",
    "facebook",
    "instagram",
    "linkedin",
    "linkedin_insight",
    "ms_clarity",
    "bing_ads",
    "hotjar",
    "matomo",
    "plausible",
    "fathom",
    "simple_analytics",
    "adobe_analytics",
    "adobe_typekit",
    "hubspot",
    "intercom",
    "mailchimp",
    "cookiebot",
    "complianz",
    "borlabs",
    "tarteaucitron",
    "shopify",
    "wordpress",
    "myonlinestore",
    "cloudflare",
    "stripe",
    "paypal",
    "pinterest",
    "tiktok",
    "x_twitter",
    "vimeo",
    "spotify",
    "criteo",
    "awin",
    "daisycon",
    "sentry",
    "siteimprove",
    "readspeaker",
    "trustpilot",
    "google_plus",
]

#: Words of everyday Dutch, English, German or French that are brands too. Alone they may not name a vendor in any
#: spelling; such a brand stands in ``ambiguous``.
ORDINARY_WORDS = frozenset(words("""
    ads advertising affinity air alphabet amplitude analytics apple archive arrow base basis beacon box brand
    branch bridge bunny calendar canvas cart chain chat check clarity click client cloud code consent contact
    content convert cookie copper criteria crisp cube customer data digital direct discourse display drift drip
    elastic element envelope exponential express extreme factor fathom feed field fine flow fonts form
    forms frame fresh front fusion gateway gist grand group heap help host hub image impact insider insight
    insights intercom iterate jump keen kit lead leads library light line link list lock loop lucky magnet
    magnetic map maps market master match matter media meet mention menu message mirror mode monster mouse next
    notion office open optimal orbit outlook outside page pay permutive picture pixel plan platform plausible
    play plus podium point post power presence press prism privacy process profile proof push quality quantum
    question rails ready reason recap redirect reference remember report response review reviews route rule
    salon scan script search security segment sentry service session share shop signal simple site slack smart
    snap social source spot spotlight square stack staff star static statistics status stay stripe style support
    survey switch tag target team teams telegram test theme thread threads tidal tide tool tools top trace track
    transfer translate trend trust twist type unify unity usage user vector video view visit visitor voice wave
    web wire word work zoom afspraak agenda bericht betaal betalen bezoek boeken cursus dienst formulier gebruik
    kaart kaarten keuze klant kassa klaar koppeling markt meting nieuws pagina plein punt reactie reis
    reserveren samen schakel spoor sportief stap ster taal tafel teken telefoon toegang vinden vraag winkel
    winkelwagen zaak zoek bild karte kunde netz seite werbung carte client panier site avis awin iris kobo mono
    nova opera oracle orange pulse python quick radar relay retail rocket sage shell spark sprint stream sumo
    surf swarm tempo tiger token vega venture vision
"""))  # fmt: skip

#: Names that the agreed ids and the companies' own names force on us. Readers count them with a capital only.
FORCED_NAMES = frozenset({"fathom", "intercom", "plausible", "sentry", "stripe", "awin"})

#: Patterns that may match on hosts of anybody: software that customers host themselves.
SELF_HOSTED = frozenset(
    {"cloudflare", "cloudflare_insights", "cloudflare_zaraz", "matomo", "piwik_pro", "plausible",
     "vanilla_cookieconsent", "insites_cookieconsent"}
)  # fmt: skip


@pytest.fixture(scope="module")
def base() -> VendorBase:
    return vendors()


def every_product(base: VendorBase) -> list[tuple[Owner, Product]]:
    return [(owner, product) for owner in base.owners.values() for product in owner.products]


def spelled(name: str) -> str:
    return " ".join(name.lower().replace("-", " ").split())


@pytest.mark.parametrize("name", FILES)
def test_a_file_fits_the_schema_and_bears_its_owners_id(name: str) -> None:
    owner = Owner.model_validate(yaml.safe_load(FOLDER.joinpath(name).read_bytes()))
    assert name == f"{owner.id}.yaml"
    assert owner.products


def test_ids_are_unique_and_the_agreed_ones_present(base: VendorBase) -> None:
    ids = Counter(product.id for _, product in every_product(base))
    assert [name for name, count in ids.items() if count > 1] == []
    assert [name for name in AGREED_IDS if name not in ids] == []


def test_no_name_means_two_products(base: VendorBase) -> None:
    meanings: dict[str, set[str]] = {}
    for _, product in every_product(base):
        for name in (product.name, product.id.replace("_", " "), *product.aliases, *product.ambiguous):
            meanings.setdefault(spelled(name), set()).add(product.id)
    assert {name: ids for name, ids in meanings.items() if len(ids) > 1} == {}


def test_no_name_means_two_owners(base: VendorBase) -> None:
    meanings: dict[str, set[str]] = {}
    for owner in base.owners.values():
        for name in (owner.name, *owner.aliases, *owner.ambiguous):
            meanings.setdefault(spelled(name), set()).add(owner.id)
    assert {name: ids for name, ids in meanings.items() if len(ids) > 1} == {}


def test_a_companys_name_is_a_products_only_for_its_main_product(base: VendorBase) -> None:
    """ "Facebook" may stand for the product; "Meta" never for one of several. The product of that name is the first
    of its owner, or bears the owner's id, so that the reader of a file sees which one it is."""
    odd = {}
    for owner in base.owners.values():
        names = {spelled(name) for name in (owner.name, *owner.aliases)}
        for other in base.owners.values():
            for product in other.products:
                shared = names & {spelled(name) for name in (product.name, *product.aliases)}
                main = owner is other and (product.id == owner.id or product is owner.products[0])
                if shared and not main:
                    odd[product.id] = shared
    assert odd == {}


def test_names_are_no_ordinary_words(base: VendorBase) -> None:
    found = set()
    for owner, product in every_product(base):
        names = (product.name, product.id.replace("_", " "), *product.aliases, owner.name, *owner.aliases)
        found |= {spelled(name) for name in names if spelled(name) in ORDINARY_WORDS or len(name) < 3}
    assert found - FORCED_NAMES - {"x"} == set()


def test_each_product_cites_a_page_of_its_own_time(base: VendorBase) -> None:
    for owner, product in every_product(base):
        parts = urlsplit(product.source)
        assert parts.scheme == "https", product.id
        assert "." in parts.netloc, product.id
        assert product.as_of.year >= 2025, product.id
        for fact in (owner.outside_eea, owner.dpf):
            assert fact is None or urlsplit(fact.source).scheme == "https", owner.id


def test_hosts_are_plain_lower_case_names_of_one_product(base: VendorBase) -> None:
    seen: Counter[str] = Counter()
    for _, product in every_product(base):
        for host in (*product.hosts, *product.cnames):
            assert re.fullmatch(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}", host), (product.id, host)
        seen.update(set(product.hosts))
    assert [host for host, count in seen.items() if count > 1] == []


def test_what_serves_a_product_exists(base: VendorBase) -> None:
    for _, product in every_product(base):
        assert product.id not in product.served_by
        assert [name for name in product.served_by if name not in base.products] == [], product.id


def patterns(base: VendorBase) -> list[tuple[str, str]]:
    return [(product.id, pattern) for _, product in every_product(base) for pattern in product.patterns]


def test_patterns_are_anchored_to_a_host_or_to_software_that_customers_host(base: VendorBase) -> None:
    for product, pattern in patterns(base):
        assert re.compile(pattern)
        anchored = pattern.startswith("^") and not pattern.startswith("^[^/]+/")
        assert anchored or product in SELF_HOSTED, (product, pattern)


def test_patterns_have_no_nested_quantifiers(base: VendorBase) -> None:
    """A repeated group that repeats inside takes exponential time on hostile addresses."""
    for product, pattern in patterns(base):
        bare = re.sub(r"\[[^\]]*\]|\\.", "a", pattern)
        assert not re.search(r"\((?:\?:)?[^()]*[*+}][^()]*\)(?:[*+]|\{\d*,)", bare), (product, pattern)


def test_hostile_addresses_take_no_time(base: VendorBase) -> None:
    begin = time.perf_counter()
    for text in ("a." * 4000, "cookieconsent@2" * 700, "/js/plausible" + ".a" * 5000, "/matomo." * 1500):
        base.by_url(f"https://evil.example/{text}")
        base.by_url(f"https://www.google.com/{text}?{text}")
    assert time.perf_counter() - begin < 1.0


def test_a_cookie_stands_once_in_a_product_and_says_why_it_is_exempt(base: VendorBase) -> None:
    for _, product in every_product(base):
        names = Counter((fact.name, fact.storage) for fact in product.cookies)
        assert [name for name, count in names.items() if count > 1] == [], product.id
        for fact in product.cookies:
            assert fact.exempt is (fact.why is not None), (product.id, fact.name)
            assert not (fact.exempt and fact.category in ("marketing", "analytics", "social")), (product.id, fact.name)
            assert fact.lifetime is None or 0 < fact.lifetime <= 60 * 366 * 86400, (product.id, fact.name)


#: Names that anybody may have given a cookie.
GENERIC_COOKIES = frozenset(
    [
        "uid",
        "id",
        "uuid",
        "guid",
        "sid",
        "cid",
        "vid",
        "tid",
        "pid",
        "did",
        "user",
        "userid",
        "user_id",
        "session",
        "session_id",
        "visitor",
        "visitor_id",
        "visitorid",
        "client",
        "client_id",
        "token",
        "auth",
        "key",
        "ref",
        "referrer",
        "source",
        "campaign",
        "track",
        "tracking",
        "tracker",
        "visit",
        "visits",
        "visited",
        "first_visit",
        "last_visit",
        "landing_page",
        "consent",
        "lang",
        "language",
        "locale",
        "country",
        "currency",
        "theme",
        "cart",
        "basket",
        "player",
        "version",
        "settings",
        "test",
        "data",
        "info",
        "state",
        "status",
        "count",
        "t",
        "s",
        "u",
        "v",
        "y",
        "a",
        "b",
        "c",
    ]
)


def test_a_generic_name_is_nobodys_without_its_host(base: VendorBase) -> None:
    """On a site of its own ``uid`` may be anything: a fact about it holds on the vendor's hosts alone, unless it
    only says that the cookie is exempt."""
    loose = [
        (product.id, fact.name)
        for _, product in every_product(base)
        for fact in product.cookies
        if (fact.name.lower() in GENERIC_COOKIES or len(fact.name.strip("*_")) < 3)
        and product.id != "google_analytics"  # _ga: short, and known to everybody
        and fact.domain != "vendor" and not fact.exempt
    ]  # fmt: skip
    assert loose == []


def test_a_wildcard_keeps_a_telling_part(base: VendorBase) -> None:
    short = [
        (product.id, fact.name)
        for _, product in every_product(base)
        for fact in product.cookies
        if "*" in fact.name and len(fact.name.replace("*", "")) < 4 and fact.domain != "vendor"
    ]
    assert short == []


def test_trackers_are_exactly_those_by_purpose(base: VendorBase) -> None:
    for _, product in every_product(base):
        assert product.tracker is (product.purpose in TRACKING_PURPOSES)
        if product.tracker:
            assert product.own_purposes or product.purpose in ("marketing", "session_recording"), product.id
            assert product.category in ("marketing", "analytics"), product.id
    never = [
        "google_analytics",
        "google_tag",
        "google_tag_manager",
        "google_fonts",
        "google_maps",
        "google_recaptcha",
        "youtube",
        "matomo",
        "plausible",
        "fathom",
        "simple_analytics",
        "siteimprove",
        "cloudflare",
        "cookiebot",
        "complianz",
        "usercentrics",
        "onetrust",
        "adobe_typekit",
        "adobe_analytics",
        "vimeo",
        "spotify",
        "stripe",
        "paypal",
        "mollie",
        "wordpress",
        "shopify",
        "hubspot_loader",
        "hubspot_forms",
        "hubspot_cms",
        "intercom",
        "sentry",
        "readspeaker",
        "trustpilot",
        "mailchimp",
        "facebook",
        "instagram",
        "linkedin",
        "x_twitter",
        "pinterest",
    ]
    always = [
        "google_ads",
        "doubleclick",
        "google_adsense",
        "google_ad_manager",
        "meta_pixel",
        "linkedin_insight",
        "tiktok",
        "pinterest_tag",
        "x_ads",
        "bing_ads",
        "ms_clarity",
        "hotjar",
        "criteo",
        "awin",
        "daisycon",
        "leadinfo",
        "hubspot",
        "adobe_audience_manager",
    ]
    assert [name for name in never if base.products[name].tracker] == []
    assert [name for name in always if not base.products[name].tracker] == []


def test_services_that_serve_a_site_only_set_no_tracking_cookies(base: VendorBase) -> None:
    """A consent manager, font, captcha, payment or hosting service with a marketing cookie would make an accusation
    of each embed; where a vendor states such a cookie the product belongs under another purpose."""
    quiet = (
        "consent_manager",
        "cdn",
        "fonts",
        "captcha",
        "payment",
        "hosting",
        "security",
        "monitoring",
        "tag_manager",
    )
    loud = [
        (product.id, fact.name)
        for _, product in every_product(base)
        for fact in product.cookies
        if product.purpose in quiet and fact.category == "marketing"
    ]
    assert loud == []


URLS = [
    ("https://www.google.com/recaptcha/api.js?render=x", "google_recaptcha"),
    ("https://www.gstatic.com/recaptcha/releases/abc/recaptcha__nl.js", "google_recaptcha"),
    ("https://www.google.com/maps/embed?pb=!1m18", "google_maps"),
    ("https://www.google.nl/maps", "google_maps"),
    ("https://maps.googleapis.com/maps/api/js?key=k", "google_maps"),
    ("https://www.google.com/ads/ga-audiences?v=1&t=sr", "google_ads"),
    ("https://www.google.nl/ads/ga-audiences?v=1", "google_ads"),
    ("https://www.google.com/pagead/1p-user-list/1/?x", "google_ads"),
    ("https://www.google.com/ccm/collect?en=page_view", "google_ads"),
    ("https://google.com/ccm/form-data/1", "google_ads"),
    ("https://googleads.g.doubleclick.net/pagead/viewthroughconversion/1/", "google_ads"),
    ("https://www.googleadservices.com/pagead/conversion/1/", "google_ads"),
    ("https://stats.g.doubleclick.net/g/collect?v=2", "doubleclick"),
    ("https://td.doubleclick.net/td/rul/1", "doubleclick"),
    ("https://securepubads.g.doubleclick.net/tag/js/gpt.js", "google_ad_manager"),
    ("https://pagead2.googlesyndication.com/pagead/js/adsbygoogle.js", "google_adsense"),
    ("https://region1.google-analytics.com/g/collect?v=2", "google_analytics"),
    ("https://region1.analytics.google.com/g/collect", "google_analytics"),
    ("https://www.google-analytics.com/analytics.js", "google_analytics"),
    ("https://fonts.gstatic.com/s/inter/v1/x.woff2", "google_fonts"),
    ("https://fonts.googleapis.com/css2?family=Inter", "google_fonts"),
    ("https://www.youtube-nocookie.com/embed/abc", "youtube"),
    ("https://www.youtube.com/iframe_api", "youtube"),
    ("https://i.ytimg.com/vi/abc/hq.jpg", "youtube"),
    ("https://www.googletagmanager.com/gtag/js?id=G-ABC", "google_tag"),
    ("https://www.googletagmanager.com/gtm.js?id=GTM-ABC", "google_tag_manager"),
    ("https://www.google.com/", "google_platform"),
    ("https://translate.google.com/translate_a/element.js", "google_translate"),
    ("https://ajax.googleapis.com/ajax/libs/jquery/3/jquery.js", "google_hosted_libraries"),
    ("https://ajax.googleapis.com/ajax/libs/webfont/1.6.26/webfont.js", "google_fonts"),
    ("https://www.facebook.com/tr?id=1&ev=PageView", "meta_pixel"),
    ("https://www.facebook.com/tr/?id=1", "meta_pixel"),
    ("https://connect.facebook.net/en_US/fbevents.js", "meta_pixel"),
    ("https://connect.facebook.net/signals/config/1?v=2", "meta_pixel"),
    ("https://connect.facebook.net/nl_NL/sdk.js", "facebook"),
    ("https://www.facebook.com/plugins/page.php?href=x", "facebook"),
    ("https://www.facebook.com/travel", "facebook"),
    ("https://px.ads.linkedin.com/collect?v=2", "linkedin_insight"),
    ("https://snap.licdn.com/li.lms-analytics/insight.min.js", "linkedin_insight"),
    ("https://platform.linkedin.com/in.js", "linkedin"),
    ("https://bat.bing.com/bat.js", "bing_ads"),
    ("https://c.bing.com/c.gif?CtsSyncId=1", "ms_identifier"),
    ("https://www.clarity.ms/tag/abc", "ms_clarity"),
    ("https://static.hotjar.com/c/hotjar-1.js?sv=6", "hotjar"),
    ("https://analytics.tiktok.com/i18n/pixel/events.js", "tiktok"),
    ("https://www.tiktok.com/embed.js", "tiktok_embed"),
    ("https://ct.pinterest.com/v3/?tid=1", "pinterest_tag"),
    ("https://s.pinimg.com/ct/core.js", "pinterest_tag"),
    ("https://assets.pinterest.com/js/pinit.js", "pinterest"),
    ("https://t.co/i/adsct?txn_id=1", "x_ads"),
    ("https://platform.twitter.com/widgets.js", "x_twitter"),
    ("https://use.typekit.net/abc.css", "adobe_typekit"),
    ("https://dpm.demdex.net/id", "adobe_audience_manager"),
    ("https://cdnjs.cloudflare.com/ajax/libs/jquery/3/jquery.js", "cdnjs"),
    ("https://challenges.cloudflare.com/turnstile/v0/api.js", "cloudflare_turnstile"),
    ("https://voorbeeld.nl/cdn-cgi/rum?", "cloudflare_insights"),
    ("https://voorbeeld.nl/stats/matomo.php?idsite=1", "matomo"),
    ("https://voorbeeld.piwik.pro/ppms.js", "piwik_pro"),
    ("https://js.hs-scripts.com/1.js", "hubspot_loader"),
    ("https://js.hs-analytics.net/analytics/1/1.js", "hubspot"),
    ("https://meetings.hubspot.com/iemand", "hubspot_cms"),
    ("https://consent.cookiebot.com/uc.js", "cookiebot"),
    ("https://player.vimeo.com/video/1", "vimeo"),
    ("https://open.spotify.com/embed/track/1", "spotify"),
    ("https://js.stripe.com/v3/", "stripe"),
    ("https://stats.wp.com/e-202601.js", "jetpack"),
    ("https://plausible.io/js/script.js", "plausible"),
    ("https://widget.trustpilot.com/bootstrap/v5/tp.widget.js", "trustpilot"),
]

STRANGERS = [
    "https://evilgoogle-analytics.com/collect",
    "https://google-analytics.com.evil.example/collect",
    "https://voorbeeld.nl/www.google-analytics.com/collect",
    "https://voorbeeld.nl/js/script.js",
    "https://voorbeeld.nl/tr?id=1",
    "https://voorbeeld.nl/?u=https://www.facebook.com/tr",
    "https://notfacebook.com/tr",
    "https://www.voorbeeld.nl/recaptcha/api.js",
    "https://voorbeeld.nl/css/cookieconsent.css",
    "https://max.com/",
    "https://net/",
    "https://[::1]/g/collect",
    "https://127.0.0.1/g/collect",
    "data:text/html,x",
    "not a url",
    "",
]


@pytest.mark.parametrize(("url", "product"), URLS)
def test_an_address_answers_for_its_product(base: VendorBase, url: str, product: str) -> None:
    found = base.by_url(url)
    assert found is not None
    assert found.id == product


@pytest.mark.parametrize("url", STRANGERS)
def test_a_look_alike_answers_for_nobody(base: VendorBase, url: str) -> None:
    assert base.by_url(url) is None


COOKIES = [
    ("_ga", None, "google_analytics", "analytics", False),
    ("_ga_ABC123", None, "google_analytics", "analytics", False),
    ("_gid", None, "google_analytics", "analytics", False),
    ("_gat_UA-1-1", None, "google_analytics", "analytics", False),
    ("__utmz", None, "google_analytics", "analytics", False),
    ("_gcl_au", None, "google_ads", "marketing", False),
    ("_gcl_xy", None, "google_ads", "marketing", False),
    ("_gac_UA-1", None, "google_ads", "marketing", False),
    ("IDE", ".doubleclick.net", "doubleclick", "marketing", False),
    ("test_cookie", ".doubleclick.net", "doubleclick", "functional", False),
    ("__gads", None, "google_adsense", "marketing", False),
    ("NID", ".google.com", "google_platform", "marketing", False),
    ("_GRECAPTCHA", "www.google.com", "google_recaptcha", "functional", False),
    ("VISITOR_INFO1_LIVE", ".youtube.com", "youtube", "marketing", False),
    ("YSC", ".youtube.com", "youtube", "functional", False),
    ("_fbp", None, "meta_pixel", "marketing", False),
    ("fr", ".facebook.com", "meta_pixel", "marketing", False),
    ("li_fat_id", None, "linkedin_insight", "marketing", False),
    ("bcookie", ".linkedin.com", "linkedin", "functional", False),
    ("JSESSIONID", ".www.linkedin.com", "java_servlet", "functional", True),
    ("MUID", ".bing.com", "bing_ads", "marketing", False),
    ("MR", ".c.bing.com", "bing_ads", "marketing", False),
    ("_clck", None, "ms_clarity", "analytics", False),
    ("_hjSessionUser_1", None, "hotjar", "analytics", False),
    ("_pk_id.1.1fff", "voorbeeld.nl", "matomo", "analytics", False),
    ("_pk_ses.1.1fff", None, "matomo", "analytics", False),
    ("__hstc", None, "hubspot", "analytics", False),
    ("uid", ".criteo.com", "criteo", "marketing", False),
    ("CookieConsent", None, "cookiebot", "functional", True),
    ("OptanonConsent", None, "onetrust", "functional", True),
    ("cmplz_marketing", None, "complianz", "functional", True),
    ("PHPSESSID", "voorbeeld.nl", "php_engine", "functional", True),
    ("JSESSIONID", "voorbeeld.nl", "java_servlet", "functional", True),
    ("ASP.NET_SessionId", None, "asp_net", "functional", True),
    ("XSRF-TOKEN", "voorbeeld.nl", "laravel", "functional", True),
    ("wordpress_logged_in_abc", None, "wordpress", "functional", True),
    ("woocommerce_cart_hash", None, "woocommerce", "functional", True),
    ("sbjs_first", None, "sourcebuster", "analytics", False),
    ("AWSALB", None, "traffic_infrastructure", "functional", True),
    ("__cf_bm", ".vimeo.com", "cloudflare", "functional", True),
    ("_shopify_y", None, "shopify", "analytics", False),
    ("__stripe_mid", None, "stripe", "functional", True),
    ("_ttp", None, "tiktok", "marketing", False),
    ("_uetvid", None, "bing_ads", "marketing", False),
    ("euconsent-v2", None, "iab_tcf", "functional", True),
]  # fmt: skip


@pytest.mark.parametrize(("name", "domain", "product", "category", "exempt"), COOKIES)
def test_a_cookie_is_its_products(
    base: VendorBase, name: str, domain: str | None, product: str, category: str, exempt: bool
) -> None:
    known = next(base.cookies_named(name, domain))
    assert (known.product.id, known.fact.category, known.fact.exempt) == (product, category, exempt)


@pytest.mark.parametrize(
    ("name", "domain"),
    [
        ("uid", "voorbeeld.nl"), ("id", "voorbeeld.nl"), ("fr", "voorbeeld.nl"), ("session", "voorbeeld.nl"),
        ("user_id", "voorbeeld.nl"), ("visitor_id", None), ("_s", "voorbeeld.nl"), ("_y", "voorbeeld.nl"),
        ("_t", "voorbeeld.nl"), ("PREF", "voorbeeld.nl"), ("SID", "voorbeeld.nl"), ("MR", "voorbeeld.nl"),
        ("cid", "voorbeeld.nl"), ("ref", None), ("tracking", None), ("_galaxy", None), ("my_ga", None),
        ("checkout", "voorbeeld.nl"), ("add_to_cart", "voorbeeld.nl"), ("", None),
    ],
)  # fmt: skip
def test_a_plain_name_on_an_own_domain_is_nobodys(base: VendorBase, name: str, domain: str | None) -> None:
    assert [known.product.id for known in base.cookies_named(name, domain)] == []


def test_a_fact_of_a_vendors_host_holds_on_its_sister_hosts_and_nowhere_else(base: VendorBase) -> None:
    assert [known.product.id for known in base.cookies_named("SRM_B", ".c.bing.com")] != []
    assert list(base.cookies_named("SRM_B", "bing.com.evil.example")) == []


def test_a_canonical_name_shows_what_an_own_subdomain_hides(base: VendorBase) -> None:
    found = base.by_canonical_name("voorbeeld.nl.ssl.sc.omtrdc.net")
    assert found is not None
    assert found.id == "adobe_analytics"
    assert base.by_canonical_name("www.voorbeeld.nl") is None


def test_the_files_load_quickly() -> None:
    vendors.cache_clear()
    begin = time.perf_counter()
    loaded = vendors()
    assert time.perf_counter() - begin < 0.6  # 0.3 s on a quiet machine
    assert len(loaded.products) > 100


def test_two_products_of_one_id_are_refused(base: VendorBase) -> None:
    owner = base.owners["vimeo"]
    with pytest.raises(ValueError, match="two products"):
        VendorBase((owner, owner.model_copy(update={"id": "other"})))
