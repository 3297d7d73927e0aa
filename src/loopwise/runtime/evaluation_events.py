"""What a run tells about evaluation: models asked outside training, passes over loaders, weights kept and loaded.

    def on_asked(self, asked):
        if asked.training and asked.layers:
            print(asked.place, "is in training mode:", asked.layers)

Every number is a Python number; nothing here holds a tensor.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

from loopwise.records import Place


@dataclass(frozen=True, slots=True)
class Asked:
    """A trained model that was asked for answers no gradient goes back from.

    key: of the model. model: its class. place: the user's line that asks.
    training: the whole of it is in training mode. layers: kinds in it that work differently there, and are.
    graph: its answer carries a graph although nothing goes back. nodes: of that graph.
    rows: in the batch. since: optimiser steps since it was asked before, or since the start.
    judged: its answer went into a loss, or the labels that belong to the batch are known.
    again: by the same line about the very input it was asked about before, with no step in between.
    inside: asked during a pass over a loader that trains.
    """

    key: int
    model: str
    step: int
    place: Place
    training: bool
    layers: str
    graph: bool
    nodes: int
    rows: int
    since: int
    judged: bool
    again: bool
    inside: bool


class Ranked(NamedTuple):
    """Best places of (N, C) answers along the batch, or in all of them, compared with N labels.

    numbers: there are of them. right: comparisons that came out equal. by_class: as many, had the best been taken
        along the classes.
    """

    numbers: int
    right: int
    by_class: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What two tensors of answers and targets were compared as, right after a model was asked.

    key: of the model. how: "equal" or "greater". answers: the shape the model gave. one, other, result: shapes that
        met, and of what they gave.
    threshold: the number, of a comparison with one. flips: share of answers on another side of it than of 0.
    smallest, largest: of the answers. ranked: where one side is an argmax of the answers, but not over the classes.
    """

    key: int
    how: str
    step: int
    place: Place
    answers: tuple[int, ...]
    one: tuple[int, ...]
    other: tuple[int, ...]
    result: tuple[int, ...]
    threshold: float | None = None
    flips: float = 0.0
    smallest: float = 0.0
    largest: float = 0.0
    ranked: Ranked | None = None


@dataclass(frozen=True, slots=True)
class Noise:
    """A call that works at random inside a module that is in eval mode: `F.dropout(x)` without `training=`."""

    step: int
    place: Place
    call: str
    rate: float


@dataclass(frozen=True, slots=True)
class PassEvent:
    """One pass over a loader that is over.

    loader: its key. number: of its passes so far, this one included. place: the line that iterates.
    loop: a `for` of the program's drives it. batches: delivered; length: there are, None where the loader has none.
    exhausted: it came to the end. backwards: entries into `backward()` meanwhile.
    empty: how often a `for` has begun since at the end of its iterator, and got nothing; told each time, at that line.
    """

    loader: int
    number: int
    step: int
    place: Place
    loop: bool
    batches: int
    length: int | None
    exhausted: bool
    backwards: int
    empty: int = 0


@dataclass(frozen=True, slots=True)
class LoadEvent:
    """A call of `load_state_dict`.

    tensors: the model has. shared: given ones that are the model's own memory. loaded: others that fit a name.
    """

    step: int
    place: Place
    model: str
    tensors: int
    shared: int
    loaded: int


How = Literal["running on", "mean so far", "by samples", "by batches", "batch means"]


@dataclass(frozen=True, slots=True)
class Printed:
    """A number that a line prints, and what it should be.

    how: "running on": the sum of all losses so far, over one interval's batches. "mean so far": their mean, at the end
    of each pass over the data. "by samples": a sum of batch
        means over the samples. "by batches": a count of right answers, or a sum of losses of samples, over the
        batches. "batch means": the mean of the means of unequal batches.
    shown, exact: the last one printed, and the exact mean. divisor: what the sum was divided by.
    prints: how often. step: steps taken before the first.
    excess: of "batch means", how much more of the mean the smallest batch has than its samples are worth, 0 to 1.
    """

    how: How
    place: Place
    step: int
    shown: float
    exact: float
    divisor: int
    prints: int
    excess: float = 0.0


