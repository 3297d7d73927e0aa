"""Text into trees, forgivingly: magics and shell lines are blanked, what a newer Python means is said so.

>>> ast.unparse(parse("%matplotlib inline\\nx = 1\\n"))
'pass\\nx = 1'
"""

from __future__ import annotations

import ast
import re
import sys

from loopwise.errors import LoopwiseError
from loopwise.program.source.sources import lines_of
from loopwise.records import Place
from loopwise.text import Text

LARGEST = 1_000_000  # characters; a program that long is generated or data
_MAGIC = r"[ \t]*(?:[%!?]|[\w.]+\?{1,2}\s*$)"
_ASSIGNED_MAGIC = r"([ \t]*[\w, \t]+=\s*)[%!].*"
_CELL_MAGIC = r"\s*%%(\w+)"
_PYTHON_CELL_MAGICS = frozenset(("time", "timeit", "capture", "prun"))
_NEWER = r"\s*(?:type\s+\w+\s*(?:\[|=)|(?:async\s+)?def\s+\w+\s*\[|class\s+\w+\s*\[)|.*\b[fF][\"']"
_MOST_MAGICS = 20  # blanked one by one; beyond, all lines that look like one at once
_COOKIE = rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)"


def parse(text: str) -> ast.Module:
    """Return the tree of a script or cell. Raises SyntaxError as `ast.parse` does."""
    magic = re.match(_CELL_MAGIC, text)
    if magic and magic[1] not in _PYTHON_CELL_MAGICS:
        return ast.Module([], [])  # another language: %%bash, %%html, %%writefile
    try:
        return _tree(text)
    except SyntaxError:  # nearly always a magic
        return _without_magics(lines_of(text))


def _without_magics(lines: list[str]) -> ast.Module:
    for attempt in range(_MOST_MAGICS + 2):
        try:
            return _tree("".join(lines))
        except SyntaxError as problem:
            at = (problem.lineno or 0) - 1
            suspects = range(len(lines)) if attempt == _MOST_MAGICS else range(at, at + 1)
            blanked = [_blank(lines, i) for i in suspects]
            if True not in blanked:
                raise
    raise SyntaxError("invalid syntax")


def _tree(text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except (RecursionError, MemoryError) as problem:
        raise SyntaxError("too deeply nested") from problem
    except ValueError as problem:  # null bytes
        raise SyntaxError(str(problem)) from problem


def _blank(lines: list[str], at: int) -> bool:
    """Replace a magic by something Python reads; tell whether there was one."""
    if not 0 <= at < len(lines):
        return False
    line = lines[at]
    end = line[len(line.rstrip("\r\n")) :]
    if assigned := re.match(_ASSIGNED_MAGIC, line):
        lines[at] = f"{assigned[1]}None{end}"
    elif re.match(_MAGIC, line):
        lines[at] = f"{line[: len(line) - len(line.lstrip())]}pass{end}"
    else:
        return False
    _blank_continued(lines, at, line)
    return True


def _blank_continued(lines: list[str], at: int, line: str) -> None:
    """Empty the lines that a magic goes on over, each ended by a backslash: `!pip install -q a \\`."""
    while line.rstrip("\r\n").endswith("\\") and at + 1 < len(lines):
        at += 1
        line = lines[at]
        lines[at] = line[len(line.rstrip("\r\n")) :]


def why_unparsed(problem: SyntaxError, text: str) -> str:
    """Return in short why a text could not be parsed: a newer Python's grammar, or the parser's words."""
    lines = lines_of(text)
    line = lines[problem.lineno - 1] if problem.lineno and problem.lineno <= len(lines) else ""
    if sys.version_info < (3, 12) and re.match(_NEWER, line):
        return "Python 3.12"
    return f"SyntaxError: {problem.msg}"


def syntax_place(problem: SyntaxError, path: str, cell: int | None = None) -> Place:
    """Return where the parser stopped."""
    return Place(path, max(problem.lineno or 1, 1), max(problem.offset or 1, 1), cell=cell)


def decode(raw: bytes, path: str) -> tuple[str, str]:
    """Return the text of a file and its encoding, for writing it back.

    Byte order mark, then PEP 263's cookie, then UTF-8, then cp949 (Korean Windows). LoopwiseError if none
    fits.
    """
    if b"\0" in raw[:4096] or b"\0" in raw:
        raise LoopwiseError(
            Text(
                en=f"{path} is not a text file: it holds null bytes.",
                ko=f"텍스트 파일이 아닙니다(널 바이트): {path}",
            ),
            fix=Text(en="give a .py or .ipynb file.", ko=".py 또는 .ipynb 파일을 지정하세요."),
            place=Place(path),
        )
    if raw.startswith(b"\xef\xbb\xbf"):
        candidates = ["utf-8-sig"]
    else:
        cookies = [
            found[1].decode() for line in raw.split(b"\n", 2)[:2] if (found := re.match(_COOKIE, line))
        ]
        candidates = [*cookies[:1], "utf-8", "cp949"]
    for encoding in candidates:
        try:
            return raw.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    raise LoopwiseError(
        Text(en=f"{path} is neither UTF-8 nor cp949 text.", ko=f"UTF-8도 cp949도 아닌 파일입니다: {path}"),
        fix=Text(en="save it as UTF-8.", ko="UTF-8로 저장하세요."),
        place=Place(path),
    )
