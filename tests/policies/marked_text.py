"""Policies with their labels written in the text itself: a page a block of lines, a claim a mark around its words.

    ===
    id: nl_a01
    language: nl
    sector: dentist
    difficulty: medium
    vendors: google_analytics, youtube?        (a question mark: possible, no certain use)
    recipients: exact, mollie
    defects: contradiction, outdated_law?      (a question mark: optional)
    ---
    # Title
    ## Heading
    A sentence. {{no_category category=analytics,marketing|Wij volgen u niet.}} Another sentence.
    - an item
    | _ga | Google | Analytisch | 2 jaar |

A mark holds one claim or several (`a key=value + b key=value`). `?type` is an optional claim, `!kind wrong=type,type`
a trap. Values with commas are lists; a lifetime is `2y`, `13mo`, `30d`, `24h`, `session`, `persistent` or a number of
seconds. `[text](address)` is a link. A line opens a block: `#` to `####` a heading, `- ` or `1. ` an item, `|` a
table's row, anything else a paragraph.

`python -m tests.policies.marked_text FILE…` checks files and counts their claims."""

from __future__ import annotations

import html
import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from auditor.models.common import ClaimType

TYPES = frozenset(get_args(ClaimType))
LISTS = {
    "category", "vendor", "mechanism", "data", "via", "country", "domains", "excluded", "technology", "resource",
    "basis",
}  # fmt: skip
_KEYS = LISTS | {
    "scope", "condition", "similar_tech", "time", "trigger", "modality", "party", "behaviour", "lifetime", "subject",
    "bound", "value", "region", "url", "of", "actions", "signal", "kind",
}  # fmt: skip
_NEEDED = {
    "no_category": "category", "only_categories": "category", "uses_category": "category", "uses_vendor": "vendor",
    "no_vendor": "vendor", "only_vendors": "vendor", "embed": "behaviour", "ip_masked": "value",
    "sharing_off": "value", "processor_agreement": "value", "lifetime": "lifetime", "data_location": "region",
    "not_personal": "data", "legal_basis": "basis", "dnt": "value", "deferral": "kind", "storage_other": "technology",
    "local_resources": "resource", "completeness": "of",
}  # fmt: skip
_CATEGORIES = frozenset(
    ("functional", "preferences", "analytics", "marketing", "social", "third_party", "unclassified", "some")
)
_VALUES: dict[str, AbstractSet[str]] = {
    "category": _CATEGORIES,
    "behaviour": {"sets_cookies_on_load", "blocked_until_consent", "privacy_mode", "no_cookies", "link_only"},
    "modality": {"possible"},
    "mechanism": {"banner", "click", "first_visit", "unspecified"},
    "via": {"footer_link", "settings_button", "email", "browser_only", "delete_consent_cookie", "unspecified"},
    "region": {"eea_only", "outside_eea"},
    "basis": {"consent", "legitimate_interest", "strictly_necessary"},
    "of": {"all_cookies", "third_party_cookies", "vendors"},
    "data": {"cookies", "ip", "analytics", "automatic", "visit", "visitors", "general"},
    "resource": {"fonts", "analytics", "scripts"},
    "technology": {"localstorage", "sessionstorage", "indexeddb", "pixel", "fingerprinting"},
    "kind": {"page", "banner"},
    "condition": {
        "before_choice", "after_reject", "visitors", "login", "opt_in_comment", "remember_me", "subscribers",
    },
}  # fmt: skip
_UNITS = {"y": 31536000, "mo": 2592000, "w": 604800, "d": 86400, "h": 3600, "min": 60, "s": 1}
_TOKEN = re.compile(r"\{\{(?P<head>[^|{}]*)\||(?P<close>\}\})|\[(?P<text>[^\]\[]*)\]\((?P<href>[^)\s]*)\)")


class MarkError(ValueError):
    """A mark or a page that does not have the form; the message names the page and the place."""


@dataclass
class Mark:
    """A marked piece of text: what is said of it, and where, in key characters of the page."""

    head: str
    start: int
    end: int = 0
    quote: str = ""
    heading: str | None = None


@dataclass
class Page:
    """A page: its HTML, and its label in the form of the gold files."""

    id: str
    language: str
    html: str
    gold: dict[str, Any]
    marks: list[Mark] = field(default_factory=list)


