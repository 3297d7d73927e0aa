"""The shape of a recipe: the output layer, one line per usable loss, how to decide, what to measure.

A recipe is one file in this folder holding one subclass of Recipe; the file's name is the recipe's. Beside
it, `templates/<name>.py.txt`: a complete program that imports nothing of ours. What belongs to torch is named
in text ("BCEWithLogitsLoss"), so that a card can be read where no torch is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from loopwise.records import FitResult
from loopwise.text import Formula, Text, current_language
from loopwise.text.comments import comments_in

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Target = NDArray[np.int64] | NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class LossLine:
    """One loss of torch.nn, and the activations that belong to it: one in the model, one to predict with.

    units: of the output layer, a number or what it depends on ("C": classes, "L": labels, "K": amounts).
    in_model, to_predict: "none" or the name of a torch function ("sigmoid"). One loss a line.
    dtype, shape: of the target. says: when to take it.
    """

    loss: str
    units: str
    in_model: str
    to_predict: str
    dtype: str
    shape: str
    says: Text
    recommended: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """What is often written of this problem, and what is right."""

    often: Text
    right: Text


class Recipe:
    """One type of problem. Subclass it, one file each.

    title: its name in both languages. asks: the question by which a learner knows it.
    output: the output layer in words. losses: one line each; exactly one is recommended.
    decision: from what the model says to an answer.
    metrics: by name, the first is the one shown first; `_metrics.py` says what each is.
    traps: names of faults people meet here. keras: what is different there. missing: what PyTorch lacks.
    formulas: with every symbol explained; `numbers` fills their worked lines from a result.
    corrections: what is often written, and what is right.
    dummy, dummy_strategy, linear: the baselines, classes of scikit-learn.
    when_rare: the metric a result is judged by where nearly all rows are of one class, instead of the first.
    target: what a row's target is. also_for: problems it may be asked for beside its own.
    """

    title: ClassVar[Text]
    asks: ClassVar[Text]
    output: ClassVar[Text]
    losses: ClassVar[tuple[LossLine, ...]]
    decision: ClassVar[Text]
    metrics: ClassVar[tuple[str, ...]]
    when_rare: ClassVar[str] = ""
    traps: ClassVar[tuple[str, ...]]
    keras: ClassVar[Text]
    missing: ClassVar[tuple[Text, ...]] = ()
    corrections: ClassVar[tuple[Correction, ...]] = ()
    formulas: ClassVar[tuple[Formula, ...]]
    sources: ClassVar[tuple[str, ...]] = ()
    dummy: ClassVar[str]
    dummy_strategy: ClassVar[str] = "most_frequent"
    linear: ClassVar[str]
    target: ClassVar[Literal["class", "labels", "amount", "amounts"]]
    also_for: ClassVar[tuple[str, ...]] = ()

    @property
    def name(self) -> str:
        """The recipe's name: its file's."""
        return type(self).__module__.rpartition(".")[2]

    @property
    def recommended(self) -> LossLine:
        """The line to take unless there is a reason."""
        return next(line for line in self.losses if line.recommended)

    def units(self, classes: int, outputs: int) -> int:
        """Return how many units the recommended output layer has, for so many classes or so many outputs."""
        raise NotImplementedError

    def truth(self, target: Target, positive: int) -> Target:
        """Return the target as metrics want it. positive: the class id that counts as 1 (binary only)."""
        return target

    def encode(self, truth: Target, classes: int) -> NDArray[np.float32] | NDArray[np.int64]:
        """Return `truth` in the shape and type the recommended loss wants."""
        raise NotImplementedError

    def decide(self, predicted: NDArray[np.float64]) -> Target:
        """Return the answers, in the form of `truth`. predicted: (n, units), after `to_predict`."""
        raise NotImplementedError

    def predicted_by(self, answers: NDArray[np.float64], classes: int) -> NDArray[np.float64]:
        """Return a baseline's answers in the form of `predicted`: (n,) or (n, units) -> (n, units)."""
        return answers.reshape(len(answers), -1)

    def errors(self, truth: Target, predicted: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how wrong each row is, to find the worst: (n,)."""
        raise NotImplementedError

    def numbers(self, result: FitResult) -> Mapping[str, float]:
        """Return the names in the formulas' worked lines, taken from the result at hand."""
        raise NotImplementedError

    def template(self, language: str | None = None) -> str:
        """Return the complete program, its comments in one language."""
        path = Path(__file__).parent / "templates" / f"{self.name}.py.txt"
        return comments_in(language or current_language(), path.read_text(encoding="utf-8"))
