"""The loss of a program's first steps, as something that can be computed again: `Taping()` while it runs.

    taping = Taping()
    taping.attach()
    run()                                   # ends by itself after enough steps
    taping.loss(weights)                    # the mean over those steps

A step's loss is all that went back before it, so that batches whose gradients are summed count together.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from loopwise.runtime.arrival import when_imported
from loopwise.runtime.first_training import FirstTraining, flat
from loopwise.runtime.patches import Patches
from loopwise.runtime.recorder import StopTraining

if TYPE_CHECKING:
    import torch
    from torch import Tensor, nn

    from loopwise.runtime.tape import Replay, Tape

ROWS = 512  # that are enough for a picture, in
FEWEST, MOST = 8, 64  # steps of the first optimiser
EXACT = 1e-5  # relative: how far a loss that is computed again may be from the program's own


class Taping:
    """What the first steps leave. steps: of each the losses that went back before it.

    weights: before the first step, and after it. model: the class that holds the first weight.
    trouble: why a loss cannot be computed again, "" while it can. The first step itself is not taped: only it tells
    which weights are trained.
    """

    def __init__(self) -> None:
        self.steps: list[list[Replay]] = []
        self.weights: list[Tensor] = []
        self.shapes: tuple[torch.Size, ...] = ()
        self.model = ""
        self.trouble = ""
        self._moving: Sequence[Tensor] = ()
        self._pending: list[Replay] = []  # since the last step, and what is wrong with them
        self._doubt = ""
        self._tape: Tape | None = None
        self._scaled: tuple[Any, Any] = None, None
        self._inside = False  # in a step
        self._patches = Patches()
        self._handles: list[Any] = []
        self._training = FirstTraining(self._begin, self._stepped)

    def attach(self) -> None:
        """Listen from when the program imports torch."""
        when_imported("torch", self._attach_to_torch)
        self._training.attach()

    def detach(self) -> None:
        """Leave torch as it was."""
        self._training.detach()
        self._patches.undo()
        for handle in self._handles:
            handle.remove()
        if self._tape is not None:
            self._tape.__exit__(None, None, None)  # type: ignore[no-untyped-call]
            self._tape = None

    def loss(self, weights: Tensor) -> float:
        """Return the mean over the steps, with weights (P,)."""
        return math.fsum(sum(replay(weights) for replay in step) for step in self.steps) / len(self.steps)

    @property
    def rows(self) -> int:
        """How many rows those steps have seen."""
        return sum(replay.rows for step in self.steps for replay in step)

    def _attach_to_torch(self) -> None:
        import torch
        from torch.nn.modules.module import register_module_forward_pre_hook
        from torch.optim.optimizer import (
            register_optimizer_step_post_hook,
            register_optimizer_step_pre_hook,
        )

        self._patches.wrap(torch.autograd, "backward", self._backward)
        self._patches.wrap(torch.amp.GradScaler, "scale", self._unscaled)
        self._handles = [
            register_optimizer_step_pre_hook(self._before),
            register_optimizer_step_post_hook(self._after_others),
            register_module_forward_pre_hook(self._named),
        ]

    def _begin(self, moving: Sequence[Tensor]) -> None:
        self._moving = moving
        self.shapes = tuple(one.shape for one in moving)
        self.weights = [flat(moving)]

    def _stepped(self, step: int) -> None:
        """Close a step; the tape begins after the first."""
        from loopwise.runtime.tape import Tape

        if self._tape is None:
            self.weights.append(flat(self._moving))
            self._tape = Tape(self._moving)
            self._tape.__enter__()  # type: ignore[no-untyped-call]
        else:
            self.trouble = self.trouble or self._doubt
            self.steps += [self._pending] if self._pending else []
        self._again()
        enough = len(self.steps) >= FEWEST and self.rows >= ROWS
        if enough or step > MOST or self.trouble:
            raise StopTraining

    def _again(self) -> None:
        self._pending, self._inside, self._doubt = [], False, ""
        if self._tape is not None:
            self._tape.begin()
            self._tape.running = True

    def _before(self, optimiser: object, args: Any, kwargs: Any) -> None:
        """With a closure, the loss is computed inside the step: then the tape goes on until there is one."""
        if self._tape is not None and self._training.is_it(optimiser):
            self._inside = True
            self._tape.running = not self._pending

    def _after_others(self, optimiser: object, args: Any, kwargs: Any) -> None:
        if not self._training.is_it(optimiser):
            self._again()  # what went back was the other's

    def _backward(self, bare: Callable[..., None]) -> Callable[..., None]:
        def backward(tensors: Any, *args: Any, **kwargs: Any) -> None:
            tape = self._tape
            if tape is None or not tape.running:
                return bare(tensors, *args, **kwargs)
            tape.running = False
            self._take(tape, tensors)
            bare(tensors, *args, **kwargs)
            tape.running = not self._inside
            return None

        return backward

    def _take(self, tape: Tape, given: Any) -> None:
        from loopwise.runtime.tape import NotReplayed

        for root in given if isinstance(given, (tuple, list)) else [given]:
            scaled, before = self._scaled
            try:
                self._pending.append(self._replayed(tape, before if root is scaled else root))
            except NotReplayed as problem:
                if str(problem) != "weights":  # a loss of other weights is none of ours
                    self._doubt = str(problem)

    def _replayed(self, tape: Tape, loss: Tensor) -> Replay:
        """Return what computes a loss again, tried with the weights as they are. NotReplayed where it is another."""
        from loopwise.runtime.tape import NotReplayed

        if loss.numel() != 1:
            raise NotReplayed("several")
        replay = tape.until(loss)
        if tape.foreign:
            raise NotReplayed("foreign")
        own, again = float(loss.detach()), replay(flat(self._moving))
        if math.isfinite(own) and not math.isclose(again, own, rel_tol=EXACT, abs_tol=EXACT):
            raise NotReplayed(f"other {own:.6g} {again:.6g}")
        return replay

    def _unscaled(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        """Remember what a GradScaler has multiplied: the loss is what it was before."""

        def scale(scaler: Any, outputs: Any) -> Any:
            scaled = bare(scaler, outputs)
            self._scaled = scaled, outputs
            return scaled

        return scale

    def _named(self, module: nn.Module, given: Any) -> None:
        if self._moving and not self.model:
            first = self._moving[0]
            if any(one is first for one in module.parameters()):
                self.model = type(module).__name__
