"""Calls of names that come from a library: torch's classes and functions, Python's builtins, all others."""

from __future__ import annotations

import ast
from collections.abc import Callable

from loopwise.program.evaluator.builtin_calls import BUILTINS, OF_MATH
from loopwise.program.evaluator.loops import stream_of
from loopwise.program.evaluator.machine import Machine
from loopwise.program.evaluator.opaque import handed_back, opaque
from loopwise.program.evaluator.tensor_calls import apply, compute_loss
from loopwise.program.flow.held import parts_of
from loopwise.program.objects.arrays import DATA, call_library
from loopwise.program.objects.chance import drawn_by_python
from loopwise.program.objects.containers import container
from loopwise.program.objects.default_dicts import default_dict
from loopwise.program.objects.definitions import Instance, Partial, fields_of
from loopwise.program.objects.hugging_face import HOMES as HUGGING_FACE
from loopwise.program.objects.hugging_face import made_by_hugging_face
from loopwise.program.objects.modules import Layer, Loader, Optimiser, Parameters, Scheduler
from loopwise.program.objects.numpy_arrays import made_by_numpy
from loopwise.program.objects.opencv import made_by_opencv
from loopwise.program.objects.parameter_lists import parameters_of
from loopwise.program.objects.pictures import Picture
from loopwise.program.objects.tables import table_of
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import (
    CLIPPING,
    CONTAINERS,
    LEGACY_TENSORS,
    LOSSES,
    SEQUENCE_WRAPPERS,
    WRAPPERS,
    Row,
    is_loader_class,
    is_module_class,
    is_optimiser_class,
    is_scheduler_class,
    loss_kind,
    method_row,
    module_kind,
    operation_of,
)
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import (
    COPIED,
    NONE,
    TRUE,
    Arguments,
    Dict,
    External,
    Items,
    Perhaps,
    RecordType,
    Stream,
    Table,
    Unknown,
    Value,
    constant,
)


def call_external(machine: Machine, path: str, arguments: Arguments, node: ast.AST) -> Value:
    """Return what a library's class or function gives."""
    if path.startswith("builtins."):
        reader = BUILTINS.get(path.removeprefix("builtins."))
        result = reader(machine, arguments, node) if reader else None
        return result if result is not None else opaque(machine, External(path), arguments, node)
    if path.endswith(".__init__") and isinstance(arguments.get(0), Instance):
        return _init_of_library(arguments)
    if path in OF_MATH and (number := OF_MATH[path](machine, arguments, node)) is not None:
        return number
    if special := _SPECIAL.get(path):
        return special(machine, arguments, node)
    if data := DATA.get(path):
        return data(machine, arguments, node) or opaque(machine, External(path), arguments, node)
    if path in _WORLDS and (made := _world(path, arguments)) is not None:
        return made
    if path in WRAPPERS or path.endswith((".DistributedDataParallel", ".FullyShardedDataParallel")):
        return arguments.get(0, "model", "module", "x", "obj") or Unknown(path)
    if path.startswith("torch"):
        made = _of_torch(machine, path, arguments, node)
        if made is not None:
            return made
    name = path.rpartition(".")[2]
    if name in SEQUENCE_WRAPPERS and arguments.positional and not isinstance(arguments.positional[0], Tensor):
        return stream_of(machine, arguments.positional[0], node)
    known = (
        drawn_by_python(path, arguments)
        or _ranked(machine, path, arguments, node)
        or call_library(machine, path, arguments, node)
        or made_by_numpy(machine, path, arguments, node)
        or made_by_opencv(machine, path, arguments, node)
    )
    return known if known is not None else _of_other_library(machine, path, arguments, node)


def _ranked(machine: Machine, path: str, arguments: Arguments, node: ast.AST) -> Value | None:
    """`np.argmax(scores, axis=1)` ranks as `scores.argmax(1)` does."""
    scores = arguments.get(0, "a")
    row = method_row(path.rpartition(".")[2]) if path in ("numpy.argmax", "numpy.argmin") else None
    if row is None or not isinstance(scores, Tensor):
        return None
    return apply(machine, row, Arguments([scores, *arguments.positional[1:]], arguments.named), node)


