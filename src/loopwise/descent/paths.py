"""Whole paths of gradient descent, many at once  ->  descend("3*x**2 + y**2", start=(5, 4), lr=[0.1, 0.5]).

>>> paths = descend("bowl", start=(5, 4), lr=[0.1, 0.5], steps=10)
>>> paths.xy.shape
(2, 11, 2)
>>> [verdict.kind for verdict in paths.verdict]
['converges', 'diverges']
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loopwise.descent.ends import End, end_at
from loopwise.descent.rules import Rule, all_settings, rule_named, settings_for
from loopwise.descent.schedules import factors
from loopwise.descent.surfaces import Fitted, Surface, surface_for
from loopwise.descent.theory import Theory, theory_of
from loopwise.descent.verdicts import Verdict, judge, settled
from loopwise.descent.walking import heights, lengths, slopes, walk
from loopwise.errors import LoopwiseError
from loopwise.records.descended import DescentRecord, DescentRun
from loopwise.text import Text

Array = NDArray[np.float64]
Point = tuple[float, float]

MOST_NUMBERS = 40_000_000  # of all points together: 320 MB
STEPS = 10


@dataclass(frozen=True, slots=True)
class Run:
    """One path's own choices."""

    rule: str
    lr: float
    start: Point


@dataclass(frozen=True, slots=True)
class How:
    """What all runs share. settings: of the rules, by name, as far as they were given."""

    steps: int
    schedule: str = "constant"
    batch: int | None = None
    ascend: bool = False
    seed: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Paths:
    """Every run's whole path. Runs are ordered as rule, rate, start.

    xy: (R, steps + 1, 2) float64, the start first.
    """

    surface: Surface
    runs: tuple[Run, ...]
    xy: Array
    how: How

    @property
    def steps(self) -> int:
        """Return how many steps were walked."""
        return self.how.steps

    @cached_property
    def terms(self) -> dict[str, Array]:
        """What the rules remembered after each step: name -> (R, steps, 2), not-a-number for one that has it not.

        Walked again when it is asked for: most questions never do.
        """
        rules = [rule_named(name) for name in dict.fromkeys(run.rule for run in self.runs)]
        each = len(self.runs) // len(rules)
        kept = [
            _walked(self.surface, self.runs[at : at + each], self.how, remember=True)[1]
            for at in range(0, len(self.runs), each)
        ]
        return _side_by_side(kept, rules, (self.steps, 2, each))

    @cached_property
    def loss(self) -> Array:
        """f along the paths: (R, steps + 1). Of the whole surface, also where a step saw a mini-batch."""
        return heights(self.surface, self.xy[..., 0], self.xy[..., 1])

    @cached_property
    def gradient(self) -> Array:
        """The gradient along the paths: (R, steps + 1, 2)."""
        return np.moveaxis(slopes(self.surface, self.xy[..., 0], self.xy[..., 1]), 0, -1)

    @cached_property
    def verdict(self) -> tuple[Verdict, ...]:
        """One verdict a run: `.kind` ("converges", "diverges" ...), `.step`, and words as `str`."""
        return judge(self.xy, -self.loss if self.how.ascend else self.loss, self.gradient)

    @cached_property
    def arrived(self) -> NDArray[np.int64]:
        """The step from which the gradient stays below a thousandth of the first: (R,), -1 for never."""
        return settled(lengths(self.gradient))

    @cached_property
    def ends(self) -> tuple[End, ...]:
        """What each path came to: a minimum (global or local), a saddle, a plateau, a slope."""
        return tuple(end_at(self.surface, point) for point in self.xy[:, -1])

    def theory(self, run: int = 0) -> Theory | None:
        """Return what theory says of a run, at the minimum it is nearest to; None where it says nothing."""
        here = self.xy[run, -1]
        known = self.surface.minima
        at = min(known, key=lambda m: math.hypot(m[0] - here[0], m[1] - here[1])) if known else here
        if not np.isfinite(at).all():
            return None
        one = self.runs[run]
        return theory_of(
            self.surface, at, one.rule, lr=one.lr, momentum=float(self.how.settings.get("momentum", 0.9))
        )

    def to_record(self) -> DescentRecord:
        """Return what is kept of them: the question and the outcome of each run."""
        sizes = lengths(self.gradient[:, -1])
        outcomes = zip(
            self.runs, self.xy[:, -1], self.loss[:, -1], sizes, self.verdict, self.ends, strict=True
        )
        return DescentRecord(
            surface=self.surface.name,
            steps=self.steps,
            runs=tuple(
                DescentRun(
                    run.rule, run.lr, run.start, (float(end[0]), float(end[1])), float(loss), float(size),
                    verdict.kind, verdict.step, place.kind, place.scope,
                )
                for run, end, loss, size, verdict, place in outcomes
            ),
            schedule=self.how.schedule,
            batch=self.how.batch,
            ascend=self.how.ascend,
            seed=self.how.seed,
            settings={**self.surface.settings, **self.how.settings},
        )  # fmt: skip


