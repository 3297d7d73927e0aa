"""Hidden states that do not fit what a recurrent layer is asked: made for one batch size, where the last is shorter.

for state in program.states_misfit(): state.place, state.wanted, state.got
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.last_batches import batch_size, last_batch, loader_of
from loopwise.program.facts.shape_settings import flag, number
from loopwise.program.mending.repairs import function_of
from loopwise.program.mending.replacements import argument, with_value
from loopwise.program.objects.modules import Layer, Loader
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Items, Value
from loopwise.records import Edit, Repair
from loopwise.shapes import Shape, Size, product

if TYPE_CHECKING:
    from loopwise.records import Place

_MADE = ("zeros", "randn", "ones", "rand")


class StateMisfit(NamedTuple):
    """One of them. wanted, given: the sizes that torch compares.

    loader: whose last batch is shorter than the state was made for; None where already the first one differs.
    """

    op: Op
    state: Tensor
    wanted: tuple[int, ...]
    given: tuple[int, ...]
    loader: Loader | None = None

    @property
    def place(self) -> Place:
        """Where the layer is asked."""
        return self.op.site.place

    @property
    def made_place(self) -> Place:
        """Where the state is made, else where the layer is asked."""
        made = _making(self.state)
        return self.place if made is None else made.site.place

    @property
    def loader_place(self) -> Place | None:
        """The loader whose last batch is shorter."""
        return None if self.loader is None else self.loader.site.place

    @property
    def batches(self) -> tuple[int, int] | None:
        """The samples that come in and those that the state was made for, where only they differ."""
        alike = len(self.given) == len(self.wanted) == 3 and self.given[::2] == self.wanted[::2]
        return (self.wanted[1], self.given[1]) if alike else None

    def mended(self) -> Repair | None:
        """Return the edit that makes the state as long as the batch, or drops the last; None if neither can be."""
        if self.batches is None:
            return None
        as_long = self._as_long_as_input()
        if as_long is not None or self.loader is None:
            return as_long
        return with_value(self.loader.site, "drop_last", "True", safe=False)

    def _as_long_as_input(self) -> Repair | None:
        """`torch.zeros(2, 64, 128)` -> `torch.zeros(2, x.size(0), 128)`, x a parameter of the same function."""
        made, asked = _making(self.state), argument(self.op.site.node, 0, "input")
        if made is None or not isinstance(asked, ast.Name) or made.site.source is not self.op.site.source:
            return None
        source = made.site.source
        function = function_of(source, made.site.node)
        if not isinstance(function, ast.FunctionDef) or function is not function_of(
            source, self.op.site.node
        ):
            return None
        length = argument(made.site.node, 1)
        if asked.id not in [one.arg for one in function.args.args] or length is None:
            return None
        axis = 0 if flag(self.op, False, 4, "batch_first") else 1
        return Repair(safe=False, edits=(Edit(source.place(length), f"{asked.id}.size({axis})"),))


def states_misfit(ops: Iterable[Op]) -> Iterator[StateMisfit]:
    """Yield the askings of recurrent layers that torch refuses for their state, each place once."""
    met: set[ast.AST] = set()
    for op in ops:
        if op.guessed or op.site.node in met or not isinstance(op.layer, Layer):
            continue
        found = next((one for state in _states(op.inputs[1]) if (one := _misfit(op, state))), None)
        if found is not None:
            met.add(op.site.node)
            yield found


def _states(given: Value) -> list[Tensor]:
    parts = given.items if isinstance(given, Items) and given.closed else (given,)
    return [part for part in parts if isinstance(part, Tensor)]


def _misfit(op: Op, state: Tensor) -> StateMisfit | None:
    first = op.inputs[0]
    shape = first.shape if isinstance(first, Tensor) else None
    given = _whole(state.shape)
    if shape is None or len(shape) != 3 or given is None or len(given) != 3:
        return None
    batch_first, both = flag(op, False, 4, "batch_first"), flag(op, False, 6, "bidirectional")
    layers, hidden = number(op, 1, 2, "num_layers"), number(op, None, 1, "hidden_size")
    if batch_first is None or both is None or op.setting(7, "proj_size") is not None:
        return None
    deep = product((layers, 2 if both else 1))
    if not isinstance(deep, int) or not isinstance(hidden, int):
        return None
    if (given[0], given[2]) != (deep, hidden):
        return StateMisfit(op, state, (deep, given[1], hidden), given)
    rows, loader = _rows(first, shape[0 if batch_first else 1])
    wanted = next((many for many in rows if many != given[1]), None)
    if wanted is None:
        return None
    is_last = loader is not None and rows[0] == given[1]
    return StateMisfit(op, state, (deep, wanted, hidden), given, loader if is_last else None)


def _rows(first: Value, axis: Size) -> tuple[list[int], Loader | None]:
    """Return how many samples surely come in at a time, full batches before the last one, and the loader."""
    if isinstance(axis, int):
        return [axis], None
    loader = loader_of(first) if isinstance(first, Tensor) else None
    length = batch_size(loader) if loader is not None else None
    if (
        loader is None
        or length is None
        or not isinstance(first, Tensor)
        or axis != (first.shape or (None,))[0]
    ):
        return [], None
    last = last_batch(loader)
    return [length] if last is None else [length, last], loader


def _whole(shape: Shape | None) -> tuple[int, ...] | None:
    sizes = [size for size in shape or () if isinstance(size, int)]
    return tuple(sizes) if shape is not None and len(sizes) == len(shape) else None


def _making(state: Tensor) -> Op | None:
    """Return what makes a state, seen through `.to(device)`."""
    return next((op for op in state.past() if op.is_(*_MADE)), None)
