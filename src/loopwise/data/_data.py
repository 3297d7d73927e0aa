"""A table that can be learnt from: numbers, categories, one target, and what each column was taken as.

Nothing is scaled, imputed or encoded here: that is fitted on the training rows only, after the split.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loopwise.records import Column


@dataclass(frozen=True, eq=False)
class Data:
    """N rows.

    numbers: (N, a) float64, not-a-number where a cell is empty.
    categories: (N, b) object, strings, "" where a cell is empty.
    target: (N,) int64 class ids, positions in `classes`; (N,) float64 for a regression.
    positive: the class that precision and recall are about ("" unless there are two).
    problem: the recipe this target calls for. left_out: rows that had no target.
    """

    name: str
    numbers: NDArray[np.float64]
    categories: NDArray[np.object_]
    target: NDArray[np.int64] | NDArray[np.float64]
    columns: tuple[Column, ...]
    classes: tuple[str, ...] = ()
    positive: str = ""
    problem: str = "binary"
    left_out: int = 0

    @property
    def rows(self) -> int:
        """Return N."""
        return len(self.target)

    @property
    def target_name(self) -> str:
        """Return the name of the target's column."""
        return next(column.name for column in self.columns if column.kind == "target")

    def checksum(self) -> str:
        """Return the SHA-256 of the values, the same on every machine."""
        digest = hashlib.sha256(np.ascontiguousarray(self.numbers, dtype="<f8").tobytes())
        digest.update("\0".join(map(str, self.categories.ravel().tolist())).encode())
        digest.update(np.ascontiguousarray(self.target, dtype="<f8").tobytes())
        return digest.hexdigest()


def no_categories(rows: int) -> NDArray[np.object_]:
    """Return the categories of a table that has none: (rows, 0)."""
    return np.empty((rows, 0), dtype=object)
