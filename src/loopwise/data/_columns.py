"""What each column is: a number, a category, or nothing to learn from - guessed from its cells, and said.

>>> kind_of("age", ["31", "", "45"])
'number'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from loopwise.data._cells import is_date, is_missing, is_number, number
from loopwise.data._table import Table
from loopwise.data._unused import WHY_UNUSED
from loopwise.data._written import units_of
from loopwise.errors import LoopwiseError
from loopwise.records import Column
from loopwise.text import Text

T = TypeVar("T", bound=np.generic)

MOST_VALUES = (
    20  # a text column with more, nearly all of them different, names rows rather than describes them
)

# "id", "PassengerId", "customer_no", "고객번호"
_NAMES_ROWS = re.compile(
    r"(?:^|.*[\W_])(?:id|idx|index|no\.?|nr\.?|key|uuid)|.*[a-z]I[dD]|column 1|unnamed: 0|number|row ?number"
    r"|.*(?:번호|순번|학번|사번|아이디)",
    re.IGNORECASE,
)


def kind_of(name: str, cells: Sequence[str]) -> str:
    """Return "number", "category", "row_number", "identifier", "date", "constant" or "empty"."""
    present = [cell for cell in cells if not is_missing(cell)]
    different = set(present)
    if not present:
        return "empty"
    if len(different) == 1 and len(present) == len(cells):
        return "constant"
    if 2 * sum(map(is_number, present)) >= len(present):
        return "row_number" if _each_once(cells) and _NAMES_ROWS.fullmatch(name) else "number"
    if all(map(is_date, present)):
        return "date"
    return "identifier" if len(different) > max(MOST_VALUES, len(present) / 2) else "category"


def _each_once(cells: Sequence[str]) -> bool:
    """Tell whether every row has a whole number of its own."""
    return len(set(cells)) == len(cells) and all(cell.isdigit() for cell in cells)


def _counts_rows(cells: Sequence[str]) -> bool:
    """Tell whether the cells are 1, 2, 3 ... in any order, from wherever they begin."""
    if not _each_once(cells):
        return False
    values = [int(cell) for cell in cells]
    return max(values) - min(values) == len(values) - 1


def features(
    table: Table, names: Sequence[str]
) -> tuple[tuple[Column, ...], NDArray[np.float64], NDArray[np.object_]]:
    """Return what each column is, the numbers (N, a) and the categories (N, b)."""
    columns = tuple(_column(table, name) for name in names)
    for column in columns:
        if column.kind == "empty":
            raise _empty(table.name, column.name)
        if column.kind == "identifier" and len(units_of(table.cells[column.name])) > 1:
            raise _several_units(table, column.name)
    rows = len(table.row_numbers)
    numbers = [_numbers(table, column.name) for column in columns if column.kind == "number"]
    categories = [_categories(table.cells[column.name]) for column in columns if column.kind == "category"]
    if not numbers and not categories:
        raise _nothing_to_learn_from(table.name, columns)
    return columns, _side_by_side(numbers, rows, np.float64), _side_by_side(categories, rows, np.object_)


def _column(table: Table, name: str) -> Column:
    cells = table.cells[name]
    kind = kind_of(name, cells)
    missing = sum(map(is_missing, cells))
    if kind == "number":
        return Column(name, kind, missing, unit=table.units.get(name, ""), counts=_counts_rows(cells))
    return Column(name, kind, missing, len({cell for cell in cells if not is_missing(cell)}))


def _numbers(table: Table, name: str) -> NDArray[np.float64]:
    """Return a column's numbers, not-a-number where a cell is empty; LoopwiseError at the first cell of
    text."""
    values = np.full(len(table.row_numbers), np.nan)
    for at, cell in enumerate(table.cells[name]):
        if is_number(cell):
            values[at] = number(cell)
        elif not is_missing(cell):
            raise text_among_numbers(table, name, table.row_numbers[at], cell)
    return values


def _categories(cells: list[str]) -> NDArray[np.object_]:
    return np.array(["" if is_missing(cell) else cell for cell in cells], dtype=object)


def _side_by_side(columns: list[NDArray[T]], rows: int, dtype: type[T]) -> NDArray[T]:
    return np.column_stack(columns) if columns else np.empty((rows, 0), dtype=dtype)


def _empty(file: str, name: str) -> LoopwiseError:
    return LoopwiseError(
        Text(
            en=f"{file}: column {name!r} has no value in any row.",
            ko=f"{file}: 값이 하나도 없는 열입니다: {name!r}",
        ),
        fix=Text(en="remove the column, or fill it", ko="그 열을 지우거나 값을 채우세요"),
    )


def text_among_numbers(table: Table, name: str, row: int, cell: str) -> LoopwiseError:
    """Return the error for a cell of text in a column of numbers."""
    shown = cell if len(cell) <= 40 else cell[:37] + "..."
    others = sum(not is_number(c) and not is_missing(c) for c in table.cells[name])
    return LoopwiseError(
        Text(
            en=f"{table.name}: column {name!r} holds numbers, but {shown!r} in row {row} ({others} such in "
            "all).",
            ko=f"{table.name}: 숫자 열 {name!r}의 {row}행에 숫자가 아닌 값이 있습니다: {shown!r} "
            f"(모두 {others}개)",
        ),
        fix=Text(en=f"mend row {row}, or leave the cell empty", ko=f"{row}행을 고치거나 그 칸을 비워 두세요"),
    )


def _several_units(table: Table, name: str) -> LoopwiseError:
    """Return the error for amounts in different units: as text they would all differ, and none be learnt from."""
    (first, at), (other, row), *_ = units_of(table.cells[name]).items()
    one, two = table.cells[name][at], table.cells[name][row]
    places = table.row_numbers[at], table.row_numbers[row]
    return LoopwiseError(
        Text(
            en=f"{table.name}: column {name!r} holds amounts in different units: {one!r} in row {places[0]}, "
            f"{two!r} in row {places[1]}.",
            ko=f"{table.name}: {name!r} 열의 단위가 서로 다릅니다: {places[0]}행은 {one!r}, {places[1]}행은 {two!r}",
        ),
        fix=Text(
            en=f"write every cell in one unit, for example {first or other}",
            ko=f"모든 칸을 한 가지 단위로 적으세요. 예: {first or other}",
        ),
    )


def _nothing_to_learn_from(file: str, columns: tuple[Column, ...]) -> LoopwiseError:
    told = [(column.name, WHY_UNUSED[column.kind]) for column in columns[:5]]
    english = ", ".join(f"{name} ({why.en})" for name, why in told)
    korean = ", ".join(f"{name} ({why.ko})" for name, why in told)
    return LoopwiseError(
        Text(
            en=f"{file}: no column is left to learn from: {english}.",
            ko=f"{file}: 학습에 쓸 열이 없습니다: {korean}",
        ),
        fix=Text(en="add a column of numbers or categories", ko="숫자나 범주가 든 열을 추가하세요"),
    )
