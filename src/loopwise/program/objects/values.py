"""What a name can stand for while a program is read. Everything that can change keeps its state in `table`.

All writes into a `table` go through one `Journal`, so that both arms of an `if` start from the same state and
are joined afterwards (journal.py). Identity matters: a module, an optimiser, a list is one Python object, so
aliases need no extra care. Nothing here knows torch; the tensor side is in tensors.py.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loopwise.program.flow.events import LoopRun
    from loopwise.program.objects.scopes import Scope
    from loopwise.program.source.sources import Site, Source
    from loopwise.shapes import Symbol

Table = dict[Any, Any]  # attribute or key -> Value; "items" -> tuple of Values


class Value:
    """Anything."""

    __slots__ = ()

    @property
    def is_module(self) -> bool:
        """Whether it can be asked like `nn.Module`, has parameters and a training mode."""
        return False


class Unknown(Value):
    """Something the reader cannot see into; it still remembers what went in, and which attributes it showed.

    made_by: dotted name of the library call it came from, e.g. "accelerate.Accelerator"; "" if none.
    asked: names of the methods called on it: what is stepped and cleared is an optimiser.
    """

    __slots__ = ("asked", "inputs", "made_by", "table")

    def __init__(self, made_by: str = "", inputs: Sequence[Value] = ()) -> None:
        self.made_by = made_by
        self.inputs = tuple(inputs)
        self.asked: set[str] = set()
        self.table: Table = {}

    @property
    def is_module(self) -> bool:
        """Whether it was used as only a model is."""
        return not self.asked.isdisjoint(("parameters", "named_parameters", "eval"))


class Length(Unknown):
    """A length that only a run gives: `x.size(0)` of a batch."""

    __slots__ = ("size",)

    def __init__(self, size: Symbol) -> None:
        super().__init__()
        self.size = size


class Setting(Unknown):
    """What the command line gives: `default`, unless the person says otherwise."""

    __slots__ = ("default",)

    def __init__(self, default: object, inputs: Sequence[Value] = ()) -> None:
        super().__init__(inputs=inputs)
        self.default = default


class Number(Unknown):
    """A number that only a run gives: one of a dictionary's, drawn by chance, counted by a loop.

    dtype: "int64", "float64" or "bool".  reach: the lowest and highest that surely occur, None if not known.
    made_by: of one drawn by chance, the function that draws.
    """

    __slots__ = ("dtype", "reach")

    def __init__(
        self,
        dtype: str,
        reach: tuple[float, float] | None = None,
        inputs: Sequence[Value] = (),
        made_by: str = "",
    ) -> None:
        super().__init__(made_by, inputs)
        self.dtype = dtype
        self.reach = reach


class Window(Unknown):
    """A slice from a place that only a run gives to one a known number further: `i : i + 24`."""

    __slots__ = ("length",)

    def __init__(self, length: int, inputs: Sequence[Value]) -> None:
        super().__init__("builtins.slice", inputs)
        self.length = length


class Position(Number):
    """A whole number that a run counts: the place of a sample in its data set, the round of a loop."""

    __slots__ = ()

    def __init__(self, reach: tuple[float, float] | None = None) -> None:
        super().__init__("int64", reach)


class Const(Value):
    """A Python literal: number, text, None, True."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value


NONE = Const(None)
TRUE = Const(True)
FALSE = Const(False)


class External(Value):
    """A name of a library that is not read: "torch.nn.functional.softmax". A part "?" is not known."""

    __slots__ = ("path",)

    def __init__(self, path: str) -> None:
        self.path = path

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]


class ModuleFile(Value):
    """A file of the project, imported."""

    __slots__ = ("scope",)

    def __init__(self, scope: Scope) -> None:
        self.scope = scope


