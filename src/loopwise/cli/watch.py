"""`loopwise watch`: run a program, and say what kept its model from learning.

loopwise watch train.py --epochs 3
loopwise watch --output found.json week6.ipynb
loopwise watch --steps 200 --fail-on warning -m package.train
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.records import WatchReport, at_least
from loopwise.settings import FAIL_ON
from loopwise.text import LANGUAGES, Text, has_hangul, language
from loopwise.text.language import is_chosen

if TYPE_CHECKING:
    from loopwise.store import Sink

NOT_KEPT = Text(
    en='This result was not kept; to keep results: pip install "loopwise[keep]"',
    ko='이 결과는 저장하지 않았습니다. 결과를 저장하려면: pip install "loopwise[keep]"',
)
NO_TARGET = Text(
    en="Say what to run, for example: loopwise watch train.py",
    ko="실행할 파일을 적어 주세요. 예: loopwise watch train.py",
)
NOT_YET = Text(
    en="--output {path}: findings are written as .json.",
    ko="--output {path}: 결과는 .json 파일로 저장할 수 있습니다.",
)


@click.command("watch", context_settings={"allow_interspersed_args": False})
@click.option("--every", type=click.IntRange(min=1), help="Look at every N-th step in the long run.")
@click.option("--steps", type=click.IntRange(min=1), help="Stop after N optimizer steps.")
@click.option("--fail-on", type=click.Choice(FAIL_ON), default="never", help="Exit with 1 on such findings.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the findings, as .json."
)
@click.option("--language", "chosen", type=click.Choice(LANGUAGES), help="Speak Korean or English.")
@click.option("-m", "module", is_flag=True, help="TARGET is a module, as with python -m.")
@click.argument("target", required=False, metavar="SCRIPT|NOTEBOOK|-m MODULE")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[ARGS]...")
def command(
    every: int | None,
    steps: int | None,
    fail_on: str,
    output: Path | None,
    chosen: str | None,
    module: bool,
    target: str | None,
    arguments: tuple[str, ...],
) -> None:
    """Run a program and measure what keeps its model from learning.

    \b
    Example: loopwise watch train.py --epochs 3
    """
    from loopwise.diagnosis.running import run
    from loopwise.diagnosis.watching import switched_off

    if target is None:
        raise click.UsageError(str(NO_TARGET))
    if output and output.suffix != ".json":
        raise LoopwiseError(NOT_YET.format(path=output), fix=f"--output {output.with_suffix('.json')}")
    _speak(chosen, None if module else Path(target))
    if switched_off():
        sys.exit(run(target, arguments, module=module, steps=steps).exit_code)
    with _store(target) as sink:
        report = run(target, arguments, module=module, every=every, steps=steps, sink=sink)
        if sink is not None:
            sink.finish(report)
    _tell(report, output)
    if sink is None:
        click.echo(str(NOT_KEPT), err=True)
    sys.exit(_exit_code(report, fail_on))


@contextmanager
def _store(title: str) -> Iterator[Sink | None]:
    """Open a place in the store for what is found, or give None where results cannot be kept."""
    try:
        from loopwise.store import sink

        place = sink("watch", title)
    except MissingExtra:
        yield None
        return
    with place:
        yield place


def _speak(chosen: str | None, script: Path | None) -> None:
    """Take the language asked for; where nobody asked, a program with Korean in it is answered in Korean."""
    if chosen is not None:
        language(chosen)
    elif not is_chosen() and script is not None and script.is_file() and has_hangul(_text(script)):
        language("ko")


def _text(script: Path) -> str:
    return script.read_text(encoding="utf-8", errors="replace")


def _tell(report: WatchReport, output: Path | None) -> None:
    """Print to stderr (stdout is the program's own) and write what was asked for."""
    from loopwise.rendering.json_output import watch_object
    from loopwise.rendering.terminal import show_watch

    sys.stdout.flush()
    click.echo(show_watch(report), err=True)
    if output:
        text = json.dumps(watch_object(report), ensure_ascii=False, indent=2)
        output.write_text(text + "\n", encoding="utf-8")


def _exit_code(report: WatchReport, fail_on: str) -> int:
    """The program's own code where it has one; else 1 for a certain finding that is grave enough."""
    if report.exit_code:
        return report.exit_code
    grave = (f for f in report.findings if f.confidence == "certain" and at_least(f.severity, fail_on))
    return int(any(grave))
