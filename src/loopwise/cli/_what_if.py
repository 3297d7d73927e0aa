"""The part of `loopwise watch --what-if` that asks, runs and tells."""

from __future__ import annotations

from loopwise.cli._agreed import agreed
from loopwise.cli._console import echo
from loopwise.errors import LoopwiseError
from loopwise.records import WatchReport
from loopwise.records.what_if import WhatIf
from loopwise.text import Text

NOT_ASKED = Text(
    en="--what-if runs the program again and asks before it does so for the first time; nobody can answer here.",
    ko="--what-if 옵션은 프로그램을 다시 실행하며, 처음에는 먼저 물어봅니다. 지금은 대답할 수 있는 사람이 없습니다.",
)


def tried(
    report: WatchReport, *, fault: str = "", seeds: int | None = None, yes: bool = False
) -> WhatIf | None:
    """Ask if it is the first time, run the program again, print what was seen. None where it was declined.

    Raises LoopwiseError where nothing can be tried, or nobody can be asked.
    """
    from loopwise.diagnosis.what_if import plan, what_if
    from loopwise.rendering.what_if import RUN, what_was_tried, what_will_be_done

    planned = plan(report, fault=fault, seeds=seeds)
    echo("", err=True)
    echo(what_will_be_done(planned), err=True)
    if not agreed(yes, NOT_ASKED, "loopwise watch --what-if --yes ..."):
        return None
    answer = what_if(
        planned, progress=lambda at, runs: echo(f"  {RUN.format(at=at + 1, runs=runs)}", err=True)
    )
    echo(what_was_tried(answer), err=True)
    _keep(answer)
    return answer


def _keep(answer: WhatIf) -> None:
    """Keep the answer; a store that cannot take it never costs the answer itself."""
    from loopwise import store
    from loopwise.errors import MissingExtra

    try:
        store.keep(answer)
    except MissingExtra:
        return
    except LoopwiseError as problem:
        echo(str(problem), err=True)
