"""For the checks of what the documents are and tell the cases of `check_scenarios`, and the traps beside them."""

from __future__ import annotations

from datetime import date
from typing import Any, get_args

from check_scenarios import GS, NO_DOCUMENTS, SESSION, Case
from reconcile_builders import HOME, POLICY, SITE, claim, declaration, defect, document, observation, state

from auditor.models.consent import BannerLink, Button, ConsentSurface
from auditor.models.declaration import Claim, Content, ContentKind, Declaration, LastChanged, Place, Reading
from auditor.models.document import Document
from auditor.models.observation import Observation, Page

COOKIES = f"https://{SITE}/cookies"
TERMS = f"https://{SITE}/voorwaarden"
OPT_OUT = "https://afmelden.gigant.test/uit"
BLOCKED = "A bot wall asked for proof that the visitor is human."

#: A text that is long enough to be a whole statement.
LONG = "Zo gaat deze winkel om met uw gegevens. " * 30
STATEMENT = document(LONG)
KINDS: tuple[ContentKind, ...] = get_args(ContentKind)


def page(path: str = "", **fields: Any) -> Page:
    known: dict[str, Any] = {"final_url": HOME + path, "outcome": "ok", "status": 200, "text_language": "nl"}
    return Page.model_validate({"url": HOME + path, **known, **fields})


TWO_PAGES = (page(), page("wol"))


def site(*pages: Page, documents: tuple[Document, ...] = (), **fields: Any) -> Observation:
    """A site with these pages, on which nothing was found but these documents."""
    before = state("before", pages=pages or TWO_PAGES, cookies=fields.pop("cookies", (SESSION,)))
    return observation(before, state("accepted"), documents=documents, **fields)


def reading(url: str = POLICY, **fields: Any) -> Reading:
    return Reading.model_validate({"document": url, "language": "nl", **fields})


def changed(year: int, month: int, day: int = 1, quote: str = "Laatst gewijzigd op die dag.") -> LastChanged:
    return LastChanged(quote=quote, start=0, end=len(quote), on=date(year, month, day), precision="day")


def told(*kinds: ContentKind) -> tuple[Content, ...]:
    return tuple(Content(kind=kind, quote="woorden", start=0, end=7) for kind in kinds)


def read(*readings: Reading, documents: tuple[Document, ...] = (STATEMENT,), claims: tuple[Claim, ...] = ()) -> Any:
    return declaration(*claims, documents=documents, readings=readings)


def case(
    seen: Observation, declared: Declaration, subject: str = "", severity: Any = "info"
) -> Case:  # fmt: skip
    return Case(seen, declared, subject, severity)


def statement(*readings: Reading, pages: tuple[Page, ...] = (), documents: tuple[Document, ...] = (STATEMENT,)) -> Case:
    return case(site(*pages, documents=documents), read(*readings, documents=documents))


def offer(outcome: str | None, **fields: Any) -> Case:
    """A text that offers a link to opt out; ``outcome``: of fetching it, None where nobody did."""
    offered = claim("opt_out", "Afmelden kan bij Gigant.", vendor=["gigant_analytics"], url=OPT_OUT)
    fetched = (document(url=OPT_OUT, found_by="deferral", role="other", outcome=outcome, **fields),) if outcome else ()
    return case(site(documents=(STATEMENT, *fetched)), read(reading(), claims=(offered,)))


GUIDANCE = Place(quote="volgens de handleiding van de AP", start=0, end=32)
ALL = told(*KINDS)
HIDDEN = document("", outcome="error", reason=BLOCKED, status=403)
DEAD_LINK = document("", outcome="missing", status=404)
MODAL = ConsentSurface(kind="banner", buttons=(Button(text="Privacybeleid", role="other", element="button"),))
LINKING = ConsentSurface(kind="banner", links=(BannerLink(text="Cookiebeleid", url=COOKIES),))

