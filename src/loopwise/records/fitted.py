"""What a fit gave: numbers only, small enough to keep, enough to draw it and to move the threshold again.

>>> Confusion(true_negative=88, false_positive=2, false_negative=3, true_positive=50).rows
143
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from loopwise.records.landscapes import WeightPath


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a data set, and what it was taken as.

    kind: "number", "category", "picture", "target", or why it is no feature: "row_number", "identifier", "date",
        "constant".
    missing: cells without a value. values: different values, counted for all but numbers (0 there).
    unit: of numbers that were written with one. counts: they are 1, 2, 3 ..., each once, and may only name the rows.
    """

    name: str
    kind: str
    missing: int = 0
    values: int = 0
    unit: str = ""
    counts: bool = False

    @property
    def is_feature(self) -> bool:
        """Tell whether the model sees this column."""
        return self.kind in ("number", "category", "picture")


@dataclass(frozen=True, slots=True)
class Epoch:
    """One pass over the training rows; losses are means over rows, not over batches."""

    epoch: int
    train_loss: float
    validation_loss: float


@dataclass(frozen=True, slots=True)
class Rows:
    """How many rows each part of the data has. The test rows were used once, at the end."""

    train: int = 0
    validation: int = 0
    test: int = 0


@dataclass(frozen=True, slots=True)
class Scores:
    """Of rows the model did not learn from: the truth (0 or 1), and its probability of the positive class."""

    labels: tuple[int, ...] = ()
    probabilities: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Answers:
    """The test rows of a problem that is not binary: the truth, and what the model predicts, a tuple a row.

    truth: (n, 1) class ids or amounts; (n, L) 0 or 1 a label; (n, K) amounts.
    predicted: (n, C) or (n, L) probabilities; (n, C - 1) probabilities of more than each step; (n, K) amounts.
    """

    truth: tuple[tuple[float, ...], ...] = ()
    predicted: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A test row that the model got most wrong. row: its row in the file, its picture, or its position.

    error: how wrong, as the recipe measures it: in amounts, steps, or probability.
    """

    row: str
    truth: str
    answer: str
    error: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve over all thresholds. ROC: false, true positive rate; precision-recall: recall, precision."""

    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Interval:
    """Where a metric would lie, had other test rows been drawn: bootstrap percentiles."""

    low: float
    high: float
    level: float = 0.95


@dataclass(frozen=True, slots=True)
class Confusion:
    """The four outcomes of a binary decision, in rows."""

    true_negative: int
    false_positive: int
    false_negative: int
    true_positive: int

    @property
    def rows(self) -> int:
        """Return how many rows were decided."""
        return self.true_negative + self.false_positive + self.false_negative + self.true_positive


@dataclass(frozen=True, slots=True)
class FitResult:
    """The answer of `fit`.

    data, recipe, model, optimizer: by name. epochs: those that ran; best_epoch: whose weights were kept.
    metrics: "test" (the model), "dummy" (knows the target alone), "linear" -> metric -> value, all on the same
        test rows. Metric names are scikit-learn's functions without `_score`, averages appended.
    intervals: metric -> interval of the model's test value.
    classes: names of the classes; positive: the one that precision and recall are about.
    outputs: names of the labels or amounts, where a row has several.
    by_output: class, label or amount -> its own metrics on the test rows.
    validation, test: scores of single rows, from which `at_threshold` computes any threshold (binary).
    answers: truth and prediction of single test rows (the other recipes). validated: the same of validation rows
        (several labels), on which a threshold for each label is chosen.
    matrix: of classes that are not binary: rows of counts, truth down, answer across.
    worst: the test rows the model got most wrong, the worst first.
    columns: what each column of the data was taken as. left_out: rows without a target,
        or pictures that could not be read; skipped: those pictures by name. copies: test rows that also stand, value
        for value, among the rows learnt from.
    folds: into how many folds rows that are few were divided to validate each of them once; 0: one validation part.
        Losses of the history are then means over the folds, and the model was trained on all those rows.
    rounds: where rows are very few, how often they were divided so that each is a test row once. Metrics, answers and
        `rows.test` are those of all rounds; rows.train, epochs, history and path those of the first.
    weight_decay: None where it was the optimiser's own.
    ended: "finished", "stopped_early", "interrupted" (Ctrl-C or cancelled).
    path: the weights of its epochs, where they were asked for.
    weights: those it was measured with, of a small model of pictures; its feature maps are drawn from them.
    versions: of the packages whose numbers these are.
    """

    data: str
    recipe: str
    model: str = "mlp"
    seed: int = 0
    epochs: int = 0
    best_epoch: int = 0
    lr: float = 0.0
    batch_size: int = 0
    optimizer: str = ""
    weight_decay: float | None = None
    device: str = "cpu"
    parameters: int = 0
    rows: Rows = Rows()
    folds: int = 0
    rounds: int = 1
    columns: tuple[Column, ...] = ()
    left_out: int = 0
    skipped: tuple[str, ...] = ()
    copies: int = 0
    classes: tuple[str, ...] = ()
    positive: str = ""
    history: tuple[Epoch, ...] = ()
    metrics: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    intervals: Mapping[str, Interval] = field(default_factory=dict)
    confusion: Confusion | None = None
    outputs: tuple[str, ...] = ()
    by_output: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    validation: Scores = Scores()
    test: Scores = Scores()
    answers: Answers = Answers()
    validated: Answers = Answers()
    matrix: tuple[tuple[int, ...], ...] = ()
    worst: tuple[WrongRow, ...] = ()
    curves: Mapping[str, Curve] = field(default_factory=dict)
    ended: str = "finished"
    seconds: float = 0.0
    path: WeightPath | None = None
    weights: WeightPath | None = None
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_measured(self) -> bool:
        """Tell whether the run came as far as the test rows."""
        return "test" in self.metrics
