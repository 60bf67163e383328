"""What a passage is about: the site's own practice, or something that claims nothing about it.

Explanations of what cookies are, what the law asks, how browsers work, what other sites or customers
do, visitors' rights, templates left in and questions are no claims, whatever words they use."""

from __future__ import annotations

import re
from typing import Literal

from declarations.passages import Passage
from declarations.standing import standing

Bearing = Literal[
    "own", "definition", "law", "browser", "other_site", "rights", "off_topic", "client_work", "template",
    "question", "past", "general", "advice", "example",
]  # fmt: skip


#: Purposes of services that exist nowhere but in pages.
_IN_PAGE = frozenset(
    {"analytics", "captcha", "consent_manager", "fonts", "maps", "session_recording", "tag_manager", "video"}
)

#: A template says within so many characters of a block that one of its sentences is to be chosen.
_SELECTOR = 60

#: Without one of these near it no sentence speaks of cookies, services or their data, in any of the languages:
#: what saves the rest of a long text from closer reading.
_TRIGGER = re.compile(
    r"cookie|koekje|témoin|traceur|traç|track|pixel|beacon|analy|statisti|script|fonts?\b|schrift|lettertyp|police"
    r"|storage|opslag|speicher|stockage|consent|toestemm|einwillig|zustimm|einverstand|akkoord|accoord|accept|akzept"
    r"|aanvaard|instem|accord\b|banner|bandeau|browser|navigat|\bip\b|\bip-|profi[el]|server|serveur|\beer\b|\beu\b"
    r"|\bue\b|\bewr\b|\beea\b|europ|états-unis|verenigde staten|united states|\busa?\b|\bvs\b|dnt|gpc|privacy control"
    r"|opt-?out|plug|vid[eé]o|film|kaart|karte|carte|\bmap|knop|button|bouton|advert|reclame|werb|publicit|marketing|bezoek|besuch|visit"
    r"|web|\bsite|pagina|\bpages?\b|embed|ingesloten|eingebettet|eingebunden|intégr|session|sessie|sitzung|inlog|log-?in"
    r"|anm[eo]ld|connexion|cliqu|klik|klick|click|voorkeur|préféren|preference|keuze|auswahl|choi|meten|meet|mess|mesur"
    r"|measur|platform|newsletter|nieuwsbrief|persoonsgegevens|personenbezogen|personal data"
    r"|données personnelles|meld|widget|complete|compl[eè]t|compleet|volledig|exhaust|uitputtend|vollständig|overview"
    r"|overzicht|übersicht|list|lijst|tab[el]|third|derden|dritt|tiers|suivi|germany|nederland|deutschland|france|allemagne|pays-bas"
    r"|typeface|typogra|nutzungs|cijfers|figures|chiffres|\bzahlen"
    r"|www\.|icon|icône|panel|panneau|symbol"
)


def matters(passage: Passage) -> bool:
    """Whether the sentence, or one of the two before it, has a word that this reader is about."""
    if passage.mentions or passage.is_item or _TRIGGER.search(passage.text):
        return True
    if passage.has("says_no", "short_denial", "sharing_setting", "supplier_lead"):
        return True
    return any(earlier.mentions or _TRIGGER.search(earlier.text) for earlier in passage.back(2))


def bearing(passage: Passage) -> Bearing:
    """What the passage is about; ``own`` where it may claim something."""
    if not matters(passage):
        return "off_topic"
    if passage.has("template") or _of_a_choice(passage):
        return "template"
    if passage.text.rstrip("\"')").endswith("?"):
        return "question"
    present = passage.has("sharing_setting") or (passage.has("taken_off") and passage.mentions)
    if passage.has("past") and not present:
        return "past"
    own = passage.has("own_act")
    if _defines(passage, own):
        return "definition"
    if _instructs(passage):
        return "browser"
    if (passage.has("other_site") and not passage.has("embedded", "no_profile", "unlike")) or _elsewhere(passage):
        return "other_site"
    if passage.has("client_work"):
        return "client_work"
    whose = standing(passage)
    # An item that completes "what we do not do:" is no advice, though it has an imperative's form.
    completes = whose == "advice" and passage.is_item and passage.lead is not None and passage.lead.has("own")
    if whose is not None and not completes:
        return whose
    if passage.has("law") and not own:
        return "law"
    if not own and passage.heading_has("generic_heading") and not _names_site(passage):
        return "definition"
    if passage.has("rights") and not passage.has("cookie_any", "web_topic"):
        return "rights"
    return _topic(passage)


def _of_a_choice(passage: Passage) -> bool:
    """Whether it stands in a template's list of sentences to choose from: "[Select one] We use no cookies / …"."""
    return passage.part(0, min(passage.end, _SELECTOR)).has("to_choose")


def _topic(passage: Passage) -> Bearing:
    if passage.has("web_topic", "not_outside", "inside_eea") or _names_part_of_page(passage):
        return "own"
    if passage.has("off_topic") or passage.heading_has("off_topic_heading"):
        return "off_topic"
    return "own"


def _names_part_of_page(passage: Passage) -> bool:
    """Whether a named service is one that only a page can hold: what protects the form, counts the visits."""
    return any(mention.product is not None and mention.product.purpose in _IN_PAGE for mention in passage.mentions)


def _defines(passage: Passage, own: bool) -> bool:
    if not passage.has("definition"):
        return False
    if passage.has("consent_after", "always_on", "no_consent_needed", "not_used") and not passage.heading_has(
        "generic_heading"
    ):
        return False
    start = passage.find("definition")
    if start is not None and start.start == passage.start:
        return True
    return not own


def _instructs(passage: Passage) -> bool:
    """The browser's settings; not "until you close the browser", not the site's own way to be asked again."""
    if passage.has("reask") or (passage.has("opt_out_tool") and passage.mentions):
        return False
    if not passage.has("browser") and (passage.has("banner") or (passage.has("choice") and passage.has("via_footer"))):
        return False
    if passage.has("browser") and passage.has("browser_act"):
        if passage.has("own_act") and not passage.has("you_can"):
            return False
        return not (passage.has("browser_closes") and not passage.has("browser_setting"))
    return passage.has("browser_setting") and passage.has("cookie_any") and not passage.has("own_act")


def _elsewhere(passage: Passage) -> bool:
    """Whether it stands under a heading on clients, a portal, an app or advice, and does not come back to the site; or
    goes on about another site ("There cookies are used")."""
    return _continues_elsewhere(passage) or (
        passage.heading_has("other_place_heading", depth=4) and not passage.has("own_place") and not _on_site(passage)
    )


def _continues_elsewhere(passage: Passage) -> bool:
    """ "There other cookies are used", after a sentence on another site."""
    earlier = passage.previous
    if earlier is None or not passage.has("there"):
        return False
    return bearing(earlier) == "other_site" or (earlier.has("covers") and earlier.has("covers_not"))


def _on_site(passage: Passage) -> bool:
    """Whether the nearest heading itself is on the site, below one that is not."""
    return passage.heading_has("own_place")


def _names_site(passage: Passage) -> bool:
    return passage.has("own")
