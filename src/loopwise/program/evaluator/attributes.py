"""What `value.name` and `value[key]` are."""

from __future__ import annotations

import ast
import math

from loopwise.program.evaluator.loops import typical
from loopwise.program.evaluator.machine import Machine
from loopwise.program.facts.sizes import as_value, length_of, lengths_of
from loopwise.program.objects.default_dicts import missing
from loopwise.program.objects.definitions import Bound, Class, Function, Instance, Super
from loopwise.program.objects.modules import Container, Layer, Loader, Optimiser, Parameters
from loopwise.program.objects.numbers import Number, Position, Setting, numbers_joined
from loopwise.program.objects.pictures import sample_of
from loopwise.program.objects.tables import (
    Table,
    ask_table,
    column_of,
    part_of_unseen,
    rows_of_table,
    unseen_array,
)
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import method_row, words
from loopwise.program.objects.values import (
    Arguments,
    Const,
    Dict,
    External,
    Items,
    ModuleFile,
    Stream,
    Unknown,
    Value,
)
from loopwise.program.source.command_line import option, told

_CONSTANTS = {"pi": math.pi, "e": math.e}


def attribute(machine: Machine, owner: Value, name: str, node: ast.AST) -> Value:
    """Return `owner.name`."""
    if name == "grad" and isinstance(owner, (Tensor, Unknown)):
        return machine.operation("grad", (owner,), machine.site(node), role="source")
    if isinstance(owner, External):
        constant = _CONSTANTS.get(name) if owner.path in ("math", "numpy", "torch") else None
        return External(f"{owner.path}.{name}") if constant is None else Const(constant)
    if isinstance(owner, ModuleFile):
        return machine.project.member(machine, owner, name) or Unknown()
    if isinstance(owner, (Instance, Super, Class)):
        return _of_program(machine, owner, name, node)
    if isinstance(owner, Tensor):
        return _of_tensor(machine, owner, name, node)
    if isinstance(owner, Unknown):
        return _of_unseen(machine, owner, name, node)
    if isinstance(owner, Layer):
        return _of_layer(machine, owner, name, node)
    if isinstance(owner, Optimiser) and name == "param_groups":
        return _param_groups(owner.holds)
    if isinstance(owner, Items) and name in owner.names:
        return owner.items[owner.names.index(name)]
    if isinstance(owner, Loader) and name == "dataset":
        return owner.data or Unknown()
    return Bound(owner, name)


def _of_table(machine: Machine, owner: Table, name: str, node: ast.AST) -> Value | None:
    if name in ("iloc", "loc"):
        return Bound(owner, name)
    if name == "columns":
        alone = [Const(word) for word in owner.columns]
        block = [Const(word) for word in owner.names or ()]
        return Items("list", [*block, *alone], closed=owner.block is None or owner.names is not None)
    if name == "values":
        return ask_table(machine, owner, name, Arguments(), node)
    return owner.columns.get(name)


def _param_groups(holds: tuple[Value, ...] | None) -> Value:
    held = Parameters(holds) if holds is not None else Unknown()
    return Stream(Dict({"params": held}, closed=False), held)


def _of_layer(machine: Machine, owner: Layer, name: str, node: ast.AST) -> Value:
    kept = owner.table.get(name)
    if isinstance(kept, Value):
        return kept
    if isinstance(owner, Container) and (inside := owner.named(name)) is not None:
        return inside
    if name in ("weight", "bias"):
        return machine.operation(
            "parameter", (), machine.site(node), role="source", layer=Parameters((owner,))
        )
    if owner.kind == "opaque" and name not in _MODULE_METHODS:
        return _part_of_model(machine, owner, name)
    kept_by_torch = name in _SETTINGS and owner.arguments.whole and not owner.name.startswith("Lazy")
    given = owner.arguments.get(_SETTINGS[name], name) if kept_by_torch else None
    return given if given is not None else Bound(owner, name)


_SETTINGS = {  # what torch keeps of a layer under the name it was given by, and its place
    **dict.fromkeys(("in_features", "in_channels", "input_size", "num_features"), 0),
    **dict.fromkeys(("num_embeddings", "embed_dim"), 0),
    **dict.fromkeys(("out_features", "out_channels", "hidden_size", "embedding_dim", "num_heads"), 1),
}


