"""The consent banner, its absence, and the way back: what the text says of asking and of changing one's mind."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.common import ClaimType
from declarations.claim import Found
from declarations.passages import Passage, Stretch

TYPES: tuple[ClaimType, ...] = ("banner", "no_banner", "withdraw")


def detect(passage: Passage) -> Iterable[Found]:
    """A banner that is shown or not; a choice that can be changed by the site's means."""
    if passage.has("no_banner") and not passage.has("consent_after"):
        yield Found("no_banner", passage.clause_at(passage.find("no_banner").start), {})  # type: ignore[union-attr]
    elif _is_shown(passage):
        yield Found("banner", passage, {})
    withdrawal = _withdrawal(passage)
    if withdrawal is not None:
        yield Found("withdraw", withdrawal, {"via": _via(passage)})


def _is_shown(passage: Passage) -> bool:
    """Whether the visitor is asked: by a banner that is shown or offers a choice, or on arrival by whatever means."""
    if (passage.has("neg") and not passage.has("first_visit")) or passage.has("refers_banner"):
        return False
    if passage.has("banner"):
        return (passage.has("first_visit") and passage.has("banner_shown")) or passage.has("banner_offer")
    if not (passage.has("first_visit") and passage.has("asks_choice")):
        return False
    return _cookie_context(passage) and passage.has("cookie_any", "choice", "consent")


def _withdrawal(passage: Passage) -> Stretch | None:
    if passage.has("reask") and passage.has("browser_act") and not passage.has("no_banner"):
        return passage
    if passage.has("control_label"):
        return passage
    if _change_of_mind(passage):
        return passage
    for clause in passage.clauses:
        if not clause.has("withdraw") or clause.has("always_on"):
            continue
        if (
            passage.mentions
            and clause.has("own_act")
            and not clause.has("always", "via_button", "via_footer", "you_can")
        ):
            continue
        about = clause.has("choice", "consent_noun") or (clause.has("anaphor_choice") and _spoke_of_consent(passage))
        if not about and not (_spoke_of_choice(passage, clause) and clause.has("via_button", "via_footer", "always")):
            continue
        if clause.has("personal_data", "rights") or passage.has("rights", "personal_data"):
            continue
        if passage.has("off_topic") and not passage.has("cookie_any"):
            continue
        if not _cookie_context(passage):
            continue
        return clause
    return None


def _change_of_mind(passage: Passage) -> bool:
    """ "Changed your mind? The link is at the foot of every page": the way back stands beside the wish for it."""
    if passage.has("rights", "personal_data") or not passage.has("via_footer", "via_button"):
        return False
    asked = passage.previous is not None and passage.previous.text.endswith("?") and passage.previous.has("regret")
    return (
        (passage.has("regret") or asked) and passage.has("cookie_any", "banner", "choice") and _cookie_context(passage)
    )


def _spoke_of_consent(passage: Passage) -> bool:
    return any(earlier.has("consent") for earlier in passage.back(1)) or passage.has("consent")


def _spoke_of_choice(passage: Passage, clause: Stretch) -> bool:
    before = passage.part(passage.start, clause.start)
    return before.has("choice") or any(earlier.has("choice", "consent") for earlier in passage.back(1))


def _cookie_context(passage: Passage) -> bool:
    if passage.has("cookie_any") or passage.heading_has("cookie_any", depth=3):
        return True
    return any(earlier.has("cookie_any", "pixel") for earlier in passage.back(3))


def _via(passage: Passage) -> list[str]:
    if passage.has("reask") and passage.has("browser_act"):
        return ["browser_only"]
    for name in ("via_footer", "via_button", "via_email"):
        if passage.has(name):
            return [{"via_footer": "footer_link", "via_button": "settings_button", "via_email": "email"}[name]]
    return ["unspecified"]
