"""The stages, run one after another from each other's files, give what the one command gives."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from auditor.cli.main import run
from auditor.demo.internet import DemoInternet
from auditor.manifest import differences

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site() -> Iterator[tuple[str, list[str]]]:
    """The address of one company of the demo, and the options that lead a browser to it."""
    with DemoInternet() as internet:
        rules = [word for rule in internet.resolve for word in ("--resolve", rule)]
        yield next(iter(internet.urls.values())), [*rules, "--ignore-https-errors", "--quiet"]


@pytest.fixture(scope="module")
def audited(site: tuple[str, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audit") / "uit"
    url, options = site
    assert run(["audit", url, "--output", str(folder), *options]) == 0
    return folder


def _load(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return data


def _told(folder: Path) -> dict[str, Any]:
    """What the result says, with each pointer into the observation replaced by what it points to: two requests that
    come at the same moment are numbered as they came, which is another order in each visit."""
    observation = _load(folder / "observation.json")

    def named(pointer: str) -> str:
        place: Any = observation
        for step in pointer.strip("/").split("/"):
            place = place[int(step)] if isinstance(place, list) else place[step]
        return str(place.get("url") or place.get("name") or sorted(place))

    def walk(part: Any) -> Any:
        if isinstance(part, dict):
            return {
                key: named(value) if key == "ref" and str(value).startswith("/states/") else walk(value)
                for key, value in part.items()
            }
        return [walk(value) for value in part] if isinstance(part, list) else part

    told: dict[str, Any] = walk(_load(folder / "result.json"))
    return told


def _differences(first: Any, second: Any, place: str) -> Iterator[str]:
    """Where two documents differ, each place in one line."""
    if isinstance(first, dict) and isinstance(second, dict) and first.keys() == second.keys():
        for key in first:
            yield from _differences(first[key], second[key], f"{place}/{key}")
    elif isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        for number, (one, other) in enumerate(zip(first, second, strict=True)):
            yield from _differences(one, other, f"{place}/{number}")
    elif first != second:
        yield f"{place}: {str(first)[:300]} / {str(second)[:300]}"


def test_an_audit_writes_what_it_promises(audited: Path) -> None:
    names = {path.name for path in audited.iterdir()}
    assert names >= {"observation.json", "declaration.json", "result.json", "report.html", "manifest.json"}
    assert differences(audited) == []
    pictures = _load(audited / "result.json")["pictures"]
    assert pictures
    assert all((audited / picture["file"]).is_file() for picture in pictures)


def test_reading_and_comparing_again_give_the_same_bytes(audited: Path, tmp_path: Path) -> None:
    declaration, result = tmp_path / "declaration.json", tmp_path / "result.json"
    assert run(["read", str(audited / "observation.json"), "--output", str(declaration), "--quiet"]) == 0
    assert run(["reconcile", str(audited / "observation.json"), str(declaration), "--output", str(result)]) == 0
    assert declaration.read_bytes() == (audited / "declaration.json").read_bytes()
    assert result.read_bytes() == (audited / "result.json").read_bytes()
    for picture in _load(result)["pictures"]:
        (tmp_path / picture["file"]).write_bytes((audited / picture["file"]).read_bytes())
    assert run(["report", str(result), "--format", "html,json"]) == 0
    assert (tmp_path / "report.html").read_bytes() == (audited / "report.html").read_bytes()


@pytest.mark.long
def test_a_crawl_of_its_own_leads_to_the_same_result(
    site: tuple[str, list[str]], audited: Path, tmp_path: Path
) -> None:
    url, options = site
    assert run(["crawl", url, "--output", str(tmp_path), *options]) == 0
    declaration, result = tmp_path / "declaration.json", tmp_path / "result.json"
    assert run(["read", str(tmp_path / "observation.json"), "--output", str(declaration), "--quiet"]) == 0
    assert run(["reconcile", str(tmp_path / "observation.json"), str(declaration), "--output", str(result)]) == 0
    first, second = _told(audited), _told(tmp_path)
    for part in ("verdicts", "findings", "checks", "cookies", "storage", "third_parties"):
        assert list(_differences(first[part], second[part], part)) == []
    assert declaration.read_bytes() == (audited / "declaration.json").read_bytes()


@pytest.mark.long
def test_fail_on_decides_the_exit_code_of_a_site_with_findings(
    site: tuple[str, list[str]], audited: Path, tmp_path: Path
) -> None:
    url, options = site
    grave = {finding["severity"] for finding in _load(audited / "result.json")["findings"]}
    assert grave & {"critical", "serious"}
    words = ["audit", url, "--output", str(tmp_path / "uit"), "--pages", "1", *options]
    assert run([*words, "--fail-on", "serious"]) == 1


def test_a_site_out_of_reach_is_told_in_one_sentence_and_the_report_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "uit"
    assert run(["audit", "https://unreachable.invalid", "--output", str(folder), "--quiet"]) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.strip().splitlines()) == 1
    result = _load(folder / "result.json")
    assert result["observation"]["outcome"] == "failed"
    assert result["findings"] == []
    assert {check["result"] for check in result["checks"]} <= {"cannot_tell", "not_applicable"}
    assert (folder / "report.html").is_file()


@pytest.mark.long
def test_an_audit_takes_a_corrected_reading(site: tuple[str, list[str]], audited: Path, tmp_path: Path) -> None:
    url, options = site
    form, folder = tmp_path / "nagekeken.yaml", tmp_path / "uit"
    assert run(["read", str(audited / "observation.json"), "--review", str(form), "--quiet"]) == 0
    text = form.read_text(encoding="utf-8").replace("by: null", "by: De beheerder")
    form.write_text(text.replace("review: open", "review: confirm"), encoding="utf-8")
    quick = ["--states", "before", "--pages", "1", "--declared", str(form)]
    assert run(["audit", url, "--output", str(folder), *quick, *options]) == 0
    result = _load(folder / "result.json")
    assert result["declaration"]["by_hand"]["notes"] == []
    assert {entry["claim"]["origin"] for entry in result["verdicts"]} == {"confirmed"}
    assert "De beheerder" in (folder / "report.html").read_text(encoding="utf-8")
