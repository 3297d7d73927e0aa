"""Run the command group so that whatever goes wrong ends in a message and an exit code."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import copy_context

import click

from loopwise.cli import _console, _troubles
from loopwise.cli._group import group
from loopwise.errors import LoopwiseError

INTERRUPTED = 130  # what a shell reports for a program that Ctrl-C ended


def run_safely(arguments: Sequence[str]) -> int:
    """Run one command line; the language it chooses is forgotten afterwards."""
    _console.forgive_encodings()
    return copy_context().run(_run, list(arguments))


def _run(arguments: list[str]) -> int:
    try:
        code = group.main(arguments, prog_name="loopwise", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except LoopwiseError as problem:
        _console.echo(_troubles.told(problem), err=True)
        return problem.exit_code
    except click.UsageError as problem:
        _console.echo(_troubles.usage_told(problem), err=True)
        return problem.exit_code
    except click.ClickException as problem:
        _console.echo(_troubles.told(LoopwiseError(problem.format_message())), err=True)
        return LoopwiseError.exit_code
    except click.Abort as problem:
        return INTERRUPTED if isinstance(problem.__cause__, KeyboardInterrupt) else 1