def descend(
    surface: str | Surface | Callable[[Any, Any], Any],
    start: Point | Sequence[Point] | None = None,
    lr: float | Iterable[float] = 0.1,
    rule: str | Sequence[str] = "sgd",
    steps: int = STEPS,
    *,
    schedule: str = "constant",
    batch: int | None = None,
    ascend: bool = False,
    seed: int = 0,
    **settings: Any,
) -> Paths:
    """Walk down a surface by every rule, from every start, at every rate.

    surface: a name ("bowl", "line", "himmelblau"), a typed function ("3*x**2 + y**2"), a Python function of two
        torch tensors, or a Surface.
    start: one point or several; None: the surface's own. lr: one rate or several. rule: one name or several.
    steps: how many. schedule: "constant", "step", "cosine" or "warmup".
    batch: of a surface over data, rows of a mini-batch (1: a single sample); None: all rows.
    ascend: uphill. Descent finds a minimum, never "a minimum or maximum".
    seed: of the order in which mini-batches come.
    settings: of the rule (momentum=0.9, beta1, beta2, alpha, eps, weight_decay) and of the surface (a, b, x, y, loss).

    Raises LoopwiseError for what cannot be walked: unknown names, a start or rate that is no number, more points
    than fit into memory, a function that is not finite at the start.
    """
    of_rules = {name: value for name, value in settings.items() if name in all_settings()}
    of_surface = {name: value for name, value in settings.items() if name not in all_settings()}
    chosen = surface_for(surface, **of_surface)
    rules = [rule_named(name) for name in ([rule] if isinstance(rule, str) else rule)]
    starts = _starts(chosen, start)
    rates = check_rates(
        lr, most=MOST_NUMBERS // max(1, 2 * _whole(steps, "steps") * len(rules) * len(starts))
    )
    _right_batch(chosen, batch)
    _defined(chosen, starts)
    how = How(steps, schedule, batch, ascend, seed, of_rules)
    runs = [Run(one.name, rate, point) for one in rules for rate, point in product(rates, starts)]
    each = len(runs) // len(rules)
    walked = [_walked(chosen, runs[at : at + each], how)[0] for at in range(0, len(runs), each)]
    xy = np.concatenate(walked, axis=2) if len(walked) > 1 else walked[0]
    return Paths(chosen, tuple(runs), xy.transpose(2, 0, 1), how)


def _walked(
    surface: Surface, runs: Sequence[Run], how: How, *, remember: bool = False
) -> tuple[Array, dict[str, Array]]:
    """Walk the runs of one rule at once."""
    rule = rule_named(runs[0].rule)
    return walk(
        surface,
        np.array([run.start for run in runs]).T,  # (2, R)
        np.array([run.lr for run in runs]),
        rule,
        how.steps,
        factors=factors(how.schedule, how.steps),
        settings=settings_for(rule, how.settings),
        batch=how.batch,
        seed=how.seed,
        ascend=how.ascend,
        remember=remember,
    )


def _side_by_side(
    kept: Sequence[Mapping[str, Array]], rules: Sequence[Rule], shape: tuple[int, ...]
) -> dict[str, Array]:
    """Return the inner terms of all rules, run by run."""
    names = dict.fromkeys(name for rule in rules for name in rule.remembers)
    nothing = np.full(shape, np.nan) if any(len(r.remembers) < len(names) for r in rules) else np.empty(0)
    return {
        name: np.concatenate([terms.get(name, nothing) for terms in kept], axis=2).transpose(2, 0, 1)
        for name in names
    }


