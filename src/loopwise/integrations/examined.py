"""Look at live objects: `loopwise.examine(model, loader, criterion, optimizer)`, in a notebook or a script.

print(loopwise.examine(model, loader, criterion, optimizer))
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from loopwise.integrations.failed import language_for
from loopwise.records import ExamineReport
from loopwise.rendering import notebook_html
from loopwise.rendering.examined import show_examined
from loopwise.text import speaking

if TYPE_CHECKING:
    from torch import nn
    from torch.optim import Optimizer


@dataclass(frozen=True, slots=True, repr=False)
class Examined(ExamineReport):
    """A report that shows itself where it is printed, or is the last line of a cell."""

    speaks: str = "en"

    def __repr__(self) -> str:
        with speaking(self.speaks):
            return show_examined(self)

    def _repr_html_(self) -> str:
        with speaking(self.speaks):
            return notebook_html.show(self)


def examine(
    model: nn.Module,
    loader: Any,
    criterion: Callable[..., Any] | None,
    optimizer: Optimizer | Sequence[Optimizer] | None = None,
    *,
    seconds: float = 10.0,
    progress: Callable[[int, int], object] | None = None,
) -> Examined:
    """Look at live objects: shapes, first loss, gradients, optimiser, and whether one batch is learnt by heart.

    loader: gives batches again and again: (inputs, targets), dictionaries, a list with one batch.
    criterion: called with output and target, or with the output alone; None where the model's output has a `.loss`.
    optimizer: one or several; they are read, never stepped.
    seconds: the whole takes no longer, but for a single pass of yours that does.
    progress: called with (steps taken, at most) while the batch is learnt.
    Everything is tried on copies: model, optimiser, gradients, random states and the order of the loader are
    afterwards as before. Raises LoopwiseError for arguments of another kind.
    """
    began = time.perf_counter()  # loading what follows takes its part of the seconds
    from loopwise.diagnosis.examining import examine as look

    found = look(model, loader, criterion, optimizer, seconds=seconds, progress=progress, began=began)
    known = {one.name: getattr(found, one.name) for one in fields(ExamineReport)}
    return Examined(**known, speaks=language_for(list(found.sources.values())))
