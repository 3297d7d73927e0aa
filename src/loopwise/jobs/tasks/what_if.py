"""`submit("what_if", {"kept": 12, "fault": "dead-relu"})`: what a repair of a kept run would buy, in a worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loopwise.records.what_if import WhatIf
from loopwise.text import Text

NO_RUN = Text(en="result {kept} is not a watched run.", ko="관찰한 실행이 아닙니다: {kept}번 결과")


def run(
    kept: int,
    *,
    fault: str = "",
    seeds: int | None = None,
    progress: Callable[..., object] | None = None,
    cancelled: Callable[[], bool] | None = None,
    **_: Any,
) -> WhatIf:
    """Run the program of a watched run again, in copies of its folder. kept: the run's number in the store.

    fault: of the finding to try, the first that can be if left out. Raises LoopwiseError where the number is of
    another kind of result, or what ran is not there any more.
    """
    from loopwise import store
    from loopwise.diagnosis.what_if import plan, what_if
    from loopwise.errors import LoopwiseError
    from loopwise.records import WatchReport

    report = store.kept(kept).result
    if not isinstance(report, WatchReport):
        raise LoopwiseError(NO_RUN.format(kept=kept))

    def told(done: int, runs: int) -> None:
        if progress is not None:
            progress(done, runs)

    return what_if(plan(report, fault=fault, seeds=seeds), progress=told, cancelled=cancelled)
