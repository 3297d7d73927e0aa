"""The column to predict: found by name, and what kind of problem its values are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from numpy.typing import NDArray

from loopwise.data._columns import is_missing, is_number, number
from loopwise.data._table import Table
from loopwise.errors import LoopwiseError
from loopwise.text import Text

MOST_CLASSES = 20  # whole numbers with more different values are amounts, not classes

_USUAL_NAMES = ("target", "label", "정답", "레이블")
_POSITIVE = ("1", "true", "yes", "y", "positive", "malignant", "spam", "예", "있음", "참", "양성", "악성")


@dataclass(frozen=True, slots=True)
class Target:
    """The column `name` as class ids (or numbers); rows: which rows of the table have one."""

    name: str
    rows: NDArray[np.int64]
    values: NDArray[np.int64] | NDArray[np.float64]
    classes: tuple[str, ...]
    positive: str
    problem: str


def target_of(table: Table, name: str | None, positive: str | None) -> Target:
    """Return the target; LoopwiseError where there is no such column, or one value only."""
    found = _found(table, name)
    cells = table.cells[found]
    rows = np.array([at for at, cell in enumerate(cells) if not is_missing(cell)], dtype=np.int64)
    present = [_tidy(cells[at]) for at in rows]
    different = sorted(set(present), key=_order)
    if len(different) < 2:
        raise _one_value(table.name, found, different)
    if _is_amount(different):
        return Target(found, rows, np.array([number(cell) for cell in present]), (), "", "regression")
    ids = {value: at for at, value in enumerate(different)}
    values = np.array([ids[cell] for cell in present], dtype=np.int64)
    classes = tuple(different)
    if len(classes) > 2:
        return Target(found, rows, values, classes, "", "multiclass")
    counts = {value: int((values == at).sum()) for value, at in ids.items()}
    return Target(found, rows, values, classes, _positive(table.name, found, counts, positive), "binary")


def _found(table: Table, name: str | None) -> str:
    wanted = name or next((usual for usual in _USUAL_NAMES if usual in table.header), None)
    if wanted in table.cells:
        return wanted
    columns = ", ".join(table.header[:8]) + (" ..." if len(table.header) > 8 else "")
    if wanted is None:
        raise LoopwiseError(
            Text(
                en=f"{table.name}: which column is to be predicted? There is: {columns}.",
                ko=f"{table.name}: 예측할 정답 열을 알려 주세요. 있는 열: {columns}",
            ),
            fix=f"--target {_quoted(table.header[-1])}",
        )
    lower = {column.lower(): column for column in reversed(table.header)}
    near = get_close_matches(wanted.lower(), lower, n=1, cutoff=0.5)
    raise LoopwiseError(
        Text(
            en=f"{table.name} has no column {wanted!r}; there is: {columns}.",
            ko=f"{table.name}: 없는 열입니다: {wanted!r}. 있는 열: {columns}",
        ),
        fix=f"--target {_quoted(lower[near[0]] if near else table.header[-1])}",
    )


def _positive(file: str, column: str, counts: Mapping[str, int], wanted: str | None) -> str:
    """Return the class that counts as positive: as asked, by its name ("1", "yes"), or the rarer one."""
    if wanted is not None:
        if wanted in counts:
            return wanted
        raise LoopwiseError(
            Text(
                en=f"{file}: column {column!r} has no value {wanted!r}; it has {', '.join(counts)}.",
                ko=f"{file}: {column!r} 열에 없는 값입니다: {wanted!r}. 있는 값: {', '.join(counts)}",
            ),
            fix=f"--positive {_quoted(list(counts)[-1])}",
        )
    named = [value for value in counts if value.lower() in _POSITIVE]
    return named[0] if len(named) == 1 else min(reversed(list(counts)), key=lambda value: counts[value])


def _is_amount(different: Sequence[str]) -> bool:
    """Tell whether the values are amounts rather than classes: many numbers, or numbers with a fraction."""
    if not all(map(is_number, different)):
        return False
    fractions = any(number(value) % 1 for value in different)
    return len(different) > 2 and (fractions or len(different) > MOST_CLASSES)


def _tidy(cell: str) -> str:
    """Write equal numbers equally: "1", "1.0" and "1.00" are one class."""
    return f"{number(cell):.15g}" if is_number(cell) else cell


def _order(value: str) -> tuple[bool, float, str]:
    return (False, number(value), "") if is_number(value) else (True, 0.0, value)


def _quoted(name: str) -> str:
    return f'"{name}"' if " " in name else name


def _one_value(file: str, column: str, different: list[str]) -> LoopwiseError:
    if not different:
        return LoopwiseError(
            Text(
                en=f"{file}: the target column {column!r} has no value in any row.",
                ko=f"{file}: 정답 열 {column!r}에 값이 하나도 없습니다.",
            ),
            fix=Text(en="choose another column: --target NAME", ko="다른 열을 고르세요: --target 이름"),
        )
    return LoopwiseError(
        Text(
            en=f"{file}: the target column {column!r} has one value only, {different[0]!r}: nothing to tell "
            "apart.",
            ko=f"{file}: 정답 열 {column!r}의 값이 {different[0]!r} 한 가지뿐이라 구분할 것이 없습니다.",
        ),
        fix=Text(
            en="add rows of another class, or choose --target NAME",
            ko="다른 클래스의 행을 추가하거나 --target으로 다른 열을 고르세요",
        ),
    )
