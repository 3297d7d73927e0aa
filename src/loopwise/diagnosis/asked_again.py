"""Ask a model again about a batch it was asked about in the run, when the run is over: on a copy, and quietly.

with untouched(None):
    model = copy_for(question)      # in eval mode; None where it is gone or too large to copy
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from torch import nn

    from loopwise.runtime.comparing import Question

Given = TypeVar("Given")
Found = TypeVar("Found")

log = logging.getLogger("loopwise")

_LARGEST = 200_000_000  # parameters of a model that is copied


def quietly(measure: Callable[[Given], Found | None], given: Given) -> Found | None:
    """Return what is measured. The program is over: whatever its model or data set raises now is no finding."""
    try:
        return measure(given)
    except Exception:
        log.info("a comparison after the run was not possible", exc_info=True)
        return None


def copy_for(question: Question) -> nn.Module | None:
    """Return a copy of the model that was asked, in eval mode; None where it is gone or too large."""
    from loopwise.diagnosis.examining.copies import copied

    real = question.kept or question.model()
    if real is None or sum(one.numel() for one in real.parameters()) > _LARGEST:
        return None
    model, _ = copied(real, None)
    return model.eval()
