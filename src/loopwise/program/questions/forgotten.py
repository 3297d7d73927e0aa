"""What a model's class forgets: a `return` at the end of forward, a layer that forward asks and nobody makes.

for lost in program.forgotten_returns(): lost.place, lost.name
for unmade in program.unmade_attributes(): unmade.place, unmade.name, unmade.near
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.deciding import is_decided_by
from loopwise.program.mending.blocks import line_behind
from loopwise.program.objects.definitions import Class
from loopwise.program.objects.torch_table import words
from loopwise.program.questions.required_methods import is_plain
from loopwise.program.source.sources import Site, Source, names_in, nodes_in
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.records import Place

_HANDS_ON = (ast.Return, ast.Yield, ast.YieldFrom, ast.Raise, ast.Await)
_NEAR = 0.6  # of letters in common, as of difflib
_BY_WORD = ("setattr", "__dict__", "__getattr__", "add_module", "register_module", "__setattr__", "vars")
_OF_MODULES = words(  # what nn.Module has without an underscore in front
    "add_module apply bfloat16 buffers call_super_init children compile cpu cuda double dump_patches eval extra_repr "
    "float forward get_buffer get_extra_state get_parameter get_submodule half ipu load_state_dict modules mtia "
    "named_buffers named_children named_modules named_parameters parameters register_backward_hook register_buffer "
    "register_forward_hook register_forward_pre_hook register_full_backward_hook register_full_backward_pre_hook "
    "register_load_state_dict_post_hook register_load_state_dict_pre_hook register_module register_parameter "
    "register_state_dict_post_hook register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule "
    "share_memory state_dict to to_empty train training type xpu zero_grad T_destination"
)


class ForgottenReturn(NamedTuple):
    """A forward that computes something and hands nothing on. last: its last statement, which names the result."""

    cls: Class
    last: ast.stmt
    name: str

    @property
    def place(self) -> Place:
        """Its last statement."""
        return self.cls.source.place(self.last)

    def returned(self) -> Repair | None:
        """Return the edit that returns what the last statement names, to be agreed to."""
        edit = line_behind(self.cls.source, self.last, f"return {self.name}")
        return Repair(safe=False, edits=(edit,)) if edit is not None else None


class UnmadeAttribute(NamedTuple):
    """`self.fc2` that is read and set nowhere. node: the first reading; near: a name that is set, alike and unread."""

    cls: Class
    node: ast.Attribute
    near: str | None

    @property
    def place(self) -> Place:
        """Where it is read."""
        return Site(self.cls.source, self.node).place

    @property
    def name(self) -> str:
        """The attribute."""
        return self.node.attr

    def renamed(self) -> Repair | None:
        """Return the edit that reads what is set under almost that name, to be agreed to."""
        if self.near is None:
            return None
        return Repair(safe=False, edits=(Edit(self.place, f"self.{self.near}"),))


def forgotten_returns(classes: Iterable[Class], called: set[ast.AST]) -> Iterator[ForgottenReturn]:
    """Yield the forwards that are run and whose last statement gives a name to what then is lost.

    called: the functions that are run.
    """
    for cls in classes:
        method = next((one for one in _methods(cls) if one.name == "forward"), None)
        if method is None or method not in called or method.decorator_list or not is_plain(cls):
            continue
        name = _assigned(method.body[-1])
        if name and not any(isinstance(part, _HANDS_ON) for part in nodes_in(method)):
            yield ForgottenReturn(cls, method.body[-1], name)


def unmade_attributes(
    classes: Iterable[Class], called: set[ast.AST], sources: Iterable[Source]
) -> Iterator[UnmadeAttribute]:
    """Yield the attributes that methods which are run read of their own model, and that nothing in sight sets.

    classes: those of which objects are made. What others leave to their subclasses is set there.
    """
    plain = [cls for cls in classes if any(one in called for one in _methods(cls)) and is_plain(cls)]
    suspects = [(cls, unset) for cls in plain if (unset := list(_unset(cls, called)))]
    if not suspects:
        return
    elsewhere = {word for source in sources for node in nodes_in(source.tree) for word in _words_set(node)}
    for cls, unset in suspects:
        for node in {node.attr: node for node in reversed(unset)}.values():
            if node.attr not in elsewhere and elsewhere.isdisjoint(_BY_WORD):
                yield UnmadeAttribute(cls, node, _near(cls, node.attr))


def _methods(cls: Class) -> list[ast.FunctionDef]:
    return [node for node in cls.node.body if isinstance(node, ast.FunctionDef)]


def _assigned(statement: ast.stmt) -> str:
    """Return the one name that a statement gives a value to."""
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target: ast.expr = statement.targets[0]
        return target.id if isinstance(target, ast.Name) else ""
    return ""


def _unset(cls: Class, called: set[ast.AST]) -> Iterator[ast.Attribute]:
    """Yield where methods that are run read attributes of `self` which no class of the lineage has."""
    own = [base for base in cls.lineage() if isinstance(base, Class)]
    known = {name for base in own for name in (*base.own_setters, *base.table)}
    known |= {part.target.id for base in own for part in base.node.body if _is_field(part)}  # type: ignore[attr-defined]
    for method in _methods(cls):
        if method in called and method.args.args and method.args.args[0].arg == "self":
            for part in nodes_in(method):
                if not isinstance(part, ast.Attribute) or not _is_own(part) or _is_known(part.attr, known):
                    continue
                if not _is_asked_for(Site(cls.source, part), method):
                    yield part


def _is_asked_for(site: Site, method: ast.FunctionDef) -> bool:
    """Whether a test of a parameter with a default decides that it is read: nobody may ever give it."""
    spec = method.args
    given = [one.arg for one in (*spec.posonlyargs, *spec.args)]
    optional = {*given[len(given) - len(spec.defaults) :], *(one.arg for one in spec.kwonlyargs)}
    return is_decided_by(site, lambda test: not optional.isdisjoint(names_in(test)))


def _is_field(part: ast.stmt) -> bool:
    return isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name)


def _is_own(part: ast.Attribute) -> bool:
    is_self = isinstance(part.value, ast.Name) and part.value.id == "self"
    return is_self and isinstance(part.ctx, ast.Load)


def _is_known(name: str, known: set[str]) -> bool:
    return name in known or name in _OF_MODULES or name.startswith("_")


def _words_set(node: ast.AST) -> tuple[str, ...]:
    """Return the attributes that a node sets on anything, its texts, and the names by which attributes come unseen."""
    if isinstance(node, ast.Attribute):
        return (node.attr,) if not isinstance(node.ctx, ast.Load) or node.attr in _BY_WORD else ()
    if isinstance(node, ast.Name):
        return (node.id,) if node.id in _BY_WORD else ()
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return (node.value,)
    return ()


def _near(cls: Class, name: str) -> str | None:
    """Return an attribute that is set under almost that name, and that the class never reads."""
    parts = [part for part in nodes_in(cls.node) if isinstance(part, ast.Attribute)]
    read = {part.attr for part in parts if isinstance(part.ctx, ast.Load)}
    unread = [one for one in cls.own_setters if one not in read]
    return next(iter(get_close_matches(name, unread, n=1, cutoff=_NEAR)), None)
