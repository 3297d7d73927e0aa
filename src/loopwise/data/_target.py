"""The column to predict: found by name, and what kind of problem its values are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loopwise.data._cells import is_date, is_missing, is_number, number
from loopwise.data._columns import MOST_VALUES, text_among_numbers
from loopwise.data._problem import labels_in, problem_of
from loopwise.data._scales import in_order
from loopwise.data._table import Table, composed, read_table
from loopwise.errors import LoopwiseError
from loopwise.text import Text

FEWEST_OF_A_CLASS = 2  # rows, on average: with fewer, what should be classes are names
_USUAL_NAMES = ("target", "label", "정답", "레이블")
_POSITIVE = ("1", "true", "yes", "y", "positive", "malignant", "spam", "예", "있음", "참", "양성", "악성")


@dataclass(frozen=True, slots=True)
class Target:
    """What is predicted, of the rows that have it; rows: their positions in the table.

    values: class ids (N,), labels (N, L), or amounts (N,) or (N, K). names: of the columns it came from.
    outputs: names of the labels or amounts, where there are several.
    """

    names: tuple[str, ...]
    rows: NDArray[np.int64]
    values: NDArray[np.int64] | NDArray[np.float64]
    classes: tuple[str, ...]
    positive: str
    problem: str
    outputs: tuple[str, ...] = ()


def target_of(table: Table, name: str | None, positive: str | None, asked: str | None = None) -> Target:
    """Return the target; LoopwiseError where there is no such column, or one value only.

    name: of a column, or of several with commas between. asked: the recipe its values are to be read for.
    """
    names = _names(table, composed(name) if name else None)
    cells = [table.cells[one] for one in names]
    rows = np.array(
        [at for at in range(len(cells[0])) if not any(is_missing(column[at]) for column in cells)],
        dtype=np.int64,
    )
    if len(names) > 1:
        return _several(table, names, rows, [[column[at] for at in rows] for column in cells], asked)
    present = [_tidy(cells[0][at]) for at in rows]
    different = sorted(set(present), key=_order)
    if len(different) < 2:
        raise _one_value(table.name, names[0], different)
    if all(map(is_date, different)):
        raise _dates(table.name, names[0], different[0])
    problem = asked or problem_of([number(cell) if is_number(cell) else cell for cell in present]).name
    if problem in ("regression", "multioutput"):
        return Target(names, rows, _amounts(table, names[0], rows, present), (), "", "regression")
    if problem == "multilabel":
        return _lists_of_labels(names, rows, present)
    return _classes(table, names, rows, present, different, positive, problem)


def target_values(path: Path, name: str | None) -> list[Any]:
    """Return the values of the column to predict, or of several, as numbers where they are: for a suggestion."""
    table = read_table(path)
    names = _names(table, composed(name) if name else None)
    columns = [[_value(cell) for cell in table.cells[one]] for one in names]
    return (
        columns[0]
        if len(columns) == 1
        else [list(row) for row in zip(*columns, strict=True) if None not in row]
    )


def _value(cell: str) -> float | str | None:
    return None if is_missing(cell) else number(cell) if is_number(cell) else cell


def _classes(
    table: Table,
    names: tuple[str, ...],
    rows: NDArray[np.int64],
    present: Sequence[str],
    different: Sequence[str],
    positive: str | None,
    problem: str,
) -> Target:
    if problem == "ordinal" and not all(map(is_number, different)):
        different = in_order(different)
        if not different:
            raise _no_order(table.name, names[0], sorted(set(present)))
    if len(different) > max(MOST_VALUES, len(present) / FEWEST_OF_A_CLASS):
        raise _no_classes(table.name, names[0], len(different), len(present))
    ids = {value: at for at, value in enumerate(different)}
    values = np.array([ids[cell] for cell in present], dtype=np.int64)
    classes = tuple(different)
    if len(classes) > 2 or problem == "multiclass":
        kind = "multiclass" if problem == "binary" else problem
        return Target(names, rows, values, classes, "", kind)
    counts = {value: int((values == at).sum()) for value, at in ids.items()}
    return Target(names, rows, values, classes, _positive(table.name, names[0], counts, positive), "binary")


def _several(
    table: Table,
    names: tuple[str, ...],
    rows: NDArray[np.int64],
    columns: Sequence[Sequence[str]],
    asked: str | None,
) -> Target:
    """Return several columns as labels, where all are 0 or 1, else as amounts."""
    tidy = [[_tidy(cell) for cell in column] for column in columns]
    labels = all(cell in ("0", "1") for column in tidy for cell in column)
    if asked == "multilabel" or (asked is None and labels):
        if not labels:
            raise _no_labels(table, names)
        values = np.array(tidy, dtype=np.int64).T
        return Target(names, rows, np.ascontiguousarray(values), (), "", "multilabel", names)
    amounts = [_amounts(table, name, rows, column) for name, column in zip(names, tidy, strict=True)]
    return Target(names, rows, np.column_stack(amounts), (), "", "multioutput", names)


def _lists_of_labels(names: tuple[str, ...], rows: NDArray[np.int64], present: Sequence[str]) -> Target:
    """Return a column of label lists ("action; drama") as a 0 or 1 for each label."""
    given = [set(labels_in(cell)) for cell in present]
    labels = tuple(sorted(set().union(*given)))
    values = np.array([[int(label in row) for label in labels] for row in given], dtype=np.int64)
    return Target(names, rows, values, (), "", "multilabel", labels)


def _amounts(table: Table, name: str, rows: NDArray[np.int64], cells: Sequence[str]) -> NDArray[np.float64]:
    for at, cell in zip(rows, cells, strict=True):
        if not is_number(cell):
            raise text_among_numbers(table, name, table.row_numbers[at], cell)
    return np.array([number(cell) for cell in cells])


def _names(table: Table, name: str | None) -> tuple[str, ...]:
    """Return the target's column, or columns: a name with commas is several, unless a column is called so."""
    if name and name not in table.cells and "," in name:
        return tuple(dict.fromkeys(_found(table, part.strip()) for part in name.split(",") if part.strip()))
    return (_found(table, name),)


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