def _starts(surface: Surface, start: Point | Sequence[Point] | None) -> list[Point]:
    """Return the starts as pairs of finite numbers."""
    try:
        given = np.array(surface.start if start is None else start, dtype=np.float64)
    except (TypeError, ValueError):
        given = np.empty(0)
    if given.ndim == 1:
        given = given[None]
    if given.ndim != 2 or given.shape[1] != 2 or not len(given) or not np.isfinite(given).all():
        raise LoopwiseError(
            Text(
                en=f"start is {start!r}; it can be two finite numbers, or several such pairs.",
                ko=f"시작점(start)으로 쓸 수 없는 값입니다: {start!r}. 유한한 수의 쌍 하나 또는 여러 개여야 합니다.",
            ),
            fix="start=(5, 4)",
        )
    return [(float(x), float(y)) for x, y in given]


def check_rates(lr: float | Iterable[float], most: int = MOST_NUMBERS) -> list[float]:
    """Return the rates; more than fit into memory are refused before they are made."""
    several: Iterable[float] = [lr] if isinstance(lr, (int, float)) else lr
    count = len(several) if isinstance(several, Sized) else None
    rates = [] if count is not None and count > most else [float(rate) for rate in islice(several, most + 1)]
    if (count or len(rates)) > most:
        told = f"{count or most + 1:,}"
        raise LoopwiseError(
            Text(
                en=f"{told} rates are too many: with these steps, rules and starts at most "
                f"{most:,} fit into memory.",
                ko=f"학습률(learning rate)이 너무 많습니다({told}개). 이 스텝, 규칙, 시작점에서는 "
                f"{most:,}개까지 계산할 수 있습니다.",
            ),
            fix="lr=numpy.geomspace(0.001, 1, 1000)",
        )
    wrong = [rate for rate in rates if not 0 < rate < math.inf]
    if wrong or not rates:
        given = wrong[0] if wrong else "[]"
        raise LoopwiseError(
            Text(
                en=f"lr is {given}; it can be a number above 0, or several.",
                ko=f"학습률(lr)로 쓸 수 없는 값입니다: {given}. 0보다 큰 수, 또는 여러 개여야 합니다.",
            ),
            fix="lr=0.1",
        )
    return rates


def _whole(steps: int, name: str) -> int:
    if isinstance(steps, bool) or int(steps) != steps or not 1 <= steps <= MOST_NUMBERS // 2:
        raise LoopwiseError(
            Text(
                en=f"{name} is {steps}; it can be 1, 2, 3 ... up to {MOST_NUMBERS // 2:,}.",
                ko=f"{name} 값({steps})을 쓸 수 없습니다. 1부터 {MOST_NUMBERS // 2:,}까지의 정수여야 합니다.",
            )
        )
    return int(steps)


def _right_batch(surface: Surface, batch: int | None) -> None:
    if batch is None:
        return
    _whole(batch, "batch")
    if not isinstance(surface, Fitted):
        raise LoopwiseError(
            Text(
                en=f"the surface {surface.name} has no data to take a mini-batch from.",
                ko=f"미니배치를 뽑을 데이터가 없는 곡면입니다: {surface.name}",
            ),
            fix='surface="line"',
        )


def _defined(surface: Surface, starts: Sequence[Point]) -> None:
    """Refuse a start where the surface is no finite number: a pole, a logarithm of nothing, 1/0 everywhere."""
    at = np.array(starts).T
    height = heights(surface, at[0], at[1])
    for value, (x, y) in zip(height, starts, strict=True):
        if not math.isfinite(value):
            raise LoopwiseError(
                Text(
                    en=f"{surface.name} is {value} at the start ({x:g}, {y:g}): there is no way down from there.",
                    ko=f"{surface.name}: 시작점 ({x:g}, {y:g})에서의 값이 {value}이므로 내려갈 길이 없습니다.",
                ),
                fix=_elsewhere(surface),
            )


def _elsewhere(surface: Surface) -> Text | str:
    """Return a start where the surface is a number, or what to look for where it is one nowhere."""
    tried = np.array([(x, y) for x in (1.0, 5.0, 0.5, -1.0) for y in (1.0, 4.0, 0.5, -1.0)]).T
    good = np.isfinite(heights(surface, tried[0], tried[1]))
    if good.any():
        x, y = tried[:, int(np.argmax(good))]
        return f"start=({x:g}, {y:g})"
    return Text(
        en="look for a division by zero, or a logarithm or a root of what is never positive",
        ko="0으로 나누는 곳이나, 양수가 될 수 없는 값의 로그와 제곱근이 있는지 확인하세요",
    )
