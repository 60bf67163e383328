"""For every check of consent the cases of `check_scenarios`, and the traps: what such checks have accused wrongly."""

from __future__ import annotations

from typing import Any

from check_scenarios import ADS, AID, GS, PIXEL, SBP, SESSION, STATS, Case
from reconcile_builders import (
    HOME,
    claim,
    cookie,
    declaration,
    key,
    observation,
    request,
    setter,
    state,
    value,
    written_by,
)

from auditor.models.common import Severity
from auditor.models.consent import (
    Box,
    Button,
    Choice,
    ConsentCommand,
    ConsentRecord,
    ConsentSurface,
    Step,
    TcfRecord,
)
from auditor.models.declaration import Claim
from auditor.models.observation import Observation, StateObservation

ACCEPT = Button(text="Alles accepteren", role="accept", element="button")
REJECT = Button(text="Weigeren", role="reject", element="button")
BANNER = ConsentSurface(
    kind="banner", text="Mogen wij cookies plaatsen om advertenties te tonen?", buttons=(ACCEPT, REJECT), layers=1
)
ASKS_ANALYTICS = BANNER.model_copy(update={"text": "Wij willen cookies gebruiken voor statistieken en advertenties."})
NOTICE = ConsentSurface(kind="notice", text="Deze site gebruikt cookies.")
NONE = ConsentSurface(kind="none")

GA = cookie("_ga", setter=written_by("https://www.google-analytics.com/analytics.js"), days=730)
GCL = cookie("_gcl_au", setter=written_by("https://www.googleadservices.com/tag.js"), days=90)
COLLECT = "https://www.google-analytics.com/g/collect?v=2"
MANAGER = request("https://keuzehulp.test/k.js")

#: What comes after accepting on a site that needs consent, so that a check applies.
AFTER = state("accepted", cookies=(SBP,), requests=(request(PIXEL),))

#: The states of a whole audit in which nothing but exempt cookies was seen.
QUIET = (state("before", cookies=(SESSION,)), state("rejected"), state("accepted"), state("withdrawn"))


def left(thing: Any) -> Any:
    """A thing that was there before the choice, and not again after it."""
    return thing.model_copy(update={"after_choice": False})


def pressed(*texts: str, role: Any = "reject", **fields: Any) -> Choice:
    steps = tuple(Step(text=text, role=role) for text in texts)
    return Choice(outcome="verified", steps=steps, clicks=len(steps), **fields)


def audit(*states: StateObservation, consent: ConsentSurface = BANNER, **fields: Any) -> Observation:
    return observation(*states, consent=consent, **fields)


def rejected(consent: ConsentSurface = BANNER, choice: Choice | None = None, **things: Any) -> Observation:
    """A site that tracks after accepting, with these things in the state after rejecting."""
    made = choice or pressed("Weigeren")
    return audit(state("before"), state("rejected", choice=made, **things), AFTER, consent=consent)


def withdrawn(choice: Choice | None = None, consent: ConsentSurface = BANNER, **things: Any) -> Observation:
    made = choice or Choice(outcome="verified", way_back="link")
    return audit(state("before"), state("rejected"), AFTER, state("withdrawn", choice=made, **things), consent=consent)


def case(seen: Observation, *claims: Claim, subject: str = "", severity: Severity = "info") -> Case:
    return Case(seen, declaration(*claims), subject, severity)


def record(*granted: str, denied: tuple[str, ...] = (), **fields: Any) -> ConsentRecord:
    said = {**dict.fromkeys(granted, True), **dict.fromkeys(denied, False)}
    known: dict[str, Any] = {"manager": "keuzehulp", "source": "cookie keuze", "decided": True, "granted": said}
    return ConsentRecord.model_validate({**known, **fields})


def command(*, tags_first: bool = False, kind: Any = "default", **signals: str) -> ConsentCommand:
    return ConsentCommand(page=HOME, command=kind, signals=signals, tags_first=tags_first)


