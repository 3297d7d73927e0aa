"""Layers that an optimiser holds and that no backward reaches: an operation cuts the graph behind them, or they are
asked without gradients only.

for cut_off in program.cut_off(): cut_off.place, cut_off.layers
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.gradients import PARAMETRIC, gradient_flows, is_unpacked
from loopwise.program.flow.held import Holdings, reached_from
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import words

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event, Events
    from loopwise.program.flow.training_loops import TrainingLoop
    from loopwise.program.objects.values import Value
    from loopwise.records import Place

CUTTING = words("detach data item tolist numpy argmax argmin")


class CutOff(NamedTuple):
    """What cuts them off and where, the backward that does not reach them, and how many they are."""

    place: Place
    kind: str
    backward: Event
    layers: int


def cut_off_in(events: Events, loops: Iterable[TrainingLoop], silent: list[Op]) -> Iterator[CutOff]:
    """Yield the cuts, each place once; none where another backward reaches the layers, or another path does.

    silent: layers asked without gradients for what a loss then rests on.
    """
    cutting = [
        (loop, backward, _cuts_before(backward)) for loop in loops for backward in loop.events("backward")
    ]
    if not silent and not any(cuts for _, _, cuts in cutting):
        return
    passed = (op for event in events.of("backward") for op in reached_from(event, surely=False))
    reached = {id(op.layer) for op in passed if op.gradients_on is not False}
    seen: set[Place] = set()
    for loop, backward, cuts in cutting:
        held = (part for optimiser in loop.optimisers for part in Holdings.of(optimiser) or ())
        waiting = {id(part) for part in held if _has_parameters(part)} - reached
        if waiting and backward.tensor is not None and gradient_flows(backward.tensor) is True:
            found = [(cut.place, cut.kind, _behind(cut, waiting)) for cut in cuts]
            found += _without_gradients(events, silent, backward.tensor, waiting)
            for place, kind, layers in found:
                if layers and place not in seen:
                    seen.add(place)
                    yield CutOff(place, kind, backward, len(layers))


def _cuts_before(backward: Event) -> list[Op]:
    """Return the operations before a backward that cut, nearest first."""
    past = backward.tensor.past() if backward.tensor is not None else ()
    return [op for op in past if op.is_(*CUTTING) and op.inputs and not is_unpacked(op)]


def _behind(cut: Op, waiting: set[int]) -> set[int]:
    """Return the identities of the layers behind a cut that wait for a gradient."""
    before = cut.inputs[0]
    past = before.past() if isinstance(before, Tensor) else ()
    return {
        id(op.layer)
        for op in past
        if id(op.layer) in waiting and op.frozen is False and op.gradients_on is True and not op.guessed
    }


def _without_gradients(
    events: Events, silent: list[Op], loss: Tensor, waiting: set[int]
) -> Iterator[tuple[Place, str, set[int]]]:
    """Yield where layers that wait for a gradient are asked without one for what a loss rests on."""
    before = set(loss.past())
    vain = [op for op in silent if op in before and id(op.layer) in waiting]
    quiet = [event for event in events.of("forward") if vain and event.gradients_on is False]
    asked = {op: event.place for event in quiet for answer in event.answers for op in answer.past()}
    layers: dict[Place, set[int]] = {}
    for op in vain:  # a model asks one of its parts, or the program asks the model
        layers.setdefault(asked.get(op, op.place), set()).add(id(op.layer))
    for place, found in layers.items():
        yield place, "no_grad", found


def _has_parameters(part: Value) -> bool:
    return isinstance(part, Layer) and part.kind in PARAMETRIC
