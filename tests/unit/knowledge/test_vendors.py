"""What look-ups in the shipped vendor files answer: for addresses, for cookies, for aliases of hosts."""

from __future__ import annotations

import re
import time

import pytest

from auditor.knowledge.vendors import VendorBase, vendors
from auditor.knowledge.wildcards import Wildcards

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
    ("https://secure.adnxs.com/seg?add=1", "xandr"),
    ("https://insight.adsrvr.org/track/up", "the_trade_desk"),
    ("https://cdn.taboola.com/libtrc/unip/1/tfa.js", "taboola"),
    ("https://amplify.outbrain.com/cp/obtp.js", "outbrain"),
    ("https://sc-static.net/scevent.min.js", "snap_pixel"),
    ("https://www.redditstatic.com/ads/pixel.js", "reddit_pixel"),
    ("https://embed.reddit.com/widgets.js", "reddit"),
    ("https://tm.tradetracker.net/pixel.png", "tradetracker"),
    ("https://partner.bol.com/promotion/static/js/x.js", "bol_partner"),
    ("https://cmp.inmobi.com/choice.js", "inmobi_choice"),
    ("https://cmp.privacymanager.io/latest/app.js", "liveramp_cmp"),
    ("https://cdn.mouseflow.com/projects/1.js", "mouseflow"),
    ("https://script.crazyegg.com/pages/scripts/1.js", "crazy_egg"),
    ("https://dev.visualwebsiteoptimizer.com/j.php", "vwo"),
    ("https://js.monitor.azure.com/scripts/b/ai.2.min.js", "ms_app_insights"),
    ("https://bam.eu01.nr-data.net/1/x", "new_relic"),
    ("https://sc.lfeeder.com/lftracker_v1_1.js", "leadfeeder"),
    ("https://static.klaviyo.com/onsite/js/klaviyo.js", "klaviyo"),
    ("https://pi.pardot.com/analytics?x", "salesforce_pardot"),
    ("https://cdn.pardot.com/pd.js", "salesforce_pardot"),
    ("https://go.pardot.com/l/1/form", "pardot_forms"),
    ("https://munchkin.marketo.net/munchkin.js", "marketo"),
    ("https://app-ab01.marketo.com/js/forms2/js/forms2.min.js", "marketo_forms"),
    ("https://koi-3qabc.marketingautomation.services/client/ss.js", "sharpspring"),
    ("https://app-3qabc.marketingautomation.services/webforms/x", "sharpspring_forms"),
    ("https://img.en25.com/i/elqCfg.min.js", "eloqua"),
    ("https://images.go.en25.com/EloquaImages/x.png", "eloqua_forms"),
    ("https://squeezely.tech/tracker/1/sqzl.js", "squeezely"),
    ("https://static.sooqr.com/sooqr.js", "sooqr"),
    ("https://static.mailplus.nl/jq/x.js", "spotler"),
    ("https://static.widget.trengo.eu/embed.js", "trengo"),
    ("https://embed.tawk.to/1/default", "tawk_to"),
    ("https://static.zdassets.com/ekr/snippet.js", "zendesk"),
    ("https://dashboard.webwinkelkeur.nl/webshops/widget.js", "webwinkelkeur"),
    ("https://widgets.trustedshops.com/js/x.js", "trusted_shops"),
    ("https://cdn.jsdelivr.net/npm/x", "jsdelivr"),
    ("https://use.fontawesome.com/releases/v6/css/all.css", "font_awesome"),
    ("https://fonts.bunny.net/css?family=inter", "bunny_fonts"),
    ("https://voorbeeld.b-cdn.net/x.css", "bunny_cdn"),
    ("https://a.tile.openstreetmap.org/1/1/1.png", "openstreetmap"),
    ("https://api.mapbox.com/mapbox-gl-js/v3/mapbox-gl.js", "mapbox"),
    ("https://js.hcaptcha.com/1/api.js", "hcaptcha"),
    ("https://w.soundcloud.com/player/?url=x", "soundcloud"),
    ("https://assets.calendly.com/assets/external/widget.js", "calendly"),
    ("https://widget.formitable.com/x.js", "formitable"),
    ("https://checkoutshopper-live.adyen.com/checkoutshopper/x.js", "adyen"),
    ("https://x.klarnacdn.net/kp/lib/v1/api.js", "klarna"),
    ("https://abc-dsn.algolia.net/1/indexes", "algolia"),
    ("https://consent.cookiefirst.com/sites/x.js", "cookiefirst"),
    ("https://cdn.iubenda.com/cs/iubenda_cs.js", "iubenda"),
    ("https://static.wixstatic.com/media/x.png", "wix"),
    ("https://js.driftt.com/include/1/x.js", "drift_chat"),
    ("https://logo.clearbit.com/voorbeeld.nl", "clearbit_platform"),
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
    "https://www.bol.com/nl/",
    "https://t.com/",
    "https://voorbeeld.marketo.example/js/forms2/",
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
    ("__qca", "voorbeeld.nl", "quantcast", "marketing", False),
    ("uuid2", ".adnxs.com", "xandr", "marketing", False),
    ("_rdt_uuid", "voorbeeld.nl", "reddit_pixel", "marketing", False),
    ("_scid", "voorbeeld.nl", "snap_pixel", "marketing", False),
    ("mf_user", "voorbeeld.nl", "mouseflow", "analytics", False),
    ("_vwo_uuid_v2", "voorbeeld.nl", "vwo", "analytics", False),
    ("_lfa", "voorbeeld.nl", "leadfeeder", "marketing", False),
    ("__kla_id", "voorbeeld.nl", "klaviyo", "marketing", False),
    ("visitor_id123-hash", "voorbeeld.nl", "salesforce_pardot", "marketing", False),
    ("_mkto_trk", "voorbeeld.nl", "marketo", "marketing", False),
    ("cookiefirst-consent", "voorbeeld.nl", "cookiefirst", "functional", True),
    ("_iub_cs-123456", "voorbeeld.nl", "iubenda", "functional", True),
    ("CookieScriptConsent", "voorbeeld.nl", "cookie_script", "functional", True),
    ("PrestaShop-abc123", "voorbeeld.nl", "prestashop", "functional", True),
    ("ak_bmsc", "voorbeeld.nl", "akamai", "functional", True),
    ("__zlcmid", "voorbeeld.nl", "zendesk", "functional", False),
    ("utag_main", "voorbeeld.nl", "tealium", "analytics", False),
    ("svSession", "voorbeeld.nl", "wix", "functional", False),
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
        ("checkout", "voorbeeld.nl"), ("_opt_out", None), ("visitor_id", "voorbeeld.nl"),
        ("pi", "voorbeeld.nl"), ("add_to_cart", "voorbeeld.nl"), ("", None),
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
    assert base.by_canonical_name("voorbeeld.dnsdelegation.io") is base.products["criteo"]
    assert base.by_url("https://voorbeeld.dnsdelegation.io/") is None
    assert base.by_canonical_name("www.voorbeeld.nl") is None


def test_the_files_load_quickly() -> None:
    took = []
    for _ in range(3):
        vendors.cache_clear()
        begin = time.process_time()
        loaded = vendors()
        took.append(time.process_time() - begin)
    assert min(took) < 0.9  # 0.3 s on a quiet machine
    assert len(loaded.products) >= 250


def test_two_products_of_one_id_are_refused(base: VendorBase) -> None:
    owner = base.owners["vimeo"]
    with pytest.raises(ValueError, match="two products"):
        VendorBase((owner, owner.model_copy(update={"id": "other"})))


@pytest.mark.parametrize("name", ["a*a", "*", "*_id", "_ga_*", "a*b*c", "a**c", "aa"])
def test_names_with_wildcards_fit_as_the_expression_does(name: str) -> None:
    held: Wildcards[str] = Wildcards()
    held.add(name, name)
    expression = re.compile(".*".join(map(re.escape, name.split("*"))), re.DOTALL)
    for asked in ("", "a", "aa", "aaa", "_id", "x_id", "_ga_", "_ga_1\n", "abc", "ac", "acb", "axbxc", "abbc"):
        assert bool(held.fitting(asked)) == bool(expression.fullmatch(asked)), asked
