"""How much the vendor files know, and that what Dutch sites commonly use is among it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from auditor.knowledge.vendors import VendorBase


def words(text: str) -> list[str]:
    return text.split()


#: Services by the name that a policy has for them, one a line in groups.
COMMON = """
MyOnlineStore; Lightspeed; Mollie; WordPress; WooCommerce; Elementor; WPML; Polylang; Wordfence; Contact Form 7
Jimdo; Wix; Squarespace; Webflow; Shopify; Magento; PrestaShop; Shopware; CCV Shop; Webador; JouwWeb; Sendcloud
Kiyoh; Trustpilot; Feedback Company; WebwinkelKeur; Trusted Shops; Klarna; Adyen; Buckaroo; Pay.nl; Cookiebot
OneTrust; Usercentrics; CookieScript; Cookie-Script; iubenda; Axeptio; Didomi; CookieFirst; Cookie Information
Complianz; CookieYes; Leadinfo; Piwik PRO; Matomo; Hotjar; Microsoft Clarity; LinkedIn; LinkedIn Insight Tag
Pinterest; TikTok; Meta Pixel; Facebook; Instagram; Snapchat; Twitter; Reddit; Quora Pixel; Spotify; SoundCloud
Vimeo; YouTube; Google Analytics; Google Ads; DoubleClick; Google AdSense; Google Ad Manager; Google Tag Manager
Google Fonts; Google Maps; reCAPTCHA; Google Translate; Firebase; Google Sign-In; Google Optimize; Tawk.to
Zendesk; Intercom; Userlike; Trengo; ActiveCampaign; Mailchimp; Klaviyo; Spotler; Copernica; Bloomreach
Squeezely; Channable; HubSpot; Pardot; Salesforce Marketing Cloud; TradeTracker; Daisycon; Awin; Bing Ads
Microsoft Advertising; Criteo; RTB House; Teads; Taboola; Outbrain; OpenStreetMap; Mapbox; hCaptcha; Turnstile
Friendly Captcha; Font Awesome; Adobe Fonts; Bunny Fonts; jsDelivr; unpkg; cdnjs; Sentry; New Relic; Datadog
"""

#: Exempt cookies that many sites set: it is known how long they live, or that they end with the browser.
EVERYDAY = words("""
PHPSESSID JSESSIONID ASP.NET_SessionId connect.sid form_key mage-cache-sessid woocommerce_cart_hash
woocommerce_items_in_cart wp_woocommerce_session_1 wordpress_test_cookie pll_language wp-wpml_current_language
CookieConsent OptanonConsent OptanonAlertBoxClosed cookieyes-consent CookieScriptConsent cookiefirst-consent
CookieInformationConsent didomi_token axeptio_cookies cmplz_banner-status moove_gdpr_popup cookie_notice_accepted
borlabs-cookie __cf_bm cf_clearance _cfuvid AWSALB AWSALBCORS ARRAffinity laravel_session csrftoken
__stripe_mid __stripe_sid
""")


def names_of(base: VendorBase) -> set[str]:
    """All names of products and of their owners, in lower case."""
    named = (*base.products.values(), *base.owners.values())
    return {name.lower() for one in named for name in (one.name, *one.aliases, *one.ambiguous)}


def test_there_are_enough_vendors_and_cookie_names_each_with_a_source(base: VendorBase) -> None:
    sourced = [product for product in base.products.values() if urlsplit(product.source).scheme == "https"]
    assert len(sourced) == len(base.products)
    assert len({owner.id for owner in base.owners.values() if owner.id != "generic"}) >= 250
    assert len({fact.name for product in sourced for fact in product.cookies}) >= 400


def test_what_dutch_sites_commonly_use_is_known_by_its_name(base: VendorBase) -> None:
    known = names_of(base)
    wanted = [name.strip() for line in COMMON.strip().splitlines() for name in line.split(";")]
    missing = [name for name in wanted if name.lower() not in known]
    assert missing == []


def test_almost_every_owner_has_a_country(base: VendorBase) -> None:
    """Not known: software without a company of its own, and collections of such."""
    unknown = {owner.id for owner in base.owners.values() if owner.country is None}
    assert unknown <= {
        "bootstrapcdn", "generic", "goatcounter", "histats", "mautic", "orestbida", "unpkg",
        "wordpress_consent_plugins", "rock_lobster",
    }  # fmt: skip


def test_the_biggest_american_owners_have_a_dated_listing(base: VendorBase) -> None:
    listed = {owner.id for owner in base.owners.values() if owner.dpf is not None and owner.dpf.listed}
    assert {
        "google",
        "meta",
        "microsoft",
        "linkedin",
        "amazon",
        "adobe",
        "salesforce",
        "hubspot",
        "cloudflare",
    } <= listed
    assert all(owner.country == "US" for owner in base.owners.values() if owner.id in listed)


@pytest.mark.parametrize("name", EVERYDAY)
def test_an_everyday_exempt_cookie_says_why_and_how_long(base: VendorBase, name: str) -> None:
    fact = next(base.cookies_named(name)).fact
    assert fact.exempt
    assert fact.why
    assert fact.session or fact.lifetime
