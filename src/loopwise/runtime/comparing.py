"""What the last answer of a model that was asked is compared with: labels by `==`, thresholds by `>`.

Comparisons of tensors are heard while a window is open, and until a gradient goes back; see `asking.py`.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.compiler import is_compiling

from loopwise.records import Place
from loopwise.runtime.evaluation_events import Compared, Ranked
from loopwise.runtime.frames import here
from loopwise.runtime.nodes import fetched
from loopwise.runtime.patches import Patches

MOST_ROWS = 256  # of a batch that is kept until the run is over
_EQUAL, _GREATER = ("eq", "__eq__"), ("gt", "ge", "__gt__", "__ge__")


@dataclass(slots=True)
class Question:
    """A model and a batch it was asked about, for a comparison after the run.

    kept: the model itself, where it answered in a doubtful mode; of others nothing is held but the batch.
    labels, targets: class ids, or numbers of the answer's shape; None where they were not seen.
    standardised: the whole of what it was asked about has columns of mean 0 and deviation 1.
    """

    key: int
    place: Place
    step: int
    model: weakref.ref[nn.Module]
    kept: nn.Module | None
    arguments: tuple[Any, ...]
    labels: Tensor | None
    targets: Tensor | None = None
    standardised: bool = False


class Comparisons:
    """Hears what the last answer is compared with. tell: hears Compared. running: whether a forward is.

    answer, asked: the last answer, and the key of the model that gave it. question: that keeps the batch it is about.
    """

    def __init__(
        self,
        tell: Callable[[Any], None],
        steps: Callable[[], int],
        live: Callable[[], bool],
        safely: Callable[..., None],
        running: Callable[[], bool],
    ) -> None:
        self._tell = tell
        self._steps = steps
        self._live = live
        self._safely = safely
        self._running = running
        self._patches = Patches()
        self.answer: Tensor | None = None
        self.asked = -1
        self.question: Question | None = None

    def attach(self) -> None:
        """Listen."""
        for name in _EQUAL:
            self._patches.wrap(Tensor, name, self._equal)
        for name in _GREATER:
            self._patches.wrap(Tensor, name, self._greater)

    def detach(self) -> None:
        """Remove the wrappers, and let go of the last answer."""
        self.answer = None
        self._patches.undo()

    def about(self, asked: int, answer: Tensor | None) -> None:
        """Take the next answer for the last one. asked: the key of its model."""
        self.asked, self.answer, self.question = asked, answer, None

    def _equal(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def equal(one: Tensor, other: Any) -> Any:
            result = bare(one, other)
            if not isinstance(other, Tensor) or not isinstance(result, Tensor):
                return result
            if self._is_an_answer(one, other) or self._is_one_place(one, other):
                self._safely(self._met, one, other, result)
            return result

        return equal

    def _met(self, one: Tensor, other: Tensor, result: Tensor) -> None:
        if one.data_ptr() != other.data_ptr():  # which labels are alike is asked of one tensor on purpose
            told = self._compared("equal", one, tuple(other.shape), tuple(result.shape))
            self._tell(replace(told, ranked=self._ranked(one, other)))
            if one.numel() == other.numel():
                self._learn_labels(one, other)

    def _learn_labels(self, one: Tensor, other: Tensor) -> None:
        """Note what the predictions are compared with, where the batch itself did not bring its labels."""
        question, answer = self.question, self.answer
        if question is None or question.labels is not None or answer is None or answer.dim() != 2:
            return
        labels = other if torch.equal(one.reshape(-1), answer.argmax(1)) else one
        question.labels = labels.detach().reshape(-1)[:MOST_ROWS].clone()

    def learn_targets(self, targets: Any) -> None:
        """Note what a loss compares the last answers with."""
        question, answer = self.question, self.answer
        if question is None or answer is None or not isinstance(targets, Tensor):
            return
        if targets.is_floating_point() and targets.shape == answer.shape:
            question.targets = targets.detach()[:MOST_ROWS].clone()

    def _greater(self, bare: Callable[..., Any]) -> Callable[..., Any]:
        def greater(one: Tensor, other: Any) -> Any:
            result = bare(one, other)
            if isinstance(other, (int, float)) and self._is_an_answer(one, None):
                self._safely(self._cut, one, float(other))
            return result

        return greater

    def _cut(self, one: Tensor, threshold: float) -> None:
        answer = self.answer
        if answer is None or one.data_ptr() != answer.data_ptr() or not answer.is_floating_point():
            return
        numbers = fetched(
            flips=((answer > threshold) != (answer > 0)).float().mean(),
            smallest=answer.min(),
            largest=answer.max(),
        )
        told = self._compared("greater", one, (), tuple(one.shape))
        flips, smallest, largest = numbers.values()
        self._tell(replace(told, threshold=threshold, flips=flips, smallest=smallest, largest=largest))

    def _is_an_answer(self, one: Any, other: Any) -> bool:
        """Tell whether a tensor is compared that has as many values as the last answer has rows."""
        if (
            is_compiling()
            or self._running()
            or self.answer is None
            or not self.answer.dim()
            or not self._live()
        ):
            return False
        tensors = [thing for thing in (one, other) if isinstance(thing, Tensor)]
        return all(thing.numel() == len(self.answer) for thing in tensors)

    def _is_one_place(self, one: Tensor, other: Tensor) -> bool:
        """Tell whether a single whole number is compared with a row of labels, after several answers."""
        if is_compiling() or self._running() or self.answer is None or self.answer.dim() != 2:
            return False
        sizes = {one.numel(), other.numel()}
        return sizes == {1, len(self.answer)} and len(sizes) == 2 and self._live()

    def _ranked(self, one: Tensor, other: Tensor) -> Ranked | None:
        """Tell whether one side is the best sample of each class, or the best place of all, not each sample's class."""
        answer = self.answer
        if answer is None or answer.dim() != 2 or answer.shape[1] < 2:
            return None
        classes = answer.argmax(1)
        for best in (answer.argmax(0), answer.argmax().reshape(1)):
            for given, labels in ((one, other), (other, one)):
                if given.is_floating_point() or not torch.equal(given.reshape(-1), best):
                    continue
                if labels.numel() != len(answer) or torch.equal(best, classes):
                    continue
                labels = labels.reshape(-1)
                if bool((labels.diff() == 1).all()):
                    continue  # pairs are to find each other, in both directions
                numbers = fetched(right=(best == labels).sum(), by_class=(classes == labels).sum())
                return Ranked(len(best), int(numbers["right"]), int(numbers["by_class"]))
        return None

    def _compared(self, how: str, one: Tensor, other: tuple[int, ...], result: tuple[int, ...]) -> Compared:
        answers = () if self.answer is None else tuple(self.answer.shape)
        return Compared(
            self.asked, how, self._steps(), here().place, answers, tuple(one.shape), other, result
        )
