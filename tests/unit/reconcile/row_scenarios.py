"""Cases of `check_scenarios` for the checks of rows, of what was never seen, of transfers and of analytics."""

from __future__ import annotations

from typing import Any

from check_scenarios import ADS, FONTS, GS, NO_DOCUMENTS, OWN_UNKNOWN, SESSION, STATS, USES, Case, seen, unseen
from reconcile_builders import POLICY, claim, declaration, defect, document, observation, request, row, state, vendor

from auditor.models.declaration import Claim, Declaration, DeclaredCookie, Place, Reading

GIGANT = {"provider": "gigant_ads", "provider_text": "Gigant"}
SHARING_OFF = claim("sharing_off", vendor=["gigant_analytics"], value=True)
SHIELD = defect("outdated_law", "het EU-US Privacy Shield")
GROUND = Place(quote="standaardcontractbepalingen", start=0, end=27)
ABROAD = claim(
    "data_location", "De statistiek staat op servers in de Verenigde Staten.", region="outside_eea",
    vendor=["gigant_analytics"],
)  # fmt: skip


def listed(name: str, said: str | None = None, category: str | None = None, **fields: Any) -> DeclaredCookie:
    """A whole row: what ``said`` says of its category, and a purpose, provider and lifetime."""
    known: dict[str, Any] = {
        "category_text": said,
        "category": category,
        "purpose": "Onthoudt waar u was",
        "provider_text": "De winkel",
        "lifetime": "session",
    }
    return row(name, **{**known, **fields})


def rows(*cookies: DeclaredCookie, **fields: Any) -> Declaration:
    return declaration(cookies=cookies, **fields)


def transfer(*claims: Claim, grounds: tuple[Place, ...] | None = (), role: str = "privacy") -> Declaration:
    read = Reading(document=POLICY, language="nl", transfer_grounds=grounds)
    return declaration(*claims, readings=(read,), documents=(document(role=role),))


FUNCTIONAL = listed("kleurtje", "Functioneel", "functional")

FOUND: dict[str, Case] = {
    "private_analytics_contradicted": Case(
        seen(cookies=(GS,), requests=(request(STATS), request(ADS))), declaration(SHARING_OFF),
        "sharing_off:gigant_analytics+true", "serious",
    ),
    "wrong_category": Case(
        observation(), rows(listed("_gads", "Functioneel", "functional", **GIGANT)), "_gads", "serious"
    ),
    "conflicting_category": Case(
        observation(), rows(FUNCTIONAL, listed("kleurtje", "Marketing", "marketing")), "kleurtje", "moderate"
    ),
    "unclassified_cookie": Case(
        observation(), rows(FUNCTIONAL, listed("bijna", "Niet geclassificeerd", "unclassified")), "bijna", "moderate"
    ),
    "incomplete_cookie_row": Case(
        observation(), rows(FUNCTIONAL, listed("bijna", "Functioneel", "functional", purpose=None)),
        "/privacy", "minor",
    ),
    "unseen_cookie": Case(seen(cookies=(SESSION,)), rows(FUNCTIONAL, listed("PHPSESSID")), "kleurtje", "info"),
    "unseen_vendor": Case(
        seen(cookies=(GS,)),
        declaration(
            claim("uses_vendor", vendor=["gigant_video"]), vendors=(vendor("gigant_video"), vendor("gigant_analytics"))
        ),
        "gigant_video", "info",
    ),
    "transfer_without_mechanism": Case(
        observation(), transfer(ABROAD), "data_location:gigant_analytics+outside_eea", "minor"
    ),
    "void_transfer_mechanism": Case(observation(), declaration(defects=(SHIELD,)), "/privacy", "moderate"),
}  # fmt: skip

PASSED: dict[str, Case] = {
    "private_analytics_contradicted": Case(
        seen(cookies=(GS,), requests=(request(STATS), request(FONTS))), declaration(SHARING_OFF)
    ),
    "wrong_category": Case(observation(), rows(listed("_gads", "Marketing", "marketing", **GIGANT))),
    "conflicting_category": Case(
        observation(), rows(FUNCTIONAL, listed("kleurtje", "Strikt noodzakelijk", "functional"))
    ),
    "unclassified_cookie": Case(observation(), rows(FUNCTIONAL)),
    "incomplete_cookie_row": Case(observation(), rows(FUNCTIONAL)),
    "unseen_cookie": Case(seen(cookies=(OWN_UNKNOWN,)), rows(FUNCTIONAL)),
    "unseen_vendor": Case(seen(requests=(request(STATS),)), declaration(vendors=(vendor("gigant_analytics"),))),
    "transfer_without_mechanism": Case(observation(), transfer(ABROAD, grounds=(GROUND,))),
    "void_transfer_mechanism": Case(observation(), declaration(USES, defects=(defect("outdated_law", "de Wbp"),))),
}

NOT_APPLICABLE: dict[str, Case] = {
    "private_analytics_contradicted": Case(
        seen(requests=(request(STATS), request(ADS))),
        declaration(claim("sharing_off", vendor=["gigant_analytics"], value=False)),
    ),
    "wrong_category": Case(observation(), rows(row("_gads"))),
    "conflicting_category": Case(observation(), declaration(USES)),
    "unclassified_cookie": Case(observation(), rows(row("kleurtje"), row("bijna"))),
    "incomplete_cookie_row": Case(observation(), rows(row("kleurtje", source="prose"))),
    "unseen_cookie": Case(observation(), declaration(USES)),
    "unseen_vendor": Case(observation(), declaration(vendors=(vendor("software"), vendor("onbekend")))),
    "transfer_without_mechanism": Case(observation(), transfer(claim("data_location", region="eea_only"))),
}

CANNOT_TELL: dict[str, Case] = {
    "private_analytics_contradicted": Case(seen(requests=(request(ADS),)), declaration(SHARING_OFF)),
    "wrong_category": Case(observation(), rows(FUNCTIONAL)),
    "unseen_cookie": Case(unseen(state("before", cookies=(SESSION,))), rows(FUNCTIONAL)),
    "unseen_vendor": Case(unseen(), declaration(vendors=(vendor("gigant_video"),))),
    "transfer_without_mechanism": Case(observation(), transfer(ABROAD, role="cookies")),
    **{
        name: Case(observation(), NO_DOCUMENTS)
        for name in (
            "conflicting_category", "unclassified_cookie", "incomplete_cookie_row", "void_transfer_mechanism",
        )
    },
}  # fmt: skip
