"""What is printed, on any console: cp949 has no check mark, ASCII no hangul; neither may end in an exception.

echo("loss ▁▂█")            # stdout; signs the console lacks become plain ones
echo("oops", err=True)      # stderr
"""

from __future__ import annotations

import codecs
import io
import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from logging import LogRecord

_WIDEST = 100  # columns: longer lines are hard to read
_NARROWEST = 40

_PLAIN = {
    "✓": "v", "✗": "x", "•": "*", "·": "-", "—": "-", "–": "-", "…": "...", "→": "->", "←": "<-", "×": "x",
    "≥": ">=", "≤": "<=", "─": "-", "│": "|", "“": '"', "”": '"', "‘": "'", "’": "'", "\u00a0": " ",
} | dict(zip("▁▂▃▄▅▆▇█", "__--==##", strict=True))  # fmt: skip


def _plain_sign(problem: UnicodeError) -> tuple[str, int]:
    """Put a plain sign where the encoding has none: the handler behind `errors="loopwise"`."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    lacking = problem.object[problem.start : problem.end]
    return "".join(_PLAIN.get(letter, "?") for letter in lacking), problem.end


codecs.register_error("loopwise", _plain_sign)


def forgive_encodings() -> None:
    """Let stdout and stderr replace what their encoding lacks, for everything printed from now on."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="loopwise")


def log_shortly() -> None:
    """Send the library's own warnings to stderr, one line each; `-X dev` shows them whole."""
    import logging

    log = logging.getLogger("loopwise")
    if log.handlers or sys.flags.dev_mode:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    handler.addFilter(_without_traceback)
    log.addHandler(handler)
    log.propagate = False


def _without_traceback(record: LogRecord) -> bool:
    """Take the traceback out of a message: ours helps nobody at the command line."""
    record.exc_info = None
    return True


def echo(text: str, *, err: bool = False) -> None:
    """Print a text and a line end, in the stream's own encoding (click alone would put UTF-8 for ASCII)."""
    click.echo(text, file=sys.stderr if err else sys.stdout)


def echo_exactly(text: str, encoding: str) -> None:
    """Print a text with its own line ends: in its file's encoding where a program reads it, on a terminal as any."""
    if sys.stdout.isatty():
        click.echo(text, nl=False, file=sys.stdout)
    else:
        sys.stdout.flush()
        click.echo(text.encode(encoding), nl=False, file=sys.stdout)


def echo_json(answer: Mapping[str, Any]) -> None:
    """Print JSON; hangul as it is where stdout is UTF-8, escaped on any other console."""
    import json

    is_utf8 = codecs.lookup(sys.stdout.encoding or "ascii").name == "utf-8"
    echo(json.dumps(answer, ensure_ascii=not is_utf8, indent=2))


def can_show_hangul() -> bool:
    """Tell whether stdout has Korean letters at all."""
    try:
        "한".encode(sys.stdout.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def width() -> int:
    """Return how many columns to fill: 80 in a file or pipe, the terminal's own within reason."""
    if not sys.stdout.isatty():
        return 80
    import shutil

    return min(max(shutil.get_terminal_size().columns, _NARROWEST), _WIDEST)


def colour_wanted(*, err: bool = False) -> bool:
    """Tell whether to print in colour: on a terminal only, and never against NO_COLOR."""
    stream = sys.stderr if err else sys.stdout
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
