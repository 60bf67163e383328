"""An audit from the command line goes by what the store holds of its site: settings, and corrections of its texts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from auditor import pipeline
from auditor.cli.main import run
from auditor.config import AuditSettings
from auditor.history.corrections import added, judged, read_claims, with_decision
from auditor.models.result import AuditResult
from auditor.store.store import Store, open_store
from declarations.extract import extract
from declarations.reader import read
from declarations.review import text_sha256
from tests.unit.reconcile.reconcile_builders import POLICY, document
from tests.unit.store.store_builders import audit_result, write_audit

TEXT = b"""<html lang="nl"><body><h1>Cookies</h1><p>Wij plaatsen geen marketingcookies.</p>
<p>Cookies blijven 90 dagen staan.</p><p>Onze kaas is lekker.</p></body></html>"""


@dataclass
class Audits:
    """The settings that each audit got, and what a person declared in them while it ran."""

    settings: list[AuditSettings] = field(default_factory=list)
    reviews: list[list[str]] = field(default_factory=list)

    def __call__(self, address: str, settings: AuditSettings, folder: Path, _: pipeline.Report) -> AuditResult:
        pipeline.authored(settings)
        self.settings.append(settings)
        form = yaml.safe_load(Path(settings.declared).read_text(encoding="utf-8")) if settings.declared else {}
        self.reviews.append([claim["review"] for one in form.get("documents", ()) for claim in one["claims"]])
        result = audit_result(url=address)
        folder.rmdir()
        write_audit(folder, result)
        return result


@pytest.fixture
def audits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Audits:
    monkeypatch.setenv("AUDITOR_DATA", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    audits = Audits()
    monkeypatch.setattr(pipeline, "_audit", audits)
    return audits


def correct(store: Store, url: str) -> None:
    """A rejected claim, and one that was missed, in one text of the site."""
    text = document(content=extract(TEXT, "text/html", POLICY))
    machine = read((text,), "example.nl")
    sha256 = text_sha256(text.text)
    key, claim = read_claims(machine, machine.documents[0])[0]
    for entry in (judged(key, claim, "reject"), added(text, "no_cookies", "Onze kaas is lekker.", {})):
        site = store.add_site(url)
        record = next(iter(store.corrections(site, sha256)[-1:]), None)
        store.correct(site, sha256, with_decision(machine, sha256, record, "bo", entry), "bo")


def test_settings_and_corrections_apply(audits: Audits, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sites", "add", "een.example", "--pages", "3", "--law", "be", "--never-visit", "/eigen"]) == 0
    with open_store() as store:
        correct(store, "een.example")
    Path("auditor.toml").write_text('[audit]\nvisits = 2\npages = 9\nnever-visit = ["/allen"]\n', encoding="utf-8")
    capsys.readouterr()
    assert run(["audit", "een.example", "twee.example", "--quiet", "--law", "de"]) == 0
    first, second = audits.settings
    assert (first.pages, first.visits, first.law) == (3, 2, "de"), "command line, then the site, then the file"
    assert first.never_visit == ("/allen", "/eigen"), "what no audit may open stays so"
    assert sorted(audits.reviews[0]) == ["add", "reject"]
    assert (second.pages, second.law, audits.reviews[1]) == (9, "de", []), "nothing of one site reaches another"
    said = [line for line in capsys.readouterr().err.splitlines() if "from the store" in line]
    assert said == ["Settings and 2 corrections of een.example from the store are applied."]


@pytest.mark.parametrize("words", [["--no-store"], []], ids=["no store", "off the list"])
def test_what_is_not_asked_for_is_left_alone(
    audits: Audits, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sites", "add", "een.example", "--pages", "3"]) == 0
    with open_store() as store:
        correct(store, "een.example")
        if not words:
            store.remove_site(store.add_site("een.example"))
    assert run(["audit", "een.example", "--quiet", *words]) == 0
    assert (audits.settings[0].pages, audits.reviews) == (5, [[]])
    assert "from the store" not in capsys.readouterr().err


def test_options_and_a_declaration_by_hand_go_before(audits: Audits, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sites", "add", "een.example", "--pages", "3"]) == 0
    with open_store() as store:
        correct(store, "een.example")
    Path("own.yaml").write_text("by: bo\nclaims: [no_cookies]\n", encoding="utf-8")
    assert run(["audit", "een.example", "--quiet", "--pages", "7", "--declared", "own.yaml"]) == 0
    assert (audits.settings[0].pages, audits.settings[0].declared) == (7, "own.yaml")
    assert "from the store" not in capsys.readouterr().err


def test_the_sentence_says_what_was_there(audits: Audits, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sites", "add", "een.example", "--pages", "3"]) == 0
    assert run(["audit", "een.example", "--quiet"]) == 0
    assert "Settings of een.example from the store are applied." in capsys.readouterr().err
    with open_store() as store:
        correct(store, "twee.example")
    assert run(["audit", "twee.example", "--quiet"]) == 0
    assert "\n2 corrections of twee.example from the store are applied." in "\n" + capsys.readouterr().err


def _damage(data: Path) -> None:
    (data / "auditor.db").write_bytes(b"not a database " * 100)


def _spoil(data: Path) -> None:
    with open_store() as store:
        store.correct(store.add_site("een.example"), "a" * 64, "declared: 1\ndocuments: [{claims: [{}]}]", "bo")


@pytest.mark.parametrize(("spoil", "kept"), [(_damage, False), (_spoil, True)])
def test_a_store_that_fails_is_one_warning_and_the_audit_goes_on(
    audits: Audits, tmp_path: Path, spoil: Callable[[Path], None], kept: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sites", "add", "een.example", "--pages", "3"]) == 0
    spoil(tmp_path / "data")
    capsys.readouterr()
    assert run(["audit", "een.example", "--quiet"]) == 0
    warned = [line for line in capsys.readouterr().err.splitlines() if line.startswith("Warning: ")]
    assert len(warned) == 1
    assert audits.settings[0].pages == 5
    assert warned[0].startswith("Warning: what the store holds") is kept
    if kept:
        assert run(["history", "een.example"]) == 0
