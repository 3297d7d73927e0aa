"""Which steps are looked at closely: 0 to 9, then ever rarer, then every k-th. By number, never by the clock.

>>> schedule = Schedule(every=4)
>>> [step for step in range(40) if schedule.takes(step)]
[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 20, 24, 28, 32, 36]
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

FIRST = 10  # steps: most faults show in the first ones
SHARE = 3  # the gap grows to a third of the steps so far: eight looks for every tenfold length
EVERY = 200  # steps: the widest gap unless told otherwise
BUDGET = 0.02  # of the run's time
GRACE = 1.0  # seconds that looking may take before the budget counts: the first looks load code


class Schedule:
    """The same script has the same steps looked at, however fast the machine is today.

    every: fixes the widest gap. Left at None it is 200, and a run that spends more than 2 % of its time on
    looking may double it (`coarsened`); the first steps are never touched.
    """

    def __init__(self, every: int | None = None) -> None:
        self.every = every or EVERY
        self.coarsened = False
        self._fixed = every is not None
        self._steps = list(range(FIRST))  # the steps to look at, extended as the run gets there

    def takes(self, step: int) -> bool:
        """Tell whether this step is looked at."""
        while self._steps[-1] < step:
            self._steps.append(self._steps[-1] + self._gap())
        at = bisect_right(self._steps, step)
        return at > 0 and self._steps[at - 1] == step

    def due(self, step: int) -> int:
        """Return the next step that is looked at, this one included: what a counter waits for."""
        while self._steps[-1] < step:
            self._steps.append(self._steps[-1] + self._gap())
        return self._steps[bisect_left(self._steps, step)]

    def charge(self, spent: float, elapsed: float) -> None:
        """Hear what looking has cost, of how many seconds of run; look more rarely if that is too much."""
        too_much = spent > GRACE and spent > BUDGET * elapsed
        if too_much and not self._fixed and self._gap() == self.every:
            self.every *= 2
            self.coarsened = True

    def _gap(self) -> int:
        return max(1, min(self._steps[-1] // SHARE, self.every))
