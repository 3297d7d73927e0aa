"""Numbers that a program prints, against the exact means: `Printing(...).attach(patches)`.

    print(f"epoch {epoch}: loss {total / len(loader):.3f}")

What a number stands for is told from its value alone. One line prints a number again and again; where it agrees, to
the digits shown and every time, with the sum of all losses so far over the batches of one interval, that sum was
never set back. Likewise with a sum of means over the samples, or a mean of unequal batches' means. Nothing is asked
of the names around it, and a line that prints too few digits says nothing. Only of a mean of all losses so far, which
may be meant, is the text asked whether it says so, and whether it speaks of epochs where no loader counts them.
"""

from __future__ import annotations

import builtins
import math
import re
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from torch.compiler import is_compiling

from loopwise.runtime.evaluation_events import How, Printed
from loopwise.runtime.frames import Site, is_library, own_frame
from loopwise.runtime.patches import Patches
from loopwise.text.running_totals import RUNS_ON

MOST_PRINTS = 64  # of one line that are heard
_MOST_TEXT, _MOST_NUMBERS = 400, 8  # of one call
_NUMBER = re.compile(r"(?<![\w.])-?\d+\.\d+(?:[eE][-+]?\d+)?(?![\w.])")
_OF_EPOCHS = re.compile(r"epoch|에폭", re.IGNORECASE)
_RUNS_ON = re.compile(rf"{RUNS_ON}|running", re.IGNORECASE)  # "running loss: 0.31", said to who reads it
_ROUNDED = 3e-6  # of a sum: added in float32, or in another order
_WEIGHED = 0.02  # a short last batch weighed by its samples, where the losses are not
_SURE = 5.0  # decimal places of agreement, over all prints together: by chance once in a hundred thousand
_FEWEST = 3  # prints that show a sum running on
_LOPSIDED = 0.01  # of the exact mean: what a short last batch may change unremarked


class LossesSoFar(NamedTuple):
    """The losses that went back so far, of one training: how many, their sum, whether each is a mean over its batch.

    batches, samples: of the loader in its last whole pass; 0 where there was none. largest: of the batches that were
    looked at, in samples; 0 if not known.
    """

    training: int
    entries: int
    total: float
    pure: bool
    largest: int = 0
    batches: int = 0
    samples: int = 0


class Sums(NamedTuple):
    """What an evaluation adds up: its batches, samples, losses of samples, means of batches, and right answers.

    fewest: samples of its smallest batch. right, shares: None where no classes were compared; shares: the sum of
        the batches' accuracies.
    """

    batches: int
    samples: int
    fewest: int
    loss: float
    means: float
    right: int | None
    shares: float

    @property
    def excess(self) -> float:
        """How much more of the mean of batch means the smallest batch has than its samples are worth, 0 to 1."""
        return 1 / self.batches - self.fewest / self.samples


class _Shown(NamedTuple):
    """One print: the number, half a unit of its last digit, what could be in it, and the text around it."""

    value: float
    half: float
    step: int
    losses: LossesSoFar
    sums: tuple[Sums, ...]
    text: str


