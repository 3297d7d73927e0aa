"""The question before a person's program is run again: asked once on a computer."""

from __future__ import annotations

import sys

import click

from loopwise.errors import LoopwiseError
from loopwise.text import Text

GO_ON = Text(en="Go on?", ko="계속할까요?")
_MARK = "what-if-agreed"  # a file beside the kept results


def agreed(yes: bool, nobody: Text, fix: str) -> bool:
    """Ask, unless `yes` or a yes of before says it; that one is remembered.

    nobody: what is said, with its fix, where nobody can answer.
    """
    from loopwise import settings

    mark = settings.data_home(settings.load()) / _MARK
    if yes or mark.exists():
        return True
    if not sys.stdin.isatty():
        raise LoopwiseError(nobody, fix=fix)
    if not click.confirm(str(GO_ON), default=True, err=True):
        return False
    mark.parent.mkdir(parents=True, exist_ok=True)
    mark.touch()
    return True
