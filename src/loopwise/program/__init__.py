"""What a program says: source text in, `Program` out. Runs nothing, imports no torch and knows no fault.

from loopwise.program import read
read("train.py").training_loops()
"""

from loopwise.program.flow.events import Event
from loopwise.program.flow.training_loops import TrainingLoop
from loopwise.program.objects.losses import LossCall
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.program import Program
from loopwise.program.reading import read, read_cells, read_source
from loopwise.program.source.edits import apply, apply_to_notebook, compatible
from loopwise.program.source.files import programs_in

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
