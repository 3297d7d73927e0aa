"""`--keep`: keep a result that is not kept by itself, and say under which number."""

from __future__ import annotations

from loopwise.cli._console import echo
from loopwise.cli._troubles import told
from loopwise.errors import LoopwiseError
from loopwise.text import Text

KEPT = Text(
    en="Kept as result {number}: loopwise kept {number}",
    ko="저장한 결과 번호: {number} (loopwise kept {number})",
)


def keep_where_asked(result: object, wanted: bool) -> int | None:
    """Keep the result and return its number; a store that cannot take it never costs the result itself."""
    if not wanted:
        return None
    try:
        from loopwise.store import keep

        return keep(result)
    except LoopwiseError as problem:
        echo(told(problem), err=True)
    return None


def kept_line(number: int) -> str:
    """Return the line that says where the result is."""
    return str(KEPT.format(number=number))
