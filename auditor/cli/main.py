"""The entry point ``auditor``: its commands, and every error as one sentence with its exit code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from auditor.cli import (
    audit,
    crawl,
    diff,
    explain,
    export,
    history,
    import_,
    notices,
    read,
    reconcile,
    report,
    run_due,
    schedule,
    serve,
    sites,
    status,
    suggest,
    thin,
    users,
    verify,
    worker,
)
from auditor.cli.terminal import say
from auditor.errors import EXIT_MACHINE, EXIT_OURS, EXIT_STOPPED, EXIT_USAGE, AuditorError
from auditor.models.tool import this_tool

app = typer.Typer(
    name="auditor",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

#: The commands in the order of ``--help``.
for _module in (
    audit,
    crawl,
    read,
    reconcile,
    report,
    suggest,
    explain,
    verify,
    history,
    diff,
    export,
    import_,
    thin,
    run_due,
    status,
    serve,
    worker,
):
    app.command(_module.NAME)(_module.command)
app.add_typer(sites.app, name=sites.NAME)
app.add_typer(schedule.app, name=schedule.NAME)
app.add_typer(users.app, name=users.NAME)
app.add_typer(notices.app, name=notices.NAME)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"auditor {this_tool().version}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _options(
    context: typer.Context,
    version: bool = typer.Option(False, "--version", callback=_version, is_eager=True, help="Show the version."),
) -> None:
    """Compares what a website's privacy and cookie policy says with what the site does."""
    if context.invoked_subcommand is None:
        print(context.get_help())
        raise typer.Exit(EXIT_USAGE)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    sys.exit(run(words))


def run(words: list[str]) -> int:
    """The exit code of ``auditor WORDS``: no error leaves as anything but one sentence (``--debug`` adds where)."""
    try:
        code = app(words, standalone_mode=False, prog_name="auditor")
    except AuditorError as error:
        return _fail(error.sentences, error.exit_code, words)
    except TyperException as error:
        message = getattr(error, "format_message", error.__str__)()
        return _fail((f"{message.rstrip('.')}. See auditor --help.",), EXIT_USAGE, words)
    except (typer.Abort, KeyboardInterrupt):
        return _fail(("Stopped; what was written before stays.",), EXIT_STOPPED, words)
    except BrokenPipeError:
        return EXIT_MACHINE
    except Exception as error:
        name = type(error).__name__
        return _fail((f"A fault of ours ({name}: {error}); --debug shows where.",), EXIT_OURS, words)
    return code if isinstance(code, int) else 0


def _fail(sentences: Sequence[str], code: int, words: list[str]) -> int:
    if "--debug" in words:
        traceback.print_exc()
    for sentence in sentences:
        say(sentence)
    return code


if __name__ == "__main__":
    main()
