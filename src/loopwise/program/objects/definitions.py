"""What the program itself defines: functions, classes and their objects, and the methods taken from them."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.objects.torch_table import READ
from loopwise.program.objects.values import TRUE, Arguments, Dict, External, Table, Unknown, Value
from loopwise.program.source.sources import nodes_in

if TYPE_CHECKING:
    from loopwise.program.flow.events import Frame
    from loopwise.program.objects.scopes import Scope
    from loopwise.program.source.sources import Site, Source


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

    def without(self, decorators: Sequence[Value]) -> Function:
        """Return it as it is below these decorators."""
        return self._with([decorator for decorator in self.decorators if decorator not in decorators])

    def under(self, decorator: Value) -> Function:
        """Return it as it is below one more decorator."""
        return self._with([decorator, *self.decorators])

    def _with(self, decorators: Sequence[Value]) -> Function:
        return Function(
            self.node,
            self.scope,
            self.source,
            owner=self.owner,
            defaults=self.defaults,
            decorators=decorators,
        )

    def is_same(self, other: Function) -> bool:
        """Tell whether it is one function with another: the same text, made in the same call."""
        return self.node is other.node and self.scope is other.scope

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

    __slots__ = ("_setters", "bases", "decorators", "name", "node", "source", "table")

    def __init__(
        self, node: ast.ClassDef, source: Source, bases: Sequence[Value], decorators: Sequence[Value] = ()
    ) -> None:
        self.node = node
        self.name = node.name
        self.source = source
        self.bases = tuple(bases)
        self.decorators = tuple(decorators)
        self.table: Table = {}
        self._setters: dict[str, set[str]] | None = None

    def setters(self, name: str) -> set[str]:
        """Return which methods set an attribute of the object: `self.model = Net()`; those of its bases included."""
        own = (base.own_setters.get(name, ()) for base in self.lineage() if isinstance(base, Class))
        return {method for methods in own for method in methods}

    @property
    def own_setters(self) -> dict[str, set[str]]:
        """What the methods in its own text set, by the name of the attribute."""
        if self._setters is None:
            self._setters = {}
            for method in (part for part in self.node.body if isinstance(part, ast.FunctionDef)):
                for part in nodes_in(method):
                    if (
                        isinstance(part, ast.Attribute)
                        and isinstance(part.ctx, ast.Store)
                        and part.attr[:2] != "__"
                    ):
                        self._setters.setdefault(part.attr, set()).add(method.name)
        return self._setters

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
    def has_unread_base(self) -> bool:
        """Whether it derives from a class that is not read, and of which nothing is known."""
        return not all(is_read(base) for base in self.lineage())

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
    def may_be_gone_through(self) -> bool:
        """Whether a `for` over an object of it gives parameters, or what the class likes."""
        own = any("__iter__" in base.table for base in self.lineage() if isinstance(base, Class))
        return own or any(base.name == "ParameterList" for base in self.outside())

    @property
    def is_made_by_itself(self) -> bool:
        """Whether `__new__` or a metaclass has a part in making an object, and may call a library's `__init__`."""
        own = [base for base in self.lineage() if isinstance(base, Class)]
        return any("__new__" in base.table or base.node.keywords for base in own)

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
        self.ready = cls.is_made_by_itself
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


class Misfit(NamedTuple):
    """A call of a function with arguments that its parameters do not take, the receiver of a method among them."""

    function: Function
    arguments: Arguments
    site: Site
    frames: tuple[Frame, ...]


def is_read(value: Value) -> bool:
    """Tell whether it is known what a class or a decorator does: it is the program's own, or of a known library."""
    if isinstance(value, External):
        return f"{value.path}.".startswith(READ)
    return not isinstance(value, Unknown) or f"{value.made_by}.".startswith(READ)


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


def _names_model(name: str) -> bool:
    """Whether a class of transformers is a model: `PreTrainedModel`, `BertModel`, `BertForTokenClassification`."""
    return name.endswith("Model") or "For" in name.removeprefix("Auto")


def _decorator_name(decorator: Value) -> str:
    if isinstance(decorator, External):
        return decorator.name
    return decorator.made_by.rpartition(".")[2] if isinstance(decorator, Unknown) else ""
