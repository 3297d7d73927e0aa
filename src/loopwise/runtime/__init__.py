"""What a training run does, told as events: attached from outside, to programs that know nothing of it.

    recorder = Recorder(print)
    with recorder.attached():
        train()                     # prints LossEvent, BackwardEvent, StepEvent ...

Knows no fault. Importing it loads no torch; attaching waits until the program itself has imported torch.
"""

from loopwise.runtime.events import (
    BackwardEvent,
    Event,
    Leftover,
    LossEvent,
    Probabilities,
    RunEnd,
    StepEvent,
)
from loopwise.runtime.frames import shown
from loopwise.runtime.launch import Cell, Ended, find_module, read_bytes, run_cells, run_module, run_script
from loopwise.runtime.recorder import Recorder, StopTraining
from loopwise.runtime.schedule import Schedule

__all__ = [
    "BackwardEvent",
    "Cell",
    "Ended",
    "Event",
    "Leftover",
    "LossEvent",
    "Probabilities",
    "Recorder",
    "RunEnd",
    "Schedule",
    "StepEvent",
    "StopTraining",
    "find_module",
    "read_bytes",
    "run_cells",
    "run_module",
    "run_script",
    "shown",
]
