"""The choice in the report: what asked, the ways through it, what was chosen, what proves it, what is on record."""

from __future__ import annotations

import json
from typing import Any

import pytest
from bs4 import BeautifulSoup
from report_samples import sample

from auditor.models.common import ReportLanguage
from auditor.models.consent import Box, Button, Choice, ConsentRecord, ConsentSurface
from auditor.models.result import AuditResult
from reports.render import render
from reports.text import texts
from reports.views.consent import ConsentView, consent_view
from reports.views.inventory import inventory_view
from reports.views.summary import sure
from reports.views.timeline import timeline_views

NL = texts("nl")


def shown(result: AuditResult | None = None, language: ReportLanguage = "nl") -> ConsentView:
    return consent_view(result or sample(), (), texts(language))


def asking(**fields: Any) -> AuditResult:
    """The sample with another consent surface."""
    base = sample()
    return base.model_copy(
        update={"observation": base.observation.model_copy(update={"consent": ConsentSurface(**fields)})}
    )


def chosen(**fields: Any) -> AuditResult:
    """The sample with one state, after this choice."""
    base = sample()
    state = base.observation.states[1].model_copy(update={"choice": Choice(**fields)})
    return base.model_copy(update={"observation": base.observation.model_copy(update={"states": (state,)})})


def test_the_shortest_ways_stand_side_by_side() -> None:
    assert [(way.label, way.clicks, way.text) for way in shown().ways] == [
        ("accepteren", 1, "1 klik"),
        ("weigeren", 2, "2 klikken"),
    ]
    none = shown(asking(kind="banner", clicks_to_accept=1, clicks_to_reject=0), "en")
    assert none.ways[1].text == "not found, on any layer"
    assert shown(asking(kind="banner"), "en").ways[0].text == "not known"


@pytest.mark.parametrize("kind", [None, "none", "notice"])
def test_where_there_is_no_choice_no_way_to_it_is_told(kind: Any) -> None:
    view = shown(asking(kind=kind, reason="The page did not let itself be looked at.", text="Wij gebruiken cookies."))
    assert view.ways == ()
    assert bool(view.reason) is (kind is None)
    assert bool(view.layers) is (kind == "notice")


def test_every_layer_has_its_text_its_buttons_and_its_defaults() -> None:
    first, second = shown().layers
    assert first.text.startswith("Wij gebruiken cookies\n")
    accept = first.buttons[0]
    assert (accept.text, accept.role, accept.size, accept.contrast) == ("Prima", "accepteren", "160 × 44", "7,2 : 1")
    assert [(row.label, row.default, row.changeable, row.weigh) for row in second.boxes] == [
        ("Noodzakelijk", "aan", "nee, staat vast", False),
        ("Statistiek", "aan", "ja", True),
        ("Advertenties", "uit", "ja", False),
    ]


def test_a_button_without_words_or_measure_says_so() -> None:
    result = asking(kind="banner", buttons=(Button(text="", role="close", element="svg"),))
    page = BeautifulSoup(render(result, "html", language="nl"), "lxml")
    cells = [cell.get_text() for cell in page.select("#consent table")[0].select("tbody tr > *")]
    assert cells == ["zonder woorden", "sluiten", "svg", "–", "–"]


def test_a_proved_choice_says_what_proves_it_and_an_unproved_one_that_nothing_follows() -> None:
    rejected, _, withdrawn = shown().choices
    assert (rejected.state, rejected.tone, rejected.outcome) == ("Weigeren", "confirmed", "gemaakt en geverifieerd")
    assert dict(rejected.proof) == {
        "Banner weg na de keuze": "ja", "Blijft weg na herladen": "ja", "Registratie klopt ermee": "ja"
    }  # fmt: skip
    assert rejected.steps == (("Zelf kiezen", "instellingen"), ("Alleen noodzakelijk", "weigeren"))
    assert (withdrawn.tone, withdrawn.clicks) == ("not_observed", "4 klikken")
    assert "niets over deze keuze" in withdrawn.meaning
    assert dict(withdrawn.proof)["Weg terug"] == "een link op de pagina"


