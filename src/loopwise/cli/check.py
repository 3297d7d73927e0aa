"""`loopwise check`: what keeps a program from learning, read from its source; nothing is run.

loopwise check train.py week6.ipynb src/
loopwise check train.py --diff
loopwise check . --fail-on error --format json
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from loopwise import settings
from loopwise.cli._console import colour_wanted, echo, echo_exactly, echo_json, width
from loopwise.cli._options import json_option, option, speak_as
from loopwise.errors import LoopwiseError
from loopwise.records import CheckReport, at_least
from loopwise.text import Text

if TYPE_CHECKING:
    from loopwise.settings import Settings

FORMATS = ("text", "json", "sarif", "github", "concise")

SELECT = Text(en="Look only for these, e.g. gradients-accumulate,graph-kept.", ko="이 학습 문제만 찾습니다.")
IGNORE = Text(en="Leave these out.", ko="이 학습 문제는 찾지 않습니다.")
ALL = Text(en="Show hints too.", ko="추정 단계의 문제까지 보여 줍니다.")
FAIL_ON = Text(
    en="Exit with 1 on certain findings this grave; default warning.",
    ko="이 등급 이상의 확실한 문제를 찾으면 1로 종료합니다. 기본값 warning",
)
EXIT_ZERO = Text(en="Exit with 0 whatever is found.", ko="문제를 찾아도 0으로 종료합니다.")
FORMAT = Text(en="How to print; default text.", ko="출력 형식을 고릅니다. 기본값 text")
FIX = Text(en="Put the safe repairs into the files.", ko="안전한 수정을 파일에 적용합니다.")
DIFF = Text(
    en="Show the repairs as a diff, change nothing.",
    ko="파일은 그대로 두고 수정할 내용을 diff로 보여 줍니다.",
)
UNSAFE = Text(
    en="With --fix or --diff: the proposed repairs too.",
    ko="--fix, --diff에서 제안 단계의 수정도 함께 적용합니다.",
)
INPUT = Text(
    en="Shape of one sample for the model, e.g. 1,28,28, where the program does not say it.",
    ko="프로그램에 없을 때, 모델에 들어가는 샘플 하나의 형상을 지정합니다. 예: 1,28,28",
)
JOBS = Text(en="Read with N processes.", ko="프로세스 N개로 읽습니다.")
BASELINE = Text(en="Tell only what this file does not hold.", ko="이 기준 파일에 없는 문제만 보여 줍니다.")
WRITE_BASELINE = Text(en="Write what is found to this file.", ko="지금 찾은 문제를 이 기준 파일에 적습니다.")
BOTH_BASELINES = Text(
    en="--write-baseline writes what --baseline would read; give one of them.",
    ko="--baseline과 --write-baseline은 함께 쓸 수 없습니다. 하나만 지정하세요.",
)
NO_DIFF = Text(
    en="--diff changes nothing, --write-baseline writes a file; give one of them.",
    ko="--diff는 파일을 바꾸지 않으므로 --write-baseline과 함께 쓸 수 없습니다. 하나만 지정하세요.",
)
MENDED = Text(en="Mended: {path}", ko="고친 파일: {path}")
NOTHING_TO_MEND = Text(en="There was nothing to mend.", ko="고칠 내용이 없습니다.")


@click.command("check")
@click.argument("paths", nargs=-1, metavar="[PATHS]...")
@option("--select", multiple=True, metavar="FAULTS", says=SELECT)
@option("--ignore", multiple=True, metavar="FAULTS", says=IGNORE)
@option("--all", "hints", is_flag=True, says=ALL)
@option("--fail-on", type=click.Choice(settings.FAIL_ON), says=FAIL_ON)
@option("--exit-zero", is_flag=True, says=EXIT_ZERO)
@option("--baseline", metavar="FILE", says=BASELINE)
@option("--write-baseline", metavar="FILE", says=WRITE_BASELINE)
@option("--format", "form", type=click.Choice(FORMATS), default="text", says=FORMAT)
@json_option
@option("--fix", is_flag=True, says=FIX)
@option("--diff", is_flag=True, says=DIFF)
@option("--unsafe-fixes", "unsafe", is_flag=True, says=UNSAFE)
@option("--input", metavar="SHAPE", says=INPUT)
@option("--jobs", type=click.IntRange(min=1), metavar="N", says=JOBS)
def command(
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    hints: bool,
    fail_on: str | None,
    exit_zero: bool,
    baseline: str | None,
    write_baseline: str | None,
    form: str,
    as_json: bool,
    fix: bool,
    diff: bool,
    unsafe: bool,
    jobs: int | None,
    input: str | None,
) -> int:
    """Find what keeps a program from learning, without running it."""
    if write_baseline and (baseline or diff):
        raise LoopwiseError(BOTH_BASELINES if baseline else NO_DIFF)
    known = _baseline(baseline)
    flags = {"fail_on": fail_on, "select": select or None, "ignore": ignore or None, "jobs": jobs}
    wanted = settings.load({name: _joined(value) for name, value in flags.items()})

    def read() -> CheckReport:
        return known(_read(paths, wanted, hints=hints, input=input))

    report = read()
    speak_as(*report.sources.values())
    if diff:
        _show_differences(report, unsafe=unsafe)
        return _exit_code(report, wanted, exit_zero=exit_zero)
    mended = None
    if fix:
        report, mended = _mended(report, read, unsafe=unsafe)
    if write_baseline:
        report = _written(write_baseline, report)
    _print(report, "json" if as_json else form, mended)
    return _exit_code(report, wanted, exit_zero=exit_zero)


def _read(paths: tuple[str, ...], wanted: Settings, *, hints: bool, input: str | None) -> CheckReport:
    from loopwise.diagnosis.many import check_files

    return check_files(
        paths or (".",),
        select=wanted.select,
        ignore=wanted.ignore,
        hints=hints,
        jobs=wanted.jobs or 1,
        input=input,
    )


def _baseline(path: str | None) -> Callable[[CheckReport], CheckReport]:
    """Return what leaves out the findings of a baseline; nothing where there is none."""
    if path is None:
        return lambda report: report
    from loopwise.diagnosis.baseline import read_baseline, without_known

    return partial(without_known, baseline=read_baseline(path))


def _written(path: str, report: CheckReport) -> CheckReport:
    """Write the baseline, and return what is left to tell: nothing new."""
    from loopwise.diagnosis.baseline import read_baseline, without_known, write_baseline

    write_baseline(path, report)
    return without_known(report, read_baseline(path))


def _joined(value: object) -> object:
    """Return `--select a,b --select c` as one text, as the settings read it from anywhere else."""
    return ",".join(map(str, value)) if isinstance(value, tuple) else value


def _print(report: CheckReport, form: str, mended: list[str] | None) -> None:
    """Print the report; `mended`: the files that --fix changed."""
    from loopwise.rendering import terminal

    if form == "json":
        from loopwise.rendering import json_output

        more = {} if mended is None else {"repaired": mended}
        return echo_json(json_output.check_object(report) | more)
    if form == "sarif":
        from loopwise.rendering.sarif import sarif_object

        return echo_json(sarif_object(report))
    if mended is not None:
        told = [MENDED.format(path=path) for path in mended] or [NOTHING_TO_MEND]
        echo("\n".join(map(str, told)), err=form != "text")
    if form == "text":
        echo(terminal.show_check(report, width=width(), colour=colour_wanted()))
    elif report.findings:
        from loopwise.rendering.github import show_github

        echo(show_github(report) if form == "github" else terminal.show_concise(report))
    return None


def _mended(
    report: CheckReport, read: Callable[[], CheckReport], *, unsafe: bool
) -> tuple[CheckReport, list[str]]:
    """Write the repairs, and those that come up with them, until none is left; return what is left to tell, and where.

    Without its sigmoid a model answers with logits: then the threshold behind it is another one.
    """
    from loopwise.diagnosis.checking import repaired, write_repaired

    mended: dict[str, None] = {}
    for _ in range(_ROUNDS):
        changed = repaired(report, unsafe=unsafe)
        if not changed:
            break
        for path, text in changed.items():
            write_repaired(path, text)
        mended |= dict.fromkeys(changed)
        report = read()
    return report, list(mended)


_ROUNDS = 5  # of repairs: one seldom asks for another, never for a third


def _show_differences(report: CheckReport, *, unsafe: bool) -> None:
    from loopwise.diagnosis.checking import repaired

    for path, text in repaired(report, unsafe=unsafe).items():
        echo_exactly(*_difference(path, text))


def _difference(path: str, new: str) -> tuple[str, str]:
    """Return a diff as `git apply` and `patch -p1` take it, and the encoding of the file that it is for."""
    import difflib

    from loopwise.program.source.files import read_encoded

    old, encoding = read_encoded(Path(path))
    if encoding == "utf-8-sig":  # the mark is part of the first line
        old, new, encoding = f"\ufeff{old}", f"\ufeff{new}", "utf-8"
    before, after = ("a/", "b/") if not Path(path).is_absolute() else ("", "")
    behind = "\t" if " " in path else ""  # where the name ends
    lines = difflib.unified_diff(
        _lines(old), _lines(new), f"{before}{path}{behind}", f"{after}{path}{behind}"
    )
    ended = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
    return "".join(ended), encoding


def _lines(text: str) -> list[str]:
    """Split as patch does, at line feeds only."""
    return [line for line in re.split(r"(?<=\n)", text) if line]


def _exit_code(report: CheckReport, wanted: Settings, *, exit_zero: bool) -> int:
    """Return 1 where a certain finding is as grave as `--fail-on`."""
    limit = wanted.fail_on or "warning"
    grave = (one.confidence == "certain" and at_least(one.severity, limit) for one in report.findings)
    return int(any(grave) and not exit_zero)
