"""Normalisations of pictures made for another number of channels: `Normalize` with three means on MNIST.

for one in program.normalisations(): one.place, one.means, one.channels
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.objects.ops import Op
from loopwise.program.objects.pictures import channels_at
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Arguments, Items, Unknown, Value, constant
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.evaluator.library_calls import LibraryCall
    from loopwise.program.source.sources import Site, Source
    from loopwise.records import Place

_NORMALIZE = "torchvision.transforms.Normalize"  # that of v2 makes a new tensor, which may have more channels
_ARRAYS = ("data", "train_data", "test_data")
_KINDS = ("sub", "div", "add", "mul")
_SAME_FOR_ANY = ("view", "reshape", "getitem", "to", "float", "cuda", "double")
_CHANNELS = -3  # the axis of the channels, counted from behind: (C, H, W) and (N, C, H, W)


class Normalisation(NamedTuple):
    """One that raises: `means` numbers, one a channel, for pictures of `channels` channels.

    texts: the lists of these numbers, where the program writes them out.
    """

    site: Site
    means: int
    channels: int
    texts: tuple[tuple[Source, ast.expr], ...]

    @property
    def place(self) -> Place:
        """Where the numbers are put to use."""
        return self.site.place

    def for_one_channel(self) -> Repair | None:
        """Return the edit that writes one number for a grey picture; safe if all channels had the same."""
        if self.channels != 1 or not self.texts:
            return None
        lists = [(source, node, _numbers(node)) for source, node in self.texts]
        if not all(numbers for _, _, numbers in lists):
            return None
        edits = tuple(Edit(source.place(node), _one(node, numbers)) for source, node, numbers in lists)
        return Repair(safe=all(len(set(numbers)) == 1 for _, _, numbers in lists), edits=edits)


def normalisations_in(
    calls: Iterable[LibraryCall], ops: Iterable[Op], makers: Mapping[int, LibraryCall]
) -> list[Normalisation]:
    """Return those of torchvision's data sets, then those written by hand; each place once."""
    found = [*_of_data_sets(calls, makers), *_by_hand(ops)]
    return list({one.site.node: one for one in reversed(found)}.values())


def _of_data_sets(calls: Iterable[LibraryCall], makers: Mapping[int, LibraryCall]) -> Iterator[Normalisation]:
    known = list(calls)
    made = [call for call in known if call.path == _NORMALIZE]
    for data in known if made else ():
        if data.home != "torchvision.datasets" or not isinstance(data.out, Unknown):
            continue
        if _gives_only_arrays(data.out, known):
            continue
        for call in made:
            means, channels = _count(call.arguments), channels_at(data.out, call.out)
            if means is not None and channels is not None and 1 != means != channels:
                texts = tuple((call.site.source, node) for node in _lists_of(call.site.node))
                yield Normalisation(call.site, means, channels, texts)


def _gives_only_arrays(data: Unknown, calls: Iterable[LibraryCall]) -> bool:
    """Whether a program takes the raw arrays, `mnist.data`, and hands on no picture: nothing is normalised."""
    taken = not data.table.keys().isdisjoint(_ARRAYS)
    return taken and not any(call.arguments.holds(data) for call in calls)


def _count(given: Arguments) -> int | None:
    """Return how many channels a Normalize is made for."""
    lists = [given.get(0, "mean"), given.get(1, "std")]
    counts = [len(one.items) for one in lists if isinstance(one, Items) and one.closed]
    return max(counts) if len(counts) == 2 else None


def _lists_of(call: ast.AST) -> list[ast.expr]:
    if not isinstance(call, ast.Call):
        return []
    words = [word.value for word in call.keywords if word.arg in ("mean", "std")]
    return [*call.args[:2], *words]


def _by_hand(ops: Iterable[Op]) -> Iterator[Normalisation]:
    """`images -= means`: in place, so that the result must have the shape of the pictures."""
    for op in ops:
        picture, means = _grown(op)
        if picture is not None and means is not None:
            texts = [text for one in _all_by(op, means) if (text := _written(one)) is not None]
            whole = len(texts) == len(_all_by(op, means))
            yield Normalisation(op.site, means, picture, tuple(texts) if whole else ())


def _grown(op: Op) -> tuple[int | None, int | None]:
    """Return the channels of what is changed in place and of what it is changed by, where torch refuses."""
    refusal = op.out.refusal
    if op.kind not in _KINDS or refusal is None or refusal.reason != "in place" or len(op.inputs) < 2:
        return None, None
    picture, means = _channels(op.inputs[0]), _channels(op.inputs[1])
    return (picture, means) if means is not None and means > 1 and picture != means else (None, None)


def _channels(value: Value) -> int | None:
    """Return the length of the axis of channels."""
    shape = value.shape if isinstance(value, Tensor) else None
    size = shape[_CHANNELS] if shape is not None and len(shape) >= -_CHANNELS else None
    return size if isinstance(size, int) else None


def _all_by(op: Op, means: int) -> list[Tensor]:
    """Return what a picture is changed by, one number a channel, there and in the operations right behind."""
    found: list[Tensor] = []
    while True:
        other = op.inputs[1] if len(op.inputs) > 1 else None
        if op.kind not in _KINDS or not isinstance(other, Tensor) or _channels(other) != means:
            return found
        found.append(other)
        following = [use for use in op.out.uses if use.kind in _KINDS and use.inputs[0] is op.out]
        if not following:
            return found
        op = following[0]


def _written(tensor: Tensor) -> tuple[Source, ast.expr] | None:
    """Return the list that `torch.tensor([...]).view(-1, 1, 1)` starts from; None if its length is said again."""
    op = tensor.op
    while op.kind in _SAME_FOR_ANY and isinstance(op.inputs[0], Tensor):
        given = [constant(value) for value in (op.arguments.all() if op.arguments else ())]
        if any(isinstance(one, int) and one > 1 for one in given):
            return None
        op = op.inputs[0].op
    node = op.site.node
    if not op.is_("tensor", "as_tensor") or not isinstance(node, ast.Call) or not node.args:
        return None
    return op.site.source, node.args[0]


def _numbers(node: ast.expr) -> list[float]:
    """Return the numbers of a list that is written out, none of anything else."""
    if not isinstance(node, (ast.List, ast.Tuple)):
        return []
    values = [part.value for part in node.elts if isinstance(part, ast.Constant)]
    numbers = [value for value in values if isinstance(value, (int, float))]
    return numbers if len(numbers) == len(node.elts) else []


def _one(node: ast.expr, numbers: list[float]) -> str:
    number = f"{sum(numbers) / len(numbers):.4g}" if len(set(numbers)) > 1 else str(numbers[0])
    return f"[{number}]" if isinstance(node, ast.List) else f"({number},)"
