"""A .csv or .tsv file as text cells: encoding and delimiter found out, every row as long as the header.

    table = read_table(Path("houses.csv"))
    table.header, table.cells["price"], table.row_numbers

UTF-8 (with or without a byte order mark) or cp949; comma, semicolon, tab or bar; numbers as people write them
(`_written`). Rows are counted as a spreadsheet counts them: the header is row 1, empty lines count.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loopwise.data._formats import SAVE_AS, refuse_other_formats
from loopwise.data._written import plain
from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.text import Text

MOST_BYTES = 512 * 2**20  # read at once, and some ten times that in memory as cells
MOST_COLUMNS = 10_000
MOST_CELLS = 10_000_000
FEWEST_ROWS = 10
LONGEST_HEADER = 16 * 2**20  # bytes; 10^6 columns of a few letters fit, and are then counted

DELIMITERS = ",\t;|"


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as text, by column. row_numbers: of each row, as a spreadsheet shows it. units: column -> its unit."""

    name: str
    header: tuple[str, ...]
    cells: dict[str, list[str]]
    row_numbers: tuple[int, ...]
    units: Mapping[str, str] = field(default_factory=dict)


def composed(text: str) -> str:
    """Return text as keyboards write it: macOS takes the hangul of file names apart, letter by letter."""
    return unicodedata.normalize("NFC", text)


def read_table(path: Path) -> Table:
    """Return the cells of a file; LoopwiseError names file, row or column, and what to do."""
    if path.suffix.lower() == ".parquet" and path.is_file():
        return _parquet(path)
    lines = _rows(path.name, _text(path))
    header = _header(path.name, lines)
    columns: list[list[str]] = [[] for _ in header]
    row_numbers: list[int] = []
    for number, row in lines:
        row_numbers.append(number)
        for cells, cell in zip(columns, _as_long_as(path.name, header, number, row), strict=True):
            cells.append(cell.strip())
        if len(row_numbers) * len(header) > MOST_CELLS:
            raise _too_large(
                path.name, Text(en=f"more than {MOST_CELLS:,} cells", ko=f"칸 {MOST_CELLS:,}개 초과")
            )
    if len(row_numbers) < FEWEST_ROWS:
        raise _too_few(path.name, len(row_numbers))
    by_name, units = plain(dict(zip(header, columns, strict=True)))
    return Table(path.name, header, by_name, tuple(row_numbers), units)


def parquet_file(path: Path) -> Any:
    """Return the opened pyarrow.parquet.ParquetFile; what its head claims is looked at before anything is read."""
    try:
        from pyarrow import ArrowException, parquet
    except ModuleNotFoundError as problem:
        raise MissingExtra("pyarrow", "data") from problem
    try:
        file = parquet.ParquetFile(path)
    except (ArrowException, OSError) as problem:
        raise _not_parquet(path.name, problem) from problem
    claimed = file.metadata
    if claimed.num_columns > MOST_COLUMNS or claimed.num_columns * claimed.num_rows > MOST_CELLS:
        size = f"{claimed.num_columns:,} x {claimed.num_rows:,}"
        raise _too_large(path.name, Text(en=f"{size} cells", ko=f"칸 {size}"))
    return file


def _parquet(path: Path) -> Table:
    """Return the cells of a Parquet file."""
    file = parquet_file(path)
    from pyarrow import ArrowException

    try:
        columns = file.read().to_pydict()
    except (ArrowException, OSError) as problem:
        raise _not_parquet(path.name, problem) from problem
    cells = {composed(name): [_as_text(value) for value in values] for name, values in columns.items()}
    rows = len(next(iter(cells.values()), []))
    if rows < FEWEST_ROWS:
        raise _too_few(path.name, rows)
    _two_columns(path.name, tuple(cells))
    bare, units = plain(cells)
    return Table(path.name, tuple(cells), bare, tuple(range(1, rows + 1)), units)


