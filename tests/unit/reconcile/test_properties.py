"""What holds for any observation and any declaration."""

from __future__ import annotations

import random
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reconcile_builders import (
    HOME,
    POLICY,
    SITE,
    claim,
    cookie,
    declaration,
    defect,
    document,
    key,
    observation,
    request,
    row,
    script,
    setter,
    state,
    tiny_base,
    vendor,
    written_by,
)

from auditor.models.common import ClaimType, ConsentState
from auditor.models.consent import Choice, ConsentSurface
from auditor.models.declaration import Claim, Declaration
from auditor.models.observation import Cookie, Observation, Request, Script, StateObservation, StorageEntry
from auditor.reconcile.checks import CHECKS
from auditor.reconcile.looked import CHOSEN
from auditor.reconcile.runner import reconcile
from tests.unit.reconcile.result_properties import assert_all_is_there, mixed, plain

BASE = tiny_base()

PAGES = st.sampled_from([(HOME,), (HOME + "winkel",), (HOME, f"https://kaarten.{SITE.removeprefix('www.')}/")])
HOSTS = (
    "gigant-stats.test", "gigant-tag.test", "gigant-ads.test", "gigant-video.test", "gigant-fonts.test",
    "px.smoelen.test", "like.smoelen.test", "kleinmeten.test", "kleinfilm.test", "kleincdn.test", "vreemd.test", SITE,
)  # fmt: skip
URLS = st.sampled_from([f"https://{host}/p" for host in HOSTS])

NAMES = st.sampled_from(["_gs", "_gs_AB12CD34", "_sbp", "AID", "VID", "_kf", "PHPSESSID", "taal", "kleurtje", "zzz"])
COOKIES = st.builds(
    lambda name, writer, domain, days, outcome, pages, again: cookie(
        name,
        after_choice=again,
        domain=domain,
        days=days,
        outcome=outcome,
        pages=pages,
        setter=written_by(writer) if writer else setter(HOME),
    ),
    NAMES,
    st.none() | URLS,
    st.sampled_from(["klompenwinkel.example", "gigant-ads.test", "vreemd.test"]),
    st.none() | st.integers(1, 900),
    st.sampled_from(["stored", "stored", "blocked", "deleted"]),
    PAGES,
    st.booleans(),
)
KEYS = st.builds(
    lambda name, kind, writer: key(name, kind=kind, setter=written_by(writer)),
    st.sampled_from(["uid", "kleur", "smoel-id"]),
    st.sampled_from(["local", "session"]),
    URLS,
)
REQUESTS = st.builds(
    lambda url, kind, page, gcs, identifiers, frame, again: request(
        url + gcs, type=kind, page=page[0], identifiers=identifiers, frame=frame, after_choice=again
    ),
    URLS,
    st.sampled_from(["script", "image", "font", "beacon", "document"]),
    PAGES,
    st.sampled_from(["", "?gcs=G100", "?gcs=G111"]),
    st.sampled_from([(), ("h",)]),
    st.none() | URLS,
    st.booleans(),
)


SCRIPTS = st.builds(script, URLS)

STATES: list[tuple[ConsentState, ...]] = [
    ("before",),
    ("before", "accepted"),
    ("before", "rejected", "accepted"),
    ("before", "rejected", "accepted", "withdrawn", "gpc"),
]
CHOICES = st.none() | st.builds(
    lambda outcome, way_back, at_ms: Choice(outcome=outcome, way_back=way_back, reloaded_at_ms=at_ms),
    st.sampled_from(["verified", "verified", "unverified", "no_banner", "not_offered", "failed"]),
    st.sampled_from([None, "link", "call"]),
    st.none() | st.just(900),
)


@st.composite
def states(draw: st.DrawFn) -> tuple[StateObservation, ...]:
    names = draw(st.sampled_from(STATES))
    return tuple(
        state(
            name,
            choice=draw(CHOICES) if name in CHOSEN else None,
            cookies=tuple(draw(st.lists(COOKIES, max_size=4))),
            storage=tuple(draw(st.lists(KEYS, max_size=2))),
            requests=tuple(draw(st.lists(REQUESTS, max_size=5))),
            scripts=tuple(draw(st.lists(SCRIPTS, max_size=2))),
        )
        for name in names
    )


