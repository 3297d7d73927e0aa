"""What went wrong, in the reader's language: the message, then the one thing to do about it."""

from __future__ import annotations

import click

from loopwise.errors import LoopwiseError
from loopwise.text import Text

ERROR = Text(en="Error", ko="오류")
FIX = Text(en="Try", ko="해결 방법")
USAGE = Text(en="Usage", ko="사용법")
MORE = Text(en="More", ko="더 보기")
NO_OPTION = Text(en="there is no option {name}.", ko="없는 옵션입니다: {name}")
MISSING = Text(en="{name} is missing.", ko="빠진 값이 있습니다: {name}")
BAD_VALUE = Text(en="{name}: {why}", ko="{name}: 쓸 수 없는 값입니다: {given}{wanted}")
WANTED = Text(en="", ko=" (쓸 수 있는 값: {values})")
WHOLE = Text(en="a whole number from {least}", ko="{least} 이상의 정수")
NUMBER = Text(en="a number", ko="숫자")
HELP = Text(en="all options: {command} --help", ko="모든 옵션 보기: {command} --help")


def told(problem: LoopwiseError) -> str:
    """Return the message, its fix, and the page of the fault where the input shows one."""
    place = f"{problem.place}: " if problem.place else ""
    lines = [f"{ERROR}: {place}{problem.message}"]
    if problem.fix:
        lines.append(f"{FIX}: {problem.fix}")
    if problem.fault:
        lines.append(f"{MORE}: loopwise explain {problem.fault}")
    return "\n".join(lines)


def usage_told(problem: click.UsageError) -> str:
    """Return a usage error in the reader's language, with the command's usage line."""
    lines = [f"{ERROR}: {_message(problem)}"]
    if problem.ctx is not None:
        command = problem.ctx.command_path
        pieces = " ".join(problem.ctx.command.collect_usage_pieces(problem.ctx))
        lines += [f"{USAGE}: {command} {pieces}", str(HELP.format(command=command))]
    return "\n".join(lines)


def _message(problem: click.UsageError) -> str:
    match problem:
        case click.NoSuchOption():
            near = f" ({', '.join(problem.possibilities)}?)" if problem.possibilities else ""
            return f"{NO_OPTION.format(name=problem.option_name)}{near}"
        case click.MissingParameter():
            return str(MISSING.format(name=_name(problem)))
        case click.BadParameter(param=click.Parameter()):
            given = problem.message.partition(" is not ")[0]  # as click words it
            wanted = _wanted(problem)
            values = WANTED.format(values=wanted) if wanted else ""
            told = BAD_VALUE.format(name=_name(problem), why=problem.message, given=given, wanted=values)
            return str(told)
    return problem.format_message()


def _wanted(problem: click.BadParameter) -> Text | str:
    """Return what an option takes, where it is a closed set."""
    kind = problem.param.type if problem.param else None
    match kind:
        case click.Choice():
            return ", ".join(map(str, kind.choices))
        case click.IntRange():
            return WHOLE.format(least=kind.min)
        case click.types.FloatParamType() | click.types.IntParamType():
            return NUMBER
    return ""


def _name(problem: click.BadParameter) -> str:
    """Return what the person typed or would type: "--jobs", "PATHS"."""
    match problem.param:
        case click.Option():
            return " / ".join(problem.param.opts)
        case click.Argument():
            return (problem.param.metavar or problem.param.name or "").upper()
    return str(problem.param_hint or "")
