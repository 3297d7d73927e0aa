"""Were a model's inputs prepared alike in training and where it was judged?  `prepared_unlike(evaluated)`.

Two signs, each for what was never trained on. The judged table is standardised by its own numbers: each of its columns
has mean 0 and deviation 1, to rounding, which the training set's numbers would not give. Or its columns lie far from
those of training, and a copy of the model answers far better once they are moved there: then it is not the samples
that differ.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.diagnosis.asked_again import copy_for, quietly
from loopwise.runtime import Prepared

if TYPE_CHECKING:
    from torch import Tensor, nn

    from loopwise.runtime.comparing import Question
    from loopwise.runtime.dynamics import Inputs
    from loopwise.runtime.dynamics.inputs import Columns
    from loopwise.runtime.evaluation import Evaluated

_FEWEST = 8  # samples
_FAR = 1.0  # of a column's deviation in training, by which its mean lies elsewhere
_WIDE = 2.5  # times as wide, or as narrow
_BETTER = 0.2  # share of samples that are right once they are prepared alike, and were not
_HALF = 0.5  # of the error that is left once they are
_CHANCE = 3.0  # standard errors by which more answers become right than wrong


def prepared_unlike(evaluated: Evaluated) -> Iterator[Prepared]:
    """Yield what was judged after another preparation than training's."""
    trained = evaluated.trained | {key for one in evaluated.first_layers for key in one.keys}
    for loader in evaluated.loaders:
        apart = bool(loader.rows) and not trained.intersection(loader.rows)
        whole = loader.whole and loader.spread.rows == len(loader.rows)
        if loader.site and whole and apart and trained and loader.spread.standardised:
            yield Prepared(loader.site.place, loader.step, len(loader.rows), "by itself")
    for question in evaluated.sets:
        if found := quietly(lambda one: _judged(one, evaluated.first_layers, trained), question):
            yield found


def _judged(question: Question, layers: tuple[Columns, ...], trained: frozenset[int]) -> Prepared | None:
    from loopwise.runtime.rows import keys_of

    (batch,) = question.arguments
    if len(batch) < _FEWEST or (batch.dim() == 2 and trained.intersection(keys_of(batch))):
        return None
    if question.standardised and trained:
        return Prepared(question.place, question.step, len(batch), "by itself")
    model = question.kept or question.model()
    held = {} if model is None else {id(one): name for name, one in model.named_parameters()}
    for columns in layers:
        weight = columns.weight() if columns.weight else None
        inputs = columns.inputs()
        if weight is not None and id(weight) in held and inputs is not None and model is not None:
            return _compared(question, held[id(weight)].rpartition(".")[0], inputs)
    return None


def _compared(question: Question, first: str, inputs: Inputs) -> Prepared | None:
    """Ask a copy about the batch as it came, and moved to where the training inputs lie."""
    import torch

    from loopwise.diagnosis.examining.untouched import untouched

    (batch,) = question.arguments
    with untouched(None), torch.no_grad():
        copy = copy_for(question)
        if copy is None:
            return None
        layer = _Layer(copy.get_submodule(first))
        answers = copy(batch)
        apart = _Apart.of(layer.given, inputs)
        if not isinstance(answers, torch.Tensor) or apart is None or not apart.far:
            return None
        layer.move = apart
        better = _better(answers, copy(batch), question, apart)
    if better is None:
        return None
    return Prepared(question.place, question.step, len(batch), "elsewhere", apart.mean, apart.width, *better)


class _Layer:
    """The first layer of a copy: what it is given, and what it is given instead, once that is known."""

    def __init__(self, module: nn.Module) -> None:
        self.given: Tensor | None = None
        self.move: _Apart | None = None
        module.register_forward_pre_hook(self._before)

    def _before(self, module: nn.Module, arguments: tuple[Tensor, ...]) -> tuple[Tensor, ...] | None:
        if self.move is not None:
            return (self.move.moved(arguments[0]), *arguments[1:])
        self.given = arguments[0] if self.given is None else self.given
        return None


class _Apart(NamedTuple):
    """How far columns lie from those of training. mean: largest distance, in deviations; width: typical ratio."""

    mean: float
    width: float
    shift: Tensor
    scale: Tensor

    @classmethod
    def of(cls, given: Tensor | None, inputs: Inputs) -> _Apart | None:
        """Compare what the first layer was given with its inputs in training, column by column."""
        import torch

        from loopwise.runtime.dynamics.inputs import rows_of

        if given is None or rows_of(given).shape[1] != len(inputs.means):
            return None
        rows = rows_of(given).double()
        means, widths = torch.tensor(inputs.means).double(), torch.tensor(inputs.deviations).double()
        varies = (widths > 0) & (rows.std(0) > 0)
        if not bool(varies.any()):
            return None
        own_means, own_widths = rows.mean(0), rows.std(0)
        scale = torch.where(varies, widths / own_widths, torch.ones_like(widths))
        shift = torch.where(varies, means - own_means * scale, torch.zeros_like(means))
        mean = ((own_means - means).abs() / widths)[varies].median()
        return cls(float(mean), float((own_widths / widths)[varies].median()), shift, scale)

    @property
    def scaled(self) -> bool:
        """Whether they are on another scale: samples that drift move, and are seldom so much wider or narrower."""
        return not 1 / _WIDE < self.width < _WIDE

    @property
    def far(self) -> bool:
        """Whether they are too far apart for chance."""
        return self.mean > _FAR or self.scaled

    def moved(self, given: Tensor) -> Tensor:
        """Return what the layer is given, each column with the mean and deviation of training."""
        axis = 1 if given.dim() >= 4 else given.dim() - 1
        along = [-1 if at == axis else 1 for at in range(given.dim())]
        scale, shift = (one.to(given).reshape(along) for one in (self.scale, self.shift))
        return given * scale + shift


def _better(
    asked: Tensor, moved: Tensor, question: Question, apart: _Apart
) -> tuple[float | None, float | None, float | None, float | None] | None:
    """Return the share that is right before and after, or the errors; None where moving the inputs helps little."""
    if question.labels is not None and asked.dim() == 2 and len(question.labels) == len(asked):
        were, are = (one.argmax(1) == question.labels for one in (asked, moved))
        before, after = (float(one.float().mean()) for one in (were, are))
        better = after >= before + _BETTER or (apart.scaled and halves_what_is_wrong(were, are))
        return (before, after, None, None) if better else None
    if question.targets is not None and question.targets.shape == asked.shape:
        spread = float(question.targets.float().var(correction=0))
        before, after = (float((one - question.targets).square().mean()) for one in (asked, moved))
        learnt = after < spread < before  # moved, better than a constant answer; as it came, worse
        return (None, None, before, after) if learnt and after < _HALF * before else None
    return None


def halves_what_is_wrong(were: Tensor, are: Tensor) -> bool:
    """Tell whether at most half of the wrong answers are left, and not by chance (McNemar 1947)."""
    mended, broken = int((are & ~were).sum()), int((were & ~are).sum())
    fewer = int((~are).sum()) <= _HALF * int((~were).sum())
    return bool(mended) and fewer and mended - broken >= _CHANCE * math.sqrt(mended + broken)
