"""`loopwise watch`: run a program, and say what kept its model from learning.

loopwise watch train.py --epochs 3
loopwise watch --output run.html week6.ipynb
loopwise watch --steps 200 --fail-on warning -m package.train
loopwise watch --keep-path train.py             # then: loopwise landscape --from NUMBER
loopwise watch --tensorboard runs train.py      # then: tensorboard --logdir runs

Options stand before what is run; everything after it is the program's own.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loopwise import settings
from loopwise.cli._console import colour_wanted, echo
from loopwise.cli._kept_path import tell_of_path
from loopwise.cli._live_line import Show, live_line, width
from loopwise.cli._options import option, speak_as
from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.records import WatchReport, at_least
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.integrations.trackers import TensorBoard
    from loopwise.integrations.watched import Places
    from loopwise.records.what_if import WhatIf
    from loopwise.store import Sink

FORMATS = (".json", ".html")

EVERY = Text(en="Look at every N-th step in the long run.", ko="긴 실행에서 N스텝마다 자세히 봅니다.")
STEPS = Text(en="Stop after N optimizer steps.", ko="옵티마이저(optimizer) 스텝 N번 뒤에 멈춥니다.")
FAIL_ON = Text(
    en="Exit with 1 on findings this grave; default never.",
    ko="이 등급 이상의 문제를 찾으면 1로 종료합니다. 기본값 never",
)
KEEP_PATH = Text(
    en="Keep the weights along the run, for loopwise landscape.",
    ko="loopwise landscape로 그릴 수 있게 실행 중의 가중치를 저장합니다.",
)
TENSORBOARD = Text(
    en="Also write the run's curves and findings below this folder, for TensorBoard.",
    ko="실행의 그래프와 찾은 문제를 이 폴더 아래에 TensorBoard용으로도 저장합니다.",
)
OUTPUT = Text(
    en="Write the findings to a .json file, or as a page to read (.html).",
    ko="찾은 문제를 .json 파일이나 읽기 좋은 .html 페이지로 저장합니다.",
)
WHAT_IF = Text(
    en="Run it again with the top problem repaired, in a copy, and compare.",
    ko="첫 번째 문제를 고친 상태로 복사본에서 다시 실행하고 비교합니다.",
)
FAULT = Text(
    en="With --what-if: the problem to repair, not the first.",
    ko="--what-if에서 첫 번째 문제 대신 고쳐 볼 문제의 이름입니다.",
)
SEEDS = Text(
    en="With --what-if: pairs of runs; default 3 within two minutes, else 1.",
    ko="--what-if에서 비교할 실행 쌍의 수입니다. 기본값은 2분 안에 끝나면 3, 아니면 1",
)
YES = Text(
    en="Do not ask before --what-if runs it again.", ko="--what-if에서 다시 실행하기 전에 묻지 않습니다."
)
MODULE = Text(en="Run a module, as python -m does.", ko="python -m처럼 모듈을 실행합니다.")
NO_TARGET = Text(
    en="say what to run, for example: loopwise watch train.py",
    ko="실행할 파일을 적어 주세요. 예: loopwise watch train.py",
)
NO_SUCH_FORMAT = Text(
    en="--output {path}: findings are written as .json or .html.",
    ko="--output {path}: 결과는 .json 또는 .html 파일로 저장할 수 있습니다.",
)
NO_FOLDER = Text(en="--output {path}: there is no such folder.", ko="--output {path}: 없는 폴더입니다.")
NOT_WRITTEN = Text(
    en="--output {path} could not be written: {why}", ko="--output {path}: 파일을 쓰지 못했습니다. {why}"
)
FOR_TENSORBOARD = Text(
    en="Its curves: tensorboard --logdir {folder}", ko="실행의 그래프 보기: tensorboard --logdir {folder}"
)
NOT_KEPT = Text(
    en='This result was not kept; to keep results: pip install "loopwise[keep]"',
    ko='이 결과는 저장하지 않았습니다. 결과를 저장하려면: pip install "loopwise[keep]"',
)


@click.command("watch", context_settings={"allow_interspersed_args": False})
@option("--every", type=click.IntRange(min=1), metavar="N", says=EVERY)
@option("--steps", type=click.IntRange(min=1), metavar="N", says=STEPS)
@option("--fail-on", type=click.Choice(settings.FAIL_ON), says=FAIL_ON)
@option("--what-if", "what_if", is_flag=True, says=WHAT_IF)
@option("--fault", default="", metavar="NAME", says=FAULT)
@option("--seeds", type=click.IntRange(min=1), metavar="N", says=SEEDS)
@option("--yes", is_flag=True, says=YES)
@option("--keep-path", is_flag=True, says=KEEP_PATH)
@option("--tensorboard", type=click.Path(path_type=Path), metavar="FOLDER", says=TENSORBOARD)
@option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", says=OUTPUT)
@option("-m", "module", is_flag=True, says=MODULE)
@click.argument("target", required=False, metavar="SCRIPT|NOTEBOOK|-m MODULE")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[ARGS]...")
def command(
    every: int | None,
    steps: int | None,
    fail_on: str | None,
    what_if: bool,
    fault: str,
    seeds: int | None,
    yes: bool,
    keep_path: bool,
    tensorboard: Path | None,
    output: Path | None,
    module: bool,
    target: str | None,
    arguments: tuple[str, ...],
) -> int:
    """Run a program and measure what keeps its model from learning."""
    from loopwise.cli._what_if import tried
    from loopwise.diagnosis.running import run
    from loopwise.diagnosis.watching import switched_off
    from loopwise.integrations.watched import Places

    if target is None:
        raise click.UsageError(str(NO_TARGET))
    output = _writable(output)
    if _is_a_later_process():
        os.environ["LOOPWISE"] = "off"
    if switched_off():
        return run(target, arguments, module=module, steps=steps).exit_code
    _speak_as(None if module else Path(target))
    with _tracker(tensorboard, target) as tracker, _store(target) as sink:
        places = Places(sink, tracker)
        with live_line() as show:
            report = run(
                target,
                arguments,
                module=module,
                every=every,
                steps=steps,
                sink=places,
                progress=_progress(places, show),
                keep_path=keep_path,
            )
        places.finish(report)
    _tell(report)
    if tracker is not None and tracker.folder.exists():
        echo(str(FOR_TENSORBOARD.format(folder=tensorboard)), err=True)
    if sink is None:
        echo(str(NOT_KEPT), err=True)
    elif keep_path:
        tell_of_path(report, sink.number)
    answer = None
    if what_if and report.findings:  # a run without problems leaves nothing to try
        answer = tried(report, fault=fault, seeds=seeds, yes=yes)
    _write(report, answer, output)
    return _exit_code(report, fail_on or "never")


def _is_a_later_process() -> bool:
    """Tell whether a launcher (torchrun, accelerate) started this process beside a first one, which tells for all."""
    return os.environ.get("RANK", "0") != "0"


def _progress(places: Places, show: Show | None) -> Callable[[WatchReport], None]:
    """Return what keeps how a run stands, for the lab to follow, and shows it in the terminal."""
    from loopwise.rendering.live_line import live_line as line_of

    def progress(report: WatchReport) -> None:
        places.add(report)
        if show is not None:
            show(line_of(report, width()))

    return progress


def _writable(output: Path | None) -> Path | None:
    """Refuse before an hour of training what could not be written after it; a program may change its folder."""
    if output is None:
        return None
    if output.suffix.lower() not in FORMATS:
        raise LoopwiseError(NO_SUCH_FORMAT.format(path=output), fix=f"--output {output.with_suffix('.html')}")
    if not output.parent.is_dir():
        raise LoopwiseError(NO_FOLDER.format(path=output.parent), fix=f"--output {output.name}")
    return output.absolute()


@contextmanager
def _store(title: str) -> Iterator[Sink | None]:
    """Open a place in the store for what is found; None where nothing can be kept."""
    from loopwise import store

    try:
        place = store.sink("watch", title)
    except MissingExtra:
        yield None
        return
    with place:
        yield place


def _tracker(runs: Path | None, title: str) -> AbstractContextManager[TensorBoard | None]:
    """Open the folder for TensorBoard below `runs`, where one was asked for."""
    if runs is None:
        return nullcontext()
    from loopwise.integrations.trackers import TensorBoard

    return TensorBoard(runs, title)


def _speak_as(script: Path | None) -> None:
    """A program with Korean in it is answered in Korean, where nobody chose a language."""
    if script is not None and script.is_file():
        speak_as(script.read_text(encoding="utf-8", errors="replace"))


def _tell(report: WatchReport) -> None:
    """Print to stderr, as stdout is the program's own."""
    from loopwise.rendering.terminal import show_watch

    sys.stdout.flush()
    echo(show_watch(report, colour=colour_wanted(err=True)), err=True)


