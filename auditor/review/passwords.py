"""Passwords as argon2id hashes. A check takes the same time whether or not there is such an account."""

from __future__ import annotations

from functools import lru_cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from auditor.errors import UsageError

SHORTEST = 12
#: Longer ones only cost work.
LONGEST = 1024

#: Each check takes 64 MiB for a moment, so few run side by side: a flood of sign-ins waits, and fills no memory.
_AT_ONCE = BoundedSemaphore(4)
_HASHER = PasswordHasher()


def accept(password: str, name: str) -> str:
    """``password``, when it may be one. Raises `UsageError` with what is wrong with it."""
    if len(password) < SHORTEST:
        raise UsageError(f"A password has at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise UsageError(f"A password has at most {LONGEST} characters.")
    if len(set(password)) < 5 or password.casefold() in (name.casefold() * SHORTEST):
        raise UsageError("That password is too easy to guess; take several words or a password manager's proposal.")
    return password


def hashed(password: str) -> str:
    """The hash to store, with its own salt and the parameters of today."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def matches(password: str, stored: str | None) -> bool:
    """Whether ``password`` belongs to the ``stored`` hash. None stands for an account that does not exist: false, after
    the same work."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(stored or _nobodys(), password[:LONGEST]) and stored is not None
        except (Argon2Error, InvalidHashError):
            return False


def outdated(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _HASHER.check_needs_rehash(stored)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return _HASHER.hash("the password of nobody")
