"""Which pictures and numbers are divided by a fixed number on their way to a model, and which are twice.

for twice in program.scaled_twice(): twice.place, twice.first, twice.number
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from loopwise.program.facts.batches import data_of, part_in_sample, source_of
from loopwise.program.mending.repairs import statement_of, without_statement
from loopwise.program.objects.ops import Op
from loopwise.program.objects.pictures import transforms_of
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Unknown, Value, constant
from loopwise.program.source.sources import Site
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.program.facts.origins import Makers
    from loopwise.program.flow.events import Event
    from loopwise.records import Place

_BYTES = 255
_LEAST = 10  # a division by less is no change of units
_DEEP = 60
_THROUGH = ("add", "sub", "div", "clamp", "clip", "normalize", "tensor", "as_tensor", "from_numpy", "asarray")


class ScaledTwice(NamedTuple):
    """A division by a number by which the values were divided already. first: where that happened."""

    op: Op
    first: Site
    number: float

    @property
    def place(self) -> Place:
        """Where the second division stands."""
        return self.op.site.place

    def once(self) -> Repair | None:
        """Return the edit that takes the second division out, to be asked for."""
        node, source = self.op.site.node, self.op.site.source
        if isinstance(node, ast.AugAssign):
            gone = without_statement(source, node)
            return Repair(safe=False, edits=(gone,)) if gone else None
        if not isinstance(node, ast.BinOp):
            return None
        statement = statement_of(source, node)
        kept = source.between(source.place(node.left))
        if isinstance(statement, ast.Assign) and statement.value is node and _is_named(statement, node.left):
            gone = without_statement(source, statement)
            return Repair(safe=False, edits=(gone,)) if gone else None
        return Repair(safe=False, edits=(Edit(source.place(node), kept),))


def scaled_twice_in(asked: list[Event], makers: Makers) -> Iterator[ScaledTwice]:
    """Yield the second divisions on the way to a model that learns, each place once."""
    seen: set[ast.AST] = set()
    for event in asked:
        for op in _inputs_of(event):
            number = divisor(op)
            if number is None or op.site.node in seen:
                continue
            first = _divided_before(op, number, makers)
            if first is not None:
                seen.add(op.site.node)
                yield ScaledTwice(op, first, number)


def divisor(op: Op) -> float | None:
    """Return the fixed number that values are divided by, None for any other operation."""
    number = constant(op.inputs[1]) if op.kind in ("div", "mul") and len(op.inputs) == 2 else None
    if not isinstance(number, (int, float)) or isinstance(number, bool) or not number:
        return None
    number = number if op.is_("div") else 1 / number
    return round(float(number), 3) if number >= _LEAST else None


def _inputs_of(event: Event) -> Iterator[Op]:
    """Yield the operations behind an answer, and behind the batches it comes from."""
    for op in event.tensor.past() if event.tensor is not None else ():
        yield op
        if op.is_("item", "getitem") and (whole := _whole_of(op)) is not None:
            yield from whole.past()


def _whole_of(op: Op) -> Tensor | None:
    """Return what a batch's part is some rows of, or one of."""
    return source_of(op) or part_in_sample(op)


def _divided_before(op: Op, number: float, makers: Makers) -> Site | None:
    """Return where the values that are divided were divided by the same number; None where that is not known."""
    value: Value | None = op.inputs[0]
    for _ in range(_DEEP):
        if not isinstance(value, Tensor):
            break
        earlier = value.op
        if divisor(earlier) == number:
            return earlier.site
        if earlier.is_("picture"):
            return _of_own_picture(earlier, makers) if number == _BYTES else None
        if earlier.is_("item", "getitem") and (whole := _whole_of(earlier)) is not None:
            value = whole
        elif earlier.role == "layout" or earlier.is_(*_THROUGH):
            if number == _BYTES and (made := _made_by_transforms(earlier, makers)):
                return made
            value = earlier.inputs[0] if earlier.inputs else None
        else:
            break
    return None


def _of_own_picture(op: Op, makers: Makers) -> Site | None:
    """Return the transform that divides the pictures of the program's own data set: `self.transform(picture)`."""
    call = makers.get(id(op.out))
    asked = call.receiver if call is not None else None
    return _dividing(Unknown("", (asked,)), makers) if isinstance(asked, Unknown) else None


def _made_by_transforms(op: Op, makers: Makers) -> Site | None:
    """Return the transform that divides a torchvision data set's bytes by 255, if the rest leaves them so."""
    data = data_of(op) if op.is_("item", "getitem") else None
    index = constant(op.arguments.get(1)) if op.arguments is not None else None
    if not isinstance(data, Unknown) or index != 0 or not data.made_by.startswith("torchvision.datasets."):
        return None
    return _dividing(data, makers)


def _dividing(transformed: Unknown, makers: Makers) -> Site | None:
    found = None
    for step in transforms_of(transformed):
        call = makers.get(id(step))
        name = step.made_by.rpartition(".")[2]
        scales = name == "ToTensor" or (
            name == "ToDtype" and call is not None and constant(call.arguments.get(1, "scale")) is True
        )
        if scales and call is not None:
            found = call.site
        elif name in ("", "Lambda"):
            return None
    return found


def _is_named(statement: ast.Assign, value: ast.expr) -> bool:
    return len(statement.targets) == 1 and ast.unparse(statement.targets[0]) == ast.unparse(value)
