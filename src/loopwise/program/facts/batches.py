"""What a batch of a loader holds: the tensors of its data set, with the batch's length in front."""

from __future__ import annotations

import ast
from typing import NamedTuple

from loopwise.program.evaluator.machine import Machine
from loopwise.program.objects.definitions import Bound, Function, Instance, Partial
from loopwise.program.objects.modules import Loader
from loopwise.program.objects.numbers import Position, number_of
from loopwise.program.objects.ops import Op
from loopwise.program.objects.pictures import sample_of
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Arguments, Dict, Items, Stream, Unknown, Value, constant, is_none
from loopwise.shapes import Shape, Size, Symbol

_DEEP = 10  # parts of parts


class Sample(NamedTuple):
    """One tensor of a data set: its shape without the batch, and the type of its numbers."""

    shape: Shape | None
    dtype: str | None


def part_of(value: Value, index: object) -> Sample | None:
    """Return one of the tensors a batch consists of, batch included; None for what is no batch."""
    if not isinstance(value, Tensor) or value.op.kind != "batch" or not isinstance(value.op.layer, Loader):
        return None
    loader = value.op.layer
    if not isinstance(index, (int, str)) or _is_collated_otherwise(loader):
        return Sample(None, None)
    if loader.batch is not None:
        return _whole(loader.batch, index)
    found = _sample(loader.data, index) if loader.sample is None else _collated(loader.sample, index)
    if is_none(loader.arguments.get(1, "batch_size")):
        return found  # a sample is a batch
    shape = None if found.shape is None else (_length(loader, value.op), *found.shape)
    return Sample(shape, found.dtype)


def names_of_parts(value: Value) -> tuple[int | str, ...]:
    """Return the indices or keys of all parts of a batch; () where the program does not tell them."""
    loader = value.op.layer if isinstance(value, Tensor) and value.op.kind == "batch" else None
    return _names_in(loader) if isinstance(loader, Loader) else ()


def parts_in_batch(loader: Loader) -> int | None:
    """Return how many tensors a batch of torch's own collation surely is a list of; None where it may be no list."""
    data = seen_through(loader.data)
    if loader.batch is not None or not loader.arguments.whole or not isinstance(data, (Tensor, Instance)):
        return None
    names = _names_in(loader)
    return len(names) if names and isinstance(names[0], int) else None


def _names_in(loader: Loader) -> tuple[int | str, ...]:
    if _is_collated_otherwise(loader):
        return ()
    whole = loader.sample if loader.batch is None else loader.batch
    data = seen_through(loader.data) if whole is None else None
    if isinstance(whole, Dict):
        words = tuple(whole.table)
        return words if whole.closed and all(isinstance(word, str) for word in words) else ()
    if isinstance(whole, Items) and whole.kind in ("tuple", "list"):
        return tuple(range(len(whole.items))) if whole.closed else ()
    if isinstance(data, Tensor) and data.op.kind == "tensor_dataset":
        return tuple(range(len(data.op.inputs)))
    return (0, 1) if isinstance(data, Unknown) and sample_of(data, 0)[0] is not None else ()


def _is_collated_otherwise(loader: Loader) -> bool:
    """Whether a `collate_fn` or `batch_sampler` that is not read makes the batch out of its samples."""
    given = ("batch_sampler",) if loader.batch is not None else ("collate_fn", "batch_sampler")
    return any(name in loader.arguments.named for name in given)


def _whole(batch: Value, index: int | str) -> Sample:
    """Return one part of what the program's own `collate_fn` gives."""
    part = _item(batch, index)
    return Sample(part.shape, part.dtype) if isinstance(part, Tensor) else Sample(None, None)


def _item(value: Value | None, index: object) -> Value | None:
    if isinstance(value, Dict) and isinstance(index, str):
        return value.table.get(index)
    parts = value.items if isinstance(value, Items) and value.closed else ()
    return parts[index] if isinstance(index, int) and -len(parts) <= index < len(parts) else None


