"""Small rules of the crawl that need no browser."""

from __future__ import annotations

import asyncio
import stat
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from auditor.crawl import browser_choice
from auditor.crawl.browser import proxy_settings
from auditor.crawl.browser_choice import build_of, find_browser
from auditor.crawl.browser_process import Launch, flags, languages, resolver_rules
from auditor.crawl.collector import Collected
from auditor.crawl.collectors import COLLECTORS
from auditor.crawl.evidence import Parties, VisitEvidence
from auditor.crawl.failures import error_code, unreachable
from auditor.crawl.merge import join, merge_visits
from auditor.crawl.names import CanonicalNames, resolver_for, system_canonical_name
from auditor.crawl.navigation import is_challenge
from auditor.crawl.options import CrawlOptions
from auditor.crawl.site import addresses_of
from auditor.crawl.values import Fingerprints
from auditor.crawl.visit import VisitRecord
from auditor.crawl.words import challenge_words, document_words, kept_parameters, page_words
from auditor.errors import BrowserMissing, UsageError
from auditor.models.consent import Choice, ConsentRecord
from auditor.models.observation import CollectorReport, Cookie, Setter, StorageEntry

COOKIE = Cookie(
    name="a", domain="x.nl", path="/", host_only=True, secure=False, http_only=False, same_site="unset",
    lifetime_seconds=60, session=False, party="first", setter=Setter(how="header", url=None, party=None),
    outcome="blocked", blocked_reason="UserPreferences", value=None, pages=("https://x.nl/",),
)  # fmt: skip


def test_every_collector_module_is_registered_once() -> None:
    folder = Path(browser_choice.__file__).with_name("collectors")
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {kind.__module__.rpartition(".")[2] for kind in COLLECTORS} == modules
    assert len({kind.kind for kind in COLLECTORS}) == len(COLLECTORS)


def test_the_data_files_fit_their_schemas() -> None:
    assert {role.role for role in document_words().roles} == {"privacy", "cookies", "terms"}
    assert page_words().file_endings
    assert challenge_words().headers
    assert {"gcs", "gcd", "tid", "en", "v", "id"} <= {parameter.name for parameter in kept_parameters().parameters}


@pytest.mark.parametrize(
    ("host", "party"),
    [
        ("www.voorbeeld.nl", "first"),
        ("cdn.voorbeeld.nl", "first"),
        ("voorbeeld.nl", "first"),
        ("voorbeeld.nl.evil.example", "third"),
        ("nietvoorbeeld.nl", "third"),
        ("", "third"),
    ],
)
def test_parties(host: str, party: str) -> None:
    assert Parties(["voorbeeld.nl"]).of_host(host) == party


def test_a_site_that_moved_has_two_domains() -> None:
    parties = Parties(["voorbeeld.nl"])
    parties.add("www.voorbeeld.com")
    parties.add("")
    assert parties.of_url("https://voorbeeld.com/x") == "first"
    assert parties.of_url("https://voorbeeld.nl/x") == "first"


def test_stored_values_are_taken_out_of_text_and_words_are_not() -> None:
    evidence = VisitEvidence(Fingerprints(), Parties(["x.nl"]))
    for value in ("k3J9xQ2mPz71Lw", "nl", "accepted", "functional", "geheim%2D4711"):
        evidence.note_secret(value)
    assert (
        evidence.scrub("Uw nummer k3J9xQ2mPz71Lw is accepted, functional, nl.")
        == "Uw nummer * is accepted, functional, nl."
    )
    assert evidence.redact("https://x.nl/p/geheim-4711/q") == "https://x.nl/p/*/q"


def test_resolve_rules() -> None:
    rules = ("*:443=127.0.0.1:8443", "www.x.nl:80=[::1]:8080")
    assert resolver_rules(rules) == "MAP *:443 127.0.0.1:8443,MAP www.x.nl:80 [::1]:8080"
    for wrong in ("x.nl", "x.nl:443", "x.nl:443=127.0.0.1", "x.nl:443=127.0.0.1:1,MAP * evil"):
        with pytest.raises(UsageError):
            resolver_rules((wrong,))


def test_certificates_are_ignored_by_flag_only_when_asked() -> None:
    assert "--ignore-certificate-errors" in flags(Launch.of(CrawlOptions(ignore_https_errors=True)))
    assert "--ignore-certificate-errors" not in flags(Launch.of(CrawlOptions()))
    wanted = {"--disable-site-isolation-trials", "--disable-background-networking", "--no-first-run"}
    assert wanted <= set(flags(Launch.of(CrawlOptions())))
    assert "--no-sandbox" not in flags(Launch.of(CrawlOptions()))


