"""Layers that a module keeps in plain lists or dictionaries, where `parameters()` does not find them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from loopwise.program.flow.events import Event, Events, receiver
from loopwise.program.mending.repairs import statement_of
from loopwise.program.objects.definitions import Class, Function, Instance
from loopwise.program.objects.modules import Container, Layer, modules_in
from loopwise.program.objects.values import Dict, Items, Value
from loopwise.program.source.sources import nodes_in
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.objects.ops import Op
    from loopwise.records import Place

_HOMES = {"list": "ModuleList", "tuple": "ModuleList", "dict": "ModuleDict"}
_OWN_TABLES = (
    "_modules",
    "_parameters",
    "__setattr__",
)  # where a module finds its parts, and what puts them there
_KEEPERS = ("ParameterList", "ParameterDict", "register_parameter", "setattr")


class Hidden:
    """A list of layers. event: where it becomes an attribute; layers: what nothing registers."""

    def __init__(self, event: Event, layers: list[Value]) -> None:
        self.event = event
        self.layers = layers

    @property
    def place(self) -> Place:
        """Where the list becomes an attribute."""
        return self.event.place

    @property
    def home(self) -> str:
        """The container of torch.nn that registers what is in it."""
        kind = self.event.value.kind if isinstance(self.event.value, Items) else "dict"
        return _HOMES.get(kind, "ModuleList")

    def registered(self) -> Repair | None:
        """Return the edit that puts the list into a ModuleList, the dictionary into a ModuleDict."""
        assert self.event.site is not None
        source = self.event.site.source
        statement = statement_of(source, self.event.site.node)
        nn = _home_of(self.layers)
        if not isinstance(statement, (ast.Assign, ast.AnnAssign)) or statement.value is None or not nn:
            return None
        place = source.place(statement.value)
        return Repair(safe=True, edits=(Edit(place, f"{nn}.{self.home}({source.between(place)})"),))


def hidden_in(events: Events, ops: Iterable[Op]) -> list[Hidden]:
    """Return the lists of layers that their module asks but does not register.

    A model that only lies in the list, and is asked by somebody else, may be kept out of `parameters()` on purpose.
    """
    found: dict[ast.AST, Hidden] = {}
    asked: set[tuple[int, int]] = set()  # a module, and a layer asked in its forward to learn
    askers: set[int] = set()  # modules that ask any layer
    for event in events.of("put"):
        if not isinstance(event.target, Instance) or event.site is None:
            continue
        if "parameters" in event.target.cls.table or not isinstance(event.value, (Items, Dict)):
            continue
        known = {id(module) for module in _registered(event.target)}
        layers = [layer for layer in _listed(event.value) if id(layer) not in known]
        owner = id(event.target)
        if layers and not askers:
            asking = list(_asked(ops))
            asked = {(by, layer) for by, layer, learns in asking if learns}
            askers = {by for by, _, _ in asking}
        is_asked = any((owner, id(part)) in asked for layer in layers for part in modules_in(layer)) or (
            layers and _is_named_in_forward(event) and owner not in askers
        )
        if is_asked and not _registers_by_hand(event.target.cls):
            found.setdefault(event.site.node, Hidden(event, layers))
    return list(found.values())


def _registers_by_hand(cls: Class) -> bool:
    """Whether a class goes over what others hold and keeps it itself: `ParameterList(block.parameters())`."""
    names = {
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in nodes_in(cls.node)
        if isinstance(node, (ast.Attribute, ast.Name))
    }
    if not names.isdisjoint(_OWN_TABLES):
        return True
    return not names.isdisjoint(_KEEPERS) and any(
        isinstance(node, ast.Attribute)
        and node.attr in ("parameters", "named_parameters")
        and ast.unparse(node.value) not in ("self", "super()")
        for node in nodes_in(cls.node)
    )


def _is_named_in_forward(event: Event) -> bool:
    """Whether the `forward` of a model that this program only makes uses the attribute."""
    forward = event.target.cls.table.get("forward") if isinstance(event.target, Instance) else None
    nodes = nodes_in(forward.node) if isinstance(forward, Function) and event.attribute else ()
    return any(isinstance(node, ast.Attribute) and node.attr == event.attribute for node in nodes)


def _asked(ops: Iterable[Op]) -> Iterator[tuple[int, int, bool]]:
    """Yield who asks which layer: a module in its forward, or in another method: `flow.log_prob(x)`; and to learn?

    A frozen layer, or one asked without gradients, may be kept out of `parameters()` on purpose: a teacher.
    """
    for op in ops:
        if op.layer is not None:
            learns = op.gradients_on is not False and op.frozen is not True
            asking = [*op.asked, *(by for frame in op.frames for by in receiver(frame))]
            yield from ((id(by), id(op.layer), learns) for by in asking)


def _listed(value: Value) -> Iterator[Value]:
    """Yield the modules with parameters in a list of lists."""
    held = (
        value.items if isinstance(value, Items) else value.table.values() if isinstance(value, Dict) else ()
    )
    for item in held:
        if isinstance(item, (Items, Dict)):
            yield from _listed(item)
        elif isinstance(item, (Layer, Instance)) and item.is_module and has_parameters(item):
            yield item


def has_parameters(module: Value) -> bool:
    """Tell whether a module surely has parameters."""
    from loopwise.program.facts.gradients import PARAMETRIC

    return any(isinstance(part, Layer) and part.kind in PARAMETRIC for part in modules_in(module))


def _registered(module: Value) -> Iterator[Value]:
    """Yield what a module registers, as torch does: modules set as attributes, and what is in containers; each once."""
    waiting, seen = [module], {id(module)}
    while waiting:
        holder, children = waiting.pop(), list[object]()
        if isinstance(holder, Container):
            children += holder.items
        elif isinstance(holder, (Instance, Layer)):
            children += holder.table.values()
        for child in children:
            if isinstance(child, Value) and child.is_module and id(child) not in seen:
                seen.add(id(child))
                waiting.append(child)
                yield child


def _home_of(layers: list[Value]) -> str:
    """Return how the program writes torch.nn: from `nn.Linear(...)`, "nn"."""
    for layer in layers:
        for part in modules_in(layer):
            node = part.site.node if isinstance(part, Layer) else None
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                return ast.unparse(node.func.value)
    return ""
