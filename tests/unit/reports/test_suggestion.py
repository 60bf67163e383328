"""The proposed text: what it says of what was seen, what it leaves to the organisation, and that nothing steers it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from hostile_samples import ATTACKS, hostile
from report_samples import claim, documents, item, sample

from auditor.errors import UsageError
from auditor.knowledge.schema import Purpose
from auditor.knowledge.vendors import vendors
from auditor.models.common import DefectKind, ReportLanguage
from auditor.models.consent import Choice, ConsentSurface
from auditor.models.declaration import Declaration
from auditor.models.document import Document
from auditor.models.result import AuditResult, ClaimVerdict, Evidence, InventoryItem, ThirdParty
from auditor.reconcile.checks import CHECKS
from declarations.extract import extract
from declarations.reader import read
from reports.suggestion import FORMATS, place_of, render_suggestion
from reports.text import LANGUAGES, texts
from reports.views.suggested_rows import lifetime_words, observed_rows
from reports.views.suggested_settings import AGAINST_THE_TEXT, BESIDE_THE_TEXT
from reports.views.suggestion import suggestion_view

NL = texts("nl")
CHOSEN = {"accepted": "verified", "rejected": "verified"}


def site(items: tuple[InventoryItem, ...] = (), choices: dict[str, str] | None = None, **changes: Any) -> AuditResult:
    """An audit with these cookies and keys. ``choices``: how each ended; without any there is no banner."""
    result = sample()
    seen = result.observation
    before = seen.states[0].model_copy(
        update={"state": "before", "outcome": "complete", "choice": None, "not_looked": {}}
    )
    states = [
        before.model_copy(update={"state": state, "choice": Choice.model_validate({"outcome": outcome})})
        for state, outcome in (choices or {"rejected": "no_banner", "accepted": "no_banner"}).items()
    ]
    observation = seen.model_copy(
        update={"states": (before, *states), "outcome": "complete",
                "consent": ConsentSurface(kind="banner" if choices else "none")}
    )  # fmt: skip
    values: dict[str, Any] = {
        "observation": observation,
        "cookies": tuple(one for one in items if one.kind == "cookie"),
        "storage": tuple(one for one in items if one.kind != "cookie"),
        "third_parties": (), "findings": (), "verdicts": (),
        "declaration": result.declaration.model_copy(
            update={"cookies": (), "vendors": (), "defects": (), "deferrals": ()}
        ),
    }  # fmt: skip
    return result.model_copy(update={**values, **changes})


def cookie(name: str, states: dict[str, str] | None = None, **more: Any) -> InventoryItem:
    values: dict[str, Any] = {"session": True, "setter_party": "first", "states": states or {"before": "stored"}}
    return item(name, "www.ketting.example", f"/{name}", **{**values, **more})


def read_back(result: AuditResult, language: ReportLanguage) -> Declaration:
    """What our own reader finds in the proposed section."""
    page = f'<html lang="{language}"><body><main>{render_suggestion(result, "section", language)}</main></body></html>'
    url = "https://www.ketting.example/cookies"
    document = Document(
        url=url, requested_url=url, found_by="link", role="cookies", status=200,
        content=extract(page.encode(), "text/html; charset=utf-8", url),
    )  # fmt: skip
    return read((document,), "ketting.example")


FULL = (
    cookie("PHPSESSID", category="functional", exempt=True, owner="Generic software, no vendor"),
    cookie("_ga", category="analytics", exempt=False, vendor="google_analytics", owner="Google", session=False,
           lifetime_seconds=63_072_000, setter_party="third", setter="https://www.googletagmanager.com/gtag/js"),
    cookie("_fbp", {"accepted": "stored"}, category="marketing", exempt=False, vendor="meta_pixel",
           owner="Meta Platforms", session=False, lifetime_seconds=7_776_000, setter_party="third"),
    cookie("kk_keuze", {"rejected": "left_over", "accepted": "stored"}, category="functional", exempt=True,
           session=False, lifetime_seconds=15_552_000),
    cookie("kk_bezoek", kind="local", session=False),
    cookie("kk_teller", session=False, lifetime_seconds=1800),
)  # fmt: skip
PARTIES = (
    ThirdParty(host="fonts.gstatic.com", vendor="google_fonts", vendor_name="Google Fonts", owner="Google",
               country="US", category="functional", tracker=False, declared=False, requests={"before": 2}),
    ThirdParty(host="cdn.onbekend.example", vendor=None, vendor_name=None, owner=None, country=None, category=None,
               tracker=False, declared=None, requests={"accepted": 1}),
)  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_suggested_section_is_read_back(language: ReportLanguage) -> None:
    declaration = read_back(site(FULL, CHOSEN, third_parties=PARTIES), language)
    rows = {row.name: row for row in declaration.cookies}
    assert set(rows) == {one.name for one in FULL}
    assert {name: row.lifetime for name, row in rows.items()} == {
        "PHPSESSID": "session", "_ga": 63_072_000, "_fbp": 7_776_000, "kk_keuze": 15_552_000,
        "kk_bezoek": "persistent", "kk_teller": 1800,
    }  # fmt: skip
    assert {name: rows[name].category for name in ("PHPSESSID", "_ga", "_fbp", "kk_keuze")} == {
        "PHPSESSID": "functional", "_ga": "analytics", "_fbp": "marketing", "kk_keuze": "functional"
    }  # fmt: skip
    assert (rows["_ga"].provider, rows["_fbp"].provider, rows["kk_keuze"].provider) == (
        "google_analytics", "meta_pixel", None
    )  # fmt: skip
    assert all(row.purpose and row.provider_text for row in rows.values())
    assert {vendor.id for vendor in declaration.vendors} >= {"google_analytics", "meta_pixel", "google_fonts"}
    assert declaration.defects == ()
    allowed = {"uses_cookies", "storage_other", "banner", "withdraw", "third_party_cookies", "uses_vendor"}
    assert {one.type for one in declaration.claims} <= allowed


def test_the_moment_is_told_only_as_far_as_the_states_prove_it() -> None:
    when = {row.name: row.moment for row in observed_rows(site(FULL, CHOSEN), NL).cookies}
    assert (when["_ga"], when["_fbp"], when["kk_keuze"]) == ("at_once", "accepted_only", "choice")
    unproven = {"accepted": "verified", "rejected": "unverified"}
    when = {row.name: row.moment for row in observed_rows(site(FULL, unproven), NL).cookies}
    assert (when["_fbp"], when["kk_keuze"]) == ("accepted", "accepted")
    when = {row.name: row.moment for row in observed_rows(site(FULL, {"accepted": "unverified"}), NL).cookies}
    assert when["_fbp"] == "unknown"


def test_an_incomplete_state_proves_no_silence() -> None:
    result = site(FULL, CHOSEN)
    states = tuple(
        state.model_copy(update={"not_looked": {"cookies": "The page crashed."}}) if state.state == "before" else state
        for state in result.observation.states
    )
    partial = result.model_copy(update={"observation": result.observation.model_copy(update={"states": states})})
    assert {row.name: row.moment for row in observed_rows(partial, NL).cookies}["_fbp"] == "accepted"


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_only_the_organisation_knows_is_asked_for_and_not_guessed(language: ReportLanguage) -> None:
    t = texts(language)
    late = cookie("kk_lang", session=False)
    view = suggestion_view(site((*FULL, late), CHOSEN, third_parties=PARTIES), t)
    assert view.section is not None
    notes = "\n".join(view.notes)
    asked = t("suggestion.note.purposes", names="kk_lang, kk_teller, kk_bezoek")
    assert asked in notes
    assert t("suggestion.note.lifetimes", names="kk_lang") in notes
    assert t("suggestion.note.hosts", names="cdn.onbekend.example") in notes
    row = next(row for row in view.section.storage if row.name == "kk_bezoek")
    assert row.purpose == t("suggestion.purpose.unknown_own")
    assert not re.search(r"[\[\]]|TODO|XX|…|\.\.\.", render_suggestion(site(FULL), "section", language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_without_a_banner_is_not_said_to_ask(language: ReportLanguage) -> None:
    t = texts(language)
    section = render_suggestion(site(FULL[:2]), "section", language)
    assert t("suggestion.section.banner") not in section
    assert t("suggestion.when.at_once") in section
    assert t("suggestion.note.no_banner") in suggestion_view(site(FULL[:2]), t).notes


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_seen_is_said_of_that_measurement_only(language: ReportLanguage) -> None:
    view = suggestion_view(site(), texts(language))
    assert view.section is not None
    assert (view.section.cookies, view.section.storage, view.section.services) == ((), (), ())
    assert len(view.section.opening) == 1
    assert "2026" in view.section.opening[0]
    assert "<table" not in render_suggestion(site(), "section", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_that_could_not_be_measured_has_no_proposal(language: ReportLanguage) -> None:
    result = site(FULL)
    failed = result.model_copy(update={"observation": result.observation.model_copy(update={"outcome": "failed"})})
    said = texts(language)("suggestion.nothing_measured")
    assert said in render_suggestion(failed, "markdown", language)
    assert said in render_suggestion(failed, "html", language)
    with pytest.raises(UsageError, match="could not be measured"):
        render_suggestion(failed, "section", language)


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UsageError, match="markdown, html, section"):
        render_suggestion(site(), "pdf")


def test_what_the_browser_refused_is_a_note_and_no_row() -> None:
    refused = cookie("kk_buiten", {"before": "blocked"})
    view = suggestion_view(site((refused,)), NL)
    assert view.section is not None
    assert view.section.cookies == ()
    assert NL("suggestion.note.blocked", names="kk_buiten") in view.notes


def test_one_cookie_on_two_domains_is_one_row_with_the_longest_lifetime() -> None:
    short = cookie("_ga", vendor="google_analytics", category="analytics", session=False, lifetime_seconds=60)
    long = short.model_copy(update={"domain": "ketting.example", "lifetime_seconds": 7 * 86400})
    (row,) = observed_rows(site((short, long)), NL).cookies
    assert row.lifetime == "7 dagen"


@pytest.mark.parametrize(
    ("seconds", "dutch", "english"),
    [
        (30, "30 seconden", "30 seconds"),
        (1800, "30 minuten", "30 minutes"),
        (86_400, "1 dag", "1 day"),
        (15_552_000, "180 dagen", "180 days"),
        (31_536_000, "1 jaar", "1 year"),
        (34_128_000, "395 dagen", "395 days"),
        (63_072_000, "2 jaar", "2 years"),
        (315_532_800, "10 jaar", "10 years"),
        (-5, "1 seconde", "1 second"),
    ],
)
def test_lifetimes_as_a_policy_writes_them(seconds: int, dutch: str, english: str) -> None:
    assert (lifetime_words(seconds, NL), lifetime_words(seconds, texts("en"))) == (dutch, english)


def test_a_contradicted_sentence_gets_one_that_is_true_and_a_confirmed_one_stays() -> None:
    document = documents()[0]
    first, second, third = [block for block in document.blocks if block.kind == "paragraph"][:3]
    evidence = (Evidence(kind="cookie", name="_fbp", vendor="meta_pixel", state="before"),)
    verdicts = tuple(
        ClaimVerdict.model_validate(
            {"index": index, "claim": claim(kind, document, document.text[block.start : block.end]),
             "verdict": verdict, "reason": "Cookies seen: _fbp.", "evidence": evidence}
        )
        for index, (kind, verdict, block) in enumerate(
            (("no_cookies", "contradicted", first), ("uses_cookies", "confirmed", second),
             ("processor_agreement", "cannot_tell", third))
        )
    )  # fmt: skip
    view = suggestion_view(site(FULL, verdicts=verdicts), NL)
    (change,), (stay,), (left,) = view.changes, view.stays, view.open
    assert change.instead == (NL("suggestion.replace.no_cookies", site="ketting.example", things="Meta Pixel"),)
    assert any("Gezien: cookies: _fbp." in reason for reason in change.why)
    assert (stay.quote[:20], left.quote[:20]) == tuple(
        document.text[block.start : block.end][:20] for block in (second, third)
    )
    assert (stay.instead, left.instead) == ((), ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_format_shows_every_part_of_the_sample(language: ReportLanguage) -> None:
    t = texts(language)
    for name in FORMATS[:2]:
        shown = render_suggestion(sample(), name, language)
        assert all(t(f"suggestion.part.{part}") in shown for part in ("section", "changes", "settings", "notes"))
    page = BeautifulSoup(render_suggestion(sample(), "html", language), "lxml")
    assert page.html is not None
    assert page.html["lang"] == language
    assert not page.find_all(["script", "img", "iframe"])
    assert place_of(sample()) in page.get_text()


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_text_stays_text_in_the_pages(attack: str) -> None:
    spoilt = hostile(sample(), attack)
    for name in ("html", "section"):
        page = render_suggestion(spoilt, name, "nl")
        soup = BeautifulSoup(page, "lxml")
        assert not soup.find_all(["script", "img", "iframe", "object", "embed", "link", "base", "form"])
        attributes = {attribute for tag in soup.find_all(True) for attribute in tag.attrs}
        assert not {attribute for attribute in attributes if attribute.startswith("on") or attribute == "style"}
        assert all(str(tag["href"]).startswith("#") for tag in soup.find_all(href=True))
        assert not re.search("[\x00\x1b\x9b\u202e\u2066]", page)
        assert len(page) < 400_000


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_hostile_text_stays_text_in_markdown(attack: str) -> None:
    shown = render_suggestion(hostile(sample(), attack), "markdown", "en")
    assert not re.search("[\x00\x1b\x9b\u202e\u2066]", shown)
    bare = re.sub(r"(?<!\\)(`+) ?.*? ?(?<!\\)\1", "", shown)
    assert not re.search(r"(?<!\\)\]\(|(?<!\\)<(?:script|img|https)", bare)
    sizes = {line.count("|") - line.count("\\|") for line in bare.split("\n") if line.startswith("|")}
    assert sizes <= {5, 7}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_fact_of_the_knowledge_base_has_words(language: ReportLanguage) -> None:
    t = texts(language)
    base = vendors()
    whys = {fact.why for product in base.products.values() for fact in product.cookies if fact.why}
    assert [why for why in sorted(whys) if f"suggestion.why.{why}" not in t] == []
    countries = {owner.country for owner in base.owners.values() if owner.country}
    assert [code for code in sorted(countries) if f"suggestion.country.{code}" not in t] == []
    assert [one for one in Purpose.__args__ if f"suggestion.what.{one}" not in t] == []  # type: ignore[attr-defined]
    assert [one for one in DefectKind.__args__ if f"suggestion.defect.{one}" not in t] == []  # type: ignore[attr-defined]


def test_the_advice_is_about_checks_that_exist() -> None:
    known = {check.INFO.id for check in CHECKS}
    assert {*AGAINST_THE_TEXT, *BESIDE_THE_TEXT} <= known
