"""Reads a form that a person wrote in YAML: each thing that is wrong with it in a sentence with its line.

Stricter than YAML: a key that stands twice would silently lose the first, and an alias can make a small file grow
without bound, so that both are refused.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import ValidationError

from auditor.errors import InputError
from auditor.models.common import Model

M = TypeVar("M", bound=Model)
Path = tuple[str | int, ...]

#: libyaml where the wheel has it, the same safe tags without.
_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: A form is no deeper than this, and no larger.
_DEEPEST = 12
LARGEST_FORM = 8 * 1024 * 1024
#: So many errors are told; more would hide the first.
_MOST_ERRORS = 12
#: A list of possible values that is longer than this is replaced by the nearest one.
_MOST_VALUES = 12


@dataclass(frozen=True)
class Stretch:
    """Where an entry stands in the file: its first line, from 1, and its characters."""

    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Form:
    """A file's text, what it holds, and where each part of it stands, by its path of keys and numbers."""

    name: str
    text: str
    data: dict[str, Any]
    places: dict[Path, Stretch]

    def fault(self, path: Path, sentence: str) -> str:
        """A sentence that says where in the file something is wrong."""
        known = next((self.places[path[:end]] for end in range(len(path), -1, -1) if path[:end] in self.places), None)
        where = ".".join(str(part + 1 if isinstance(part, int) else part) for part in path)
        line = f", line {known.line}" if known else ""
        return f"{self.name}{line}: {where + ': ' if where else ''}{sentence}."

    def validate(self, model: type[M]) -> M:
        """The form as ``model``. Raises `InputError` with a sentence for each error, one a line."""
        try:
            return model.model_validate(self.data)
        except ValidationError as error:
            raise refused(self.faults(error)) from None

    def faults(self, error: ValidationError, within: Path = ()) -> list[str]:
        """The sentences of a validation error of the part at ``within``."""
        found: dict[Path, str] = {}
        for one in error.errors(include_url=False):
            path = (*within, *(part for part in one["loc"] if not str(part).startswith("constrained-")))
            found.setdefault(path, self.fault(path, _sentence(one)))
        return list(found.values())


def refused(faults: list[str]) -> InputError:
    """The error that holds these sentences."""
    more = len(faults) - _MOST_ERRORS
    told = faults[:_MOST_ERRORS] + ([f"And {more} more like these."] if more > 0 else [])
    return InputError(*told)


def load_form(data: bytes, name: str) -> Form:
    """The form in a file's bytes. Raises `InputError` for what is no YAML, or not a mapping."""
    if len(data) > LARGEST_FORM:
        raise InputError(f"{name} is larger than {LARGEST_FORM // 2**20} MB; that is no declaration.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{name} is not UTF-8 text.") from None
    try:
        node = _node(text, name)
        if not isinstance(node, yaml.MappingNode):
            raise InputError(f"{name} is not a declaration: it has to begin with a key such as claims.")
        places = dict(_places(node, (), name))
        value = _LOADER("")
        try:
            held = value.construct_document(node)
        finally:
            value.dispose()
    except yaml.YAMLError as error:
        raise InputError(f"{name} is not YAML: {_yaml_fault(error)}.") from None
    except (ValueError, OverflowError) as error:  # a date such as 2026-02-30
        raise InputError(f"{name} holds a value that cannot be: {error}.") from None
    return Form(name, text, held, places)


def _node(text: str, name: str) -> yaml.Node | None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise InputError(f"{name}{_line(event)}: aliases (*name) are not used in this form.")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise InputError(f"{name}{_line(event)}: it is nested deeper than this form goes.")
    node: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    return node


def _line(event: yaml.Event) -> str:
    return f", line {event.start_mark.line + 1}" if event.start_mark else ""


def _yaml_fault(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).splitlines()[0]
    return f"line {mark.line + 1}: {problem}" if mark else problem


def _places(node: yaml.Node, path: Path, name: str) -> Iterator[tuple[Path, Stretch]]:
    yield path, Stretch(node.start_mark.line + 1, node.start_mark.index, node.end_mark.index)
    if isinstance(node, yaml.SequenceNode):
        for index, entry in enumerate(node.value):
            yield from _places(entry, (*path, index), name)
    elif isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise InputError(f"{name}, line {key.start_mark.line + 1}: a key has to be a word.")
            if key.value in seen:
                raise InputError(f"{name}, line {key.start_mark.line + 1}: the key {key.value[:60]!r} stands twice.")
            seen.add(key.value)
            yield from _places(value, (*path, key.value), name)


def _sentence(error: Any) -> str:
    """What is wrong, in the words of the form."""
    given, kind = error["input"], error["type"]
    if kind == "extra_forbidden":
        return f"the key {str(error['loc'][-1])[:60]!r} is unknown"
    if kind == "missing":
        return "this key is missing"
    if kind in ("literal_error", "enum"):
        return _choice(given, error["ctx"]["expected"])
    if kind == "string_type":
        return f"{_shown(given)} is not text; put it in quotes"
    if kind in ("tuple_type", "list_type"):
        return "a list is meant here; begin each entry with a dash"
    if kind in ("model_type", "dict_type"):
        return "keys with values are meant here"
    if kind == "string_pattern_mismatch":
        return f"{_shown(given)} does not have the form that is meant"
    message = str(error["msg"]).removeprefix("Value error, ").removeprefix("Input ").rstrip(".")
    return message if kind == "value_error" else f"{_shown(given)} does not fit here: it {message}"


def _choice(given: object, expected: str) -> str:
    values = [value.strip("' ") for value in expected.replace(" or ", ", ").split(",")]
    near = difflib.get_close_matches(str(given), values, n=1)
    if len(values) <= _MOST_VALUES:
        return f"{_shown(given)} is none of {', '.join(values)}"
    return f"{_shown(given)} is not known here" + (f"; did you mean {near[0]}?" if near else "").rstrip("?")


def _shown(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict | list | tuple):
        return "a list" if not isinstance(value, dict) else "a group of keys"
    text = str(value)
    return repr(text if len(text) <= 60 else text[:59] + "…")