class Printing:
    """Hears what is printed. losses, sums: what is known at that moment; tell: hears Printed."""

    def __init__(
        self,
        losses: Callable[[], LossesSoFar | None],
        sums: Callable[[], tuple[Sums, ...]],
        tell: Callable[[Printed], None],
        steps: Callable[[], int],
        live: Callable[[], bool],
        safely: Callable[..., None],
    ) -> None:
        self._losses = losses
        self._sums = sums
        self._tell = tell
        self._steps = steps
        self._live = live
        self._safely = safely
        self._lines: dict[tuple[int, int], _Line] = {}

    def attach(self, patches: Patches) -> None:
        """Listen at `print`."""
        patches.wrap(builtins, "print", self._printing)

    def _printing(self, bare: Callable[..., None]) -> Callable[..., None]:
        def print(*values: Any, **options: Any) -> None:
            if is_compiling() or not (values and self._live() and self._steps()):
                return bare(*values, **options)
            texts = [str(value) for value in values]  # what print does, once for both
            bare(*texts, **options)
            self._safely(
                self._heard, [one for one, value in zip(texts, values, strict=True) if not callable(value)]
            )
            return None

        return print

    def _heard(self, texts: list[str]) -> None:
        frame = own_frame(sys._getframe(3))
        if is_library(frame.f_code.co_filename):
            return
        line = self._lines.setdefault((id(frame.f_code), frame.f_lasti), _Line(Site.of(frame)))
        line.heard += 1
        if line.heard > MOST_PRINTS:
            return
        text = " ".join(one[:_MOST_TEXT] for one in texts[:_MOST_NUMBERS])[:_MOST_TEXT]
        numbers = list(_numbers(text))
        losses = self._losses() if numbers else None
        if losses is None:
            return
        sums = self._sums()
        for at, (value, half) in enumerate(numbers):
            shown = line.numbers.setdefault((losses.training, at), [])
            shown.append(_Shown(value, half, self._steps(), losses, sums, text))
            if found := _told(line.site, shown):
                self._tell(found)


