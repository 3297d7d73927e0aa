"""Losses that lead back to no parameter: a program's evaluations, told apart by the lines that lead there.

`torch.nn.functional` is where every loss of torch passes, class or function, training or not.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from types import FrameType
from typing import Any

import torch
from torch import Tensor
from torch._C._functorch import is_functorch_wrapped_tensor
from torch.nn import functional

from loopwise.runtime import asking
from loopwise.runtime.dynamics.measurements import Evaluation
from loopwise.runtime.frames import is_library, is_ours
from loopwise.runtime.patches import Patches
from loopwise.runtime.printing import Sums

_LOSSES = {
    "cross_entropy": "cross_entropy",
    "nll_loss": "nll",
    "binary_cross_entropy": "bce",
    "binary_cross_entropy_with_logits": "bce_with_logits",
    "mse_loss": "mse",
    "l1_loss": "l1",
    "smooth_l1_loss": "smooth_l1",
    "huber_loss": "huber",
}
_WARN = ("mse", "l1", "smooth_l1", "huber")  # where shapes differ, at the line that called them
_CALLERS = 4  # lines of the program that tell evaluations apart
_MOST_CLASSES = 1000


@dataclass(slots=True)
class _Pass:
    """The sums of one pass over data, so far."""

    kind: str
    batches: int = 0
    samples: int = 0
    fewest: int = 0
    loss: float = 0.0
    means: float = 0.0
    shares: float = 0.0
    right: int | None = 0
    counts: Tensor | None = None
    numbers: int = 0
    total: float = 0.0
    squares: float = 0.0
    residual: float | None = 0.0


class HeldOut:
    """Evaluations between two training steps. listening: whether we do. safely: does work whose errors are ours."""

    def __init__(self, listening: Callable[[], bool], safely: Callable[..., None]) -> None:
        self._listening = listening
        self._safely = safely
        self.passes: dict[tuple[Any, ...], _Pass] = {}  # since the last call of `evaluations`
        self._places: dict[tuple[Any, ...], int] = {}

    def attach(self, patches: Patches) -> None:
        """Listen at torch's loss functions."""
        for name, kind in _LOSSES.items():
            patches.wrap(functional, name, partial(self._heard, kind))

    def sums(self) -> tuple[Sums, ...]:
        """Return what has been added up since the last call of `evaluations`."""
        return tuple(
            Sums(one.batches, one.samples, one.fewest, one.loss, one.means, one.right, one.shares)
            for one in self.passes.values()
            if one.samples
        )

    def evaluations(self, step: int) -> Iterator[Evaluation]:
        """Yield what has been evaluated since the last call."""
        passes = list(self.passes.items())
        self.passes.clear()
        for where, one in passes:
            number = self._places.setdefault(where, len(self._places))
            if one.samples:
                counts = tuple(one.counts.tolist()) if one.counts is not None else ()
                loss = one.loss / one.samples
                yield Evaluation(
                    number, step, one.kind, one.samples, loss, one.right, counts, _explained(one)
                )

    def _heard(self, kind: str, bare: Callable[..., Any]) -> Callable[..., Any]:
        warns = kind in _WARN

        def loss(*args: Any, **kwargs: Any) -> Any:
            if warns and _differ(args):
                result = _warned_where_called(bare, args, kwargs)
            else:
                result = bare(*args, **kwargs)
            trained = getattr(result, "requires_grad", False)  # not of predictions made under `no_grad`
            if trained or torch.compiler.is_compiling() or not self._listening() or _is_transformed(result):
                return result
            caller = sys._getframe(1)
            if _is_our_own(caller):
                return result  # a mean that we compute ourselves
            given = args[0] if args else kwargs.get("input")
            target = args[1] if len(args) > 1 else kwargs.get("target")
            if isinstance(given, Tensor) and isinstance(target, Tensor) and isinstance(result, Tensor):
                reduction = kwargs.get("reduction", "mean")
                self._safely(self._add, _callers(caller), kind, given, target, result, reduction)
            return result

        return loss

    def _add(
        self,
        callers: tuple[Any, ...],
        kind: str,
        given: Tensor,
        target: Tensor,
        result: Tensor,
        reduction: str,
    ) -> None:
        samples = len(target) if target.dim() else 1
        one = self.passes.setdefault(callers, _Pass(kind))
        mean = result.detach().mean() if reduction == "none" else result.detach()
        if mean.dim() or one.kind != kind:
            return
        per_sample = max(target.numel(), 1) if kind not in ("cross_entropy", "nll") else samples
        value = float(mean) / (per_sample if reduction == "sum" else 1)
        one.batches += 1
        one.fewest = min(one.fewest or samples, samples)
        one.samples += samples
        one.loss += value * samples
        one.means += value
        before = one.right or 0
        if kind in ("cross_entropy", "nll"):
            _count_classes(one, given, target)
        elif kind in ("bce", "bce_with_logits"):
            _count_labels(one, kind, given, target)
        else:
            one.right = None
            _sum_squares(one, given, target)
        if one.right is not None:
            one.shares += (one.right - before) / max(samples, 1)


