"""Where rows that a model is judged on are changed by chance each time they are taken.

for augmented in program.augmented_judgements(): augmented.place, augmented.by
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.origins import Line, Makers, Rows
from loopwise.program.flow.judgements import Judgement
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.pictures import transforms_of
from loopwise.program.objects.tensors import Op, Tensor
from loopwise.program.objects.values import Instance, Items, Unknown

if TYPE_CHECKING:
    from loopwise.program.source.sources import Site, Source
    from loopwise.records import Place

_BY_CHANCE = frozenset(
    (
        "RandomCrop",
        "RandomResizedCrop",
        "RandomHorizontalFlip",
        "RandomVerticalFlip",
        "RandomRotation",
        "RandomAffine",
        "RandomPerspective",
        "RandomErasing",
        "ColorJitter",
        "AutoAugment",
        "RandAugment",
        "TrivialAugmentWide",
        "AugMix",
        "ElasticTransform",
    )
)
_DRAWN = ("randn", "rand", "randint", "randn_like", "rand_like", "bernoulli")


class Augmented(NamedTuple):
    """A data set that is judged and gives another sample each time. by: what draws. site: its making."""

    site: Site
    by: str

    @property
    def place(self) -> Place:
        """Where the data set is made."""
        return self.site.place


def augmented_in(
    judgements: list[Judgement], learnt: set[Rows], makers: Makers, sources: list[Source]
) -> Iterator[Augmented]:
    """Yield them, each data set once. A transform that is exchanged later decides nothing."""
    seen: set[ast.AST] = set()
    if not learnt or any(map(_exchanges_transforms, sources)):
        return
    for judgement in judgements:
        for line in judgement.lines:
            is_training = line.role == "train" and not line.rows.parts
            if _repeats(judgement) or is_training or any(rows.meets(line.rows) for rows in learnt):
                continue
            found = _in_transforms(line, makers) or _in_data_set(line)
            if found is not None and found.site.node not in seen:
                seen.add(found.site.node)
                yield found


def _repeats(judgement: Judgement) -> bool:
    """Whether the same rows are asked several times, to average: test-time augmentation."""
    quiet = [run for run in judgement.ask.loops if run not in judgement.around and run is not judgement.run]
    return bool(quiet)


def _in_transforms(line: Line, makers: Makers) -> Augmented | None:
    data = next((step.value for step in line.steps if step.kind == "data set"), None)
    if not isinstance(data, Unknown) or not data.made_by.startswith("torchvision.datasets."):
        return None
    names = [step.made_by.rpartition(".")[2] for step in transforms_of(data)]
    by, call = next((name for name in names if name in _BY_CHANCE), ""), makers.get(id(data))
    return Augmented(call.site, by) if by and call is not None else None


def _in_data_set(line: Line) -> Augmented | None:
    """A data set of the program's own whose `__getitem__` draws, whoever asks."""
    data = next((step.value for step in line.steps if isinstance(step.value, Instance)), None)
    loader = next((step.value for step in line.steps if isinstance(step.value, Loader)), None)
    sample = loader.sample if loader is not None else None
    parts = sample.items if isinstance(sample, Items) else ()
    inputs = parts[0] if parts else None
    if data is None or not isinstance(inputs, Tensor) or any(_is_from(part, inputs) for part in parts[1:]):
        return None
    past = list(inputs.past())
    stored = {op for whole in _stored(past) for op in whole.past()}  # drawn once, when the data was made
    drawn = next((op for op in past if _is_drawn(op) and op not in stored), None)
    sure = stored and not any(op.role == "join" for op in past)
    return Augmented(data.site, _name_of(drawn)) if drawn is not None and sure else None


def _stored(past: list[Op]) -> Iterator[Tensor]:
    """Yield what a sample is taken out of."""
    for op in past:
        if op.is_("getitem") and isinstance(op.inputs[0], Tensor):
            yield op.inputs[0]


def _is_from(part: object, inputs: Tensor) -> bool:
    """Whether another part of the sample is made of the same rows: a denoising model is asked for them."""
    before = {op for op in inputs.past() if op.is_("getitem")}
    return isinstance(part, Tensor) and not before.isdisjoint(part.past())


def _is_drawn(op: Op) -> bool:
    return op.is_(*_DRAWN) or op.callee.startswith(("numpy.random.", "random."))


def _name_of(op: Op) -> str:
    return op.callee or op.kind


def _exchanges_transforms(source: Source) -> bool:
    return ".transform" in source.text and any(map(_exchanges_transform, ast.walk(source.tree)))


def _exchanges_transform(node: ast.AST) -> bool:
    """`val_set.dataset.transform = plain`."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(
        isinstance(target, ast.Attribute)
        and target.attr in ("transform", "transforms")
        and not (isinstance(target.value, ast.Name) and target.value.id == "self")
        for target in targets
    )
