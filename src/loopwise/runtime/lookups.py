"""Methods that a program looks up and does not call: `optimizer.step` on a line of its own.

Read from the compiled code that is running: an attribute is loaded and what was loaded is dropped.
"""

from __future__ import annotations

import dis
from functools import cache
from itertools import pairwise
from types import CodeType

from loopwise.runtime.frames import Site
from loopwise.runtime.step_events import Lookup


def uncalled_around(site: Site) -> tuple[Lookup, ...]:
    """Return those in the function, or the module's own lines, that a site lies in."""
    return _uncalled(Code(site.code), site.filename)


class Code:
    """A code object that equals only itself: two of different files may well be equal."""

    def __init__(self, code: CodeType) -> None:
        self.code = code

    def __hash__(self) -> int:
        return id(self.code)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Code) and self.code is other.code


@cache
def _uncalled(code: Code, filename: str) -> tuple[Lookup, ...]:
    return tuple(
        Lookup(str(load.argval), Site(filename, code.code.co_firstlineno, load.offset, code.code).place)
        for load, after in pairwise(dis.get_instructions(code.code))
        if load.opname == "LOAD_ATTR" and after.opname == "POP_TOP"
    )
