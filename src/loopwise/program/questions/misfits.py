"""Calls of the program's own functions and models with arguments that they do not take: Python raises a TypeError.

for call in program.misfit_calls(): call.place, call.name, call.missing
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from loopwise.program.facts.deciding import is_decided_by
from loopwise.program.objects.definitions import Class, Instance, Misfit, is_read
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import External
from loopwise.program.source.sources import called, names_in, nodes_in
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.objects.definitions import Function
    from loopwise.program.objects.values import Value
    from loopwise.program.source.sources import Site
    from loopwise.records import Place

_LEAVE_IT = ("no_grad", "inference_mode", "enable_grad")  # decorators below which the parameters stay
_NEAR = 0.7  # of letters in common, as of difflib
_KINDS = ("isinstance", "issubclass", "hasattr", "callable", "type", "len")
_UNNAMED = ("forward", "__init__", "__call__")  # run where an object, or a class, is called


class MisfitCall:
    """One of them. call: as it stands in the text; function: what is called."""

    def __init__(self, misfit: Misfit, call: ast.Call) -> None:
        self.function = misfit.function
        self.call = call
        self.site = misfit.site
        self._given = misfit.arguments

    @property
    def place(self) -> Place:
        """Where it is called."""
        return self.site.place

    @property
    def name(self) -> str:
        """What is called, as Python names it: `Net.forward`."""
        owner = self.function.owner
        return f"{owner.name}.{self.function.name}" if owner is not None else self.function.name

    @property
    def made_place(self) -> Place:
        """The line that says what it takes."""
        source, node = self.function.source, self.function.node
        return source.span(node.lineno, 1, node.lineno, len(source.lines[node.lineno - 1].rstrip()) + 1)

    @property
    def takes(self) -> str:
        """What it takes, as its definition says, without annotations: `self, x, lengths=...`."""
        spec = self.function.node.args
        plain = [self._written(name) for name in self._plain]
        star = [f"*{spec.vararg.arg}" if spec.vararg else "*"] if spec.vararg or spec.kwonlyargs else []
        named = [self._written(one.arg) for one in spec.kwonlyargs]
        return ", ".join((*plain, *star, *named, *([f"**{spec.kwarg.arg}"] if spec.kwarg else [])))

    @property
    def given(self) -> int | None:
        """How many arguments it is given by position, the object of a method too, where these are too many."""
        many = len(self._given.positional)
        return many if many > len(self._plain) and self.function.node.args.vararg is None else None

    @property
    def allowed(self) -> int:
        """How many it takes by position."""
        return len(self._plain)

    @cached_property
    def missing(self) -> str | None:
        """The parameters that get nothing."""
        spec = self.function.node.args
        free = self._plain[len(self._given.positional) :] + [one.arg for one in spec.kwonlyargs]
        lacking = [
            name for name in free if name not in self._given.named and name not in self.function.defaults
        ]
        return ", ".join(lacking) or None

    @property
    def unexpected(self) -> str | None:
        """A name that an argument is given under and no parameter has."""
        known = {*self._plain, *(one.arg for one in self.function.node.args.kwonlyargs)}
        return next((name for name in self._given.named if name not in known), None)

    @property
    def lacks_self(self) -> bool:
        """Whether it is a method whose first parameter was forgotten: `def forward(x)`."""
        return (
            self.function.owner is not None and self._plain[:1] != ["self"] and self.given == self.allowed + 1
        )

    @property
    def asked_class(self) -> str | None:
        """The class that a tensor goes into, where an object of it was meant: `model = Net`, `model(x)`."""
        owner = self.function.owner
        if owner is None or not owner.makes_modules or self.function.name != "__init__" or self.given is None:
            return None
        return owner.name if any(isinstance(one, Tensor) for one in self._given.positional[1:2]) else None

    def mended(self) -> Repair | None:
        """Return the edit that names `self`, or an argument as the parameter is called; None where nobody can tell."""
        if self.lacks_self:
            return self._with_self()
        wrong = next((one for one in self.call.keywords if one.arg == self.unexpected), None)
        if wrong is None or wrong.arg is None:
            return None
        near = get_close_matches(wrong.arg, (self.missing or "").split(", ") + self._unset, n=1, cutoff=_NEAR)
        if not near:
            return None
        start = self.site.source.place(wrong)
        edit = Edit(
            self.site.source.span(start.line, start.column, start.line, start.column + len(wrong.arg)),
            near[0],
        )
        return Repair(safe=False, edits=(edit,))

    @property
    def _plain(self) -> list[str]:
        spec = self.function.node.args
        return [one.arg for one in (*spec.posonlyargs, *spec.args)]

    @property
    def _unset(self) -> list[str]:
        """The parameters with a default that keep it."""
        free = self._plain[len(self._given.positional) :] + [
            one.arg for one in self.function.node.args.kwonlyargs
        ]
        return [name for name in free if name not in self._given.named]

    def _written(self, name: str) -> str:
        return f"{name}=..." if name in self.function.defaults else name

    def _with_self(self) -> Repair | None:
        source, node = self.function.source, self.function.node
        line = source.lines[node.lineno - 1]
        opening = line.find("(", line.find("def ")) + 1
        if not opening:
            return None
        text = "self, " if self._plain else "self"
        at = (node.lineno, opening + 1)
        return Repair(safe=False, edits=(Edit(source.span(*at, *at), text),))


def misfit_calls(misfits: Iterable[Misfit], classes: Sequence[Class]) -> Iterator[MisfitCall]:
    """Yield the calls that surely raise, each place once."""
    met: set[ast.AST] = set()
    for misfit in misfits:
        call = misfit.site.node
        if isinstance(call, ast.Call) and call not in met and _is_as_written(misfit, call):
            met.add(call)
            whole = _is_read_whole(misfit.function) and not _is_chosen(misfit.site, call)
            if whole and not _may_be_another(misfit, call, classes):
                yield MisfitCall(misfit, call)


def _is_as_written(misfit: Misfit, call: ast.Call) -> bool:
    """Whether these are the arguments that stand in the text: no `*args`, no partial, nothing a library adds."""
    if any(isinstance(one, ast.Starred) for one in call.args) or any(
        one.arg is None for one in call.keywords
    ):
        return False
    if misfit.function.name not in (called(call), *_UNNAMED):
        return False
    receiver = 1 if misfit.function.owner is not None else 0
    given = len(misfit.arguments.positional)
    same = given == len(call.args) + receiver or (given == len(call.args) and _is_of_class(call, misfit))
    return same and set(misfit.arguments.named) == {one.arg for one in call.keywords}


def _is_of_class(call: ast.Call, misfit: Misfit) -> bool:
    """Whether the method is taken from the class itself: `Net.forward(x)`."""
    owner = misfit.function.owner
    function = call.func
    return (
        owner is not None
        and isinstance(function, ast.Attribute)
        and isinstance(function.value, ast.Name)
        and function.value.id == owner.name
    )


def _is_read_whole(function: Function) -> bool:
    """Whether nothing stands between a call and the parameters of the function's text."""
    if not all(isinstance(one, External) and one.name in _LEAVE_IT for one in function.decorators):
        return False
    owner = function.owner
    if owner is None:
        return True
    own = [base for base in owner.lineage() if isinstance(base, Class)]
    return (
        not owner.has_unread_base
        and all(map(is_read, (one for base in own for one in base.decorators)))
        and not any(base.node.keywords or "__new__" in base.table or "__call__" in base.table for base in own)
    )


