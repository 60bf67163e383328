"""Accounts of the review application, and who is signed in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from auditor.errors import InputError
from auditor.store.records import Role, SignInRecord, UserRecord
from auditor.store.sites import clean_line
from auditor.store.tables import sign_ins, users

LONGEST_NAME = 100


def user_record(row: RowMapping) -> UserRecord:
    """The record of a row of ``users``."""
    return UserRecord(**{column.name: row[column.name] for column in users.c})


def add_user(connection: Connection, name: str, password_hash: str, role: Role, now: datetime) -> UserRecord:
    """A new account. Raises `InputError` when the name is taken or no name."""
    clean = clean_line(name, LONGEST_NAME + 1)
    if not clean or clean != name or len(clean) > LONGEST_NAME:
        raise InputError(f"A name has 1 to {LONGEST_NAME} characters, all of which can be printed.")
    if by_name(connection, name) is not None:
        raise InputError(f"There is an account {name!r} already.")
    values = {"name": name, "password_hash": password_hash, "role": role, "created_at": now, "disabled_at": None}
    connection.execute(insert(users).values(**values))
    return _there(connection, name)


def by_name(connection: Connection, name: str) -> UserRecord | None:
    """The account with this name."""
    row = connection.execute(select(users).where(users.c.name == name)).mappings().first() if "\0" not in name else None
    return None if row is None else user_record(row)


def everyone(connection: Connection) -> tuple[UserRecord, ...]:
    """All accounts by name, disabled ones too."""
    return tuple(user_record(row) for row in connection.execute(select(users).order_by(users.c.name)).mappings())


def change_user(connection: Connection, name: str, **values: str | datetime | None) -> UserRecord:
    """Change an account; whoever is signed in with it is signed out. Raises `InputError` when there is none."""
    user = _there(connection, name)
    connection.execute(update(users).where(users.c.id == user.id).values(**values))
    connection.execute(delete(sign_ins).where(sign_ins.c.user_id == user.id))
    return _there(connection, name)


def _there(connection: Connection, name: str) -> UserRecord:
    user = by_name(connection, name)
    if user is None:
        raise InputError(f"There is no account {clean_line(name, LONGEST_NAME)!r}.")
    return user


def sign_in(connection: Connection, token_sha256: str, user_id: int, now: datetime, expires_at: datetime) -> None:
    """Note that somebody signed in; what has expired is forgotten on the way."""
    connection.execute(delete(sign_ins).where(sign_ins.c.expires_at <= now))
    values = {"token_sha256": token_sha256, "user_id": user_id, "created_at": now, "expires_at": expires_at}
    connection.execute(insert(sign_ins).values(**values))


def signed_in(connection: Connection, token_sha256: str, now: datetime) -> SignInRecord | None:
    """The sign-in with this token's hash, unless it expired or the account is disabled."""
    query = (
        select(users, sign_ins.c.token_sha256, sign_ins.c.created_at.label("since"), sign_ins.c.expires_at)
        .join(users, users.c.id == sign_ins.c.user_id)
        .where(sign_ins.c.token_sha256 == token_sha256, sign_ins.c.expires_at > now, users.c.disabled_at.is_(None))
    )
    row = connection.execute(query).mappings().first()
    if row is None:
        return None
    since, expires = row["since"], row["expires_at"]
    return SignInRecord(token_sha256=token_sha256, user=user_record(row), created_at=since, expires_at=expires)


def sign_out(connection: Connection, token_sha256: str) -> None:
    """Forget a sign-in."""
    connection.execute(delete(sign_ins).where(sign_ins.c.token_sha256 == token_sha256))


def sign_out_everywhere(connection: Connection, user_id: int) -> None:
    """Forget all sign-ins of an account."""
    connection.execute(delete(sign_ins).where(sign_ins.c.user_id == user_id))
