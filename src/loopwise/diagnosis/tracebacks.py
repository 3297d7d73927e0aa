"""A pasted traceback or warning -> Failure: what was raised, and the frames with the person's own among them.

>>> failure = read_failure('''Traceback (most recent call last):
...   File "train.py", line 30, in <module>
...     out = model(x)
... IndexError: Target 10 is out of bounds.''')
>>> failure.kind, failure.own.path, failure.own.line, failure.code
('IndexError', 'train.py', 30, 'out = model(x)')

Read are Python's own form, IPython's and Colab's of every age (colours, `----> 5`), boxes drawn around it, the
prefixes of torchrun, chains of exceptions, and a worker's traceback inside the message of another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from loopwise.records.failures import FailedAt, Failure

_COLOUR = re.compile(r"(?:\x1b|\\u001b|\\x1b|\\033|\u241b)\[[0-9;]*m|\x1b\][^\x07]*\x07")
_PREFIX = re.compile(
    r"^(?:\[(?:rank|default)?\d+\]:? ?)?(?:[\u2502\u2503|] ?)?(.*?)(?:\s*[\u2502\u2503])?\s*$"
)
_BORDER = re.compile(r"^[\s\u2500-\u257f-]*$")

_BEGINS = re.compile(r"Traceback \(most recent call last\)")
_CHAINED = re.compile(r"^(?:During handling of the above|The above exception was the direct cause)")
_FRAMES = tuple(
    map(
        re.compile,
        (
            r'^\s*File "(?P<path>[^"]+)", line (?P<line>\d+)(?:, in (?P<function>.+))?$',
            r"^(?:Cell )?In(?:put)? ?\[(?P<cell>\d+)\](?:, line (?P<line>\d+))?(?:,? in (?P<function>[^(]+).*)?$",
            r"^File (?P<path>[^\"]+?):(?P<line>\d+)(?:, in (?P<function>[^(]+).*)?$",
            r"^(?P<path>\S.*?\.py):(?P<line>\d+) in (?P<function>\S+)$",
            r"^(?P<path><ipython-input-[\w-]+>|\S.*?\.py) in (?P<function>[^(]+)(?:\(.*)?$",
        ),
    )
)
_ARROW = re.compile(r"^\s*(?:-+>|\u2771) ?(?P<line>\d+)(?:\s*\u2502)?\s?(?P<code>.*)$")
_CONTEXT = re.compile(r"^\s*\d+(?:\s|$)")
_RAISED = re.compile(r"^(?P<kind>[A-Za-z_][\w.]*)(?:: (?P<message>.*))?$")
_NAMED = re.compile(r"^(?P<kind>(?:\w+\.)*\w*(?:Error|Exception|Warning|Interrupt))(?:: (?P<message>.*))?$")
_WARNED = re.compile(r"^(?P<path>.+?):(?P<line>\d+): (?P<kind>\w*Warning): (?P<message>.*)$")
_CELL = re.compile(r"ipython-input-(\d{1,5})-")

_LIBRARY = re.compile(
    r"[/\\](?:site|dist)-packages[/\\]|[/\\]lib(?:64)?[/\\]python\d|^<(?!ipython|stdin|string)|"
    r"(?:python[\d.]*|conda3?(?:[/\\]envs[/\\][^/\\]+)?)[/\\]lib[/\\]",
    re.IGNORECASE,
)


def read_failure(text: str) -> Failure | None:
    """Return what a text says has failed: the last exception of it; None where it tells of none."""
    blocks = _blocks(list(_lines(text)))
    failure: Failure | None = None
    for block in blocks:
        failure = Failure(block.kind, block.whole_message, tuple(map(_frame, block.frames)), before=failure)
    return failure


def is_own(path: str) -> bool:
    """Tell whether a frame's file is a person's own code, and not Python's or an installed package's."""
    return not _LIBRARY.search(path)


def cell_of(path: str) -> int | None:
    """Return the execution number that IPython writes into the name of a cell's file."""
    found = _CELL.search(path)
    return int(found[1]) if found else None


@dataclass(slots=True)
class _Line:
    """A frame while it is being read."""

    path: str
    line: int
    function: str
    cell: int | None
    code: str = ""


@dataclass(slots=True)
class _Block:
    """One exception while it is being read."""

    kind: str = ""
    message: list[str] = field(default_factory=list)
    frames: list[_Line] = field(default_factory=list)

    @property
    def whole_message(self) -> str:
        return "\n".join(self.message).strip()


def _lines(text: str) -> Iterator[str]:
    """Yield the lines without colours, boxes, and what a launcher puts in front."""
    for line in _COLOUR.sub("", text).splitlines():
        bare = _PREFIX.sub(r"\1", line)
        if not (_BORDER.match(bare) and bare.strip()):
            yield bare


def _blocks(lines: list[str]) -> list[_Block]:
    """Return the exceptions of a text in its order; the last is the one that ended the run."""
    blocks = [_Block()]
    for line in lines:
        block = blocks[-1]
        if _BEGINS.search(line) or _CHAINED.match(line):
            blocks.append(_Block())
        elif (frame := _begun(line)) is not None:
            if block.kind:
                blocks.append(block := _Block())
            block.frames.append(frame)
        elif block.kind:
            block.message.append(line)
        elif not _is_code(line, block):
            _end(line, block)
    return [block for block in blocks if block.kind]


def _begun(line: str) -> _Line | None:
    """Return the frame that a line begins."""
    for form in _FRAMES:
        if found := form.match(line):
            parts = found.groupdict()
            path = parts.get("path") or f"In [{parts['cell']}]"
            cell = int(parts["cell"]) if parts.get("cell") else cell_of(path)
            return _Line(path, int(parts.get("line") or 0), (parts.get("function") or "").strip(), cell)
    return None


def _is_code(line: str, block: _Block) -> bool:
    """Take a line of code that a frame shows; tell whether it was one, or a line around it."""
    if not block.frames:
        return False
    frame = block.frames[-1]
    if arrow := _ARROW.match(line):
        frame.line, frame.code = int(arrow["line"]), arrow["code"].strip()
    elif line.startswith("    ") and not frame.code and not _CONTEXT.match(line):
        frame.code = line.strip()
    return bool(arrow) or not line.strip() or line[0] == " " or bool(_CONTEXT.match(line))


def _end(line: str, block: _Block) -> None:
    """Take the line that names the exception, or a warning with its place."""
    if warned := _WARNED.match(line):
        block.frames = [_Line(warned["path"], int(warned["line"]), "", cell_of(warned["path"]))]
        block.kind, block.message = warned["kind"], [warned["message"]]
    elif raised := (_RAISED if block.frames else _NAMED).match(line.strip()):
        block.kind, block.message = raised["kind"], [raised["message"] or ""]


def _frame(read: _Line) -> FailedAt:
    own = read.cell is not None or is_own(read.path)
    return FailedAt(read.path, read.line, read.function, read.code, read.cell, own)
