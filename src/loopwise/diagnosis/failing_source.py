"""What check finds in the program that a failure came through, where its source is here and unchanged."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

from loopwise.diagnosis.checking import check
from loopwise.errors import LoopwiseError
from loopwise.program.source.files import read_text
from loopwise.records import CheckReport, Followed
from loopwise.records.failures import FailedAt, Failure

log = logging.getLogger("loopwise")


def source_behind(failure: Failure) -> CheckReport:
    """Check the files, and the executed cells, of a failure's own frames."""
    frames = list(_own_frames(failure))
    reports: list[CheckReport] = []
    read: set[Path] = set()
    for frame in frames:
        path = _file(frame)
        if path and path not in read and (report := _checked(path)):
            reports.append(report)
            read |= {path, *(Path(source).absolute() for source in report.sources)}
    if "IPython" in sys.modules and any(frame.cell for frame in frames) and (report := _checked(None)):
        reports.append(report)
    return CheckReport(
        tuple(finding for report in reports for finding in report.findings),
        Followed(),
        {name: text for report in reports for name, text in report.sources.items()},
    )


def _checked(path: Path | None) -> CheckReport | None:
    """Check a file, or the cells of this session; None where they cannot be read."""
    try:
        return check(path, hints=True)
    except LoopwiseError as problem:
        log.info("%s was not checked: %s", path or "the session", problem)
        return None


def _own_frames(failure: Failure) -> Iterator[FailedAt]:
    """Yield the person's own frames, outermost first: that file imports the others."""
    if failure.before:
        yield from _own_frames(failure.before)
    yield from (frame for frame in failure.frames if frame.own)


def _file(frame: FailedAt) -> Path | None:
    """Return the frame's file: at its path, or of its name in the working folder. Its line must still be there."""
    if not frame.code or not frame.path.endswith(".py"):
        return None
    given = Path(frame.path).expanduser()
    for path in (given, Path(given.name)):
        try:
            lines = read_text(path).splitlines() if path.is_file() else []
        except (LoopwiseError, OSError):
            continue
        if 0 < frame.line <= len(lines) and lines[frame.line - 1].strip() == frame.code.strip():
            return path.absolute()
    return None