FOUND: dict[str, Case] = {
    "missing_policy": case(site(page(has_form=True), page("wol")), NO_DOCUMENTS, "policy", "serious"),
    "stale_policy": case(
        site(documents=(STATEMENT,)), read(reading(last_changed=changed(2023, 2, 28))), "/privacy"
    ),
    "incomplete_policy": case(
        site(documents=(STATEMENT,)), read(reading(contents=told(*KINDS[:-1]))), "/privacy"
    ),
    "foreign_language_policy": case(
        site(documents=(STATEMENT,)), read(reading(language="en")), "/privacy"
    ),
    "outdated_analytics_guidance": case(
        site(documents=(STATEMENT,)), read(reading(analytics_guidance=(GUIDANCE,))), "/privacy"
    ),
    "dead_opt_out": case(
        offer("missing", status=404).observation, offer(None).declaration, f"opt_out:gigant_analytics+{OPT_OUT}"
    ),
}  # fmt: skip

PASSED: dict[str, Case] = {
    "missing_policy": case(site(documents=(STATEMENT,)), read(reading())),
    "stale_policy": statement(reading(last_changed=changed(2023, 3, 1))),
    "incomplete_policy": statement(reading(contents=ALL)),
    "foreign_language_policy": statement(reading()),
    "outdated_analytics_guidance": statement(reading()),
    "dead_opt_out": offer("ok"),
}

NOT_APPLICABLE: dict[str, Case] = {
    "missing_policy": case(site(documents=(DEAD_LINK,)), NO_DOCUMENTS),
    "incomplete_policy": statement(
        reading(COOKIES), documents=(document(LONG, url=COOKIES, role="cookies"),)
    ),
    "foreign_language_policy": statement(reading(language="und")),
    "dead_opt_out": statement(reading()),
}  # fmt: skip

CANNOT_TELL: dict[str, Case] = {
    "missing_policy": case(site(page(), page("wol", outcome="challenge", reason=BLOCKED)), NO_DOCUMENTS),
    "stale_policy": statement(reading()),
    "incomplete_policy": statement(reading(), documents=(document("Lees onze privacyverklaring."),)),
    "foreign_language_policy": statement(reading(language="en"), pages=(page(text_language=None), page("wol"))),
    "outdated_analytics_guidance": case(site(), NO_DOCUMENTS),
    "dead_opt_out": offer(None),
}