def test_languages_and_proxies() -> None:
    assert languages("nl-NL") == "nl-NL,nl,en-US,en"
    assert languages("en-US") == "en-US,en"
    assert proxy_settings("http://jan:ge%40heim@proxy.nl:3128") == {
        "server": "http://proxy.nl:3128", "username": "jan", "password": "ge@heim",
    }  # fmt: skip
    assert proxy_settings("proxy.nl:3128") == {"server": "http://proxy.nl:3128"}


def test_a_browser_is_found_in_the_path_before_playwrights_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "ms-playwright" / "chromium-1" / "chrome"
    installed = tmp_path / "bin" / "chromium"
    for path in (own, installed):
        path.parent.mkdir(parents=True)
        path.write_text("")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(browser_choice, "PLACES", {})
    monkeypatch.setenv("PATH", str(installed.parent))
    assert find_browser(None, str(own)) == installed
    monkeypatch.setenv("PATH", "")
    assert find_browser(None, str(own)) == own
    assert find_browser(own, None) == own
    with pytest.raises(BrowserMissing, match="No Chrome or Chromium was found"):
        find_browser(None, str(tmp_path / "weg"))


def test_the_headless_shell_is_known_as_such() -> None:
    assert build_of(Path("/x/chrome-headless-shell-linux64/chrome-headless-shell")) == "headless_shell"
    assert build_of(Path("/usr/bin/google-chrome")) == "full"


def test_reasons_for_unreachable_sites_are_sentences() -> None:
    message = "Page.goto: net::ERR_NAME_NOT_RESOLVED at https://x.nl/\nCall log: …"
    assert error_code(message) == "ERR_NAME_NOT_RESOLVED"
    assert unreachable(message, "x.nl") == "The name x.nl could not be found."
    assert "certificate" in unreachable("net::ERR_CERT_DATE_INVALID at", "x.nl")
    assert unreachable("net::ERR_NEVER_HEARD_OF at", "x.nl") == "x.nl gave no page (ERR_NEVER_HEARD_OF)."
    assert unreachable("iets anders", "x.nl") == "x.nl gave no page."


def test_addresses_that_are_tried() -> None:
    assert addresses_of("voorbeeld.nl") == ("https://voorbeeld.nl", "http://voorbeeld.nl", "https://www.voorbeeld.nl")
    assert addresses_of("www.voorbeeld.nl/a") == ("https://www.voorbeeld.nl/a", "http://www.voorbeeld.nl/a")
    assert addresses_of("http://voorbeeld.nl/") == ("http://voorbeeld.nl/",)
    assert addresses_of("localhost:8080") == ("https://localhost:8080",)
    for wrong in ("", "ftp://x.nl", "https://", "https://[x", "een twee", "file:///etc/passwd"):
        with pytest.raises(UsageError):
            addresses_of(wrong)


@pytest.mark.parametrize(
    ("headers", "facts", "challenge"),
    [
        ({"cf-mitigated": "challenge"}, {}, True),
        ({}, {"title": "Just a moment...", "markup_start": "<script src='/cdn-cgi/challenge-platform/x'>"}, True),
        ({}, {"title": "Hallo", "text_start": "Verify you are human", "markup_start": "captcha-delivery.com"}, True),
        ({}, {"title": "Just a moment...", "text_start": "Onze winkel"}, False),
        ({}, {"title": "Just a moment...", "text_start": "verify you are human", "text_length": 9000}, False),
        ({}, {"title": "Winkel", "markup_start": "challenges.cloudflare.com/turnstile"}, False),
        ({"server": "cloudflare"}, {"title": "Winkel"}, False),
    ],
)
def test_a_bot_wall_is_known_by_more_than_a_word(
    headers: dict[str, str], facts: dict[str, Any], challenge: bool
) -> None:
    assert is_challenge(headers, facts) == challenge


def test_names_are_looked_up_once_beside_the_crawl() -> None:
    asked = []

    def slow(host: str) -> str | None:
        asked.append(host)
        time.sleep(0.05)
        return {"a.x.nl": "a.spion.example", "b.x.nl": "b.x.nl"}.get(host)

    async def main() -> CanonicalNames:
        names = CanonicalNames(slow)
        for host in ("a.x.nl", "b.x.nl", "a.x.nl", ""):
            names.ask(host)
        await names.settle()
        return names

    names = asyncio.run(main())
    assert sorted(asked) == ["a.x.nl", "b.x.nl"]
    assert (names.get("a.x.nl"), names.get("b.x.nl")) == ("a.spion.example", None)


