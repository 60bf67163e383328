"""Who gets in, what they may do, and what a foreign page cannot make their browser do."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from review_site import (
    PASSWORD,
    SHARED,
    client,
    company,
    decide,
    finding_path,
    local_client,
    post,
    shared_client,
    sign_in,
    token,
    with_account,
)
from starlette.testclient import TestClient

from auditor.errors import UsageError
from auditor.review.web import routes
from auditor.review.web.app import create_app
from auditor.review.web.security.throttle import BOTH, CLIENT, WINDOW, Throttle
from auditor.review.web.settings import ReviewSettings
from auditor.store.store import Store


def test_every_answer_has_the_headers(store: Store) -> None:
    browser = local_client(store)
    for path in ("/", "/nothing", "/static/review.css", finding_path(store)):
        headers = browser.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cross-origin-opener-policy"] == "same-origin"
    assert browser.get("/").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8642", "127.0.0.1.evil.example", "", "a b", "[::2]"])
def test_on_loopback_a_foreign_name_is_not_answered(store: Store, host: str) -> None:
    assert local_client(store).get("/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("host", ["127.0.0.1:8642", "localhost", "localhost:9000", "[::1]:8642"])
def test_on_loopback_its_own_names_are_answered(store: Store, host: str) -> None:
    assert local_client(store).get("/", headers={"host": host}).status_code == 200


def test_without_sign_in_no_proxy_is_answered(store: Store) -> None:
    assert local_client(store).get("/", headers={"x-forwarded-for": "198.51.100.7"}).status_code == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "::", "review.example"])
def test_where_others_can_reach_it_nothing_starts_without_accounts(store: Store, host: str) -> None:
    with pytest.raises(UsageError, match="auditor users add"):
        create_app(store, ReviewSettings(host=host))
    with_account(store)
    create_app(store, ReviewSettings(host=host))
    store.disable_user("ans")
    with pytest.raises(UsageError):
        create_app(store, ReviewSettings(host=host))


def test_behind_a_proxy_people_sign_in_although_it_listens_on_loopback(store: Store) -> None:
    assert ReviewSettings(address="https://review.example").sign_in
    assert not ReviewSettings(host="127.0.0.2").sign_in
    with pytest.raises(UsageError):
        ReviewSettings(address="review.example")


def test_without_a_session_only_the_sign_in_page_answers(store: Store) -> None:
    with_account(store)
    browser = shared_client(store)
    latest = store.latest(company(store))
    assert latest is not None
    real = {"site": str(company(store).id), "audit": latest.id, "finding": finding_path(store).rpartition("/")[2]}
    for page in routes.PAGES:
        path = re.sub(r"{(\w+)(:\w+)?}", lambda name: real.get(name[1], "report.html"), page.path)
        answer: Any = browser.request(page.method, path)
        if page.access == "anyone":
            assert path in ("/sign-in", "/preferences"), path  # and, outside these, /healthz: see test_probe.py
        else:
            assert answer.status_code == 303, path
            assert answer.headers["location"].startswith("/sign-in")
            assert "ketting" not in answer.text


def test_every_action_is_refused_without_its_token(store: Store) -> None:
    browser = local_client(store)
    page = browser.get("/").text
    for action in routes.PAGES:
        if action.method != "POST":
            continue
        path = re.sub(r"{(\w+)(:\w+)?}", "1", action.path)
        for fields in ({}, {"csrf_token": ""}, {"csrf_token": "0" * 64}, {"csrf_token": token(page)[:-1]}):
            assert browser.post(path, data=fields).status_code == 403, path
        assert browser.post(path, json={"csrf_token": token(page)}).status_code == 403, path


def test_a_token_of_another_browser_is_refused(store: Store) -> None:
    mine, path = local_client(store), finding_path(store)
    theirs = token(local_client(store).get(path).text)
    mine.get(path)
    assert mine.post(path, data={"csrf_token": theirs, "kind": "comment", "reason": "x"}).status_code == 403
    assert store.decisions(company(store)) == ()


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:3000"},
        {"origin": "http://[bad"},
    ],
)
def test_a_form_from_elsewhere_is_refused_even_with_the_token(store: Store, headers: dict[str, str]) -> None:
    browser, path = local_client(store), finding_path(store)
    fields = {"csrf_token": token(browser.get(path).text), "kind": "comment", "reason": "x"}
    answer = browser.post(path, data=fields, headers=headers)
    assert answer.status_code == 403
    assert "came from another website" in answer.text
    own = {"origin": "http://127.0.0.1:8642", "sec-fetch-site": "same-origin"}
    assert browser.post(path, data=fields, headers=own).status_code == 422


def test_the_token_in_a_header_serves_htmx(store: Store) -> None:
    browser = local_client(store)
    given = {"x-csrf-token": token(browser.get("/").text)}
    assert browser.post("/preferences", data={"language": "en"}, headers=given).status_code == 303


def test_a_large_form_is_refused(store: Store) -> None:
    browser = local_client(store)
    assert browser.post("/preferences", data={"next": "x" * 200_000}).status_code == 413
    assert browser.post("/preferences", data={f"f{n}": "x" for n in range(200)}).status_code == 413


def test_signing_in_gives_a_cookie_that_scripts_and_plain_connections_do_not_get(store: Store) -> None:
    with_account(store)
    browser = shared_client(store)
    answer = sign_in(browser)
    assert answer.status_code == 303
    cookie = next(value for value in answer.headers.get_list("set-cookie") if "session" in value)
    assert cookie.startswith("__Host-auditor-session=")
    for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/", "Max-Age=43200"):
        assert part in cookie
    given = browser.cookies["__Host-auditor-session"]
    assert store.signed_in(hashlib.sha256(given.encode()).hexdigest()) is not None
    assert store.signed_in(given) is None
    assert browser.get("/").status_code == 200
    assert "Strict-Transport-Security".lower() in answer.headers


def test_a_wrong_name_a_wrong_password_and_a_closed_account_get_the_same_answer(store: Store) -> None:
    with_account(store)
    with_account(store, "cor")
    store.disable_user("cor")
    tried = [("ans", "wrong"), ("nobody", PASSWORD), ("cor", PASSWORD)]
    answers = [sign_in(shared_client(store), *one) for one in tried]
    assert {answer.status_code for answer in answers} == {422}
    plain = {re.sub(r'value="[^"]*"', "", answer.text) for answer in answers}
    assert len(plain) == 1
    assert "do not belong together" in plain.pop()


def test_guessing_is_slowed_down_and_a_right_password_does_not_help_then(store: Store) -> None:
    with_account(store)
    browser = shared_client(store)
    for _ in range(BOTH.failures):
        assert sign_in(browser, password="wrong").status_code == 422
    assert sign_in(browser).status_code == 429
    assert sign_in(browser, "nobody", "x").status_code == 422


def test_failures_are_forgotten_in_time_and_one_machine_cannot_try_all_names() -> None:
    now = [0.0]
    throttle = Throttle(lambda: now[0])
    assert [throttle.begin(f"name-{n}", "198.51.100.7") for n in range(CLIENT.failures + 1)][-1] is False
    assert throttle.begin("name-0", "198.51.100.8")
    now[0] += WINDOW + 1
    assert throttle.begin("name-0", "198.51.100.7")
    throttle.succeeded("name-0", "198.51.100.7")
    assert all(throttle.begin("name-0", "198.51.100.7") for _ in range(BOTH.failures))


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/\n/x"]
)
def test_signing_in_leads_nowhere_else(store: Store, target: str) -> None:
    with_account(store)
    browser = shared_client(store)
    answer = post(browser, "/sign-in", name="ans", password=PASSWORD, next=target)
    assert answer.headers["location"] == "/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(store: Store) -> None:
    with_account(store)
    browser, path = shared_client(store), finding_path(store)
    first = browser.get(path + "?audit=1")
    form = browser.get(first.headers["location"]).text
    assert f'name="next" value="{path}?audit=1"' in form


def test_a_reader_reads_and_cannot_write(store: Store) -> None:
    with_account(store, role="reader")
    browser, path = shared_client(store), finding_path(store)
    sign_in(browser)
    html = browser.get(path).text
    assert "Only a reviewer can decide." in html
    assert 'name="kind"' not in html
    answer = decide(browser, path, "comment", reason="x")
    assert answer.status_code == 403
    assert "may read, but not write" in answer.text
    assert store.decisions(company(store)) == ()


def test_a_reader_is_refused_every_action_that_writes(store: Store) -> None:
    """Each route of the application itself, with the right token: one made later is refused too, or named here."""
    with_account(store, role="reader")
    latest, path = store.latest(company(store)), finding_path(store)
    assert latest is not None
    text = store.documents(latest)[0].text_sha256 or ""
    number = str(company(store).id)
    real = {"site": number, "audit": latest.id, "finding": path.rpartition("/")[2], "text": text}
    browser = shared_client(store)
    sign_in(browser)
    right = token(browser.get("/account").text)
    before = (store.sites(), store.audits(company(store), 10), store.decisions(company(store)), store.users())
    actions = {one.path for one in browser.app.routes if "POST" in one.methods}  # type: ignore[attr-defined]
    assert actions == {page.path for page in routes.PAGES if page.method == "POST"}
    own = {"/sign-in", "/sign-out", "/preferences"}
    assert len(actions - own) >= 6
    for action in sorted(actions - own):
        address = re.sub(r"{(\w+)(:\w+)?}", lambda name: real[name[1]], action)
        answer = browser.post(address, data={"csrf_token": right, "kind": "fixed", "address": "https://a.example/"})
        assert answer.status_code == 403, action
        assert "may read, but not write" in answer.text, action
    assert (store.sites(), store.audits(company(store), 10), store.decisions(company(store)), store.users()) == before


def test_a_reviewers_decision_bears_their_name(store: Store) -> None:
    with_account(store)
    browser, path = shared_client(store), finding_path(store)
    sign_in(browser)
    assert decide(browser, path, "comment", reason="Gezien.", by="somebody else").status_code == 303
    assert [one.by for one in store.decisions(company(store))] == ["ans"]


def test_signing_out_here_and_everywhere(store: Store) -> None:
    with_account(store)
    one, two, three = (shared_client(store) for _ in range(3))
    for browser in (one, two, three):
        sign_in(browser)
    old = one.cookies["__Host-auditor-session"]
    post(one, "/sign-out", "/account")
    assert one.get("/").status_code == 303
    one.cookies.set("__Host-auditor-session", old)
    assert one.get("/").status_code == 303
    assert two.get("/").status_code == 200
    answer = post(two, "/sign-out", "/account", everywhere="yes")
    assert "signed out on all devices" in two.get(answer.headers["location"], headers={"accept-language": "en"}).text
    assert [browser.get("/").status_code for browser in (two, three)] == [303, 303]


def test_signing_out_everywhere_changes_nothing_of_the_account(store: Store) -> None:
    """Not even the role, which somebody may have changed since the page was asked for."""
    with_account(store)
    browser = shared_client(store)
    sign_in(browser)
    before = store.user("ans")
    assert before is not None
    store.change_user("ans", role="reader")
    store.sign_out_everywhere(before)
    after = store.user("ans")
    assert after is not None
    assert after.role == "reader"
    assert browser.get("/account").status_code == 303


def test_a_session_ends_with_the_account_and_in_time(store: Store) -> None:
    with_account(store)
    browser = shared_client(store)
    sign_in(browser)
    store.disable_user("ans")
    assert browser.get("/").status_code == 303
    store.disable_user("ans", disabled=False)
    sign_in(browser)
    assert browser.get("/").status_code == 200
    store._clock = lambda: datetime.now(UTC) + timedelta(hours=13)
    assert browser.get("/").status_code == 303


def test_htmx_without_a_session_is_sent_to_the_sign_in_page(store: Store) -> None:
    with_account(store)
    answer = shared_client(store).get("/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/sign-in")


def test_the_report_runs_in_an_origin_of_its_own(store: Store) -> None:
    latest = store.latest(company(store))
    assert latest is not None
    answer = local_client(store).get(f"/audits/{latest.id}/files/report.html")
    assert answer.headers["content-type"].startswith("text/html")
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox allow-scripts;")
    assert "allow-same-origin" not in policy
    assert "default-src 'none'" in policy


def test_files_of_the_site_are_only_for_saving(store: Store) -> None:
    latest = store.latest(company(store))
    assert latest is not None
    browser, folder = local_client(store), f"/audits/{latest.id}/files"
    page = browser.get(f"{folder}/document-01-privacy.html")
    assert page.headers["content-type"] == "application/octet-stream"
    assert page.headers["content-disposition"].startswith("attachment")
    assert browser.get(f"{folder}/before-home.png").headers["content-type"] == "image/png"
    for name in ("../../auditor.db", "..%2f..%2fauditor.db", "%2fetc%2fpasswd", "nothing", "%00"):
        assert browser.get(f"{folder}/{name}").status_code == 404


def test_a_failing_store_is_said_in_a_sentence_without_our_insides(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(Store, "overview", fails)
    answer = local_client(store).get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "A fault of ours" in answer.text


def test_a_foreign_name_is_answered_where_people_sign_in_by_address(store: Store) -> None:
    with_account(store)
    open_to_all: TestClient = client(store, ReviewSettings(host="0.0.0.0"), "http://anything.example")
    assert open_to_all.get("/sign-in").status_code == 200
    assert shared_client(store).get("/sign-in", headers={"host": "evil.example"}).status_code == 400
    assert SHARED.secure
