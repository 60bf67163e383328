"""A wheel, installed in a clean environment, works from a folder that itself holds `reports` and `declarations`."""

from __future__ import annotations

import subprocess
import sys
import venv
from pathlib import Path

import pytest

POLICY = """<!doctype html><html lang="nl"><title>Privacy</title><body><main><h1>Privacyverklaring</h1>
<h2>Cookies</h2><p>Bakkerij De Korenschoof plaatst op deze website geen cookies.</p></main></body></html>"""


def _run(command: list[str | Path], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout


@pytest.mark.long
def test_an_installed_wheel_is_whole_and_not_confused_by_folders_of_the_same_name(root: Path, tmp_path: Path) -> None:
    _run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist"], root)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    clean = tmp_path / "clean"
    venv.create(clean, with_pip=True)
    python = clean / "bin" / "python"
    lock = root / "requirements" / "run.txt"
    _run([python, "-m", "pip", "install", "-q", "--require-hashes", "-r", lock], tmp_path)
    _run([python, "-m", "pip", "install", "-q", "--no-deps", wheel], tmp_path)

    work = tmp_path / "work"
    for name in ("reports", "declarations"):
        (work / name).mkdir(parents=True)
        (work / name / "__init__.py").write_text("raise RuntimeError('the wrong package')\n", encoding="utf-8")
    (work / "beleid.html").write_text(POLICY, encoding="utf-8")
    for command in ([clean / "bin" / "auditor"], [python, "-m", "auditor"]):
        declaration = _run([*command, "read", "beleid.html"], work)
        assert '"no_cookies"' in declaration
        assert "no_cookies_contradicted" in _run([*command, "explain"], work)
    demo = _run([python, "-c", "from auditor.demo.internet import DemoInternet as D; print(len(D().urls))"], tmp_path)
    assert demo.strip() == "5"
