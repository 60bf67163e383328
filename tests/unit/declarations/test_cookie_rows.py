# ruff: noqa: E501 - an example is clearest on one line
"""Cookie tables, lists and names in prose, and the durations in them."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from reading import declared, document

from declarations.durations import durations, lifetime_in
from declarations.folding import fold
from declarations.language import words
from declarations.passages import Stretch
from declarations.reader import read

DAY, MONTH, YEAR = 86400, 2592000, 31536000


def _rows(body: str, language: str = "nl"):
    return {
        cookie.name: (cookie.provider, cookie.category, cookie.lifetime, cookie.party)
        for cookie in declared(body, language).cookies
    }


def test_columns_are_known_by_their_headers_and_spans_are_filled():
    body = (
        "<table><tr><th>Categorie</th><th>Aanbieder</th><th>Naam</th><th>Bewaartermijn</th></tr>"
        "<tr><td rowspan=2>Functioneel</td><td>Deze website</td><td>sf_taal</td><td>6 mnd</td></tr>"
        "<tr><td>Reserva Boekingen</td><td>rb_mand</td><td>sessie</td></tr>"
        "<tr><td>Statistiek</td><td>Google</td><td>_ga</td><td>twee jaar</td></tr></table>"
    )
    assert _rows(body) == {
        "sf_taal": (None, "functional", 6 * MONTH, "first"),
        "rb_mand": ("reserva_boekingen", "functional", "session", "third"),
        "_ga": ("google_analytics", "analytics", 2 * YEAR, "third"),
    }


def test_several_names_in_a_cell_have_their_own_lifetimes():
    body = (
        "<table><tr><th>Cookie</th><th>Van</th><th>Duur</th></tr>"
        "<tr><td>_gcl_au – 90 dagen<br>IDE – 13 maanden</td><td>Google Ads</td><td>zie links</td></tr>"
        "<tr><td>_hjSession_* (30 min.), _hjSessionUser_* (1 jr)</td><td>Hotjar</td><td>zie vorige kolom</td></tr>"
        "<tr><td>_fbp, fr</td><td>Meta</td><td>3 maanden</td></tr></table>"
    )
    lifetimes = {name: row[2] for name, row in _rows(body).items()}
    assert lifetimes == {
        "_gcl_au": 90 * DAY, "IDE": 13 * MONTH, "_hjSession_*": 1800, "_hjSessionUser_*": YEAR, "_fbp": 3 * MONTH, "fr": 3 * MONTH,
    }  # fmt: skip


def test_the_category_may_stand_in_the_heading_in_a_row_of_its_own_or_in_a_legend():
    heading = "<h3>Marketingcookies</h3><table><tr><th>Naam</th><th>Termijn</th></tr><tr><td>ab_cd</td><td>1 jaar</td></tr></table>"
    assert _rows(heading)["ab_cd"][1] == "marketing"
    row = "<table><tr><th>Naam</th><th>Termijn</th></tr><tr><td colspan=2>Analytische cookies</td></tr><tr><td>ab_cd</td><td>1 jaar</td></tr></table>"
    assert _rows(row)["ab_cd"][1] == "analytics"
    legend = "<table><tr><th>Naam</th><th>Soort</th></tr><tr><td>ab_cd</td><td>S</td></tr></table><p>F = functioneel, S = statistisch, M = marketing</p>"
    assert _rows(legend)["ab_cd"][1] == "analytics"


def test_a_definition_list_gives_a_record_a_name():
    body = (
        "<details><summary>Vimeo <span>Marketing</span></summary><dl><dt>Naam</dt><dd>vuid</dd><dt>Bewaartermijn</dt><dd>2 jaar</dd>"
        "<dt>Naam</dt><dd>player_x</dd><dt>Bewaartermijn</dt><dd>sessie</dd></dl></details>"
    )
    assert _rows(body) == {
        "vuid": ("vimeo", "marketing", 2 * YEAR, "third"),
        "player_x": ("vimeo", "marketing", "session", "third"),
    }


def test_labelled_lines_list_items_and_prose_name_cookies_too():
    assert _rows("<p>Naam: ab_taal<br>Bewaartermijn: 30 dagen</p>")["ab_taal"][2] == 30 * DAY
    assert _rows("<ul><li>ab_taal (1 jaar): onthoudt de taal</li></ul>")["ab_taal"][2] == YEAR
    prose = declared("<p>Wij plaatsen één sessiecookie (PHPSESSID) voor het formulier.</p>").cookies[0]
    assert (prose.name, prose.category, prose.source, prose.provider) == ("PHPSESSID", "functional", "prose", None)


@pytest.mark.parametrize(("language", "header", "cell"), [
    ("en", "<th>Name</th><th>Provider</th><th>Purpose</th><th>Expiry</th>", "1 year"),
    ("de", "<th>Name</th><th>Anbieter</th><th>Zweck</th><th>Speicherdauer</th>", "1 Jahr"),
    ("fr", "<th>Nom</th><th>Fournisseur</th><th>Finalité</th><th>Durée de conservation</th>", "1 an"),
    ("nl", "<th>Name</th><th>Provider</th><th>Purpose</th><th>Retention</th>", "1 year"),
])  # fmt: skip
def test_headers_are_read_in_every_language_also_english_ones_on_a_dutch_page(language, header, cell):
    body = f"<table><tr>{header}</tr><tr><td>_clck</td><td>Microsoft Clarity</td><td>heatmaps</td><td>{cell}</td></tr></table>"
    assert (
        _rows(body, language) == {"_clck": ("ms_clarity", "analytics", YEAR, "third")}
        or _rows(body, language)["_clck"][2] == YEAR
    )


def test_a_table_of_other_retention_holds_no_cookies():
    body = "<table><tr><th>Gegevens</th><th>Bewaartermijn</th></tr><tr><td>Facturen</td><td>7 jaar</td></tr><tr><td>E-mail</td><td>1 jaar</td></tr></table>"
    assert declared(body).cookies == ()


def test_a_table_copied_as_text_is_a_table():
    text = "Cookies\n\nNaam\tAanbieder\tBewaartermijn\n_ga\tGoogle Analytics\t2 jaar\n"
    cookies = read([document(text, "text/plain", "policy.txt")]).cookies
    assert [(cookie.name, cookie.lifetime) for cookie in cookies] == [("_ga", 2 * YEAR)]


@pytest.mark.parametrize(("language", "text", "expected"), [
    ("nl", "13 maanden", 13 * MONTH), ("nl", "dertien maanden", 13 * MONTH), ("nl", "een half jaar", YEAR // 2), ("nl", "1 jr", YEAR),
    ("nl", "Max. 2 jaar", 2 * YEAR), ("nl", "24h", DAY), ("nl", "2w", 14 * DAY), ("nl", "tot einde bezoek", "session"),
    ("nl", "permanent", "persistent"), ("nl", "geen", None), ("nl", "1,5 jaar", int(1.5 * YEAR)), ("nl", "30 min.", 1800),
    ("en", "1 year", YEAR), ("en", "six months", 6 * MONTH), ("en", "Session", "session"), ("en", "1y", YEAR),
    ("de", "zwei Jahre", 2 * YEAR), ("de", "14 Tage", 14 * DAY), ("de", "Sitzung", "session"), ("de", "dauerhaft", "persistent"),
    ("fr", "13 mois", 13 * MONTH), ("fr", "un an", YEAR), ("fr", "fin de session", "session"), ("fr", "jusqu'à la fermeture du navigateur", "session"),
])  # fmt: skip
def test_lifetimes_in_cells(language, text, expected):
    assert lifetime_in(text, words(language)) == expected


def test_several_durations_in_a_sentence_come_in_order():
    text = "inlogcookies vervallen na 2 dagen en taalcookies na één jaar"
    stretch = Stretch(fold(text, 0, len(text)), 0, len(text), words("nl"))
    assert [value for _, _, value in durations(stretch)] == [2 * DAY, YEAR]


def test_a_column_is_known_by_what_it_holds_where_its_header_says_nothing():
    body = (
        "<table><tr><th>Wat</th><th>Waarvoor</th><th>Hoeveel geduld</th></tr>"
        "<tr><td>lr_mand</td><td>houdt uw mand bij</td><td>einde van uw bezoek</td></tr>"
        "<tr><td>_ga, _ga_*</td><td>telt bezoek</td><td>dertien maanden</td></tr></table>"
    )
    rows = _rows(body)
    assert set(rows) == {"lr_mand", "_ga", "_ga_*"}
    assert rows["lr_mand"][2] == "session"
    assert rows["_ga"][2] == rows["_ga_*"][2] == 13 * MONTH


def test_a_table_of_services_holds_no_cookies():
    body = (
        "<table><tr><th>Dienst</th><th>In gebruik?</th></tr><tr><td>YouTube-filmpjes</td><td>nee</td></tr>"
        "<tr><td>reCAPTCHA</td><td>ja</td></tr></table>"
    )
    assert _rows(body) == {}


def test_names_in_brackets_and_at_the_start_of_a_line_have_their_own_lifetimes():
    rows = _rows(
        "<p>Wij meten met Chartbeat (_cb, zesentwintig maanden houdbaar).</p>"
        "<ul><li>_ga en _gid: meten hoeveel mensen komen. De ene vervalt na twee jaar, de andere na 24 uur.</li></ul>"
    )
    assert (rows["_cb"][2], rows["_ga"][2], rows["_gid"][2]) == (26 * MONTH, 2 * YEAR, DAY)


def test_terms_that_are_names_are_cookies():
    rows = _rows(
        "<h2>Cookies</h2><dl><dt>PHPSESSID</dt><dd>Verdwijnt als u de browser sluit.</dd>"
        "<dt>lr_keuze</dt><dd>Bewaart uw antwoord, 180 dagen.</dd></dl>"
    )
    assert rows["PHPSESSID"][2] == "session"
    assert rows["lr_keuze"][2] == 180 * DAY


def test_a_word_in_capitals_before_a_colon_is_no_cookie():
    assert _rows("<p>VOORBEELD: Deze partij plaatst cookies.</p>") == {}


def _lifetimes(body: str, language: str = "nl"):
    return {name: row[2] for name, row in _rows(body, language).items()}


@pytest.mark.parametrize(("language", "said", "lifetime"), [
    ("nl", "Onderscheidt bezoekers en blijft twee jaar op uw apparaat staan.", 2 * YEAR),
    ("nl", "Onderscheidt bezoekers. De cookie vervalt na 24 uur.", DAY),
    ("nl", "Nodig om formulieren te versturen. Verdwijnt als u de browser afsluit.", "session"),
    ("nl", "Toont wat u in de afgelopen 30 dagen bekeek", None),
    ("nl", "Beperkt het aantal verzoeken tot tien per minuut", None),
    ("de", "Merkt sich die Sprache für 30 Tage.", 30 * DAY),
    ("de", "Zeigt, was Sie in den letzten 30 Tagen gekauft haben", None),
    ("en", "Tells visitors apart; expires after 2 years", 2 * YEAR),
    ("en", "Counts what you bought in the past 30 days", None),
    ("fr", "Distingue les visiteurs, conservé pendant deux ans.", 2 * YEAR),
    ("fr", "Montre les articles vus au cours des 30 derniers jours", None),
])  # fmt: skip
def test_a_table_without_a_column_of_lifetimes_tells_them_in_the_purpose(language, said, lifetime):
    head = "<h2>Cookies</h2><table><tr><th>Cookie</th><th>Description</th></tr>"
    assert _lifetimes(f"{head}<tr><td>ab_cd</td><td>{said}</td></tr></table>", language) == {"ab_cd": lifetime}


def test_a_heading_of_a_kind_tells_the_lifetime_that_its_table_leaves_out():
    table = "<table><tr><th>Cookie</th><th>Doel</th></tr><tr><td>ab_cd</td><td>Onthoudt de taal</td></tr></table>"
    assert _lifetimes(f"<h2>Tijdelijke cookies</h2>{table}") == {"ab_cd": "session"}
    assert _lifetimes(f"<h2>Functionele cookies</h2>{table}") == {"ab_cd": None}


def test_a_column_of_kinds_fills_in_where_that_of_durations_says_nothing():
    head = "<h2>Cookies</h2><table><tr><th>Naam</th><th>Sessie/permanent</th><th>Bewaartermijn</th></tr>"
    rows = "<tr><td>_ga</td><td>Permanent</td><td>2 jaar</td></tr><tr><td>ab_cd</td><td>Sessie</td><td>-</td></tr>"
    assert _lifetimes(f"{head}{rows}</table>") == {"_ga": 2 * YEAR, "ab_cd": "session"}


def test_a_table_of_labels_may_have_its_name_above_it_or_beside_an_empty_corner():
    labels = "<table><tr><td>Soort</td><td>Statistiek</td></tr><tr><td>Bewaartermijn</td><td>2 jaar</td></tr></table>"
    assert _lifetimes(f"<h2>Cookies</h2><h3>_ga</h3>{labels}") == {"_ga": 2 * YEAR}
    assert _lifetimes(f"<h2>Cookies</h2><h3>Nieuwsbrief</h3>{labels}") == {}
    corner = "<table><tr><td></td><td>_ga</td><td>_gid</td></tr><tr><td>Soort</td><td>Statistiek</td><td>Statistiek</td></tr>"
    beside = "<tr><td>Bewaartermijn</td><td>2 jaar</td><td>24 uur</td></tr></table>"
    assert _lifetimes(f"<h2>Cookies</h2>{corner}{beside}") == {"_ga": 2 * YEAR, "_gid": DAY}


@pytest.mark.parametrize("text", [
    "Naam\nDoel\nBewaartermijn\n_ga\nStatistiek\n2 jaar\ntaal\nOnthoudt de taal\nsessie\n",
    "Naam Doel Bewaartermijn\n_ga Statistiek 2 jaar\nPHPSESSID Onthoudt de taal sessie\n",
    "Naam | Doel | Bewaartermijn\n--- | --- | ---\n_ga | Statistiek | 2 jaar\ntaal | Onthoudt de taal | sessie\n",
    "Naam;Doel;Bewaartermijn\n_ga;Statistiek;2 jaar\ntaal;Onthoudt de taal;sessie\n",
])  # fmt: skip
def test_a_table_in_plain_text_is_read_cell_by_line_and_by_what_parts_its_columns(text):
    cookies = read([document("Cookies\n\n" + text, "text/plain")]).cookies
    assert [cookie.lifetime for cookie in cookies] == [2 * YEAR, "session"]


def test_lines_below_labels_that_hold_no_cookies_are_no_rows():
    text = "Bewaartermijnen\n\nNaam\nDoel\nBewaartermijn\nFacturen\nBoekhouding\n7 jaar\n"
    assert not read([document(text, "text/plain")]).cookies


def test_cards_tell_of_a_cookie_in_short_lines_below_its_name():
    cards = "<h4>_ga</h4><p>Google Analytics</p><p>Analytisch</p><p>2 jaar</p><h4>ab_cd</h4><p>Eigen</p><p>Functioneel</p><p>Sessie</p>"
    assert _lifetimes(f"<h1>Cookies</h1>{cards}") == {"_ga": 2 * YEAR, "ab_cd": "session"}


@pytest.mark.parametrize("rows", [
    "<tr><th>Name</th><th>Category</th><th>Retention</th></tr><tr><td>Order_data</td><td>Contract</td><td>7 years</td></tr>",
    "<tr><th>Product</th><th>Type</th><th>Term</th></tr><tr><td>Boiler</td><td>ZB_200</td><td>10 years</td></tr>",
])  # fmt: skip
def test_fields_and_goods_with_a_term_are_no_cookies(rows):
    assert _lifetimes(f"<h2>How long we keep data</h2><table>{rows}</table>", "en") == {}


@pytest.mark.parametrize(("text", "seconds"), [("1½ jaar", 1.5 * YEAR), ("½ jaar", YEAR / 2), ("een kwartier", 900)])
def test_halves_and_quarters_are_durations(text, seconds):
    assert lifetime_in(normalize("NFKC", text), words("nl")) == seconds


def test_what_is_listed_under_a_heading_has_the_lifetime_that_the_heading_gives():
    items = "<ul><li>ab_one</li><li>ab_two</li></ul>"
    assert _lifetimes(f"<h2>Analytische cookies (bewaartermijn 2 jaar)</h2>{items}") == {
        "ab_one": 2 * YEAR,
        "ab_two": 2 * YEAR,
    }
    assert _lifetimes(f"<h2>Sessiecookies</h2>{items}") == {"ab_one": "session", "ab_two": "session"}
    assert _lifetimes(f"<h2>Bestanden</h2>{items}") == {}


def test_a_name_with_its_provider_opens_a_record():
    body = "<p><b>_ga (Google Analytics)</b></p><p>Telt bezoekers.</p><p>Vervalt na: 2 jaar</p>"
    assert _rows(f"<h1>Cookies</h1>{body}")["_ga"] == ("google_analytics", "analytics", 2 * YEAR, "third")
    assert _rows("<h1>Cookies</h1><p><b>Reclame.</b></p><p>Vervalt na: 2 jaar</p>") == {}


def test_a_column_of_kinds_with_durations_says_how_long():
    head = "<h2>Cookies</h2><table><tr><th>Name</th><th>Art</th><th>Zweck</th></tr>"
    rows = "<tr><td>_ga</td><td>Persistent (2 Jahre)</td><td>Statistik</td></tr><tr><td>ab_cd</td><td>Session</td><td>Login</td></tr>"
    assert _lifetimes(f"{head}{rows}</table>", "de") == {"_ga": 2 * YEAR, "ab_cd": "session"}


@pytest.mark.parametrize("body", [
    "<h2>Bewaartermijnen</h2><table><tr><th>Categorie</th><th>Voorbeeld</th><th>Termijn</th></tr><tr><td>klant_gegevens</td><td>adres</td><td>7 jaar</td></tr></table>",
    "<h2>Limieten</h2><table><tr><th>Aanroep</th><th>Venster</th></tr><tr><td>get_user</td><td>1 uur</td></tr></table>",
    "<h2>Retourneren</h2><ul><li>Camera_1: 7 dagen</li></ul>",
])  # fmt: skip
def test_kept_records_calls_and_goods_are_no_cookies_on_a_page_about_cookies(body):
    assert _lifetimes(f"<h1>Privacy en cookies</h1>{body}") == {}


def test_labels_with_names_that_have_their_own_lifetimes():
    assert _lifetimes("<h3>Hotjar</h3><p>Cookies: _hjid (1 jaar), _hjSession_* (30 minuten)</p>") == {
        "_hjid": YEAR,
        "_hjSession_*": 1800,
    }
    assert _lifetimes(
        "<h1>Cookies</h1><dl><dt>Cookie-Name</dt><dd>_hjid</dd><dt>Cookie-Laufzeit</dt><dd>1 Jahr</dd></dl>", "de"
    ) == {"_hjid": YEAR}
    assert _lifetimes("<h1>Cookies</h1><p>ab_cd<br>Geldig tot einde sessie</p>") == {"ab_cd": "session"}


def test_a_guarantee_is_no_cookie():
    assert _lifetimes("<h1>Privacy</h1><h2>Garantie</h2><ul><li>MX_700: 5 jaar</li></ul>") == {}
