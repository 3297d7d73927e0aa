"""How far a long run is, on stderr: one line that changes on a terminal, every tenth part of it elsewhere."""

from __future__ import annotations

import sys

import click

from loopwise.cli._console import echo
from loopwise.text import Text


class Live:
    """Call it with (done, total), and words of the template; `end` leaves the line that changed."""

    def __init__(self, template: Text) -> None:
        self.template = template
        self.on_terminal = sys.stderr.isatty()
        self.shown = False

    def __call__(self, done: int, total: int, **words: object) -> None:
        """Tell that `done` of `total` parts are ready."""
        if self.on_terminal:
            line = str(self.template.format(done=done, total=total, **words))
            click.echo(f"\r{line}  ", nl=False, err=True)
            self.shown = True
        elif done % max(1, total // 10) == 0:
            echo(str(self.template.format(done=done, total=total, **words)), err=True)

    def end(self) -> None:
        """Leave the line that changed."""
        if self.shown:
            click.echo(err=True)