def _write(report: WatchReport, answer: WhatIf | None, output: Path | None) -> None:
    """Write what was asked for."""
    if output is None:
        return
    try:
        output.write_text(_written(report, answer, output.suffix.lower()), encoding="utf-8", errors="replace")
    except OSError as problem:
        raise LoopwiseError(NOT_WRITTEN.format(path=output, why=problem.strerror)) from problem


def _written(report: WatchReport, answer: WhatIf | None, suffix: str) -> str:
    """Return what the file holds: the page, or the object that other programs read."""
    if suffix == ".html":
        from loopwise.rendering.html_page import show_page

        return show_page(report, command=_as_typed(click.get_current_context()), tried=answer)
    from loopwise.rendering.json_output import watch_object

    return json.dumps(watch_object(report, answer), ensure_ascii=False, indent=2) + "\n"


def _as_typed(context: click.Context) -> str:
    """Return the command line, from what was parsed: in here `sys.argv` may be a test's or the program's."""
    words = ["loopwise", "watch"]
    for parameter in context.command.params:
        value = context.params.get(parameter.name or "")
        if isinstance(parameter, click.Argument):
            words += value if isinstance(value, tuple) else [str(value)]
        elif value not in (None, False, ""):
            words += parameter.opts[:1] if value is True else [parameter.opts[0], str(value)]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def _exit_code(report: WatchReport, fail_on: str) -> int:
    """The program's own code where it has one; else 1 for a certain finding that is grave enough."""
    if report.exit_code:
        return report.exit_code
    grave = (
        one for one in report.findings if one.confidence == "certain" and at_least(one.severity, fail_on)
    )
    return int(any(grave))
