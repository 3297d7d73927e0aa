"""What is measured of a training, look by look: losses, answers, layers, hidden units, inputs, evaluations.

`Training` (training.py) gathers these. All are plain numbers: nothing here holds a tensor.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import NamedTuple

from loopwise.records import Place
from loopwise.runtime.dynamics.built import Repeated

MOST = 64  # looks kept of each kind
RECENT = 8  # looks that "now" means: enough batches for a unit to be asked by hundreds of samples


@dataclass(frozen=True, slots=True)
class Window:
    """The loss that `backward()` was called on, over the steps from one look to the next.

    first, last: steps. All other numbers are over the finite values; count is how many there were.
    """

    first: int
    last: int
    count: int
    mean: float
    deviation: float
    smallest: float
    largest: float

    @classmethod
    def of(cls, first: int, last: int, values: list[float]) -> Window | None:
        """Sum up values; None where none of them is finite."""
        finite = list(filter(math.isfinite, values))
        if not finite:
            return None
        mean = math.fsum(finite) / len(finite)
        spread = math.dist(finite, [mean] * len(finite)) / math.sqrt(len(finite))
        return cls(first, last, len(finite), mean, spread, min(finite), max(finite))

    def joined(self, later: Window) -> Window:
        """Return both as one."""
        count = self.count + later.count
        mean = (self.mean * self.count + later.mean * later.count) / count
        squares = sum(one.count * (one.deviation**2 + (one.mean - mean) ** 2) for one in (self, later))
        return Window(
            self.first,
            later.last,
            count,
            mean,
            math.sqrt(squares / count),
            min(self.smallest, later.smallest),
            max(self.largest, later.largest),
        )


@dataclass(frozen=True, slots=True)
class NotFinite:
    """Where the first loss that is not a number, or infinite, came from.

    step, before: that step, and the last finite loss; None where there was none.
    value: "nan" or "inf". weights: whether parameters were not finite already, and the first of them.
    operation: the first of the forward pass whose result is not finite, "" where none could be read.
    layer: the weighted sum it belongs to or comes after, "" where that is not known.
    inputs, targets: whether what the first layer, or the loss, was given is not finite.
    """

    step: int
    value: str
    before: float | None
    weights: str
    operation: str
    layer: str
    inputs: bool
    targets: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """One batch of predictions beside its targets, as one loss received them.

    kind: of the loss. samples: how many. loss: its mean. weighted: whether classes were weighed.
    targets, predicted: how often each class occurs (classification). right: how many were right.
    target_mean, target_deviation, mean, deviation, error: of targets and predictions, and the root of the mean
        squared difference (regression).
    noise: batch size at which the head's gradient is as large as its noise; None where it cannot be told.
    signal, scatter: the two halves of that ratio.
    """

    step: int
    kind: str
    samples: int
    loss: float
    weighted: bool = False
    targets: tuple[int, ...] = ()
    predicted: tuple[int, ...] = ()
    right: int = 0
    target_mean: float = 0.0
    target_deviation: float = 0.0
    mean: float = 0.0
    deviation: float = 0.0
    error: float = 0.0
    signal: float | None = None
    scatter: float | None = None

    @property
    def chooses(self) -> bool:
        """Whether it is a classification."""
        return bool(self.targets)


@dataclass(frozen=True, slots=True)
class LayerLook:
    """One layer at one step. gradient, weight: norms; update: norm of what the step changed; numbers: how many.

    equal: all units have the same weights, and there are several; not asked any more where they began unlike.
    """

    step: int
    gradient: float
    weight: float
    update: float
    numbers: int
    equal: bool

    @property
    def ratio(self) -> float | None:
        """Size of the update against the weights'."""
        return self.update / self.weight if self.weight > 0 and math.isfinite(self.weight) else None

    @property
    def root_mean_square(self) -> float:
        """Gradient of a typical weight."""
        return self.gradient / math.sqrt(self.numbers) if self.numbers else 0.0


