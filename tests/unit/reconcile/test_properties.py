"""What holds for any observation and any declaration."""

from __future__ import annotations

import random
from typing import Any

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
    setter,
    state,
    tiny_base,
    vendor,
    written_by,
)

from auditor.models.common import ConsentState
from auditor.models.consent import Choice, ConsentSurface
from auditor.models.declaration import Claim, Declaration
from auditor.models.observation import Cookie, Observation, Request, StateObservation, StorageEntry
from auditor.models.result import AuditResult, Evidence, finding_id
from auditor.reconcile.checks import CHECKS
from auditor.reconcile.looked import CHOSEN
from auditor.reconcile.runner import reconcile

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
    lambda url, kind, page, gcs, identifiers, frame: request(
        url + gcs, type=kind, page=page[0], identifiers=identifiers, frame=frame
    ),
    URLS,
    st.sampled_from(["script", "image", "font", "beacon", "document"]),
    PAGES,
    st.sampled_from(["", "?gcs=G100", "?gcs=G111"]),
    st.sampled_from([(), ("h",)]),
    st.none() | URLS,
)


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


def _claims(kind: str, /, **params: st.SearchStrategy[Any]) -> st.SearchStrategy[Claim]:
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
)  # fmt: skip

DECLARATIONS = st.builds(
    lambda claims, rows, vendors, defects: declaration(
        *claims, cookies=tuple(rows), vendors=tuple(vendors), defects=tuple(defects)
    ),
    st.lists(CLAIMS, max_size=6),
    st.lists(
        st.builds(
            lambda name, lifetime: row(name, lifetime=lifetime), NAMES, st.sampled_from([None, 86400, "session"])
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


def _plain(result: AuditResult) -> dict[str, Any]:
    """A result without what must follow the order of the input: places, refs and digests."""
    findings = {
        one.id: (
            one.severity, one.states, one.title, one.explanation, one.seen,
            sorted(_evidence(entry) for entry in one.evidence), sorted((c.type, str(c.params)) for c in one.claims),
        )
        for one in result.findings
    }  # fmt: skip
    return {
        "findings": findings,
        "checks": [(one.check, one.result, one.reason, sorted(one.findings)) for one in result.checks],
        "verdicts": sorted(
            (one.claim.model_dump_json(), one.verdict, one.reason, one.findings) for one in result.verdicts
        ),
        "cookies": [item.model_dump(exclude={"ref", "setter", "setter_party"}) for item in result.cookies],
        "third_parties": result.third_parties,
        "timeline": [event.model_dump(exclude={"ref"}) for event in result.timeline],
    }


def _evidence(entry: Evidence) -> str:
    ref = entry.ref if entry.ref and entry.kind == "document" and entry.ref.startswith("/") else None
    return entry.model_dump_json(exclude={"ref"}) + (ref or "")


def _shuffled(things: tuple[Any, ...], order: random.Random) -> tuple[Any, ...]:
    mixed = list(things)
    order.shuffle(mixed)
    return tuple(mixed)


@quick
@given(observations(), DECLARATIONS, st.randoms(use_true_random=False))
def test_the_order_of_cookies_requests_and_claims_changes_nothing(
    observed: Observation, texts: Declaration, order: random.Random
) -> None:
    mixed_states = tuple(
        one.model_copy(
            update={kind: _shuffled(getattr(one, kind), order) for kind in ("cookies", "storage", "requests")}
        )
        for one in observed.states
    )
    mixed = observed.model_copy(update={"states": mixed_states})
    told = texts.model_copy(update={"claims": _shuffled(texts.claims, order)})
    assert _plain(reconcile(observed, texts, base=BASE)) == _plain(reconcile(mixed, told, base=BASE))


@quick
@given(observations(), DECLARATIONS, st.sampled_from(["cookies", "storage", "requests"]), st.data())
def test_seeing_more_never_turns_contradicted_into_confirmed(
    observed: Observation, texts: Declaration, kind: str, data: st.DataObject
) -> None:
    more: Cookie | Request | StorageEntry = data.draw({"cookies": COOKIES, "storage": KEYS, "requests": REQUESTS}[kind])
    place = data.draw(st.integers(0, len(observed.states) - 1))
    seen = list(observed.states)
    seen[place] = seen[place].model_copy(update={kind: (*getattr(seen[place], kind), more)})
    before = reconcile(observed, texts, base=BASE)
    after = reconcile(observed.model_copy(update={"states": tuple(seen)}), texts, base=BASE)
    for one, two in zip(before.verdicts, after.verdicts, strict=True):
        # A general lifetime ("our cookies ...") is contradicted only while no cookie agrees with it.
        general = one.claim.type == "lifetime" and one.claim.params["subject"] in ("all", "functional")
        assert not (one.verdict == "contradicted" and two.verdict == "confirmed") or general


@quick
@given(observations(), DECLARATIONS)
def test_every_piece_of_evidence_is_there(observed: Observation, texts: Declaration) -> None:
    result = reconcile(observed, texts, base=BASE)
    for entry in (
        *(e for one in result.findings for e in one.evidence),
        *(e for v in result.verdicts for e in v.evidence),
    ):
        assert entry.ref is not None
        if entry.ref.startswith("declaration:"):
            held = _at(texts, entry.ref.removeprefix("declaration:"))
            said = {getattr(held, name, None) for name in ("quote", "name", "id")} | {
                getattr(held, "kind", "").replace("_", " ")
            }
            assert entry.name in said
            continue
        held = _at(observed, entry.ref)
        if isinstance(held, StateObservation | Document_):
            continue
        host = getattr(held, "domain", None) or getattr(held, "host", None) or SITE
        assert entry.host in (host, None) or entry.kind in ("storage", "banner")
    for finding in result.findings:
        assert finding.id == finding_id(finding.check, finding.subject)
        for quoted in finding.claims:
            assert texts.claims[quoted.index].quote == quoted.quote


Document_ = type(document())


def _at(root: Any, pointer: str) -> Any:
    """The value at an RFC 6901 pointer."""
    held = root
    for step in pointer.strip("/").split("/"):
        held = held[int(step)] if step.isdigit() else getattr(held, step)
    return held


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
