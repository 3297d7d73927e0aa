"""The one error a person meets: what was given, what was wanted, and the line that mends it.

raise LoopwiseError(
    Text(en="column 'price' is not in houses.csv.", ko="houses.csv에 'price' 열이 없습니다."),
    fix="--target Price")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.records import Place


class LoopwiseError(Exception):
    """Bad input or usage: a message and its fix, in the reader's language. The command line exits with 2.

    fault: the name of the catalogue's fault where the input shows one.
    place: where in the person's file.
    """

    exit_code = 2

    def __init__(
        self,
        message: Text | str,
        *,
        fix: Text | str | None = None,
        fault: str | None = None,
        place: Place | None = None,
    ) -> None:
        super().__init__(message, fix)
        self.message = message
        self.fix = fix
        self.fault = fault
        self.place = place

    def __str__(self) -> str:
        return f"{self.message}\n{self.fix}" if self.fix else str(self.message)


class MissingExtra(LoopwiseError):
    """Something of an extra is not installed; the fix is the one line to type."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            Text(
                en=f"{what} is not installed; this needs the extra '{extra}'.",
                ko=f"설치되지 않은 패키지가 있습니다: {what} (추가 기능 '{extra}')",
            ),
            fix=f'pip install "loopwise[{extra}]"',
        )
        self.extra = extra