DENIED = {"ad_storage": "denied", "analytics_storage": "denied"}
REASON = "No link, button, icon, page or call was found that leads back to the choice."
NOT_OFFERED = Choice(outcome="not_offered", reason=REASON, reloaded_at_ms=900)
NOT_ACCEPTED = Choice(outcome="not_offered", reason="Accepting came first: not proven.")
BY_CALL = Choice(outcome="verified", way_back="call", reloaded_at_ms=900)
WAY = claim("withdraw", "U kunt uw keuze wijzigen via de link onderaan.", via=["footer_link"])
HONOURS = claim("dnt", "Wij respecteren het signaal Do Not Track.", value=True, signal="dnt")
IMPLIED = claim("consent_implied", "Door deze site te gebruiken gaat u akkoord met cookies.")
BY_USE = ConsentSurface(kind="notice", text="Door verder te surfen gaat u akkoord met ons gebruik van cookies.")
UNPROVEN = Choice(outcome="unverified", reason="The banner came back after the page was loaded again.")
FAILED = Choice(outcome="failed", reason="No press reached a button.")

FOUND: dict[str, Case] = {
    "cookie_after_reject": case(rejected(cookies=(SBP,)), subject="smoelen_pixel", severity="critical"),
    "tracker_after_reject": case(rejected(requests=(request(ADS),)), subject="gigant_ads", severity="critical"),
    "ineffective_withdrawal": case(
        withdrawn(cookies=(SBP,), requests=(request(PIXEL),)), subject="smoelen_pixel", severity="critical"
    ),
    "consent_recorded_before_choice": case(
        audit(state("before", records=(record("marketing"),))), subject="keuzehulp", severity="critical"
    ),
    "consent_recorded_after_reject": case(
        rejected(records=(record("marketing"),)), subject="keuzehulp", severity="critical"
    ),
    "analytics_before_consent": case(
        audit(state("before", cookies=(GS,)), AFTER), subject="gigant_analytics", severity="moderate"
    ),
    "consent_mode_mismatch": case(
        audit(state("before", cookies=(GA,), consent_commands=(command(**DENIED),))),
        subject="google_analytics", severity="serious",
    ),
    "missing_banner": case(
        audit(state("before", requests=(request(ADS),)), consent=NONE), subject="missing", severity="serious"
    ),
    "missing_withdrawal": case(withdrawn(NOT_OFFERED), WAY, subject="withdrawal", severity="serious"),
    "implied_consent_wording": case(audit(consent=BY_USE), subject="wording", severity="serious"),
    "signal_ignored": case(
        audit(state("before", requests=(request(ADS),)), state("gpc", requests=(request(ADS),))), HONOURS,
        subject="dnt:true+dnt", severity="serious",
    ),
}  # fmt: skip

PASSED: dict[str, Case] = {
    "cookie_after_reject": case(rejected(cookies=(SESSION,))),
    "tracker_after_reject": case(rejected(requests=(request(STATS),))),
    "ineffective_withdrawal": case(withdrawn(cookies=(left(SBP),))),
    "consent_recorded_before_choice": case(audit(state("before", records=(record(denied=("marketing",)),)))),
    "consent_recorded_after_reject": case(rejected(records=(record("necessary", denied=("marketing",)),))),
    "analytics_before_consent": case(audit(state("before", cookies=(SESSION,)), AFTER)),
    "consent_mode_mismatch": case(
        audit(state("before", requests=(request(COLLECT + "&gcs=G100"),), consent_commands=(command(**DENIED),)))
    ),
    "missing_banner": case(audit(state("before", requests=(request(ADS),)))),
    "missing_withdrawal": case(withdrawn()),
    "implied_consent_wording": case(audit(consent=NOTICE), claim("uses_cookies")),
    "signal_ignored": case(audit(state("before", requests=(request(ADS),)), state("gpc")), HONOURS),
    "tracker_before_consent": case(audit(state("before", requests=(request(STATS),)), AFTER)),
}

#: Nothing that needs consent was seen, or nothing that could be the matter is there.
NOT_APPLICABLE: dict[str, Case] = {
    **{
        name: case(audit(*QUIET))
        for name in (
            "cookie_after_reject", "tracker_after_reject", "ineffective_withdrawal", "analytics_before_consent",
            "cookie_before_consent", "tracker_before_consent", "missing_banner", "missing_withdrawal",
            "consent_mode_mismatch",
        )
    },
    "consent_recorded_before_choice": case(audit(QUIET[0], consent=NONE)),
    "consent_recorded_after_reject": case(audit(QUIET[0], consent=NONE)),
    "signal_ignored": case(audit(*QUIET), claim("uses_cookies")),
}  # fmt: skip

