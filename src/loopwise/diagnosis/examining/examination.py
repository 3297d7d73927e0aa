"""The examination, stage by stage; each later one is left out where an earlier one cannot be done.

report = examine(model, loader, criterion, optimizer)
report.by_heart.verdict, report.loss.value, report.findings
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from loopwise.diagnosis.examining import answers, holding
from loopwise.diagnosis.examining.batches import Asked, NotUnderstood, alone, understood
from loopwise.diagnosis.examining.copies import NotCopied, bare, copied, foreign_hooks, trained
from loopwise.diagnosis.examining.hearing import Hearing, failure_in
from loopwise.diagnosis.examining.learning import Progress, Task, by_heart
from loopwise.diagnosis.examining.passes import Failed, at, backward, passed, quiet, told
from loopwise.diagnosis.examining.untouched import iterator_in, untouched
from loopwise.diagnosis.order import cause_first
from loopwise.diagnosis.watching import unheard
from loopwise.errors import LoopwiseError
from loopwise.records.examined import ByHeart, ExamineReport, FirstLoss
from loopwise.runtime import graph
from loopwise.text import Text

log = logging.getLogger("loopwise")

ROWS = 16  # learnt by heart: few enough for any model that learns at all, enough to tell rows apart
FEWER = 4  # of a model so slow that it could not take enough steps otherwise
FEWEST = 2  # that any model which learns at all can tell apart: a straight line can
BATCHES = 10  # whose targets tell the best constant answer
_FOR_BATCHES, _FOR_FIRST = 0.1, 0.1  # of the time: taking batches; a forward pass of a whole batch
_FOR_FEWEST = 0.2  # of the time left for learning
_STEPS = 200  # that a slow model should be able to take
_RESERVE = 0.05  # of the time: what comes after the last step


def examine(
    model: nn.Module,
    loader: Any,
    criterion: Any,
    optimizer: Any = None,
    *,
    seconds: float = 10.0,
    progress: Progress | None = None,
    began: float | None = None,
) -> ExamineReport:
    """Look at live objects: shapes, first loss, gradients, optimiser, and whether one batch is learnt by heart.

    loader: anything that gives batches again and again, (inputs, targets) or dictionaries. criterion: called with
    output and target, or with the output alone; None where the model's output has a `.loss`.
    optimizer: one or several; they are read, never stepped.
    seconds: the whole takes no longer, but for a single pass of yours that does.
    progress: called with (steps taken, at most) while the batch is learnt.
    began: when the seconds began, of `time.perf_counter`; now, if it is left out.
    Model, optimiser, gradients, random states and the order of the loader are afterwards as before.
    Raises LoopwiseError for arguments of another kind.
    """
    began = time.perf_counter() if began is None else began
    optimisers = _checked(model, optimizer, seconds)
    with unheard():
        return _Examination(model, loader, criterion, optimisers, began, seconds, progress).report()


class _Examination:
    """What is known so far, and how much time is left."""

    def __init__(
        self,
        model: nn.Module,
        loader: Any,
        criterion: Any,
        optimisers: Sequence[Any],
        began: float,
        seconds: float,
        progress: Progress | None,
    ) -> None:
        self._began = began
        self._seconds = seconds
        self._model, notes = bare(model)
        self._loader = alone(loader)
        self._criterion = criterion
        self._optimisers = optimisers
        self._progress = progress
        self._hearing = Hearing()
        self._keeps_hooks = False
        self._report = ExamineReport(
            type(self._model).__name__,
            holding.mode_of(self._model),
            holding.parameters_in(self._model),
            optimizers=tuple(holding.held_by(one, self._model) for one in optimisers),
            notes=tuple(notes),
        )

    def report(self) -> ExamineReport:
        """Look at everything that can be looked at."""
        buffers = [(one, one.detach().clone()) for one in self._model.buffers() if not is_lazy(one)]
        try:
            with untouched(self._loader, self._criterion), quiet():
                self._look()
        except NotUnderstood as problem:
            self._know(stopped=problem.key)
        except NotCopied as problem:
            self._know(stopped=f"not copied:{problem.what}")
        except Failed as problem:
            failure = failure_in(problem.error, self._model)
            self._know(stopped="failed", stage=problem.stage, failure=failure)
        except Exception as problem:  # an error of ours must not become theirs
            log.warning("the examination stopped after an error of its own", exc_info=True)
            self._know(stopped=f"own error:{type(problem).__name__}: {problem}")
        finally:
            self._hearing.stop()
            _put_back(buffers)
        return self._concluded()

    def _look(self) -> None:
        if any(one.is_meta for one in self._model.parameters()):
            raise NotUnderstood("meta")
        batches = self._batches()
        asked = self._asked(batches[0])
        whole = self._affordable(asked)
        model, loss, received = self._first_pass(whole)
        self._know(received=told(received))
        kind = _kind_of(loss)
        backward(loss, model)
        self._know(gradients=tuple(holding.gradients_in(model)))
        with at("loss"):
            value = float(loss.detach().float().mean())
        first = FirstLoss(value, kind, rows=whole.rows)
        self._know(loss=self._with_constant(first, received, batches))
        del model, loss
        self._know(by_heart=self._learnt(asked, kind))

    def _batches(self) -> list[Any]:
        """Take the first batch, and some more while that is quick."""
        if name := iterator_in(self._loader):
            raise NotUnderstood(f"used up:{name}")
        until = time.perf_counter() + _FOR_BATCHES * self._seconds
        batches: list[Any] = []
        with at("batch"):
            for batch in islice(self._loader, BATCHES):
                batches.append(batch)
                if time.perf_counter() > until:
                    break
        if not batches:
            raise NotUnderstood("empty")
        return batches

    def _asked(self, batch: Any) -> Asked:
        asked = understood(batch, self._model, self._criterion)
        self._know(calls=asked.calls, batch=asked.seen)
        if asked.own_loss:
            self._note("labels passed")
        device = next((one.device for one in self._model.parameters()), None)
        if device is not None and asked.devices() - {str(device)}:
            self._note(f"moved:{device}")
            asked = asked.to(device)
        return asked

    def _affordable(self, asked: Asked) -> Asked:
        """Return the whole batch, or where one pass of it would take too long some of its rows."""
        began = time.perf_counter()
        if asked.rows <= 2 * ROWS or not self._passes(asked.some(ROWS)):
            return asked
        took = (time.perf_counter() - began) * asked.rows / ROWS
        if took <= _FOR_FIRST * self._seconds:
            return asked
        self._note(f"rows:{ROWS}")
        return asked.some(ROWS)

    def _first_pass(self, asked: Asked) -> tuple[nn.Module, Tensor, tuple[Any, ...]]:
        """Pass it through a copy, without hooks that may write down what passes, unless the model needs them."""
        foreign = foreign_hooks(self._model)
        try:
            result = self._pass(asked)
        except Failed:
            if not foreign:
                raise
            self._keeps_hooks = True
            return self._pass(asked)
        if foreign:
            self._note(f"hooks:{foreign}")
        return result

    def _passes(self, asked: Asked) -> bool:
        try:
            self._pass(asked)
        except (Failed, NotUnderstood):
            return False
        return True

    def _pass(self, asked: Asked) -> tuple[nn.Module, Tensor, tuple[Any, ...]]:
        model, criterion = self._copies()
        loss, received = passed(model, criterion, asked)
        return model, loss, received

    def _copies(self) -> tuple[nn.Module, Any]:
        """Return copies that train: where all of the model is in eval mode, in train mode."""
        model, criterion = copied(self._model, self._criterion, hooks=self._keeps_hooks)
        if self._report.mode == "eval":
            model.train()
            self._note("train mode")
        return model, criterion

    def _with_constant(self, first: FirstLoss, received: tuple[Any, ...], batches: list[Any]) -> FirstLoss:
        """Add the best constant answer's loss, over the targets of all batches that were taken."""
        known = self._answers(first.kind, received)
        if known is None:
            return first
        targets = [received[1]]
        for batch in batches[1:]:
            other = understood(batch, self._model, self._criterion).target
            if isinstance(other, Tensor) and other.shape[1:] == received[1].shape[1:]:
                targets.append(other.to(received[1]))
        together = torch.cat(targets)
        return replace(
            first,
            constant=known.constant(together),
            targets=len(together),
            batches=len(targets),
            classes=known.classes,
        )

    def _answers(self, kind: str, received: tuple[Any, ...]) -> answers.Answers | None:
        """Return the closed forms, where the criterion itself says the same of such an answer."""
        if len(received) != 2 or not isinstance(received[0], Tensor):
            return None
        output, target = received
        known = answers.answers_of(kind, self._criterion, tuple(output.shape), target)
        if known is None:
            return None
        _, criterion = self._copies()
        try:
            said = float(criterion(known.answer(target).to(output), target).detach())
        except (RuntimeError, TypeError, ValueError, IndexError):
            return None
        return known if answers.close(said, known.constant(target)) else None

    def _learnt(self, asked: Asked, kind: str) -> ByHeart | None:
        """Let a copy learn a few rows; where a part of the batch does not pass, the whole."""
        until = self._began + (1 - _RESERVE) * self._seconds
        if not trained(self._model):
            return None
        few = asked.some(ROWS) if asked.rows > ROWS else asked
        if few is not asked and not self._passes(few):
            few = asked
        with at("second step"):
            task, step = self._task(few, kind)
            if step * _STEPS > until - time.perf_counter() and few.rows > FEWER:
                fewer, _ = self._task(few.some(FEWER), kind)
                task = fewer if fewer.tells_apart else task
            return self._by_heart(task, kind, until) if time.perf_counter() < until else None

    def _by_heart(self, task: Task, kind: str, until: float) -> ByHeart:
        """Let it learn; where it is stuck on several rows, on the fewest that differ: it may only be small."""
        left = until - time.perf_counter()
        seen = by_heart(task, until - (_FOR_FEWEST * left if task.rows > FEWEST else 0))
        if seen.reason != "stuck" or task.rows <= FEWEST:
            return seen
        for rows in range(FEWEST, task.rows):
            fewest, _ = self._task(task.asked.some(rows), kind)
            if fewest.tells_apart and fewest.reach is not None:
                again = by_heart(fewest, until)
                if again.verdict == "learnt":
                    return replace(again, reason="few rows")
                return seen if fewest.fits else replace(seen, verdict="cannot tell", reason="small")
        return seen

    def _task(self, few: Asked, kind: str) -> tuple[Task, float]:
        """Return the task of learning these rows, and the seconds of a step."""
        model, criterion = self._copies()
        began = time.perf_counter()
        loss, given = passed(model, criterion, few)
        backward(loss, model)
        step = time.perf_counter() - began
        known = self._answers(kind, given)
        inputs = [one for one in (*few.inputs, *few.keywords.values()) if isinstance(one, Tensor)]
        alike = bool(inputs) and few.rows > 0
        groups = answers.groups_of(inputs) if alike else []
        count = len(given[1]) if known else 0
        if len(groups) and sum(map(len, groups)) != count:
            groups = []
        task = Task(
            self._copies,
            few,
            few.rows,
            known.by_heart(given[1], groups or [[row] for row in range(count)]) if known else None,
            known.constant(given[1]) if known else None,
            len(groups) == 1 and few.rows > 1,
            not known or given[1].numel() <= self._report.parameters.trainable_values,
            self._hearing.stop,
            self._progress,
        )
        return task, step

    def _concluded(self) -> ExamineReport:
        """Return the report with the findings, causes first."""
        findings = list(self._hearing.findings)
        if self._optimisers and not any(one.held for one in self._report.optimizers):
            findings += self._hearing.held_by_none(self._model)
        left = self._seconds - (time.perf_counter() - self._began)
        findings, sources = self._hearing.with_source(findings, left)
        return replace(
            self._report,
            findings=cause_first(findings),
            looked_at=tuple(self._hearing.looked_at),
            sources=sources,
            seconds=time.perf_counter() - self._began,
        )

    def _know(self, **facts: Any) -> None:
        self._report = replace(self._report, **facts)

    def _note(self, note: str) -> None:
        if note not in self._report.notes:
            self._know(notes=(*self._report.notes, note))