def _of_unseen(machine: Machine, owner: Unknown, name: str, node: ast.AST) -> Value:
    """An attribute of a table, of parsed command-line options, or of a value of unknown class."""
    if isinstance(owner, Table) and (known := _of_table(machine, owner, name, node)) is not None:
        return known
    if name == "values" and (array := unseen_array(machine, owner, Arguments(), node)) is not None:
        return array
    if name not in owner.table and (default := option(machine, owner, name)) is not None:
        machine.journal.write(owner.table, name, Setting(default, (owner,)))
    return _of_unknown(owner, name)


def _of_unknown(owner: Unknown, name: str) -> Value:
    """The same attribute is the same thing each time it is read."""
    if name not in owner.table:
        made_by = f"{owner.made_by}.{name}" if owner.made_by else ""
        owner.table[name] = Unknown(made_by, (owner,))
    value: Value = owner.table[name]
    return value


def _part_of_model(machine: Machine, owner: Layer, name: str) -> Value:
    """`resnet.fc`: a layer of unknown kind that belongs to the model."""
    part = Layer("opaque", name, owner.arguments, owner.site, training=None)
    machine.journal.write(owner.table, name, part)
    return part


_MODULE_METHODS = words(
    "parameters named_parameters buffers named_buffers children named_children modules named_modules "
    "train eval to cuda cpu float double half zero_grad state_dict load_state_dict requires_grad_ "
    "apply forward add_module register_module append extend insert register_buffer "
    "register_parameter register_forward_hook compile get_submodule share_memory type __call__"
)


def _of_program(machine: Machine, owner: Instance | Super | Class, name: str, node: ast.AST) -> Value:
    if isinstance(owner, Super):
        found = lookup(owner.owner, name, behind=True)
        return _bind(machine, owner.receiver, name, found, node)
    if name in owner.table and not isinstance(owner, Class):  # whose class methods are still to be bound
        value: Value = owner.table[name]
        return value
    if name == "param_groups" and isinstance(owner, Instance) and isinstance(owner.table.get("holds"), Items):
        return _param_groups(owner.table["holds"].items)
    cls = owner.cls if isinstance(owner, Instance) else owner
    if name == "__class__" and isinstance(owner, Instance):
        return cls
    if name == "__name__" and isinstance(owner, Class):
        return Const(owner.name)
    return _bind(machine, owner, name, lookup(cls, name), node)


def _bind(machine: Machine, receiver: Value, name: str, found: Value | None, node: ast.AST) -> Value:
    if isinstance(found, Function) and not isinstance(receiver, Class):
        if found.is_decorated("property", "cached_property"):
            from loopwise.program.evaluator.calls import call_function

            return call_function(machine, found, Arguments([receiver]), node, receiver)
        if found.is_decorated("staticmethod"):
            return found
        return Bound(receiver, name, found)
    if isinstance(found, Function) and found.is_decorated("classmethod"):
        return Bound(receiver, name, found)
    if found is not None:
        return found
    if isinstance(receiver, Instance) and _is_to_be_set(receiver, name):
        return _never_set(machine, receiver, name)
    return Bound(receiver, name)


def _is_to_be_set(receiver: Instance, name: str) -> bool:
    """Whether what an object does not have is an attribute, and no method of a library's class."""
    seen_whole = not receiver.is_module and not any(receiver.cls.outside())
    return seen_whole or bool(receiver.cls.setters(name))


def _never_set(machine: Machine, receiver: Instance, name: str) -> Value:
    """An attribute that nothing has set yet: unknown, and the same unknown thing each time."""
    value = Unknown()
    machine.journal.write(receiver.table, name, value)
    return value


def lookup(cls: Class, name: str, *, behind: bool = False) -> Value | None:
    """Return what a class or its bases define; with `behind`, only its bases."""
    bases = list(cls.lineage())[1 if behind else 0 :]
    for i, base in enumerate(bases):
        if isinstance(base, Class) and name in base.table:
            value: Value = base.table[name]
            return value
        if name == "__init__" and _is_first_module(base, bases[i + 1 :]):
            return None  # `class Trained(nn.Module, Mixin)`: nn.Module's own comes before the mixin's
    return None