def test_no_names_are_looked_up_behind_a_proxy_or_for_hosts_with_a_rule() -> None:
    assert resolver_for("http://proxy.nl", ()) is None
    assert resolver_for(None, ("*:443=127.0.0.1:1",)) is None
    resolver = resolver_for(None, ("test.x.nl:443=127.0.0.1:1",))
    assert resolver is not None
    assert resolver("test.x.nl") is None
    assert system_canonical_name("bestaat-niet.invalid") is None


def _record(number: int, *cookies: Cookie, looked: bool = True, outcome: Any = "complete") -> VisitRecord:
    moment = datetime(2026, 11, 22, 12, number, tzinfo=UTC)
    report = CollectorReport(collector="cookies", looked=looked, reason=None if looked else "weg")
    return VisitRecord(
        "before", number, moment, moment, collected=[Collected(cookies=cookies)], reports=[report], outcome=outcome
    )


def test_visits_merge_to_the_strongest_outcome_with_their_numbers() -> None:
    stored = COOKIE.model_copy(update={"outcome": "stored", "blocked_reason": None, "pages": ("https://x.nl/b",)})
    other = COOKIE.model_copy(update={"name": "0"})
    state = merge_visits([_record(2, stored), _record(1, COOKIE, other)])
    assert [(c.name, c.outcome, c.visits) for c in state.cookies] == [("0", "blocked", (1,)), ("a", "stored", (1, 2))]
    assert state.cookies[1].pages == ("https://x.nl/", "https://x.nl/b")
    assert state.outcome == "complete"


def _key(outcome: str, after_choice: bool) -> StorageEntry:
    nobody = Setter(how="unknown", url=None, party=None)
    known = {"kind": "local", "origin": "https://x.nl", "key": "a", "size": 1, "party": "first", "setter": nobody}
    known |= {"pages": (), "outcome": outcome, "after_choice": after_choice}
    return StorageEntry.model_validate(known)


def _chosen(number: int, outcome: Any, entry: StorageEntry, *records: ConsentRecord) -> VisitRecord:
    visit = _record(number)
    visit.collected = [Collected(storage=(entry,))]
    visit.choice, visit.records = Choice(outcome=outcome), records
    return visit


def test_a_key_is_there_if_one_visit_found_it_there_and_the_visits_that_prove_the_choice_decide() -> None:
    gone, there = _key("deleted", after_choice=False), _key("stored", after_choice=False)
    (entry,) = merge_visits([_chosen(1, "verified", gone), _chosen(2, "verified", there)]).storage
    assert (entry.outcome, entry.visits) == ("stored", (1, 2))
    (entry,) = merge_visits([_chosen(1, "failed", there), _chosen(2, "verified", gone)]).storage
    assert (entry.outcome, entry.visits) == ("deleted", (1, 2))
    (entry,) = merge_visits([_chosen(1, "failed", there), _chosen(2, "failed", gone)]).storage
    assert entry.outcome == "stored"


def test_a_record_of_a_visit_without_the_choice_says_nothing_of_the_state() -> None:
    granted = ConsentRecord(manager="site", source="cookie a", decided=True, granted={"cookies": True})
    key = _key("stored", after_choice=False)
    assert merge_visits([_chosen(1, "failed", key, granted), _chosen(2, "verified", key)]).records == ()
    assert merge_visits([_chosen(1, "verified", key), _chosen(2, "verified", key, granted)]).records == (granted,)


def test_one_visit_that_did_not_look_makes_silence_no_pass() -> None:
    state = merge_visits([_record(1), _record(2, looked=False, outcome="failed")])
    assert [(report.collector, report.looked) for report in state.collectors] == [("cookies", False)]
    assert state.outcome == "partial"


def test_later_pages_join_with_times_counted_on() -> None:
    first = merge_visits([_record(1, COOKIE)])
    later = merge_visits([_record(3, COOKIE.model_copy(update={"name": "b", "at_ms": 500}))])
    joined = join(first, later)
    assert [(cookie.name, cookie.at_ms) for cookie in joined.cookies] == [("a", 0), ("b", 120_500)]
    assert joined.finished_at == later.finished_at


def test_names_with_other_letters_are_written_as_they_travel() -> None:
    assert addresses_of("https://Bücher.example/a") == ("https://xn--bcher-kva.example/a",)
    assert addresses_of("bücher.example")[0] == "https://xn--bcher-kva.example"
