"""How far a network's predictions can get from 0 in the steps that a program plans, and which targets lie further.

for one in program.unreachable_targets(): one.place, one.targets.mean, one.reach

Adam moves a weight by little more than its rate a step, whatever the error. So after T steps a weight matrix is
its start plus a change of at most rate * T in every entry, and the norms of both bound what comes out:
|h'| <= (|W0| + rate * T * sqrt(n m)) |h| + |b|, with |W0| = (1 + sqrt(m / n)) / sqrt(3) of torch's own start.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.spreads import (
    Calls,
    Spread,
    columns_of,
    in_helper,
    is_short_helper,
    source_site,
    spread_of,
    whole_of,
)
from loopwise.program.flow.events import Event, Events, LoopRun, learners
from loopwise.program.objects.modules import Layer, Loader, Optimiser
from loopwise.program.objects.numbers import whole_number
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.values import Unknown, Value
from loopwise.program.source.command_line import number_told
from loopwise.program.source.sources import nodes_in

if TYPE_CHECKING:
    from loopwise.program.objects.losses import LossCall
    from loopwise.program.source.sources import Site, Source
    from loopwise.records import Place

DISTANCES = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")
LOWERING = words(
    "StepLR MultiStepLR ExponentialLR CosineAnnealingLR CosineAnnealingWarmRestarts ReduceLROnPlateau PolynomialLR "
    "LinearLR"
)
_BOUNDED = ("tanh", "sigmoid", "batch_norm", "layer_norm")  # a unit's size is about 1, whatever comes in
_SHRINKS = ("relu", "leaky_relu", "elu", "gelu", "silu", "dropout")  # no larger than what comes in
_STEADY = words("Adam AdamW NAdam RAdam Adamax")
_RATE = 1e-3  # of them all but NAdam and Adamax, whose is 2e-3
_DEEP = 60


class Unreachable(NamedTuple):
    """Targets that no prediction comes near.

    site: where the targets are made; where the loss meets them, if a helper makes them.
    reach: how far predictions get from 0, at most.  steps: how many are planned at most.
    rate: the largest learning rate.
    """

    site: Site
    loss: LossCall
    targets: Spread
    reach: float
    steps: int
    rate: float

    @property
    def place(self) -> Place:
        """Where the targets are made, or met."""
        return self.site.place


def unreachable_in(losses: Iterable[LossCall], events: Events, calls: Calls) -> Iterator[Unreachable]:
    """Yield the targets that predictions miss by more than the targets spread, each once."""
    seen = set()
    for loss in losses:
        targets, site = spread_of(loss.target, calls), source_site(loss.target)
        if targets is None or site is None or site.node in seen:
            continue
        chain = list(_chain(loss.input))
        steps = _steps_on(chain, events)
        rates = [_rate(step.optimiser, calls) for step in steps]
        counts = [_count(step.loops, calls) for step in steps]
        if not steps or None in rates or None in counts:
            continue
        moved = sum(rate * count for rate, count in zip(rates, counts, strict=True) if rate and count)
        reach = _reach(chain, moved, calls)
        if reach is not None and abs(targets.mean) - targets.deviation > reach:
            seen.add(site.node)
            planned = sum(count for count in counts if count)
            yield Unreachable(
                loss.site if in_helper(site) and is_short_helper(site) else site,
                loss,
                targets,
                reach,
                planned,
                max(rate for rate in rates if rate),
            )


def _chain(tensor: Tensor) -> Iterator[Op]:
    """Yield what leads to a prediction, nearest first: layers, activations, and what comes in last."""
    for _ in range(_DEEP):
        op = tensor.op
        known = op.is_("linear") or op.is_(*_SHRINKS) or op.is_(*_BOUNDED)
        before = op.inputs[0] if op.inputs else None
        if known or (op.role == "layout" and whole_of(op) is None and isinstance(before, Tensor)):
            if known:
                yield op
            if not isinstance(before, Tensor):
                return
            tensor = before
        else:
            yield op
            return


def _steps_on(chain: list[Op], events: Events) -> list[Event]:
    """Return the steps that move the last layer."""
    layer = next((op.layer for op in chain if op.is_("linear")), None)
    steps = [event for event in events.of("step") if not event.again]
    held = [(step, learners(step.optimiser)) for step in steps]
    return [step for step, holds in held if holds is None or id(layer) in holds]


def _rate(optimiser: Optimiser, calls: Calls) -> float | None:
    """Return the learning rate of an optimiser that moves a weight by little more than that a step."""
    call = calls.get(optimiser.site.node)
    if optimiser.name not in _STEADY or call is None or not call.arguments.whole:
        return None
    given = call.arguments.get(1, "lr")
    if given is None:
        return 2 * _RATE if optimiser.name in ("NAdam", "Adamax") else _RATE
    return number_told(given)


def _count(loops: tuple[LoopRun, ...], calls: Calls) -> int | None:
    """Return how many rounds loops go at most; None where that is not known."""
    rounds = [_rounds(run, calls) for run in loops]
    return math.prod(count for count in rounds if count) if all(rounds) else None


def _rounds(run: LoopRun, calls: Calls) -> int | None:
    """Return how often a loop goes round: over a range, or over the batches of a loader."""
    if isinstance(run.over, Loader):
        return _batches(run.over, calls)
    told = run.length if run.length is not None else number_told(run.stop)
    return None if told is None else int(told)


def _batches(over: Loader, calls: Calls) -> int | None:
    """Return how many batches a loader gives at most."""
    if not over.arguments.whole:
        return None
    size = over.arguments.get(1, "batch_size")
    rows, each = _rows(over.data), 1 if size is None else number_told(size)
    return math.ceil(rows / each) if rows and each else None


def _rows(data: Value | None) -> int | None:
    """Return how many rows a data set of tensors has, or the whole that it is a part of."""
    for _ in range(_DEEP):
        if isinstance(data, Tensor) and data.op.is_("tensor_dataset"):
            first = data.op.inputs[0] if data.op.inputs else None
            return first.size(0) if isinstance(first, Tensor) else None
        inputs = (
            data.op.inputs if isinstance(data, Tensor) else data.inputs if isinstance(data, Unknown) else ()
        )
        data = inputs[0] if inputs else None
    return None


def _reach(chain: list[Op], moved: float, calls: Calls) -> float | None:
    """Return how large a prediction can be; gradients that grow with the step move weights further than the rate."""
    layers = [op for op in chain if op.is_("linear")]
    if not layers or chain[0] is not layers[0] or layers[0].out.size(-1) != 1:
        return None
    columns = columns_of(chain[-1].out, calls)
    size = columns.norm if columns is not None else None
    moved *= math.sqrt(2 * len(layers) - 1)
    for op, behind in zip(chain[::-1], [*chain[-2::-1], None], strict=True):
        if op.is_("linear"):
            halved = columns is not None and columns.centred and op is layers[-1] and _is_relu(behind)
            size = _through(op, size, moved, 0.5 if halved else 1.0)
        elif op.is_(*_BOUNDED):
            size = _bounded(op, moved)
    return size


def _through(op: Op, size: float | None, moved: float, share: float) -> float | None:
    """Return the length of what a layer gives, from the length of what it gets.

    share: how much of the square a ReLU behind it lets through: half, where what comes in has mean 0.
    """
    wide, out = whole_number(op.setting(0, "in_features")), whole_number(op.setting(1, "out_features"))
    if size is None or not wide or not out or not isinstance(op.layer, Layer):
        return None
    start = (1 + math.sqrt(out / wide)) / math.sqrt(3)
    bias = math.sqrt(out) * (1 / math.sqrt(3 * wide) + moved)
    return math.sqrt(share) * (start + moved * math.sqrt(wide * out)) * size + bias


def _is_relu(op: Op | None) -> bool:
    return op is not None and op.is_("relu")


def _bounded(op: Op, moved: float) -> float | None:
    width = op.out.size(-1)
    learnt = 2 * moved if op.is_("batch_norm", "layer_norm") else 0.0
    return math.sqrt(width) * (1 + learnt) if width else None


def sets_rates_by_hand(sources: Iterable[Source]) -> bool:
    """Tell whether a program reaches into an optimiser's groups, where its rates stand."""
    named = (source.tree for source in sources if "param_groups" in source.text)
    nodes = (node for tree in named for node in nodes_in(tree))
    return any(isinstance(node, ast.Attribute) and node.attr == "param_groups" for node in nodes)


def starts_elsewhere(events: Events) -> bool:
    """Tell whether weights, or data through a view of it, are set to other numbers than they begin with."""
    return any(
        event.is_("load")
        or (event.is_("put") and isinstance(event.value, Tensor))
        or (event.is_("change") and event.tensor is not None and event.tensor.op.role == "layout")
        for event in events
    )
