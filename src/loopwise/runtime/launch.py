"""Run a program in this process as Python would: argv, path, `__main__`, output, exit code.

    ended = run_script(Path("train.py"), ["--epochs", "3"])
    ended.how, ended.exit_code

A real module stands as `__main__` while it runs, so that pickling works and children that multiprocessing
spawns import the program, not us. What the program raises is printed as Python prints it, without frames of
ours.
"""

from __future__ import annotations

import ast
import builtins
import importlib.util
import linecache
import os
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType, TracebackType

from loopwise.errors import LoopwiseError
from loopwise.records import Place
from loopwise.runtime import frames
from loopwise.runtime.recorder import StopTraining
from loopwise.text import Text


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended ("finished", "stopped", "interrupted", "failed"), its exit code, what it raised."""

    how: str
    exit_code: int = 0
    problem: BaseException | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A notebook's code cell. number: 1-based over all cells. tree: without magics; None if broken."""

    number: int
    source: str
    tree: ast.Module | None


def run_script(script: Path, arguments: Sequence[str] = ()) -> Ended:
    """Run a file as `python SCRIPT ARGUMENTS` does."""
    full = str(script.absolute())
    main = _main_module(full, SourceFileLoader("__main__", full))
    text = _without_nulls(script)
    frames.name_source(full, script.as_posix())

    def program() -> None:
        _execute(compile(text, full, "exec", dont_inherit=True), main)

    with _standing_as_main(main, [str(script), *arguments], str(script.resolve().parent)):
        return _ended(program)


def run_module(name: str, arguments: Sequence[str] = ()) -> Ended:
    """Run a module or a package's `__main__` as `python -m NAME ARGUMENTS` does."""
    spec = find_module(name)
    code = spec.loader.get_code(spec.name)  # type: ignore[union-attr]  # find_module made sure
    main = _main_module(str(spec.origin), spec.loader)
    main.__spec__, main.__package__ = spec, spec.parent
    with _standing_as_main(main, [str(spec.origin), *arguments], str(Path.cwd())):
        return _ended(lambda: _execute(code, main))


def run_cells(
    notebook: Path, cells: Sequence[Cell], arguments: Sequence[str] = (), *, going_on: bool = False
) -> Ended:
    """Run a notebook's cells in order, in the notebook's folder, with nothing shown on a screen.

    going_on: after a cell that raised, as a kernel does between two cells of a person.
    """
    main = _main_module(None, None)
    vars(main).update(display=print, get_ipython=lambda: None)  # what notebooks call without importing it
    os.environ.setdefault("MPLBACKEND", "agg")

    def program() -> None:
        for cell in cells:
            try:
                _execute(_compiled(cell, notebook.as_posix()), main)
            except Exception:  # whatever the person's cell raised then, it raises now
                if not going_on:
                    raise
                traceback.print_exc()

    folder = str(notebook.resolve().parent)
    before = Path.cwd(), sys.excepthook
    with _standing_as_main(main, [str(notebook), *arguments], folder):
        os.chdir(folder)
        sys.excepthook = traceback.print_exception  # Python's own would look for the cells in files
        try:
            return _ended(program)
        finally:
            os.chdir(before[0])
            sys.excepthook = before[1]


def _compiled(cell: Cell, notebook: str) -> CodeType:
    """Compile a cell under a name of its own, and let tracebacks quote it."""
    filename = f"{notebook}:cell {cell.number}"
    frames.name_source(filename, notebook, cell.number)
    lines = cell.source.splitlines(keepends=True)
    linecache.cache[filename] = (len(cell.source), None, lines, filename)  # no time: never looked up on disk
    return compile(cell.tree or cell.source, filename, "exec", dont_inherit=True)


