"""Claims that deny something: no cookies, no category, no vendor, no cookies of a tool, nothing from outside."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.domains import party
from auditor.knowledge.schema import Product
from auditor.models.observation import Initiator, Request
from auditor.reconcile.coverage import categories_of, product_aliases, vendors_of
from auditor.reconcile.coverage import owner_aliases as owners_named
from auditor.reconcile.facts import Facts
from auditor.reconcile.judgement import Case, Judgement, cannot_tell
from auditor.reconcile.judges import admitted, privacy
from auditor.reconcile.judges.privacy import of_analytics
from auditor.reconcile.naming import listed
from auditor.reconcile.observed import Thing
from auditor.reconcile.wording import about_cookies_only, about_following

#: Request types by which a tracker's pixel is sent (a script or page of it is not a pixel).
_PIXEL_TYPES = frozenset({"image", "ping", "beacon", "fetch", "xhr"})

#: Purposes that make a tracker's thing one of "marketing" in a policy's words. The recording of
#: sessions is a tracker too, but a denial of advertising does not speak of it.
_MARKETING_PURPOSES = frozenset({"advertising", "marketing", "social_profiling"})

_SOCIAL_PURPOSES = frozenset({"social_profiling", "social_content"})

#: What receives data only to serve the site: never a recipient "with whom data is shared".
SERVING = frozenset({"cdn", "hosting", "payment", "security", "monitoring", "consent_manager", "tag_manager"})


def no_cookies(case: Case) -> Judgement:
    """Any stored cookie in scope contradicts; where the text includes similar techniques also any
    key that is written and any pixel that a tracker is sent."""
    things: list[Thing] = list(case.facts.stored_cookies)
    if case.claim.params.get("similar_tech") is not True:
        return case.denied(things, "Cookies", ("cookies",))
    things += case.facts.storage
    things += [thing for thing in case.facts.trackers if _pixel(thing)]
    return case.denied(things, "Cookies or similar techniques", ("cookies", "web_storage", "requests"))


def _pixel(thing: Thing) -> bool:
    return isinstance(thing.source, Request) and thing.source.type in _PIXEL_TYPES


def no_category(case: Case) -> Judgement:
    """A cookie or tracker of the denied category contradicts. Analytics and social content that set no cookie
    contradict only a sentence that is not about cookies alone."""
    denied = categories_of(case.claim)
    if not denied or denied & {"some", "unclassified"}:
        return cannot_tell("The claim does not say which category it denies.")
    if "marketing" in denied and about_following(case.claim.quote):
        denied |= {"tracking"}
    cookies_only = about_cookies_only(case.claim.quote)
    candidates = (*case.facts.stored_cookies, *case.facts.derived(_telling))
    found = [thing for thing in candidates if _of_denied(thing, denied, cookies_only)]
    things, later = admitted.not_after_consent(case, found)
    return case.denied(
        things,
        f"Cookies or trackers of the category {' or '.join(sorted(denied))}",
        ("cookies", "requests"),
        open_question=admitted.AFTER_CONSENT if later else None,
    )


def _telling(facts: Facts) -> tuple[Thing, ...]:
    """The requests by which a category may show: those of a product; of others nothing is known."""
    return tuple(thing for thing in facts.requests if thing.product is not None)


def _of_denied(thing: Thing, denied: frozenset[str], cookies_only: bool) -> bool:
    if thing.standing == "exempt":
        return bool(denied & {"functional"}) and thing.kind == "cookie"
    if "tracking" in denied and thing.tracking:
        return True
    if "marketing" in denied and thing.tracking and _marketing(thing):
        return True
    if thing.kind == "cookie":
        return _cookie_of_denied(thing, denied)
    if cookies_only or thing.product is None:
        return False
    if "analytics" in denied and thing.standing == "analytics":
        return True
    return "social" in denied and thing.product.purpose in _SOCIAL_PURPOSES and thing.party == "third"


def _marketing(thing: Thing) -> bool:
    if thing.product is not None and thing.product.tracker:
        return thing.product.purpose in _MARKETING_PURPOSES
    return True


def _cookie_of_denied(thing: Thing, denied: frozenset[str]) -> bool:
    if "third_party" in denied and thing.party == "third":
        return True
    return bool(thing.categories & denied & {"analytics", "social", "preferences", "functional"})


def no_vendor(case: Case) -> Judgement:
    """One request to the denied service contradicts. A sister product or what merely loads it does not, nor what
    another company's frame asks for itself."""
    names = vendors_of(case.claim)
    if set(names) & {"generic", "generic_embeds"}:
        return cannot_tell("The claim does not name the service that it denies.")
    products = [product for name in names for product in denied_products(case, name)]
    unknown = [name for name in names if not denied_products(case, name)]
    things = [thing for product in products for thing in case.facts.by_product.get(product, ())]
    gap = f"The service {unknown[0][:60]} is not known to this tool." if unknown else None
    return case.denied(_of_outside(things), "Requests to the denied service", ("requests",), open_question=gap)


def denied_products(case: Case, name: str) -> tuple[str, ...]:
    """The products that a denial names: the product itself; an owner's all; unnamed buttons: social content."""
    base = case.facts.base
    if name == "social_buttons":
        return tuple(sorted(one.id for one in base.products.values() if one.purpose == "social_content"))
    if name in base.products:
        return (name,)
    by_alias = product_aliases(base).get(name)
    if by_alias:
        return tuple(sorted(by_alias))
    owners = owners_named(base).get(name, frozenset())
    return tuple(sorted(product.id for owner in owners for product in base.owners[owner].products))


