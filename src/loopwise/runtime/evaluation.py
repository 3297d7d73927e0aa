"""All that is heard of evaluation: models asked outside training, passes over loaders, folds, weights loaded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from torch import nn

from loopwise.runtime.asking import Asking
from loopwise.runtime.comparing import Question
from loopwise.runtime.dynamics.inputs import Columns
from loopwise.runtime.evaluation_events import Fold, Order, Rows
from loopwise.runtime.folds import Folds
from loopwise.runtime.loading import Loading
from loopwise.runtime.optimisers import Optimisers
from loopwise.runtime.passes import Loader, Passes
from loopwise.runtime.patches import Patches
from loopwise.runtime.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What is left of the evaluations when the run is over.

    questions: models that answered in a doubtful mode, each with a batch. loaders: only evaluated on.
    sets: batches that models were asked about, one of each line. trained: keys of rows that loaders trained on.
    first_layers: what they got in training. newest: the model that was asked last, held so that it can be again.
    """

    questions: tuple[Question, ...] = ()
    loaders: tuple[Loader, ...] = ()
    rows: tuple[Rows, ...] = ()
    orders: tuple[Order, ...] = ()
    folds: tuple[Fold, ...] = ()
    sets: tuple[Question, ...] = ()
    trained: frozenset[int] = frozenset()
    first_layers: tuple[Columns, ...] = ()
    newest: nn.Module | None = None


class Evaluation:
    """Listens where models are evaluated. safely: does work of ours whose errors are not the program's.

    missed: hears what cannot be seen, by keys of `records.NOT_OBSERVED`. asking: its windows.
    """

    def __init__(
        self,
        optimisers: Optimisers,
        schedule: Schedule,
        counts: Callable[[], tuple[int, int]],
        live: Callable[[], bool],
        safely: Callable[..., None],
        tell: Callable[[Any], None],
        missed: Callable[[str], None],
    ) -> None:
        def steps() -> int:
            return counts()[0]

        self.asking = Asking(optimisers, schedule, tell, steps, live, safely, missed)
        self._passes = Passes(self.asking, tell, counts, live, safely)
        self._loading = Loading(tell, steps, live, safely)
        self._folds = Folds(steps, live, safely)
        self.entered = self.asking.drop  # at an entry into backward(): what was asked just now was training

    def attach(self, patches: Patches) -> None:
        """Listen."""
        self.asking.attach(patches)
        self._passes.attach(patches)
        self._loading.attach(patches)
        self._folds.attach(patches)

    @property
    def trained(self) -> tuple[int, int]:
        """Batches and samples of the loader that was last trained on to its end; zeros where there was none."""
        return self._passes.trained

    def finish(self) -> Evaluated:
        """Tell what is still open, and return what is left. Before the hooks are taken away."""
        self._passes.finish()
        self.asking.settle()
        return Evaluated(
            tuple(self.asking.questions.values()),
            self._passes.evaluated(),
            self._passes.rows(),
            self._passes.orders(),
            self._folds.finish(),
            tuple(self.asking.sets.values()),
            self._passes.trained_rows(),
            newest=self.asking.newest,
        )

    def detach(self) -> None:
        """Take away what a window has put in place."""
        self.asking.forget()
        self._folds.detach()
