"""What the checks of the banner share: when they apply, and what a banner's buttons offer.

They apply only where something on the site needs consent, and what was *observed*, in any state, decides that: not
the words of the banner, which may ask for more than the site does. What needs consent:

- a tracker that is requested, or a cookie or key that is written for one;
- a marketing or social cookie or key of embedded content (a video player's);
- a cookie or key of plain analytics. Where the law exempts analytics on conditions (Tw 11.7a), and the vendor is a
  mere processor, nothing seen speaks against that exemption, and it does not count.

Where none of it was seen, a check of the banner does not apply; or it cannot be told, when nobody saw what comes after
accepting.
"""

from __future__ import annotations

from collections.abc import Iterable

from auditor.models.common import ConsentState, ReportLanguage, Severity
from auditor.models.consent import Box, Button, ButtonRole, ConsentSurface, Step
from auditor.models.result import Evidence, Subject
from auditor.reconcile.check import Needs, Silence
from auditor.reconcile.evidence import Proof
from auditor.reconcile.observed import Thing
from auditor.reconcile.texts import listed
from auditor.reconcile.view import View

#: What every check of the banner needs. What accepting brings is used where it was seen; see `unless_needed`.
NEEDS = Needs(
    states=("before",),
    more_states=("rejected", "accepted", "withdrawn", "gpc"),
    collectors=("cookies", "web_storage", "requests", "consent"),
)

#: What a finding of the banner is about: the site's one banner.
SUBJECT = Subject(kind="banner", name="banner")

#: Languages whose button texts and purposes are read.
_READ = frozenset({"nl", "en", "de", "fr"})

#: Longest text of a button or label that is shown.
_LONGEST = 160


def needing_consent(view: View) -> tuple[Thing, ...]:
    """What was seen, in any state, that needs consent (see the module's text)."""
    exempt = view.jurisdiction.measurement.exempt
    kept = [thing for thing in (*view.stored_cookies, *view.storage) if _kept_needs(thing, exempt)]
    return (*kept, *view.trackers)


def _kept_needs(thing: Thing, measuring_exempt: bool) -> bool:
    if thing.tracking:
        return True
    if thing.standing == "analytics":
        return not measuring_exempt or (thing.product is not None and thing.product.own_purposes)
    return thing.standing != "exempt" and thing.fact is not None and thing.fact.category in ("marketing", "social")


def only_analytics(things: Iterable[Thing]) -> bool:
    """Whether plain analytics is all that needs consent: a law's exemption is then merely not shown."""
    return all(thing.standing == "analytics" for thing in things)


def unless_needed(view: View) -> Silence | None:
    """Why a check of the banner has nothing to say; None when there is a banner and something needs consent."""
    surface = view.surface
    if surface.kind is None:
        return Silence("cannot_tell", surface.reason or "Nobody looked for a banner.")
    if surface.kind == "none":
        return Silence("not_applicable", "No banner was shown.")
    if needing_consent(view):
        return None
    missing = view.looked.missing(
        ("before", "accepted"), ("cookies", "web_storage", "requests"), third_party_cookies=True
    )
    if missing is not None:
        return Silence("cannot_tell", missing)
    return Silence("not_applicable", "Nothing that needs consent was seen.")


def readable(surface: ConsentSurface) -> bool:
    """Whether the banner is in a language whose words are read; where no language is stated, it is taken to be."""
    return surface.language is None or surface.language in _READ


UNREADABLE = Silence("cannot_tell", "The banner is in a language that is not read.")


def buttons(surface: ConsentSurface, *roles: ButtonRole, layer: int = 1) -> tuple[Button, ...]:
    """The buttons of a layer with one of these roles."""
    return tuple(one for one in surface.buttons if one.layer == layer and one.role in roles)


