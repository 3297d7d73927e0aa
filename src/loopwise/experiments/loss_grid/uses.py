"""The ways in which people use a loss with a kind of target, right or wrong: one column of the grid each.

uses_for("class", classes=10)     # multi-class: BCE on one-hot rows, cross-entropy on ids ...
uses_for("binary", classes=2)
"""

from __future__ import annotations

from dataclasses import dataclass

ACTIVATIONS = ("none", "sigmoid", "tanh", "relu", "softmax", "log_softmax")

ELEMENTWISE = ("BCEWithLogitsLoss", "BCELoss", "MSELoss", "L1Loss", "HuberLoss")


@dataclass(frozen=True, slots=True)
class Use:
    """A loss with so many units and a target of that kind.

    target: "ids" (int64, (N,)), "column" (float32, (N, 1)), "one_hot", "labels" or "amounts" (float32, (N, units)).
    """

    loss: str
    units: int
    target: str

    @property
    def told(self) -> str:
        """The target as a recipe writes it."""
        return "int64 (N,)" if self.target == "ids" else f"float32 (N, {self.units})"


def uses_for(kind: str, *, classes: int = 0, outputs: int = 1) -> tuple[Use, ...]:
    """Return the columns. kind: "binary", "class", "labels", "amount" or "amounts"."""
    if kind == "binary":
        by_class = tuple(Use(loss, 2, "ids") for loss in ("CrossEntropyLoss", "NLLLoss"))
        one_unit = (Use("CrossEntropyLoss", 1, "column"), Use("CrossEntropyLoss", 1, "ids"))
        return (*_each(1, "column"), *by_class, *one_unit)
    if kind == "class":
        return (
            *(Use(loss, classes, "ids") for loss in ("CrossEntropyLoss", "NLLLoss")),
            *_each(classes, "one_hot"),
        )
    target = "labels" if kind == "labels" else "amounts"
    several = tuple(Use(loss, outputs, target) for loss in ("CrossEntropyLoss", "NLLLoss"))
    return (*_each(outputs, target), *several)


def _each(units: int, target: str) -> tuple[Use, ...]:
    return tuple(Use(loss, units, target) for loss in ELEMENTWISE)


def is_right(use: Use, activation: str, lines: set[tuple[str, str, bool]]) -> bool:
    """Tell whether a recipe has the line, or the pair is the very same function as one of its lines.

    lines: (loss, activation in the model, whether the target is class ids). log_softmax of log-probabilities changes
    nothing, and NLLLoss after log_softmax is CrossEntropyLoss.
    """
    if use.target == "ids" and use.units > 1 and activation == "log_softmax":
        return use.loss in ("CrossEntropyLoss", "NLLLoss")
    by_ids = use.target == "ids"
    return (use.loss, activation, by_ids) in lines and not (by_ids and use.units == 1)