_WORLDS = ("gymnasium.make", "gym.make")


def _world(path: str, arguments: Arguments) -> Value | None:
    from loopwise.program.objects.worlds import world  # few programs play

    return world(path, arguments)


def _init_of_library(arguments: Arguments) -> Value:
    """`nn.Module.__init__(self)`."""
    instance = arguments.positional[0]
    assert isinstance(instance, Instance)
    instance.ready = True
    return NONE


def _of_torch(machine: Machine, path: str, arguments: Arguments, node: ast.AST) -> Value | None:
    name = path.rpartition(".")[2]
    if kind := loss_kind(path):
        if name not in LOSSES:
            return compute_loss(machine, kind, name, arguments, machine.site(node))
        loss = Layer(kind, name, arguments, machine.site(node))
        machine.loss_modules.append(loss)
        return loss
    if is_module_class(path):
        return _module(machine, name, arguments, node)
    if is_loader_class(path):
        return _loader(machine, arguments, node)
    if is_scheduler_class(path):
        return Scheduler(name, arguments.get(0, "optimizer"), machine.site(node), arguments)
    if row := operation_of(path):
        return apply(machine, row, arguments, node)
    if path in LEGACY_TENSORS and arguments.positional and constant(arguments.positional[0]) is None:
        typed = Arguments(arguments.positional, {"dtype": External(LEGACY_TENSORS[path])})
        return apply(machine, Row("tensor", "layout"), typed, node)
    return None


def _module(machine: Machine, name: str, arguments: Arguments, node: ast.AST) -> Value:
    if name == "Parameter":
        given = arguments.get(0, "data")
        row = Row("parameter", "source", "same")
        asks = arguments.get(1, "requires_grad")
        told = {} if asks is None else {"requires_grad": asks}
        return apply(machine, row, Arguments([given] if given is not None else [], told), node)
    if name in CONTAINERS:
        made: Value = container(name, arguments, machine.site(node))
    else:
        made = Layer("opaque" if name == "?" else module_kind(name), name, arguments, machine.site(node))
    machine.made.append(made)
    machine.made_in[id(made)] = machine.frames
    if isinstance(made, Layer):
        made.maker = machine.frames[-1]
    if machine.asked and not machine.building and isinstance(made, Layer) and machine.gradients is not False:
        machine.born[made] = machine.frames
    return made