def find_module(name: str) -> ModuleSpec:
    """Return the spec of a module that can be run; LoopwiseError where there is none.

    As with `python -m`, packages around it are imported, and the working folder is searched first.
    """
    with _standing_as_main(ModuleType("__main__"), ["-m"], str(Path.cwd())):
        try:
            spec = importlib.util.find_spec(name)
            if spec is not None and spec.submodule_search_locations is not None:
                spec = importlib.util.find_spec(f"{name}.__main__")
        except (ImportError, ValueError):
            spec = None
    if spec is None or not hasattr(spec.loader, "get_code"):
        raise LoopwiseError(
            Text(en=f"there is no module {name!r} to run.", ko=f"실행할 모듈을 찾을 수 없습니다: {name!r}"),
            fix=Text(
                en="loopwise watch FILE.py runs a file.", ko="파일을 실행하려면: loopwise watch 파일.py"
            ),
        )
    return spec


def read_bytes(program: Path) -> bytes:
    """Return a program's file; LoopwiseError where it cannot be read."""
    try:
        return program.read_bytes()
    except OSError as problem:
        reason = problem.strerror or str(problem)
        raise LoopwiseError(
            Text(
                en=f"{program} cannot be read: {reason}.", ko=f"파일을 읽을 수 없습니다: {program} ({reason})"
            ),
            fix=Text(
                en="give the path of a .py or .ipynb file.", ko=".py 또는 .ipynb 파일의 경로를 적어 주세요."
            ),
        ) from problem


def _without_nulls(script: Path) -> bytes:
    text = read_bytes(script)
    if b"\0" in text:
        line = text[: text.index(b"\0")].count(b"\n") + 1
        raise LoopwiseError(
            Text(
                en=f"{script} is not a text file: it holds null bytes.",
                ko=f"텍스트 파일이 아닙니다(널 바이트): {script}",
            ),
            fix=Text(en="give a .py or .ipynb file.", ko=".py 또는 .ipynb 파일을 지정하세요."),
            place=Place(script.as_posix(), line),
        )
    return text


def _main_module(file: str | None, loader: object) -> ModuleType:
    main = ModuleType("__main__")
    main.__dict__.update(__builtins__=builtins, __annotations__={}, __loader__=loader)
    if file is not None:
        main.__dict__.update(__file__=file, __cached__=None)
    return main


def _execute(code: CodeType, main: ModuleType) -> None:
    exec(code, main.__dict__)


@contextmanager
def _standing_as_main(main: ModuleType, argv: list[str], folder: str) -> Iterator[None]:
    before = sys.modules["__main__"], sys.argv, sys.path[:]
    sys.modules["__main__"], sys.argv = main, argv
    sys.path[: 0 if sys.flags.safe_path else 1] = [folder]
    try:
        yield
    finally:
        sys.modules["__main__"], sys.argv, sys.path[:] = before


def _ended(program: Callable[[], None]) -> Ended:
    """Run the program; tell how it ended, printing what Python would print."""
    try:
        program()
    except StopTraining:
        return Ended("stopped")
    except SystemExit as leave:
        return _left(leave.code)
    except KeyboardInterrupt:
        return Ended("interrupted", 130)  # what a shell shows for a program ended by Ctrl-C
    except BaseException as problem:  # noqa: BLE001 - the program's own: shown as Python shows it
        _hide_our_frames(problem)
        sys.excepthook(type(problem), problem, problem.__traceback__)
        return Ended("failed", 1, problem)
    return Ended("finished")


def _left(code: object) -> Ended:
    if code is None or isinstance(code, int):
        return Ended("finished" if not code else "failed", code or 0)
    print(code, file=sys.stderr)  # noqa: T201 - as Python does with sys.exit("a message")
    return Ended("failed", 1)


def _hide_our_frames(problem: BaseException | None) -> None:
    """Take our frames out of the traceback of an exception and of those it came from."""
    seen: set[int] = set()
    queue = [problem]
    for one in queue:
        if one is not None and id(one) not in seen:
            seen.add(id(one))
            one.__traceback__ = _without_ours(one.__traceback__)
            queue += [one.__cause__, one.__context__]


def _without_ours(trace: TracebackType | None) -> TracebackType | None:
    theirs = []
    while trace is not None:
        if not frames.is_ours(trace.tb_frame.f_code.co_filename):
            theirs.append(trace)
        trace = trace.tb_next
    for one, after in zip(theirs, [*theirs[1:], None], strict=False):
        one.tb_next = after
    return theirs[0] if theirs else None
