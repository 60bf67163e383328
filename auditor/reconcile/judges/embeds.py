"""Claims about how embedded content behaves."""

from __future__ import annotations

from auditor.reconcile.coverage import VendorNames, vendors_of
from auditor.reconcile.judgement import Case, Judgement, cannot_tell
from auditor.reconcile.judges.consent import WITHOUT_CONSENT
from auditor.reconcile.naming import listed
from auditor.reconcile.observed import Thing

#: The host that shows a video without cookies until it is played, by product.
_PRIVATE_HOSTS = {"youtube": "youtube-nocookie.com"}


def embed(case: Case) -> Judgement:
    """By behaviour: blocked_until_consent and link_only are contradicted by a request (before the choice; for a link:
    in any state), no_cookies by a cookie, privacy_mode by another host; sets_cookies_on_load is a positive
    claim. Where the vendor is not named, nothing can be told."""
    names = [name for name in vendors_of(case.claim) if name not in ("generic", "generic_embeds", "social_buttons")]
    behaviours = listed(case.claim.params.get("behaviour"))
    if not names or len(behaviours) != 1:
        return cannot_tell("The claim does not name the service.")
    vendors = VendorNames(names, case.facts.base)
    if not vendors.products:
        return cannot_tell(f"The service {names[0][:60]} is not known to this tool.")
    things = [thing for product in sorted(vendors.products) for thing in case.facts.by_product.get(product, ())]
    requests = [thing for thing in things if thing.kind == "request" and not thing.in_foreign_frame]
    cookies = [thing for thing in things if thing.kind == "cookie" and thing.stored]
    if behaviours[0] == "sets_cookies_on_load":
        return case.claimed(cookies, "Cookies of the service", ("cookies",))
    if behaviours[0] == "no_cookies":
        own = [thing for thing in cookies if not thing.in_foreign_frame]
        return case.denied(own, "Cookies of the service", ("cookies",))
    if behaviours[0] == "link_only":
        return case.denied(requests, "Requests to the service", ("requests",))
    if behaviours[0] == "blocked_until_consent":
        early = [thing for thing in requests if thing.state in WITHOUT_CONSENT]
        return case.denied(early, "Requests without consent", ("requests",), states=WITHOUT_CONSENT)
    if behaviours[0] == "privacy_mode" and names[0] in _PRIVATE_HOSTS:
        private = _PRIVATE_HOSTS[names[0]]
        return case.denied(_players(requests, private), f"Players from elsewhere than {private}", ("requests",))
    return cannot_tell("This behaviour does not show in what a visit records.")


def _players(requests: list[Thing], private: str) -> list[Thing]:
    return [thing for thing in requests if "/embed/" in f"/{thing.name}" and not thing.host.endswith(private)]
