"""Calls of torch's gradient clipping, told with the gradient they found and whose it was."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import GeneratorType
from typing import Any

import torch
from torch import Tensor, nn

from loopwise.runtime.frames import here
from loopwise.runtime.gradients import norms_of, whole
from loopwise.runtime.optimisers import Optimisers
from loopwise.runtime.patches import Patches
from loopwise.runtime.step_events import ClipEvent

_NAMES = ("clip_grad_norm_", "clip_grad_value_")


class Clipping:
    """Listens where a look is due at the optimiser's next step; a limit of infinity only measures."""

    def __init__(
        self,
        optimisers: Optimisers,
        listening: Callable[[], bool],
        told: Callable[[Callable[[int, int], ClipEvent | None]], None],
    ) -> None:
        self._optimisers = optimisers
        self._listening = listening
        self._told = told

    def attach(self, patches: Patches) -> None:
        """Wrap the functions under both names they go by."""
        for owner in (nn.utils.clip_grad, nn.utils):
            for name in _NAMES:
                patches.wrap(owner, name, self._wrapped)

    def _wrapped(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def clip(parameters: Any, *args: Any, **kwargs: Any) -> Any:
            if torch.compiler.is_compiling() or not self._listening() or not self._is_due():
                return bare(parameters, *args, **kwargs)
            kept = parameters
            if not isinstance(parameters, Tensor):
                kept = list(parameters)
                parameters = (one for one in kept) if isinstance(parameters, GeneratorType) else kept
            limit = args[0] if args else kwargs.get("max_norm", kwargs.get("clip_value"))
            self._told(lambda step, backwards: self._event(kept, limit, step, backwards))
            return bare(parameters, *args, **kwargs)

        return clip

    def _is_due(self) -> bool:
        return any(track.steps >= track.due for track in self._optimisers)

    def _event(self, kept: Any, limit: Any, step: int, backwards: int) -> ClipEvent | None:
        parameters = [kept] if isinstance(kept, Tensor) else kept
        holders = self._optimisers.holders()
        track = next((holders[id(one)] for one in parameters if id(one) in holders), None)
        if track is None or limit is None or not math.isfinite(float(limit)):
            return None
        norm = whole(norms_of([one.grad for one in parameters if one.grad is not None]))
        return ClipEvent(
            step=step,
            place=here().place,
            key=track.key,
            norm=norm,
            limit=float(limit),
            fresh=backwards > track.seen,
            steps=track.steps,
        )
