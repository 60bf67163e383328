"""What an operating system's own timer needs to run what is due: a service and a timer of systemd, or a line of cron.

Texts only. The password of a database is in none of them: where the database has an address, it is read from a file
that only the administrator and the service can read."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from auditor.config import DATABASE_VARIABLE
from auditor.errors import UsageError

#: The name of the units.
NAME = "auditor-run-due"

#: The file that holds ``AUDITOR_DATABASE=…`` where the store is a PostgreSQL.
SECRETS = "/etc/auditor/environment"

#: Minutes between two looks at what is due. A look costs a second; what still runs is not begun twice.
MINUTES = 5


@dataclass(frozen=True, slots=True)
class Job:
    """What the timer runs. ``program``: its words, the first an absolute path. ``folder``: where auditor.toml lies.
    ``written``: folders that it writes to. ``secret``: the database is named in `SECRETS`."""

    program: Sequence[str]
    folder: Path
    user: str
    environment: Mapping[str, str] = field(default_factory=dict)
    written: Sequence[Path] = ()
    secret: bool = False

    def __post_init__(self) -> None:
        for word in (*self.program, str(self.folder), *self.environment.values(), *map(str, self.written)):
            if not word.isprintable():
                raise UsageError(f"{word[:100]!r} holds a control character; neither systemd nor cron takes that.")


def service(job: Job) -> str:
    """The service unit: one run through all that is due."""
    return f"""\
# /etc/systemd/system/{NAME}.service
[Unit]
Description=Audits of websites that are due
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={job.user}
WorkingDirectory={_specifiers(str(job.folder))}
ExecStart={" ".join(_word(word) for word in job.program)}
{_service_environment(job)}
Nice=10
# The program is told first and gives back what it runs; then what is left of its browsers ends.
KillMode=mixed
TimeoutStopSec=60

# Chromium's own sandbox needs user namespaces, and its compiler memory that it writes and runs: RestrictNamespaces=,
# MemoryDenyWriteExecute= and SystemCallFilter= stay off.
NoNewPrivileges=true
ProtectSystem=strict
ReadWritePaths={" ".join(_word(str(path), run=False) for path in job.written)}
PrivateTmp=true
PrivateDevices=true
ProtectClock=true
ProtectControlGroups=true
ProtectHostname=true
ProtectKernelLogs=true
ProtectKernelModules=true
ProtectKernelTunables=true
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
RestrictRealtime=true
RestrictSUIDSGID=true
LockPersonality=true
CapabilityBoundingSet=
UMask=0077
"""


def timer() -> str:
    """The timer unit that starts the service."""
    return f"""\
# /etc/systemd/system/{NAME}.timer
[Unit]
Description=Looks every {MINUTES} minutes which websites are due for an audit

[Timer]
OnCalendar=*:0/{MINUTES}
# What came due while the machine was off is run when it is on again.
Persistent=true
AccuracySec=15s

[Install]
WantedBy=timers.target
"""


def cron_line(job: Job) -> str:
    """A line for ``crontab -e`` of the user whose store it is."""
    words = [f"{name}={shlex.quote(value)}" for name, value in job.environment.items()]
    secrets = [f"set -a && . {SECRETS} &&"] if job.secret else []
    command = " ".join([f"cd {shlex.quote(str(job.folder))} &&", *secrets, *words, shlex.join(job.program)])
    # Cron ends a command at a percent sign.
    line = f"*/{MINUTES} * * * * {command}".replace("%", r"\%")
    return (f"# {_hint()}\n" if job.secret else "") + line + "\n"


def _service_environment(job: Job) -> str:
    lines = [f"Environment={_word(f'{name}={value}', run=False)}" for name, value in job.environment.items()]
    if job.secret:
        lines += [f"# {_hint()}", f"EnvironmentFile={SECRETS}"]
    elif DATABASE_VARIABLE not in job.environment:
        lines += [f"# A PostgreSQL: put {DATABASE_VARIABLE}=… into that file, readable by its owner only.",
                  f"# EnvironmentFile={SECRETS}"]  # fmt: skip
    return "\n".join(lines)


def _hint() -> str:
    return f"{SECRETS} holds {DATABASE_VARIABLE}=…, readable by its owner only."


def _word(text: str, *, run: bool = True) -> str:
    """A word of a systemd unit, quoted where needed. ``run``: of a command, where a dollar begins a variable."""
    escaped = _specifiers(text.replace("\\", "\\\\"))
    escaped = escaped.replace("$", "$$") if run else escaped
    if re.fullmatch(r"[\w/.,:=@%+$-]+", escaped):
        return escaped
    return '"' + escaped.replace('"', '\\"') + '"'


def _specifiers(text: str) -> str:
    return text.replace("%", "%%")
