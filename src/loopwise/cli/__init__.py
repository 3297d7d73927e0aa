"""The command line: one file a command, found by its name; `NAME.py` exposes `command`. Computes nothing.

run(["check", "train.py"])      # -> exit code: 0 fine, 1 findings, 2 bad input, 130 Ctrl-C
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

__all__ = ["commands", "module_of", "run"]

_NAMED = {"classroom": "class"}  # files whose command has a name that no Python module can bear


def commands() -> list[str]:
    """Return the names of the commands there are."""
    return sorted(_NAMED.get(file.stem, file.stem) for file in Path(__file__).parent.glob("[!_]*.py"))


def module_of(command: str) -> str:
    """Return the name of the module a command lives in."""
    file = next((file for file, name in _NAMED.items() if name == command), command)
    return f"loopwise.cli.{file}"


def run(arguments: Sequence[str]) -> int:
    """Run one command line and return its exit code; what went wrong is a message on stderr."""
    from loopwise.cli._running import run_safely

    return run_safely(arguments)