def _not_parquet(name: str, problem: Exception) -> LoopwiseError:
    told = str(problem).splitlines()[0]
    return LoopwiseError(
        Text(
            en=f"{name} cannot be read as Parquet: {told}",
            ko=f"{name}: Parquet 파일로 읽을 수 없습니다: {told}",
        ),
        fix=SAVE_AS,
    )


def _as_text(value: object) -> str:
    return "" if value is None or value != value else str(value).strip()


def _text(path: Path) -> str:
    """Return the file's text, decoded."""
    if not path.is_file():
        raise LoopwiseError(
            Text(en=f"there is no file {str(path)!r}.", ko=f"파일이 없습니다: {str(path)!r}"),
            fix=Text(
                en="check the path; a .csv or .tsv file is needed",
                ko="경로를 확인하세요. .csv나 .tsv 파일이 필요합니다",
            ),
        )
    if path.stat().st_size > MOST_BYTES:
        size = f"{path.stat().st_size / 2**20:,.0f} MB"
        raise _too_large(path.name, Text(en=size, ko=size))
    with path.open("rb") as file:
        first = file.readline(LONGEST_HEADER)
        _looks_like_text(path.name, first)
        return _decoded(path.name, first + file.read())


def _looks_like_text(name: str, first: bytes) -> None:
    refuse_other_formats(name, first)
    if len(first) == LONGEST_HEADER and not first.endswith(b"\n"):
        size = f"{LONGEST_HEADER // 2**20} MB"
        raise _too_large(name, Text(en=f"a first line of more than {size}", ko=f"첫 줄이 {size} 초과"))


def _decoded(name: str, raw: bytes) -> str:
    if (at := raw.find(b"\0")) >= 0:
        row = raw.count(b"\n", 0, at) + 1
        raise LoopwiseError(
            Text(
                en=f"{name}: row {row} holds a null byte.",
                ko=f"{name}: {row}행에 널 바이트(null byte)가 있습니다.",
            ),
            fix=SAVE_AS,
        )
    read = 0  # bytes, by the encoding that came furthest
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return composed(raw.decode(encoding))
        except UnicodeDecodeError as problem:
            read = max(read, problem.start)
    row = raw.count(b"\n", 0, read) + 1
    raise LoopwiseError(
        Text(
            en=f"{name}: row {row} is neither UTF-8 nor cp949 text.",
            ko=f"{name}: {row}행의 글자를 UTF-8로도 cp949로도 읽을 수 없습니다.",
        ),
        fix=SAVE_AS,
    )