def _is_chosen(site: Site, call: ast.Call) -> bool:
    """Whether a test of what is called, or of the kind of an argument, decides that it is called: `cls is Ordered`."""
    names = names_in(call)
    function = names_in(call.func)

    def asks(test: ast.expr) -> bool:
        parts = nodes_in(test)
        kinds = (one for one in parts if isinstance(one, ast.Call) and called(one) in _KINDS)
        compared = (one for one in parts if isinstance(one, ast.Compare))
        return any(names & names_in(one) for one in kinds) or any(
            function & names_in(one) for one in compared
        )

    return is_decided_by(site, asks)


def _may_be_another(misfit: Misfit, call: ast.Call, classes: Sequence[Class]) -> bool:
    """Whether another function may be called there: that of a subclass, of the next class in Python's order."""
    owner = misfit.function.owner
    if owner is None:
        return False
    receiver: Value | None = next(iter(misfit.arguments.positional), None)
    made = receiver.cls if isinstance(receiver, Instance) else owner
    if made.is_record and misfit.function.name == "__init__":  # a dataclass has one of its own
        return True
    if any(len(base.bases) > 1 for base in made.lineage() if isinstance(base, Class)):
        return True
    body = misfit.function.node.body
    if isinstance(body, list) and all(map(_says_nothing, body)):
        return True
    alone = any(frame.is_method_read_alone for frame in misfit.frames)
    return alone and (_is_of_self(call) or any(made in one.bases for one in classes))


def _is_of_self(call: ast.Call) -> bool:
    """Whether it is a method of the object itself, for which a subclass may have one of its own."""
    function = call.func
    is_method = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name)
    return is_method and function.value.id == "self"  # type: ignore[attr-defined]


def _says_nothing(statement: ast.stmt) -> bool:
    """Whether it only stands in for what a subclass has to do."""
    is_text = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    return is_text or isinstance(statement, (ast.Pass, ast.Raise))
