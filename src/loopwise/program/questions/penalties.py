"""Penalties on the size of weights that a program writes by hand, and what is wrong with them.

for penalty in penalties_in(program): penalty.place, penalty.is_outside
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.program.facts.gradients import gradient_flows
from loopwise.program.objects.modules import Layer, Optimiser, Parameters, modules_in
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import constant
from loopwise.records import Edit, Place, Repair

if TYPE_CHECKING:
    from loopwise.program.questions.core import Core

_SIZES = ("norm", "pow", "square", "abs", "mul", "sum")
_DECOUPLED = ("AdamW", "?")  # decays unless told not to; chosen out of sight
_PRODUCTS = ("pow", "square", "mul")


class Penalty:
    """One faulty penalty.

    op: the norm that is not squared, or the sum in which loss and penalty meet.
    is_outside: whether no gradient of the penalty reaches the weights.
    """

    def __init__(self, op: Op, source: Op, *, is_outside: bool) -> None:
        self.op = op
        self.is_outside = is_outside
        self._of = source.layer.of if isinstance(source.layer, Parameters) else ()

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.op.place

    @property
    def normalised_place(self) -> Place | None:
        """Where a batch normalisation is made whose scale and shift are held small, too."""
        layers = [part for one in self._of for part in modules_in(one) if isinstance(part, Layer)]
        return next((layer.site.place for layer in layers if layer.kind == "batch_norm"), None)

    def squared(self) -> Repair | None:
        """Return the edit that sums squares in place of a norm: `torch.norm(p)` -> `p.pow(2).sum()`."""
        node, source = self.op.site.node, self.op.site.source
        if self.is_outside or not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return None
        is_method = self.op.arguments is not None and len(node.args) + len(node.keywords) < len(
            self.op.arguments.all()
        )
        given = node.func.value if is_method else node.args[0] if node.args else None
        if not isinstance(given, (ast.Name, ast.Attribute)):
            return None
        return Repair(
            safe=False, edits=(Edit(self.place, f"{source.between(source.place(given))}.pow(2).sum()"),)
        )


def penalties_in(program: Core) -> list[Penalty]:
    """Return the penalties over parameters that do not do what L2 does, each place once."""
    found = [*_unsquared(program), *_outside(program)]
    return list({penalty.place: penalty for penalty in reversed(found)}.values())


def _unsquared(program: Core) -> Iterator[Penalty]:
    """Norms of each parameter that are learnt from as they are, beside a loss."""
    norms = program.operations("norm")
    learnt = [past for past in _pasts(program) if any(map(_is_about_data, past))] if norms else []
    for op in norms:
        given = op.inputs[0] if op.inputs else None
        source = given.op if isinstance(given, Tensor) else None
        if source is None or not _is_each_parameter(source) or not _is_euclidean(op):
            continue
        squared = any(use.kind in _PRODUCTS and _is_power(use, op.out) for use in op.out.uses)
        if not squared and any(op in past for past in learnt):
            yield Penalty(op, source, is_outside=False)


def _pasts(program: Core) -> Iterator[set[Op]]:
    """Yield what each backward goes through."""
    for event in program.events.of("backward"):
        if event.tensor is not None:
            yield set(event.tensor.past())


def _is_about_data(op: Op) -> bool:
    unseen = op.role == "opaque" and isinstance(op.site.node, ast.Call)  # otherwise a number met a tensor
    return unseen or op.role == "loss" or op.kind == "batch" or isinstance(op.layer, Layer)


def _outside(program: Core) -> Iterator[Penalty]:
    """Sums of a loss that is learnt from and a penalty that is not, where nothing else holds weights small."""
    sums = list(_sums(program))
    backwards = [event.tensor for event in program.events.of("backward") if event.tensor is not None]
    if not sums or any(map(_decays, program.optimisers())) or any(map(_weights_in, backwards)):
        return
    if any("create_graph" in source.text for source in program.sources):
        return  # gradients are learnt from: a product with one is no penalty
    if any(gradient_flows(penalty) is True and program.is_learnt_through(op) for op, penalty, _ in sums):
        return
    for op, penalty, loss in sums:
        source = _weights_in(penalty)
        if source is not None and (program.is_learnt_through(op) or _is_learnt_from(program, loss, op)):
            yield Penalty(op, source, is_outside=True)


def _sums(program: Core) -> Iterator[tuple[Op, Tensor, Tensor]]:
    """Yield where something and a penalty are added up while gradients are recorded."""
    sized = _made_of_parameters(program)
    for op in program.operations("add") if sized else ():
        sides = [side for side in op.inputs if isinstance(side, Tensor)]
        if len(sides) == 2 and op.gradients_on is True and any(side.op in sized for side in sides):
            for penalty, other in (sides, sides[::-1]):
                if _weights_in(penalty) is not None and _weights_in(other) is None:
                    yield op, penalty, other


def _made_of_parameters(program: Core) -> set[Op]:
    """Return what is computed from each parameter of a model, the parameters included."""
    found = {op for op in program.operations("parameter") if _is_each_parameter(op)}
    waiting = list(found)
    for op in waiting:
        fresh = [use for use in op.out.uses if use not in found]
        found.update(fresh)
        waiting += fresh
    return found


def _is_learnt_from(program: Core, loss: Tensor, op: Op) -> bool:
    """Whether a backward of the same loop starts from what a sum is made of."""
    past = set(loss.past())
    return any(
        event.is_("backward") and event.tensor is not None and event.tensor.op in past
        for event in program.events
        if event.loops and event.loops[-1:] == op.loops[-1:]
    )


def _decays(optimiser: Optimiser) -> bool:
    """Whether an optimiser may hold weights small itself."""
    call = optimiser.site.node
    if not isinstance(call, ast.Call) or any(word.arg is None for word in call.keywords):
        return True
    return optimiser.name in _DECOUPLED or "weight_decay" in ast.unparse(call)


def _is_each_parameter(op: Op) -> bool:
    return op.kind == "parameter" and isinstance(op.layer, Parameters)


def _is_euclidean(op: Op) -> bool:
    given = op.setting(0, "p", "ord")
    if op.setting(1, "dim", "axis") is not None:
        return False  # of rows or columns: a group is to vanish as a whole
    return op.lacks(0, "p", "ord") or constant(given) in (2, "fro")


def _is_power(use: Op, norm: Tensor) -> bool:
    if use.kind == "mul":
        return all(value is norm for value in use.inputs)
    return use.inputs[0] is norm


def _weights_in(tensor: Tensor) -> Op | None:
    """Return the parameters whose size a tensor is made of; None if anything else goes in, too."""
    past = list(tensor.past())
    source = next((op for op in past if _is_each_parameter(op)), None)
    if source is None or not any(op.kind in _SIZES for op in past):
        return None
    return source if not any(op.role == "loss" or op.role == "opaque" for op in past) else None
