"""Run a program under watch: `run("train.py", ["--epochs", "3"])` gives the report of the whole run.

A script, a notebook (its cells in order, in one process) or, with `module=True`, what `python -m` would
run. The program cannot tell that it is watched; what it prints is its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from loopwise.diagnosis.watching import Done, Sink, watch
from loopwise.records import CheckReport, Started, WatchReport
from loopwise.runtime import Cell, Ended, find_module, read_bytes, run_cells, run_module, run_script, shown


def run(
    target: str,
    arguments: Sequence[str] = (),
    *,
    module: bool = False,
    every: int | None = None,
    steps: int | None = None,
    sink: Sink | None = None,
    progress: Done | None = None,
    keep_path: bool = False,
) -> WatchReport:
    """Run `target` with its arguments and watch it; see `watching.watch` for the rest.

    Raises LoopwiseError where there is nothing to run. What the program raises is printed as Python would;
    the report's `ended` and `exit_code` tell of it.
    """
    program, path = program_of(target, arguments, module=module)
    watched = watch(
        every=every,
        steps=steps,
        sink=sink,
        script=target,
        started=Started(str(Path.cwd()), tuple(arguments), module),
        source=lambda: _read(path),
        progress=progress,
        keep_path=keep_path,
    )
    ended = Ended("failed", 2)
    try:
        ended = program()
    finally:
        report = watched.stop(ended)
    return report


def program_of(
    target: str, arguments: Sequence[str] = (), *, module: bool = False
) -> tuple[Callable[[], Ended], str | None]:
    """Return what runs the target, and the path of its source."""
    if module:
        origin = find_module(target).origin
        return lambda: run_module(target, arguments), shown(origin) if origin else None
    path = Path(target)
    if path.suffix == ".ipynb":
        cells = _cells(path)
        return lambda: run_cells(path, cells, arguments), path.as_posix()
    return lambda: run_script(path, arguments), path.as_posix()


def _cells(notebook: Path) -> list[Cell]:
    from loopwise.program.source.notebook import code_cells
    from loopwise.program.source.parsing import decode

    text, _ = decode(read_bytes(notebook), notebook.as_posix())
    return cells_of(code_cells(text, notebook.as_posix()))


def cells_of(numbered: Iterable[tuple[int, str]]) -> list[Cell]:
    """Return (number, source) as cells that can be run, their magics taken out."""
    from loopwise.program.source.parsing import parse

    def cell(number: int, source: str) -> Cell:
        try:
            return Cell(number, source, parse(source))
        except SyntaxError:
            return Cell(number, source, None)  # raised when its turn comes, as in Jupyter

    return [cell(number, source) for number, source in numbered]


def _read(path: str | None) -> CheckReport | None:
    from loopwise.diagnosis.checking import check

    return check(path) if path else None
