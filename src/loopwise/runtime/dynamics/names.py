"""What a person calls a parameter's layer, and where they made it: `names.layer_of(weight)` -> "features.0".

Torch tells of every registration while a model is built, never in a step.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules import module as modules

from loopwise.records import Place
from loopwise.runtime.dynamics.built import Repeated
from loopwise.runtime.frames import Site, here, is_library

_DEEPEST = 20  # modules within modules


class Names:
    """Names of layers, learnt from torch's registration hooks. listening: tells whether the hooks are on."""

    def __init__(self, listening: Callable[[], bool]) -> None:
        self._listening = listening
        self._owner: dict[int, tuple[weakref.ref[Tensor], weakref.ref[nn.Module], Site | None]] = {}
        self._parent: dict[int, tuple[weakref.ref[nn.Module], weakref.ref[nn.Module], str]] = {}
        self._set: dict[int, tuple[weakref.ref[nn.Module], Site]] = {}  # children set outside of any class
        # set a second time, under another name
        self._again: dict[int, tuple[weakref.ref[nn.Module], Site]] = {}
        self._handles: list[Any] = []

    def attach(self) -> None:
        """Put torch's registration hooks in place."""
        self._handles = [
            modules.register_module_parameter_registration_hook(self._parameter),
            modules.register_module_module_registration_hook(self._module),
        ]

    def detach(self) -> None:
        """Remove the hooks."""
        for handle in self._handles:
            handle.remove()

    def learn(self, model: nn.Module) -> None:
        """Learn the names of a model that was built before the hooks were in place; without its lines."""
        for module in model.modules():
            for parameter in module.parameters(recurse=False):
                self._own(parameter, module, None)
            for name, child in module.named_children():
                self._belong(child, module, name)

    def layer_of(self, weight: Tensor) -> tuple[str, str, Place | None]:
        """Return the name of the layer within its model ("" where not known), its kind, and where it was made."""
        known = self._owner.get(id(weight))
        owner = known[1]() if known and known[0]() is weight else None
        if known is None or owner is None:
            return "", _kind("weight", weight), None
        kind = "weight" if type(owner).__module__.partition(".")[0] != "torch" else type(owner).__name__
        return self._path(owner), _kind(kind, weight), known[2].place if known[2] else None

    def repeated(self, weight: Tensor) -> Repeated | None:
        """Return the outermost module around a weight that stands several times in the one that holds it."""
        found = None
        for module, parent in self._upwards(weight):
            places = sum(one is module for one in parent._modules.values())
            if places > 1:
                again = self._again.get(id(module))
                place = again[1].place if again is not None and again[0]() is module else None
                found = Repeated(_called(self._path(module), type(module).__name__), places, place)
        return found

    def stand_together(self, one: Tensor, other: Tensor) -> bool:
        """Tell whether one module holds the modules of two weights, or the blocks of one class that hold them."""
        ways = [list(self._upwards(weight))[:2] for weight in (one, other)]
        if not all(ways):
            return False
        (first, *above), (second, *beyond) = ways
        if first[0] is second[0]:
            return False
        alike = bool(above and beyond) and type(first[1]) is type(second[1]) and above[0][1] is beyond[0][1]
        return first[1] is second[1] or (alike and not is_library(_file_of(type(first[1]))))

    def set_outside(self) -> Iterator[tuple[nn.Module, str, nn.Module, Site]]:
        """Yield parent, name, child and line of the modules that were set on another outside of any class."""
        for key, (ref, site) in list(self._set.items()):
            child, known = ref(), self._parent.get(key)
            parent = known[1]() if known is not None else None
            if child is not None and parent is not None and known is not None:
                yield parent, known[2], child, site

    def modules(self) -> Iterator[nn.Module]:
        """Yield the modules that hold others or parameters."""
        known = [*self._owner.values(), *self._parent.values()]
        alive = {id(module): module for _, ref, _ in known if (module := ref()) is not None}
        yield from alive.values()

    def of(self, parameter: Tensor) -> str:
        """Return a parameter's full name ("fc1.bias"), or its shape where it is not known."""
        known = self._owner.get(id(parameter))
        owner = known[1]() if known and known[0]() is parameter else None
        own = next((name for name, one in owner._parameters.items() if one is parameter), "") if owner else ""
        path = self._path(owner) if owner else ""
        return f"{path}.{own}".strip(".") or str(list(parameter.shape))

    def _upwards(self, weight: Tensor) -> Iterator[tuple[nn.Module, nn.Module]]:
        """Yield each module around a weight with the one that holds it, the innermost first."""
        known = self._owner.get(id(weight))
        module = known[1]() if known is not None and known[0]() is weight else None
        for _ in range(_DEEPEST):
            held = self._parent.get(id(module))
            parent = held[1]() if held is not None and held[0]() is module else None
            if module is None or parent is None:
                return
            yield module, parent
            module = parent

    def _path(self, module: nn.Module) -> str:
        names: list[str] = []
        for _ in range(_DEEPEST):
            known = self._parent.get(id(module))
            parent = known[1]() if known and known[0]() is module else None
            if known is None or parent is None:
                break
            names.append(known[2])
            module = parent
        return ".".join(reversed(names))

    def _parameter(self, module: nn.Module, name: str, parameter: Any) -> None:
        if torch.compiler.is_compiling() or not self._listening() or parameter is None:
            return
        self._own(parameter, module, here())

    def _module(self, module: nn.Module, name: str, child: Any) -> None:
        if torch.compiler.is_compiling() or not self._listening() or not isinstance(child, nn.Module):
            return
        known = self._parent.get(id(child))
        if known is not None and known[0]() is child and known[1]() is module and known[2] != name:
            self._again[id(child)] = known[0], here()
        self._belong(child, module, name)
        frame = sys._getframe(1)
        while frame.f_code.co_filename == modules.__file__ and frame.f_back is not None:
            frame = frame.f_back  # whoever sets it: torch's own and other packages' classes set theirs
        key = id(child)
        self._set.pop(key, None)
        if not is_library(frame.f_code.co_filename) and frame.f_code.co_varnames[:1] != ("self",):
            self._set[key] = weakref.ref(child, lambda _: self._set.pop(key, None)), Site.of(frame)

    def _own(self, parameter: Tensor, module: nn.Module, site: Site | None) -> None:
        key = id(parameter)
        gone = weakref.ref(parameter, lambda _: self._owner.pop(key, None))
        self._owner[key] = gone, weakref.ref(module), site

    def _belong(self, child: nn.Module, module: nn.Module, name: str) -> None:
        key = id(child)
        gone = weakref.ref(child, lambda _: self._parent.pop(key, None))
        self._parent[key] = gone, weakref.ref(module), name


def _called(path: str, kind: str) -> str:
    return f"{path} ({kind})" if path else kind


def _file_of(kind: type) -> str:
    return getattr(sys.modules.get(kind.__module__), "__file__", None) or ""


def _kind(kind: str, weight: Tensor) -> str:
    out, given = weight.shape[0], weight.shape[1]
    size = "x".join(map(str, weight.shape[2:]))
    return f"{kind} {given} -> {out}" + (f", {size}" if size else "")