def not_understood(surface: ConsentSurface) -> tuple[Button, ...]:
    """Buttons of the first layer whose words say nothing to us and that are no link to a page: one may be a refusal."""
    links = {link.text.strip().lower() for link in surface.links}
    return tuple(one for one in buttons(surface, "other") if one.text.strip().lower() not in links)


def changeable(surface: ConsentSurface, layer: int) -> tuple[Box, ...]:
    """The boxes of a layer that a visitor can switch."""
    return tuple(box for box in surface.boxes if box.layer == layer and not box.disabled)


def clicks_to_reject(view: View) -> int | None:
    """Clicks along the shortest way to refuse: the survey's, or those of the verified refusal where they are fewer.
    0: none on any layer; null: not known."""
    steps = _proved_steps(view)
    known = view.surface.clicks_to_reject
    if not steps:
        return known
    return min(known, len(steps)) if known else len(steps)


def refused_at_once(view: View) -> bool:
    """Whether a refusal was proved with what stands on the first layer alone."""
    steps = _proved_steps(view)
    return bool(steps) and all(step.layer == 1 and step.role != "settings" for step in steps)


def _proved_steps(view: View) -> tuple[Step, ...]:
    """What was pressed for a proved refusal; empty where a rule pressed part of it, whose steps nobody knows."""
    choice = view.choice("rejected")
    if choice is None or choice.outcome != "verified" or choice.clicks != len(choice.steps):
        return ()
    return choice.steps


def layers_unopened(surface: ConsentSurface) -> bool:
    """Whether there is a layer of settings that nobody opened."""
    return surface.layers < 2 and bool(buttons(surface, "settings"))


def surface_proof(surface: ConsentSurface, severity: Severity, state: ConsentState | None = "before") -> Proof:
    """The banner as a whole as a proof, with the beginning of its text. ``state`` null beside things, whose states
    are what such a finding is about."""
    name = surface.manager or surface.kind or "none"
    note = surface.text[:200].strip() or None
    return _proof(Evidence(kind="banner", name=name, state=state, ref="/consent", note=note), severity)


def button_proof(surface: ConsentSurface, button: Button, severity: Severity) -> Proof:
    """A button of the banner as a proof: its words, size and contrast."""
    place = surface.buttons.index(button)
    note = [f"button to {button.role} on layer {button.layer}"]
    if button.width and button.height:
        note.append(f"{button.width} × {button.height} pixels")
    if button.contrast is not None:
        note.append(f"contrast {button.contrast:.1f}")
    name = button.text.strip()[:_LONGEST] or button.element[:_LONGEST]
    ref = f"/consent/buttons/{place}"
    return _proof(Evidence(kind="banner", name=name, state="before", ref=ref, note="; ".join(note)), severity)


def box_proof(surface: ConsentSurface, box: Box, severity: Severity) -> Proof:
    """A box of the banner as a proof: its label and default."""
    place = surface.boxes.index(box)
    note = f"{'on' if box.checked else 'off'} by default on layer {box.layer}"
    ref = f"/consent/boxes/{place}"
    return _proof(Evidence(kind="banner", name=box.label[:_LONGEST], state="before", ref=ref, note=note), severity)


def _proof(evidence: Evidence, severity: Severity) -> Proof:
    """All proofs about the banner belong together, so that one finding can take another in."""
    return Proof(evidence, severity, (), "banner")


def said_needing(view: View) -> dict[ReportLanguage, str]:
    """The vendors, or where none is known the names, of what needs consent, as a sentence lists them."""
    found = set()
    for thing in needing_consent(view):
        product = view.base.products.get(thing.vendor) if thing.vendor else None
        found.add(product.name if product is not None else thing.name)
    names = sorted(found)
    return {"nl": listed(names, "nl"), "en": listed(names, "en")}


def quoted(words: Iterable[str]) -> tuple[str, ...]:
    """Texts of a site in quotation marks, bounded."""
    return tuple(f"“{' '.join(word.split())[:80]}”" for word in words if word.strip())
