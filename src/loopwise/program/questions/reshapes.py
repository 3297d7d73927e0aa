"""Operations that give a tensor other axes: what becomes of the batch."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.shapes import Shape, Size, Symbol, product, same, shown

if TYPE_CHECKING:
    from loopwise.records import Place, Repair

_FEW = 12  # operations looked at on the way back to where rows were joined
_BY_ROW = ("same", "linear", "conv", "pool")  # torch_table: each row by itself
_JOINS = ("view", "reshape", "flatten")


class Reshape:
    """One `view`, `reshape` or `flatten` whose input's shape is known."""

    def __init__(self, op: Op, shape: Shape, result: Shape) -> None:
        self.op = op
        self.shape = shape
        self.result = result

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.op.place

    @property
    def before(self) -> str:
        """The shape that goes in, as people write it; of rows split otherwise than they were joined, the one joined."""
        return shown(self._joined if self._joined and self._splits_otherwise else self.shape)

    @property
    def after(self) -> str:
        """The shape that comes out."""
        return shown(self.result)

    @property
    def eats_batch(self) -> bool:
        """Whether rows that are no whole samples go into a Linear.

        One long row; or rows that neither a sample nor its last axes divide into; or rows as long as a sample, but
        of several, where the batch is the second axis.
        """
        if not self._is_batch and not self._is_in_model and not self._cuts_across_batch:
            return False
        if not any(op.is_("linear") for op in self.op.out.future_through("same")):
            return False
        if len(self.result) == 1 or not (self._is_batch or self._is_in_model):
            return True
        width, sample = product(self.result[1:]), product(self.shape[1:])
        if not isinstance(width, int) or not isinstance(sample, int) or len(self.result) != 2:
            return False
        blocks = [product(self.shape[axis:]) for axis in range(1, len(self.shape))]
        return width not in blocks and (sample % width != 0 or len(self.shape) > 3)

    @property
    def _cuts_across_batch(self) -> bool:
        """Whether all but the batch, the second axis, is to be one row: (T, N, H) -> (N, T * H)."""
        steps, *rest = self.shape
        if len(rest) < 2 or not isinstance(steps, int) or steps == 1 or len(self.result) != 2:
            return False
        batch, width = rest[0], product((steps, *rest[1:]))
        return _is_rows(batch) and self.result == (batch, width)

    @property
    def tears_axes(self) -> bool:
        """Whether axes change places although only `permute` can move them: the same lengths in another order.

        Numbers that are made up and that no model gets are there to show what a view does; and what is only shown may
        be meant so: 8 pictures of 64 numbers, one below the other, are 64 rows of 8.
        """
        if not self._meets_model and (self.op.out.is_made_up or _keeps_groups(self.shape, self.result)):
            return False
        if self._splits_otherwise:
            return True
        one, other = self._long(self.shape), self._long(self.result)
        if None in (*one[:1], *other[:1]) and _are_as_many(one[1:], other[1:]):
            one, other = one[1:], other[1:]  # then the first axes are as long, too
        if one.count(None) == other.count(None) == 1 and one.index(None) == other.index(None):
            one.remove(None)  # what is left over is the same on both sides
            other.remove(None)
        known = None not in one and None not in other
        if known and one != other and sorted(map(str, one)) == sorted(map(str, other)):
            return True
        return self._splits_past_axis

    @property
    def _splits_past_axis(self) -> bool:
        """Whether the last axis is split and its first part put in front of another: (N, T, D) -> (N, H, T, D / H)."""
        before, after = self.shape, self.result
        if len(before) < 3 or len(after) != len(before) + 1 or after[:-3] != before[:-2]:
            return False
        heads, steps, width = after[-3:]
        whole = before[-1]
        lengths = isinstance(heads, int) and isinstance(width, int) and isinstance(whole, int)
        if not lengths or heads in (1, steps) or steps is None or same(steps, before[-2]) is not True:
            return False
        return heads * width == whole  # type: ignore[operator]

    @property
    def _splits_otherwise(self) -> bool:
        """Whether rows are split the other way round than they were joined: (N, V, D) -> (N * V, D) -> (V, N, D)."""
        joined, result = self._joined, self.result
        if joined is None or len(result) < 3 or None in (*joined[:2], *result[:2]):
            return False
        turned = same(joined[0], result[1]) is True and same(joined[1], result[0]) is True
        return turned and joined[0] != joined[1] and 1 not in joined[:2] and self.shape[1:2] == result[2:]

    @property
    def _joined(self) -> Shape | None:
        """What its rows were before two first axes were joined to them, each row worked on by itself since."""
        op, rows = self.op, self.shape[0]
        for _ in range(_FEW):
            before = op.inputs[0] if op.inputs else None
            shape = before.shape if isinstance(before, Tensor) else None
            if not isinstance(before, Tensor) or not shape:
                return None
            if same(shape[0], rows) is False:
                return shape if len(shape) > 2 and same(product(shape[:2]), rows) is True else None
            op = before.op
            if op.shape not in _BY_ROW and op.kind not in _JOINS:
                return None
        return None

    @property
    def _meets_model(self) -> bool:
        return any(op.asked or op.role == "loss" for op in (self.op, *self.op.out.near_future()))

    def kept_batch(self) -> Repair | None:
        """Return the edit that flattens each sample by itself."""
        from loopwise.program.mending.reshaping import flattened_per_sample

        return flattened_per_sample(self.op) if len(self.result) == 1 else None

    def as_permute(self) -> Repair | None:
        """Return the edit that moves the axes instead."""
        from loopwise.program.mending.reshaping import permuted

        if self._splits_otherwise:
            return None
        left = list(range(len(self.shape)))
        order: list[int] = []
        for size in self.result:
            axis = next((axis for axis in left if self.shape[axis] == size), None)
            if axis is None:
                return None
            left.remove(axis)
            order.append(axis)
        return permuted(self.op, tuple(order)) if not left else None

    @property
    def _is_batch(self) -> bool:
        return len(self.shape) > 1 and _is_rows(self.shape[0])

    @property
    def _is_in_model(self) -> bool:
        """Whether it is asked in a model, of pictures as convolutions take them: the batch may be a plain number."""
        return bool(self.op.asked) and len(self.shape) == 4 and len(self.result) == 2

    def _long(self, shape: Shape) -> list[Size]:
        return [size for size in shape if size != 1]


