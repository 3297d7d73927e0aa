"""How the rate changes over the steps: a factor for each step, as torch's schedulers give it.

>>> factors("warmup", 10)[:4].tolist()
[0.5, 1.0, 1.0, 1.0]
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from loopwise.errors import LoopwiseError
from loopwise.text import Text

SCHEDULES = ("constant", "step", "cosine", "warmup")
WARM = 5  # the first fifth of the steps warms up
DROPS = 3  # the rate falls to a tenth after each third of the steps


def factors(name: str, steps: int) -> NDArray[np.float64]:
    """Return what the rate is multiplied by at each step: (steps,).

    "constant"; "step" (StepLR(steps // 3, gamma=0.1)); "cosine" (CosineAnnealingLR(steps)); "warmup" (linear over
    the first fifth of the steps, then constant). LoopwiseError for any other name.
    """
    t = np.arange(steps, dtype=np.float64)
    if name == "constant":
        return np.ones(steps)
    if name == "step":
        return 0.1 ** (t // max(steps // DROPS, 1))
    if name == "cosine":
        return (1 + np.cos(np.pi * t / max(steps, 1))) / 2
    if name == "warmup":
        return np.minimum((t + 1) / max(steps // WARM, 1), 1.0)
    raise LoopwiseError(
        Text(
            en=f"there is no schedule named {name!r}; there is: {', '.join(SCHEDULES)}.",
            ko=f"그런 이름의 학습률 스케줄이 없습니다: {name!r}. 쓸 수 있는 이름: {', '.join(SCHEDULES)}",
        ),
        fix='schedule="cosine"',
    )
