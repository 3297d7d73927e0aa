"""What a program says: source text in, `Program` out. Runs nothing, imports no torch and knows no fault.

from loopwise.program import read
read("train.py").training_loops()
"""

from loopwise.program.edits import apply, apply_to_notebook, compatible
from loopwise.program.events import Event
from loopwise.program.files import programs_in
from loopwise.program.losses import LossCall
from loopwise.program.program import Program
from loopwise.program.reading import read, read_cells, read_source
from loopwise.program.tensors import Op, Tensor
from loopwise.program.training_loops import TrainingLoop

__all__ = [
    "Event",
    "LossCall",
    "Op",
    "Program",
    "Tensor",
    "TrainingLoop",
    "apply",
    "apply_to_notebook",
    "compatible",
    "programs_in",
    "read",
    "read_cells",
    "read_source",
]
