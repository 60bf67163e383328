"""The form of the shipped vendor files: what a person who edits them may get wrong."""

from __future__ import annotations

import re
import time
from collections import Counter
from importlib.resources import files
from urllib.parse import urlsplit

import pytest
import yaml

from auditor.knowledge.schema import TRACKING_PURPOSES, Owner, Product
from auditor.knowledge.vendors import VendorBase

FOLDER = files("auditor.knowledge").joinpath("data", "vendors")
FILES = sorted(entry.name for entry in FOLDER.iterdir() if entry.name.endswith(".yaml"))


def words(text: str) -> list[str]:
    return text.split()


#: The ids that declarations name vendors by, so that readings and labels can be compared.
AGREED_IDS = words("""
    google_analytics google_ads google_adsense google_fonts google_maps google_recaptcha google_tag_manager
    doubleclick youtube meta_pixel facebook instagram linkedin linkedin_insight ms_clarity bing_ads hotjar
    matomo plausible fathom simple_analytics adobe_analytics adobe_typekit hubspot intercom mailchimp cookiebot
    complianz borlabs tarteaucitron shopify wordpress myonlinestore cloudflare stripe paypal pinterest tiktok
    x_twitter vimeo spotify criteo awin daisycon sentry siteimprove readspeaker trustpilot google_plus
""")

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
FORCED_NAMES = frozenset(
    {"fathom", "intercom", "plausible", "sentry", "stripe", "awin", "amplitude", "branch", "crisp", "segment"}
)

#: Patterns that may match on hosts of anybody: software that customers host themselves.
SELF_HOSTED = frozenset(
    {"cloudflare", "cloudflare_insights", "cloudflare_zaraz", "matomo", "piwik_pro", "plausible",
     "vanilla_cookieconsent", "insites_cookieconsent"}
)  # fmt: skip


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
GENERIC_COOKIES = frozenset(words("""
    uid id uuid guid sid cid vid tid pid did user userid user_id session session_id visitor visitor_id visitorid
    client client_id token auth key ref referrer source campaign track tracking tracker visit visits visited
    first_visit last_visit landing_page consent lang language locale country currency theme cart basket player
    version settings test data info state status count t s u v y a b c
"""))  # fmt: skip


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
    never = words("""
        google_analytics google_tag google_tag_manager google_fonts google_maps google_recaptcha youtube matomo
        plausible fathom simple_analytics siteimprove cloudflare cookiebot complianz usercentrics onetrust
        adobe_typekit adobe_analytics vimeo spotify stripe paypal mollie wordpress shopify hubspot_loader
        hubspot_forms hubspot_cms intercom sentry readspeaker trustpilot mailchimp facebook instagram linkedin
        x_twitter pinterest
    """)
    always = words("""
        google_ads doubleclick google_adsense google_ad_manager meta_pixel linkedin_insight tiktok pinterest_tag
        x_ads bing_ads ms_clarity hotjar criteo awin daisycon leadinfo hubspot adobe_audience_manager
    """)
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
