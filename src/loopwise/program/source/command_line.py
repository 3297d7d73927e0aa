"""What a program's command line gives where the person says nothing: the defaults of argparse.

told(value)       # 0.001 for `args.lr` behind add_argument("--lr", default=1e-3)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.program.objects.numbers import Setting
from loopwise.program.objects.values import Unknown, Value, constant

if TYPE_CHECKING:
    from loopwise.program.evaluator.machine import Machine


def told(value: Value | None) -> object:
    """Return what a value is, or is unless the command line says otherwise; None if that is not known."""
    return value.default if isinstance(value, Setting) else constant(value)


def number_told(value: Value | None) -> float | None:
    """Return the number a value is, or is unless the command line says otherwise; None if that is not known."""
    number = told(value)
    return number if isinstance(number, (int, float)) and not isinstance(number, bool) else None


def option(machine: Machine, owner: Unknown, name: str) -> object:
    """Return the default of an option that is an attribute of what `parse_args` gave; None if there is none."""
    parsed = machine.makers.get(id(owner))
    if parsed is None or parsed.name not in ("parse_args", "parse_known_args"):
        return None
    for call in machine.calls:
        if call.name == "add_argument" and call.receiver is parsed.receiver:
            flags = [str(constant(one)).lstrip("-").replace("-", "_") for one in call.arguments.positional]
            if name in (*flags, constant(call.arguments.named.get("dest"))):
                return constant(call.arguments.named.get("default"))
    return None
