"""Import hooks: call a function once the program has imported a module, never importing it any earlier.

A script that sets OMP_NUM_THREADS or CUDA_VISIBLE_DEVICES before its `import torch` must find torch not
loaded.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType


def when_imported(name: str, then: Callable[[], None]) -> Callable[[], None]:
    """Call `then` as soon as `name` has been imported, now if it has; return what calls it off."""
    if name in sys.modules:
        then()
        return lambda: None
    finder = _Finder(name, then)
    sys.meta_path.insert(0, finder)
    return finder.leave


class _Finder:
    """Stands first in `sys.meta_path` until the module is found, and lets everything else by."""

    def __init__(self, name: str, then: Callable[[], None]) -> None:
        self._name = name
        self._then = then

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find the module as it would be found without us; let its loader call `then` when it has run."""
        if name != self._name:
            return None
        self.leave()
        spec = importlib.util.find_spec(name)
        loader = spec.loader if spec else None
        if loader is None:
            return spec
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            vars(loader).pop("exec_module", None)  # the class's own again; of several who wait, once
            execute(module)
            self._then()

        loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec

    def leave(self) -> None:
        """Stop looking."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)