def _is_first_module(base: Value, behind: list[Value]) -> bool:
    """Whether it is a class of torch.nn of which none of the classes behind it in the order is one, too."""
    if not isinstance(base, External) or not base.path.startswith("torch.nn."):
        return False
    return not any(isinstance(one, Class) and base in one.lineage() for one in behind)


_LAID_OUT = frozenset(("values", "array", "iloc", "loc"))


def _of_tensor(machine: Machine, owner: Tensor, name: str, node: ast.AST) -> Value:
    if name in owner.table:
        value: Value = owner.table[name]
        return value
    if name in _LAID_OUT:  # of a column of a table
        return machine.operation("identity", (owner,), machine.site(node), role="layout", shape="same")
    if name in ("T", "mT", "data"):
        return machine.operation(name, (owner,), machine.site(node), role="layout")
    if name == "tensors" and owner.op.is_("tensor_dataset"):
        return Items("tuple", owner.op.inputs)
    if name == "shape":
        return lengths_of(owner) or Bound(owner, "shape")
    if name == "ndim" and owner.rank is not None:
        return Const(owner.rank)
    if name in ("is_leaf", "requires_grad", "ndim", "device", "dtype", "grad_fn"):
        return Unknown(inputs=(owner,))
    if method_row(name) is None and name not in ("backward", "size", "dim", "numel"):
        return machine.operation("getattr", (owner,), machine.site(node), role="opaque")
    return Bound(owner, name)


def item(machine: Machine, owner: Value, key: Value, node: ast.AST) -> Value:
    """Return `owner[key]`."""
    if isinstance(owner, Items) and isinstance(key, Items) and is_recurrent_pair(owner):
        return machine.operation("getitem", (owner,), machine.site(node), role="opaque")  # Python refuses
    if isinstance(owner, (Items, Container)):
        return _item_of_sequence(owner, key)
    if isinstance(owner, Dict):
        return _item_of_dict(machine, owner, key, node)
    if isinstance(owner, Tensor):
        return _item_of_tensor(machine, owner, key, node)
    if isinstance(owner, External) and owner.path in _PUT_TOGETHER:
        return _put_together(machine, owner, key, node)
    if isinstance(owner, Bound) and owner.name == "shape" and isinstance(owner.receiver, Tensor):
        axis = key.value if isinstance(key, Const) else None
        return length_of(owner.receiver, axis) if isinstance(axis, int) else Unknown(inputs=(owner,))
    if isinstance(owner, Bound) and owner.name in ("iloc", "loc") and isinstance(owner.receiver, Table):
        rows = key.items[0] if isinstance(key, Items) and len(key.items) == 2 else key
        return rows_of_table(machine, owner.receiver, rows, node)
    if isinstance(owner, Unknown):
        return _item_of_unseen(machine, owner, key, node)
    if isinstance(owner, Instance):
        return _sample(machine, owner, key, node) or _kept_under(owner, key)
    return Unknown(inputs=(owner,))


def _item_of_dict(machine: Machine, owner: Dict, key: Value, node: ast.AST) -> Value:
    word = told(key)
    if isinstance(word, (str, int, float, bool)):
        return owner.table.get(word) or missing(machine, owner, word, node)
    held = list(owner.table.values()) or [missing(machine, owner, object(), node)]
    return numbers_joined(held) or _one_of(machine, held)


def _item_of_tensor(machine: Machine, owner: Tensor, key: Value, node: ast.AST) -> Value:
    inputs = (owner, key) if _is_choice(key) else (owner,)
    given = Arguments((owner, key))
    return machine.operation(
        "getitem", inputs, machine.site(node), role="layout", shape="getitem", arguments=given
    )


def _item_of_unseen(machine: Machine, owner: Unknown, key: Value, node: ast.AST) -> Value:
    """A column of a table, a sample of a library's pictures; else the same unknown thing for the same word."""
    if isinstance(owner, Table) and (column := column_of(machine, owner, key, node)) is not None:
        return column
    part = part_of_unseen(machine, owner, key) or _picture(machine, owner, key, node)
    if part is not None:
        return part
    word = key.value if isinstance(key, Const) else None
    return _of_unknown(owner, f"[{word}]") if isinstance(word, (str, int)) else Unknown(inputs=(owner,))