def _is_transformed(result: Any) -> bool:
    """Tell whether a loss is computed inside of `torch.func.grad` or `vmap`, where no number can be read."""
    return isinstance(result, Tensor) and is_functorch_wrapped_tensor(result)


def _count_classes(one: _Pass, given: Tensor, target: Tensor) -> None:
    fits = given.dim() == 2 and target.dim() == 1 and not target.is_floating_point()
    if not fits or given.shape[1] > _MOST_CLASSES or one.right is None:
        one.right = None
        return
    counts = torch.bincount(target.detach().clamp(0), minlength=given.shape[1]).cpu()
    one.counts = counts if one.counts is None or len(one.counts) != len(counts) else one.counts + counts
    one.right += int((given.detach().argmax(1) == target).sum())


def _count_labels(one: _Pass, kind: str, given: Tensor, target: Tensor) -> None:
    if given.shape != target.shape or one.right is None or target.numel() != len(target):
        one.right = None
        return
    said, wanted = given.detach() > (0.5 if kind == "bce" else 0.0), target > 0.5
    yes = int(wanted.sum())
    counts = torch.tensor([target.numel() - yes, yes])
    one.counts = counts if one.counts is None else one.counts + counts
    one.right += int((said == wanted).sum())


def _sum_squares(one: _Pass, given: Tensor, target: Tensor) -> None:
    if given.shape != target.shape or one.residual is None:
        one.residual = None
        return
    values = target.detach().double()
    one.numbers += values.numel()
    one.total += float(values.sum())
    one.squares += float(values.square().sum())
    one.residual += float((given.detach().double() - values).square().sum())


def _explained(one: _Pass) -> float | None:
    """Return the share of the targets' variance that is explained (R squared)."""
    if one.right is not None or one.residual is None or one.numbers < 2:
        return None
    spread = one.squares - one.total**2 / one.numbers
    return 1 - one.residual / spread if spread > 0 else None


def _differ(args: tuple[Any, ...]) -> bool:
    """Tell whether prediction and target have different shapes, while nothing is compiled."""
    pair = args[:2]
    tensors = len(pair) == 2 and all(isinstance(one, Tensor) for one in pair)
    return tensors and not torch.compiler.is_compiling() and pair[0].shape != pair[1].shape


def _warned_where_called(bare: Callable[..., Any], args: Any, kwargs: Any) -> Any:
    """Call torch's function; what it warns of is told at the program's line, as without us, and not at ours."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = bare(*args, **kwargs)
    for one in caught:
        warnings.warn(one.message, one.category, stacklevel=3)
    return result


def _is_our_own(frame: FrameType) -> bool:
    """Tell whether a loss is computed by us; what only listens at the same function passes the program's calls on."""
    caller: FrameType | None = frame
    while caller is not None and caller.f_code.co_filename == asking.__file__:
        caller = caller.f_back
    return caller is not None and is_ours(caller.f_code.co_filename)


def _callers(caller: FrameType) -> tuple[Any, ...]:
    """Return the lines of the person's own program that lead to a call, the innermost ones."""
    found: list[Any] = []
    frame: FrameType | None = caller
    while frame is not None and len(found) < _CALLERS:
        if not is_library(frame.f_code.co_filename):
            found.append((frame.f_code, frame.f_lasti))
        frame = frame.f_back
    return tuple(found)
