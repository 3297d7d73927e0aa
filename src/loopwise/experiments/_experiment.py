"""The shape of an experiment: what it asks, a run that can be watched and stopped, and honest words."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar

from loopwise.records.experiments import Measured, Outcome
from loopwise.records.landscapes import Landscape
from loopwise.text import Text

Progress = Callable[[int, int, Text | str], object]
Cancelled = Callable[[], bool]
Sink = Callable[[Measured], object]


def never() -> bool:
    """Nobody wants it to stop."""
    return False


def unseen(*_: object) -> None:
    """Nobody is watching."""


class Experiment:
    """One experiment. Subclass it, one file each.

    title, asks: its name and its question. says: what is trained, on what, by which settings.
    shown: the label on the horizontal axis, the label that names a line, and the value on the vertical axis.
    values: what each measured value is called.
    """

    title: ClassVar[Text]
    asks: ClassVar[Text]
    says: ClassVar[Text]
    values: ClassVar[dict[str, Text]]
    labels: ClassVar[dict[str, Text]] = {}
    shown: ClassVar[tuple[str, str, str]]

    @property
    def name(self) -> str:
        """The experiment's name: its file's."""
        return type(self).__module__.rpartition(".")[2]

    def run(
        self,
        *,
        progress: Progress = unseen,
        cancelled: Cancelled = never,
        sink: Sink = unseen,
        **settings: Any,
    ) -> Outcome:
        """Run it. progress: called with (done, total, note). sink: with every finished run.

        The same settings give the same numbers; the caller's random state is left alone. Where `cancelled`
        answers True, what was measured until then is returned.
        """
        raise NotImplementedError

    def every_seed(
        self,
        variants: Collection[str],
        one: Callable[[int, str], Measured | Sequence[Measured] | None],
        settings: Mapping[str, int],
        progress: Progress,
        cancelled: Cancelled,
        sink: Sink,
    ) -> Outcome:
        """Measure every variant with each of `settings["seeds"]` seeds. one: nothing where it was cancelled."""
        began = time.perf_counter()
        runs = [(seed, variant) for seed in range(settings["seeds"]) for variant in variants]
        rows, finished = list[Measured](), 0
        for done, (seed, variant) in enumerate(runs):
            progress(done, len(runs), f"{variant}, seed {seed}")
            found = None if cancelled() else one(seed, variant)
            if not found:
                break
            finished += 1
            for row in [found] if isinstance(found, Measured) else found:
                rows.append(row)
                sink(row)
        progress(finished, len(runs), "")
        ended = "finished" if finished == len(runs) else "interrupted"
        seconds = round(time.perf_counter() - began, 1)
        return Outcome(self.name, dict(settings), tuple(rows), ended, seconds)

    def planes(self, outcome: Outcome) -> dict[Text, Landscape]:
        """Return the landscapes it measured, each under its net's name. Most measure none."""
        return {}

    def tells(self, outcome: Outcome) -> list[Text]:
        """Return what the numbers say, and what they do not."""
        raise NotImplementedError
