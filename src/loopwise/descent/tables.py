"""Two columns of a table, ready for a cost surface: a person's CSV, or real data that ship with scikit-learn.

table = table_from("houses.csv", x="size", y="price")
surface_named("line", x=table.x, y=table.y)
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loopwise.data import Data, from_csv, load
from loopwise.descent.surfaces import Fitted, Surface, surface_named
from loopwise.errors import LoopwiseError
from loopwise.text import Text

Array = NDArray[np.float64]

MOST_ROWS = 2000  # of a table: more are drawn from with a fixed seed, or a map of 1,000 runs fills the memory
FEWEST_ROWS = 3


@dataclass(frozen=True, eq=False)
class Table:
    """Two columns. x: (N,) float64, standardised where `scaled`; y: (N,) float64, or 0 and 1.

    left_out: rows not used, because a cell was empty or there were too many.
    """

    name: str
    x_name: str
    y_name: str
    x: Array
    y: Array
    scaled: bool
    left_out: int = 0


def surface_over(
    name: str, *, data: str, x: str | None = None, y: str | None = None, scale: bool = True, **settings: Any
) -> Surface:
    """Return the cost of a model ("line", "polynomial", "logistic") over two columns of a table."""
    table = table_from(data, x=x, y=y, scale=scale)
    two = set(table.y.tolist()) <= {0.0, 1.0}
    if name == "logistic" and not two:
        raise LoopwiseError(
            Text(
                en=f"{table.name}: logistic regression needs a target of two classes; {table.y_name!r} has numbers.",
                ko=f"{table.name}: 로지스틱 회귀에는 클래스가 2개인 정답이 필요한데 {table.y_name!r} 열은 숫자입니다.",
            ),
            fix=Text(en="the surface 'line' fits numbers", ko="숫자에는 'line' 곡면을 쓰세요"),
        )
    surface = surface_named(name, x=table.x, y=table.y, **settings)
    assert isinstance(surface, Fitted)
    surface.names = (table.x_name, table.y_name)
    surface.origin = {"data": data, "x": table.x_name, "y": table.y_name, "scale": scale}
    return surface


def table_from(data: str, *, x: str | None = None, y: str | None = None, scale: bool = True) -> Table:
    """Read two columns of a CSV file or of a named data set.

    x: a column of numbers, the first one where none is named. y: the target.
    scale: x to mean 0 and deviation 1, and y too where it is a number: raw columns make a surface so narrow that
        hardly any rate works, which is a lesson of its own (scale=False).
    """
    path = Path(data)
    is_file = path.suffix.lower() in (".csv", ".tsv", ".txt") or len(path.parts) > 1
    return _table(from_csv(path, target=y) if is_file else load(data), x, scale)


@cache
def default_table(x: str, y: str) -> Table:
    """Return two columns of breast_cancer: real data where a person brings none."""
    data = load("breast_cancer")
    if y == data.target_name:
        return _table(data, x, scale=True)
    names = [column.name for column in data.columns if column.kind == "number"]
    table = Table(data.name, x, y, data.numbers[:, names.index(x)], data.numbers[:, names.index(y)], True)
    return Table(data.name, x, y, _standard(table.x), _standard(table.y), True)


def _table(data: Data, x: str | None, scale: bool) -> Table:
    names = [column.name for column in data.columns if column.kind == "number"]
    wanted = x if x is not None else (names or [""])[0]
    if wanted not in names:
        raise _no_column(data.name, wanted, names)
    values, target = data.numbers[:, names.index(wanted)], _target(data)
    rows = np.flatnonzero(np.isfinite(values))
    if len(rows) > MOST_ROWS:
        rows = np.sort(np.random.default_rng(0).choice(rows, MOST_ROWS, replace=False))
    if len(rows) < FEWEST_ROWS:
        raise LoopwiseError(
            Text(
                en=f"{data.name}: column {wanted!r} has {len(rows)} numbers; at least {FEWEST_ROWS} are needed.",
                ko=f"{data.name}: {wanted!r} 열에 숫자가 {len(rows)}개뿐입니다. {FEWEST_ROWS}개 이상 필요합니다.",
            )
        )
    values, target = values[rows], target[rows]
    if scale:
        values = _standard(values)
        target = target if data.problem == "binary" else _standard(target)
    left_out = data.rows - len(rows) + data.left_out
    return Table(data.name, wanted, data.target_name, values, target, scale, left_out)


def _target(data: Data) -> Array:
    """Return the target as numbers: 1 for the positive class of two, else the numbers themselves."""
    if data.problem == "regression":
        return data.target.astype(np.float64)
    if data.problem == "binary":
        return np.asarray(data.target == data.classes.index(data.positive), np.float64)
    try:
        numbers = [float(name) for name in data.classes]
        return np.array([numbers[int(at)] for at in data.target])
    except ValueError as problem:
        raise LoopwiseError(
            Text(
                en=f"{data.name}: the target {data.target_name!r} has {len(data.classes)} classes that are no "
                "numbers; a line needs numbers, logistic regression two classes.",
                ko=f"{data.name}: 정답 열 {data.target_name!r}의 값이 숫자가 아닌 클래스 {len(data.classes)}개입니다. "
                "직선에는 숫자가, 로지스틱 회귀에는 클래스 2개가 필요합니다.",
            ),
            fix=Text(en="choose another column for y", ko="y로 쓸 다른 열을 고르세요"),
        ) from problem


def _standard(values: Array) -> Array:
    spread = float(values.std())
    standard: Array = (values - values.mean()) / (spread or 1.0)
    return standard


def _no_column(file: str, wanted: str, names: list[str]) -> LoopwiseError:
    near = get_close_matches(wanted, names, n=1)
    shown = ", ".join(names[:8]) or "-"
    return LoopwiseError(
        Text(
            en=f"{file} has no column of numbers named {wanted!r}; there is: {shown}.",
            ko=f"{file}: 그런 숫자 열이 없습니다: {wanted!r}. 쓸 수 있는 열: {shown}",
        ),
        fix=f'x="{(near or names or ["..."])[0]}"',
    )
