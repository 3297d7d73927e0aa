"""What a program's command line gives where the person says nothing: the defaults of argparse.

number_told(value, calls)       # 0.001 for `args.lr` behind add_argument("--lr", default=1e-3)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from loopwise.program.objects.values import Unknown, Value, constant

if TYPE_CHECKING:
    from loopwise.program.evaluator.library_calls import LibraryCall


def number_told(value: Value | None, calls: Iterable[LibraryCall]) -> float | None:
    """Return the number a value is, or is unless the command line says otherwise; None if that is not known."""
    number = constant(value)
    if isinstance(value, Unknown) and len(value.inputs) == 1:
        number = next(_defaults(value, value.inputs[0], list(calls)), None)
    return number if isinstance(number, (int, float)) and not isinstance(number, bool) else None


def _defaults(value: Unknown, owner: Value, calls: list[LibraryCall]) -> Iterator[object]:
    """Yield the default of the option whose value is an attribute of what `parse_args` gave."""
    parsed = next((call for call in calls if call.out is owner and call.name == "parse_args"), None)
    if parsed is None or not isinstance(owner, Unknown):
        return
    name = next((key for key, one in owner.table.items() if one is value), "")
    for call in calls:
        flags = [str(constant(one)).lstrip("-").replace("-", "_") for one in call.arguments.positional]
        if call.name == "add_argument" and call.receiver is parsed.receiver and name in flags:
            yield constant(call.arguments.named.get("default"))
