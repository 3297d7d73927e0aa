"""Batch normalisations in training mode that meet one value a channel: there is no spread to divide by.

for lone in lone_samples_in(ops, events): lone.place
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from loopwise.program.facts.last_batches import batch_size, last_batch, loader_of, rows_of
from loopwise.program.flow.events import Event, Events
from loopwise.program.objects.modules import Layer, Loader, modules_in
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Unknown
from loopwise.program.source.sources import nodes_in
from loopwise.records import Place, Repair
from loopwise.shapes import product


class LoneSample:
    """One asking. loader: whose last batch does it; None where the asking itself has one sample."""

    def __init__(self, op: Op, asked: Event, loader: Loader | None) -> None:
        self.op = op
        self.asked = asked
        self.loader = loader

    @property
    def place(self) -> Place:
        """Where the loader is made, or the model asked."""
        return self.asked.place if self.loader is None else self.loader.site.place

    @property
    def samples(self) -> int | None:
        """How many samples the loader has."""
        return None if self.loader is None else rows_of(self.loader)

    @property
    def batch_size(self) -> int | None:
        """How many samples its batches hold."""
        return None if self.loader is None else batch_size(self.loader)

    @property
    def name(self) -> str:
        """How the program names the layer: "BatchNorm1d"."""
        return self.op.layer.label if isinstance(self.op.layer, Layer) else self.op.kind

    def dropped(self) -> Repair | None:
        """Return the edit that leaves the last, shorter batch out."""
        from loopwise.program.mending.replacements import with_argument

        return None if self.loader is None else with_argument(self.loader.site, "drop_last=True", safe=False)


def lone_samples_in(ops: Iterable[Op], events: Events) -> list[LoneSample]:
    """Return the askings that surely raise, each place once."""
    found = [lone for op in ops if op.kind == "batch_norm" and (lone := _alone(op, events))]
    return list({lone.place: lone for lone in reversed(found)}.values())


def _alone(op: Op, events: Events) -> LoneSample | None:
    given = op.inputs[0] if op.inputs else None
    if not isinstance(given, Tensor) or not given.shape or op.layer is None or op.guessed:
        return None
    values = product((given.shape[0], *given.shape[2:]))
    loader = loader_of(given) if values == given.shape[0] else None
    if values != 1 and (loader is None or last_batch(loader) != 1):
        return None
    asked = _asked_in_training(op, events)
    if asked is None or (loader is not None and _may_be_left_out(asked)):
        return None
    return LoneSample(op, asked, loader)


def _may_be_left_out(asked: Event) -> bool:
    """Whether a model may not be asked about every batch: `if len(x) < 2: continue`, a loop that is left early."""
    run = asked.loops[-1] if asked.loops else None
    if run is None:
        return False
    leaves = any(isinstance(node, ast.Break) for node in nodes_in(run.site.node))
    return leaves or len(asked.conditions) > run.conditions


def _asked_in_training(op: Op, events: Events) -> Event | None:
    """Return the asking of the model an operation belongs to, if it is in training mode then."""
    for event in events.of("forward"):
        if event.tensor is not None and op in event.tensor.past():
            return event if event.mode is True and not _is_set_alone(op, event, events) else None
    return None


def _is_set_alone(op: Op, asked: Event, events: Events) -> bool:
    """Whether the layer's mode may have been set apart from its model's: batch normalisation frozen in `eval()`."""
    for event in events:
        target, mode = event.target, event.value
        if event.is_("mode") and event.number < asked.number and target is not None and mode is not None:
            unseen = isinstance(target, Unknown) or (isinstance(target, Layer) and target.kind == "opaque")
            apart = target is not asked.target and truth(mode) is not True
            if apart and (unseen or any(part is op.layer for part in modules_in(target))):
                return True
    return False
