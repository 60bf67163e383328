"""How courtesy gets from the settings to the crawl, and from the crawl into the documents."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.cli.main import run
from auditor.config import FleetSettings, load_settings
from auditor.errors import EXIT_USAGE, UsageError
from auditor.models.files import load
from auditor.models.observation import Observation
from auditor.pipeline import audit_sites, crawl_options, crawl_site
from auditor.reconcile.summaries import observation_summary

GOLDEN = Path(__file__).parents[1] / "golden" / "observation_v1.json"


def test_one_persons_audit_looks_as_a_visitor_would_and_a_fleet_obeys() -> None:
    own = crawl_options(load_settings({}), None)
    assert (own.pause, own.robots, own.contact, own.never_sites, own.sent_headers) == (0.0, False, None, (), ())
    stated = load_settings({"pause": 0.5, "contact": "a@b.example", "never_sites": ["x.example"]})
    fleet = crawl_options(FleetSettings().applied_to(stated), None)
    assert (fleet.pause, fleet.robots, fleet.contact, fleet.never_sites) == (1.0, True, "a@b.example", ("x.example",))
    assert fleet.sent_headers == (("From", "a@b.example"),)


def test_a_site_that_is_never_visited_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    settings = load_settings({"never_sites": ["winkel.example"]})
    for address in ("winkel.example", "https://www.WINKEL.example/nl"):
        with pytest.raises(UsageError, match=r"winkel\.example is a site that no audit may visit\."):
            audit_sites(["https://ander.example/", address], settings, tmp_path / "uit", lambda *_: None)
        with pytest.raises(UsageError, match="no audit may visit"):
            crawl_site(address, settings, tmp_path / "uit", lambda *_: None)
    assert not (tmp_path / "uit").exists()


def test_the_command_says_so_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "auditor.toml").write_text('[audit]\nnever_sites = ["winkel.example"]\n', encoding="utf-8")
    assert run(["crawl", "www.winkel.example"]) == EXIT_USAGE
    assert capsys.readouterr().err.strip().endswith("www.winkel.example is a site that no audit may visit.")
    assert run(["crawl", "ander.example", "--contact", "niemand"]) == EXIT_USAGE
    assert "contact" in capsys.readouterr().err


def test_an_older_observation_asked_for_nothing_of_the_kind() -> None:
    observation = load(GOLDEN, Observation)
    settings = observation.settings
    assert (settings.pause_seconds, settings.robots, settings.contact) == (0.0, False, None)
    assert observation.retry_after_seconds is None
    asked = observation.model_copy(update={"retry_after_seconds": 60})
    assert observation_summary(asked).retry_after_seconds == 60
