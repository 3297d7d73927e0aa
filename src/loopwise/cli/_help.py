"""Help pages in both languages, in terminal columns: what click writes, with hangul counted as two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from loopwise.rendering.columns import columns, padded, wrapped
from loopwise.text import Text

USAGE = Text(en="Usage", ko="사용법")
EXAMPLE = Text(en="Example", ko="예")
HEADINGS = {"Options": Text(en="Options", ko="옵션"), "Positional arguments": Text(en="Arguments", ko="인자")}
SHOW_HELP = Text(en="Show this page.", ko="이 도움말을 보여 줍니다.")
_FIRST = 28  # columns of the left part of a list; longer ones stand on a line of their own


class Formatter(click.HelpFormatter):
    """click's formatter, with our headings and widths."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__(width=80)

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args, f"{USAGE}: ")

    def write_heading(self, heading: str) -> None:
        """Write a heading in the reader's language."""
        super().write_heading(str(HEADINGS.get(heading, heading)))

    def write_text(self, text: str) -> None:
        """Write paragraphs, wrapped by columns."""
        for paragraph in text.split("\n"):
            self._write_lines(wrapped(paragraph, self.width - 2 - self.current_indent))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _FIRST, col_spacing: int = 2) -> None:
        """Write a list of (option, what it does), in two columns."""
        rows = list(rows)
        left = min(max((columns(first) for first, _ in rows), default=0), col_max) + col_spacing
        for first, second in rows:
            self._write_lines(_row(first, second, left, self.width - 2 - self.current_indent))

    def _write_lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(f"{'':{self.current_indent}}{line}".rstrip() + "\n")


class Context(click.Context):
    """A context whose help pages are ours."""

    formatter_class = Formatter


class Option(click.Option):
    """An option whose help is a Text: `@click.option("--all", cls=Option, says=Text(en=..., ko=...))`."""

    def __init__(self, declared: Sequence[str], says: Text, **more: Any) -> None:
        super().__init__(declared, **more)
        self.says = says

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and what it does, in the reader's language."""
        self.help = str(self.says)
        return super().get_help_record(ctx)


def _row(first: str, second: str, left: int, width: int) -> Iterator[str]:
    told = wrapped(second, width - left)
    if columns(first) <= left - 2:
        yield padded(first, left) + told[0]
        told = told[1:]
    else:
        yield first
    yield from (" " * left + line for line in told)
