"""A verdict on every path: converges, overshoots, zig-zags, oscillates, crawls, diverges - and at which step.

Judged from what was walked alone, for all runs at once: no theory is asked, so theory can be held against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from loopwise.descent.walking import lengths
from loopwise.text import Text

Array = NDArray[np.float64]
Flags = NDArray[np.bool_]  # (R,)

ARRIVED = 1e-3  # of the first gradient
PATIENT = 5  # times the steps walked: whoever needs more at this pace crawls
TURNS = 2  # fewer are no zig-zag
NOISE = 1e-9  # of the longest step: shorter ones have no direction

_WORDS: Mapping[str, Text] = {
    "converges": Text(en="converges smoothly", ko="매끄럽게 수렴합니다"),
    "overshoots": Text(en="overshoots on the way", ko="지나쳤다가 되돌아옵니다"),
    "zig-zags": Text(en="converges in a zig-zag", ko="지그재그로 수렴합니다"),
    "oscillates": Text(
        en="oscillates: comes no nearer", ko="가까워지지 않고 진동합니다"
    ),
    "crawls": Text(en="crawls: the steps are too small", ko="스텝이 너무 작아 거의 나아가지 못합니다"),
    "diverges": Text(en="diverges", ko="발산합니다"),
    "breaks": Text(en="breaks off: the function is no number there", ko="함수 값이 유한한 수가 아니게 됩니다"),
    "runs-away": Text(
        en="runs away: there is no end in this direction", ko="끝이 없는 방향으로 계속 나아갑니다"
    ),
    "stays": Text(
        en="stays: the gradient is zero at the start", ko="시작점의 기울기(gradient)가 0이라 움직이지 않습니다"
    ),
}  # fmt: skip
_AT: Mapping[str, Text] = {
    "diverges": Text(en=" from step {step} on", ko=" (스텝 {step}부터)"),
    "breaks": Text(en=", step {step}", ko=" (스텝 {step})"),
    "arrived": Text(en=", there at step {step}", ko=" (스텝 {step}에 도착)"),
    "under-way": Text(en=", not yet there", ko=" (아직 도착하지 않음)"),
}
_ARRIVING = ("converges", "overshoots", "zig-zags")


@dataclass(frozen=True, slots=True)
class Verdict:
    """kind: one word, as above. step: where it came to that - arrived, or left for good; None where it did not."""

    kind: str
    step: int | None = None

    @property
    def text(self) -> Text:
        """The verdict in words."""
        said, key = _WORDS[self.kind], self.kind
        if key in _ARRIVING:
            key = "under-way" if self.step is None else "arrived"
        more = _AT.get(key, Text(en="", ko="")).format(step=self.step)
        return Text(en=said.en + more.en, ko=said.ko + more.ko)

    @property
    def short(self) -> Text:
        """The verdict without its step, for a title."""
        said = _WORDS[self.kind]
        return Text(en=said.en.split(":")[0].split(",")[0], ko=said.ko)

    def __str__(self) -> str:
        return str(self.text)


def judge(xy: Array, loss: Array, gradient: Array) -> tuple[Verdict, ...]:
    """Return a verdict for every run.

    xy, gradient: (R, steps + 1, 2). loss: (R, steps + 1), what is to become small (turned for an ascent).
    """
    with np.errstate(all="ignore"):
        norms = lengths(gradient)  # (R, T)
        arrived = settled(norms)
        facts = zip(
            norms[:, 0] == 0,
            left(xy, loss),
            _first_broken(loss),
            _runs_away(xy, loss, norms),
            _turning(xy, arrived),
            _no_nearer(norms),
            _rises(loss),
            _under_way(norms),
            arrived,
            strict=True,
        )
    return tuple(_verdict(*(fact.item() for fact in run)) for run in facts)


def _verdict(
    still: bool,
    lost: int,
    broken: int,
    away: bool,
    turning: bool,
    no_nearer: bool,
    rises: bool,
    under_way: bool,
    arrived: int,
) -> Verdict:
    """Put the facts about one run into one word; lost, broken, arrived: a step, or -1."""
    step = arrived if arrived >= 0 else None
    if still:
        return Verdict("stays", 0)
    if broken >= 0 and not 0 <= lost < broken:  # one step from a number to none: a pole, a logarithm
        return Verdict("breaks", broken)
    if lost >= 0:
        return Verdict("diverges", lost)
    if away:
        return Verdict("runs-away")
    if turning:
        return Verdict("oscillates") if step is None and no_nearer else Verdict("zig-zags", step)
    if rises:
        return Verdict("overshoots", step)
    return Verdict("converges", step) if under_way or step is not None else Verdict("crawls")


def settled(norms: Array) -> NDArray[np.int64]:
    """Return the step from which the gradient stays below a thousandth of the first: (R,), -1 where it never does."""
    near = norms <= ARRIVED * norms[:, :1]
    from_here = np.logical_and.accumulate(near[:, ::-1], axis=1)[:, ::-1]
    return np.where(from_here[:, -1], from_here.argmax(axis=1), -1)


def left(xy: Array, loss: Array) -> NDArray[np.int64]:
    """Return the step from which the loss is above the first for good, still growing: (R,), -1 where it is not.

    The last tenth of the steps has to lie above: a path that jumps about may stand high at one step.
    """
    finite = np.isfinite(loss) & np.isfinite(xy).all(axis=-1)
    shown = np.where(finite, loss, np.inf)
    above = shown > loss[:, :1] + 1e-9 * np.abs(loss[:, :1])
    from_here = np.logical_and.accumulate(above[:, ::-1], axis=1)[:, ::-1]
    steps = loss.shape[1] - 1
    growing = (shown[:, -1] >= shown.max(axis=1) * 0.5) & from_here[:, steps - steps // 10]
    return np.where(from_here[:, -1] & growing, from_here.argmax(axis=1), -1)


def _first_broken(loss: Array) -> NDArray[np.int64]:
    """Return the first step whose loss is no finite number: (R,), -1 where there is none."""
    broken = ~np.isfinite(loss)
    return np.where(broken.any(axis=1), broken.argmax(axis=1), -1)


def _runs_away(xy: Array, loss: Array, norms: Array) -> Flags:
    """Tell which runs go down for ever: ever farther, ever steeper."""
    gone = lengths(xy - xy[:, :1])
    farther = gone[:, -1] >= gone.max(axis=1)
    away: Flags = farther & (loss[:, -1] < loss[:, 0]) & (norms[:, -1] > 2 * norms[:, 0])
    return away


def _turning(xy: Array, arrived: NDArray[np.int64]) -> Flags:
    """Tell which runs turn round along an axis, or altogether, in most of their steps until they arrive."""
    moved = np.diff(xy, axis=1)  # (R, steps, 2)
    moves = np.abs(moved) > NOISE * np.abs(moved).max(axis=(1, 2), keepdims=True)
    both = moves[:, 1:] & moves[:, :-1]  # (R, steps - 1, 2)
    back = (moved[:, 1:] * moved[:, :-1] < 0) & both
    round_ = ((moved[:, 1:] * moved[:, :-1]).sum(axis=-1) < 0) & both.any(axis=-1)
    count = np.arange(back.shape[1])[None] < np.where(arrived < 0, xy.shape[1], arrived)[:, None]
    along = (back & count[..., None]).sum(axis=1)  # (R, 2)
    often = (along > 0.5 * (both & count[..., None]).sum(axis=1)) & (along >= TURNS)
    turning: Flags = often.any(axis=1) | ((round_ & count).sum(axis=1) > 0.5 * count.sum(axis=1))
    return turning


def _rises(loss: Array) -> Flags:
    """Tell which runs climb on the way, by more than a hundredth of all they gain."""
    room = (loss[:, :1] - loss.min(axis=1, keepdims=True)) / 100
    rising: Flags = (np.diff(loss, axis=1) > room).any(axis=1)
    return rising


def _under_way(norms: Array) -> Flags:
    """Tell which runs will arrive within a few times the steps walked, at the pace of their second half."""
    steps = norms.shape[1] - 1
    half = steps // 2
    pace = np.log(norms[:, half] / norms[:, -1]) / max(steps - half, 1)
    left_to_go = np.log(norms[:, -1] / (ARRIVED * norms[:, 0]))
    under_way: Flags = (pace > 0) & (left_to_go / pace <= PATIENT * steps)
    return under_way


def _no_nearer(norms: Array) -> Flags:
    """Tell which runs have as steep a slope in their second half as in their first."""
    half = norms.shape[1] // 2
    no_nearer: Flags = np.median(norms[:, half:], axis=1) >= 0.9 * np.median(norms[:, :half], axis=1)
    return no_nearer
