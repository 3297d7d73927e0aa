"""Where rows that a model is judged on are changed by chance each time they are taken.

for augmented in program.augmented_judgements(): augmented.place, augmented.by
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.lineage import Lineage, Rows
from loopwise.program.facts.origins import Makers
from loopwise.program.flow.judgements import Judgement
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.numbers import Number
from loopwise.program.objects.ops import Op
from loopwise.program.objects.pictures import transforms_of
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Items, Unknown, Value, constant
from loopwise.program.source.sources import nodes_in

if TYPE_CHECKING:
    from loopwise.program.flow.events import Frame
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
_FAR = 100
_DEEP = 8
_DRAWN = ("randn", "rand", "randint", "randn_like", "rand_like", "bernoulli")


class Augmented(NamedTuple):
    """A data set that is judged and gives another sample each time. by: what draws. site: its making."""

    site: Site
    by: str

    @property
    def place(self) -> Place:
        """Where the data set is made."""
        return self.site.place


def changing_lineages(judgements: list[Judgement], makers: Makers) -> list[tuple[Lineage, Augmented]]:
    """Return the ways to judged rows on which samples change each time, and what does it."""
    return [
        (lineage, found)
        for judgement in judgements
        for lineage in judgement.lineages
        if (found := _in_transforms(lineage, makers) or _in_data_set(lineage, makers)) is not None
        and not _repeats(judgement)
    ]


def augmented_in(
    changing: list[tuple[Lineage, Augmented]], learnt: set[Rows], sources: list[Source]
) -> Iterator[Augmented]:
    """Yield what judged rows go through that are not learnt from, each data set once.

    A transform that is exchanged later decides nothing.
    """
    held_out = (
        [found for lineage, found in changing if not _is_learnt_from(lineage, learnt)] if learnt else []
    )
    if held_out and not any(map(_exchanges_transforms, sources)):
        yield from {found.site.node: found for found in reversed(held_out)}.values()


def _is_learnt_from(lineage: Lineage, learnt: set[Rows]) -> bool:
    """Whether a model learns from these rows, or they are called so."""
    if any(rows.meets(lineage.rows) for rows in learnt):
        return True
    return lineage.role == "train" and not lineage.rows.parts


def _repeats(judgement: Judgement) -> bool:
    """Whether the same rows are asked several times and the answers put together: test-time augmentation."""
    quiet = [run for run in judgement.ask.loops if run not in judgement.around and run is not judgement.run]
    return bool(quiet) and any(_is_put_together(answer) for answer in judgement.ask.answers)


def _is_put_together(answer: Tensor) -> bool:
    waiting, seen = [answer], set[Op]()
    for tensor in waiting:
        for op in tensor.uses:
            if op in seen or len(seen) > _FAR:
                continue
            seen.add(op)
            if op.is_("add", "stack", "cat", "mean", "opaque"):
                return True
            if op.role in ("layout", "join") or op.is_("softmax", "sigmoid", "log_softmax", "exp"):
                waiting.append(op.out)
    return False


def _in_transforms(lineage: Lineage, makers: Makers) -> Augmented | None:
    data = next((step.value for step in lineage.steps if step.kind == "data set"), None)
    if not isinstance(data, Unknown) or not data.made_by.startswith("torchvision.datasets."):
        return None
    by, call = _drawn_by(data), makers.get(id(data))
    return Augmented(call.site, by) if by and call is not None else None


def _drawn_by(data: Unknown) -> str:
    """Return the first transform that draws; a rotation by one angle, `RandomRotation((30, 30))`, does not."""
    drawing = (step for step in transforms_of(data) if step.made_by.rpartition(".")[2] in _BY_CHANCE)
    return next((step.made_by.rpartition(".")[2] for step in drawing if not _is_fixed(step)), "")


def _is_fixed(step: Unknown) -> bool:
    range_ = step.inputs[0] if step.inputs else None
    ends = range_.items if isinstance(range_, Items) and range_.closed else ()
    same = len(ends) == 2 and (ends[0] is ends[1] or constant(ends[0]) == constant(ends[1]) is not None)
    return same and step.made_by.endswith(".RandomRotation")


def _in_data_set(lineage: Lineage, makers: Makers) -> Augmented | None:
    """A data set of the program's own whose `__getitem__` draws, whoever asks."""
    data = next((step.value for step in lineage.steps if isinstance(step.value, Instance)), None)
    loader = next((step.value for step in lineage.steps if isinstance(step.value, Loader)), None)
    sample = loader.sample if loader is not None else None
    parts = sample.items if isinstance(sample, Items) else ()
    inputs = parts[0] if parts else None
    if data is None or inputs is None or any(_is_from(part, inputs) for part in parts[1:]):
        return None
    if by := _by_transforms(inputs, makers):
        return Augmented(data.site, by)
    if not isinstance(inputs, Tensor):
        return None
    past = list(inputs.past())
    stored = {op for whole in _stored(past) for op in whole.past()}  # drawn once, when the data was made
    own = [op for op in past if op not in stored]
    drawn = next((op for op in own if _is_drawn(op, makers)), None)
    sure = stored and not any(op.role == "join" and not _is_drawn(op, makers) for op in own)
    return Augmented(data.site, _name_of(drawn)) if drawn is not None and sure else None