class Items(Value):
    """A list, tuple or set. `names`: of a named tuple's items ("values", "indices").

    born: the loops in which it was begun.
    """

    __slots__ = ("born", "kind", "names", "table")

    def __init__(
        self, kind: str, items: Sequence[Value], *, names: tuple[str, ...] = (), closed: bool = True
    ) -> None:
        self.kind = kind
        self.names = names
        self.born: tuple[LoopRun, ...] = ()
        self.table: Table = {"items": tuple(items), "closed": TRUE if closed else FALSE}

    @property
    def items(self) -> tuple[Value, ...]:
        """The items known, in order."""
        items: tuple[Value, ...] = self.table["items"]
        return items

    @property
    def length(self) -> Symbol | None:
        """How many there are, as a symbol, where only a run gives it but other lists are as long."""
        length = self.table.get("length")
        return length.size if isinstance(length, Length) else None

    @property
    def closed(self) -> bool:
        """Whether these are all of them."""
        closed = self.table["closed"]
        return isinstance(closed, Const) and closed.value is True


class Dict(Value):
    """A dictionary; keys that are not literal make it open."""

    __slots__ = ("closed", "table")

    def __init__(self, table: Table, *, closed: bool = True) -> None:
        self.table = table
        self.closed = closed


class Stream(Value):
    """A sequence of which only a typical element is known: a loader, `range(n)`, a generator.

    over: what it runs over in the end, seen through enumerate, zip and tqdm; None if that is not known.
    length: for `range` with known bounds.
    times, stop: for `range`, how often it goes round, and the bound as the program gives it.
    begun: the loops in which `iter`, `zip`, `enumerate` or `map` made it: it can be gone through only once.
    """

    __slots__ = ("begun", "element", "length", "over", "stop", "times")

    def __init__(self, element: Value, over: Value | None = None, length: int | None = None) -> None:
        self.element = element
        self.over = over
        self.length = length
        self.stop: Value | None = None
        self.times = length
        self.begun: tuple[LoopRun, ...] | None = None


class Function(Value):
    """A function or lambda of the program. `owner`: the class whose body defined it (for `super()`)."""

    __slots__ = ("decorators", "defaults", "name", "node", "owner", "scope", "source")

    def __init__(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
        scope: Scope,
        source: Source,
        *,
        owner: Class | None = None,
        defaults: dict[str, Value] | None = None,
        decorators: Sequence[Value] = (),
    ) -> None:
        self.node = node
        self.name = "" if isinstance(node, ast.Lambda) else node.name
        self.scope = scope
        self.source = source
        self.owner = owner
        self.defaults = defaults or {}
        self.decorators = tuple(decorators)

    @property
    def may_be_kept(self) -> bool:
        """Whether a decorator may keep what it returns: the program's own, or one that is made for it."""
        own = any(not isinstance(decorator, (External, Unknown)) for decorator in self.decorators)
        return own or self.is_decorated("cached_property", "cache", "lru_cache", "cached", "")

    def is_decorated(self, *names: str) -> bool:
        """Tell whether a decorator has one of these last names ("property", "no_grad")."""
        return any(_decorator_name(decorator) in names for decorator in self.decorators)


