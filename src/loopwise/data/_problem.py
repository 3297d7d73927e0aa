"""Which type of problem a target is, told from its values: by rules that can be said in a sentence.

>>> problem_of([3.5, 2.25, 8.0]).name
'regression'
>>> problem_of(["cat", "dog", "cat", "bird"]).name
'multiclass'
>>> problem_of([[0, 1, 1], [1, 0, 0]]).name
'multilabel'

No numpy, no torch: lists, arrays, tensors and pandas columns are all read through `tolist`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from loopwise.data._scales import in_order
from loopwise.errors import LoopwiseError
from loopwise.text import Text

MOST_CLASSES = 20  # whole numbers with more different values are amounts, not classes
SEPARATORS = ";|"  # between several labels in one cell
OFTEN = 0.3  # share of cells that hold a separator, from which on they are lists of labels

TWO = Text(en="it has two values ({shown})", ko="값이 두 가지입니다({shown})")
WORDS = Text(en="it has {count} classes in words ({shown})", ko="글로 된 클래스가 {count}개입니다({shown})")
SCALE = Text(
    en="its words are the steps of a scale ({shown})", ko="순서가 있는 단계를 나타내는 말입니다({shown})"
)
WHOLE = Text(
    en="it has {count} different whole numbers ({shown}), taken as class ids; if their order matters: "
    "ordinal; if they "
    "are amounts: regression",
    ko="서로 다른 정수가 {count}개라서({shown}) 클래스 번호로 봅니다. 순서가 중요하면 ordinal, 양을 나타내면 "
    "regression을 고르세요",
)
FRACTIONS = Text(
    en="it holds numbers with fractions ({shown}): amounts",
    ko="소수가 있는 숫자입니다({shown}). 양을 나타냅니다",
)
MANY = Text(
    en="it has {count} different numbers, more than {most}: amounts",
    ko="서로 다른 숫자가 {count}개로 {most}개보다 많습니다. 양을 나타냅니다",
)
ORDERED = Text(en="its categories have an order ({shown})", ko="범주에 순서가 있습니다({shown})")
LABELS = Text(
    en="each row holds {count} values of 0 or 1: several may be true at once",
    ko="행마다 0 또는 1인 값이 {count}개입니다. 여럿이 함께 맞을 수 있습니다",
)
LISTS = Text(
    en="cells hold several labels at once ({shown})", ko="한 칸에 레이블이 여러 개 들어 있습니다({shown})"
)
AMOUNTS = Text(en="each row holds {count} amounts", ko="행마다 예측할 값이 {count}개입니다")


@dataclass(frozen=True, slots=True)
class Problem:
    """name: of the recipe. reason: why, in a sentence. others: recipes these values could be meant for as well."""

    name: str
    reason: Text
    others: tuple[str, ...] = ()


def problem_of(values: Any) -> Problem:
    """Return the problem of a target: (N,) values, or (N, K) rows. LoopwiseError where there is nothing to learn."""
    listed = values.tolist() if hasattr(values, "tolist") else list(values)
    if getattr(getattr(values, "dtype", None), "ordered", False):
        return Problem(
            "ordinal", ORDERED.format(shown=_shown(values.dtype.categories.tolist())), ("multiclass",)
        )
    rows = [row for row in listed if not _is_missing(row)]
    if rows and isinstance(rows[0], (list, tuple)) and len(rows[0]) == 1:
        rows = [row[0] for row in rows]
    if rows and isinstance(rows[0], (list, tuple)):
        return _of_rows(rows)
    return _of_column(rows)


def _of_rows(rows: Sequence[Sequence[Any]]) -> Problem:
    if all(value in (0, 1) for row in rows for value in row):
        return Problem("multilabel", LABELS.format(count=len(rows[0])), ("multioutput",))
    return Problem("multioutput", AMOUNTS.format(count=len(rows[0])))


def _of_column(values: Sequence[Any]) -> Problem:
    different = list(dict.fromkeys(values))
    if len(different) < 2:
        raise LoopwiseError(
            Text(
                en=f"the target has {len(different)} different values: there is nothing to tell apart.",
                ko=f"정답의 서로 다른 값이 {len(different)}개뿐이라 구분할 것이 없습니다.",
            )
        )
    if len(different) == 2:
        return Problem("binary", TWO.format(shown=_shown(different)), ("multiclass",))
    if not all(isinstance(value, (int, float)) for value in different):
        if sum(_holds_several(value) for value in values) >= OFTEN * len(values):
            return Problem("multilabel", LISTS.format(shown=_shown(different[:2])), ("multiclass",))
        if steps := in_order({str(value) for value in different}):
            return Problem("ordinal", SCALE.format(shown=_shown(steps)), ("multiclass",))
        return Problem("multiclass", WORDS.format(count=len(different), shown=_shown(different)))
    if any(value % 1 for value in different):
        return Problem("regression", FRACTIONS.format(shown=_shown(different)))
    if len(different) > MOST_CLASSES:
        return Problem("regression", MANY.format(count=len(different), most=MOST_CLASSES))
    told = WHOLE.format(count=len(different), shown=_shown(sorted(different)))
    return Problem("multiclass", told, ("ordinal", "regression"))


def labels_in(cell: str) -> list[str]:
    """Return the labels of a cell that may hold several: "action; drama" -> ["action", "drama"]."""
    for separator in SEPARATORS[1:]:
        cell = cell.replace(separator, SEPARATORS[0])
    return [label.strip() for label in cell.split(SEPARATORS[0]) if label.strip()]


def _holds_several(value: Any) -> bool:
    return isinstance(value, str) and len(labels_in(value)) > 1


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _shown(values: Sequence[Any]) -> str:
    told = [f"{value:g}" if isinstance(value, float) else str(value) for value in values[:4]]
    return ", ".join(told) + (" ..." if len(values) > 4 else "")
