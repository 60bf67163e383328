"""What a database's or a disk's failure means, in one sentence."""

from __future__ import annotations

import errno
from pathlib import Path

#: Words in SQLite's messages, and what they mean for the file that is named.
_SQLITE = (
    ("disk is full", "The disk is full: {name} cannot be written."),
    ("readonly database", "The store {name} is read-only."),
    ("unable to open database file", "The store {name} cannot be opened; is its folder there, and may it be written?"),
    ("not a database", "The store {name} is damaged, or no database of SQLite's; restore a copy of it."),
    ("malformed", "The store {name} is damaged; restore a copy of it."),
    ("database is locked", "The store {name} is kept busy by another program; try again later."),
    ("disk i/o error", "The disk fails on {name}."),
)

#: PostgreSQL's codes of errors (SQLSTATE), by their beginning.
_POSTGRESQL = (
    ("53100", "The disk of the database {name} is full."),
    ("53", "The database {name} has no room for more; try again later."),
    ("25006", "The database {name} is read-only."),
    ("28", "The database {name} refuses the user or the password."),
    ("3D000", "The database {name} does not exist."),
    ("42501", "The user of the database {name} may not do what the store needs."),
    ("57", "The database {name} is stopping or starting; try again later."),
    ("08", "The database {name} is out of reach."),
)


def sentence_for(error: BaseException | None, name: str) -> str:
    """The sentence for the error of a database driver."""
    code = getattr(error, "sqlstate", None)
    if isinstance(code, str):
        for start, sentence in _POSTGRESQL:
            if code.startswith(start):
                return sentence.format(name=name)
    text = " ".join(str(error).split())
    for words, sentence in _SQLITE:
        if words in text.lower():
            return sentence.format(name=name)
    if type(error).__module__.startswith("psycopg") and code is None:
        return f"The database {name} is out of reach."
    return f"The store {name} failed: {text[:200].rstrip('.')}."


def disk_sentence(error: OSError, path: Path) -> str:
    """The sentence for a file that could not be written or read."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full: {path} cannot be written."
    return f"Cannot use {path}: {error.strerror or error}."