@st.composite
def observations(draw: st.DrawFn) -> Observation:
    kind = draw(st.sampled_from(["banner", "notice", "none", None]))
    found = draw(st.sampled_from([(), (document(),), (document(outcome="missing", status=404),)]))
    return observation(*draw(states()), consent=ConsentSurface(kind=kind), documents=found)


VENDORS = st.lists(
    st.sampled_from(["gigant_analytics", "gigant", "smoelen_pixel", "buurtbouwer"]), min_size=1, max_size=2
)
CATEGORIES = st.lists(
    st.sampled_from(["functional", "analytics", "marketing", "tracking", "social", "third_party", "some"]),
    min_size=1,
    max_size=2,
)
LIMITS = st.sampled_from(
    [{}, {}, {"condition": "before_choice"}, {"scope": SITE}, {"modality": "possible"}, {"condition": "login"}]
)


DRAWN: set[str] = set()


def _claims(kind: str, /, **params: st.SearchStrategy[Any]) -> st.SearchStrategy[Claim]:
    DRAWN.add(kind)
    quotes = st.sampled_from(["Zo is het met de cookies.", "Zo is het met deze dienst.", "Zo staat het er."])
    return st.builds(
        lambda quote, limits, named: claim(kind, quote, **{**named, **limits}),
        quotes,
        LIMITS,
        st.fixed_dictionaries(params),
    )


CLAIMS = st.one_of(
    _claims("no_cookies", similar_tech=st.booleans()),
    _claims("no_category", category=CATEGORIES),
    _claims("only_categories", category=CATEGORIES),
    _claims("only_vendors", vendor=VENDORS),
    _claims("uses_cookies"),
    _claims("uses_category", category=CATEGORIES),
    _claims("uses_vendor", vendor=VENDORS),
    _claims("no_vendor", vendor=VENDORS),
    _claims("third_party_cookies"),
    _claims("consent_prior", category=CATEGORIES),
    _claims("consent_prior", vendor=VENDORS),
    _claims("cookieless", vendor=VENDORS),
    _claims("local_resources", resource=st.sampled_from([["fonts"], ["scripts"], ["analytics"]])),
    _claims("no_sharing", data=st.sampled_from([["visit"], ["general"]])),
    _claims("data_location", region=st.sampled_from(["eea_only", "outside_eea"])),
    _claims("completeness", of=st.sampled_from(["all_cookies", "third_party_cookies", "vendors"])),
    _claims("lifetime", subject=st.sampled_from(["all", "gigant_analytics", "functional"]),
            lifetime=st.sampled_from([86400, "session", "persistent"])),
    _claims("embed", vendor=st.just(["gigant_video"]),
            behaviour=st.sampled_from(["blocked_until_consent", "no_cookies", "link_only", "sets_cookies_on_load"])),
    _claims("deferral", kind=st.just("page"), url=st.sampled_from([POLICY, None])),
    _claims("banner"),
    _claims("no_banner"),
    _claims("withdraw", via=st.sampled_from([["footer_link"], ["browser_only"]])),
    _claims("dnt", value=st.booleans(), signal=st.just("dnt")),
    _claims("consent_implied"),
    _claims("not_personal", data=st.just(["ip"])),
    _claims("scope", excluded=st.just(["kaarten"])),
    _claims("storage_other", technology=st.sampled_from([["localstorage"], ["pixel"], ["fingerprinting"]])),
    _claims("consent_exempt", category=CATEGORIES),
    _claims("consent_exempt", vendor=VENDORS),
    _claims("ip_masked", vendor=VENDORS, value=st.booleans()),
    _claims("sharing_off", vendor=VENDORS, value=st.booleans()),
    _claims("processor_agreement", vendor=VENDORS, value=st.booleans()),
    _claims("not_personal", data=st.just(["analytics"])),
    _claims("no_cross_site"),
    _claims("no_sharing", data=st.just(["visit"]), vendor=VENDORS),
    _claims("legal_basis", basis=st.just(["consent"])),
    _claims("opt_out", vendor=VENDORS),
)  # fmt: skip


def _written(told: Declaration) -> Declaration:
    """The same with a text in which every quote stands, in its place."""
    text, moved = "", {}
    for kind in ("claims", "cookies", "defects"):
        moved[kind] = []
        for one in getattr(told, kind):
            place = {"start": len(text), "end": len(text) + len(one.quote)}
            moved[kind].append(one.model_copy(update=place))
            text += one.quote + "\n"
    return told.model_copy(update={"documents": (document(text),), **{kind: tuple(moved[kind]) for kind in moved}})