def _of_outside(things: Iterable[Thing]) -> list[Thing]:
    """What the site's own use of a service shows: not what another company's frame does, nor the fonts or maps that
    another company's script fetches for itself."""
    seen = (thing for thing in things if thing.kind == "request" or thing.stored)
    return [thing for thing in seen if not thing.in_foreign_frame and not (thing.embed and thing.for_another)]


def cookieless(case: Case) -> Judgement:
    """A stored cookie of the tool contradicts."""
    names = vendors_of(case.claim)
    if not names:
        return cannot_tell("The claim does not name the tool.")
    products = {product for name in names for product in denied_products(case, name)}
    if not products:
        return cannot_tell(f"The tool {names[0][:60]} is not known to this tool.")
    things = [thing for thing in case.facts.stored_cookies if thing.vendor in products and not thing.in_foreign_frame]
    return case.denied(things, "Cookies of the tool", ("cookies",))


def local_resources(case: Case) -> Judgement:
    """Fonts, scripts or analytics from outside contradict what is said to be local. What a foreign frame or another
    company's script loads for itself is not the site's own resource, and does not count; of several named
    analytics services it is not known which one the sentence means."""
    resources = set(listed(case.claim.params.get("resource")))
    if not resources:
        return cannot_tell("The claim does not say what is local.")
    loads = case.keep(case.facts.derived(_own_loads))
    named = _named_analytics(case)
    found = [thing for thing in loads if any(_is_resource(thing, name, named) for name in resources)]
    unknown = resources - {"fonts", "scripts", "analytics"}
    gap = f"It is not known how {sorted(unknown)[0][:40]} would show." if unknown else None
    if gap is None and "analytics" in resources and any(_ambiguous(thing, named) for thing in loads):
        gap = "It is not known which of the named services the claim means."
    return case.denied(found, f"Outside {' or '.join(sorted(resources))}", ("requests",), open_question=gap)


def _own_loads(facts: Facts) -> tuple[Thing, ...]:
    """What the site itself asks others for."""
    return tuple(thing for thing in facts.requests if thing.party == "third" and _own_load(thing, facts))


def _own_load(thing: Thing, facts: Facts) -> bool:
    if thing.in_foreign_frame or not isinstance(thing.source, Request):
        return False
    return not any(_foreign_script(one, thing, facts) for one in thing.source.initiators)


def _foreign_script(initiator: Initiator, thing: Thing, facts: Facts) -> bool:
    if initiator.kind != "script":
        return False
    host = initiator.url.split("://", 1)[-1].split("/")[0].split(":")[0]
    if not host or party(host, facts.observation.site.host) == "first":
        return False
    loader = facts.loader(initiator.url)
    return loader is None or loader is not thing.product


def _is_resource(thing: Thing, resource: str, named: frozenset[str]) -> bool:
    kind = thing.source.type if isinstance(thing.source, Request) else ""
    if resource == "fonts":
        return kind == "font" or (thing.product is not None and thing.product.purpose == "fonts")
    if resource == "scripts":
        return kind == "script"
    if resource == "analytics" and thing.product is not None and thing.product.purpose == "analytics":
        return _meant(thing.product, named)
    return False


def _ambiguous(thing: Thing, named: frozenset[str]) -> bool:
    product = thing.product
    return product is not None and product.purpose == "analytics" and not _meant(product, named)


def _named_analytics(case: Case) -> frozenset[str]:
    """The ids of the analytics services that the texts name."""
    products = case.facts.base.products
    return frozenset(one for one in case.declared.vendors.products if products[one].purpose == "analytics")


def _meant(product: Product, named: frozenset[str]) -> bool:
    """Whether a claim on analytics surely means this service, of those that the texts name."""
    return not (product.id in named and len(named) > 1)


def no_cross_site(case: Case) -> Judgement:
    """An identifier that a tracker keeps on its own domain follows the visitor over sites. A tracker
    without one leaves it open."""
    cookies = [thing for thing in case.facts.stored_cookies if thing.tracking and thing.party == "third"]
    things = [thing for thing in cookies if thing.identifier]
    if not things and (cookies or case.keep(case.facts.trackers)):
        return cannot_tell("A tracker is loaded; whether it follows visitors over sites cannot be seen.")
    return case.denied(things, "Identifiers of trackers that follow over sites", ("cookies", "requests"))


def no_sharing(case: Case) -> Judgement:
    """A recipient with purposes of its own that gets an identifier, or is a tracker, contradicts a denial that
    speaks of the visit, cookies or visitors. Customer data and what one tool stores cannot be followed; but what
    speaks against low impact contradicts that an analytics service passes nothing on."""
    data = set(listed(case.claim.params.get("data")))
    if not data & {"visit", "cookies", "visitors"}:
        return cannot_tell("The claim is about customer data, whose way cannot be seen in a browser.")
    if of_analytics(case.claim, case.facts.base):
        return privacy.sharing_off(case)
    if vendors_of(case.claim):
        return cannot_tell("The claim is about the data of one service, whose way cannot be seen in a browser.")
    return case.denied(
        case.facts.derived(_recipients), "Requests to recipients with purposes of their own", ("requests",)
    )


def _recipients(facts: Facts) -> tuple[Thing, ...]:
    return tuple(thing for thing in facts.requests if _recipient(thing))


def _recipient(thing: Thing) -> bool:
    product = thing.product
    if product is None or (thing.party == "first" and not thing.cloaked):
        return False
    if thing.tracking:
        return True
    return product.own_purposes and product.purpose not in SERVING and not product.tracker and thing.identifier
