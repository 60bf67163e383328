"""Each manager's record as its documentation shows it: granted, refused, and before a choice; and hostile values."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from recorded_choices import HOST, RECORDS, VISITOR, Stores, cookie, cookies, local, vanilla

from auditor.crawl.consent.records.libraries import LIBRARIES
from auditor.crawl.consent.records.plugins import PLUGINS
from auditor.crawl.consent.records.reading import decode, first_party
from auditor.crawl.consent.records.services import SERVICES
from auditor.crawl.consent.records.stores import LONGEST_VALUE
from auditor.knowledge.vendors import vendors
from auditor.models.consent import ConsentRecord

NAMES = [f"{manager} {number}" for number, (manager, *_) in enumerate(RECORDS)]


def read(stores: Stores, manager: str) -> ConsentRecord | None:
    return next((record for record in decode(stores, HOST) if record.manager == manager), None)


@pytest.mark.parametrize(("manager", "granted", "refused", "open_"), RECORDS, ids=NAMES)
def test_a_manager_s_record_tells_what_was_chosen(
    manager: str, granted: Stores, refused: Stores, open_: Stores
) -> None:
    yes, no, before = (read(stores, manager) for stores in (granted, refused, open_))
    assert yes is not None
    assert no is not None
    assert yes.grants is True
    assert no.grants is False
    assert yes.decided is not False
    assert no.decided is not False
    assert before is None or before.decided is False


@pytest.mark.parametrize(("manager", "granted", "refused", "open_"), RECORDS, ids=NAMES)
def test_no_record_keeps_what_tells_visitors_apart(
    manager: str, granted: Stores, refused: Stores, open_: Stores
) -> None:
    for stores in (granted, refused, open_):
        assert VISITOR not in json.dumps([record.model_dump(mode="json") for record in decode(stores, HOST)])


def test_every_manager_is_one_that_the_knowledge_base_knows() -> None:
    assert {manager for manager, *_ in RECORDS} <= set(vendors().products)


def test_every_decoder_is_tried() -> None:
    tried = {decoder.__name__ for decoder in (*SERVICES, *LIBRARIES, *PLUGINS) for _, *stores in RECORDS
             if any(decoder(one) is not None for one in stores)}  # fmt: skip
    without_answers = {"c15t", "ccm19", "consentmanager", "real_cookie_banner"}
    assert tried | without_answers == {decoder.__name__ for decoder in (*SERVICES, *LIBRARIES, *PLUGINS)}


@pytest.mark.parametrize(
    ("stores", "manager", "decided"),
    [
        (cookie("real_cookie_banner-v:3_blog:1", f"1790000000:{VISITOR}:[]"), "real_cookie_banner", True),
        (cookie("real_cookie_banner-test", "consent"), "real_cookie_banner", None),
        (local("ccm_consent", json.dumps({"/": {"gen": 1, "ucid": VISITOR, "consent": True}})), "ccm19", True),
        (local("ccm_consent", json.dumps({"/": {"gen": 1, "consent": False}})), "ccm19", False),
        (Stores(page={"consentmanager": {"decided": False}}), "consentmanager", False),
        (Stores(page={"consentmanager": {"decided": True}}), "consentmanager", True),
        (cookies(cookieconsent_status="dismiss"), "insites_cookieconsent", True),
        (cookies(CookieConsent="-1"), "cookiebot", False),
    ],
)
def test_some_records_only_tell_that_a_choice_was_made(stores: Stores, manager: str, decided: bool | None) -> None:
    record = read(stores, manager)
    assert (record.decided if record else None) is decided


def test_what_is_necessary_grants_nothing_to_ask_for() -> None:
    record = read(vanilla(["necessary"]), "vanilla_cookieconsent")
    assert record is not None
    assert record.granted == {"necessary": True, "analytics": False}
    assert record.necessary == ("necessary",)


HOSTILE = ("%", "{" * 9000, "[" * 9000, "null", "1e999", "\ud800", "x" * (LONGEST_VALUE + 1), "{}",
           '{"purposes": "x", "categories": {"a": []}, "consents": [], "con": "x", "gdpr": []}')  # fmt: skip


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_values_tell_nothing_of_a_choice(value: str) -> None:
    for stores in (stores for _, *three in RECORDS for stores in three):
        held, kept = dict.fromkeys(stores.cookies, value), dict.fromkeys(stores.local, value)
        hostile = Stores(cookies=held, local=kept, page=dict.fromkeys(stores.page, value))
        assert [record for record in decode(hostile, HOST) if record.grants] == []


KNOWN = sorted({name for _, *three in RECORDS for stores in three for name in (*stores.cookies, *stores.local)})
PARTS = ["purposes", "consents", "categories", "services", "status", "a", "consent", "gdpr", "commands", "states"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(PARTS), inner, max_size=4),
    max_leaves=12,
)
VALUES = st.text(max_size=80) | JSON.map(json.dumps)
ASKED = ["google", "tcf", "klaro", "usercentrics", "orejime", "osano", "shopify", "tarteaucitron"]


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(KNOWN), VALUES, max_size=4),
    st.dictionaries(st.sampled_from(ASKED), JSON),
)
def test_nothing_that_a_site_stores_breaks_the_decoders(held: dict[str, str], page: dict[str, Any]) -> None:
    for record in decode(Stores(cookies=held, local=held, session=held, page=page), HOST):
        assert len(record.granted) <= 201


def test_many_long_values_cost_little() -> None:
    stores = Stores(cookies={f"cookie_consent_{n}": '{"a":' * 10_000 for n in range(100)})
    began = time.perf_counter()
    decode(stores, HOST)
    assert time.perf_counter() - began < 3


def test_only_cookies_of_the_site_count() -> None:
    jar = [
        {"name": "klaro", "value": "a", "domain": ".bakkerij.example"},
        {"name": "CookieConsent", "value": "b", "domain": "reclame.example"},
        {"name": "x", "value": "c", "domain": "bakkerij.example.evil.example"},
    ]
    assert first_party(jar, HOST) == {"klaro": "a"}
