"""``auditor schedule`` and the schedules of an imported list: what people type, and what they are told."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from auditor.cli.main import run
from auditor.errors import UsageError
from auditor.schedule.plan import following
from auditor.schedule.timers import Job, cron_line, service, timer
from auditor.store.store import open_store


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDITOR_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("AUDITOR_DATABASE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "data"


def _listed(capsys: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    capsys.readouterr()
    assert run(["schedule", "list", "--json"]) == 0
    return {entry["url"]: entry for entry in json.loads(capsys.readouterr().out)}


def test_a_site_gets_a_schedule_and_a_place_on_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sites", "add", "een.example"]) == 0
    capsys.readouterr()
    assert run(["schedule", "add", "een.example", "twee.example", "--every", "2 weeks", "--jitter", "0"]) == 0
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "Put on the list: https://twee.example/."
    assert said[1].startswith("2 sites have the schedule 'every 2 weeks', https://een.example/ first at ")
    entry = _listed(capsys)["https://twee.example/"]
    assert entry["rule"] == "every 2 weeks"
    assert entry["zone"] == "Europe/Amsterdam"
    due = dt.datetime.fromisoformat(entry["next_due_at"])
    assert dt.timedelta(0) <= dt.datetime.now(dt.UTC) - due < dt.timedelta(minutes=3)
    assert run(["schedule", "due"]) == 0
    heads, *rows = capsys.readouterr().out.splitlines()
    assert heads.split() == ["number", "address", "schedule", "zone", "jitter", "next"]
    assert len(rows) == 2


def test_cron_in_its_zone_and_the_zone_of_the_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "auditor.toml").write_text('[audit]\ntimezone = "Asia/Tokyo"\n', encoding="utf-8")
    assert run(["schedule", "add", "een.example", "--cron", "0 6 * * 1", "--zone", "America/New_York"]) == 0
    assert run(["schedule", "add", "twee.example", "--every", "day", "--at", "6:00", "--jitter", "2h"]) == 0
    listed = _listed(capsys)
    first, second = listed["https://een.example/"], listed["https://twee.example/"]
    assert (first["rule_in_words"], first["jitter_seconds"]) == ("at 06:00 on Monday", 0)
    assert first["next_local"].split()[1] == "06:00"
    assert first["next_local"].split()[2] in ("EST", "EDT")
    assert (second["rule"], second["zone"], second["jitter_seconds"]) == ("every day at 06:00", "Asia/Tokyo", 7200)
    assert "06:00" <= second["next_local"].split()[1] <= "08:00"


def test_all_leaves_those_with_a_schedule_unless_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sites", "add", "een.example", "twee.example", "drie.example"]) == 0
    assert run(["schedule", "add", "een.example", "--every", "day"]) == 0
    assert run(["schedule", "add", "--all", "--every", "week"]) == 0
    rules = {url: entry["rule"] for url, entry in _listed(capsys).items()}
    assert sorted(rules.values()) == ["every day", "every week", "every week"]
    assert rules["https://een.example/"] == "every day"
    assert run(["schedule", "add", "--all", "--every", "week"]) == 0
    assert "All sites on the list have a schedule" in capsys.readouterr().err
    assert run(["schedule", "add", "--all", "--replace", "--every", "month"]) == 0
    assert {entry["rule"] for entry in _listed(capsys).values()} == {"every month"}


def test_a_removed_site_that_gets_a_schedule_is_back_on_the_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sites", "add", "http://een.example/"]) == 0
    assert run(["sites", "remove", "een.example"]) == 0
    assert run(["schedule", "add", "een.example", "--every", "day"]) == 0
    assert "Put on the list: http://een.example/." in capsys.readouterr().err
    assert list(_listed(capsys)) == ["http://een.example/"]


def test_a_schedule_rests_goes_on_and_ends(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schedule", "add", "een.example", "--every", "day", "--jitter", "0"]) == 0
    assert run(["schedule", "pause", "een.example"]) == 0
    paused = _listed(capsys)["https://een.example/"]
    assert paused["next_due_at"] is None
    assert paused["paused_at"] is not None
    assert run(["schedule", "list"]) == 0
    assert capsys.readouterr().out.splitlines()[1].endswith("paused")
    assert run(["schedule", "resume", "een.example"]) == 0
    with open_store() as store:
        (entry,) = store.fleet.schedules()
        assert entry.schedule.next_due_at == following(entry, dt.datetime.now(dt.UTC))
    assert run(["schedule", "remove", "een.example"]) == 0
    assert _listed(capsys) == {}
    assert run(["schedule", "list"]) == 0
    assert "No schedules" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["add", "een.example"], "either --every or --cron"),
        (["add", "een.example", "--every", "minute"], "no more often than each hour"),
        (["add", "een.example", "--cron", "x"], "needs five fields"),
        (["add", "een.example", "--every", "day", "--zone", "Mars"], "'Mars' is no time zone"),
        (["add", "een.example", "--every", "day", "--jitter", "13h"], "longer than 12 hours"),
        (["add", "--every", "day"], "Name sites, or give --all"),
        (["add", "een.example", "--all", "--every", "day"], "Name sites, or give --all"),
        (["add", "een.example", "--replace", "--every", "day"], "--replace goes with --all"),
        (["add", "twee.example", "ftp://x", "--every", "day"], "is not the address of a website"),
        (["add", "99", "--every", "day"], "knows no site '99'"),
        (["pause", "een.example"], "has no schedule; auditor schedule add"),
        (["resume", "een.example"], "has no schedule; auditor schedule add"),
        (["remove", "een.example"], "has no schedule; auditor schedule add"),
        (["remove", "weg.example"], "knows no site 'weg.example'"),
        (["nonsense"], "No such command"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["sites", "add", "een.example"]) == 0
    capsys.readouterr()
    assert run(["schedule", *words]) == 2
    said = capsys.readouterr().err.strip().splitlines()
    assert len(said) == 1
    assert sentence in said[0]
    assert _listed(capsys) == {}
    with open_store() as store:
        assert [site.host for site in store.sites()] == ["een.example"]


def test_a_list_gives_all_its_sites_a_schedule_or_each_its_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sites.csv").write_text(
        "url,every,cron,at,zone\neen.example,,,,\ntwee.example,day,,06:30,\ndrie.example,,0 6 * * 1,,Asia/Tokyo\n",
        encoding="utf-8",
    )
    assert run(["sites", "import", "sites.csv", "--every", "week", "--zone", "UTC", "--jitter", "0"]) == 0
    assert "3 with a new schedule, 0 with the same as before." in capsys.readouterr().err
    listed = _listed(capsys)
    assert {url[8:-1]: (entry["rule"], entry["zone"]) for url, entry in listed.items()} == {
        "een.example": ("every week", "UTC"),
        "twee.example": ("every day at 06:30", "UTC"),
        "drie.example": ("cron 0 6 * * 1", "Asia/Tokyo"),
    }
    assert run(["sites", "import", "sites.csv", "--every", "week", "--zone", "Asia/Tokyo", "--jitter", "0"]) == 0
    assert "2 with a new schedule, 1 with the same as before." in capsys.readouterr().err
    assert _listed(capsys)["https://drie.example/"] == listed["https://drie.example/"]


def test_a_list_in_yaml_has_defaults_for_schedules_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "sites.yaml").write_text(
        "defaults: {every: week, at: 12:30, law: be}\nsites:\n  - een.example\n"
        "  - {url: twee.example, every: 12 hours}\n  - {url: drie.example, cron: 0 6 * * 1, zone: UTC}\n",
        encoding="utf-8",
    )
    assert run(["sites", "import", "sites.yaml"]) == 0
    assert {url: entry["rule"] for url, entry in _listed(capsys).items()} == {
        "https://een.example/": "every week at 12:30",
        "https://twee.example/": "every 12 hours",
        "https://drie.example/": "cron 0 6 * * 1",
    }
    with open_store() as store:
        assert {site.settings["law"] for site in store.sites()} == {"be"}


@pytest.mark.parametrize(
    ("name", "content", "options", "sentence"),
    [
        ("a.csv", "url,every\neen.example,day\ntwee.example,soon\n", [], "https://twee.example/: 'soon' is no length"),
        ("a.csv", "url,zone\neen.example,UTC\n", [], "https://een.example/: a schedule needs 'every' or 'cron'"),
        ("a.csv", "url\neen.example\n", ["--zone", "UTC"], "go with --every or --cron"),
        ("a.csv", "url\neen.example\n", ["--every", "second"], "no more often than each hour"),
        ("a.yaml", "- {url: een.example, every: [day]}\n", [], "a.yaml, site 1: every: this is no text"),
    ],
)
def test_a_list_with_a_wrong_schedule_changes_nothing(
    tmp_path: Path, name: str, content: str, options: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert run(["sites", "import", name, *options]) == 2
    assert sentence in capsys.readouterr().err
    with open_store() as store:
        assert store.sites() == ()


def test_ten_thousand_sites_with_schedules_are_imported_in_seconds(tmp_path: Path) -> None:
    rows = "".join(f"www.site{number}.example,Organisation {number},be\n" for number in range(10_000))
    (tmp_path / "sites.csv").write_text("url,label,law\n" + rows, encoding="utf-8")
    began = time.process_time()
    assert run(["sites", "import", "sites.csv", "--every", "week"]) == 0
    # Processor time: what waits for a machine that is shared says nothing of the program.
    assert time.process_time() - began < 10
    with open_store() as store:
        assert len(store.fleet.scheduled_sites()) == 10_000
        times = {entry.schedule.next_due_at for entry in store.fleet.schedules()}
    assert len(times) > 1000


def test_export_prints_what_runs_this_program_on_this_store(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data.mkdir()
    assert run(["schedule", "export", "--systemd"]) == 0
    units = capsys.readouterr().out
    assert f"WorkingDirectory={tmp_path}\n" in units
    assert f"Environment=AUDITOR_DATA={data}\n" in units
    assert f"ReadWritePaths={data}\n" in units
    assert "Persistent=true" in units
    program = next(line for line in units.splitlines() if line.startswith("ExecStart=")).partition("=")[2].split()
    assert Path(program[0]).is_absolute()
    assert shutil.which(program[0])
    assert program[-1] == "run-due"
    monkeypatch.setenv("AUDITOR_DATABASE", "postgresql://ans:geheim@db.example/auditor")
    assert run(["schedule", "export"]) == 0
    printed = capsys.readouterr()
    assert "geheim" not in printed.out + printed.err
    assert "db.example" not in printed.out
    assert "\nEnvironmentFile=/etc/auditor/environment\n" in printed.out
    assert "set -a && . /etc/auditor/environment &&" in printed.out
    monkeypatch.setenv("AUDITOR_DATABASE", f"sqlite:///{tmp_path / 'elders' / 'a.db'}")
    assert run(["schedule", "export", "--cron"]) == 0
    printed = capsys.readouterr()
    assert f"AUDITOR_DATABASE=sqlite:///{tmp_path}/elders/a.db" in printed.out
    assert "[Unit]" not in printed.out
    assert f"{tmp_path}/elders is not there yet" in printed.err


def _odd_job(folder: Path) -> Job:
    program = ("/bin/sh", "-c", "true $HOME", "run-due")
    return Job(program, folder, "daemon", {"AUDITOR_DATA": f"{folder}/d"}, (folder,))


def test_the_units_are_taken_by_systemd(tmp_path: Path) -> None:
    if not (verify := shutil.which("systemd-analyze")):
        pytest.skip("there is no systemd-analyze here")
    folder = tmp_path / 'a 100% "b" \\c $d'
    folder.mkdir()
    for name, content in (("service", service(_odd_job(folder))), ("timer", timer())):
        (tmp_path / f"auditor-run-due.{name}").write_text(content, encoding="utf-8")
    units = [str(tmp_path / f"auditor-run-due.{name}") for name in ("service", "timer")]
    done = subprocess.run([verify, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    assert [line for line in done.stderr.splitlines() if "auditor-run-due" in line] == []
    # The same check does see what is wrong.
    (tmp_path / "auditor-run-due.service").write_text(service(_odd_job(folder)).replace("Nice=", "Nicer="))
    done = subprocess.run([verify, "verify", "--man=no", *units], capture_output=True, text=True, check=False)
    assert "Nicer" in done.stderr


def test_the_line_of_cron_survives_odd_folders(tmp_path: Path) -> None:
    folder = tmp_path / "a 100% 'b' $d"
    folder.mkdir()
    job = Job(("/bin/sh", "-c", 'echo "$PWD|$AUDITOR_DATA"'), folder, "nobody", {"AUDITOR_DATA": "x y%z"})
    line = cron_line(job).strip()
    assert line.startswith("*/5 * * * * ")
    # As cron does it: five fields, the rest to a shell, a percent sign only with its backslash.
    command = line.split(" ", 5)[5]
    assert command.replace("\\%", "").count("%") == 0
    done = subprocess.run(["/bin/sh", "-c", command.replace("\\%", "%")], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"{folder}|x y%z"


def test_no_control_character_gets_into_a_unit(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="control character"):
        Job(("/bin/true",), tmp_path / "a\nExecStartPre=/bin/x", "nobody")
