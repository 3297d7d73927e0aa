"""How much of a program was understood: "no findings" must be told from "understood nothing"."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING

from loopwise.program.flow.training_loops import TrainingLoop
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.hugging_face import OWN_LOSS
from loopwise.program.objects.losses import LossCall
from loopwise.program.objects.modules import Layer, Optimiser
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Unknown, Value
from loopwise.program.source.sources import Source
from loopwise.records import Followed, NotFollowed

if TYPE_CHECKING:
    from loopwise.program.questions.core import Core


def followed_in(program: Core, notes: Sequence[NotFollowed], sources: Sequence[Source]) -> Followed:
    """Count what was followed; losses and loops are counted once a place."""
    losses = {loss.site.node: loss for loss in program.losses()}
    loops = {loop.run.site.node: loop for loop in program.training_loops() if loop.events("backward", "step")}
    is_notebook = sources[0].cell is not None
    return Followed(
        files=0 if is_notebook else 1,
        notebooks=int(is_notebook),
        cells=len(sources) if is_notebook else 0,
        training_loops=len(loops),
        evaluation_loops=len({evaluation.run.site.node for evaluation in program.evaluations()}),
        losses_seen=len(losses),
        losses_resolved=sum(loss.resolved for loss in losses.values()),
        chains=tuple(dict.fromkeys(chain for loop in loops.values() if (chain := _chain(loop, losses)))),
        not_followed=tuple(dict.fromkeys([*notes, *_unseen_losses(list(loops.values()))])),
    )


def _chain(loop: TrainingLoop, losses: dict[ast.AST, LossCall]) -> str:
    """Return "CNN -> CrossEntropyLoss -> Adam"; a part that is not known is left out."""
    model = loss = ""
    for backward in loop.events("backward"):
        if backward.tensor is None:
            continue
        for op in backward.tensor.past():
            if op.role == "loss" and not loss and op.site.node in losses:
                loss = losses[op.site.node].label
            if op.out.models and not model:
                model = _label(op.out.models[-1])
            if model and loss:
                break
        loss = loss or _by_hand(backward.tensor)
    optimiser = next((_label(value) for value in loop.optimisers), "")
    by = next((f"{run.by}: " for run in loop.events()[0].loops if run.by), "")
    return by + " -> ".join(part for part in (model, loss, optimiser) if part and part != "?")


def _label(value: Value) -> str:
    if isinstance(value, Optimiser):
        return value.name
    if isinstance(value, Unknown):
        return _class_of(value)
    return value.label if isinstance(value, (Layer, Instance)) else "?"


def _class_of(model: Unknown) -> str:
    """Return the class of a model out of a library: of `AutoModel.from_pretrained(...)` AutoModel."""
    if model.made_by.startswith("peft.") and model.inputs:
        return _label(model.inputs[0])
    home, _, name = model.made_by.rpartition(".")
    name = home.rpartition(".")[2] if name.startswith("from_") else name
    return name if name[:1].isupper() else "?"


def _by_hand(tensor: Tensor) -> str:
    """Return a loss written out, in the program's own words; nothing for one that is not seen."""
    op = tensor.last
    if op.is_(OWN_LOSS):
        return "outputs.loss"
    return op.site.source.words(op.site.node) if op.role == "change" else ""


def _unseen_losses(loops: Sequence[TrainingLoop]) -> list[NotFollowed]:
    """Name what `backward()` was called on where that was computed out of sight."""
    unseen = []
    for loop in loops:
        for backward in loop.events("backward"):
            tensor = backward.tensor
            if tensor is None or any(op.role == "loss" or op.is_(OWN_LOSS) for op in tensor.past()):
                continue
            if tensor.last.role in ("opaque", "join"):
                site = tensor.last.site
                unseen.append(NotFollowed(site.place, site.source.words(site.node)))
    return unseen
