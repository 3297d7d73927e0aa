"""Which number decides, and what it says: `judged(answer)`.

A loss whose scale the repair changes never decides; a held-out number comes before one of training data; and a gain is
called one only where every seed shows it by more than the tolerance.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from loopwise.diagnosis.what_if.printed import is_held_out, is_score
from loopwise.records.what_if import Metric, Rerun, Verdict, WhatIf

SHORTEST = 100  # steps: with Adam a right repair looked worse after 20 and 50 on five of five seeds, better after 100
SCORE = 0.01  # of a share: one more right in a hundred
LOSS = 0.02  # of the loss as it is
_MEASURED = {"held-out accuracy", "held-out R2", "held-out loss", "accuracy", "R2", "loss"}


def judged(answer: WhatIf) -> WhatIf:
    """Return the answer with its metric, tolerance and verdict."""
    metric = _metric(answer)
    if metric is None:
        return replace(answer, verdict=_without(answer))
    answer = replace(answer, metric=metric)
    before = [value for value in answer.values(False) if math.isfinite(value)]
    size = max((abs(value) for value in before), default=0.0)
    tolerance = SCORE if metric.higher else LOSS * size
    answer = replace(answer, tolerance=tolerance)
    return replace(answer, verdict=_without(answer, met=True) if _is_out(answer) else _verdict(answer))


def _is_out(answer: WhatIf) -> bool:
    repaired = [run for run in answer.runs if run.repaired]
    short = max((run.steps for run in answer.runs), default=0) < SHORTEST
    return short or not any(run.used for run in repaired) or any(run.stopped for run in answer.runs)


def _without(answer: WhatIf, *, met: bool = False) -> Verdict:
    repaired = [run for run in answer.runs if run.repaired]
    if any(run.stopped for run in answer.runs) or not any(run.steps for run in repaired):
        return "failed"
    if not any(run.used for run in repaired):
        return "not-applied"
    return "too-short" if met or max(run.steps for run in repaired) < SHORTEST else "failed"


def _verdict(answer: WhatIf) -> Verdict:
    """Compare seed by seed: nan is worse than any number."""
    sign = 1 if answer.metric and answer.metric.higher else -1
    gains = []
    for before, after in zip(answer.values(False), answer.values(True), strict=True):
        if math.isnan(before) or math.isnan(after):
            gains.append(math.inf * (math.isnan(before) - math.isnan(after)) if before != after else 0.0)
        else:
            gains.append(sign * (after - before))
    gains = [0.0 if math.isnan(gain) else gain for gain in gains]
    if gains and min(gains) > answer.tolerance:
        return "gain"
    return "worse" if gains and max(gains) < -answer.tolerance else "no-gain"


def _metric(answer: WhatIf) -> Metric | None:
    """Return the first number, in order of what it is worth, that runs of both kinds have."""
    as_is = [run for run in answer.runs if not run.repaired]
    repaired = [run for run in answer.runs if run.repaired]
    if not as_is or not repaired:
        return None
    names = _in_both(as_is, repaired)
    return next((one for one in _ranked(names, answer.rescaled)), None)


def _in_both(as_is: list[Rerun], repaired: list[Rerun]) -> list[str]:
    """Return names that some run of each kind has a number for, in the order of their appearance."""
    return [
        name
        for name in dict.fromkeys(name for run in (*repaired, *as_is) for name in run.numbers)
        if any(name in run.numbers for run in as_is) and any(name in run.numbers for run in repaired)
    ]


def _ranked(names: list[str], rescaled: bool) -> Iterator[Metric]:
    told = [name for name in names if name not in _MEASURED and is_score(name) is not None]
    scores = [name for name in told if is_score(name)]
    losses = [] if rescaled else [name for name in told if not is_score(name)]
    errors = [name for name in told if not is_score(name) and "loss" not in name and "손실" not in name]
    yield from (Metric(name, "printed") for name in reversed(scores) if is_held_out(name))
    yield from (Metric(name, "held-out") for name in ("held-out accuracy", "held-out R2") if name in names)
    yield from (Metric(name, "printed") for name in reversed(scores))
    yield from (Metric(name, "printed", higher=False) for name in reversed(errors) if is_held_out(name))
    yield from (Metric(name, "printed", higher=False) for name in reversed(losses) if is_held_out(name))
    if not rescaled:
        yield from (Metric(name, "held-out", higher=False) for name in ("held-out loss",) if name in names)
    yield from (Metric(name, "training") for name in ("accuracy", "R2") if name in names)
    if not rescaled:
        yield from (Metric(name, "training", higher=False) for name in ("loss",) if name in names)
