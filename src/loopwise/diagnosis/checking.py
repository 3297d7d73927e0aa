"""Check a program without running it: `check(x) -> CheckReport`, and the repaired text of what was found.

report = check("train.py")                    # also a notebook, a folder, source text, a function, a module
for path, text in repaired(report).items():
    write_repaired(path, text)
"""

from __future__ import annotations

import inspect
import logging
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import ModuleType

from loopwise.diagnosis.ignores import Ignores, joined
from loopwise.errors import LoopwiseError
from loopwise.faults import Fault, catalogue, fault_named
from loopwise.program import (
    Program,
    apply,
    apply_to_notebook,
    compatible,
    programs_in,
    read,
    read_cells,
    read_source,
)
from loopwise.program.garbage import collector_at_rest, sweep
from loopwise.program.source.files import read_encoded
from loopwise.records import (
    CONFIDENCES,
    CheckReport,
    Edit,
    Finding,
    Followed,
    IgnoreComment,
    NotFollowed,
    Place,
)
from loopwise.shapes import Shape, typed_shape
from loopwise.text import Text

log = logging.getLogger("loopwise")

Checked = str | Path | Program | Callable[..., object] | ModuleType | Iterable[str | Path] | None


def check(
    x: Checked = None,
    *,
    select: Collection[str] = (),
    ignore: Collection[str] = (),
    hints: bool = False,
    input: str | Sequence[int] | None = None,
) -> CheckReport:
    """Return what the source of a program shows. Runs nothing.

    x: a str with a newline is source; any other str or Path a file or folder, and several of them several; a
        function or module; a Program that was read already (text that has no file, as the lab gets it);
        nothing means the cells executed so far in IPython.
    select, ignore: names of faults to look for, and to leave out.  hints: also what is only a hint.
    input: the shape of one sample that goes into the model, (1, 28, 28), where the program does not say it.
    Raises LoopwiseError for input that is no program; among several files such a one is noted instead.
    """
    faults = _chosen(select, ignore)
    asked = {fault.name for fault in faults}
    findings: dict[tuple[str, Place], Finding] = {}
    followed = Followed()
    sources: dict[str, str] = {}
    comments: list[IgnoreComment] = []
    with collector_at_rest():
        for program in _programs(x, typed_shape(input) if input is not None else None):
            if isinstance(program, NotFollowed):
                followed += Followed(files=1, not_followed=(program,))
                continue
            texts = {source.place(source.tree).source: source.text for source in program.sources}
            ignores = Ignores(program.sources)
            if program.document:
                texts[program.sources[0].path] = program.document
            found, troubles = _ask(faults, program)
            for finding in found:
                if not ignores.silences(finding) and (hints or finding.confidence != "hint"):
                    findings.setdefault((finding.fault, finding.place), finding)
            followed += program.followed + Followed(not_followed=tuple(troubles))
            sources |= texts
            comments += ignores.unused(asked, everything=not (select or ignore))
            del program, ignores
    ordered = sorted(findings.values(), key=lambda finding: (_order(finding.place), finding.fault))
    return CheckReport(tuple(ordered), followed, sources, joined(comments))


def repaired(report: CheckReport, *, unsafe: bool = False) -> dict[str, str]:
    """Return path -> new text for every file that the findings' safe repairs change (`unsafe`: all repairs).

    A notebook's text is its JSON. For source that has no file the key is the name its places have.
    """
    by_file: dict[str, list[Edit]] = {}
    repairs = [finding.repair for finding in report.findings if finding.repair is not None]
    for edit in compatible(repair for repair in repairs if repair.safe or unsafe):
        path = edit.place.path
        key = path if _is_file(path) or path in report.sources else edit.place.source
        by_file.setdefault(key, []).append(edit)
    texts = {key: (_text_of(key, report), edits) for key, edits in by_file.items()}
    changed = {key: _edited(key, text, edits) for key, (text, edits) in texts.items()}
    return {key: text for key, text in changed.items() if text != texts[key][0]}


def write_repaired(path: str, text: str) -> None:
    """Write a file's new text in the encoding it has; line ends are those of the text."""
    _, encoding = read_encoded(Path(path))
    Path(path).write_bytes(text.encode(encoding))


def _chosen(select: Collection[str], ignore: Collection[str]) -> list[Fault]:
    """Return the faults to look for. An unknown name is a LoopwiseError with the nearest one."""
    wanted = {fault_named(name).name for name in select}
    unwanted = {fault_named(name).name for name in ignore}
    return [f for f in catalogue() if f.name not in unwanted and (not wanted or f.name in wanted)]


