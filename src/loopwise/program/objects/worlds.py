"""Worlds of Gymnasium, `gymnasium.make("CartPole-v1")`: what `reset` and `step` give, and how large it is.

Shapes as the documentation of Gymnasium lists them, version 1.0, "Classic Control" and "Box2D".
"""

from __future__ import annotations

import ast

from loopwise.program.evaluator.machine import Machine
from loopwise.program.objects.arrays import known_array
from loopwise.program.objects.numbers import Number
from loopwise.program.objects.values import Arguments, Const, Items, Unknown, Value, constant

MAKERS = ("gymnasium.make", "gym.make")
SPACE = "gymnasium.spaces.Discrete"
_SIZES: dict[str, tuple[int, int | None]] = {  # numbers of an observation, and actions if they are counted
    "CartPole": (4, 2),
    "MountainCar": (2, 3),
    "MountainCarContinuous": (2, None),
    "Acrobot": (6, 3),
    "Pendulum": (3, None),
    "LunarLander": (8, 4),
    "LunarLanderContinuous": (8, None),
    "BipedalWalker": (24, None),
}


def world(path: str, arguments: Arguments) -> Unknown | None:
    """Return a world, with the sizes of its spaces; None for one that is not listed here."""
    name = str(constant(arguments.get(0, "id"))).partition("-v")[0]
    if name not in _SIZES or {"continuous", "vectorization_mode"} & arguments.named.keys():
        return None
    made = Unknown(path, arguments.all())
    numbers, actions = _SIZES[name]
    seen, acted = Unknown(), Unknown(SPACE)
    seen.table["shape"] = Items("tuple", [Const(numbers)])
    if actions is not None:
        acted.table["n"] = Const(actions)
    made.table |= {"observation_space": seen, "action_space": acted}
    return made


def moved_on(machine: Machine, receiver: Unknown, name: str, node: ast.AST) -> Value | None:
    """Return what a world's `reset` or `step` gives, or its space of actions; of `gym` versions differ in how much."""
    if name == "sample" and (count := receiver.table.get("n")) is not None:
        return Number("int64", (0.0, float(constant(count) - 1)), (receiver,))
    space = receiver.table.get("observation_space")
    shape = space.table.get("shape") if isinstance(space, Unknown) else None
    if name not in ("reset", "step") or receiver.made_by not in MAKERS or not isinstance(shape, Items):
        return None
    view = known_array(machine, node, (constant(shape.items[0]),), "float32", receiver)
    given = (view, Number("float64"), Number("bool")) if name == "step" else (view,)
    if receiver.made_by == MAKERS[0]:
        rest = (Number("bool"), Unknown()) if name == "step" else (Unknown(),)
        return Items("tuple", (*given, *rest))
    unsure = Unknown(inputs=(receiver,))
    if name == "step":
        unsure.table |= {f"[{place}]": value for place, value in enumerate(given)}
    return unsure
