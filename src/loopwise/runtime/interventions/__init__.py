"""Repairs that can be put in force from outside, on a program that knows nothing of them: one a file.

    with intervention("drop-softmax").in_force():
        run_script(Path("train.py"))

What-if reruns a program so. Each does to the run what the repair in the text would do, or comes as near as can be done
from outside; what it cannot reach (a loss written by hand, a loop over slices) it leaves alone. No torch is imported
before the program imports it.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from loopwise.errors import LoopwiseError
from loopwise.runtime.interventions._intervention import Intervention
from loopwise.text import Text

__all__ = ["Intervention", "intervention", "names"]


def names() -> tuple[str, ...]:
    """Return the names of all interventions: their files', with hyphens."""
    files = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    return tuple(sorted(name.replace("_", "-") for name in files))


def intervention(called: str) -> Intervention:
    """Return the intervention of this name; "change-rate:0.1" has its number behind a colon.

    Raises LoopwiseError where there is none.
    """
    name, _, number = called.partition(":")
    if name not in names():
        raise LoopwiseError(
            Text(en=f"there is no intervention named {name!r}.", ko=f"그런 이름의 개입이 없습니다: {name!r}"),
            fix=Text(en=f"one of: {', '.join(names())}", ko=f"쓸 수 있는 이름: {', '.join(names())}"),
        )
    module = import_module(f"loopwise.runtime.interventions.{name.replace('-', '_')}")
    kinds = [
        one
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Intervention) and one.__module__ == module.__name__
    ]
    made: Intervention = kinds[0](float(number)) if number else kinds[0]()
    return made
