"""The texts with which torch or Python meets a fault, and what the numbers in them mean.

>>> found = ErrorText(r"Target (?P<target>-?\\d+) is out of bounds").read("IndexError: Target 10 is out of bounds.")
>>> found["target"]
10
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from loopwise.faults._measure import Measure
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.records.failures import Failure, Told

SHAPE = r"\[[\d, ]*\]"
MATMUL = (
    r"mat1 and mat2 shapes cannot be multiplied"
    r"(?: \((?P<rows>\d+)x(?P<given>\d+) and (?P<wanted>\d+)x(?P<out>\d+)\))?"
)
MATMUL_SAYS = Text(
    en="In the text, {rows} is the batch (all axes but the last, multiplied), {given} the features each of its rows "
    "brings, {wanted} the features the layer was made for, {out} its outputs.",
    ko="에러 메시지의 숫자는 차례로 배치({rows}, 마지막 축을 뺀 나머지를 곱한 값), 들어온 특성 수({given}), "
    "층이 받도록 만들어진 특성 수({wanted}), 층의 출력 수({out})입니다.",
)

CHANGED = (
    r"modified by an inplace operation"
    r"(?:: \[(?P<kind>[\w.]+) (?P<shape>" + SHAPE + r")\], which is output \d+ of (?P<by>\w+))?"
)
CHANGED_SAYS = Text(
    en="What was changed is a tensor of shape {shape}, the output of {by}.",
    ko="바뀐 것은 형상이 {shape}인 텐서이고, {by} 연산의 출력입니다.",
)

GRADIENT_IS_NONE = (
    r"'NoneType' object has no attribute '(?:zero_|data|norm|detach_?|clone|abs|add_|mul_|clamp_|item)'"
)


RAISED = {  # what a finding carries of a run that ended with one of its fault's texts
    "raised": Measure(Text(en="what it says", ko="에러 메시지")),
    "held": Measure(Text(en="what the failing line held", ko="에러가 난 줄에 있던 값")),
}


class ErrorText(NamedTuple):
    """A text that raises or warns.

    words: a regular expression over the words that stay the same in every version. A named group is a number or
        a name of the text, called as the fault's measure where it is one: the fault's `says` then tells it too.
    says: what the numbers mean; it is left out where the text at hand does not give them.
    """

    words: str
    says: Text | None = None

    def read(self, text: str) -> Told | None:
        """Return the numbers and names of a text; None if it is another text."""
        found = self._found(text)
        if found is None:
            return None
        return {name: _value(given) for name, given in found.groupdict().items() if given is not None}

    def words_in(self, text: str) -> str:
        """Return the part of a text that `words` describes; "" if it is another text."""
        found = self._found(text)
        return found[0] if found else ""

    def _found(self, text: str) -> re.Match[str] | None:
        return _compiled(self.words).search(" ".join(text.split()))


def numbers(told: Told, *names: str) -> tuple[int, ...]:
    """Return numbers of a text; () where it does not tell all of them."""
    found = tuple(value for name in names if isinstance(value := told.get(name), int))
    return found if len(found) == len(names) else ()


def asks_for_gradient(failure: Failure) -> bool | None:
    """Return False where a failing line does not ask for a gradient, so that something else was None."""
    return False if failure.code and ".grad" not in failure.code else None


def sizes(told: Told, name: str) -> tuple[int, ...] | None:
    """Return a shape that a text tells: "[8, 32, 32, 3]" -> (8, 32, 32, 3)."""
    given = told.get(name)
    return tuple(map(int, re.findall(r"\d+", given))) if isinstance(given, str) else None


@cache
def _compiled(words: str) -> re.Pattern[str]:
    return re.compile(words)


def _value(given: str) -> int | str:
    return int(given) if re.fullmatch(r"-?\d+", given) else given
