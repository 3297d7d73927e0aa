"""Can a copy of the model learn one batch by heart?  ->  by_heart(task, until)

The first test of everybody who looks for a fault in training: a model that cannot drive the loss of a few rows to
where knowing them would bring it has something in its way, whatever the data. Dropout is switched off, Adam takes
the steps, and several learning rates are tried before it is called stuck.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import nn

from loopwise.diagnosis.examining.batches import Asked
from loopwise.diagnosis.examining.copies import trained, without_dropout
from loopwise.diagnosis.examining.passes import backward, passed
from loopwise.records.examined import ByHeart, Verdict

RATES = (
    1e-3,
    1e-2,
    1e-1,
    1e-4,
)  # Adam's default first, then larger ones (unscaled targets), then a careful one
STEPS = 300  # of one attempt; more only for one that is still falling
ENOUGH = 100  # steps without success before a model may be called stuck
_CLOSE = 0.05  # of the way from the constant answer to knowing by heart: so near counts as learnt
_SHARE = 0.1  # of the first loss, where nothing better is known of the criterion
_NOISY = 0.01  # relative difference of two losses of the same rows and weights
_FALLING = 0.05  # of what is left to go: fallen by so much over the last fifth, it has not stopped
_IMPOSSIBLE = 0.01  # so far below the loss of knowing every answer, rounding is no explanation
_HALF = (torch.float16, torch.bfloat16)

Progress = Callable[[int, int], object]


@dataclass
class Task:
    """Rows to be learnt. make: gives a fresh model and criterion.

    reach, constant: losses of knowing the rows by heart and of the best constant answer; None where not known.
    same_rows: all inputs are the same. fits: the model has a weight or bias for each target.
    after_first: called after each attempt; the probes hear the first.
    """

    make: Callable[[], tuple[nn.Module, Any]]
    asked: Asked
    rows: int
    reach: float | None
    constant: float | None
    same_rows: bool = False
    fits: bool = True
    after_first: Callable[[], object] = lambda: None
    progress: Progress | None = None

    @property
    def tells_apart(self) -> bool:
        """Whether there is anything to learn: the best constant answer costs more than knowing the rows, or may."""
        return self.reach is None or self.constant is None or self.constant - self.reach > 1e-6


@dataclass
class _Attempt:
    """One rate, from the start: its model, and the losses so far."""

    rate: float
    model: nn.Module
    criterion: Any
    optimiser: torch.optim.Optimizer
    losses: list[float] = field(default_factory=list)
    failed: bool = False

    @property
    def last(self) -> float:
        """The loss at its end: the median of the last few, so that one jump does not count."""
        return statistics.median(self.losses[-5:]) if self.losses else math.inf

    @property
    def result(self) -> float:
        """What it came to; nothing where the loss was lost."""
        return math.inf if self.failed else self.last

    def goes_on_falling(self, floor: float) -> bool:
        """Tell whether the last fifth of the steps still brought it nearer."""
        fifth = len(self.losses) // 5
        if fifth < 2:
            return True
        before = statistics.median(self.losses[-2 * fifth : -fifth])
        return before - self.last > _FALLING * abs(before - floor)


def by_heart(task: Task, until: float) -> ByHeart:
    """Learn the rows until `until` (of `time.perf_counter`) at the latest. Raises Failed."""
    noise, dropout_off, step_time = _measure(task)
    outcome = _Outcome(task, noise, dropout_off)
    best = _attempt(task, RATES[0])
    before = float(passed(best.model, best.criterion, task.asked)[0].detach())
    goal = _goal(task, before)
    if not math.isfinite(before):
        return outcome.told("not learnt", "nan at once", before)
    if goal is not None and before <= goal and noise < _NOISY:
        return outcome.told(*_at_once(task, before), before)
    steps = (until - time.perf_counter()) / step_time
    rates = RATES[: min(max(int(steps / ENOUGH), 1), len(RATES))]
    for number, rate in enumerate(rates):
        attempt = best if number == 0 else _attempt(task, rate)
        share = (until - time.perf_counter()) / (len(rates) - number)
        _run(task, attempt, goal, STEPS, time.perf_counter() + share)
        task.after_first()
        best = min(best, attempt, key=lambda one: one.result)
        if goal is not None and best.result <= goal:
            break
    if goal is not None and goal < best.result < math.inf and best.goes_on_falling(task.reach or 0.0):
        _run(task, best, goal, 20 * STEPS, until)
    return outcome.told(*_verdict(task, best, goal, noise), before, rates[: number + 1], best)


@dataclass
class _Outcome:
    """What every answer tells."""

    task: Task
    noise: float
    dropout_off: bool

    def told(
        self,
        verdict: Verdict,
        reason: str,
        before: float,
        rates: tuple[float, ...] = (),
        best: _Attempt | None = None,
    ) -> ByHeart:
        return ByHeart(
            verdict,
            reason,
            before,
            best.last if best and best.losses else before,
            self.task.reach,
            self.task.constant,
            len(best.losses) if best else 0,
            best.rate if best else 0.0,
            rates,
            self.task.rows,
            self.noise,
            self.dropout_off,
        )


def _verdict(task: Task, best: _Attempt, goal: float | None, noise: float) -> tuple[Verdict, str]:
    if best.failed:
        return "not learnt", "nan"
    if goal is None or (task.reach is None and best.last < 0):
        return "cannot tell", "unknown loss"
    if task.reach is not None and best.last < task.reach - _IMPOSSIBLE:
        return "cannot tell", "below"
    nothing_to_tell = (
        task.constant is not None and task.reach is not None and task.constant - task.reach < 1e-6
    )
    if nothing_to_tell:
        return "cannot tell", "same rows" if task.same_rows else "one answer"
    if best.last <= goal:
        return "learnt", ""
    if noise >= _NOISY:
        return "cannot tell", "noise"
    if len(best.losses) < ENOUGH or best.goes_on_falling(task.reach or 0.0):
        return "cannot tell", "time"
    return ("not learnt", "stuck") if task.reach is not None else ("cannot tell", "unknown loss")


def _at_once(task: Task, before: float) -> tuple[Verdict, str]:
    """Return what to say of rows that cost next to nothing before a step is taken."""
    if task.reach is not None and before < task.reach - _IMPOSSIBLE:
        return "cannot tell", "below"
    if not task.tells_apart:
        return "cannot tell", "same rows" if task.same_rows else "one answer"
    return "learnt", "knows it"


def _goal(task: Task, before: float) -> float | None:
    """Return the loss at which the rows count as learnt; None where no loss says so."""
    if task.reach is not None and task.constant is not None:
        return task.reach + _CLOSE * (task.constant - task.reach)
    return _SHARE * before if before > 0 else None


def _measure(task: Task) -> tuple[float, bool, float]:
    """Return how much two losses of the same rows differ, whether there was dropout, and the time of a step."""
    model, criterion = task.make()
    dropout_off = without_dropout(model)
    one = float(passed(model, criterion, task.asked)[0].detach())
    began = time.perf_counter()
    loss, _ = passed(model, criterion, task.asked)
    other = float(loss.detach())
    backward(loss, model)
    took = time.perf_counter() - began
    noise = abs(one - other) / max(abs(one), abs(other), 1e-12) if math.isfinite(one - other) else 0.0
    return noise, dropout_off, max(1.3 * took, 1e-6)


def _attempt(task: Task, rate: float) -> _Attempt:
    model, criterion = task.make()
    without_dropout(model)
    parameters = list(trained(model).values())
    half = any(one.dtype in _HALF for one in parameters)
    adam = torch.optim.Adam(parameters, lr=rate, eps=1e-4 if half else 1e-8)  # 1e-8 is 0 in half precision
    return _Attempt(rate, model, criterion, adam)


def _run(task: Task, attempt: _Attempt, goal: float | None, most: int, until: float) -> None:
    """Take steps until the goal, the time or the number of steps is reached."""
    longest = 0.0
    for step in range(len(attempt.losses), most):
        began = time.perf_counter()
        if began + 1.2 * longest >= until:
            return
        loss, _ = passed(attempt.model, attempt.criterion, task.asked)
        value = float(loss.detach())
        if not math.isfinite(value):
            attempt.failed = True
            return
        attempt.losses.append(value)
        if goal is not None and attempt.last <= goal and value <= goal:
            return
        attempt.optimiser.zero_grad()
        backward(loss, attempt.model)
        attempt.optimiser.step()
        if task.progress:
            task.progress(step + 1, most)
        longest = max(longest, time.perf_counter() - began)
