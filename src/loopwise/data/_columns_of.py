"""What a person may choose as the column to predict: columns_of(Path("houses.csv"))  ->  ["size", "price"].

Only the head of the file is read. Of packed pictures: the columns of its labels.csv but the first, which names the
files; none where the folders are the classes.
"""

from __future__ import annotations

import csv
from pathlib import Path

from loopwise.data._archives import labels_member, opened
from loopwise.data._formats import refuse_other_formats
from loopwise.data._table import DELIMITERS, LONGEST_HEADER, parquet_file


def columns_of(path: Path) -> list[str]:
    """Return the names of the columns, each once; LoopwiseError where the file is no table and no zip of pictures."""
    ending = path.suffix.lower()
    if ending == ".zip":
        return _of_pictures(path)
    if ending == ".parquet":
        return list(parquet_file(path).schema_arrow.names)
    with path.open("rb") as file:
        first = file.readline(LONGEST_HEADER)
    refuse_other_formats(path.name, first)
    return _named(first)


def _of_pictures(path: Path) -> list[str]:
    with opened(path) as archive:
        labels = labels_member(archive)
        if not labels:
            return []
        with archive.open(labels) as file:
            return _named(file.readline(LONGEST_HEADER))[1:]


def _named(first: bytes) -> list[str]:
    """Return the cells of a first line, as UTF-8 or else cp949."""
    try:
        line = first.decode("utf-8-sig")
    except UnicodeDecodeError:
        line = first.decode("cp949", "replace")
    delimiter = max(DELIMITERS, key=line.count)
    return list(dict.fromkeys(name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])))