def _collated(sample: Value, index: int | str) -> Sample:
    """Return what becomes of a sample's part in a batch: tensors are stacked, numbers become tensors."""
    part = _item(sample, index)
    if isinstance(part, Tensor):
        return Sample(part.shape, part.dtype)
    number = number_of(part)
    return Sample((), number.dtype) if number is not None and number.dtype != "bool" else Sample(None, None)


def _length(loader: Loader, op: Op) -> Size:
    """A batch has a length of its own; the last one may be shorter."""
    given = loader.arguments.get(1, "batch_size")
    if (given is None and loader.arguments.whole) or constant(given) == 1:
        return 1
    return Symbol((f"N#{id(op)}",))


def rows_of_batch(value: Value) -> Size:
    """Return the length of the batch that a tensor is a part of; None for what is no part of one."""
    batch = value.op.inputs[0] if isinstance(value, Tensor) and value.op.inputs else None
    if isinstance(batch, Tensor) and batch.op.kind == "batch" and isinstance(batch.op.layer, Loader):
        return _length(batch.op.layer, batch.op)
    return None


def samples_in_front(tensor: Tensor) -> Size:
    """Return the length of the first axis of a batch's part whose shape is not known: it counts the samples."""
    part = tensor.made_by_same_shape
    batch = part.inputs[0] if part.is_("item", "getitem") else None
    loader = batch.op.layer if isinstance(batch, Tensor) and batch.op.kind == "batch" else None
    if not isinstance(loader, Loader) or _is_collated_otherwise(loader) or loader.batch is not None:
        return None
    return None if is_none(loader.arguments.get(1, "batch_size")) else rows_of_batch(part.out)


def data_of(op: Op) -> Value | None:
    """Return the data set of which a batch's part is some rows."""
    batch = op.inputs[0]
    loader = batch.op.layer if isinstance(batch, Tensor) else None
    return seen_through(loader.data) if isinstance(loader, Loader) else None


def is_of_all_kinds(op: Op) -> bool:
    """Tell whether a batch is drawn from all rows: none were selected by their labels, as by `Subset(data, ones)`."""
    batch = op.inputs[0]
    loader = batch.op.layer if isinstance(batch, Tensor) else None
    data = loader.data if isinstance(loader, Loader) else None
    for _ in range(_DEEP):
        if isinstance(data, Tensor) and data.op.kind == "subset" and data.op.arguments is not None:
            rows = data.op.arguments.get(1, "indices", "lengths")
        elif isinstance(data, Unknown) and data.made_by.endswith(".Subset"):
            rows = data.inputs[1] if len(data.inputs) > 1 else None
        else:
            rows = Stream(Unknown())
        if not (isinstance(rows, Stream) or (isinstance(rows, Items) and rows.closed) or _is_shuffled(rows)):
            return False
        inputs = (
            data.op.inputs if isinstance(data, Tensor) else data.inputs if isinstance(data, Unknown) else ()
        )
        data = inputs[0] if inputs else None
    return True


def _is_shuffled(rows: Value | None) -> bool:
    """Whether rows are a part of a random order of all."""
    past = list(rows.past()) if isinstance(rows, Tensor) else []
    return any(op.is_("randperm", "arange") for op in past) and not any(op.role == "compare" for op in past)


def read_sample(machine: Machine, loader: Loader, node: ast.AST) -> None:
    """Read a sample of a data set of the program's own making: what its `__getitem__` gives."""
    from loopwise.program.evaluator.attributes import lookup
    from loopwise.program.evaluator.calls import call, call_method
    from loopwise.program.evaluator.loops import typical

    data = seen_through(loader.data)
    sample: Value | None = None
    if isinstance(data, Instance) and isinstance(lookup(data.cls, "__getitem__"), Function):
        sample = call_method(machine, data, "__getitem__", Arguments([_position(loader)]), node)
        loader.sample = sample
        if data is loader.data and isinstance(lookup(data.cls, "__len__"), Function):
            loader.length = call_method(machine, data, "__len__", Arguments(), node)
    elif (
        isinstance(data, Tensor) and data.op.is_("tensor_dataset") and "collate_fn" in loader.arguments.named
    ):
        sample = Items("tuple", [_row_of(machine, column, node) for column in data.op.inputs])
    elif isinstance(data, Items) and data.items:
        sample = typical(data.items)  # a plain list of samples
    collate = loader.arguments.named.get("collate_fn")
    if sample is not None and isinstance(collate, (Function, Bound, Partial, Instance)):
        loader.batch = call(machine, collate, Arguments([Items("list", [sample], closed=False)]), node)


