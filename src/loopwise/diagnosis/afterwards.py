"""What is tried again when the program is done, on copies: `tried_again(evaluated)`.

A model that was asked in a doubtful mode answers its batch once more, in both modes; every model is asked about
samples beside two different halves of a batch; samples of an evaluation's
data are drawn twice. Nobody is left changed: models are copied, and random states and what a data set remembers
are put back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from loopwise.diagnosis.asked_again import copy_for, quietly
from loopwise.diagnosis.curved import curvature
from loopwise.diagnosis.prepared import prepared_unlike
from loopwise.runtime import Afterwards, Drawn, Mixed, Modes

if TYPE_CHECKING:
    from torch import Tensor, nn

    from loopwise.runtime.comparing import Question
    from loopwise.runtime.evaluation import Evaluated
    from loopwise.runtime.passes import Loader

_SAMPLES = 4  # drawn twice, of one loader
_ROUNDED = 1e-3  # of a typical answer: what another order of summing may change


def tried_again(evaluated: Evaluated) -> Afterwards:
    """Return all that is tried again of what the evaluations of a run have left."""
    questions = evaluated.questions
    prepared = tuple(prepared_unlike(evaluated))
    drawn = drawn_again(evaluated.loaders)
    return Afterwards(modes_of(questions), mixed_in(questions), drawn, prepared, curvature(evaluated))


def modes_of(questions: Iterable[Question]) -> tuple[Modes, ...]:
    """Return how far the answers of each model differ between its modes."""
    return tuple(modes for one in questions if (modes := quietly(_compared, one)))


def mixed_in(questions: Iterable[Question]) -> tuple[Mixed, ...]:
    """Return the models whose answer to one sample depends on the others."""
    return tuple(mixed for one in questions if (mixed := quietly(_mixes, one)))


def drawn_again(loaders: Iterable[Loader]) -> tuple[Drawn, ...]:
    """Return whether samples of the loaders' data come out differently when they are drawn again."""
    return tuple(drawn for one in loaders if (drawn := quietly(_drawn, one)))


def _compared(question: Question) -> Modes | None:
    import torch

    from loopwise.diagnosis.examining.untouched import untouched

    if question.kept is None:
        return None  # it answered in no doubtful mode
    with untouched(None), torch.no_grad():
        model = copy_for(question)
        if model is None:
            return None
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


def _mixes(question: Question) -> Mixed | None:
    """Ask about either half of a batch beside another half than its own: what comes first may change what follows."""
    import torch

    from loopwise.diagnosis.examining.untouched import untouched
    from loopwise.runtime.mixing_views import mixing_view

    (batch,) = question.arguments
    half = len(batch) // 2
    if half < 2:
        return None
    first, second = batch[:half], batch[half : 2 * half]
    turned = (0, 1) if batch.dim() > 2 else (0,)  # their steps too: the first may be alike in all samples
    batches = [
        torch.cat(pair)
        for pair in ((first, second), (first, first.flip(turned)), (second.flip(turned), second))
    ]
    with untouched(None):
        model = copy_for(question)
        if model is None:
            return None
        one, again, other, third = (_rows(model(given)) for given in (batches[0], *batches))
    answers = [answer for answer in (one, again, other, third) if answer is not None]
    if len(answers) < 4 or any(len(answer) != 2 * half for answer in answers):
        return None
    asked = answers[0]
    own, again, other, third = (answer.detach() for answer in answers)
    changed = max(
        float((own[:half] - other[:half]).abs().max()), float((own[half:] - third[half:]).abs().max())
    )
    scale = float(own.abs().mean())
    if float((own - again).abs().max()) or changed <= _ROUNDED * max(scale, 1e-6):
        return None  # it answers at random, or to each sample by itself
    by = _mixer(model, asked, batches[0])
    view = mixing_view(asked, len(asked)) if not by else None
    told = question.place, question.step, type(model).__name__, 2 * half, changed, scale
    return Mixed(*told, by) if view is None else Mixed(*told, "view", *view)


def _rows(answer: Any) -> Tensor | None:
    import torch

    if isinstance(answer, (tuple, list)):
        answer = answer[0]
    return answer.float() if isinstance(answer, torch.Tensor) and answer.dim() and len(answer) else None


def _mixer(model: nn.Module, answer: Tensor, batch: Tensor) -> str:
    """Name what mixes the samples: a softmax over the batch in the graph, or a layer that takes it for time.

    That is known of a model that gives one answer a sample only: one for each step, (T, N) or (T, N, C), may be of a
    model that is meant to be given (T, N).
    """
    from torch import nn

    from loopwise.runtime.softmaxes import softmax_axes

    if any(axis == 0 for axis in softmax_axes(answer.grad_fn, len(answer))):
        return "softmax"
    if answer.dim() > 2 or answer.shape[1:] == batch.shape[1:2]:
        return ""
    recurrent = (one for one in model.modules() if isinstance(one, nn.RNNBase) and not one.batch_first)
    named = next((type(one).__name__ for one in recurrent), "")
    return named or ("MultiheadAttention" if _attends_to_samples(model, batch) else "")


def _attends_to_samples(model: nn.Module, batch: Tensor) -> bool:
    """Tell whether an attention gets samples where it expects steps.

    One step a sample, (N, 1, E), is how an attention between samples is written on purpose.
    """
    from torch import nn

    heard: list[Tensor] = []
    for one in model.modules():
        if isinstance(one, nn.MultiheadAttention) and not one.batch_first:
            one.register_forward_pre_hook(
                lambda _, given, named: heard.append(given[0] if given else named["query"]), with_kwargs=True
            )
    model(batch)
    return any(asked.dim() == 3 and len(asked) == len(batch) and asked.shape[1] > 1 for asked in heard)


def _answer(model: nn.Module, question: Question) -> Tensor | None:
    return _rows(model(*question.arguments))


def _right(answers: Tensor, labels: Tensor | None) -> float | None:
    if labels is None or answers.dim() != 2 or labels.numel() != len(answers):
        return None
    return float((answers.argmax(1) == labels.reshape(-1).to(answers.device)).float().mean())


def _drawn(loader: Loader) -> Drawn | None:
    from loopwise.diagnosis.examining.untouched import untouched

    real = loader.loader()
    data: Any = getattr(real, "dataset", None)
    if real is None:  # the function that made it is over: what its passes have shown
        return loader.redrawn
    if loader.site is None or not hasattr(data, "__getitem__") or not len(data):
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
