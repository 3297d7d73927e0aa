"""Reshapes that ask for the axes of a tensor in another order, told by the names of their lengths alone.

b, t, c = x.shape
x.reshape(b, c, t)
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.mending.reshaping import permuted
from loopwise.program.objects.numbers import AxisLength
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Items, Value, constant

if TYPE_CHECKING:
    from loopwise.records import Place, Repair

_FAR = 12  # operations looked through that change no axis


class Turned(NamedTuple):
    """One of them. names: of the axes that go in.  order: of these in what comes out; () where one is split."""

    op: Op
    names: tuple[str, ...]
    order: tuple[int, ...]

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.op.place

    @property
    def before(self) -> str:
        """The shape that goes in, by its names."""
        return f"({', '.join(self.names)})"

    @property
    def after(self) -> str:
        """The shape that is asked for, as the program writes it."""
        call = self.op.site.node
        given = call.args if isinstance(call, ast.Call) else []
        alone = given[0].elts if len(given) == 1 and isinstance(given[0], (ast.Tuple, ast.List)) else given
        return f"({', '.join(map(ast.unparse, alone))})"

    def as_permute(self) -> Repair | None:
        """Return the edit that moves the axes instead, where none is joined or split."""
        asked = self.op.arguments.positional[1:] if self.op.arguments is not None else []
        return permuted(self.op, self.order) if len(asked) == len(self.order) else None


def turned_in(ops: Iterable[Op]) -> Iterator[Turned]:
    """Yield those that a model meets, each place once."""
    seen: set[ast.AST] = set()
    for op in ops:
        first = op.inputs[0] if op.inputs else None
        if not isinstance(first, Tensor) or first.shape is not None or op.guessed or op.site.node in seen:
            continue
        if (turned := _turned(op, first)) is not None and _meets_model(op):
            seen.add(op.site.node)
            yield turned


def _turned(op: Op, first: Tensor) -> Turned | None:
    asked = _asked(op)
    named = next((one for one in asked if isinstance(one, AxisLength)), None)
    if named is None or not _has_axes_of(first, named):
        return None
    rank = len(named.names)
    places = _places(asked, named)
    axes = [axis for place in places for axis in place]
    if sorted(axes) == list(range(rank)) and axes != sorted(axes) and _is_itself(first, named):
        return Turned(op, named.names, tuple(axes))
    heads = rank == 3 and places == [(0,), (), (1,), ()] and constant(asked[1]) != 1
    return Turned(op, named.names, ()) if heads else None  # (N, T, D) as (N, H, T, D / H)


def _places(asked: list[Value], named: AxisLength) -> list[tuple[int, ...]]:
    """Return the axes behind each length asked for, () where it is none; a -1 is the one that is left."""
    places = [
        tuple(sorted(one.axes)) if isinstance(one, AxisLength) and one.tensor is named.tensor else ()
        for one in asked
    ]
    rest = tuple(set(range(len(named.names))) - {axis for place in places for axis in place})
    others = [constant(one) for one, place in zip(asked, places, strict=True) if not place]
    return [place or rest for place in places] if others == [-1] and len(rest) == 1 else places


def _asked(op: Op) -> list[Value]:
    given = op.arguments.positional[1:] if op.arguments is not None and op.arguments.whole else []
    return list(given[0].items) if len(given) == 1 and isinstance(given[0], Items) else given


def _is_itself(tensor: Tensor, named: AxisLength) -> bool:
    """Whether the lengths are of a tensor itself, or of one of the same shape."""
    return any(one is named.tensor for one in _before(tensor, ("same",)))


def _has_axes_of(tensor: Tensor, named: AxisLength) -> bool:
    """Whether all axes but the last are those of the named tensor: `self.queries(x)`."""
    return any(one is named.tensor for one in _before(tensor, ("same", "linear")))


def _before(tensor: Tensor, shapes: tuple[str, ...]) -> Iterator[Tensor]:
    for _ in range(_FAR):
        yield tensor
        first = tensor.op.inputs[0] if tensor.op.inputs else None
        if tensor.op.shape not in shapes or not isinstance(first, Tensor):
            return
        tensor = first


def _meets_model(op: Op) -> bool:
    return any(one.asked or one.role == "loss" for one in (op, *op.out.near_future()))