CANNOT_TELL: dict[str, Case] = {
    "cookie_after_reject": case(rejected(choice=UNPROVEN, cookies=(SBP,))),
    "tracker_after_reject": case(rejected(choice=FAILED, requests=(request(ADS),))),
    "ineffective_withdrawal": case(withdrawn(UNPROVEN, cookies=(SBP,))),
    "consent_recorded_before_choice": case(audit(state("before", not_looked=("consent",)))),
    "consent_recorded_after_reject": case(rejected(choice=UNPROVEN, records=(record("marketing"),))),
    "analytics_before_consent": case(audit(state("before", not_looked=("cookies",)), AFTER)),
    "consent_mode_mismatch": case(audit(state("before", not_looked=("requests",)))),
    "missing_banner": case(audit(state("before", requests=(request(ADS), MANAGER)), consent=NONE)),
    "missing_withdrawal": case(withdrawn(FAILED)),
    "implied_consent_wording": Case(audit(consent=NOTICE), declaration(documents=[])),
    "signal_ignored": case(audit(state("before", requests=(request(ADS),))), HONOURS),
}

_BEFORE_SEEN = state("before", cookies=(SBP,), requests=(request(PIXEL),))
_ALWAYS = BANNER.model_copy(
    update={"text": "Analytische cookies plaatsen wij altijd. Voor advertenties vragen wij toestemming."}
)
_LOCKED = BANNER.model_copy(update={"boxes": (Box(label="Statistieken", checked=True, disabled=True, layer=2),)})
_LOGGED = request(COLLECT + "&gcs=G101", type="beacon", identifiers=("h",))

_INTERESTS = TcfRecord(version=2, cmp_id=5, purposes_legitimate_interest=(2, 7), vendors_legitimate_interest=(8,))

