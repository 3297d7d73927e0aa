"""The modules of a program, and what works with them: layers, containers, optimisers, schedules, loaders.

What a module is made of is walked by `modules_in`; one whose class is the program's own is an Instance of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from loopwise.program.objects.definitions import Bound, Class, Instance
from loopwise.program.objects.torch_table import LOSS_KINDS, TRAINED
from loopwise.program.objects.values import (
    FALSE,
    TRUE,
    Arguments,
    Const,
    Either,
    Items,
    Table,
    Value,
    constant,
)

if TYPE_CHECKING:
    from loopwise.program.flow.events import Frame
    from loopwise.program.objects.tensors import Tensor
    from loopwise.program.source.sources import Site
    from loopwise.records import Place, Repair


PART = "module"  # the name of any one of the parts of a module, `for part in net.modules()`


class Layer(Value):
    """A module of torch.nn, or any module of a library: `kind` as of an Op, "opaque" if it is not known.

    name: the class or factory as written ("Linear", "resnet18").
    maker: the call of the program's own function in which it is made.
    """

    __slots__ = ("arguments", "kind", "maker", "name", "site", "table")

    def __init__(
        self, kind: str, name: str, arguments: Arguments, site: Site, *, training: bool | None = True
    ) -> None:
        self.kind = kind
        self.name = name
        self.arguments = arguments
        self.site = site
        self.maker: Frame | None = None
        self.table: Table = {} if training is None else {"training": TRUE if training else FALSE}

    @property
    def is_module(self) -> bool:
        """Always."""
        return True

    @property
    def called(self) -> Site | None:
        """Where the function is called that makes it; None where it is made in none."""
        return self.maker.site if self.maker is not None else None

    @property
    def is_handed_out(self) -> bool:
        """Whether that function does nothing but to make it, and returns it."""
        return self.maker is not None and any(value is self for value in self.maker.returns)

    @property
    def is_loss(self) -> bool:
        """Whether it is one of torch's losses."""
        return self.kind in LOSS_KINDS

    @property
    def is_trained(self) -> bool:
        """Whether it is a layer of torch that has parameters."""
        return self.kind in TRAINED

    @property
    def label(self) -> str:
        """How the program names it."""
        return self.name

    @property
    def tensors_given(self) -> list[Tensor]:
        """The tensors among what it was made with; not what is named a weight."""
        from loopwise.program.objects.tensors import Tensor

        named = [value for name, value in self.arguments.named.items() if not name.endswith("weight")]
        return [value for value in (*self.arguments.positional, *named) if isinstance(value, Tensor)]

    def made_empty(self) -> Repair | None:
        """Return the text edit that makes it without settings, and asks it with what it was given."""
        from loopwise.program.mending.replacements import made_empty

        return made_empty(self.site)


class Container(Layer):
    """nn.Sequential, nn.ModuleList, nn.ModuleDict. `items`: the modules; `keys`: their names, if given."""

    __slots__ = ()

    def __init__(
        self, name: str, items: Sequence[Value], site: Site, *, keys: Sequence[str] = (), closed: bool = True
    ) -> None:
        super().__init__("container", name, Arguments(), site)
        self.table |= {"items": tuple(items), "closed": TRUE if closed else FALSE}
        self.table["keys"] = tuple(map(Const, keys))

    @property
    def items(self) -> tuple[Value, ...]:
        """The modules inside, in order."""
        items: tuple[Value, ...] = self.table["items"]
        return items

    @property
    def keys(self) -> tuple[str, ...]:
        """Their names, where they have any; "" for one that only one arm of an `if` put there."""
        keys: tuple[Value, ...] = self.table["keys"]
        return tuple(str(constant(key) or "") for key in keys)

    def named(self, name: str) -> Value | None:
        """The module inside that bears a name, as far as that is known."""
        return next((item for key, item in zip(self.keys, self.items, strict=False) if key == name), None)

    @property
    def chains(self) -> bool:
        """Whether asking it asks its items one after the other."""
        return self.name == "Sequential"


class Parameters(Value):
    """`model.parameters()`, whole or a part of it: the modules and single tensors it goes over."""

    __slots__ = ("named", "of")

    def __init__(self, of: Sequence[Value], *, named: bool = False) -> None:
        self.of = tuple(of)
        self.named = named


