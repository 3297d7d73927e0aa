"""The program of a watched run, as it is run again in a copy of its project: `program_of_run(report)`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loopwise.diagnosis.what_if.copying import project_of
from loopwise.errors import LoopwiseError
from loopwise.records import Started, WatchReport
from loopwise.runtime import find_module
from loopwise.text import Text

_CELLS = "notebook"  # what cells without a file are called
_UNKNOWN = Text(
    en="this run does not say how it was started, so it cannot be run again.",
    ko="어떻게 시작했는지 남아 있지 않아 다시 돌릴 수 없는 실행입니다.",
)
_GONE = Text(
    en="the program of this run is gone: {file}", ko="이 실행의 프로그램 파일을 찾을 수 없습니다: {file}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What is run and how. cells: instead of a file, those of a notebook that were executed."""

    target: str
    arguments: tuple[str, ...]
    module: bool
    folder: Path
    project: Path
    cells: tuple[str, ...] = ()

    def within(self, copy: Path) -> dict[str, Any]:
        """Return how the same is run in a copy of the project, for the process that does it."""
        spill = copy.parent / "outside"
        spill.mkdir(exist_ok=True)
        target = self.target
        if not self.module:
            target = str(self.moved(self.folder.joinpath(self.target).resolve(), copy))
        return {
            "target": target,
            "arguments": list(self.arguments),
            "module": self.module,
            "folder": str(self.moved(self.folder, copy)),
            "project": str(self.project),
            "copy": str(copy),
            "spill": str(spill),
            "cells": list(self.cells),
        }

    def moved(self, path: Path, copy: Path) -> Path:
        """Return where a path of the project lies in the copy; one outside is the copy's folder."""
        return copy / path.relative_to(self.project) if path.is_relative_to(self.project) else copy


def program_of_run(report: WatchReport, cells: Sequence[str] = (), *, fix: str) -> Program:
    """Return what a report tells of its program. cells: of a notebook that has no file, as they were executed.

    Raises LoopwiseError, with `fix`, where it does not tell, or the program is not there any more.
    """
    started = report.started
    if started is None or not (report.script or cells):
        raise LoopwiseError(_UNKNOWN, fix=fix)
    return Program(
        target=report.script or _CELLS,
        arguments=started.arguments,
        module=started.module,
        folder=Path(started.folder).resolve(),
        project=project_of(_file_of(report.script, started, bool(cells), fix)),
        cells=tuple(cells),
    )


def _file_of(script: str, started: Started, in_cells: bool, fix: str) -> Path:
    """Return the file that is run; of cells, one that would stand in the folder of their kernel."""
    if in_cells:
        return Path(started.folder, _CELLS)
    file = Path(find_module(script).origin or "") if started.module else Path(started.folder, script)
    if not file.is_file():
        raise LoopwiseError(_GONE.format(file=file), fix=fix)
    return file
