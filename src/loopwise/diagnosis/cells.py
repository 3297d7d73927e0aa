"""The code cells of a notebook, as a plain Python process can run them: `code_cells(Path("week6.ipynb"))`."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path
from typing import Any

from loopwise.errors import LoopwiseError
from loopwise.runtime import Cell
from loopwise.text import Text

_MAGIC = re.compile(r"^(\s*)(?:[%!?].*|[\w.]+\?{1,2}\s*)$")  # %matplotlib inline, !pip install x, nn.Linear?
_ASSIGNED = re.compile(r"^(\s*[\w, ]+=\s*)[%!].*$")  # files = !ls
_OTHER_LANGUAGE = re.compile(r"^%%(?!time|timeit|capture|prun)\w+")


def code_cells(notebook: Path) -> list[Cell]:
    """Return its code cells in order, magics blanked; numbers count all cells from 1."""
    cells = _read(notebook)
    return [
        Cell(number, _blanked("".join(cell.get("source", ""))))
        for number, cell in enumerate(cells, start=1)
        if cell.get("cell_type") == "code"
    ]


def _read(notebook: Path) -> list[dict[str, Any]]:
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8-sig"))["cells"]
        if all(isinstance(cell, dict) for cell in cells):
            return list(cells)
        reason = "a cell is not an object"
    except OSError as problem:
        reason = problem.strerror or str(problem)
    except (ValueError, KeyError, TypeError) as problem:
        reason = f"{type(problem).__name__}: {problem}"
    raise LoopwiseError(
        Text(
            en=f"{notebook} cannot be read as a notebook: {reason}.",
            ko=f"노트북 파일을 읽을 수 없습니다: {notebook} ({reason})",
        ),
        fix=Text(en="Save the notebook again in Jupyter.", ko="Jupyter에서 노트북을 다시 저장하세요."),
    )


def _is_python(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return True


def _blanked(source: str) -> str:
    """Put `pass` or None where a magic stood, so that lines keep their numbers."""
    if _OTHER_LANGUAGE.match(source):
        return ""
    if _is_python(source):
        return source
    lines = [_ASSIGNED.sub(r"\1None", line) for line in source.splitlines()]
    return "\n".join(_MAGIC.sub(r"\1pass", line) for line in lines) + "\n"