@dataclass(slots=True)
class Layer:
    """A weighted sum, in the order of the forward pass. name: "fc1" or "2"; kind: "Linear 64 -> 32".

    alike: before the first look all units had the same weights, and other ones than 0.
    repeated: its module, or one around it, that stands several times in the one that holds it.
    """

    name: str
    kind: str
    place: Place | None
    repeated: Repeated | None = None
    alike: bool = False
    looks: list[LayerLook] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Name and kind, as a reader knows them."""
        return f"{self.name} ({self.kind})" if self.name else self.kind


@dataclass(slots=True)
class Units:
    """The units behind one hidden activation. kind: "relu", "sigmoid", "tanh".

    alive: at each recent look, byte i tells whether unit i was above 0 for some sample.
    flat: share of units that sit in the flat part for nearly all samples, at each look.
    """

    kind: str
    after: str
    units: int
    samples: deque[int] = field(default_factory=lambda: deque(maxlen=RECENT))
    alive: deque[int] = field(default_factory=lambda: deque(maxlen=RECENT))
    flat: list[tuple[int, float]] = field(default_factory=list)

    @property
    def dead(self) -> int:
        """Units at 0 for every sample of the recent looks."""
        ever = 0
        for mask in self.alive:
            ever |= mask
        return self.units - ever.bit_count()


class Torn(NamedTuple):
    """Pictures whose numbers lie in another order than their axes say.

    channels: there are. alike: correlation of numbers so many places apart along a row. near: the largest one of
        numbers closer than that; in a picture that is whole, it is the larger of the two.
    """

    channels: int
    alike: float
    near: float


def not_known() -> float | None:
    """Tell nothing."""
    return None


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the first layer gets, over all looks: one mean and one standard deviation a column (of images: one).

    columns: whether the numbers are of single columns. condition: measures that of the columns' covariance when it is
        called; None if not known.
    twice: the k that whole numbers 0 .. k were divided by twice; 0 where nothing says so. torn: None for whole ones.
    """

    layer: str
    place: Place | None
    samples: int
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    size: float
    condition: Callable[[], float | None] = not_known
    twice: int = 0
    torn: Torn | None = None

    @property
    def constant(self) -> bool:
        """Whether all samples are the same."""
        return not any(self.deviations)

    @property
    def spread(self) -> tuple[float, float] | None:
        """Smallest and largest standard deviation of a column that varies at all."""
        varying = [one for one in self.deviations if one > 0]
        return (min(varying), max(varying)) if len(varying) > 1 else None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One pass over data without gradients, whose losses a torch loss function computed.

    where: tells passes at one place of the program apart from others. step: steps taken before it.
    right: how many were right (classification), None where that cannot be told.
    """

    where: int
    step: int
    kind: str
    samples: int
    loss: float
    right: int | None
    targets: tuple[int, ...] = ()
    explained: float | None = None

    @property
    def chance(self) -> float | None:
        """Loss of always answering these classes' shares; None where no classes were counted."""
        return entropy(list(self.targets)) if sum(self.targets) else None

    @property
    def score(self) -> float | None:
        """Share that is right, or of the targets' variance that is explained; no scale of a loss is in it."""
        if self.right is not None and self.samples:
            return self.right / self.samples
        return self.explained


class ByHandStep(NamedTuple):
    """A step that no optimiser took, all leaves together.

    rate: it was, to rounding, this many times the gradient, downhill; None where it was no multiple of it.
    downhill: cosine between the step and the way down that the gradient shows. ratio: its size against the values'.
    """

    rate: float | None
    downhill: float
    ratio: float


def constant_loss(answers: Iterable[Answers]) -> float | None:
    """Return the mean loss of the best constant answer to the targets of these batches; None if not known."""
    looks = list(answers)
    if not looks or any(one.kind != looks[0].kind or one.weighted for one in looks):
        return None
    if looks[0].chooses:
        return entropy(summed(one.targets for one in looks))
    return variance(looks) if looks[0].kind == "mse" else None


def summed(counts: Iterable[tuple[int, ...]]) -> list[int]:
    """Return the sums of counts, class by class."""
    return [sum(column) for column in zip_longest(*counts, fillvalue=0)]


def variance(answers: Iterable[Answers]) -> float | None:
    """Return the variance of all targets together."""
    looks = [one for one in answers if math.isfinite(one.target_deviation)]
    count = sum(one.samples for one in looks)
    if not count:
        return None
    mean = math.fsum(one.target_mean * one.samples for one in looks) / count
    return (
        math.fsum(one.samples * (one.target_deviation**2 + (one.target_mean - mean) ** 2) for one in looks)
        / count
    )


def entropy(counts: list[int]) -> float | None:
    """Return the entropy of the shares of these counts, in nats; None of none."""
    total = sum(counts)
    return -math.fsum(n / total * math.log(n / total) for n in counts if n) if total else None


def thinned(looks: list[Window]) -> list[Window]:
    """Return windows, joined in pairs where there are more than are kept."""
    if len(looks) <= MOST:
        return looks
    pairs = zip(looks[0::2], looks[1::2], strict=False)
    return [one.joined(later) for one, later in pairs] + (looks[-1:] if len(looks) % 2 else [])
