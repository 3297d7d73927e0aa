"""A person's own table: from_csv("houses.csv", target="sold")  ->  Data, ready to be split and fitted."""

from __future__ import annotations

from pathlib import Path

from loopwise.data._columns import features
from loopwise.data._data import Data
from loopwise.data._table import read_table
from loopwise.data._target import target_of
from loopwise.records import Column


def from_csv(
    path: str | Path, *, target: str | None = None, positive: str | None = None, recipe: str | None = None
) -> Data:
    """Read a .csv, .tsv or .parquet file.

    target: the column to predict, or several with commas between; where none is given, one named "target" or "label".
    positive: the class that precision and recall are about; where none is given, "1", "yes" ... or the rarer
        one.
    recipe: what the target's values are to be read for, if not what they look like.

    Rows without a target are left out and counted. LoopwiseError names the file, the row, the column and the
    fix.
    """
    table = read_table(Path(path))
    chosen = target_of(table, target, positive, recipe)
    columns, numbers, categories = features(
        table, [name for name in table.header if name not in chosen.names]
    )
    missing = len(table.row_numbers) - len(chosen.rows)
    targets = tuple(Column(name, "target", missing, len(chosen.classes)) for name in chosen.names)
    return Data(
        name=table.name,
        numbers=numbers[chosen.rows],
        categories=categories[chosen.rows],
        target=chosen.values,
        columns=(*columns, *targets),
        classes=chosen.classes,
        positive=chosen.positive,
        problem=chosen.problem,
        left_out=missing,
        outputs=chosen.outputs,
        row_names=tuple(str(table.row_numbers[row]) for row in chosen.rows),
    )