def _is_rows(size: Size) -> bool:
    return isinstance(size, Symbol) and size.factor == 1


def _keeps_groups(before: Shape, after: Shape) -> bool:
    """Whether it may only join and split axes: (8, 8, 64) -> (64, 8, 8), and rows cut in pieces: (8, 64) -> (64, 8)."""
    one, other = _cuts(before), _cuts(after)
    whole = {cut for cut in one | other if isinstance(cut, int)}
    if whole != one | other or 0 in whole:
        return False
    if len(before) == len(after) == 2:
        return max(whole) % min(whole) == 0
    shared = whole & one & other
    return all(
        any(min(left, right) < cut < max(left, right) for cut in shared)
        for left in whole - other
        for right in whole - one
    )


def _cuts(shape: Shape) -> set[Size]:
    """Return how many pieces the first axes together make, one axis more each time, without all of them."""
    return {product(shape[:axis]) for axis in range(1, len(shape))}


def _are_as_many(one: list[Size], other: list[Size]) -> bool:
    """Whether two sets of axes surely hold as many numbers."""
    count = product(one)
    return isinstance(count, int) and count == product(other)


def reshapes_in(ops: Iterable[Op]) -> list[Reshape]:
    """Return the reshapes of known shapes, each place once."""
    found: dict[object, Reshape] = {}
    for op in ops:
        first = op.inputs[0] if op.inputs else None
        shape = first.shape if isinstance(first, Tensor) else None
        if shape and op.out.shape is not None and not op.guessed and same(shape[0], 1) is not True:
            found.setdefault(op.site.node, Reshape(op, shape, op.out.shape))
    return list(found.values())