def _kind_of(loss: Tensor) -> str:
    """Return the kind of a loss that stands alone in its graph."""
    losses = graph.read(loss.grad_fn).losses if loss.grad_fn is not None else []
    return losses[0].kind if len(losses) == 1 else ""


def _put_back(buffers: list[tuple[Tensor, Tensor]]) -> None:
    """Give buffers their values back that a criterion has changed by asking the model itself."""
    with torch.no_grad():
        for one, values in buffers:
            if not torch.equal(one, values):
                one.copy_(values)


def _checked(model: Any, optimizer: Any, seconds: Any) -> Sequence[Any]:
    """Return the optimisers. Raises LoopwiseError where something is of another kind."""
    if not isinstance(model, nn.Module):
        given = f"class {model.__name__}" if isinstance(model, type) else type(model).__name__
        raise LoopwiseError(
            Text(
                en=f"model is of type {given}; examine needs a torch.nn.Module.",
                ko=f"model에 넘긴 값의 종류({given})를 쓸 수 없습니다. torch.nn.Module이어야 합니다.",
            ),
            fix="loopwise.examine(Net(), loader, criterion, optimizer)",
        )
    if not isinstance(seconds, (int, float)) or isinstance(seconds, bool) or not seconds > 0:
        raise LoopwiseError(
            Text(
                en=f"seconds is {seconds!r}; it must be a number above 0.",
                ko=f"seconds 값({seconds!r})을 쓸 수 없습니다. 0보다 큰 수여야 합니다.",
            ),
            fix="seconds=10",
        )
    several = list(optimizer) if isinstance(optimizer, (list, tuple)) else [optimizer]
    found = [one for one in several if one is not None]
    for one in found:
        if not hasattr(one, "param_groups"):
            raise LoopwiseError(
                Text(
                    en=f"optimizer is of type {type(one).__name__}; it must be a torch.optim.Optimizer.",
                    ko=f"optimizer에 넘긴 값의 종류({type(one).__name__})를 쓸 수 없습니다. "
                    "torch.optim.Optimizer여야 합니다.",
                ),
                fix="optimizer = torch.optim.Adam(model.parameters())",
            )
    return found
