"""Lists of parameters put together: `[*a.parameters(), *b.parameters(), w]`, `list(a.parameters()) + [w]`.

parameters_of((Parameters((a,)), Parameters((b,))))        # Parameters((a, b))
"""

from __future__ import annotations

from collections.abc import Sequence

from loopwise.program.objects.modules import Parameters
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.values import Items, Value


def parameters_of(parts: Sequence[Value]) -> Parameters | None:
    """Return what goes over the parameters of all parts; None if a part is something else, or none has a model's."""
    held: list[Value] = []
    for part in parts:
        own = _held(part)
        if own is None:
            return None
        held += own
    named = any(isinstance(part, Parameters) and part.named for part in parts)
    models = any(isinstance(part, Parameters) for part in parts)
    return Parameters(held) if models and not named else None


def _held(part: Value) -> list[Value] | None:
    """Return the modules and single tensors of a part."""
    if isinstance(part, Parameters):
        return list(part.of)
    if isinstance(part, Tensor) and part.op.role == "source":
        return list(part.op.layer.of) if isinstance(part.op.layer, Parameters) else [part]
    if isinstance(part, Items) and part.closed:
        inside = [_held(item) for item in part.items]
        known = [one for one in inside if one is not None]
        return [value for one in known for value in one] if len(known) == len(inside) else None
    return None
