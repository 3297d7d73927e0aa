"""Gradients that are to add up over several rounds, and are cleared in each: `zero_grad()` each, `step()` every 4.

for one in cleared_between(loops): one.zero, one.step, one.every
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.mending.repairs import statement_of
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.questions.texts import periods_in

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event
    from loopwise.program.flow.training_loops import TrainingLoop
    from loopwise.records import Repair

_FEW = 8  # operations looked through between a loss and what it is divided by


class ClearedBetween(NamedTuple):
    """A clearing in each round, and a step that comes only every so many rounds. every: how the program says that."""

    zero: Event
    step: Event
    every: str

    def cleared_behind(self) -> Repair | None:
        """Return the edit that clears where the step is, behind it; to be asked for."""
        from loopwise.program.mending.moves import moved_statement

        zero, step = self.zero.site, self.step.site
        if zero is None or step is None or zero.source is not step.source:
            return None
        moving, beside = statement_of(zero.source, zero.node), statement_of(step.source, step.node)
        if moving is None or beside is None:
            return None
        return moved_statement(zero.source, moving, beside, after=True, safe=False)


def cleared_between(loops: Iterable[TrainingLoop]) -> Iterator[ClearedBetween]:
    """Yield them: of loops with one backward, whose loss is divided by the number of rounds between two steps."""
    for loop in loops:
        backwards, steps = loop.events("backward"), loop.events("step")
        if loop.escapes or len(backwards) != 1 or len(steps) != 1:
            continue
        (backward,), (step,) = backwards, steps
        each_round = [one for one in loop.events("zero") if _is_beside(one, backward)]
        zero = next((one for one in each_round if one.concerns(step.optimiser)), None)
        every = _every(step, backward)
        if zero is not None and every and _is_share(backward, every):
            yield ClearedBetween(zero, step, every)


def steps_every_few(loop: TrainingLoop) -> bool:
    """Tell whether each round goes back once, and only every so many rounds, by their number, there is a step."""
    backwards, steps = loop.events("backward"), loop.events("step")
    if loop.run.cut or len(backwards) != 1 or len(steps) != 1 or steps[0].loops != backwards[0].loops:
        return False
    every = _every(steps[0], backwards[0])
    return bool(every) and _is_share(backwards[0], every)


def _is_beside(zero: Event, backward: Event) -> bool:
    """Whether one comes whenever the other does."""
    return zero.conditions == backward.conditions and zero.loops == backward.loops


def _every(step: Event, backward: Event) -> str:
    """Return the 4 of `if (i + 1) % 4 == 0`, the one condition on which a step comes; "" for any other."""
    own = step.conditions[len(backward.conditions) :]
    if step.conditions[: len(backward.conditions)] != backward.conditions or len(own) != 1:
        return ""
    chosen = own[0][0]
    return next(iter(periods_in(chosen.test)), "") if isinstance(chosen, ast.If) else ""


def _is_share(backward: Event, every: str) -> bool:
    """Whether the loss is divided by as many as add up, or that number is named for it: `accum_steps`."""
    if "accum" in every.lower():
        return True
    op: Op | None = backward.tensor.op if backward.tensor is not None else None
    for _ in range(_FEW):
        if op is None or (op.is_("div") and _divisor(op) == every):
            return op is not None
        first = op.inputs[0] if op.inputs else None
        op = first.op if isinstance(first, Tensor) else None
    return False


def _divisor(op: Op) -> str:
    node = op.site.node
    right = node.value if isinstance(node, ast.AugAssign) else getattr(node, "right", None)
    return ast.unparse(right) if isinstance(right, ast.AST) else ""