#: What such checks have accused wrongly, or would: (check, outcome, case).
TRAPS: dict[str, tuple[str, str, Case]] = {
    "two statements that were only read, which the reader itself does not set against each other": (
        "contradictory_policy", "passed",
        case(observation(documents=(STATEMENT,)), declaration(claim("no_cookies"), claim("uses_cookies"))),
    ),
    "a policy behind a bot wall": ("missing_policy", "cannot_tell", case(site(documents=(HIDDEN,)), NO_DOCUMENTS)),
    "terms behind a bot wall, in which a part on privacy may stand": (
        "missing_policy", "cannot_tell",
        case(site(documents=(HIDDEN.model_copy(update={"role": "terms"}),)), NO_DOCUMENTS),
    ),
    "only the home page was visited": (
        "missing_policy", "cannot_tell",
        case(site(page(), settings=observation().settings.model_copy(update={"pages": 1})), NO_DOCUMENTS),
    ),
    "a site in a language whose words are not known": (
        "missing_policy", "cannot_tell",
        case(site(page(text_language=None, language="pl"), page("b", text_language=None)), NO_DOCUMENTS),
    ),
    "a button of the banner that opens the policy": (
        "missing_policy", "cannot_tell", case(site(consent=MODAL), NO_DOCUMENTS)
    ),
    "a link of the banner that was not followed": (
        "missing_policy", "cannot_tell", case(site(consent=LINKING), NO_DOCUMENTS)
    ),
    "the state before a choice was cut off": (
        "missing_policy", "cannot_tell",
        case(
            observation(state("before", outcome="partial", reason="Time was up.", pages=TWO_PAGES), documents=()),
            NO_DOCUMENTS,
        ),
    ),
    "terms with a part on privacy": (
        "missing_policy", "passed",
        case(
            site(documents=(document("Privacy. Uw gegevens. Onze cookies.", url=TERMS, role="terms"),)),
            declaration(claim("uses_cookies")),
        ),
    ),
    "a page in an unknown language with a policy": ("missing_policy", "passed", statement(reading(language="und"))),
    "no date in the text": ("stale_policy", "cannot_tell", statement(reading())),
    "exactly three years": ("stale_policy", "passed", statement(reading(last_changed=changed(2023, 3, 1)))),
    "a date to come": ("stale_policy", "cannot_tell", statement(reading(last_changed=changed(2027, 1)))),
    "old terms beside a new policy": (
        "stale_policy", "passed",
        statement(
            reading(last_changed=changed(2025, 1)), reading(TERMS, last_changed=changed(2015, 1)),
            documents=(STATEMENT, document(LONG, url=TERMS, role="terms")),
        ),
    ),
    "the rest of the contents in the cookie statement": (
        "incomplete_policy", "passed",
        statement(
            reading(contents=told(*KINDS[:4])), reading(COOKIES, contents=told(*KINDS[4:])),
            documents=(STATEMENT, document(LONG, url=COOKIES, role="cookies")),
        ),
    ),
    "a second policy that could not be read": (
        "incomplete_policy", "cannot_tell",
        statement(reading(), documents=(STATEMENT, HIDDEN.model_copy(update={"requested_url": COOKIES}))),
    ),
    "a text that is not looked through to its end": (
        "incomplete_policy", "cannot_tell",
        statement(reading(), documents=(document(LONG * 150),)),
    ),
    "a statement in a language that is not read": (
        "incomplete_policy", "cannot_tell", statement(reading(language="und"))
    ),
    "an English policy on a site that offers English": (
        "foreign_language_policy", "passed",
        statement(reading(language="en"), pages=(page(offered_languages=("nl", "en")), page("wol"))),
    ),
    "an English policy on a site with an English page": (
        "foreign_language_policy", "passed",
        statement(reading(language="en"), pages=(page(), page("wol"), page("en", text_language="en"))),
    ),
    "a page that says it is English": (
        "foreign_language_policy", "passed",
        statement(reading(language="en"), pages=(page(language="en-GB"), page("wol"))),
    ),
    "a cookie statement in the site's language beside it": (
        "foreign_language_policy", "passed",
        statement(
            reading(language="en"), reading(COOKIES),
            documents=(STATEMENT, document(LONG, url=COOKIES, role="cookies")),
        ),
    ),
    "a consent manager's English text beside a Dutch policy": (
        "foreign_language_policy", "passed",
        statement(
            reading(), reading(COOKIES, language="en"),
            documents=(STATEMENT, document(LONG, url=COOKIES, role="consent_manager")),
        ),
    ),
    "pages in two languages, a policy in a third": (
        "foreign_language_policy", "cannot_tell",
        statement(reading(language="fr"), pages=(page(), page("wol"), page("de", text_language="de"))),
    ),
    "an opt-out that refuses robots": ("dead_opt_out", "cannot_tell", offer("error", status=403)),
    "another outdated service": (
        "outdated_analytics_guidance", "passed",
        case(site(), declaration(defects=(defect("outdated_vendor", "Google+"),))),
    ),
    "universal analytics is one finding": (
        "outdated_law", "passed",
        case(site(), declaration(defects=(defect("outdated_vendor", "Universal Analytics"),))),
    ),
}  # fmt: skip

#: How grave a missing policy is, by what the site does.
GRAVITY = {
    "nothing that asks for one": (site(), "minor"),
    "a cookie of unknown purpose accuses nobody": (site(cookies=(SESSION,)), "minor"),
    "analytics": (site(cookies=(GS,)), "serious"),
    "a form": (site(page(has_form=True), page("wol")), "serious"),
}
