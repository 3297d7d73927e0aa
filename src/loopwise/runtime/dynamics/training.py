"""`Training`: everything that one optimiser did, as plain numbers, and what follows from them.

    for training in run.trainings:
        training.learnt          # 0 no better than a constant answer, 1 everything
        training.windows[-1].mean

One optimiser is one training: a script that trains five models in turn has five, a GAN has two that are `shared`.
Steps are numbered as in the whole run. Long series are thinned, so that a run of a million steps costs no more
memory than one of a hundred.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from loopwise.records import Place, Series
from loopwise.runtime.dynamics.built import Folded, Misnamed, Norms
from loopwise.runtime.dynamics.measurements import (
    Answers,
    ByHandStep,
    Evaluation,
    Inputs,
    Layer,
    NotFinite,
    Units,
    Window,
    constant_loss,
    summed,
    variance,
)

_NOTHING = 1e-4  # of a typical weight: any step is large against weights that start at zero on purpose


@dataclass(slots=True)
class Training:
    """Everything one optimiser did, from its first step to its last.

    optimiser, kind: its name in the program, its class. made, place, backward_place: lines of the program.
    first, last: steps of the run. steps: taken by this one.
    rates: (step, learning rate) at each look. momentum: of its first group.
    shared: another optimiser stepped in between (a GAN, actor and critic). entries: calls of `backward()`.
    sites: lines that called `backward()` for it. compiled: part of the graph could not be seen.
    by_hand: its steps at looks, where there is no optimiser; kind is then "by hand".
    folded, norms, misnamed: what its graph and its modules show of how the model is built.
    """

    optimiser: str
    kind: str
    made: Place | None
    place: Place
    backward_place: Place
    first: int
    last: int
    steps: int = 0
    entries: int = 0
    sites: int = 1
    losses: int = 1
    shared: bool = False
    compiled: bool = False
    momentum: float = 0.0
    rates: list[tuple[int, float]] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    answers: list[Answers] = field(default_factory=list)
    layers: list[Layer] = field(default_factory=list)
    units: list[Units] = field(default_factory=list)
    evaluations: list[Evaluation] = field(default_factory=list)
    by_hand: list[ByHandStep] = field(default_factory=list)
    folded: list[Folded] = field(default_factory=list)
    norms: Norms | None = None
    misnamed: tuple[Misnamed, ...] = ()
    inputs: Inputs | None = None
    not_finite: NotFinite | None = None

    @property
    def plain(self) -> bool:
        """Whether one optimiser follows one loss: what its loss does tells how it learns."""
        return not self.shared and self.sites == 1 and self.kind != "LBFGS" and self.goes_downhill

    @property
    def goes_downhill(self) -> bool:
        """Whether most steps by hand lead down; uphill, where an attack goes, nothing is learnt."""
        return 2 * sum(one.downhill > 0 for one in self.by_hand) >= len(self.by_hand)

    @property
    def recent(self) -> list[Answers]:
        """The looks of the last third of the steps, at least two: what the model answers by now."""
        since = self.last - (self.last - self.first) / 3
        late = [one for one in self.answers if one.step >= since]
        return late if len(late) > 1 else self.answers[-2:]

    @property
    def target_counts(self) -> list[int]:
        """How often each class is the target in the recent looks."""
        return summed(one.targets for one in self.recent)

    @property
    def predicted_counts(self) -> list[int]:
        """How often each class is the prediction in the recent looks."""
        return summed(one.predicted for one in self.recent)

    @property
    def classes(self) -> list[int]:
        """How often each class is the target in all looks."""
        return summed(one.targets for one in self.answers)

    @property
    def constant(self) -> float | None:
        """Loss of the best constant answer: the entropy of the classes' shares, or the targets' variance."""
        return constant_loss(self.answers)

    @property
    def target_variance(self) -> float | None:
        """Variance of the numbers that are targets, whatever the loss; None where classes are."""
        return variance(one for one in self.answers if not one.chooses)

    @property
    def loss(self) -> float | None:
        """Mean loss of the last third of the steps, without what is added to it, or else of its looks."""
        if self.is_pure:
            return self.mean_loss(2 / 3, 1.0)
        values = [one.loss for one in self.recent if math.isfinite(one.loss)]
        return math.fsum(values) / len(values) if values else None

    @property
    def is_pure(self) -> bool:
        """Whether `backward()` was called on the very mean of the loss: then every step's is known."""
        single = {window.first: window.mean for window in self.windows if window.count == 1}
        pairs = [(single[one.step], one.loss) for one in self.answers if one.step in single]
        return bool(pairs) and all(math.isclose(root, own, rel_tol=1e-3, abs_tol=1e-6) for root, own in pairs)

    @property
    def learnt(self) -> float | None:
        """1 - loss / loss of the best constant answer: 0 nothing, 1 everything, negative worse than a constant.

        None where the best constant answer cannot be told (losses without labels, weighted classes).
        """
        constant, loss = self.constant, self.loss
        return 1 - loss / constant if constant and loss is not None else None

    @property
    def fall(self) -> float | None:
        """1 - loss at the end / loss at the start, of what `backward()` was called on; None unless positive."""
        if not self.windows or min(window.smallest for window in self.windows) < 0:
            return None
        start = self.windows[0].mean
        return 1 - self.mean_loss(0.8, 1.0) / start if start > 0 else None

    @property
    def progress(self) -> float | None:
        """`learnt` where that is known, else `fall`: how much of what could be gained has been."""
        return self.fall if self.learnt is None else self.learnt

    @property
    def start(self) -> float | None:
        """The first loss."""
        return self.windows[0].mean if self.windows else None

    @property
    def series(self) -> Series:
        """The loss, window by window."""
        return Series(tuple(one.last for one in self.windows), tuple(one.mean for one in self.windows))

    @property
    def rate(self) -> float:
        """The largest learning rate seen."""
        return max((rate for _, rate in self.rates), default=math.nan)

    @property
    def still_warming(self) -> bool:
        """Whether the learning rate is still on its way up when the run ends: the last look saw the highest."""
        return len(self.rates) > 1 and self.rates[-1][1] > max(rate for _, rate in self.rates[:-1]) * (
            1 + 1e-9
        )

    def ratios(self) -> list[tuple[int, float, Layer]]:
        """Return (step, update against weights, layer) at every look, of layers that did not start at zero."""
        return [
            (look.step, look.ratio, layer)
            for layer in self.layers
            if layer.looks and layer.looks[0].weight > _NOTHING * math.sqrt(layer.looks[0].numbers)
            for look in layer.looks
            if look.ratio is not None and math.isfinite(look.ratio)
        ]

    def mean_loss(self, begin: float, end: float) -> float:
        """Return the mean loss over a share of the steps, e.g. 0.8 to 1.0 for the last fifth."""
        low, high = (self.first + share * (self.last - self.first) for share in (begin, end))
        inside = [one for one in self.windows if one.last >= low and one.first <= high] or self.windows[-1:]
        count = sum(one.count for one in inside)
        return math.fsum(one.mean * one.count for one in inside) / count if count else math.nan