DECLARATIONS = st.builds(
    lambda claims, rows, vendors, defects: _written(
        declaration(*claims, cookies=tuple(rows), vendors=tuple(vendors), defects=tuple(defects))
    ),
    st.lists(CLAIMS, max_size=6),
    st.lists(
        st.builds(
            lambda name, lifetime, category: row(name, lifetime=lifetime, category=category, category_text=category),
            NAMES,
            st.sampled_from([None, 86400, "session"]),
            st.sampled_from([None, "functional", "analytics", "marketing"]),
        ),
        max_size=2,
    ),
    st.lists(st.builds(vendor, st.sampled_from(["gigant_analytics", "smoelen_pixel"])), max_size=1),
    st.lists(
        st.builds(defect, st.sampled_from(["broken_reference", "outdated_law", "contradiction", "no_cookie_section"])),
        max_size=2,
    ),
)

quick = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(observations(), DECLARATIONS, st.randoms(use_true_random=False))
def test_the_order_of_cookies_requests_and_claims_changes_nothing(
    observed: Observation, texts: Declaration, order: random.Random
) -> None:
    other = reconcile(*mixed(observed, texts, order), base=BASE)
    assert plain(reconcile(observed, texts, base=BASE)) == plain(other)


@quick
@given(observations(), DECLARATIONS, st.sampled_from(["cookies", "storage", "requests", "scripts"]), st.data())
def test_seeing_more_never_turns_contradicted_into_confirmed(
    observed: Observation, texts: Declaration, kind: str, data: st.DataObject
) -> None:
    drawn = {"cookies": COOKIES, "storage": KEYS, "requests": REQUESTS, "scripts": SCRIPTS}
    more: Cookie | Request | Script | StorageEntry = data.draw(drawn[kind])
    place = data.draw(st.integers(0, len(observed.states) - 1))
    seen = list(observed.states)
    seen[place] = seen[place].model_copy(update={kind: (*getattr(seen[place], kind), more)})
    before = reconcile(observed, texts, base=BASE)
    after = reconcile(observed.model_copy(update={"states": tuple(seen)}), texts, base=BASE)
    for one, two in zip(before.verdicts, after.verdicts, strict=True):
        assert not (one.verdict == "contradicted" and two.verdict == "confirmed"), one.claim


@quick
@given(observations(), DECLARATIONS)
def test_every_piece_of_evidence_and_every_quote_is_there(observed: Observation, texts: Declaration) -> None:
    result = reconcile(observed, texts, base=BASE)
    assert not any(outcome.result == "errored" for outcome in result.checks)
    assert_all_is_there(result, observed, texts)


def test_every_claim_type_may_be_drawn() -> None:
    assert set(get_args(ClaimType)) == DRAWN


#: The checks whose findings say that a claim is contradicted.
CONTRADICTING = {check.INFO.id for check in CHECKS if check.INFO.id.endswith("_contradicted")} | {
    "consent_promise_broken",
    "incomplete_list",
    "signal_ignored",
}

#: Claims that may be contradicted without a finding: nothing is alleged on their account (no check in the list).
SILENT = {"no_cross_site"}


@quick
@given(observations(), DECLARATIONS)
def test_findings_and_verdicts_agree(observed: Observation, texts: Declaration) -> None:
    result = reconcile(observed, texts, base=BASE)
    ids = {one.id: one for one in result.findings}
    for entry in result.verdicts:
        if entry.verdict == "contradicted" and entry.claim.type not in SILENT:
            assert entry.findings, entry.claim.type
            assert set(entry.findings) <= set(ids)
        else:
            assert entry.findings == ()
    for finding in result.findings:
        if finding.check in CONTRADICTING:
            assert finding.claims
            assert {result.verdicts[quoted.index].verdict for quoted in finding.claims} == {"contradicted"}
    assert not any(outcome.result == "errored" for outcome in result.checks)


@quick
@given(observations(), DECLARATIONS)
def test_a_possibility_never_accuses(observed: Observation, texts: Declaration) -> None:
    maybe = tuple(one.model_copy(update={"params": {**one.params, "modality": "possible"}}) for one in texts.claims)
    result = reconcile(observed, texts.model_copy(update={"claims": maybe}), base=BASE)
    assert {entry.verdict for entry in result.verdicts} <= {"cannot_tell"}
    assert not any(finding.check in CONTRADICTING for finding in result.findings)