def _row_of(machine: Machine, column: Value, node: ast.AST) -> Value:
    """Return one row of a column, as `TensorDataset.__getitem__` does."""
    if not isinstance(column, Tensor):
        return Unknown(inputs=(column,))
    return machine.operation("getitem", (column,), machine.site(node), role="layout", shape="getitem")


def _position(loader: Loader) -> Unknown:
    """The index that `__getitem__` is given: one number; a sampler may give several at once."""
    given = loader.arguments
    sampled = given.get(3, "sampler") is not None or given.get(4, "batch_sampler") is not None
    return Unknown() if sampled or not given.whole else Position()


def source_of(op: Op) -> Tensor | None:
    """Return the whole tensor of which a batch's part is some rows."""
    batch = op.inputs[0]
    index = constant(op.arguments.get(1)) if op.arguments is not None else None
    loader = batch.op.layer if isinstance(batch, Tensor) else None
    if not isinstance(loader, Loader) or not isinstance(index, int):
        return None
    data = seen_through(loader.data)
    found = _column(data, index) if isinstance(data, Tensor) else None
    return found if isinstance(found, Tensor) else None


def part_in_sample(op: Op) -> Tensor | None:
    """Return the part of one sample that a batch's part is made of, for a data set of the program's own making."""
    part = value_in_sample(op)
    return part if isinstance(part, Tensor) else None


def value_in_sample(op: Op) -> Value | None:
    """Return the value of one sample that a batch's part is made of, be it a tensor or a plain number."""
    batch = op.inputs[0]
    index = constant(op.arguments.get(1)) if op.arguments is not None else None
    loader = batch.op.layer if isinstance(batch, Tensor) and batch.op.kind == "batch" else None
    if not isinstance(loader, Loader) or _is_collated_otherwise(loader):
        return None
    return _item(loader.sample if loader.batch is None else loader.batch, index)


def _sample(data: Value | None, index: int | str) -> Sample:
    """Return what one sample holds at a place."""
    if isinstance(index, str):
        return Sample(None, None)
    data = seen_through(data)
    if isinstance(data, Tensor) and data.op.kind == "tensor_dataset":
        return _row(_column(data, index))
    return Sample(*sample_of(data, index)) if isinstance(data, Unknown) else Sample(None, None)


def _column(data: Tensor, index: int) -> Value | None:
    columns = data.op.inputs if data.op.kind == "tensor_dataset" else ()
    return columns[index] if -len(columns) <= index < len(columns) else None


def seen_through(data: Value | None) -> Value | None:
    """Return the data set of which a part was taken by random_split or Subset."""
    for _ in range(_DEEP):
        if isinstance(data, Tensor) and data.op.kind in ("subset", "item", "getitem") and data.op.inputs:
            data = data.op.inputs[0]
        elif isinstance(data, Unknown) and _is_part(data):
            data = data.inputs[0]
        else:
            break
    return data


def _is_part(data: Unknown) -> bool:
    """`random_split(data, ...)`, `Subset(data, ...)`, and one of the parts it is unpacked into."""
    name = data.made_by.rpartition(".")[2]
    return bool(data.inputs) and (name in ("random_split", "Subset") or (not name and len(data.inputs) == 1))


def _row(value: Value | None) -> Sample:
    if not isinstance(value, Tensor):
        return Sample(None, None)
    return Sample(value.shape[1:] if value.shape else None, value.dtype)