def key(text: str) -> str:
    """The comparison form: letters and digits only."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).lower() if c.isalnum())


def pages(text: str) -> Iterator[Page]:
    """The pages of a file."""
    for part in re.split(r"(?m)^===+\s*$", text):
        if part.strip():
            yield _page(part.strip("\n"))


def _page(part: str) -> Page:
    head, separator, body = part.partition("\n---\n")
    if not separator:
        raise MarkError(f"no line of three dashes after the head: {part[:60]!r}")
    fields = dict(line.split(":", 1) for line in head.splitlines() if ":" in line)
    meta = {name.strip(): value.strip() for name, value in fields.items()}
    for name in ("id", "language"):
        if not meta.get(name):
            raise MarkError(f"no {name} in the head: {head[:80]!r}")
    writer = _Writer(meta["id"])
    for line in body.splitlines():
        writer.line(line.strip())
    writer.finish()
    gold: dict[str, Any] = {
        "id": meta["id"], "file": meta["id"] + ".html", "language": meta["language"], "notes": meta.get("notes", ""),
        "difficulty": meta.get("difficulty", "medium"), "sector": meta.get("sector", ""),
        "claims": [claim for mark in writer.marks if "!" not in mark.head for claim in _claims(mark, meta["id"])],
        "cookies": [],
        "vendors": [
            {"id": name.rstrip("?"), "status": "possible" if name.endswith("?") else "used"}
            for name in _names(meta.get("vendors", ""))
        ],
        "other_recipients": _names(meta.get("recipients", "")), "deferrals": [],
        "defects": [
            {"kind": name.rstrip("?"), "quote": None, "optional": name.endswith("?")}
            for name in _names(meta.get("defects", ""))
        ],
        "non_claims": [_trap(mark, meta["id"]) for mark in writer.marks if "!" in mark.head],
    }  # fmt: skip
    gold["deferrals"] = [
        {"kind": claim["params"]["kind"], "url": claim["params"].get("url"), "quote": claim["quote"]}
        for claim in gold["claims"]
        if claim["type"] == "deferral"
    ]
    title = html.escape(writer.title or meta["id"])
    page = (
        f'<!doctype html><html lang="{meta["language"]}"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><main>\n{chr(10).join(writer.out)}\n</main></body></html>\n"
    )
    return Page(meta["id"], meta["language"], page, gold, writer.marks)


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


class _Writer:
    """Turns lines into HTML, and keeps where the marks are."""

    def __init__(self, page: str) -> None:
        self.page = page
        self.out: list[str] = []
        self.marks: list[Mark] = []
        self.title = ""
        self._open: list[Mark] = []
        self._at = 0
        self._list = ""
        self._heading: str | None = None

    def line(self, line: str) -> None:
        kind = (
            "ul" if line.startswith("- ") else "ol" if re.match(r"\d+\. ", line) else "table" if line[:1] == "|" else ""
        )
        if kind != self._list:
            if self._list:
                self.out.append(f"</{self._list}>")
            if kind:
                self.out.append(f"<{kind}>")
            self._list = kind
        if not line:
            return
        if kind == "table":
            cells = [cell.strip() for cell in line.strip("|").split("|")] if "{{" not in line else [line.strip("| ")]
            self.out.append("<tr>" + "".join(f"<td>{self._inline(cell)}</td>" for cell in cells) + "</tr>")
        elif kind:
            self.out.append(f"<li>{self._inline(line.split(' ', 1)[1])}</li>")
        elif (match := re.match(r"(#{1,4}) (.*)", line)) is not None:
            level = len(match[1])
            shown = self._inline(match[2])
            self._heading = html.unescape(re.sub(r"<[^>]*>", "", shown))
            self.title = self.title or self._heading
            self.out.append(f"<h{level}>{shown}</h{level}>")
        else:
            self.out.append(f"<p>{self._inline(line)}</p>")

    def finish(self) -> None:
        self.line("")
        if self._open:
            raise MarkError(f"{self.page}: a mark is not closed: {self._open[-1].head!r}")

    def _inline(self, text: str) -> str:
        done, shown = 0, ""
        for match in _TOKEN.finditer(text):
            shown += self._plain(text[done : match.start()])
            done = match.end()
            if match["head"] is not None:
                mark = Mark(match["head"].strip(), self._at, heading=self._heading)
                self._open.append(mark)
                self.marks.append(mark)
            elif match["close"]:
                if not self._open:
                    raise MarkError(f"{self.page}: a mark is closed that was not opened: {text[:80]!r}")
                self._open.pop().end = self._at
            else:
                shown += f'<a href="{html.escape(match["href"], quote=True)}">{self._plain(match["text"])}</a>'
        shown += self._plain(text[done:])
        if "{{" in shown or "}}" in shown:
            raise MarkError(f"{self.page}: a mark that cannot be read: {text[:80]!r}")
        return shown

    def _plain(self, text: str) -> str:
        self._at += len(key(text))
        for mark in self._open:
            mark.quote += text
        return html.escape(text, quote=False)


def _claims(mark: Mark, page: str) -> Iterator[dict[str, Any]]:
    for said in mark.head.split(" + "):
        name, *pairs = said.split()
        optional = name.startswith("?")
        name = name.lstrip("?")
        if name not in TYPES:
            raise MarkError(f"{page}: no claim type {name!r} in {mark.head!r}")
        params = dict(_pair(pair, page, mark) for pair in pairs)
        needed = _NEEDED.get(name)
        if needed and needed not in params:
            raise MarkError(f"{page}: {name} needs {needed}: {mark.quote[:60]!r}")
        if name in ("consent_prior", "consent_exempt") and not params.keys() & {"category", "vendor"}:
            raise MarkError(f"{page}: {name} needs a category or a vendor: {mark.quote[:60]!r}")
        if not key(mark.quote):
            raise MarkError(f"{page}: an empty mark {mark.head!r}")
        claim: dict[str, Any] = {
            "type": name, "params": params, "quote": mark.quote.strip(), "at": [mark.start, mark.end],
            "heading": mark.heading, "region": "body",
        }  # fmt: skip
        if optional:
            claim["optional"] = True
        yield claim


def _pair(pair: str, page: str, mark: Mark) -> tuple[str, Any]:
    name, separator, value = pair.partition("=")
    if not separator or name not in _KEYS or not value:
        raise MarkError(f"{page}: no parameter {pair!r} in {mark.head!r}")
    known = _VALUES.get(name)
    if known is not None and (wrong := set(value.split(",")) - known):
        raise MarkError(f"{page}: {name} cannot be {', '.join(wrong)} in {mark.head!r}")
    if name in LISTS:
        return name, value.split(",")
    if name in {"value", "similar_tech"}:
        if value not in ("true", "false"):
            raise MarkError(f"{page}: {name} is true or false in {mark.head!r}")
        return name, value == "true"
    if name == "lifetime":
        return name, _lifetime(value, page)
    return name, value


def _lifetime(value: str, page: str) -> int | str:
    if value in ("session", "persistent"):
        return value
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(y|mo|w|d|h|min|s)?", value)
    if match is None:
        raise MarkError(f"{page}: no lifetime {value!r}")
    return round(float(match[1]) * _UNITS[match[2] or "s"])


def _trap(mark: Mark, page: str) -> dict[str, Any]:
    kind, *pairs = mark.head.lstrip("!").split()
    params = dict(pair.partition("=")[::2] for pair in pairs)
    wrong = _names(params.get("wrong", ""))
    if not wrong or (unknown := set(wrong) - TYPES - {"no_cookies_site_wide"}):
        raise MarkError(f"{page}: a trap needs wrong=type,…: {mark.head!r} {unknown if wrong else ''}")
    return {"trap": kind, "quote": mark.quote.strip(), "at": [mark.start, mark.end], "wrong_types": wrong}


def write(source: Path, folder: Path) -> int:
    """Writes each page of ``source`` and its label into ``folder``; returns how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for page in pages(source.read_text(encoding="utf-8")):
        (folder / f"{page.id}.html").write_text(page.html, encoding="utf-8")
        (folder / f"{page.id}.json").write_text(json.dumps(page.gold, ensure_ascii=False, indent=1), encoding="utf-8")
        count += 1
    return count


def main(names: list[str]) -> int:
    """Checks the named files; returns how many are wrong."""
    counts: Counter[str] = Counter()
    wrong = total = traps = 0
    for name in names:
        try:
            for page in pages(Path(name).read_text(encoding="utf-8")):
                total += 1
                counts.update(claim["type"] for claim in page.gold["claims"])
                traps += len(page.gold["non_claims"])
        except MarkError as error:
            wrong += 1
            print(f"{name}: {error}")
    print(f"{total} pages, {sum(counts.values())} claims, {traps} traps; {wrong} files wrong")
    print(", ".join(f"{name} {count}" for name, count in counts.most_common()))
    return wrong


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
