"""What a loop goes over: the items themselves where they are literal, else one typical element."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from loopwise.program.evaluator.assignments import part
from loopwise.program.evaluator.machine import Machine
from loopwise.program.facts.batches import names_of_parts
from loopwise.program.objects.definitions import Function, Instance
from loopwise.program.objects.modules import Container, Layer, Loader, Optimiser, Parameters, Scheduler
from loopwise.program.objects.numbers import numbers_joined
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Arguments, Const, Dict, Either, Items, Stream, Unknown, Value

UNROLLED = 40  # items at most; longer literal lists are read like any other sequence


def each(
    machine: Machine, iterable: Value, node: ast.AST, *, unroll_ranges: bool
) -> tuple[list[Value], bool]:
    """Return the items of an iterable and True; or a typical element and False."""
    whole = isinstance(iterable, Container) or (isinstance(iterable, Items) and iterable.closed)
    if isinstance(iterable, (Items, Container)) and whole and len(iterable.items) <= UNROLLED:
        return list(iterable.items), True
    if isinstance(iterable, Dict) and iterable.closed and len(iterable.table) <= UNROLLED:
        return [Const(key) for key in iterable.table], True
    if isinstance(iterable, Const) and isinstance(iterable.value, str) and len(iterable.value) <= UNROLLED:
        return [Const(letter) for letter in iterable.value], True
    stream = stream_of(machine, iterable, node)
    if unroll_ranges and stream.length is not None and stream.length <= UNROLLED and stream.over is None:
        return [Const(number) for number in range(stream.length)], True
    return [stream.element], False


def each_part(machine: Machine, iterable: Value, node: ast.AST) -> tuple[list[Value], bool]:
    """Return the same of what makes another list of it, one thing after the other: a batch is known by its parts."""
    names = names_of_parts(iterable)
    if not names:
        return each(machine, iterable, node, unroll_ranges=True)
    return [Const(one) if isinstance(one, str) else part(machine, iterable, one, node) for one in names], True


def stream_of(machine: Machine, iterable: Value, node: ast.AST) -> Stream:
    """Return any iterable as a stream with a typical element."""
    if isinstance(iterable, Stream):
        return iterable
    if isinstance(iterable, Loader):
        batch = machine.operation("batch", (), machine.site(node), role="source", layer=iterable)
        return Stream(batch, iterable)
    if isinstance(iterable, Parameters):
        return _parameters(machine, iterable, node)
    if isinstance(iterable, Tensor):
        element = machine.operation("getitem", (iterable,), machine.site(node), role="layout")
        return Stream(element, None if iterable.op.is_("counted") else iterable)
    if isinstance(iterable, (Items, Container)):
        return Stream(typical(iterable.items), iterable)
    if isinstance(iterable, Instance) and not iterable.is_module:
        return _of_object(machine, iterable, node)
    if isinstance(iterable, Either):
        return Stream(Unknown(inputs=iterable.options))
    return Stream(Unknown(inputs=(iterable,)), iterable if isinstance(iterable, Unknown) else None)


def _of_object(machine: Machine, iterable: Instance, node: ast.AST) -> Stream:
    """A loader of the program's own: what its `__iter__` yields, or its `__next__` gives."""
    from loopwise.program.evaluator.attributes import lookup
    from loopwise.program.evaluator.calls import call_method

    made: Value = iterable
    for name in ("__iter__", "__next__"):
        if made is iterable and isinstance(lookup(iterable.cls, name), Function):
            made = call_method(machine, iterable, name, Arguments(), node)
            if name == "__next__":
                return Stream(made)
    return (
        Stream(Unknown(inputs=(iterable,))) if isinstance(made, Instance) else stream_of(machine, made, node)
    )


def _parameters(machine: Machine, iterable: Parameters, node: ast.AST) -> Stream:
    parameter = machine.operation("parameter", (), machine.site(node), role="source", layer=iterable)
    return Stream(Items("tuple", (Unknown(), parameter)) if iterable.named else parameter, iterable)


def typical(items: Sequence[Value], made_by: str = "") -> Value:
    """Return what stands for any of some items: one of them only where all are of one kind."""
    if (len(items) == 1 and not isinstance(items[0], Const)) or _of_one_text(items) or _are_alike(items):
        return items[0]
    if (number := numbers_joined(items)) is not None:
        number.made_by = made_by
        return number
    if items and all(isinstance(one, Items) and len(one.items) == len(_first(items).items) for one in items):
        lists = [one for one in items if isinstance(one, Items)]
        if not all(one.closed for one in lists):
            return Items(
                lists[0].kind, [typical([part for one in lists for part in one.items])], closed=False
            )
        columns = zip(*(one.items for one in lists), strict=True)
        names = lists[0].names if all(one.names == lists[0].names for one in lists) else ()
        return Items(lists[0].kind, [typical(column) for column in columns], names=names)
    if items and all(isinstance(one, Items) and one.kind == "list" and one.items for one in items):
        parts = [part for one in items if isinstance(one, Items) for part in one.items]
        return Items("list", [typical(parts)], closed=False)  # lists of several lengths
    return items[0] if len(items) == 1 else Unknown(made_by, items)


def _of_one_text(items: Sequence[Value]) -> bool:
    """Whether one place of the program made them all, in turn."""
    nodes = {_text_of(one) for one in items}
    return len(nodes) == 1 and None not in nodes


def _are_alike(items: Sequence[Value]) -> bool:
    """Whether all are data of one known shape and type: what a world shows first, and after each step."""
    first = items[0] if items else None
    if not isinstance(first, Tensor) or first.shape is None or first.dtype is None:
        return False
    return all(
        isinstance(one, Tensor) and one.shape == first.shape and one.dtype == first.dtype and one.is_data
        for one in items
    )


def _text_of(one: Value) -> ast.AST | None:
    if isinstance(one, Tensor):
        return one.op.site.node
    made = one if isinstance(one, (Optimiser, Scheduler)) or one.is_module else None
    return made.site.node if isinstance(made, (Layer, Instance, Optimiser, Scheduler)) else None


def _first(items: Sequence[Value]) -> Items:
    assert isinstance(items[0], Items)
    return items[0]
