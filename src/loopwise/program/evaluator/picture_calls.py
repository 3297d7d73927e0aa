"""What a data set of the program's own does to a picture: `self.transform(Image.open(path))`."""

from __future__ import annotations

import ast

from loopwise.program.evaluator.machine import Machine
from loopwise.program.facts.sizes import as_value
from loopwise.program.objects.pictures import (
    HOME,
    Picture,
    is_made_tensor,
    shape_after,
    stays_picture,
    transforms_of,
)
from loopwise.program.objects.tensors import tensors_in
from loopwise.program.objects.values import Arguments, Const, Items, Unknown, Value


def asked_transform(machine: Machine, asked: Value, arguments: Arguments, node: ast.AST) -> Value | None:
    """Return the tensor, or picture, that transforms of torchvision make of one; None where it may be anything else."""
    given = arguments.get(0)
    if not isinstance(asked, Unknown) or not asked.made_by.startswith(HOME) or given is None:
        return None
    if any(True for _ in tensors_in(given)) or isinstance(given, (Items, Const)):
        return None  # several things at once, or numbers that are no picture's
    steps = list(transforms_of(Unknown("", (asked,))))
    if not is_made_tensor(steps):
        return stays_picture(given, asked) if isinstance(given, Picture) else None
    shape = shape_after(given if isinstance(given, Picture) else Picture(None, None, None), steps)
    sizes = Items("tuple", [as_value(size) for size in shape or ()])
    return machine.operation(
        "picture",
        (given,),
        machine.site(node),
        role="source",
        shape="" if shape is None else "known",
        arguments=Arguments([sizes], {"dtype": Const("float32")}),
    )
