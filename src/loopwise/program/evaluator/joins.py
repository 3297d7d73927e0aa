"""What a name stands for after an `if` whose arms left different things."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from loopwise.program.objects.definitions import Class, Function
from loopwise.program.objects.modules import Layer, Optimiser, Parameters
from loopwise.program.objects.numbers import Number, numbers_joined
from loopwise.program.objects.pictures import Picture
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import (
    Arguments,
    Const,
    Either,
    External,
    Items,
    Perhaps,
    Unknown,
    Value,
    is_none,
)

if TYPE_CHECKING:
    from loopwise.program.evaluator.machine import Machine


def joined(machine: Machine, one: Any, other: Any) -> Any:
    """Join two entries of a table: absent or None against a value is the value; equal is itself."""
    if one is other or other is None or is_none(other):
        return one if one is not None else other
    if one is None or is_none(one):
        return other
    if isinstance(one, tuple):
        return _joined_items(one, other)
    return _joined_values(machine, one, other)


def join_all(machine: Machine, values: list[Value]) -> Value:
    """Join what several `return`s or arms gave."""
    result = values[0]
    for value in values[1:]:
        result = joined(machine, result, value)
    return result


def _joined_values(machine: Machine, one: Value, other: Value) -> Value:
    if isinstance(one, Const) and isinstance(other, Const):
        same = type(one.value) is type(other.value) and one.value == other.value
        return one if same else numbers_joined((one, other)) or Unknown(inputs=(one, other))
    if isinstance(one, Number) and isinstance(other, (Number, Const)):
        return numbers_joined((one, other)) or Unknown(inputs=(one, other))
    if isinstance(one, Const) and isinstance(other, Number):
        return numbers_joined((one, other)) or Unknown(inputs=(one, other))
    if isinstance(one, Tensor) and isinstance(other, Tensor):
        test = Arguments(named={"test": machine.deciding}) if machine.deciding is not None else None
        return machine.operation("join", (one, other), one.op.site, role="join", arguments=test)
    if _is_number_beside(one, other) or _is_number_beside(other, one):
        tensor, number = (one, other) if isinstance(one, Tensor) else (other, one)
        return machine.operation("join", (tensor, number), _site(one, other), role="join")
    if isinstance(one, Tensor) or isinstance(other, Tensor):
        return machine.operation("opaque", (one, other), _site(one, other), role="opaque")
    if isinstance(one, External) and isinstance(other, External):
        return _joined_names(one, other)
    if isinstance(one, Optimiser) and isinstance(other, Optimiser):
        return Optimiser("?" if one.name != other.name else one.name, _same_holds(one, other), one.site)
    if isinstance(one, Picture) and isinstance(other, Picture):
        return one.or_else(other)
    if isinstance(one, Items) and isinstance(other, Items) and len(one.items) == len(other.items):
        items = [joined(machine, a, b) for a, b in zip(one.items, other.items, strict=True)]
        return Items(one.kind, items, closed=one.closed and other.closed)
    if isinstance(one, Items) and isinstance(other, Items) and one.kind == other.kind == "list":
        return _joined_lists(one, other)
    return _either(one, other)


def _is_number_beside(number: Value, tensor: Value) -> bool:
    """Whether one is a plain number that only a run gives, and the other a tensor's own number."""
    return isinstance(number, Number) and isinstance(tensor, Tensor) and tensor.op.is_("item")


def _joined_lists(one: Items, other: Items) -> Value:
    """Two lists of which nobody knows which is taken: one of unknown length."""
    from loopwise.program.evaluator.loops import typical

    parts = (*one.items, *other.items)
    return Items("list", [typical(parts)] if parts else (), closed=False)


def _either(one: Value, other: Value) -> Value:
    """Keep both where a call may ask both: models, their classes, functions. Losses out of sight stay unknown."""
    options = [*_options(one), *_options(other)]
    losses = {option.kind for option in options if isinstance(option, Layer) and option.is_loss}
    if losses:
        same = len(losses) == 1 and all(isinstance(option, Layer) and option.is_loss for option in options)
        return one if same else numbers_joined((one, other)) or Unknown(inputs=(one, other))
    if isinstance(one, Number) and isinstance(other, (Number, Const)):
        return numbers_joined((one, other)) or Unknown(inputs=(one, other))
    if isinstance(one, Const) and isinstance(other, Number):
        return numbers_joined((one, other)) or Unknown(inputs=(one, other))
    if len(options) <= 8 and all(map(_may_be_asked, options)):
        return Either(options)
    return Unknown(inputs=(one, other))


def _may_be_asked(option: Value) -> bool:
    makes_models = isinstance(option, Class) and option.makes_modules
    return option.is_module or makes_models or isinstance(option, Function)


def _options(value: Value) -> tuple[Value, ...]:
    return value.options if isinstance(value, Either) else (value,)


def _joined_items(one: tuple[Value, ...], other: tuple[Value, ...]) -> tuple[Value, ...]:
    """Keep the items both arms agree on; then parameters that only one arm has, or one thing that is not known."""
    if one == other:
        return one
    same = 0
    while same < min(len(one), len(other)) and one[same] is other[same]:
        same += 1
    rest = (*one[same:], *other[same:])
    if same == min(len(one), len(other)) and all(map(_is_to_be_learnt, rest)):
        return (
            *one[:same],
            *(item if isinstance(item, Perhaps) else Perhaps(inputs=(item,)) for item in rest),
        )
    return (*one[:same], Unknown(inputs=rest))


def _is_to_be_learnt(item: Value) -> bool:
    """Whether it is one of a model's parameters, or several, on the way into an optimiser's list."""
    return isinstance(item, (Parameters, Perhaps)) or (isinstance(item, Tensor) and item.op.is_("parameter"))


def _joined_names(one: External, other: External) -> Value:
    home = one.path.rpartition(".")[0]
    if one.path == other.path:
        return one
    return External(f"{home}.?") if home and home == other.path.rpartition(".")[0] else Unknown()


def _same_holds(one: Optimiser, other: Optimiser) -> tuple[Value, ...] | None:
    if one.holds is None or other.holds is None:
        return None
    return one.holds if set(map(id, one.holds)) == set(map(id, other.holds)) else None


def _site(one: Value, other: Value) -> Any:
    return one.op.site if isinstance(one, Tensor) else other.op.site if isinstance(other, Tensor) else None
