"""`submit("what_if", {"target": "train.py", "fault": "dead-relu"})`: what a repair would buy, in a worker."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from loopwise.records.what_if import WhatIf


def run(
    target: str,
    *,
    fault: str = "",
    folder: str = "",
    seeds: int | None = None,
    progress: Callable[..., object] | None = None,
    cancelled: Callable[[], bool] | None = None,
    **_: Any,
) -> WhatIf:
    """Watch a script once, to find what to try and how long it takes; then run it again in copies of its folder.

    folder: where it is started. fault: of the finding to try, the first that can be if left out.
    """
    from loopwise.diagnosis.running import run as watch
    from loopwise.diagnosis.what_if import plan, what_if

    if folder:
        os.chdir(folder)
    planned = plan(target, watch(target), fault=fault, seeds=seeds)

    def told(done: int, runs: int) -> None:
        if progress is not None:
            progress(done, runs, "")

    return what_if(planned, progress=told, cancelled=cancelled)