def _dates(file: str, column: str, first: str) -> LoopwiseError:
    return LoopwiseError(
        Text(
            en=f"{file}: the target column {column!r} holds dates ({first}): neither classes nor amounts.",
            ko=f"{file}: 정답 열 {column!r}의 값은 날짜({first})라서 클래스도 양도 아닙니다.",
        ),
        fix=Text(
            en="make a number of it (days since ..., month), or choose --target NAME",
            ko="날짜를 숫자(경과 일수, 월 등)로 바꾸거나 --target으로 다른 열을 고르세요",
        ),
    )


def _no_classes(file: str, column: str, different: int, rows: int) -> LoopwiseError:
    return LoopwiseError(
        Text(
            en=f"{file}: the target column {column!r} has {different} different values in {rows} rows: "
            "no class comes often enough to be learnt.",
            ko=f"{file}: 정답 열 {column!r}의 값이 {rows}행에 {different}가지나 됩니다. 배울 만큼 자주 나오는 "
            "클래스가 없습니다.",
        ),
        fix=Text(
            en="choose another column: --target NAME; amounts: --recipe regression",
            ko="다른 열을 고르세요: --target 이름. 연속된 값이면 --recipe regression",
        ),
    )


def _no_order(file: str, column: str, different: Sequence[str]) -> LoopwiseError:
    shown = ", ".join(different[:5])
    return LoopwiseError(
        Text(
            en=f"{file}: the order of the steps in column {column!r} is not known: {shown}.",
            ko=f"{file}: {column!r} 열의 단계 순서를 알 수 없습니다: {shown}",
        ),
        fix=Text(en="write the steps as numbers: 1, 2, 3 ...", ko="단계를 1, 2, 3 같은 숫자로 적으세요"),
    )


def _no_labels(table: Table, names: Sequence[str]) -> LoopwiseError:
    for name in names:
        for row, cell in zip(table.row_numbers, table.cells[name], strict=True):
            if not is_missing(cell) and _tidy(cell) not in ("0", "1"):
                return LoopwiseError(
                    Text(
                        en=f"{table.name}: the label column {name!r} holds {cell!r} in row {row}; labels "
                        f"are 0 or 1.",
                        ko=f"{table.name}: 레이블 열 {name!r}의 {row}행에 {cell!r} 값이 있습니다. "
                        f"레이블은 0 또는 1입니다.",
                    ),
                    fix="--recipe multioutput",
                )
    raise AssertionError("all labels are 0 or 1")
