"""Every error that a user may meet: a code, one clear sentence, and an exit code of its own.

Exit codes: 0 nothing at or above ``--fail-on``; 1 findings at or above it; 2 wrong usage or
unreadable input; 3 the site could not be audited; 4 a fault of ours; 5 the machine's fault.
"""

from __future__ import annotations

EXIT_OK = 0
EXIT_FINDINGS = 1
EXIT_USAGE = 2
EXIT_SITE = 3
EXIT_OURS = 4
EXIT_MACHINE = 5
#: Interrupted from the keyboard: 128 + SIGINT, as shells have it.
EXIT_STOPPED = 130


class AuditorError(Exception):
    """A failure with a sentence for the user, or several. Subclasses fix the exit code and a stable ``code``."""

    code: str = "internal_error"
    exit_code: int = EXIT_OURS

    def __init__(self, sentence: str, *further: str) -> None:
        super().__init__("\n".join((sentence, *further)))
        self.sentence = sentence
        self.sentences = (sentence, *further)


class UsageError(AuditorError):
    """The command was called with something that cannot be right."""

    code = "wrong_usage"
    exit_code = EXIT_USAGE


class InputError(AuditorError):
    """A file or document that was handed in is missing, unreadable or not what it should be."""

    code = "unreadable_input"
    exit_code = EXIT_USAGE


class ConfigError(UsageError):
    """``auditor.toml`` or an option holds an unknown key or an impossible value."""

    code = "wrong_configuration"


class SiteError(AuditorError):
    """The site could not be audited: no address, no answer, no page. What was gathered is kept."""

    code = "site_not_auditable"
    exit_code = EXIT_SITE


class MachineError(AuditorError):
    """This machine lacks something: a browser, disk space, a store within reach."""

    code = "machine_not_ready"
    exit_code = EXIT_MACHINE


class BrowserMissing(MachineError):
    """No Chrome or Chromium could be found or started."""

    code = "no_browser"


class StoreError(MachineError):
    """The store cannot be reached, read or written: no database, a full or read-only disk, a damaged or newer file."""

    code = "store_out_of_reach"
