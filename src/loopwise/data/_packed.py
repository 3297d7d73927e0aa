"""Tables that ship with loopwise, compressed; `tools/pack_data.py` wrote them from the original packages.

>>> packed("autompg").shape
(392, 8)
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Sequence
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray


class Packed:
    """A table of numbers with named columns."""

    def __init__(self, header: Sequence[str], values: NDArray[np.float64]) -> None:
        self.header = tuple(header)
        self.values = values  # (N, columns) float64
        self.shape = values.shape

    def columns(self, names: Sequence[str]) -> NDArray[np.float64]:
        """Return the columns of those names, in that order: (N, len(names)) float64."""
        return self.values[:, [self.header.index(name) for name in names]]


def packed(name: str) -> Packed:
    """Return the table `tables/<name>.csv.gz`."""
    raw = (files("loopwise.data") / "tables" / f"{name}.csv.gz").read_bytes()
    header, *rows = csv.reader(io.StringIO(gzip.decompress(raw).decode("utf-8")))
    return Packed(header, np.array(rows, dtype=np.float64))
