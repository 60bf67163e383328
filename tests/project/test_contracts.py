"""The import directions are written down, and every top module stands in one of them."""

from __future__ import annotations

import tomllib
from pathlib import Path


def test_the_layers_name_every_module_of_the_program(root: Path) -> None:
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    layers = next(c for c in settings["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    assert layers["exhaustive"] is True
    named = {part.strip() for layer in layers["layers"] for part in layer.split("|")}
    present = {
        entry.stem
        for entry in (root / "auditor").iterdir()
        if (entry.suffix == ".py" or (entry / "__init__.py").is_file()) and not entry.name.startswith("__init__")
    }
    assert present == named


def test_the_packages_import_nothing_by_themselves(root: Path) -> None:
    assert "import" not in (root / "auditor" / "__init__.py").read_text(encoding="utf-8")


def test_pure_stages_do_not_open_addresses(root: Path) -> None:
    """``urllib.parse`` is pure and ``urllib.request`` is not; the import contracts cannot tell them apart."""
    pure = ("auditor/reconcile", "auditor/knowledge", "declarations", "reports")
    found = [
        str(path)
        for folder in pure
        for path in (root / folder).rglob("*.py")
        if "urllib.request" in path.read_text(encoding="utf-8")
    ]
    assert found == []
