"""Which module is at work: two hooks that torch calls around every module, gone at the end.

with Calls(dict(model.named_modules())) as calls:
    model(x)
calls.made        # a ModuleCall for every call, in order
"""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any

from torch import nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.utils.hooks import RemovableHandle

from loopwise.records.traced import ModuleCall
from loopwise.tracing.shadows import numbers_and_shapes

Given = tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]


class Calls:
    """The calls that are being made, the innermost last."""

    def __init__(self, modules: Mapping[str, nn.Module]) -> None:
        self.now: int | None = None  # the number of the innermost call, None outside of all
        self.last: int | None = None  # the innermost when an exception began to rise
        self.given_last: Given = ((), ())  # the operations it was given, and their shapes
        self._running: list[int | None] = []  # the calls around it
        self._begun: list[tuple[str, int | None]] = []  # (path, the call it was made from)
        self._kinds = {path: type(module).__name__ for path, module in modules.items()}
        self._paths = {id(module): path for path, module in modules.items()}
        self._handles: list[RemovableHandle] = []

    @property
    def made(self) -> list[ModuleCall]:
        """Return every call so far, in order."""
        times = dict.fromkeys(self._kinds, 0)
        calls = list[ModuleCall]()
        for number, (path, inside) in enumerate(self._begun):
            times[path] += 1
            calls.append(ModuleCall(number, path, self._kinds[path], inside, times[path]))
        return calls

    def __enter__(self) -> Calls:
        # For all modules at once: one on each of them takes longer to hang up than a small model to run.
        self._handles = [
            register_module_forward_pre_hook(self._began),
            register_module_forward_hook(self._ended, always_call=True),
        ]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        for handle in self._handles:
            handle.remove()

    def _began(self, module: nn.Module, arguments: Any) -> None:
        path = self._paths.get(id(module))
        if path is None:  # of another model, or made on the way
            return
        self._running.append(self.now)
        self._begun.append((path, self.now))
        self.now, self.last = len(self._begun) - 1, None

    def _ended(self, module: nn.Module, arguments: Any, result: Any) -> None:
        if id(module) not in self._paths:
            return
        if result is not None:
            self.last = None
        elif self.last is None:  # an exception rises (or a module returns nothing)
            self.last, self.given_last = self.now, numbers_and_shapes(arguments)
        self.now = self._running.pop()
