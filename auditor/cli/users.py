"""``auditor users``: who may sign in to the review application."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.options import Debug
from auditor.cli.store import the_store
from auditor.cli.terminal import say
from auditor.errors import UsageError

NAME = "users"

app = typer.Typer(
    name=NAME, no_args_is_help=True, help="Accounts of the review application.", rich_markup_mode=None,
    pretty_exceptions_enable=False,
)  # fmt: skip

Name = Annotated[str, typer.Argument(help="The name that is typed to sign in.")]
Data = Annotated[Path | None, typer.Option(help="Data folder [default: AUDITOR_DATA, else the user's own].")]

#: A line on stdin that is longer than this is no password.
_LONGEST_LINE = 4096


@app.command()
def add(
    name: Name,
    role: Annotated[
        str, typer.Option(help="reader: reads only; reviewer: decides, corrects and starts audits.")
    ] = "reader",
    data: Data = None,
    debug: Debug = False,
) -> int:
    """Make an account. The password is asked for, or read as one line from standard input; never an argument."""
    from auditor.review.passwords import accept, hashed

    if role not in ("reader", "reviewer"):
        raise UsageError("A role is reader or reviewer.")
    with the_store(data=data) as store:
        if store.user(name) is not None:
            raise UsageError(f"There is an account {name[:100]!r} already.")
        store.add_user(name, hashed(accept(_password(), name)), "reader" if role == "reader" else "reviewer")
    say(f"{name} may sign in as {role}.")
    return 0


@app.command("list")
def show(data: Data = None, debug: Debug = False) -> int:
    """List the accounts: name, role, since when, and whether it is disabled."""

    with the_store(data=data) as store:
        users = store.users()
    for user in users:
        state = f"disabled {user.disabled_at:%Y-%m-%d}" if user.disabled_at else "active"
        print(f"{user.name}\t{user.role}\tsince {user.created_at:%Y-%m-%d}\t{state}")
    if not users:
        say("There are no accounts yet: make one with auditor users add NAME --role reviewer.")
    return 0


@app.command()
def disable(
    name: Name,
    enable: Annotated[bool, typer.Option("--enable", help="Open a closed account again.")] = False,
    data: Data = None,
    debug: Debug = False,
) -> int:
    """Close an account; whoever is signed in with it is signed out at once. What it decided stays."""

    with the_store(data=data) as store:
        store.disable_user(name, not enable)
    say(f"{name} may sign in again." if enable else f"{name} can no longer sign in.")
    return 0


@app.command()
def password(name: Name, data: Data = None, debug: Debug = False) -> int:
    """Give an account another password, and end all its sessions."""
    from auditor.review.passwords import accept, hashed

    with the_store(data=data) as store:
        if store.user(name) is None:
            raise UsageError(f"There is no account {name[:100]!r}.")
        store.change_user(name, password_hash=hashed(accept(_password(), name)))
    say(f"{name} has a new password and is signed out everywhere.")
    return 0


def _password() -> str:
    """What is typed twice without being shown, or the one line of standard input."""
    if not sys.stdin.isatty():
        line = sys.stdin.readline(_LONGEST_LINE)
        return line.rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != first:
        raise UsageError("The two passwords differ; nothing was changed.")
    return first
