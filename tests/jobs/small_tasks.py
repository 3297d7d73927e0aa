"""Tasks for the tests: small, real, importable in a fresh Python."""

import os
import threading
import time

from loopwise.errors import LoopwiseError
from loopwise.records import Finding, Place, WatchReport
from loopwise.text import Text


def count(steps, pause=0.0, *, progress, cancelled, sink):
    done = 0
    while done < steps and not cancelled():
        time.sleep(pause)
        done += 1
        progress(done, steps, Text(en=f"step {done}", ko=f"{done}번째 스텝"))
        sink(Finding("gradients-accumulate", Place("train.py", done), "error"))
    return WatchReport(f"threads {os.environ['OMP_NUM_THREADS']}", (), steps=done)


def stubborn(*, progress, cancelled, sink):
    progress(1, 2, "")
    threading.Event().wait()


def refuse(*, progress, cancelled, sink):
    raise LoopwiseError(Text(en="the table is empty.", ko="표가 비어 있습니다."), fix="--target Price")


def crash(*, progress, cancelled, sink):
    return 1 / 0


def die(*, progress, cancelled, sink):
    os._exit(9)