def _programs(x: Checked, shape: Shape | None) -> Iterator[Program | NotFollowed]:
    if x is None:
        yield read_cells(_executed_cells(), input_shape=shape)
    elif isinstance(x, Program):
        yield x
    elif isinstance(x, str) and "\n" in x:
        yield read_source(x, input_shape=shape)
    elif isinstance(x, (str, Path)):
        yield from _read_files([x], shape)
    elif isinstance(x, ModuleType) or callable(x):
        yield _read_object(x, shape)
    elif isinstance(x, Iterable):
        yield from _read_files(x, shape)
    else:
        raise LoopwiseError(
            Text(en=f"{x!r} is no program.", ko=f"프로그램이 아닙니다: {x!r}"),
            fix=Text(
                en="give source text, paths, a function or a module; nothing for the cells executed so far.",
                ko="소스 문자열, 경로, 함수, 모듈 가운데 하나를 주세요. 비우면 실행한 셀을 읽습니다.",
            ),
        )


def _read_files(paths: Iterable[str | Path], shape: Shape | None) -> Iterator[Program | NotFollowed]:
    """Read files one after the other; one that cannot be read is noted if there are others."""
    files = list(programs_in(paths))
    for file in files:
        if file is not files[0]:
            sweep()
        try:
            yield read(file, input_shape=shape)
        except LoopwiseError as problem:
            if len(files) == 1:
                raise
            yield NotFollowed(problem.place or Place(str(file)), str(problem.message))


def _read_object(x: ModuleType | Callable[..., object], shape: Shape | None) -> Program:
    """Read a module's file, or a function's own text."""
    try:
        if isinstance(x, ModuleType):
            return read(inspect.getsourcefile(x) or "", input_shape=shape)
        text = inspect.cleandoc("\n" + inspect.getsource(x)) + "\n"
        return read_source(text, getattr(x, "__qualname__", "<source>"), input_shape=shape)
    except (OSError, TypeError) as problem:
        raise LoopwiseError(
            Text(en=f"{x!r} has no Python source to read.", ko=f"읽을 수 있는 파이썬 소스가 없습니다: {x!r}"),
            fix=Text(en="give its file or its text.", ko="파일 경로나 소스 문자열을 지정하세요."),
        ) from problem


def _executed_cells() -> list[str]:
    """Return the cells that this IPython has executed, `In[1]` first; IPython is never imported for it."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        raise LoopwiseError(
            Text(
                en="there are no executed cells: this is not IPython.",
                ko="실행한 셀이 없습니다. IPython 환경이 아닙니다.",
            ),
            fix='loopwise.check("train.py")',
        )
    return [str(cell) for cell in shell.user_ns.get("In", [])[1:]]


def _ask(faults: Collection[Fault], program: Program) -> tuple[list[Finding], list[NotFollowed]]:
    """Ask every fault; a rule that fails is logged and named, and the others go on."""
    found: list[Finding] = []
    troubles: list[NotFollowed] = []
    for fault in faults:
        try:
            for finding in fault.rule(program):
                weighed = _weighed(finding, program, raises=bool(fault.errors))
                if weighed is not None:
                    found.append(weighed)
        except Exception:
            log.exception("the rule of %s failed", fault.name)
            troubles.append(NotFollowed(program.sources[0].place(program.sources[0].tree), fault.name))
    return found, troubles


def _weighed(finding: Finding, program: Program, *, raises: bool) -> Finding | None:
    """Return a finding as sure as it is where it stands; None where the program waits for the error.

    What a unit test does may be what it tests.
    """
    spoken_of = (finding.place, *finding.related.values())
    if raises and finding.severity == "error" and program.is_waited_for(*spoken_of):
        return None
    if program.is_in_unit_test(finding.place):
        return replace(finding, confidence="hint")
    if finding.severity != "error" or finding.confidence != "certain":
        return finding
    left = (program.out_of_sight(place, raises=raises) or finding.confidence for place in spoken_of)
    return replace(finding, confidence=max(left, key=CONFIDENCES.index))


def _order(place: Place) -> tuple[str, int, int, int]:
    return (place.path, place.cell or 0, place.line, place.column)


def _is_file(path: str) -> bool:
    return path.endswith((".py", ".ipynb")) and Path(path).is_file()


def _text_of(key: str, report: CheckReport) -> str:
    return read_encoded(Path(key))[0] if _is_file(key) else report.sources.get(key, "")


def _edited(key: str, text: str, edits: list[Edit]) -> str:
    is_notebook = any(edit.place.cell for edit in edits) and ":cell " not in key
    return apply_to_notebook(text, edits) if is_notebook else apply(text, edits)