def _by_transforms(inputs: Value, makers: Makers) -> str:
    """Return what draws among the torchvision transforms that a sample goes through in the program's own data set."""
    call = makers.get(id(inputs))
    asked = call.receiver if call is not None and call.name == "__call__" else None
    if not isinstance(asked, Unknown) or not asked.made_by.startswith("torchvision.transforms"):
        return ""
    return _drawn_by(Unknown("", (asked,)))


def _stored(past: list[Op]) -> Iterator[Tensor]:
    """Yield what a sample is taken out of."""
    for op in past:
        if op.is_("getitem") and isinstance(op.inputs[0], Tensor):
            yield op.inputs[0]


def _is_from(part: Value, inputs: Value) -> bool:
    """Whether another part of the sample is made of the same rows: a denoising model is asked for them."""
    if not isinstance(inputs, Tensor) or not isinstance(part, Tensor):
        return False
    before = {op for op in inputs.past() if op.is_("getitem")}
    return not before.isdisjoint(part.past())


def _is_drawn(op: Op, makers: Makers) -> bool:
    """Whether chance decides what comes out: noise, a number drawn, an arm that is taken now and then."""
    if op.is_(*_DRAWN) or op.callee.startswith(("numpy.random.", "random.")):
        return True
    test = op.arguments.named.get("test") if op.role == "join" and op.arguments is not None else None
    if isinstance(test, Tensor):
        return any(past.is_(*_DRAWN) for past in test.past())
    numbers = [test] if test is not None else [one for one in op.inputs if not isinstance(one, Tensor)]
    return any(_is_chance(value, makers) for value in numbers)


def _takes_sample(frame: Frame) -> bool:
    return frame.function is not None and frame.function.name in ("__getitem__", "__iter__", "__next__")


def _is_chance(value: Value, makers: Makers, depth: int = 0) -> bool:
    """Whether a number is drawn anew each time, or a test asks such a number."""
    if isinstance(value, Number) and value.made_by:
        call = makers.get(id(value))
        return call is not None and any(_takes_sample(frame) for frame in call.frames)
    inside = value.inputs if isinstance(value, Unknown) else value.items if isinstance(value, Items) else ()
    return depth < _DEEP and any(_is_chance(part, makers, depth + 1) for part in inside)


def _name_of(op: Op) -> str:
    drawn = (past for past in op.out.past() if past.is_(*_DRAWN))
    return op.callee or (op.kind if op.is_(*_DRAWN) else next((past.kind for past in drawn), "random"))


def _exchanges_transforms(source: Source) -> bool:
    return ".transform" in source.text and any(map(_exchanges_transform, nodes_in(source.tree)))


def _exchanges_transform(node: ast.AST) -> bool:
    """`val_set.dataset.transform = plain`."""
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(
        isinstance(target, ast.Attribute)
        and target.attr in ("transform", "transforms")
        and not (isinstance(target.value, ast.Name) and target.value.id == "self")
        for target in targets
    )