@dataclass(frozen=True, slots=True)
class Rows:
    """A loader that was only evaluated on, against what was trained on; counted over the rows delivered.

    trained: share of its rows that a training loader delivered, too. repeated: share of rows that training
        loaders delivered more than once in a pass. covered: share of the training rows that it has.
    """

    place: Place
    step: int
    rows: int
    train_rows: int
    trained: float
    repeated: float
    covered: float


@dataclass(frozen=True, slots=True)
class Order:
    """The classes of a training loader in the order in which they came in its first pass, never shuffled.

    changes: from one sample to the next. expected: had they been shuffled, on average.
    classes: there are. in_a_batch: on average.
    """

    place: Place
    step: int
    samples: int
    changes: int
    expected: float
    classes: int
    in_a_batch: float


@dataclass(frozen=True, slots=True)
class Drawn:
    """Samples of a loader that is only evaluated on, drawn twice by the same index: after the run, or in two passes.

    differ: how many gave other numbers; apart: the largest difference.
    """

    place: Place
    step: int
    samples: int
    differ: int
    apart: float


@dataclass(frozen=True, slots=True)
class Modes:
    """One model's answers to one batch, on a copy after the run.

    rows: in the batch. changed: share of rows whose answer is another class in training mode than in eval mode.
    apart: mean distance between both. twice: the same between two answers in eval mode.
    right_training, right_eval: share of right classes, None where the labels were not seen.
    """

    key: int
    rows: int
    changed: float
    apart: float
    twice: float
    right_training: float | None
    right_eval: float | None


@dataclass(frozen=True, slots=True)
class Mixed:
    """A model whose answer to a sample changes with the other samples of its batch, in eval mode, on a copy.

    place: where it was asked. model: its class. rows: in the batch. changed: largest change of an answer;
    scale: size of a typical answer. by: "softmax" (one over the batch), the class of a recurrent layer or an
    attention that takes the first axis for time, "view" (a reshape that brings the batch to the front), or "" where
    none is there. before, after: the shapes of that view.
    """

    place: Place
    step: int
    model: str
    rows: int
    changed: float
    scale: float
    by: str
    before: tuple[int, ...] = ()
    after: tuple[int, ...] = ()


class Fold(NamedTuple):
    """One fold of a cross-validation by a splitter of scikit-learn, in which a model was trained.

    loop: over folds, its number. place: the line of that loop. step, last: its first step, and steps taken at its end.
    rows: to test on. carried: it began with the weights that the fold before had left.
    learnt: share of its rows to test on that these weights had been trained on before it began.
    """

    loop: int
    place: Place
    step: int
    last: int
    rows: int
    carried: bool
    learnt: float


@dataclass(frozen=True, slots=True)
class Prepared:
    """Inputs that a model was judged on and that were prepared in another way than those it was trained on.

    rows: samples. how: "by itself": standardised by their own means and deviations. "elsewhere": another scale.
    mean: distance of a typical column's mean from training's, in training's deviations. width: its deviation
        against training's. right, right_alike: share of right classes as they came, and with training's means and
        deviations; error, error_alike: mean squared errors. None where not asked.
    """

    place: Place
    step: int
    rows: int
    how: Literal["by itself", "elsewhere"]
    mean: float = 0.0
    width: float = 1.0
    right: float | None = None
    right_alike: float | None = None
    error: float | None = None
    error_alike: float | None = None


@dataclass(frozen=True, slots=True)
class Curved:
    """How sharply the loss of a batch curves where training ended, on a copy: the Hessian's largest eigenvalue.

    place: where the model was asked about that batch. rows: in it.
    """

    place: Place
    rows: int
    sharpness: float


def not_measured() -> Curved | None:
    """Tell nothing of the curvature: the run goes on, or no model can be asked again."""
    return None


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What was tried again when the program was done, on copies. curvature: measures it when it is called."""

    modes: tuple[Modes, ...] = ()
    mixed: tuple[Mixed, ...] = ()
    drawn: tuple[Drawn, ...] = ()
    prepared: tuple[Prepared, ...] = ()
    curvature: Callable[[], Curved | None] = not_measured
