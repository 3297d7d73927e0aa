"""Tensors of a program: each is the output of one `Op` (ops.py), and knows what came before it and after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from loopwise.program.objects.values import Items, Table, Unknown, Value

if TYPE_CHECKING:
    from loopwise.program.objects.ops import Op
    from loopwise.shapes import Shape, ShapeError

FAR = 400  # ops looked at on the way back; deeper graphs are unrolled networks, whose start no rule asks for


class Tensor(Value):
    """A tensor, or a number that came out of one (`loss.item()`).

    models: the models it is an output of.  uses: the ops it went into.
    lengths: the axes asked for one by one, where the rank is not known.
    """

    __slots__ = ("_dtype", "_refusal", "_shape", "is_settled", "lengths", "models", "op", "table", "uses")

    def __init__(self, op: Op) -> None:
        self.op = op
        self.uses: list[Op] = []
        self.models: tuple[Value, ...] = ()
        self.table: Table = {}
        self.is_settled = False  # its shape has been asked for
        self.lengths: dict[int, int | None] | None = None
        self._dtype: str | None = ""  # not asked for

    @property
    def shape(self) -> Shape | None:
        """Its lengths: an int, a symbol for what only a run gives, None; and None if the rank is not known."""
        if not self.is_settled:
            self._settle()
        return self._shape

    @property
    def refusal(self) -> ShapeError | None:
        """Why torch would refuse to compute it from the shapes that come in, if it surely would."""
        if not self.is_settled:
            self._settle()
        return self._refusal

    def _settle(self) -> None:
        from loopwise.program.facts.shape_rules import settle

        settle(self.op)

    def settle_as(self, shape: Shape | None, refusal: ShapeError | None = None) -> None:
        """Keep what came out when its shape was asked for."""
        self.is_settled = True
        self._shape = shape
        self._refusal = refusal

    @property
    def many(self) -> Shape | None:
        """Its shape if it surely holds more than one number, as a batch of unknown length does; or None.

        Of a product with something unknown the shape of a part that does: there are not fewer.
        """
        parts = [self.shape]
        if self.shape is None and self.op.shape == "broadcast":
            parts = [part.shape for part in self.op.inputs if isinstance(part, Tensor)]
        return next((shape for shape in parts if shape and _holds_many(shape)), None)

    @property
    def rank(self) -> int | None:
        """The number of its axes, None if that is not known."""
        return None if self.shape is None else len(self.shape)

    @property
    def dtype(self) -> str | None:
        """The type of its numbers as torch names it ("float32", "int64"), None if that is not known."""
        if self._dtype == "":
            from loopwise.program.facts.dtypes import dtype_of

            self._dtype = None
            self._dtype = dtype_of(self.op)
        return self._dtype

    @property
    def reach(self) -> tuple[float, float] | None:
        """The lowest and the highest number that are surely among its values, None if that is not known."""
        from loopwise.program.facts.bounds import reach_of

        return reach_of(self)

    @property
    def last(self) -> Op:
        """The last operation that changed values, seen through re-layouts and arms that agree.

        Of zeros that are filled row by row, `outputs[t] = scores`, it is that of the rows.
        """
        op = self.op
        for _ in range(FAR):
            if "assigned" in op.out.table and (filled := _filled_by(op.out)) is not None:
                return filled
            if op.role == "layout" and op.inputs and isinstance(op.inputs[0], Tensor):
                op = op.inputs[0].op
            else:
                break
        return op.agreed or op

    def past(self) -> Iterator[Op]:
        """Yield the operations it came through, nearest first, each once."""
        waiting, seen = [self.op], {self.op}
        for op in waiting:
            yield op
            if len(seen) > FAR:
                return
            for tensor in op.tensors:
                if tensor.op not in seen:
                    seen.add(tensor.op)
                    waiting.append(tensor.op)

    def future(self) -> Iterator[Op]:
        """Yield the operations it went into, through re-layouts and joins, each once."""
        return self._uses_through(lambda op: op.role in ("layout", "join"))

    def near_future(self) -> list[Op]:
        """Return the operations it went into, and those that what came of them went into."""
        return [use for first in self.future() for use in (first, *first.out.future())]

    def future_through(self, shape: str) -> Iterator[Op]:
        """Yield the operations it went into, seen through those of one kind of shape ("same"), each once."""
        return self._uses_through(lambda op: op.shape == shape)

    def _uses_through(self, is_seen_through: Callable[[Op], bool]) -> Iterator[Op]:
        waiting: list[Tensor] = [self]
        seen: set[Op] = set()
        for tensor in waiting:
            for op in tensor.uses:
                if op not in seen and len(seen) < FAR:
                    seen.add(op)
                    yield op
                    if is_seen_through(op):
                        waiting.append(op.out)

    @property
    def relaid(self) -> Iterator[Op]:
        """The operations since the last one that changed values: re-layouts, nearest first."""
        op = self.op
        while op.role == "layout" and op.inputs and isinstance(op.inputs[0], Tensor):
            yield op
            op = op.inputs[0].op

    def reaches(self, *kinds: str) -> bool:
        """Tell whether one of these operations or losses gets it as it is, or re-laid."""
        return any(op.kind in kinds for op in self.future())

    @property
    def is_batch(self) -> bool:
        """Whether its first axis is surely the samples of a batch: of rank 2, or out of a loader and not indexed."""
        if self.rank is not None:
            return self.rank == 2 or self._is_of_convolution
        past = list(self.past())
        indexed = (op for op in past if op.is_("getitem", "item", "squeeze", "unbind", "select", "take"))
        whole = all(isinstance(op.inputs[0], Tensor) and op.inputs[0].op.is_("batch") for op in indexed)
        return whole and any(op.is_("batch") for op in past)

    @property
    def _is_of_convolution(self) -> bool:
        """Whether a convolution gave it, with the axis of the batch: (N, C, H, W)."""
        kind = self.made_by_same_shape.kind
        inner = next((int(letter) for letter in kind if letter.isdigit()), 0)
        return kind.startswith("conv") and self.rank == inner + 2

    @property
    def made_by_same_shape(self) -> Op:
        """The operation that gave it its shape, seen through those that keep the shape."""
        op = self.op
        for _ in range(FAR):
            if op.shape != "same" or op.role == "source" or not isinstance(op.inputs[0], Tensor):
                break
            op = op.inputs[0].op
        return op

    @property
    def meets_row(self) -> bool:
        """Whether it is compared with a row of numbers: labels."""
        return any(
            op.is_("eq", "ne") and any(isinstance(side, Tensor) and side.rank == 1 for side in op.inputs)
            for op in self.future()
        )

    @property
    def origin(self) -> Op:
        """The last operation that changed values, seen also through copies and the batches of a loader."""
        from loopwise.program.facts.batches import part_in_sample, source_of

        tensor = self
        for _ in range(FAR):
            rows = (source_of(op) or part_in_sample(op) for op in tensor.relaid if op.is_("item", "getitem"))
            source = next((whole for whole in rows if whole is not None), None)
            op = tensor.last
            if source is None and op.is_("tensor", "as_tensor", "asarray", "from_numpy") and op.inputs:
                source = op.inputs[0] if isinstance(op.inputs[0], Tensor) else None
            if source is None:
                break
            tensor = source
        return tensor.last

    @property
    def is_many_hot(self) -> bool:
        """Whether it surely holds rows with any number of ones: labels that do not exclude one another."""
        op = self.origin
        if self.rank != 2 or self.size(-1) == 1:
            return False
        if "marked" in op.out.table:
            return True
        if op.is_("gt", "ge", "lt", "le") and isinstance(op.other, (int, float)):
            return not any(past.is_("one_hot", "eye", "softmax") for past in op.out.past())
        if op.is_("stack", "hstack"):
            parts = [part for part in op.inputs if isinstance(part, Tensor)]
            return len(parts) > 1 and all(part.last.role == "compare" for part in parts)
        return op.is_("many_labels") or (op.is_("randint") and op.out.reach == (0, 1))

    @property
    def is_mixture(self) -> bool:
        """Whether it surely holds probabilities that are mixed of those of a softmax."""
        from loopwise.program.facts.mixtures import is_mixture

        return is_mixture(self)

    @property
    def is_answer(self) -> bool:
        """Whether a module has worked on it: a layer, a model of the program or one that is not seen."""
        return any(op.layer is not None and op.layer.is_module for op in self.past())

    def comes_from(self, *origins: Value | str) -> bool:
        """Tell whether a kind of operation, a layer, a loader or a model is in its past."""
        return any(
            op.kind in origins or op.layer in origins or any(m in origins for m in op.out.models)
            for op in self.past()
        )

    @property
    def is_data(self) -> bool:
        """Whether it surely comes from data alone: no model, no parameter, no code that is not seen."""
        return all(
            op.role in ("source", "layout", "change", "compare")
            and op.layer is None
            and op.kind != "parameter"
            for op in self.past()
            if not op.is_("batch")
        )

    @property
    def is_made_up(self) -> bool:
        """Whether all its numbers are drawn or written out in the program: none is measured."""
        if not self.is_data:
            return False
        begun = [op for op in self.past() if op.role == "source"]
        return bool(begun) and all(op.shape == "made" or op.is_("tensor") for op in begun)

    @property
    def is_only_shown(self) -> bool:
        """Whether it was computed of made-up numbers that no loop can learn: to show what torch does with them."""
        from loopwise.program.facts.gradients import gradient_flows

        return self.is_made_up and not (self.op.loops and gradient_flows(self) is not False)

    def size(self, axis: int) -> int | None:
        """Return the length of one axis (0-based, or -1) if the program gives it."""
        from loopwise.program.facts.sizes import size_of

        return size_of(self, axis)


def tensors_in(value: Value) -> Iterator[Tensor]:
    """Yield the tensors inside a value, in order; what is shared inside it is gone through once."""
    waiting, seen = [value], set[int]()
    while waiting:
        one = waiting.pop()
        if isinstance(one, Tensor):
            yield one
        elif isinstance(one, (Items, Unknown)) and id(one) not in seen and len(seen) < FAR:
            seen.add(id(one))
            waiting += reversed(one.items if isinstance(one, Items) else one.inputs)


def _filled_by(tensor: Tensor) -> Op | None:
    """Return the operation that all rows come out of that a tensor of zeros was filled with, by one place."""
    made = tensor
    while made.op.role == "layout" and made.op.inputs and isinstance(made.op.inputs[0], Tensor):
        made = made.op.inputs[0]
    held = tensor.table["assigned"]
    rows = held.items if isinstance(held, Items) else ()
    if not made.op.is_("zeros", "empty", "new_zeros", "new_empty", "zeros_like", "empty_like"):
        return None
    lasts = [row.last for row in rows if isinstance(row, Tensor) and row is not tensor]
    same = len(lasts) == len(rows) and len({op.site.node for op in lasts}) == 1
    return lasts[-1] if same else None


def _holds_many(shape: Shape) -> bool:
    several = any(not isinstance(size, int) or size > 1 for size in shape if size is not None)
    return several and 0 not in shape
