"""The cells of a notebook: each parsed alone, so that a broken one does not hide the others."""

from __future__ import annotations

import json
from typing import Any

from loopwise.errors import LoopwiseError
from loopwise.records import Place
from loopwise.text import Text


def code_cells(text: str, path: str) -> list[tuple[int, str]]:
    """Return (number, source) of every code cell; numbers are 1-based over all cells.

    nbformat 4, and 3 with its worksheets. LoopwiseError for what is no notebook.
    """
    cells = [(number, cell) for number, cell in enumerate(_cells(_document(text, path), path), start=1)]
    code = [(number, cell_text(cell)) for number, cell in cells if _is_code(cell)]
    if not code:
        raise _broken(path, Text(en="it has no code cells.", ko="코드 셀이 없습니다."))
    return code


def cell_text(cell: dict[str, Any]) -> str:
    """Return a cell's source, which may be one text or a list of lines."""
    source = cell.get("source", cell.get("input", ""))
    if isinstance(source, list):
        return "".join(line for line in source if isinstance(line, str))
    return source if isinstance(source, str) else ""


def _document(text: str, path: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as problem:
        what = Text(
            en=f"it is not valid JSON: {problem.msg} at line {problem.lineno}.",
            ko=f"올바른 JSON이 아닙니다: {problem.lineno}번째 줄, {problem.msg}",
        )
        raise _broken(path, what, problem.lineno, problem.colno) from problem
    except RecursionError as problem:
        raise _broken(
            path, Text(en="it is nested too deeply.", ko="너무 깊게 중첩되어 있습니다.")
        ) from problem


def _cells(document: Any, path: str) -> list[Any]:
    if isinstance(document, dict) and isinstance(document.get("cells"), list):
        return list(document["cells"])
    sheets = document.get("worksheets") if isinstance(document, dict) else None
    if isinstance(sheets, list):
        return [cell for sheet in sheets if isinstance(sheet, dict) for cell in sheet.get("cells") or []]
    raise _broken(path, Text(en="it has no cells.", ko="셀이 없습니다."))


def _is_code(cell: Any) -> bool:
    return isinstance(cell, dict) and cell.get("cell_type") == "code"


def _broken(path: str, what: Text, line: int = 1, column: int = 1) -> LoopwiseError:
    return LoopwiseError(
        Text(
            en=f"{path} cannot be read as a notebook: {what.en}",
            ko=f"노트북으로 읽을 수 없습니다: {path} ({what.ko})",
        ),
        fix=Text(
            en="open it in Jupyter, save it again, and check that file.",
            ko="Jupyter에서 열어 다시 저장한 뒤 그 파일을 점검하세요.",
        ),
        place=Place(path, line, column),
    )
