"""The choice that a site offers, and what became of each choice that was made: the banner, the ways through it, what
proves a choice, and what the site put on record of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.models.consent import Box, Button, Choice, ConsentRecord, ConsentSurface, Step, TcfRecord
from auditor.models.result import AuditResult, StateSummary
from reports.shown import bounded
from reports.text import Texts
from reports.views.pictures import PictureView
from reports.words import decimal, vendor

MAX_TEXT = 4000
MAX_ROWS = 40
MAX_WORDS = 60
MAX_METHOD = 120
MAX_REASON = 300

#: How an outcome is drawn: the tones of the verdicts, whose icons readers know.
_TONES = {
    "verified": "confirmed", "unverified": "not_observed", "failed": "not_observed", "not_offered": "cannot_tell",
    "no_banner": "cannot_tell",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ButtonRow:
    """A button of the banner: its words from the site, what it does, and how it looks."""

    text: str
    role: str
    element: str
    size: str
    contrast: str


@dataclass(frozen=True, slots=True)
class BoxRow:
    """A box of the banner: its label from the site, its default, and whether the visitor can switch it.

    ``weigh``: it is on and can be switched."""

    label: str
    default: str
    changeable: str
    weigh: bool


@dataclass(frozen=True, slots=True)
class Layer:
    """What stands on one layer of the banner. ``text``: its words, from the site."""

    name: str
    text: str
    buttons: tuple[ButtonRow, ...]
    boxes: tuple[BoxRow, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Way:
    """The shortest way to a choice. ``clicks`` null: not known; 0: none was found."""

    label: str
    clicks: int | None
    text: str


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One thing that a consent manager keeps, before and after the choice. ``changed``: they differ."""

    what: str
    before: str
    after: str
    changed: bool


@dataclass(frozen=True, slots=True)
class RecordTable:
    """A consent manager's record, by name and by where it stood."""

    name: str
    source: str
    rows: tuple[RecordRow, ...]


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """A choice and its proof. ``steps``: (words on the site or none, what was pressed); ``proof``: (what, answer)."""

    id: str
    state: str
    tone: str
    outcome: str
    meaning: str
    reason: str
    method: str
    clicks: str
    seconds: str
    steps: tuple[tuple[str, str], ...]
    proof: tuple[tuple[str, str], ...]
    records: tuple[RecordTable, ...]


@dataclass(frozen=True, slots=True)
class ConsentView:
    """The whole section. ``lead``: what asks, in a sentence; ``reason``: why nobody looked."""

    kind: str
    lead: str
    reason: str
    facts: tuple[tuple[str, str], ...]
    ways: tuple[Way, ...]
    layers: tuple[Layer, ...]
    links: tuple[tuple[str, str], ...]
    pictures: tuple[PictureView, ...]
    choices: tuple[ChoiceView, ...]


def consent_view(result: AuditResult, pictures: tuple[PictureView, ...], t: Texts) -> ConsentView:
    """The section, with the pictures of the banner."""
    surface = result.observation.consent
    kind = surface.kind or "unknown"
    asks = surface.kind in ("banner", "wall")
    return ConsentView(
        kind=kind,
        lead=t(f"consent_lead.{kind}"),
        reason=bounded(surface.reason or "", MAX_REASON) if surface.kind is None else "",
        facts=tuple(_facts(surface, t)),
        ways=tuple(_ways(surface, t)) if asks else (),
        layers=tuple(_layers(surface, t)),
        links=tuple((link.text, link.url) for link in surface.links[:MAX_ROWS]),
        pictures=pictures,
        choices=tuple(_choice(one, one.choice, t) for one in result.observation.states if one.choice is not None),
    )


def _facts(surface: ConsentSurface, t: Texts) -> Iterator[tuple[str, str]]:
    if surface.kind in (None, "none"):
        return
    yield t("consent_fact.kind"), t(f"consent.{surface.kind}")
    yield t("consent_fact.manager"), manager(surface.manager, t) if surface.manager else t("word.unknown")
    yield t("consent_fact.layers"), t.number(surface.layers)
    yield t("consent_fact.blocks"), t("word.yes" if surface.blocks_page else "word.no")
    if surface.frame:
        yield t("consent_fact.frame"), surface.frame
    if surface.appeared_ms > 0:
        yield t("consent_fact.appeared"), t("consent_fact.seconds", n=decimal(surface.appeared_ms / 1000, t))


def _ways(surface: ConsentSurface, t: Texts) -> Iterator[Way]:
    for name, clicks in (("accept", surface.clicks_to_accept), ("reject", surface.clicks_to_reject)):
        absent = t("way.unknown" if clicks is None else "way.none")
        yield Way(t(f"button.{name}"), clicks, t.count("way.clicks", clicks) if clicks else absent)


def _layers(surface: ConsentSurface, t: Texts) -> Iterator[Layer]:
    numbers = {1, *(one.layer for one in surface.buttons), *(one.layer for one in surface.boxes)}
    if surface.kind in (None, "none"):
        return
    if surface.further_text:
        numbers.add(2)
    for number in sorted(numbers):
        buttons = [one for one in surface.buttons if one.layer == number]
        boxes = [one for one in surface.boxes if one.layer == number]
        text = {1: surface.text, 2: surface.further_text}.get(number, "")
        yield Layer(
            name=t("layer.first") if number == 1 else t("layer.further", n=number),
            text=bounded(text.strip(), MAX_TEXT),
            buttons=tuple(_button(one, t) for one in buttons[:MAX_ROWS]),
            boxes=tuple(_box(one, t) for one in boxes[:MAX_ROWS]),
            left_out=max(0, len(buttons) - MAX_ROWS) + max(0, len(boxes) - MAX_ROWS),
        )