def _is_choice(key: Value) -> bool:
    """Whether it is an array of what a model chose: `classes[scores.argmax(1).numpy()]` is its answer in words."""
    kinds = set[str]()
    while isinstance(key, Tensor) and key.op.role in ("layout", "choose") and key.op.inputs:
        kinds |= {key.op.kind, key.op.role}
        key = key.op.inputs[0]
    return kinds >= {"choose", "numpy"}


def _picture(machine: Machine, owner: Unknown, key: Value, node: ast.AST) -> Value | None:
    """`mnist[0]`: a picture without the axis of a batch, and its label."""
    if not isinstance(key, (Const, Position)) or (isinstance(key, Const) and not isinstance(key.value, int)):
        return None
    shape, dtype = sample_of(owner, 0)
    if shape is None or dtype is None:
        return None
    sizes = Items("tuple", [as_value(size) for size in shape])
    given = Arguments([sizes], {"dtype": Const(dtype)})
    site = machine.site(node)
    picture = machine.operation("array", (owner,), site, role="layout", shape="known", arguments=given)
    return Items("tuple", (picture, Number("int64")))


_PUT_TOGETHER = {"numpy.r_": "numpy.concatenate", "numpy.c_": "numpy.column_stack"}


def _put_together(machine: Machine, owner: External, key: Value, node: ast.AST) -> Value:
    """`np.r_[a, b]` joins arrays as `np.concatenate((a, b))` does."""
    parts = key if isinstance(key, Items) else Items("tuple", [key])
    if not any(isinstance(part, Tensor) for part in parts.items):
        return Unknown(owner.path, parts.items)
    joined = machine.operation(
        "opaque", (parts,), machine.site(node), role="opaque", arguments=Arguments([parts])
    )
    joined.op.callee = _PUT_TOGETHER[owner.path]
    return joined


def _sample(machine: Machine, owner: Instance, key: Value, node: ast.AST) -> Value | None:
    """`dataset[0]`: what the class's own `__getitem__` gives."""
    method = lookup(owner.cls, "__getitem__")
    if not isinstance(method, Function):
        return None
    from loopwise.program.evaluator.calls import call_function

    return call_function(machine, method, Arguments([owner, key]), node, owner)


def _kept_under(owner: Instance, key: Value) -> Value:
    """What `owner[key] = ...` has put there."""
    value = owner.table.get(f"[{key.value}]") if isinstance(key, Const) else None
    return value if isinstance(value, Value) else Unknown(inputs=(owner,))


def _item_of_sequence(owner: Items | Container, key: Value) -> Value:
    """An index into an open list is sure only from the end at which nothing may stand between."""
    at = key.value if isinstance(key, Const) else None
    whole = isinstance(owner, Container) or owner.closed
    if at is None and isinstance(owner, Items) and owner.items and not isinstance(key, Const):
        return typical(owner.items)
    if (
        isinstance(at, int)
        and isinstance(owner, Items)
        and owner.kind == "list"
        and not owner.closed
        and at >= 0
    ):
        return typical(owner.items) if owner.items else Unknown()
    if isinstance(at, int) and -len(owner.items) <= at < len(owner.items) and (whole or at < 0):
        return owner.items[at]
    if isinstance(owner, Container) and isinstance(at, str) and (inside := owner.named(at)) is not None:
        return inside
    if isinstance(owner, Items) and isinstance(at, str) and at in owner.names:
        return owner.items[owner.names.index(at)]
    if isinstance(at, slice) and whole and _is_plain(at):
        if isinstance(owner, Container):
            return Container(owner.name, owner.items[at], owner.site)
        return Items(owner.kind, owner.items[at])
    return Unknown(inputs=owner.items)


def is_recurrent_pair(owner: Items) -> bool:
    """Tell whether something is the (output, state) that a recurrent layer gives."""
    last = owner.items[-1] if owner.kind == "tuple" and len(owner.items) == 2 else None
    return isinstance(last, Tensor) and last.op.is_("state")


def _is_plain(at: slice) -> bool:
    return at.step != 0 and all(isinstance(bound, int | None) for bound in (at.start, at.stop, at.step))


def _one_of(machine: Machine, values: list[Value]) -> Value:
    from loopwise.program.evaluator.joins import join_all

    return join_all(machine, values) if values else Unknown()