def _rows(name: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number, cells) of every row that has cells."""
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)  # the comma where there is none at all
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, row in enumerate(reader, 1):
            if any(cell.strip() for cell in row):
                yield number, row
    except csv.Error as problem:
        raise LoopwiseError(
            Text(
                en=f"{name}: row {number + 1} cannot be read as CSV ({problem}).",
                ko=f"{name}: {number + 1}행을 CSV로 읽을 수 없습니다({problem}).",
            ),
            fix=Text(
                en='look for a quote (") that is not closed', ko='닫히지 않은 따옴표(")가 있는지 확인하세요'
            ),
        ) from problem


def _header(name: str, lines: Iterator[tuple[int, list[str]]]) -> tuple[str, ...]:
    """Return the column names; one that is empty is called by its position ("column 1")."""
    _, row = next(lines, (0, []))
    if not row:
        raise LoopwiseError(
            Text(en=f"{name} is empty.", ko=f"{name}: 빈 파일입니다."),
            fix=Text(
                en="row 1: column names; then one row each",
                ko="1행에는 열 이름을, 그 아래에는 데이터를 넣으세요",
            ),
        )
    if len(row) > MOST_COLUMNS:
        raise _too_large(name, Text(en=f"{len(row):,} columns", ko=f"열 {len(row):,}개"))
    names = tuple(cell.strip() or f"column {at}" for at, cell in enumerate(row, 1))
    _two_columns(name, names)
    _no_name_twice(name, names)
    _names_and_not_numbers(name, names)
    return names


def _two_columns(name: str, names: tuple[str, ...]) -> None:
    if len(names) == 1:
        raise LoopwiseError(
            Text(
                en=f"{name} has one column, {names[0]!r}; a target and at least one feature are needed.",
                ko=f"{name}: 열이 {names[0]!r} 하나뿐입니다. 정답 열과 특성(feature) 열이 모두 필요합니다.",
            ),
            fix=Text(
                en="columns are separated by comma, tab, semicolon or bar",
                ko="열은 쉼표, 탭, 세미콜론, | 기호 가운데 하나로 구분하세요",
            ),
        )


def _no_name_twice(name: str, names: tuple[str, ...]) -> None:
    seen: dict[str, int] = {}
    for at, column in enumerate(names, 1):
        if column in seen:
            raise LoopwiseError(
                Text(
                    en=f"{name}: two columns are named {column!r} (columns {seen[column]} and {at}).",
                    ko=f"{name}: 이름이 같은 열이 두 개 있습니다: {column!r} ({seen[column]}번째와 {at}번째 "
                    "열)",
                ),
                fix=Text(en="rename one of them", ko="둘 중 하나의 이름을 바꾸세요"),
            )
        seen[column] = at


def _names_and_not_numbers(name: str, names: tuple[str, ...]) -> None:
    if all(cell.replace(".", "", 1).lstrip("-").isdigit() for cell in names):
        raise LoopwiseError(
            Text(
                en=f"{name}: row 1 holds only numbers ({names[0]}, {names[1]} ...), no column names.",
                ko=f"{name}: 1행에 열 이름이 없고 숫자({names[0]}, {names[1]} ...)만 있습니다.",
            ),
            fix=Text(en="put a row of column names on top", ko="맨 위에 열 이름을 한 행 추가하세요"),
        )


def _as_long_as(name: str, header: tuple[str, ...], number: int, row: list[str]) -> list[str]:
    """Return the row, empty cells behind the last column taken off."""
    while len(row) > len(header) and not row[-1].strip():
        row = row[:-1]
    if len(row) == len(header):
        return row
    raise LoopwiseError(
        Text(
            en=f"{name}: row {number} has {len(row)} cells, the header has {len(header)}.",
            ko=f"{name}: {number}행의 칸은 {len(row)}개인데 열 이름은 {len(header)}개입니다.",
        ),
        fix=Text(
            en=f'mend row {number}; text that holds a comma goes into quotes ("...")',
            ko=f'{number}행을 고치세요. 쉼표가 든 글은 따옴표("...")로 감싸면 됩니다',
        ),
    )


def _too_few(name: str, rows: int) -> LoopwiseError:
    return LoopwiseError(
        Text(
            en=f"{name} has {rows} rows below the header; at least {FEWEST_ROWS} are needed to split them.",
            ko=f"{name}: 데이터가 {rows}행뿐입니다. 나누어 학습하려면 {FEWEST_ROWS}행 이상 필요합니다.",
        ),
        fix=Text(en="add rows", ko="행을 더 추가하세요"),
    )


def _too_large(name: str, size: Text) -> LoopwiseError:
    return LoopwiseError(
        Text(
            en=f"{name} has {size.en}; the limits are {MOST_COLUMNS:,} columns, {MOST_CELLS:,} cells and "
            f"{MOST_BYTES // 2**20} MB.",
            ko=f"{name}: 파일이 너무 큽니다({size.ko}). 한도는 열 {MOST_COLUMNS:,}개, 칸 {MOST_CELLS:,}개, "
            f"{MOST_BYTES // 2**20} MB입니다.",
        ),
        fix=Text(en="keep the columns and rows you need", ko="필요한 열과 행만 남기세요"),
    )
