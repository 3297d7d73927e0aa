"""What a name can stand for while a program is read. Everything that can change keeps its state in `table`.

All writes into a `table` go through one `Journal`, so that both arms of an `if` start from the same state and
are joined afterwards (journal.py). Identity matters: a module, an optimiser, a list is one Python object, so
aliases need no extra care. Nothing here knows torch. Numbers are in numbers.py, what the program defines in
definitions.py, tensors in tensors.py and what is done to them in ops.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from loopwise.program.flow.events import LoopRun
    from loopwise.program.objects.scopes import Scope
    from loopwise.shapes import Symbol

Table = dict[Any, Any]  # attribute or key -> Value; "items" -> tuple of Values
# Keys in a value's table. ALTERED: it was changed since it was made, so its constructor's arguments no longer hold.
ALTERED = "is altered"
COPIED = "is a copy"  # `copy.deepcopy` made it, with parameters of its own
HOOKED = "is hooked"  # a hook may change anything about it


class Value:
    """Anything that a name can stand for."""

    __slots__ = ()

    @property
    def is_module(self) -> bool:
        """Whether it can be called like an `nn.Module`, has parameters and a training mode."""
        return False


class Unknown(Value):
    """A value of which nothing is known but what it was made of and how it is used.

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
        """Whether methods were called on it that only a model has."""
        return not self.asked.isdisjoint(("parameters", "named_parameters", "eval"))


class Length(Unknown):
    """A symbolic length, known only when the program runs: `x.size(0)` of a batch."""

    __slots__ = ("size",)

    def __init__(self, size: Symbol) -> None:
        super().__init__()
        self.size = size


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


class Perhaps(Unknown):
    """A list's item that stands there only if an arm of an `if` was taken: `inputs` holds it."""

    __slots__ = ()


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
        for name in names if self.named else ():
            if name in self.named:
                return self.named[name]
        return None

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


def is_altered(value: Value | None) -> bool:
    """Tell whether something has been changed by hand since it was made: `conv.in_channels = 1`, `data.targets = y`."""
    return ALTERED in getattr(value, "table", ())


def is_hooked(value: Value | None) -> bool:
    """Tell whether a hook may change what a module is given or gives, or what an optimiser does."""
    return HOOKED in getattr(value, "table", ())


def constant(value: Value | None) -> Any:
    """Return the literal a value is, or None."""
    return value.value if isinstance(value, Const) else None


def is_none(value: Value | None) -> bool:
    """Tell whether a value is surely Python's None."""
    return isinstance(value, Const) and value.value is None
