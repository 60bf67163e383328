"""What an e-mail says: the same parts as text and as simple HTML, in the language of its receiver.

The bodies come from the store, and what is in them from websites: it is cleaned once more here, and escaped in HTML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml
from markupsafe import Markup

from auditor.models.common import ReportLanguage
from auditor.schedule.sending.outcome import Letter
from reports.shown import line
from reports.text import texts

#: Entries of one list that are written out, of a site on its own and of one among others.
MOST_ENTRIES = 25
MOST_IN_DIGEST = 5


@dataclass(frozen=True)
class Part:
    """A heading (of the first or second order), a paragraph, the items of a list, or a link with its words."""

    kind: Literal["heading", "under", "paragraph", "items", "link"]
    text: str = ""
    items: tuple[str, ...] = ()
    url: str = ""


@lru_cache(maxsize=2)
def words(language: ReportLanguage) -> Mapping[str, str]:
    """The words of a language by their key."""
    path = files("auditor.schedule.sending").joinpath("words", f"{language}.yaml")
    found: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def subject(letter: Letter, language: ReportLanguage) -> str:
    """The subject: our own words, and the host of the site on one short line."""
    w = words(language)
    if letter.test:
        return w["subject.test"]
    if letter.digest and len(letter.bodies) > 1:
        hosts = {body["site"]["host"] for body in letter.bodies}
        return w["subject.digest"].format(number=len(hosts))
    body = letter.bodies[0]
    return w[f"subject.{body['event']}"].format(host=line(body["site"]["host"], 100))


def parts(letter: Letter, language: ReportLanguage) -> tuple[Part, ...]:
    """All that a letter says, in its order."""
    w = words(language)
    if letter.test:
        return (Part("paragraph", w["test"]),)
    most = MOST_IN_DIGEST if len(letter.bodies) > 1 else MOST_ENTRIES
    said = [part for body in letter.bodies for part in _notice(body, language, most)]
    return (*said, Part("paragraph", w["potential"]))


def _notice(body: dict[str, Any], language: ReportLanguage, most: int) -> Iterator[Part]:
    w, site = words(language), body["site"]
    label = f" ({line(site['label'], 100)})" if site["label"] else ""
    yield Part("heading", f"{line(site['host'], 100)}{label}")
    yield Part("paragraph", w[f"event.{body['event']}"])
    yield Part("items", items=tuple(_facts(body, w)))
    for kind in ("new", "gone", "changed"):
        found, number = body["findings"][kind], body["counts"][kind]
        heading = w["first_findings" if kind == "new" and body["compared_with"] is None else kind]
        entries = [_finding(one, language) for one in found]
        yield from _list(heading.format(number=number), entries, number, most, w)
    third, changed = body["third_parties"]["new"], body["texts"]
    yield from _list(w["third_parties"], [_third(one) for one in third], len(third), most, w)
    named = [f"{w['text.' + one['kind']]}: {line(one['url'])}" for one in changed]
    yield from _list(w["texts"], named, len(changed), most, w)
    measured = [
        f"{w['measure.' + one['what']]}: {line(one['old']) or '–'} → {line(one['new']) or '–'}"
        for one in body["measured_otherwise"]
    ]
    yield from _list(w["measured"], measured, len(measured), most, w)
    for name in ("changes", "audit", "site"):
        url = body.get("links", {}).get(name)
        if url and urlsplit(url).scheme in ("http", "https"):
            yield Part("link", w[f"link.{name}"], url=url)
            return


def _facts(body: dict[str, Any], w: Mapping[str, str]) -> Iterator[str]:
    yield w["audit"].format(moment=_moment(body["audit"]["started_at"]))
    if body["compared_with"]:
        yield w["compared_with"].format(moment=_moment(body["compared_with"]["started_at"]))
    if body["reason"]:
        yield f"{w['reason']}: {line(body['reason'], 500)}"
    if body["counts"]["not_looked_for"]:
        yield w["not_looked_for"].format(number=body["counts"]["not_looked_for"])


def _moment(written: str) -> str:
    return datetime.fromisoformat(written).astimezone(UTC).strftime("%Y-%m-%d %H:%M")


def _list(heading: str, entries: Sequence[str], number: int, most: int, w: Mapping[str, str]) -> Iterator[Part]:
    if not entries:
        return
    more = number - len(entries[:most])
    yield Part("under", heading)
    yield Part("items", items=(*entries[:most], *((w["more"].format(number=more),) if more > 0 else ())))


def _finding(one: dict[str, Any], language: ReportLanguage) -> str:
    w, severities = words(language), texts(language)
    notes = []
    if one.get("severity_before") not in (None, one["severity"]):
        notes.append(w["was"].format(severity=severities.word("severity", one["severity_before"])))
    if one.get("looked_before") is False:
        notes.append(w["not_looked_before"])
    note = f" ({', '.join(notes)})" if notes else ""
    return f"[{severities.word('severity', one['severity'])}] {line(one['title'][language])}{note}"


def _third(one: dict[str, Any]) -> str:
    facts = dict.fromkeys(line(fact) for fact in (one["owner"], one["country"], ", ".join(one["hosts"])) if fact)
    return f"{line(one['name'])} ({'; '.join(facts)})"


def as_text(said: Sequence[Part]) -> str:
    """The parts as plain text."""
    lines: list[str] = []
    for part in said:
        match part.kind:
            case "heading":
                lines += ["", part.text, "=" * min(len(part.text), 70)]
            case "under":
                lines += ["", part.text]
            case "paragraph":
                lines += ["", part.text]
            case "items":
                lines += [f"- {item}" for item in part.items]
            case "link":
                lines += ["", f"{part.text}: {part.url}"]
    return "\n".join(lines).strip() + "\n"


def as_html(said: Sequence[Part], language: ReportLanguage) -> str:
    """The parts as HTML without scripts, styles and anything to be fetched."""
    made = Markup("\n").join(_markup(part) for part in said)
    page = Markup('<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"></head><body>\n{}\n</body></html>\n')
    return str(page.format(language, made))


def _markup(part: Part) -> Markup:
    match part.kind:
        case "heading":
            return Markup("<h2>{}</h2>").format(part.text)
        case "under":
            return Markup("<h3>{}</h3>").format(part.text)
        case "items":
            items = Markup("").join(Markup("<li>{}</li>").format(item) for item in part.items)
            return Markup("<ul>{}</ul>").format(items)
        case "link":
            return Markup('<p><a href="{}">{}</a></p>').format(part.url, part.text)
        case _:
            return Markup("<p>{}</p>").format(part.text)