def _button(button: Button, t: Texts) -> ButtonRow:
    sized = button.width > 0 and button.height > 0
    return ButtonRow(
        text=button.text,
        role=t(f"button.{button.role}"),
        element=button.element,
        size=f"{button.width} × {button.height}" if sized else "–",
        contrast=f"{decimal(button.contrast, t)} : 1" if button.contrast is not None else "–",
    )


def _box(box: Box, t: Texts) -> BoxRow:
    return BoxRow(
        label=box.label,
        default=t("box.on" if box.checked else "box.off"),
        changeable=t("box.fixed" if box.disabled else "box.changeable"),
        weigh=box.checked and not box.disabled,
    )


def _choice(summary: StateSummary, choice: Choice, t: Texts) -> ChoiceView:
    made = choice.outcome in ("verified", "unverified")
    return ChoiceView(
        id=f"choice-{summary.state}",
        state=t(f"choice_state.{summary.state}"),
        tone=_TONES[choice.outcome],
        outcome=t(f"choice.{choice.outcome}"),
        meaning=t(f"choice_meaning.{choice.outcome}"),
        reason=bounded(choice.reason or "", MAX_REASON),
        method=bounded(choice.method or "", MAX_METHOD),
        clicks=t.count("way.clicks", choice.clicks) if choice.clicks else "",
        seconds=t("consent_fact.seconds", n=decimal(choice.seconds, t)) if choice.seconds > 0 else "",
        steps=tuple(_step(step, t) for step in choice.steps[:MAX_ROWS]),
        proof=tuple(_proof(choice, t)) if made else (),
        records=tuple(_records(choice.records_before, choice.records_after, t)),
    )


def _step(step: Step, t: Texts) -> tuple[str, str]:
    return bounded(step.text.strip(), MAX_WORDS), t.word("button", step.role)


def _proof(choice: Choice, t: Texts) -> Iterator[tuple[str, str]]:
    answers = {True: t("word.yes"), False: t("word.no")}
    for name, answer in (("banner_gone", choice.banner_gone), ("stays_gone", choice.stays_gone)):
        yield t(f"proof.{name}"), answers[answer] if answer is not None else t("word.unknown")
    agrees = choice.record_agrees
    yield t("proof.record_agrees"), answers[agrees] if agrees is not None else t("proof.no_record")
    if choice.way_back is not None:
        yield t("proof.way_back"), t(f"way_back.{choice.way_back}")


def manager(name: str, t: Texts) -> str:
    """The name of a consent manager or of a common record."""
    return t(f"record.{name}") if f"record.{name}" in t else vendor(name)


def _records(before: tuple[ConsentRecord, ...], after: tuple[ConsentRecord, ...], t: Texts) -> Iterator[RecordTable]:
    """The records of both moments side by side, each manager's once, in the order in which they were read."""
    earlier = {(one.manager, one.source): one for one in before}
    later = {(one.manager, one.source): one for one in after}
    for key in [*dict.fromkeys((*earlier, *later))][:MAX_ROWS]:
        first = _told(earlier.get(key), t)
        then = _told(later.get(key), t)
        none = t("record_row.absent")
        rows = [
            RecordRow(what, first.get(what, none), then.get(what, none), first.get(what) != then.get(what))
            for what in dict.fromkeys((*first, *then))
        ]
        yield RecordTable(manager(key[0], t), key[1], tuple(rows[:MAX_ROWS]))


def _told(record: ConsentRecord | None, t: Texts) -> Mapping[str, str]:
    """What a record says, row by row."""
    if record is None:
        return {}
    rows: dict[str, str] = {}
    if record.decided is not None:
        rows[t("record_row.decided")] = t("word.yes" if record.decided else "word.no")
    for name, on in record.granted.items():
        word = t("record_row.granted" if on else "record_row.denied")
        rows[bounded(name, MAX_WORDS)] = f"{word} ({t('record_row.necessary')})" if name in record.necessary else word
    if record.vendors:
        rows[t("record_row.vendors")] = t.number(len(record.vendors))
    for name, value in record.consent_mode.items():
        known = {"granted": t("record_row.granted"), "denied": t("record_row.denied")}
        rows[bounded(name, MAX_WORDS)] = known.get(value, bounded(value, MAX_WORDS))
    if record.tcf is not None:
        rows |= _tcf(record.tcf, t)
    return rows


def _tcf(tcf: TcfRecord, t: Texts) -> dict[str, str]:
    return {
        t("record_row.tcf_purposes"): _numbers(tcf.purposes_consent, t),
        t("record_row.tcf_vendors"): t.number(len(tcf.vendors_consent)),
        t("record_row.tcf_interest"): _numbers(tcf.purposes_legitimate_interest, t),
        t("record_row.tcf_interest_vendors"): t.number(len(tcf.vendors_legitimate_interest)),
    }


def _numbers(values: tuple[int, ...], t: Texts) -> str:
    """How many, and which: the purposes of the TCF are known by number."""
    if not values:
        return "0"
    return f"{t.number(len(values))} ({', '.join(str(value) for value in values[:MAX_ROWS])})"