@pytest.mark.parametrize("outcome", ["no_banner", "not_offered", "failed"])
def test_a_choice_that_was_not_made_has_no_proof(outcome: Any) -> None:
    (choice,) = shown(chosen(outcome=outcome, reason="Nothing on the site asks for a choice.")).choices
    assert (choice.proof, choice.clicks, choice.seconds) == ((), "", "")
    assert choice.tone != "confirmed"


def test_records_of_both_moments_stand_side_by_side() -> None:
    accepted = shown().choices[1]
    tables = {
        table.name: {row.what: (row.before, row.after, row.changed) for row in table.rows} for table in accepted.records
    }
    assert tables["Google Consent Mode"]["ad_storage"] == ("geweigerd", "toegestaan", True)
    assert tables["Klaro"]["statistiek"] == ("–", "toegestaan", True)
    assert tables["Klaro"]["noodzakelijk"][1] == "toegestaan (noodzakelijk)"
    tcf = tables["Transparency and Consent Framework (TCF)"]
    assert tcf["Doelen met toestemming"] == ("–", "7 (1, 2, 3, 4, 7, 9, 10)", True)
    assert tcf["Leveranciers met gerechtvaardigd belang"][1] == "1"


def test_names_in_records_are_bounded_and_escaped() -> None:
    record = ConsentRecord(manager="site", source="cookie <b>", granted={"<script>" + "x" * 5000: False})
    result = chosen(outcome="verified", clicks=1, records_after=(record,))
    text = render(result, "html", language="en").decode()
    assert "<script>x" not in text
    assert "x" * 200 not in text
    assert "The site itself" in text


def test_very_many_boxes_and_records_stay_few_rows() -> None:
    boxes = tuple(Box(label=f"Partner {number}", checked=True) for number in range(3000))
    layer = shown(asking(kind="banner", boxes=boxes)).layers[0]
    assert (len(layer.boxes), layer.left_out) == (40, 2960)
    record = ConsentRecord(manager="site", source="cookie a", granted={f"p{number}": True for number in range(3000)})
    (choice,) = shown(chosen(outcome="verified", records_after=(record,) * 3)).choices
    assert [len(table.rows) for table in choice.records] == [40]


def test_the_inventory_keeps_silent_where_the_choice_is_not_proved() -> None:
    view = inventory_view(sample(), NL)
    rows = {row.name: [cell.text for cell in row.states] for row in view.cookies}
    assert rows["_ga"] == ["geplaatst", "overgebleven", "geplaatst", "niet bewezen"]
    assert rows["ketting_ab"] == ["verwijderd", "niet gezien", "niet gezien", "niet bekend"]
    assert {row.requests[3].text for row in view.parties} == {"niet bekend"}


def test_the_timeline_marks_what_came_before_the_choice() -> None:
    before, rejected, _ = timeline_views(sample(), NL)
    assert before.chosen_at == 0
    line = next(one for one in rejected.lines if one.kind == "choice")
    assert (line.x, line.title) == (rejected.chosen_at, "woorden op de site: Alleen noodzakelijk")
    assert any(row.name == "woorden op de site: Alleen noodzakelijk" for row in rejected.rows)


def test_the_answer_says_how_far_the_choices_can_be_relied_on() -> None:
    fact = next(one for one in sure(sample(), NL) if one.name == "Keuzes")
    assert fact.value.startswith("Weigeren: gemaakt en geverifieerd; ")
    assert fact.caution
    assert not next(one for one in sure(chosen(outcome="verified"), NL) if one.name == "Keuzes").caution
    only_before = sample().observation.model_copy(update={"states": sample().observation.states[:1]})
    assert not [one for one in sure(sample(observation=only_before), NL) if one.name == "Keuzes"]


def test_other_formats_tell_the_choices_too() -> None:
    markdown = render(sample(), "markdown", language="en").decode()
    assert (
        "- Withdrawing: made, not verified · The banner came back after the page was loaded again"
        in markdown.replace("\\", "")
    )
    run = json.loads(render(sample(), "sarif"))["runs"][0]
    assert run["properties"]["choices"] == {"rejected": "verified", "accepted": "verified", "withdrawn": "unverified"}