class _Line:
    """A line that prints: its numbers by their order, of each training apart."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.heard = 0
        self.numbers: dict[tuple[int, int], list[_Shown]] = {}


def _numbers(text: str) -> Iterator[tuple[float, float]]:
    """Yield the numbers with a decimal point in what is printed, each with half a unit of its last digit."""
    for match, _ in zip(_NUMBER.finditer(text), range(_MOST_NUMBERS), strict=False):
        mantissa, _, exponent = match[0].lower().partition("e")
        digits = len(mantissa.partition(".")[2])
        yield float(match[0]), 0.5 * 10.0 ** (int(exponent or 0) - digits)


def _told(site: Site, shown: list[_Shown]) -> Printed | None:
    """Return what the numbers of one line are, if they are no exact means, every time."""
    if not all(math.isfinite(one.value) and one.value > 0 for one in shown):
        return None
    first, last = shown[0], shown[-1]
    for how, meant in _MEANINGS.items():
        pairs = [meant(shown, at) for at in range(len(shown))]
        if all(pair is not None and pair.fits(one) for pair, one in zip(pairs, shown, strict=True)):
            certain = sum(
                _decades(one, pair.tolerance) for pair, one in zip(pairs, shown, strict=True) if pair
            )
            pair = pairs[-1]
            if pair is not None and certain >= _SURE and not pair.is_exact(last):
                numbers = last.value, pair.exact, pair.divisor
                return Printed(how, site.place, first.step, *numbers, len(shown), pair.excess)
    return None


class _Meaning(NamedTuple):
    """What a printed number would be under one mistake, what is exact, and how far both may be apart by rounding.

    excess: as of Sums, where a batch counts too much.
    """

    wrong: float
    exact: float
    divisor: int
    tolerance: float = _ROUNDED
    excess: float = 0.0

    def fits(self, shown: _Shown) -> bool:
        return abs(shown.value - self.wrong) <= shown.half + self.tolerance * abs(self.wrong)

    def is_exact(self, shown: _Shown) -> bool:
        """Tell whether the number is as good as the exact one."""
        return abs(shown.value - self.exact) <= 3 * shown.half + _LOPSIDED * abs(self.exact)


def _decades(one: _Shown, tolerance: float) -> float:
    """Return how many decimal places an agreement is worth."""
    return max(0.0, -math.log10(max(one.half / one.value, tolerance)))


def _running_on(shown: list[_Shown], at: int) -> _Meaning | None:
    """The sum of all losses so far, where each interval has as many batches."""
    count, total = shown[at].losses.entries, shown[at].losses.total
    before = shown[at - 1].losses if at else None
    interval = shown[0].losses.entries
    several = len(shown) >= _FEWEST and any(not one.value.is_integer() for one in shown)
    if interval < 2 or not several or count != (at + 1) * interval:
        return None
    own = total - (before.total if before else 0.0)
    return _Meaning(total / interval, own / interval, interval, _WEIGHED)


def _mean_so_far(shown: list[_Shown], at: int) -> _Meaning | None:
    """The mean of all losses so far, after each pass over the data."""
    one, interval = shown[at], shown[0].losses.entries
    passes = one.losses.batches == interval if one.losses.batches else bool(_OF_EPOCHS.search(one.text))
    if interval < 2 or len(shown) < _FEWEST or one.losses.entries != (at + 1) * interval or not passes:
        return None
    if _RUNS_ON.search(one.text):
        return None
    own = one.losses.total - (shown[at - 1].losses.total if at else 0.0)
    return _Meaning(one.losses.total / one.losses.entries, own / interval, one.losses.entries)


def _by_samples(shown: list[_Shown], at: int) -> _Meaning | None:
    """A sum of means, of what went back or of an evaluation, divided by the samples."""
    losses = shown[at].losses
    own = losses.total - (shown[at - 1].losses.total if at else 0.0)
    count = losses.entries - (shown[at - 1].losses.entries if at else 0)
    if losses.pure and count == losses.batches and losses.samples > 1.5 * count > 0:
        trained = _Meaning(own / losses.samples, own / count, losses.samples)
        if trained.fits(shown[at]):
            return trained
    if losses.pure and not losses.batches and count > 1 and losses.largest > 1:
        samples = _samples_of_all(shown, at, count)
        if samples and samples > 1.5 * count:
            return _Meaning(own / samples, own / count, samples)
    evaluated = [
        _Meaning(one.means / one.samples, one.loss / one.samples, one.samples)
        for one in shown[at].sums
        if one.batches > 1 and one.samples > 1.5 * one.batches
    ]
    return _nearest(evaluated, shown[at])


def _samples_of_all(shown: list[_Shown], at: int, count: int) -> int:
    """Return the one number of samples, in as many batches cut by hand, by which all sums so far give what is shown.

    0 where there is none: a number between those of the smallest and the largest last batch.
    """
    low, high = (count - 1) * shown[at].losses.largest + 1, count * shown[at].losses.largest
    before = 0.0
    for one in shown[: at + 1]:
        own, before = one.losses.total - before, one.losses.total
        low = max(low, math.ceil(own / (one.value + one.half) * (1 - _ROUNDED)))
        high = (
            min(high, math.floor(own / (one.value - one.half) * (1 + _ROUNDED)))
            if one.value > one.half
            else 0
        )
    return low if low <= high else 0


def _by_batches(shown: list[_Shown], at: int) -> _Meaning | None:
    """A count of right answers, or a sum of the losses of samples, divided by the batches."""
    meant = []
    for one in shown[at].sums:
        if one.batches > 1 and one.samples > 1.5 * one.batches:
            meant.append(_Meaning(one.loss / one.batches, one.loss / one.samples, one.batches))
            if one.right:
                meant += _shares(one.right / one.batches, one.right / one.samples, one.batches)
    return _nearest(meant, shown[at])


def _batch_means(shown: list[_Shown], at: int) -> _Meaning | None:
    """The mean of the means of an evaluation's batches, one of which is short."""
    meant = []
    for one in shown[at].sums:
        if one.batches > 1:
            found = [_Meaning(one.means / one.batches, one.loss / one.samples, one.batches)]
            if one.right:
                found += _shares(one.shares / one.batches, one.right / one.samples, one.batches)
            meant += [each._replace(excess=one.excess) for each in found]
    return _nearest(meant, shown[at])


def _shares(wrong: float, exact: float, divisor: int) -> list[_Meaning]:
    """A share, and the same in per cent."""
    return [_Meaning(scale * wrong, scale * exact, divisor) for scale in (1, 100)]


def _nearest(meant: list[_Meaning], shown: _Shown) -> _Meaning | None:
    return next((one for one in meant if one.fits(shown)), None)


_MEANINGS: dict[How, Callable[[list[_Shown], int], _Meaning | None]] = {
    "running on": _running_on,
    "mean so far": _mean_so_far,
    "by samples": _by_samples,
    "by batches": _by_batches,
    "batch means": _batch_means,
}
