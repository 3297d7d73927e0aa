"""What a training run does, told as events: attached from outside, to programs that know nothing of it.

    recorder = Recorder(print)
    with recorder.attached():
        train()                     # prints LossEvent, BackwardEvent, StepEvent ...

Knows no fault. Importing it loads no torch; attaching waits until the program itself has imported torch.
"""

from loopwise.runtime.dynamics import Training
from loopwise.runtime.evaluation_events import (
    Afterwards,
    Asked,
    Compared,
    Curved,
    Drawn,
    LoadEvent,
    Mixed,
    Modes,
    Noise,
    PassEvent,
    Prepared,
    Printed,
)
from loopwise.runtime.events import (
    BackwardEvent,
    Broadcast,
    Event,
    Leftover,
    Logarithm,
    LossEvent,
    Received,
    RunEnd,
    StepEvent,
    Targets,
)
from loopwise.runtime.frames import located, place_raised, shown
from loopwise.runtime.launch import Cell, Ended, find_module, read_bytes, run_cells, run_module, run_script
from loopwise.runtime.recorder import Recorder, StopTraining
from loopwise.runtime.schedule import Schedule
from loopwise.runtime.step_events import ClipEvent, ScheduleEvent

__all__ = [
    "Afterwards",
    "Asked",
    "BackwardEvent",
    "Broadcast",
    "Cell",
    "ClipEvent",
    "Compared",
    "Curved",
    "Drawn",
    "Ended",
    "Event",
    "Leftover",
    "LoadEvent",
    "Logarithm",
    "LossEvent",
    "Mixed",
    "Modes",
    "Noise",
    "PassEvent",
    "Prepared",
    "Printed",
    "Received",
    "Recorder",
    "RunEnd",
    "Schedule",
    "ScheduleEvent",
    "StepEvent",
    "StopTraining",
    "Targets",
    "Training",
    "find_module",
    "located",
    "place_raised",
    "read_bytes",
    "run_cells",
    "run_module",
    "run_script",
    "shown",
]
