"""Where in a person's program: file, cell, line, column.

>>> str(Place("week6.ipynb", line=12, column=16, cell=4))
'week6.ipynb:cell 4:12:16'
"""

from __future__ import annotations

from typing import NamedTuple

from loopwise.text import Text


class Place(NamedTuple):
    """A span of source.

    path: as the person gave it, relative to the working folder where possible, with `/`.
    line, column: 1-based; the end is exclusive, as ruff prints it. Columns count characters, not bytes.
    cell: 1-based over all cells of a notebook; None in a script. Lines then count within the cell.
    """

    path: str
    line: int = 1
    column: int = 1
    end_line: int | None = None
    end_column: int | None = None
    cell: int | None = None

    def __str__(self) -> str:
        return f"{self.source}:{self.line}:{self.column}"

    @property
    def source(self) -> str:
        """Name the text this place lies in: the file, or one cell of it ("week6.ipynb:cell 4")."""
        return f"{self.path}:cell {self.cell}" if self.cell else self.path

    @property
    def is_in_file(self) -> bool:
        """Tell whether this place lies in a file, and not in pasted text or in cells that were executed."""
        return not self.path.startswith("<") and self.path != "In"

    def seen_from(self, other: Place) -> Text:
        """Name this place for a reader who stands at `other`: no file name where it is the same file."""
        if self.path != other.path:
            name = f"{self.source}:{self.line}"
        elif self.cell:
            name = f"{f'cell {self.cell}' if self.is_in_file else f'In [{self.cell}]'}:{self.line}"
        else:
            return Text(en=f"line {self.line}", ko=f"{self.line}번째 줄")
        return Text(en=name, ko=name)