class Class(Value):
    """A class of the program; `bases` may lie outside it."""

    __slots__ = ("bases", "decorators", "name", "node", "source", "table")

    def __init__(
        self, node: ast.ClassDef, source: Source, bases: Sequence[Value], decorators: Sequence[Value] = ()
    ) -> None:
        self.node = node
        self.name = node.name
        self.source = source
        self.bases = tuple(bases)
        self.decorators = tuple(decorators)
        self.table: Table = {}

    def lineage(self) -> Iterator[Value]:
        """Yield this class and its bases, depth first: near enough to Python's order."""
        yield self
        for base in self.bases:
            if isinstance(base, Class):
                yield from base.lineage()
            else:
                yield base

    def outside(self) -> Iterator[External]:
        """Yield the library classes it derives from."""
        return (base for base in self.lineage() if isinstance(base, External))

    @property
    def makes_modules(self) -> bool:
        """Whether its instances are modules: it derives from torch.nn, Lightning, transformers ..."""
        return any(
            (base.name.endswith("Module") and not base.name.endswith("DataModule"))
            or base.path.startswith("torch.nn.")
            or (base.path.startswith("transformers.") and _names_model(base.name))
            for base in self.outside()
        )

    @property
    def makes_optimisers(self) -> bool:
        """Whether its instances are optimisers of torch."""
        return any(base.path.startswith("torch.optim.") for base in self.outside())

    @property
    def decides_truth(self) -> bool:
        """Whether an object of it may be false: it says so itself, has a length, or derives from a library's class."""
        own = (base.table for base in self.lineage() if isinstance(base, Class))
        said = any("__bool__" in table or "__len__" in table for table in own)
        return said or any(
            base.name not in ("object", "Module", "ABC", "Protocol") for base in self.outside()
        )

    @property
    def is_enumeration(self) -> bool:
        """Whether its names are the members of an enumeration."""
        return any(base.name in ("Enum", "IntEnum", "StrEnum") for base in self.outside())

    @property
    def is_record(self) -> bool:
        """Whether its fields make its `__init__`: a dataclass, a NamedTuple, a pydantic model."""
        decorated = any(_decorator_name(one) in ("dataclass", "define", "frozen") for one in self.decorators)
        return decorated or any(base.name in ("NamedTuple", "BaseModel") for base in self.outside())


class Instance(Value):
    """An object of a class of the program; a module if its class is one.

    ready: the library's own `__init__` was called on it.
    """

    __slots__ = ("_is_module", "cls", "ready", "site", "table")

    def __init__(self, cls: Class, site: Site) -> None:
        self.cls = cls
        self.site = site
        self._is_module = cls.makes_modules
        self.ready = False
        self.table: Table = {"training": TRUE} if self._is_module else {}

    @property
    def is_module(self) -> bool:
        """Whether its class derives from `nn.Module`."""
        return self._is_module

    @property
    def label(self) -> str:
        """How the program names it: its class."""
        return self.cls.name


class Bound(Value):
    """A method taken from a value: `receiver.name`, or a function of its class with the receiver in front."""

    __slots__ = ("function", "name", "receiver")

    def __init__(self, receiver: Value, name: str, function: Function | None = None) -> None:
        self.receiver = receiver
        self.name = name
        self.function = function


class Super(Value):
    """`super()` inside a method: looks behind the class that defined the method."""

    __slots__ = ("owner", "receiver")

    def __init__(self, owner: Class, receiver: Value) -> None:
        self.owner = owner
        self.receiver = receiver


class Partial(Value):
    """`functools.partial(callee, ...)`."""

    __slots__ = ("arguments", "callee")

    def __init__(self, callee: Value, arguments: Arguments) -> None:
        self.callee = callee
        self.arguments = arguments


class RecordType(Value):
    """`namedtuple("Point", "x y")`: called, it makes a tuple whose items have names."""

    __slots__ = ("names",)

    def __init__(self, names: tuple[str, ...]) -> None:
        self.names = names

    def made(self, arguments: Arguments) -> Items:
        """Return the tuple."""
        given = list(arguments.positional)
        given += [arguments.named.get(name) or Unknown() for name in self.names[len(given) :]]
        return Items("tuple", given, names=self.names, closed=arguments.whole)


class Either(Value):
    """One of several things, chosen where the reader cannot see: two models in the arms of an `if`."""

    __slots__ = ("options",)

    def __init__(self, options: Sequence[Value]) -> None:
        self.options = tuple(options)

    @property
    def is_module(self) -> bool:
        """Whether every option is a module."""
        return all(option.is_module for option in self.options)


