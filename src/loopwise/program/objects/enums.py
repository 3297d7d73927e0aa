"""Enumerations of the program: `Task.BINARY` is one object, with a name and a value."""

from __future__ import annotations

from loopwise.program.objects.definitions import Class, Function, Instance
from loopwise.program.objects.values import Const, Value
from loopwise.program.source.sources import Site


def make_members(cls: Class, site: Site) -> None:
    """Turn the names that an enumeration's body sets into its members."""
    for number, (name, value) in enumerate(list(cls.table.items()), start=1):
        if not isinstance(value, Value) or isinstance(value, (Function, Class)) or name.startswith("_"):
            continue
        member = Instance(cls, site)
        counted = not isinstance(value, Const)  # auto()
        member.table |= {"name": Const(name), "value": Const(number) if counted else value}
        cls.table[name] = member


def members_of(cls: Class) -> list[Instance]:
    """Return an enumeration's members, in order."""
    return [one for one in cls.table.values() if isinstance(one, Instance) and one.cls is cls]


def member_with(cls: Class, value: Value | None) -> Instance | None:
    """Return the member that `Task("binary")` is."""
    return next(
        (
            one
            for one in members_of(cls)
            if isinstance(value, Const) and getattr(one.table["value"], "value", None) == value.value
        ),
        None,
    )
