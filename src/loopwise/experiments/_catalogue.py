"""Find the experiments: every file of this folder whose name has no underscore in front holds one.

A folder beside them is an experiment with a record of its own; it is not listed here.
"""

from __future__ import annotations

import inspect
import pkgutil
from difflib import get_close_matches
from importlib import import_module

from loopwise.errors import LoopwiseError
from loopwise.experiments._experiment import Experiment
from loopwise.text import Text

_PACKAGE = "loopwise.experiments"


def experiment_names() -> tuple[str, ...]:
    """Return the names of all experiments."""
    folder = import_module(_PACKAGE).__path__
    files = (m.name for m in pkgutil.iter_modules(folder) if not m.ispkg)
    return tuple(sorted(name for name in files if not name.startswith("_")))


def experiments() -> tuple[Experiment, ...]:
    """Return every experiment, by name."""
    return tuple(map(experiment_named, experiment_names()))


def experiment_named(name: str) -> Experiment:
    """Return the experiment of that name; LoopwiseError names the nearest where there is none."""
    if name not in experiment_names():
        known = experiment_names()
        near = get_close_matches(name, known, n=1)
        raise LoopwiseError(
            Text(
                en=f"there is no experiment named {name!r}; there is: {', '.join(known)}.",
                ko=f"그런 이름의 실험이 없습니다: {name!r}. 쓸 수 있는 실험: {', '.join(known)}",
            ),
            fix=(near or known)[0],
        )
    module = import_module(f"{_PACKAGE}.{name}")
    defined = [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Experiment) and value.__module__ == module.__name__
    ]
    if len(defined) != 1:
        raise TypeError(f"{module.__name__} defines {len(defined)} experiments; it must define one")
    return defined[0]()