class Arguments:
    """What a call was given. `whole` is False when `*args` or `**kwargs` brought something unseen."""

    __slots__ = ("named", "positional", "whole")

    def __init__(
        self, positional: Sequence[Value] = (), named: dict[str, Value] | None = None, *, whole: bool = True
    ) -> None:
        self.positional = list(positional)
        self.named = named or {}
        self.whole = whole

    def get(self, position: int, *names: str) -> Value | None:
        """Return an argument by position, or by one of its names."""
        if position < len(self.positional):
            return self.positional[position]
        return next((self.named[name] for name in names if name in self.named), None)

    def all(self) -> list[Value]:
        """Return every argument."""
        return [*self.positional, *self.named.values()]

    def holds(self, value: Value) -> bool:
        """Tell whether this very value is one of the arguments."""
        for given in self.positional:
            if given is value:
                return True
        return any(given is value for given in self.named.values()) if self.named else False

    def after(self, other: Arguments) -> Arguments:
        """Return these behind those of a partial."""
        return Arguments(
            [*other.positional, *self.positional],
            {**other.named, **self.named},
            whole=self.whole and other.whole,
        )


def constant(value: Value | None) -> Any:
    """Return the literal a value is, or None."""
    return value.value if isinstance(value, Const) else None


def whole_number(value: Value | None) -> int | None:
    """Return the int a value is, be it a default of the command line; or None."""
    number = value.default if isinstance(value, Setting) else constant(value)
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def fields_of(instance: Instance) -> Dict:
    """Return the attributes of an object, those that its class sets for all of them behind."""
    classes = [base for base in instance.cls.lineage() if isinstance(base, Class)]
    shared = {
        name: value
        for base in reversed(classes)
        for name, value in base.table.items()
        if not isinstance(value, (Function, Class))
    }
    return Dict(shared | instance.table)


def numbers_joined(values: Sequence[Value]) -> Number | None:
    """Return the number that is one of these, None if one of them is none."""
    known = [number_of(value) for value in values]
    found = [number for number in known if number is not None]
    if len(found) < len(known) or not found:
        return None
    types = {number.dtype for number in found}
    dtype = types.pop() if len(types) == 1 else "float64" if types <= {"int64", "float64"} else ""
    ends = [number.reach for number in found if number.reach is not None]
    whole = len(ends) == len(found)
    reach = (min(end[0] for end in ends), max(end[1] for end in ends)) if whole else None
    return Number(dtype, reach, values) if dtype else None


def number_of(value: Value | None) -> Number | None:
    """Return a literal number, or one that only a run gives, as a Number; None for anything else."""
    if isinstance(value, Number):
        return value
    if isinstance(value, Length):
        return Number("int64")
    if not isinstance(value, Const) or not isinstance(value.value, (bool, int, float)):
        return None
    dtype = {bool: "bool", int: "int64"}.get(type(value.value), "float64")
    return Number(dtype, (float(value.value), float(value.value)))


def is_none(value: Value | None) -> bool:
    """Tell whether a value is surely Python's None."""
    return isinstance(value, Const) and value.value is None


def truth(value: Value) -> bool | None:
    """Tell whether a value is true, as far as that is known."""
    if isinstance(value, Const):
        return bool(value.value)
    if isinstance(value, Items) and value.closed:
        return bool(value.items)
    if isinstance(value, External) and value.name.isupper():  # a flag; a type checker's never holds
        return False if value.name == "TYPE_CHECKING" else None
    if isinstance(value, (Function, Class, External, Partial)):
        return True
    if isinstance(value, Bound):
        return True if value.function is not None else None  # a library's attribute may be a flag
    if isinstance(value, Instance):
        return None if value.cls.decides_truth else True
    return None


def _names_model(name: str) -> bool:
    """Whether a class of transformers is a model: `PreTrainedModel`, `BertModel`, `BertForTokenClassification`."""
    return name.endswith("Model") or "For" in name.removeprefix("Auto")


def _decorator_name(decorator: Value) -> str:
    if isinstance(decorator, External):
        return decorator.name
    return decorator.made_by.rpartition(".")[2] if isinstance(decorator, Unknown) else ""
