"""Lists of sites as people have them: one address a line, a table (CSV), or YAML with settings."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from auditor.errors import InputError
from auditor.store.addresses import normal_address
from auditor.store.site_settings import SiteSettings, plain_settings
from auditor.store.sites import SiteEntry

#: The quicker of YAML's two loaders of plain data, where it is there.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

#: A list that is larger than this is no list of sites.
LARGEST_LIST = 64 * 1024 * 1024

#: How deep lists and mappings of a list of sites may lie in each other.
DEEPEST = 20

#: What the column with the address, or with the label, may be called.
_ADDRESS = ("url", "site", "address", "domain", "host", "website", "adres", "domein")
_LABEL = ("label", "name", "organisation", "organization", "naam", "organisatie")

#: What a line may say of the site's schedule, by the names of the options of ``auditor schedule add``.
SCHEDULE_KEYS = ("every", "cron", "at", "zone", "jitter")
_RULE_KEYS = ("every", "cron", "at")


def read_list(path: Path) -> list[SiteEntry]:
    """The sites in a file; by its ending ``.csv``, ``.yaml`` or ``.yml``, else a plain list.

    Raises `InputError` with one sentence that names the line."""
    text = _read(path)
    if path.suffix.lower() in (".yaml", ".yml"):
        entries = list(_from_yaml(text, path.name))
    elif path.suffix.lower() in (".csv", ".tsv"):
        entries = list(_from_csv(text, path.name))
    else:
        entries = list(_from_lines(text, path.name))
    if not entries:
        raise InputError(f"{path.name} names no site.")
    return entries


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_LIST:
            raise InputError(f"{path.name} is larger than {LARGEST_LIST // 2**20} MB; that is no list of sites.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path.name} is not UTF-8 text.") from None
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror or error}.") from None


def _from_lines(text: str, name: str) -> Iterator[SiteEntry]:
    for number, line in enumerate(text.splitlines(), 1):
        # A fragment means nothing in a site's address, so that a # begins a remark.
        address = line.partition("#")[0].strip()
        if address:
            yield _entry({"url": address}, f"{name}, line {number}: ")


def _from_csv(text: str, name: str) -> Iterator[SiteEntry]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    columns: list[str] | None = None
    try:
        for row in rows:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            where = f"{name}, line {rows.line_num}: "
            if columns is None and (columns := _columns(cells, where)) is not None:
                continue
            columns = columns or ["url", "label"]
            if len(cells) > len(columns):
                raise InputError(f"{where}more cells than columns.")
            yield _entry({key: cell for key, cell in zip(columns, cells, strict=False) if cell}, where)
    except csv.Error as error:
        raise InputError(f"{name}, line {rows.line_num}: {error}.") from None


def _columns(cells: list[str], where: str) -> list[str] | None:
    """The names of the columns in the first row; None when it is no header but a site."""
    names = [cell.lower().replace("-", "_").replace(" ", "_") for cell in cells]
    names = ["url" if name in _ADDRESS else "label" if name in _LABEL else name for name in names]
    if "url" not in names:
        return None
    known = {"url", "label", *SCHEDULE_KEYS, *SiteSettings.model_fields}
    if unknown := next((name for name in names if name not in known), None):
        raise InputError(f"{where}the column {unknown[:60]!r} is unknown.")
    return names


def _from_yaml(text: str, name: str) -> Iterator[SiteEntry]:
    try:
        _refuse_depth(text)
        data = yaml.load(text, Loader=_LOADER)  # noqa: S506 - both are loaders of plain data only
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise InputError(f"{name}{where}: this is not YAML.") from None
    listed = data.get("sites") if isinstance(data, dict) and set(data) <= {"sites", "defaults"} else data
    defaults = data.get("defaults") or {} if isinstance(data, dict) else {}
    if not isinstance(listed, list) or not isinstance(defaults, dict):
        raise InputError(f"{name} is neither a list of sites nor a mapping with 'sites' (and 'defaults').")
    for number, item in enumerate(listed, 1):
        where = f"{name}, site {number}: "
        values = {"url": item} if isinstance(item, str) else item
        if not isinstance(values, dict):
            raise InputError(f"{where}neither an address nor a mapping.")
        own = _plain(values)
        # A site's own rule stands in place of the general one, not beside it.
        left = (
            defaults if own.keys().isdisjoint(_RULE_KEYS) else {k: defaults[k] for k in defaults if k not in _RULE_KEYS}
        )
        yield _entry({**left, **own}, where)


def _refuse_depth(text: str) -> None:
    """Raises `ValueError` for what is nested deeper than a list of sites is: the quick loader would take the program
    down with it."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise ValueError("nested too deeply")


def _plain(values: dict[Any, Any]) -> dict[str, Any]:
    """A site's mapping, with what stands under ``settings`` beside the rest."""
    nested = values.get("settings")
    flat = {str(key): value for key, value in values.items() if key != "settings" or not isinstance(nested, dict)}
    return {**flat, **nested} if isinstance(nested, dict) else flat


def _entry(values: dict[str, Any], where: str) -> SiteEntry:
    given = dict(values)
    url, label = given.pop("url", None), given.pop("label", None)
    if not isinstance(url, str) or not isinstance(label, str | None):
        raise InputError(f"{where}a site needs an address ('url'), and its label is a text.")
    try:
        address = normal_address(url)
    except InputError as error:
        raise InputError(f"{where}{error.sentence}") from None
    schedule = {key: _said(given.pop(key), key, where) for key in SCHEDULE_KEYS if given.get(key) is not None}
    if given:
        plain_settings(given, where)
    return SiteEntry(address, label, given or None, schedule or None)


def _said(value: Any, key: str, where: str) -> str:
    """What a list says of a schedule. YAML takes 12:30 for a number of base sixty."""
    if key == "at" and isinstance(value, int):
        return f"{value // 60:02}:{value % 60:02}"
    if not isinstance(value, str | int):
        raise InputError(f"{where}{key}: this is no text.")
    return str(value)