#: (check, what it is, case): nothing above ``minor`` may be found.
TRAPS: tuple[tuple[str, str, Case], ...] = (
    ("cookie_after_reject", "a left-over from before the click",
     case(rejected(cookies=(left(SBP),)))),
    ("tracker_after_reject", "requests from before the click",
     case(rejected(requests=(left(request(PIXEL)),)))),
    ("cookie_after_reject", "the cookie of the choice, written anew", case(rejected(
        cookies=(cookie("cookieconsent", days=365, value=value(False)),)))),
    ("cookie_after_reject", "an exempt session cookie, refreshed", case(rejected(cookies=(SESSION,)))),
    ("cookie_after_reject", "a cookie of unknown purpose", case(rejected(cookies=(cookie("kleurtje", days=10),)))),
    ("cookie_after_reject", "a cookie that the browser refused",
     case(rejected(cookies=(SBP.model_copy(update={"outcome": "blocked"}),)))),
    ("cookie_after_reject", "a cookie that the manager deleted",
     case(rejected(cookies=(SBP.model_copy(update={"outcome": "deleted"}),)))),
    ("tracker_after_reject", "consent-mode pings with advertising denied", case(rejected(
        requests=(request("https://www.googleadservices.com/ping?gcs=G100", type="image"),)))),
    ("tracker_after_reject", "consent-mode pings of analytics", case(rejected(
        ASKS_ANALYTICS, requests=(request(COLLECT + "&gcs=G100", type="beacon"),)))),
    ("cookie_after_reject", "analytics, where the banner did not ask for it", case(rejected(cookies=(GS,)))),
    ("cookie_after_reject", "analytics that the banner says is always on", case(rejected(_ALWAYS, cookies=(GS,)))),
    ("cookie_after_reject", "analytics behind a box that is locked on", case(rejected(
        _LOCKED, pressed("Alles weigeren"), cookies=(GS,)))),
    ("cookie_after_reject", "analytics, where the least to choose was analytics", case(rejected(
        ASKS_ANALYTICS, pressed("Alleen analytische cookies"), cookies=(GS,)))),
    ("tracker_after_reject", "analytics without an identifier",
     case(rejected(ASKS_ANALYTICS, requests=(request(STATS, type="beacon"),)))),
    *(
        (name, f"a choice that is {choice.outcome}", case(audit(
            _BEFORE_SEEN, state("rejected", choice=choice, cookies=(SBP,), requests=(request(ADS),)), AFTER)))
        for name in ("cookie_after_reject", "tracker_after_reject")
        for choice in (UNPROVEN, FAILED, NOT_OFFERED, Choice(outcome="no_banner"))
    ),
    ("tracker_after_reject", "no choice at all",
     case(audit(_BEFORE_SEEN, state("rejected", choice=None, requests=(request(ADS),)), AFTER))),
    ("cookie_after_reject", "a state that failed", case(audit(
        _BEFORE_SEEN, state("rejected", choice=None, outcome="failed", reason="No answer.", pages=()), AFTER))),
    ("ineffective_withdrawal", "cookies that are merely still there", case(withdrawn(cookies=(left(SBP), left(AID))))),
    ("ineffective_withdrawal", "plain analytics", case(withdrawn(cookies=(GS,)))),
    ("ineffective_withdrawal", "a withdrawal that is not proven",
     case(withdrawn(UNPROVEN, cookies=(SBP,), requests=(request(PIXEL),)))),
    ("missing_withdrawal", "a notice, which asks for nothing", case(withdrawn(NOT_OFFERED, NOTICE))),
    ("missing_withdrawal", "a way back that did not work", case(withdrawn(
        Choice(outcome="unverified", way_back="icon")))),
    ("missing_withdrawal", "nothing that needs consent",
     case(audit(*QUIET[:3], state("withdrawn", choice=NOT_OFFERED)))),
    ("missing_withdrawal", "acceptance that is not proven", case(audit(
        state("before"), state("accepted", choice=UNPROVEN, cookies=(SBP,)), state("withdrawn", choice=NOT_OFFERED)))),
    ("missing_withdrawal", "a visit in which nothing could be accepted", case(withdrawn(NOT_ACCEPTED))),
    ("missing_withdrawal", "a search that failed", case(withdrawn(FAILED))),
    ("missing_banner", "analytics alone", case(audit(state("before", cookies=(GS,)), consent=NONE))),
    ("missing_banner", "a notice only", case(audit(_BEFORE_SEEN, consent=NOTICE))),
    ("missing_banner", "a banner that came in another state",
     case(audit(_BEFORE_SEEN, state("rejected"), consent=NONE))),
    ("missing_banner", "nobody looked", case(audit(_BEFORE_SEEN, consent=ConsentSurface(kind=None)))),
    ("missing_banner", "trackers only after a choice", case(audit(state("before"), AFTER, consent=NONE))),
    ("consent_recorded_before_choice", "necessary and preferences",
     case(audit(state("before", records=(record("necessary", "preferences", "functional"),))))),
    ("consent_recorded_before_choice", "analytics that Dutch law may exempt",
     case(audit(state("before", records=(record("statistics"), record(
         manager="google_consent_mode", source="dataLayer", consent_mode={"analytics_storage": "granted"})))))),
    ("consent_recorded_before_choice", "what a manager would start from",
     case(audit(state("before", records=(record("marketing", decided=False, source="script klaro"),))))),
    ("consent_recorded_before_choice", "legitimate interests",
     case(audit(state("before", records=(record(manager="tcf", source="__tcfapi", tcf=_INTERESTS),))))),
    ("consent_recorded_before_choice", "consent mode for what needs no consent", case(audit(state("before", records=(
        record(manager="google_consent_mode", source="dataLayer", consent_mode={
            "security_storage": "granted", "functionality_storage": "granted", "ad_storage": "denied"}),))))),
    ("consent_recorded_after_reject", "analytics that was not asked for",
     case(rejected(records=(record("statistics"),)))),
    ("consent_recorded_after_reject", "a refusal that is not proven",
     case(rejected(choice=UNPROVEN, records=(record("marketing"),)))),
    ("consent_mode_mismatch", "an analytics cookie with advertising denied and analytics granted", case(audit(
        state("before", cookies=(GA,), requests=(_LOGGED,), consent_commands=(
            command(ad_storage="denied", analytics_storage="granted"),))))),
    ("consent_mode_mismatch", "denied by default and granted on the way", case(audit(
        state("before", cookies=(GA,), consent_commands=(
            command(**DENIED), command(kind="update", analytics_storage="granted")))))),
    ("consent_mode_mismatch", "a cookie without an identifier", case(audit(state("before", consent_commands=(
        command(**DENIED),), cookies=(GA.model_copy(update={"value": value(False)}),))))),
    ("consent_mode_mismatch", "another vendor's cookie", case(audit(
        state("before", cookies=(SBP, GS), consent_commands=(command(**DENIED),))))),
    ("consent_mode_mismatch", "a late default that held everything back", case(audit(state(
        "before", requests=(request(COLLECT + "&gcs=G100", type="beacon"),),
        consent_commands=(command(tags_first=True, **DENIED),))))),
    ("consent_mode_mismatch", "a left-over after rejecting", case(rejected(
        cookies=(left(GA),), consent_commands=(command(**DENIED),)))),
    ("analytics_before_consent", "measuring without cookies",
     case(audit(state("before", requests=(request(STATS, type="beacon"),)), AFTER))),
    ("analytics_before_consent", "a cookie that comes after accepting",
     case(audit(state("before"), state("accepted", cookies=(GS,))))),
    ("implied_consent_wording", "agreeing by a click", case(audit(consent=BANNER.model_copy(update={
        "text": "Door op Accepteren te klikken gaat u akkoord met cookies."})), claim("uses_cookies"))),
    ("implied_consent_wording", "a sentence that only says that it may be so",
     case(audit(consent=NOTICE), claim("consent_implied", "Het kan.", modality="possible"))),
    ("signal_ignored", "a tracker that stayed away, and one that did not", case(audit(
        state("before", requests=(request(ADS), request(PIXEL))), state("gpc", requests=(request(ADS),))), HONOURS)),
    ("signal_ignored", "a tool that is loaded and no longer measures", case(audit(
        state("before", requests=(request(STATS), request(STATS, type="beacon")), cookies=(GS,)),
        state("gpc", requests=(request(STATS),))), HONOURS)),
    ("signal_ignored", "a signal that is said not to be honoured", case(audit(
        state("before", requests=(request(ADS),)), state("gpc", requests=(request(ADS),))),
        claim("dnt", value=False, signal="dnt"))),
    ("signal_ignored", "nothing to switch off", case(audit(state("before"), state("gpc")), HONOURS)),
    ("banner_claim_contradicted", "a banner that came up in another state",
     case(audit(state("before"), state("rejected"), consent=NONE), claim("banner"))),
    ("banner_claim_contradicted", "a manager that was loaded and showed nothing",
     case(audit(state("before", requests=(MANAGER,)), consent=NONE), claim("banner"))),
    ("consent_promise_broken", "a left-over after rejecting",
     case(rejected(cookies=(left(SBP),)), claim("consent_prior", category=["marketing"]))),
    ("consent_promise_broken", "a refusal that is not proven",
     case(rejected(choice=UNPROVEN, cookies=(SBP,)), claim("consent_prior", category=["marketing"]))),
    ("cookie_before_consent", "cookies after accepting alone", case(audit(state("before"), AFTER))),
)  # fmt: skip

