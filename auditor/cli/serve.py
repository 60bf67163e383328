"""``auditor serve``: the review application, in a browser."""

from __future__ import annotations

import getpass
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from auditor.cli.logs import LogFormat, LogLevel, begin
from auditor.cli.options import Debug, settings_from
from auditor.cli.store import the_store
from auditor.cli.terminal import say
from auditor.config import CONFIG_NAME, load_fleet_settings
from auditor.errors import InputError, MachineError, UsageError

if TYPE_CHECKING:
    from auditor.review.web.settings import ReviewSettings

NAME = "serve"


def command(
    host: Annotated[str, typer.Option(help="Address to listen on; on any but this machine's own people sign in.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8642,
    address: Annotated[
        str | None, typer.Option(help="What people type, when a proxy stands in front: https://review.example.")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="Certificate (PEM) to serve HTTPS with.")] = None,
    key: Annotated[Path | None, typer.Option(help="The certificate's key (PEM).")] = None,
    data: Annotated[Path | None, typer.Option(help="Data folder [default: AUDITOR_DATA, else the user's own].")] = None,
    no_schedule: Annotated[
        bool, typer.Option("--no-schedule", help="Do not audit what is due; another process does, or nobody.")
    ] = False,
    log_level: LogLevel = "info",
    log_format: LogFormat = "auto",
    debug: Debug = False,
) -> int:
    """Review findings in a browser. Without sign-in on this machine only; on any other address with accounts.

    People decide on findings, correct how texts were read, and start audits. These take [audit] of auditor.toml in
    this folder, and reach the public internet only, besides what its allow_targets names. Audits that are due are run
    as well, as auditor run-due does it. The store is that of --data, AUDITOR_DATA and AUDITOR_DATABASE.
    """
    import uvicorn

    from auditor.review.web.app import create_app
    from auditor.review.web.settings import ReviewSettings

    begin(log_level, log_format)
    _readable(certificate, key)
    settings = ReviewSettings(
        host=host,
        port=port,
        address=address,
        encrypted=certificate is not None,
        local_name=_local_name(),
        audits=settings_from(None),
        fleet=load_fleet_settings(None, Path.cwd()),
        scheduled=not no_schedule,
        config=Path(CONFIG_NAME) if Path(CONFIG_NAME).is_file() else None,
    )
    with the_store(data=data) as store:
        app = create_app(store, settings)
        listening = _listen(host, port)
        _tell(settings, listening)
        config = uvicorn.Config(
            app, log_config=None, access_log=False, server_header=False, proxy_headers=False, ws="none",
            lifespan="auto", timeout_keep_alive=15,
            h11_max_incomplete_event_size=32 * 1024, timeout_graceful_shutdown=5,
            ssl_certfile=str(certificate) if certificate else None, ssl_keyfile=str(key) if key else None,
        )  # fmt: skip
        uvicorn.Server(config).run(sockets=[listening])
    return 0


def _readable(certificate: Path | None, key: Path | None) -> None:
    """Raises `UsageError` for one without the other, `InputError` for a file that cannot be used."""
    if (certificate is None) != (key is None):
        raise UsageError("--certificate and --key belong together.")
    if certificate is None or key is None:
        return
    import ssl

    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except (OSError, ssl.SSLError) as error:
        raise InputError(f"{certificate.name} and {key.name} are no certificate and its key: {error}.") from None


def _listen(host: str, port: int) -> socket.socket:
    """The socket, taken before anything is said to listen. Raises `MachineError`."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(place)
        # Whoever opens the address as soon as it is said waits for an answer, and is not refused.
        listening.listen()
    except OSError as error:
        raise MachineError(f"Cannot listen on {host}, port {port}: {error.strerror or error}.") from None
    listening.set_inheritable(False)
    return listening


def _tell(settings: ReviewSettings, listening: socket.socket) -> None:
    port = listening.getsockname()[1]
    name = f"[{settings.host.strip('[]')}]" if ":" in settings.host else settings.host
    scheme = "https" if settings.encrypted else "http"
    say(f"Review application: {settings.address or f'{scheme}://{name}:{port}/'} (Ctrl+C ends it)")
    if settings.sign_in and not settings.encrypted and not (settings.address or "").startswith("https://"):
        say("Nobody can sign in over an unencrypted connection: give --certificate and --key, or --address https://…")
        say("of a proxy in front that has them.")


def _local_name() -> str:
    """Whose decisions these are where nobody signs in: the account on this machine."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return os.environ.get("USERNAME", "local")
