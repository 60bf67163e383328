"""The pages of a described site as HTML: its texts, its footer with links, and the words of its banner."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from tests.scenarios.matrix.description import Description

_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")

#: Words of a page by language: link to the privacy statement, to the cookie statement, and back to the choice; buttons
#: that accept, refuse, open the settings, save, acknowledge; the banner's ordinary text.
WORDS: dict[str, dict[str, str]] = {
    "nl": {
        "privacy": "Privacyverklaring", "cookies": "Cookieverklaring", "back": "Cookie-instellingen",
        "accept": "Alles accepteren", "reject": "Alles weigeren", "settings": "Instellingen", "save": "Keuze opslaan",
        "ok": "Begrepen", "statistics": "Statistieken", "marketing": "Marketing", "necessary": "Noodzakelijk",
        "ask": "Wij vragen uw toestemming voor cookies voor statistieken en voor advertenties op maat.",
        "tell": "Deze website gebruikt cookies. Meer leest u in onze verklaring.",
    },
    "en": {
        "privacy": "Privacy policy", "cookies": "Cookie policy", "back": "Cookie settings",
        "accept": "Accept all", "reject": "Reject all", "settings": "Settings", "save": "Save my choice",
        "ok": "Got it", "statistics": "Statistics", "marketing": "Marketing", "necessary": "Necessary",
        "ask": "We ask your consent for cookies for statistics and for personalised advertising.",
        "tell": "This website uses cookies. Read more in our policy.",
    },
    "de": {
        "privacy": "Datenschutzerklärung", "cookies": "Cookie-Richtlinie", "back": "Cookie-Einstellungen",
        "accept": "Alle akzeptieren", "reject": "Alle ablehnen", "settings": "Einstellungen",
        "save": "Auswahl speichern",
        "ok": "Verstanden", "statistics": "Statistik", "marketing": "Marketing", "necessary": "Notwendig",
        "ask": "Wir bitten um Ihre Einwilligung für Cookies für Statistik und für personalisierte Werbung.",
        "tell": "Diese Website verwendet Cookies. Mehr dazu in unserer Erklärung.",
    },
    "fr": {
        "privacy": "Politique de confidentialité", "cookies": "Politique de cookies", "back": "Gérer les cookies",
        "accept": "Tout accepter", "reject": "Tout refuser", "settings": "Paramètres", "save": "Enregistrer mes choix",
        "ok": "J'ai compris", "statistics": "Statistiques", "marketing": "Marketing", "necessary": "Nécessaires",
        "ask": "Nous demandons votre consentement pour des cookies de statistiques et de publicité personnalisée.",
        "tell": "Ce site utilise des cookies. Pour en savoir plus, lisez notre politique.",
    },
}  # fmt: skip


def text_of_banner(site: Description) -> str:
    """What the first layer of the banner says."""
    if site.banner.text is not None:
        return site.banner.text
    return WORDS[site.language]["tell" if site.banner.kind == "notice" else "ask"]


def banner_of(site: Description) -> str | None:
    """What asks for consent, as it lies over a page; None: nothing does."""
    banner, words = site.banner, WORDS[site.language]
    if banner.kind == "none":
        return None

    def button(choice: str, word: str) -> str:
        return f'<button type="button" data-choose="{choice}">{words[word]}</button>'

    accept, reject = button("accepted", "accept"), button("rejected", "reject")
    if banner.loud:
        reject = f'<a href="#" data-choose="rejected">{words["reject"]}</a>'
    on = " data-purpose checked" if banner.kind == "preticked" else " data-purpose"
    marks = {"necessary": " checked disabled", "statistics": on, "marketing": on}
    boxes = "".join(f'<label><input type="checkbox"{mark}> {words[name]}</label>' for name, mark in marks.items())
    opened = button("settings", "settings") + f"<div data-settings hidden>{boxes}"
    save = button("selected", "save")
    inner = {
        "choice": accept + reject,
        "settings_reject": f"{accept}{opened}{reject}{save}</div>",
        "preticked": f"{accept}{opened}{save}</div>",
        "accept_only": accept,
        "wall": accept,
        "notice": button("close", "ok"),
    }[banner.kind]
    classes = "ask" + " loud" * banner.loud + " wall" * (banner.kind == "wall")
    label = ' role="dialog"' if banner.kind != "notice" else ""
    return f'<div class="{classes}"{label}><p>{html.escape(text_of_banner(site))}</p>{inner}</div>'


def page_of(site: Description, title: str, body: str, *, head: str = "", banner: str = "") -> str:
    """A whole page around ``body`` (HTML), with the footer that every page has."""
    return (
        f'<!doctype html><html lang="{site.language}"><head><meta charset="utf-8"><title>{html.escape(title)}</title>'
        f"{head}</head><body>{banner}<header><nav>{_navigation(site)}</nav></header><main>{body}</main>"
        f"<footer>{footer(site)}</footer></body></html>"
    )


def footer(site: Description) -> str:
    """Links to the texts, to what is not there, and back to the choice."""
    words = WORDS[site.language]
    links = [("/privacy", words["privacy"])] if site.policy is not None else []
    links += [("/cookies", words["cookies"])] if site.cookie_policy is not None else []
    links += [(path, words["cookies"] if "cookie" in path else words["privacy"]) for path in site.dead_links]
    shown = [f'<a href="{path}">{text}</a>' for path, text in links]
    if site.banner.kind not in ("none", "notice") and site.banner.way_back:
        shown.append(f'<a href="#" data-consent-open>{words["back"]}</a>')
    return " ".join(shown)


def _navigation(site: Description) -> str:
    return " ".join(f'<a href="{path}">{path.strip("/") or "home"}</a>' for path in site.pages)


def html_of(markdown: str) -> str:
    """The small markdown of descriptions as HTML: headings, lists, tables with a header row, paragraphs, links."""
    return "".join(_part(part) for part in re.split(r"\n\s*\n", markdown.strip()))


def _part(part: str) -> str:
    return "".join(_blocks([line.strip() for line in part.splitlines() if line.strip()]))


def _blocks(lines: list[str]) -> Iterator[str]:
    while lines:
        kind = _kind(lines[0])
        count = next((at for at, line in enumerate(lines) if _kind(line) != kind), len(lines))
        if kind == "heading":
            count = 1
            marks = len(lines[0]) - len(lines[0].lstrip("#"))
            yield f"<h{marks}>{_inline(lines[0].lstrip('# '))}</h{marks}>"
        elif kind == "item":
            yield "<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines[:count]) + "</ul>"
        elif kind == "row":
            yield _table(lines[:count])
        else:
            yield f"<p>{_inline(' '.join(lines[:count]))}</p>"
        lines = lines[count:]


def _kind(line: str) -> str:
    if line.startswith("#"):
        return "heading"
    if line.startswith(("- ", "* ")):
        return "item"
    return "row" if line.startswith("|") else "text"


def _table(lines: list[str]) -> str:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rows = [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]
    parts = ["<table>"]
    for number, row in enumerate(rows):
        tag = "th" if number == 0 else "td"
        parts.append("<tr>" + "".join(f"<{tag}>{_inline(cell)}</{tag}>" for cell in row) + "</tr>")
    return "".join([*parts, "</table>"])


def _inline(text: str) -> str:
    escaped = html.escape(text.replace("**", ""), quote=False)
    return _LINK.sub(lambda found: f'<a href="{found[2]}">{found[1]}</a>', escaped)
