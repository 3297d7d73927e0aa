"""Which module is at work: two hooks that torch calls around every module, gone at the end.

with Calls(dict(model.named_modules())) as calls:
    model(x)
calls.made        # a ModuleCall for every call, in order
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import TracebackType
from typing import Any

from torch import nn
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook
from torch.utils.hooks import RemovableHandle

from loopwise.records.traced import ModuleCall
from loopwise.tracing.marks import numbers_and_shapes

Given = tuple[tuple[int, ...], tuple[tuple[int, ...], ...]]


class Calls:
    """The calls that are being made, the innermost last."""

    def __init__(self, modules: Mapping[str, nn.Module]) -> None:
        self.made: list[ModuleCall] = []
        self.last: ModuleCall | None = None  # the innermost when an exception began to rise
        self.given_last: Given = ((), ())  # the operations it was given, and their shapes
        self._running: list[ModuleCall] = []
        self._paths = {id(module): path for path, module in modules.items()}
        self._times: Counter[str] = Counter()
        self._handles: list[RemovableHandle] = []

    @property
    def now(self) -> ModuleCall | None:
        """Return the innermost call, None outside of all."""
        return self._running[-1] if self._running else None

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
        self._times[path] += 1
        inside = self._running[-1].number if self._running else None
        call = ModuleCall(len(self.made), path, type(module).__name__, inside, self._times[path])
        self.made.append(call)
        self._running.append(call)
        self.last = None

    def _ended(self, module: nn.Module, arguments: Any, result: Any) -> None:
        if id(module) not in self._paths:
            return
        call = self._running.pop()
        if result is None and self.last is None:  # an exception rises (or a module returns nothing)
            self.last, self.given_last = call, numbers_and_shapes(arguments)
        elif result is not None:
            self.last = None
