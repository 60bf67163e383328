"""The tables [[notices]]: what they may say, and one sentence for everything else."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from auditor.errors import ConfigError
from auditor.schedule.receivers import EmailSettings, WebhookSettings, by_key, load_notice_settings
from auditor.store.records import SiteRecord

HOOK = 'name = "hook"\nkind = "webhook"\nurl = "https://hook.example/in"\nsecret_env = "HOOK_KEY"\n'
MAIL = (
    'name = "mail"\nkind = "email"\nto = "ada@post.example"\nfrom = "auditor@post.example"\nsmtp = "smtp://localhost"\n'
)


def load(folder: Path, *tables: str) -> tuple[WebhookSettings | EmailSettings, ...]:
    path = folder / "auditor.toml"
    path.write_text("\n".join(f"[[notices]]\n{table}" for table in tables), encoding="utf-8")
    return load_notice_settings(path)


def test_receivers_of_both_kinds(tmp_path: Path) -> None:
    hook, mail = load(tmp_path, HOOK, MAIL.replace('"ada@post.example"', '["ada@post.example", "bob@post.example"]'))
    assert isinstance(hook, WebhookSettings)
    assert isinstance(mail, EmailSettings)
    assert (hook.when, hook.severity, hook.language, hook.sites) == ("change", "info", "nl", ())
    assert mail.server == ("smtp", "localhost", 25)
    assert list(by_key((hook, mail))) == ["hook", "mail ada@post.example", "mail bob@post.example"]
    assert load_notice_settings(None) == ()


def test_hyphens_are_as_good_as_underscores(tmp_path: Path) -> None:
    (hook,) = load(tmp_path, HOOK.replace("secret_env", "secret-env"))
    assert hook.kind == "webhook"


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        (HOOK + "urgent = true\n", "'hook': the key 'urgent' is unknown"),
        (HOOK.replace("https", "http"), "url must be https"),
        (HOOK.replace("hook.example", "ada:geheim@hook.example"), "without a user's name"),
        (HOOK.replace("https://hook.example/in", "https:///in"), "url is no address"),
        (HOOK.replace("https://hook.example/in", "https://hook.example:x/"), "it is no address"),
        (HOOK.replace("https://hook.example/in", "https://hook.example/\\n"), "a sign in it"),
        (HOOK.replace("HOOK_KEY", "whsec_c2VjcmV0/c2VjcmV0"), "secret_env: String should match"),
        (HOOK.replace('kind = "webhook"', 'kind = "fax"'), "kind is webhook or email"),
        (HOOK.replace('kind = "webhook"', ""), "kind is webhook or email"),
        (HOOK.replace('name = "hook"', ""), "number 1: the key 'name' is missing"),
        (HOOK + 'when = "hourly"\n', "when: "),
        (HOOK + "hour = 24\n", "hour: "),
        (HOOK + 'zone = "Mars/Base"\n', "is no time zone"),
        (HOOK + 'zone = "../../etc/passwd"\n', "is no time zone"),
        (HOOK + 'severity = "high"\n', "severity: "),
        (HOOK + 'language = "de"\n', "language: "),
        (HOOK + 'sites = [""]\n', "sites: a word is empty"),
        (HOOK + 'review = "ftp://x"\n', "review: "),
        (MAIL.replace("ada@post.example", "ada@post.example\\nBcc: x@y.z"), "is no address as name@example.org"),
        (MAIL.replace("auditor@post.example", "Auditor <a@b.c>"), "is no address as name@example.org"),
        (MAIL.replace("smtp://localhost", "http://localhost"), "smtp is none of"),
        (MAIL.replace("smtp://localhost", "smtp://ada:geheim@localhost"), "smtp is none of"),
        (MAIL + 'user = "ada"\n', "belong together"),
        (MAIL + 'password = "geheim"\n', "the key 'password' is unknown"),
    ],
)
def test_what_cannot_be_right_is_one_sentence(tmp_path: Path, table: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, table)
    said = caught.value.sentence
    assert sentence in said
    assert said.startswith("auditor.toml, [[notices]] ")
    assert "\n" not in said
    assert "geheim" not in said
    assert "whsec" not in said


def test_two_of_one_name_and_too_many_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="the name 'Hook' is there twice"):
        load(tmp_path, HOOK.replace('"hook"', '"Hook"'), HOOK)
    with pytest.raises(ConfigError, match="more than 500"):
        load(tmp_path, *[HOOK] * 501)


def test_plain_http_stays_on_this_machine_unless_told_otherwise(tmp_path: Path) -> None:
    for host in ("127.0.0.1:8080", "[::1]", "localhost"):
        assert load(tmp_path, HOOK.replace("https://hook.example", f"http://{host}"))
    assert load(tmp_path, HOOK.replace("https", "http") + "insecure = true\n")


@pytest.mark.parametrize(
    ("now", "more", "due"),
    [
        ("2026-03-01T12:00", 'when = "daily"', "2026-03-02T07:00"),
        ("2026-03-02T06:59:59", 'when = "daily"', "2026-03-02T07:00"),
        ("2026-03-02T07:00", 'when = "daily"', "2026-03-03T07:00"),
        # Clocks go forward on 29 March and back on 25 October: still eight o'clock there.
        ("2026-03-28T12:00", 'when = "daily"', "2026-03-29T06:00"),
        ("2026-10-24T12:00", 'when = "daily"', "2026-10-25T07:00"),
        # Half past two does not exist, nor does two o'clock: the hour after it. What exists twice counts once.
        ("2026-03-28T12:00", 'when = "daily"\nhour = 2', "2026-03-29T01:00"),
        ("2026-10-25T00:00", 'when = "daily"\nhour = 2', "2026-10-26T01:00"),
        ("2026-10-24T22:00", 'when = "daily"\nhour = 2', "2026-10-25T00:00"),
        ("2026-03-01T12:00", 'when = "weekly"', "2026-03-02T07:00"),
        ("2026-03-02T12:00", 'when = "weekly"\nday = "friday"\nzone = "UTC"', "2026-03-06T08:00"),
        ("2026-03-01T12:00", "", "2026-03-01T12:00"),
    ],
)
def test_when_a_digest_goes_out(tmp_path: Path, now: str, more: str, due: str) -> None:
    (hook,) = load(tmp_path, f"{HOOK}{more}\n")
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC)
    assert hook.due_at(moment) == dt.datetime.fromisoformat(due).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("word", "wanted"),
    [
        ("ketting.example", True), ("example", True), ("WWW.ketting.example", True), ("fietsen", True),
        ("etting.example", False), ("ander.example", False), ("shop.www.ketting.example", False),
    ],
)  # fmt: skip
def test_which_sites_a_receiver_is_told_of(tmp_path: Path, word: str, wanted: bool) -> None:
    (hook,) = load(tmp_path, f'{HOOK}sites = ["{word}"]\n')
    site = SiteRecord(
        id=1, url="https://www.ketting.example/", host="www.ketting.example", domain="ketting.example",
        label="Ketting Fietsen", added_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    assert hook.wants(site) is wanted
