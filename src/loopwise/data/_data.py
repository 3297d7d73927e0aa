"""Rows that can be learnt from: numbers (or pictures), categories, a target, and what each column was taken as.

Nothing is scaled, imputed or encoded here: that is fitted on the training rows only, after the split.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from loopwise.records import Column


@dataclass(frozen=True, eq=False)
class Data:
    """N rows.

    numbers: (N, a) float64, not-a-number where a cell is empty; of pictures (N, channels * height * width).
    categories: (N, b) object, strings, "" where a cell is empty.
    target: (N,) int64 class ids, positions in `classes`; (N, L) int64, 0 or 1 a label; (N,) or (N, K) float64
        amounts.
    outputs: names of the labels or amounts, where a row has several.
    positive: the class that precision and recall are about ("" unless there are two).
    problem: the recipe this target calls for. left_out: rows that had no target.
    picture: (channels, height, width), where a row is a picture.
    row_names: what each row is called where it came from (its row in the file, its picture); its position if ().
    skipped: files that could not be read.
    given: "train", "validation", "test" -> rows, as far as the data come divided already.
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
    outputs: tuple[str, ...] = ()
    picture: tuple[int, int, int] | None = None
    row_names: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    given: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Return N."""
        return len(self.target)

    @property
    def target_name(self) -> str:
        """Return the name of the target's column; of several, all of them."""
        return ", ".join(column.name for column in self.columns if column.kind == "target")

    def row_name(self, row: int) -> str:
        """Return what a row is called where it came from."""
        return self.row_names[row] if self.row_names else str(row)

    def copies(self, known: NDArray[np.int64], others: NDArray[np.int64]) -> int:
        """Return how many of the other rows stand among the known ones, value for value, target and all."""
        seen = {self._bytes(row) for row in known}
        return sum(self._bytes(row) in seen for row in others)

    def _bytes(self, row: int) -> bytes:
        words = "\0".join(self.categories[row].tolist())
        return b"".join((self.numbers[row].tobytes(), words.encode(), np.asarray(self.target[row]).tobytes()))

    def checksum(self) -> str:
        """Return the SHA-256 of the values, the same on every machine."""
        digest = hashlib.sha256(np.ascontiguousarray(self.numbers, dtype="<f8").tobytes())
        digest.update("\0".join(map(str, self.categories.ravel().tolist())).encode())
        digest.update(np.ascontiguousarray(self.target, dtype="<f8").tobytes())
        return digest.hexdigest()


def no_categories(rows: int) -> NDArray[np.object_]:
    """Return the categories of a table that has none: (rows, 0)."""
    return np.empty((rows, 0), dtype=object)


def of_numbers(
    name: str,
    numbers: NDArray[np.float64],
    columns: Sequence[str],
    target: NDArray[np.int64] | NDArray[np.float64],
    targets: Sequence[str],
    *,
    problem: str,
    classes: Sequence[str] = (),
    positive: str = "",
    picture: tuple[int, int, int] | None = None,
) -> Data:
    """Return a set without categories. columns: names of the features; targets: of what is predicted."""
    kept = [Column(str(column), "number") for column in columns]
    if picture:
        kept = [Column(" x ".join(map(str, picture)), "picture")]
    return Data(
        name=name,
        numbers=numbers,
        categories=no_categories(len(target)),
        target=target,
        columns=(*kept, *(Column(one, "target", values=len(classes)) for one in targets)),
        classes=tuple(map(str, classes)),
        positive=positive,
        problem=problem,
        outputs=tuple(targets) if len(targets) > 1 else (),
        picture=picture,
    )
