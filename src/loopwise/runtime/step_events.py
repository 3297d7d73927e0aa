"""What is measured around a training step: the gradient a step finds, what `backward()` reaches, what is kept.

    def on_step(self, step):
        if step.gradient and step.gradient.norm == 0:
            print(step.optimiser, "found no gradient in", step.gradient.trainable, "tensors")

Every number is a Python number; nothing here holds a tensor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from loopwise.records import Place


@dataclass(frozen=True, slots=True)
class Gradient:
    """What an optimiser finds at its step.

    norm: of all its gradients together, 0 where there is none. tensors: how many have one.
    trainable: how many of its tensors ask for one.
    given: norm of what the last `backward()` since its step before had left there; None where that was not
        looked at. overtaken: that loss had been computed before its step before.
    moved: what it holds has changed since the look before although it had no gradient then.
    """

    norm: float
    tensors: int
    trainable: int
    given: float | None = None
    overtaken: bool = False
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """The leaves that an entry into `backward()` gives gradients to, in tensors.

    held: those that some optimiser holds. other: those that none holds; parameters: those of them that are
        parameters of a module.
    trainable: all that the optimisers hold and that ask for a gradient.
    has_graph: False where nothing in the loss asks for a gradient; `backward()` then raises.
    """

    held: int
    other: int
    parameters: int
    trainable: int
    has_graph: bool


Why = Literal["born", "hidden", "late", "left out", "in front"]


@dataclass(frozen=True, slots=True)
class Unheld:
    """Parameters that `backward()` reaches and that no optimiser holds or ever held, at several looks.

    why: "born": made anew in `forward` at each look. "hidden": in a list, tuple or dictionary of a module whose
        other parameters an optimiser holds. "late": put into a module after the optimiser of its other
        parameters was made. "left out": given to none, and never loaded from a file. "in front": the same, of a
        model whose layers behind them are held; sure at the end of a run only.
    place: the user's line where they are made, hidden, put in; None where it is not known.
    layers, values: how many modules and numbers. model, attribute: class and attribute they were found in.
    made: where the optimiser of the others was made.
    """

    why: Why
    place: Place | None
    layers: int
    values: int
    model: str = ""
    attribute: str = ""
    made: Place | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """Graphs of earlier steps that are still alive.

    graphs: how many, of those looked at. rounds: how many of them a step of one optimiser lies between.
    oldest: the first one's step.
    """

    graphs: int
    rounds: int
    oldest: int


@dataclass(frozen=True, slots=True)
class Idle:
    """An optimiser that never stepped, though `backward()` gave its parameters gradients and nothing moved them.

    made, place: the user's lines where it was made, and that call `backward()`.
    backwards: entries looked at that reached its parameters. gradient: norm of what has been added up.
    """

    optimiser: str
    made: Place | None
    place: Place
    backwards: int
    gradient: float


@dataclass(frozen=True, slots=True)
class Lookup:
    """A method that a line of the program looks up and does not call."""

    method: str
    place: Place


@dataclass(frozen=True, slots=True)
class EvalMode:
    """How a model came into eval mode between two steps: the user's line, and how often it was put there.

    layers: the kinds in it that work differently there, as "BatchNorm1d, Dropout".
    """

    place: Place
    layers: str
    calls: int


@dataclass(frozen=True, slots=True)
class ClipEvent:
    """A call of torch's gradient clipping with a limit, where the optimiser's next step is looked at.

    key: of the optimiser whose parameters it clips, as in its StepEvents. steps: taken by it so far.
    norm: of the gradient found. fresh: `backward()` was entered since its last step.
    """

    key: int
    steps: int
    step: int
    place: Place
    norm: float
    limit: float
    fresh: bool


@dataclass(frozen=True, slots=True)
class ScheduleEvent:
    """A call of a learning-rate schedule's `step()`.

    scheduler: its class, with a number where a run has several. calls: of it so far, this one included.
    rates: of the first group, before and after.
    backwards: entries into `backward()` since it was made. backwards_at_first_step: as many, when its optimiser
        stepped first; None before that.
    planned: steps it was made for, None where it has no length.
    optimiser_steps, step_place: taken by its optimiser so far, and where.
    """

    scheduler: str
    step: int
    place: Place
    calls: int
    rates: tuple[float, float]
    backwards: int
    optimiser_steps: int
    backwards_at_first_step: int | None
    step_place: Place | None
    planned: int | None = None