class Optimiser(Value):
    """Something that steps. `holds`: modules and tensors it was given; None if that is not known.

    name: torch.optim's class, "?" where it was chosen, "by hand" for `w -= lr * w.grad`.
    given: what it was made with, as it stands there.
    parts: the modules and parameters that this was then; None if that is not known.
    learners: what `flow.events.learners` found, when it was first asked for, behind the reading.
    """

    __slots__ = ("given", "holds", "learners", "name", "parts", "site", "table")

    def __init__(self, name: str, holds: Sequence[Value] | None, site: Site) -> None:
        self.name = name
        self.holds = None if holds is None else tuple(holds)
        self.site = site
        self.given: Value | None = None
        self.parts: tuple[Value, ...] | None = None
        self.learners: tuple[set[int] | None] | None = None
        self.table: Table = {}

    @property
    def has_a_model(self) -> bool:
        """Whether it was given a model, or a model's method, in place of parameters."""
        given = self.given
        if isinstance(given, Bound):
            return given.name == "parameters" and given.receiver.is_module
        if isinstance(given, Instance):
            return given.is_module and not given.cls.may_be_gone_through
        return isinstance(given, Layer) and given.name != "ParameterList"

    @property
    def given_place(self) -> Place:
        """Where what it was given stands."""
        from loopwise.program.mending.training_step import given_place

        return given_place(self)

    def given_parameters(self) -> Repair | None:
        """Return the text edit that gives it the model's parameters."""
        from loopwise.program.mending.training_step import given_parameters

        return given_parameters(self)

    def clearing(self) -> tuple[tuple[str, Value], ...]:
        """Return the statements that clear its gradients: a template, and the value whose name goes in."""
        if self.name != "by hand":
            return (("{}.zero_grad()", self),)
        return tuple(
            ("{}.zero_grad()" if held.is_module else "{}.grad = None", held)
            for held in dict.fromkeys(self.holds or ())
        )


class Scheduler(Value):
    """A learning-rate schedule. `of`: its optimiser; `arguments` as given."""

    __slots__ = ("arguments", "name", "of", "site")

    def __init__(self, name: str, of: Value | None, site: Site, arguments: Arguments) -> None:
        self.name = name
        self.of = of
        self.site = site
        self.arguments = arguments


class Loader(Value):
    """A DataLoader: `data`, `arguments` as given.

    sample, length: of a data set the program defines, read once.  batch: what its own `collate_fn` makes of a sample.
    """

    __slots__ = ("arguments", "batch", "data", "length", "sample", "site")

    def __init__(self, data: Value | None, arguments: Arguments, site: Site) -> None:
        self.data = data
        self.arguments = arguments
        self.site = site
        self.sample: Value | None = None
        self.length: Value | None = None
        self.batch: Value | None = None


def modules_in(value: Value) -> Iterator[Value]:
    """Yield a module and every module below it, each once."""
    waiting, seen = [value], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if one.is_module and not isinstance(one, Either):
            yield one
        waiting += reversed(_children(one))


def trains_itself(cls: Class) -> bool:
    """Tell whether a class is a LightningModule: it says what a step is, and Lightning takes it."""
    return any(base.name == "LightningModule" for base in cls.outside())


def frozen(value: Value | None) -> bool | None:
    """Tell whether a layer, or all that some parameters are of, asks for no gradients just now."""
    if not is_frozen(value):
        return False
    marks = [
        getattr(part, "table", {}).get("frozen")
        for part in (value.of if isinstance(value, Parameters) else (value,))
    ]
    return True if all(isinstance(mark, Const) for mark in marks) else None


def is_frozen(value: Value | None) -> bool:
    """Tell whether a layer, or all that some parameters are of, may ask for no gradients just now."""
    if isinstance(value, Parameters):
        return bool(value.of) and all(is_frozen(module) for module in value.of)
    mark = value.table.get("frozen") if isinstance(value, (Layer, Instance)) else None
    return mark is not None and mark is not FALSE


def training_of(value: Value) -> bool | None:
    """Tell whether a module is in training mode."""
    mode = value.table.get("training") if isinstance(value, (Layer, Instance)) else None
    return mode.value is True if isinstance(mode, Const) else None


def _children(value: Value) -> Sequence[Value]:
    if isinstance(value, (Items, Container)):
        return value.items
    if isinstance(value, Layer):
        return [child for child in value.table.values() if isinstance(child, Value) and child.is_module]
    if isinstance(value, Instance) and value.is_module:
        return [child for child in value.table.values() if isinstance(child, Value)]
    return value.options if isinstance(value, Either) else ()
