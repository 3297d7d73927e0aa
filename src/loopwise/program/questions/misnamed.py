"""Attributes that are set on a model and that nothing in it reads: a head under another name, `requires_grad`.

for misnamed in program.misnamed(): misnamed.place, misnamed.name, misnamed.head
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.program.mending.repairs import function_of, statement_of
from loopwise.program.objects.definitions import Class, Instance
from loopwise.program.objects.heads import head_name
from loopwise.program.objects.hidden import has_parameters
from loopwise.program.objects.modules import Layer, Parameters, modules_in
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Value
from loopwise.program.source.sources import Source, nodes_in
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.flow.events import Event, Events
    from loopwise.records import Place

_NAMES = frozenset(("fc", "classifier", "head", "heads"))


class Misnamed:
    """One of them. event: where the attribute is set; head: what the model calls its last part, if that is meant."""

    def __init__(self, event: Event, head: str | None = None) -> None:
        self.event = event
        self.head = head

    @property
    def place(self) -> Place:
        """Where the attribute is set."""
        return self.event.place

    @property
    def name(self) -> str:
        """The attribute."""
        return self.event.attribute

    def renamed(self) -> Repair | None:
        """Return the text edit that sets what is meant, to be asked for."""
        assert self.event.site is not None
        source, node = self.event.site.source, self.event.site.node
        if not isinstance(node, ast.Attribute):
            return None
        owner = source.between(source.place(node.value))
        if self.head is not None:
            return _all_renamed(source, node, f"{owner}.{self.head}")
        statement = statement_of(source, node)
        if not isinstance(statement, ast.Assign) or len(statement.targets) > 1:
            return None
        value = source.between(source.place(statement.value))
        text = f"{owner}.requires_grad_({value})"
        return Repair(safe=False, edits=(Edit(source.place(statement), text),))


def _all_renamed(source: Source, node: ast.Attribute, text: str) -> Repair | None:
    """Return the edit of an attribute and of all that read it; None where one of them may mean another model's."""
    owner, home = ast.unparse(node.value), function_of(source, node)
    same = [one for one in nodes_in(source.tree) if isinstance(one, ast.Attribute) and one.attr == node.attr]
    made = [
        one
        for one in nodes_in(source.tree)
        if isinstance(one, ast.Name)
        and isinstance(one.ctx, ast.Store)
        and one.id == owner
        and function_of(source, one) is home
    ]
    alike = all(ast.unparse(one.value) == owner and function_of(source, one) is home for one in same)
    if len(same) > 1 and not (alike and len(made) == 1):
        return None
    return Repair(safe=False, edits=tuple(Edit(source.place(one), text) for one in same))


def misnamed_in(events: Events, asked: set[int]) -> Iterator[Misnamed]:
    """Yield the heads of well-known models that are put where the model does not look. asked: layers' ids."""
    for event in events.of("put"):
        head = "" if event.again else _head_of(event, asked)
        wrong = (
            bool(head)
            and head != event.attribute
            and (event.attribute in _NAMES or isinstance(event.target, Instance))
        )
        if not wrong or event.value is None or not has_parameters(event.value):
            continue
        if not any(id(part) in asked for part in modules_in(event.value)) and _is_asked_after(events, event):
            yield Misnamed(event, head)


def marked_in(events: Events) -> Iterator[Misnamed]:
    """Yield where a module is told `requires_grad = False` as if it were a parameter, each place once."""
    marked = [event for event in events.of("marked") if not event.is_in_a_module]
    for event in {event.site.node: event for event in marked if event.site is not None}.values():
        own = isinstance(event.target, Instance) and "requires_grad" in event.target.cls.table
        if (
            not own
            and event.value is not None
            and truth(event.value) is False
            and not _is_frozen(events, event)
        ):
            yield Misnamed(event)


def _is_frozen(events: Events, marked: Event) -> bool:
    """Whether the module's parameters are frozen somewhere, too."""
    frozen = [one.target for one in events.of("freeze") if isinstance(one.target, Parameters)]
    return any(part is marked.target for one in frozen for held in one.of for part in modules_in(held))


def _head_of(event: Event, asked: set[int]) -> str:
    """Return what a model calls its last part; "" if that is not known."""
    model = event.target
    if isinstance(model, Instance) and not event.is_in_a_module:
        return _own_head(model, event.attribute, asked)
    return head_name(model) if isinstance(model, Layer) else ""


def _own_head(model: Instance, name: str, asked: set[int]) -> str:
    """Return the one head that a model of the program's own asks, if nothing in its class knows the name set."""
    classes = [base for base in model.cls.lineage() if isinstance(base, Class)]
    words = {word for cls in classes for node in nodes_in(cls.node) for word in _words_of(node)}
    if words & {name, *_GENERIC} or any(base.path != "torch.nn.Module" for base in model.cls.outside()):
        return ""
    held = [
        key for key, part in model.table.items() if isinstance(part, Value) and part.is_module and key != name
    ]
    heads = [key for key in held if any(id(part) in asked for part in modules_in(model.table[key]))]
    return heads[-1] if heads else ""


_GENERIC = frozenset(
    ("getattr", "__getattr__", "children", "named_children", "modules", "_modules", "__dict__")
)


def _words_of(node: ast.AST) -> tuple[str, ...]:
    """Return the names and texts of one node: an attribute may be read by either."""
    words = getattr(node, "id", None), getattr(node, "attr", None), getattr(node, "name", None)
    text = node.value if isinstance(node, ast.Constant) else None
    return tuple(word for word in (*words, text) if isinstance(word, str))


def _is_asked_after(events: Events, put: Event) -> bool:
    return any(
        event.is_("forward") and event.target is put.target for event in events if event.number > put.number
    )
