"""The shape of one sample as a person types it.

>>> typed_shape("1,28,28")
(1, 28, 28)
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from loopwise.errors import LoopwiseError
from loopwise.text import Text

MOST_AXES = 5
LARGEST = 1_000_000  # elements on one axis
NOT_A_SHAPE = Text(
    en="the input {given!r} is not a shape: it should be the lengths of one sample's axes, without the batch.",
    ko="입력 형상(shape)으로 읽을 수 없는 값입니다: {given!r}. 배치를 뺀 샘플 하나의 축 길이를 적으면 됩니다.",
)
_EXAMPLE = "--input 1,28,28"


def typed_shape(given: str | Iterable[int]) -> tuple[int, ...]:
    """Return the lengths of a shape: "1,28,28", "(3, 224, 224)", "3x32x32", or numbers.

    Raises LoopwiseError for what is no shape: no numbers, below 1, too many.
    """
    if isinstance(given, str):
        parts = re.split(r"\s*[,xX×]\s*|\s+", given.strip().strip("()[]").strip(" ,"))
    else:
        parts = [str(part) for part in given]
    lengths = tuple(int(part) for part in parts if re.fullmatch(r"\d{1,7}", part))
    if (
        len(lengths) != len(parts)
        or not 1 <= len(lengths) <= MOST_AXES
        or not all(1 <= n <= LARGEST for n in lengths)
    ):
        raise LoopwiseError(NOT_A_SHAPE.format(given=given), fix=_EXAMPLE)
    return lengths