_TOGGLED = pressed("Opslaan", role="save").model_copy(
    update={"steps": (Step(text="Statistieken", role="toggle"), Step(text="Opslaan", role="save"))}
)
_MINE = cookie("_gs", setter=written_by(STATS), days=730, value=value(token="mijn"))

#: (check, what it is, case, law): this is found, with this severity, on this subject.
ALSO_FOUND: tuple[tuple[str, str, Case, str], ...] = (
    ("cookie_after_reject", "analytics, where a sentence of the banner asks for it",
     case(rejected(ASKS_ANALYTICS, cookies=(GS,)), subject="gigant_analytics", severity="critical"), "nl"),
    ("cookie_after_reject", "analytics, where everything was refused",
     case(rejected(choice=pressed("Alles weigeren"), cookies=(GS,)), subject="gigant_analytics",
          severity="critical"), "nl"),
    ("cookie_after_reject", "analytics, where only the necessary was kept",
     case(rejected(choice=pressed("Alleen noodzakelijke cookies"), cookies=(GS,)), subject="gigant_analytics",
          severity="critical"), "nl"),
    ("cookie_after_reject", "analytics that was switched off",
     case(rejected(choice=_TOGGLED, cookies=(GS,)), subject="gigant_analytics", severity="critical"), "nl"),
    ("cookie_after_reject", "a left-over, as such",
     case(rejected(cookies=(left(SBP),)), subject="smoelen_pixel", severity="minor"), "nl"),
    ("cookie_after_reject", "a cookie of nobody known",
     case(rejected(cookies=(cookie("VID", domain="gigant-ads.test", days=9),)), subject="gigant_ads",
          severity="critical"), "nl"),
    ("tracker_after_reject", "analytics with an identifier",
     case(rejected(ASKS_ANALYTICS, requests=(request(STATS, type="beacon", identifiers=("h",)),)),
          subject="gigant_analytics", severity="critical"), "nl"),
    ("consent_recorded_after_reject", "a TCF string that grants purposes", case(rejected(records=(record(
        manager="tcf", source="__tcfapi", tcf=TcfRecord(version=2, cmp_id=5, purposes_consent=(1, 3))),)),
        subject="tcf", severity="critical"), "nl"),
    ("consent_recorded_after_reject", "consent mode", case(rejected(records=(record(
        manager="google_consent_mode", source="dataLayer", consent_mode={"ad_storage": "granted"}),)),
        subject="google_consent_mode", severity="critical"), "nl"),
    ("consent_recorded_before_choice", "analytics, where no law exempts it",
     case(audit(state("before", records=(record("statistics"),))), subject="keuzehulp", severity="critical"), "eu"),
    ("consent_mode_mismatch", "a request that says denied and carries an identifier", case(audit(state(
        "before", requests=(request(COLLECT + "&gcs=G100", type="beacon", identifiers=("h",)),))),
        subject="google_analytics", severity="serious"), "nl"),
    ("consent_mode_mismatch", "a late default that held nothing back", case(audit(state(
        "before", requests=(request(COLLECT, type="beacon"),), consent_commands=(command(tags_first=True, **DENIED),))),
        subject="google_consent_mode", severity="serious"), "nl"),
    ("consent_mode_mismatch", "an advertising cookie after rejecting", case(rejected(
        cookies=(GCL,), consent_commands=(command(**DENIED),)), subject="google_ads", severity="serious"), "nl"),
    ("analytics_before_consent", "a link with advertising of the same owner", case(audit(
        state("before", cookies=(GS,), requests=(request(ADS),)), AFTER),
        subject="gigant_analytics", severity="serious"), "nl"),
    ("analytics_before_consent", "an identifier that also goes elsewhere", case(audit(
        state("before", cookies=(_MINE,), requests=(request(PIXEL, identifiers=("mijn",)),)), AFTER),
        subject="gigant_analytics", severity="serious"), "nl"),
    ("analytics_before_consent", "the id of a user", case(audit(
        state("before", cookies=(GS,), requests=(request(STATS + "?uid=*", type="beacon"),)), AFTER),
        subject="gigant_analytics", severity="serious"), "nl"),
    ("analytics_before_consent", "where the law knows no exemption", case(audit(
        state("before", cookies=(GS,)), AFTER), subject="gigant_analytics", severity="serious"), "eu"),
    ("missing_withdrawal", "a way back by script only",
     case(withdrawn(BY_CALL), subject="withdrawal", severity="serious"), "nl"),
    ("implied_consent_wording", "the statement says so",
     case(audit(consent=NOTICE), IMPLIED, subject="consent_implied", severity="serious"), "nl"),
    ("missing_banner", "a tracking cookie", case(
        audit(state("before", cookies=(AID,), storage=(key("uid", setter=setter(HOME)),)), consent=NONE),
        subject="missing", severity="serious"), "nl"),
)  # fmt: skip