def _loader(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    from loopwise.program.facts.batches import read_sample

    loader = Loader(arguments.get(0, "dataset"), arguments, machine.site(node))
    machine.made.append(loader)
    machine.made_in[id(loader)] = machine.frames
    read_sample(machine, loader, node)
    return loader


def _of_other_library(machine: Machine, path: str, arguments: Arguments, node: ast.AST) -> Value:
    name = path.rpartition(".")[2]
    if is_optimiser_class(path) or (
        name[:1].isupper() and isinstance(arguments.get(0, "params"), Parameters)
    ):
        given = arguments.get(0, "params", "parameters")
        optimiser = Optimiser(name, held_by(given), machine.site(node))
        optimiser.given, optimiser.parts = given, parts_of(optimiser.holds)
        machine.made.append(optimiser)
        machine.happens("make", node, target=optimiser)
        if not is_optimiser_class(path):
            machine.hand_over(node, [optimiser])  # its class is not read: it may clear what it steps on
        return optimiser
    if is_loader_class(path):
        return _loader(machine, arguments, node)
    if path.startswith(
        ("torchvision.models.", "timm.create_model", "torch.hub.load", "segmentation_models_pytorch.")
    ):
        model = Layer("opaque", name, arguments, machine.site(node))
        machine.made.append(model)
        return model
    made = opaque(machine, External(path), arguments, node)
    return made_by_hugging_face(path, arguments, made) if path.startswith(HUGGING_FACE) else made


def held_by(given: Value | None) -> tuple[Value, ...] | None:
    """Return the modules and tensors that an optimiser is, or may be given; None if some are not known."""
    if isinstance(given, Parameters):
        return given.of
    if isinstance(given, Tensor):
        return given.op.layer.of if isinstance(given.op.layer, Parameters) else (given,)
    if isinstance(given, Dict):
        return held_by(given.table.get("params"))
    if isinstance(given, Stream):
        return held_by(given.element)
    if isinstance(given, Perhaps):
        return held_by(given.inputs[0])
    if isinstance(given, Items) and given.closed:
        parts = [held_by(item) for item in given.items]
        known = [part for part in parts if part is not None]
        return tuple(held for part in known for held in part) if len(known) == len(parts) else None
    if given is not None and given.is_module:
        return (given,)  # a mistake of its own: the model in place of its parameters
    return None


def _partial(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    callee, *given = arguments.positional or [Unknown()]
    return Partial(callee, Arguments(given, arguments.named, whole=arguments.whole))


def _table(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    made = table_of(machine, arguments, node)
    return made if made is not None else opaque(machine, External("pandas.DataFrame"), arguments, node)


def _series(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    given = arguments.get(0, "data")
    return given if isinstance(given, Tensor) else opaque(machine, External("pandas.Series"), arguments, node)


def _field(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    """`field(default_factory=lambda: [256, 128])`: what an object has that is given nothing else."""
    from loopwise.program.evaluator.calls import call

    made = arguments.named.get("default_factory") or arguments.named.get("factory")
    if made is not None:
        return call(machine, made, Arguments(), node)
    return arguments.get(0, "default") or Unknown("dataclasses.field")


def _namespace(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    """`SimpleNamespace(lr=0.1, **config)`: an object with these attributes."""
    held = Unknown()
    held.table |= arguments.named
    return held


def _as_dict(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    """`asdict(config)`: the fields by their names."""
    given = arguments.get(0, "obj")
    return fields_of(given) if isinstance(given, Instance) else Unknown(inputs=arguments.all())


def _checkpoint(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    """`checkpoint(layer, x)` asks the layer."""
    from loopwise.program.evaluator.calls import call

    callee, *given = arguments.positional or [Unknown()]
    return call(machine, callee, Arguments(given), node)


def _set_grad_enabled(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    mode = arguments.get(0, "mode")
    machine.gradients = truth(mode) if mode is not None else None
    return Unknown("torch.set_grad_enabled", arguments.all())


def _chain(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    if (parameters := parameters_of(arguments.positional)) is not None:
        return parameters
    if arguments.positional and all(isinstance(value, Items) for value in arguments.positional):
        lists = [value for value in arguments.positional if isinstance(value, Items)]
        return Items(
            "list", [item for one in lists for item in one.items], closed=all(one.closed for one in lists)
        )
    return Stream(Unknown(inputs=arguments.positional))


def _chain_all(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    given = arguments.get(0)
    if isinstance(given, Items) and given.closed:
        return _chain(machine, Arguments(given.items), node)
    return Stream(Unknown(inputs=arguments.positional))


def _ordered_dict(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    given = arguments.get(0)
    return given if given is not None else Dict({})


def _deque(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    """`deque(maxlen=2000)`: a list, of which the oldest items may be gone."""
    given = arguments.get(0, "iterable")
    items = given.items if isinstance(given, Items) else ()
    known = given is None or (isinstance(given, Items) and given.closed)
    made = Items("list", items, closed=known)
    made.born = machine.loops
    return made


def _named_tuple(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    """`namedtuple("Transition", "state action")`: what makes a tuple with these names."""
    given = arguments.get(1, "field_names")
    if isinstance(given, Items):
        names = [constant(one) for one in given.items]
    else:
        names = str(constant(given) or "").replace(",", " ").split()
    return RecordType(tuple(name for name in names if isinstance(name, str)))


def _deep_copy(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    """A copy of a model is another model of layers that need not be looked at."""
    given = arguments.get(0, "x")
    if given is not None and given.is_module:
        copy = Layer("opaque", getattr(given, "label", "copy"), Arguments(), machine.site(node))
        copy.table[COPIED] = TRUE
        return copy
    if isinstance(given, Dict):
        return _copied(given)
    return given if isinstance(given, (Items, Tensor)) else Unknown("copy.deepcopy", arguments.all())


def _copied(given: Dict, depth: int = 4) -> Dict:
    """The weights in it are others, too: `deepcopy({"epoch": 3, "model": model.state_dict()})`."""
    table: Table = {}
    for key, value in given.table.items():
        if isinstance(value, Dict) and depth:
            table[key] = _copied(value, depth - 1)
        else:
            is_data = isinstance(value, Unknown) and not value.is_module
            table[key] = Unknown("copy.deepcopy", (value,)) if is_data else value
    return Dict(table, closed=given.closed)


def _shallow_copy(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    """A copy shares what it holds, as a module its parameters, but what is set on one of them the other lacks."""
    given = arguments.get(0, "x") or Unknown()
    is_data = isinstance(given, Unknown) and not given.is_module
    return Unknown("copy.copy", (given,)) if is_data else given


def _clip(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    if not _is_endless(arguments.get(1, "max_norm", "clip_value")):  # that only measures
        machine.happens("clip", node, target=arguments.get(0, "parameters"))
    return Unknown(inputs=arguments.all())


def _is_endless(value: Value | None) -> bool:
    number = constant(value)
    named = isinstance(value, External) and value.name in ("inf", "Infinity")
    return named or (isinstance(number, (int, float)) and number >= _ENDLESS)


_ENDLESS = 1e6  # no norm of gradients is as large


def _differentiate(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    machine.happens("differentiate", node)
    return opaque(machine, External("torch.autograd.grad"), arguments, node)


def _pad(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    """`pad_sequence(rows, batch_first=True)`: rows of several lengths in one tensor."""
    rows = arguments.get(0, "sequences")
    held = rows.items if isinstance(rows, Items) else arguments.all()
    return machine.operation("pad_sequence", held, machine.site(node), arguments=arguments)


def _backward(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    given = arguments.get(0, "tensors")
    machine.happens("backward", node, tensor=machine.as_tensor(given, node) if given is not None else None)
    return Unknown()


def _no_annotation(machine: Machine, arguments: Arguments, node: ast.AST) -> Value:
    return arguments.get(1) or Unknown()


_SPECIAL: dict[str, Callable[[Machine, Arguments, ast.AST], Value]] = {
    **dict.fromkeys((f"torch.nn.utils.{name}" for name in CLIPPING), _clip),
    "torch.autograd.grad": _differentiate,
    "torch.autograd.backward": _backward,
    "torch.nn.utils.rnn.pad_sequence": _pad,
    **dict.fromkeys(
        ("PIL.Image.open", "PIL.Image.fromarray"), lambda machine, arguments, node: Picture(None, None, None)
    ),
    "functools.partial": _partial,
    "pandas.DataFrame": _table,
    "pandas.Series": _series,
    **dict.fromkeys(("dataclasses.field", "pydantic.Field", "attrs.field", "attr.ib"), _field),
    **dict.fromkeys(("types.SimpleNamespace", "argparse.Namespace"), _namespace),
    "dataclasses.asdict": _as_dict,
    "torch.utils.checkpoint.checkpoint": _checkpoint,
    "torch.set_grad_enabled": _set_grad_enabled,
    "torch.autograd.set_grad_enabled": _set_grad_enabled,
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _chain_all,
    "collections.OrderedDict": _ordered_dict,
    "collections.deque": _deque,
    "collections.defaultdict": default_dict,
    **dict.fromkeys(("collections.namedtuple", "typing.NamedTuple"), _named_tuple),
    "copy.copy": _shallow_copy,
    "copy.deepcopy": _deep_copy,
    "typing.cast": _no_annotation,
    "apex.amp.initialize": lambda machine, arguments, node: handed_back("prepare", arguments) or Unknown(),
}
