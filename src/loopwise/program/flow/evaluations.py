"""The loops in which a program asks its model and does not learn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.program.flow.events import Event, Events, LoopRun
from loopwise.program.flow.training_loops import LEARNING
from loopwise.program.objects.modules import Loader, Parameters
from loopwise.program.objects.ops import Op
from loopwise.program.objects.values import Unknown, Value

if TYPE_CHECKING:
    from loopwise.records import Place


class Evaluation:
    """A loop over data in which a model is asked, nothing is learnt, and the answers are counted.

    asks: the events of asking, with `.mode` and `.gradients_on`.
    """

    def __init__(self, run: LoopRun, asks: list[Event]) -> None:
        self.run = run
        self.asks = asks

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.run.site.place

    @property
    def over(self) -> Value | None:
        """The loader it runs over."""
        return self.run.over


def evaluations_in(events: Events, runs: list[LoopRun]) -> list[Evaluation]:
    """Return the evaluation loops: recognised by what they do, never by a function's name."""
    learning = {run for event in events.of(*LEARNING) for run in event.loops}
    asks: dict[LoopRun, list[Event]] = {}
    for event in events.of("forward"):
        if event.loops and not event.again:
            asks.setdefault(event.loops[-1], []).append(event)
    return [
        Evaluation(run, asks[run])
        for run in runs
        if run in asks
        and run not in learning
        and isinstance(run.over, (Loader, Unknown))
        and any(map(_is_counted, asks[run]))
    ]


def _is_counted(ask: Event) -> bool:
    """Whether an answer becomes a number: through argmax, a comparison, a loss, a sum, or code not seen."""
    if ask.tensor is None:
        return not isinstance(ask.target, Parameters)
    return any(_counts(op) for op in ask.tensor.future())


def _counts(op: Op) -> bool:
    return op.role in ("choose", "compare", "loss", "opaque") or op.kind in (
        "sum",
        "mean",
        "item",
        "sub",
        "round",
        "sigmoid",
        "softmax",
    )
