"""How sharply does the loss curve where training ended?  `curvature(evaluated)`, measured on a copy when it is called.

A model that was judged with its labels or targets answers that batch again; the largest eigenvalue of the Hessian
of its loss there is its sharpness. It costs some fifty steps, so only a probe that needs it asks.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from loopwise.diagnosis.asked_again import copy_for, quietly
from loopwise.runtime import Curved

if TYPE_CHECKING:
    from torch import Tensor, nn

    from loopwise.runtime.comparing import Question
    from loopwise.runtime.evaluation import Evaluated

_ACCURATE = 0.05  # relative error: what is told is by how much a rate is too high, in two digits
_MOST = 40  # Hessian-vector products


def curvature(evaluated: Evaluated) -> Callable[[], Curved | None]:
    """Return what measures it: the model asked last that can be asked again, None where there is none."""
    asked = {id(one): one for one in (*evaluated.questions, *evaluated.sets)}.values()
    known = [one for one in asked if one.labels is not None or one.targets is not None]

    @cache
    def measured() -> Curved | None:
        newest = sorted(known, key=lambda one: one.step, reverse=True)
        return next((found for question in newest if (found := quietly(_curved, question))), None)

    return measured


def _curved(question: Question) -> Curved | None:
    from loopwise.descent import sharpness
    from loopwise.diagnosis.examining.untouched import untouched

    (batch,) = question.arguments
    with untouched(None):
        model = copy_for(question)
        loss = _loss(model, batch, question) if model is not None else None
        if model is None or loss is None:
            return None
        found = sharpness(loss, model.parameters(), tolerance=_ACCURATE, most=_MOST)
    return Curved(question.place, len(batch), found.largest)


def _loss(model: nn.Module, batch: Tensor, question: Question) -> Callable[[], Tensor] | None:
    """Return cross-entropy for class ids, the mean squared error for numbers of the answer's shape."""
    from torch import Tensor
    from torch.nn import functional

    answer, labels, targets = model(batch), question.labels, question.targets
    if not isinstance(answer, Tensor):
        return None
    if labels is not None and answer.dim() == 2 and answer.shape[1] > 1 and len(labels) == len(answer):
        ids = labels.long()
        return lambda: functional.cross_entropy(model(batch), ids)
    if targets is not None and targets.shape == answer.shape:
        return lambda: functional.mse_loss(model(batch), targets)
    return None
