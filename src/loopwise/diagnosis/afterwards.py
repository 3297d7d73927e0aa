"""What is tried again when the program is done, on copies: `modes_of(questions)`, `drawn_again(loaders)`.

A model that was asked in a doubtful mode answers its batch once more, in both modes; samples of an evaluation's
data are drawn twice. Nobody is left changed: models are copied, and random states and what a data set remembers
are put back.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from loopwise.runtime import Drawn, Modes

if TYPE_CHECKING:
    from torch import Tensor, nn

    from loopwise.runtime.asking import Question
    from loopwise.runtime.passes import Loader

log = logging.getLogger("loopwise")

_SAMPLES = 4  # drawn twice, of one loader
_LARGEST = 200_000_000  # parameters of a model that is copied


def modes_of(questions: Iterable[Question]) -> tuple[Modes, ...]:
    """Return how far the answers of each model differ between its modes."""
    return tuple(modes for one in questions if (modes := _quietly(_compared, one)))


def drawn_again(loaders: Iterable[Loader]) -> tuple[Drawn, ...]:
    """Return whether samples of the loaders' data come out differently when they are drawn again."""
    return tuple(drawn for one in loaders if (drawn := _quietly(_drawn, one)))


def _quietly(measure: Any, given: Any) -> Any:
    """The program is over: whatever its model or data set raises now is no finding."""
    try:
        return measure(given)
    except Exception:
        log.info("a comparison after the run was not possible", exc_info=True)
        return None


def _compared(question: Question) -> Modes | None:
    import torch

    from loopwise.diagnosis.examining.copies import copied
    from loopwise.diagnosis.examining.untouched import untouched

    if sum(one.numel() for one in question.model.parameters()) > _LARGEST:
        return None
    with untouched(None), torch.no_grad():
        model, _ = copied(question.model, None)
        training = _answer(model.train(), question)
        evaluated, again = _answer(model.eval(), question), _answer(model, question)
    if training is None or evaluated is None or again is None:
        return None
    several = evaluated.dim() > 1 and evaluated.shape[1] > 1
    changed = training.argmax(1) != evaluated.argmax(1) if several else (training > 0) != (evaluated > 0)
    return Modes(
        question.key,
        rows=len(evaluated),
        changed=float(changed.float().mean()),
        apart=float((training - evaluated).abs().mean()),
        twice=float((evaluated - again).abs().mean()),
        right_training=_right(training, question.labels) if several else None,
        right_eval=_right(evaluated, question.labels) if several else None,
    )


def _answer(model: nn.Module, question: Question) -> Tensor | None:
    import torch

    answer = model(*question.arguments)
    if isinstance(answer, (tuple, list)):
        answer = answer[0]
    return answer.float() if isinstance(answer, torch.Tensor) and answer.dim() and len(answer) else None


def _right(answers: Tensor, labels: Tensor | None) -> float | None:
    if labels is None or answers.dim() != 2 or labels.numel() != len(answers):
        return None
    return float((answers.argmax(1) == labels.reshape(-1).to(answers.device)).float().mean())


def _drawn(loader: Loader) -> Drawn | None:
    from loopwise.diagnosis.examining.untouched import untouched

    real = loader.loader()
    data: Any = getattr(real, "dataset", None)
    if real is None or loader.site is None or not hasattr(data, "__getitem__") or not len(data):
        return None
    if len(set(loader.steps)) < len(loader.steps):
        return None  # passed over several times between two steps: averaged over augmentations on purpose
    picked = sorted({at * (len(data) - 1) // max(1, _SAMPLES - 1) for at in range(_SAMPLES)})
    with untouched(real):
        pairs = [(_first(data[at]), _first(data[at])) for at in picked]
    apart = [
        float((a - b).abs().max()) for a, b in pairs if a is not None and b is not None and a.shape == b.shape
    ]
    if not apart:
        return None
    return Drawn(loader.site.place, loader.step, len(apart), sum(one > 0 for one in apart), max(apart))


def _first(sample: Any) -> Tensor | None:
    import torch

    values = sample if isinstance(sample, (tuple, list)) else [sample]
    one = next((value for value in values if isinstance(value, torch.Tensor)), None)
    return one.float() if one is not None and one.numel() else None
