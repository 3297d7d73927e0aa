"""The shape of a recipe: the output layer, one line per usable loss, how to decide, what to measure.

A recipe is one file in this folder holding one subclass of Recipe; the file's name is the recipe's. Beside
it, `templates/<name>.py.txt`: a complete program that imports nothing of ours. What belongs to torch is named
in text ("BCEWithLogitsLoss"), so that a card can be read where no torch is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from loopwise.records import FitResult
from loopwise.text import Formula, Text, current_language

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LossLine:
    """One loss of torch.nn, and the activations that belong to it: one in the model, one to predict with.

    in_model, to_predict: "none" or the name of a torch function ("sigmoid"). One loss a line.
    dtype, shape: of the target. says: when to take it.
    """

    loss: str
    units: int
    in_model: str
    to_predict: str
    dtype: str
    shape: str
    says: Text
    recommended: bool = False


class Recipe:
    """One type of problem. Subclass it, one file each.

    title: its name in both languages. asks: the question by which a learner knows it.
    output: the output layer in words. losses: one line each; exactly one is recommended.
    decision: from what the model says to an answer.
    metrics: by name, the first is the one shown first; `_metrics.py` says what each is.
    traps: names of faults people meet here. keras: what is different there. missing: what PyTorch lacks.
    formulas: with every symbol explained; `numbers` fills their worked lines from a result.
    dummy, linear: the baselines, classes of scikit-learn.
    """

    title: ClassVar[Text]
    asks: ClassVar[Text]
    output: ClassVar[Text]
    losses: ClassVar[tuple[LossLine, ...]]
    decision: ClassVar[Text]
    metrics: ClassVar[tuple[str, ...]]
    traps: ClassVar[tuple[str, ...]]
    keras: ClassVar[Text]
    missing: ClassVar[tuple[Text, ...]] = ()
    formulas: ClassVar[tuple[Formula, ...]]
    sources: ClassVar[tuple[str, ...]] = ()
    dummy: ClassVar[str]
    linear: ClassVar[str]

    @property
    def name(self) -> str:
        """The recipe's name: its file's."""
        return type(self).__module__.rpartition(".")[2]

    @property
    def recommended(self) -> LossLine:
        """The line to take unless there is a reason."""
        return next(line for line in self.losses if line.recommended)

    def encode(self, target: NDArray[np.int64] | NDArray[np.float64], positive: int) -> NDArray[np.float32]:
        """Return the target in the shape and type the recommended loss wants. target: (N,) class ids."""
        raise NotImplementedError

    def decide(self, probabilities: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the answer for each row of what the model predicts."""
        raise NotImplementedError

    def numbers(self, result: FitResult) -> Mapping[str, float]:
        """Return the names in the formulas' worked lines, taken from the result at hand."""
        raise NotImplementedError

    def template(self, language: str | None = None) -> str:
        """Return the complete program, its comments in one language."""
        path = Path(__file__).parent / "templates" / f"{self.name}.py.txt"
        return _comments_in(language or current_language(), path.read_text(encoding="utf-8"))


def _comments_in(language: str, source: str) -> str:
    """Keep the comments of one language (`# ko: ...`), without the mark; drop those of the other."""
    other = "ko" if language == "en" else "en"
    lines = [line for line in source.splitlines() if not line.lstrip().startswith(f"# {other}: ")]
    return "\n".join(line.replace(f"# {language}: ", "# ", 1) for line in lines) + "\n"
