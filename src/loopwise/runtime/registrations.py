"""Registrations of parameters and modules: in which module, on which line, inside a forward or not, loaded or not.

Torch calls its registration hooks when a module is built, never in a step.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules import module as modules

from loopwise.runtime.frames import Site, here, is_library

_CALL = nn.Module._call_impl.__code__
_DEEPEST = 200  # frames walked to find a forward


@dataclass(frozen=True, slots=True)
class MadeInForward:
    """A parameter made inside a forward. site: the line there. layer: `id` of the module that holds it."""

    parameter: weakref.ref[Tensor]
    site: Site
    layer: int


@dataclass(frozen=True, slots=True)
class LateRegistration:
    """A module or parameter set as an attribute of a module while some optimiser was there already."""

    parent: weakref.ref[nn.Module]
    name: str
    child: weakref.ref[Any]
    site: Site


class Registrations:
    """All registrations since `attach`.

    listening, optimisers: tell whether hooks are to take note, and whether there is any optimiser yet.
    """

    def __init__(self, listening: Callable[[], bool], optimisers: Callable[[], bool]) -> None:
        self._listening = listening
        self._optimisers = optimisers
        self._fresh: dict[int, weakref.ref[Tensor]] = {}  # made here, not copied, unpickled or loaded
        self._in_forward: dict[int, MadeInForward] = {}
        self._late: list[LateRegistration] = []
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

    def loaded(self, module: nn.Module) -> None:
        """Note that a module's parameters were loaded: they are no random initialisation."""
        for parameter in module.parameters():
            self._fresh.pop(id(parameter), None)

    def is_fresh(self, parameter: Tensor) -> bool:
        """Tell whether its registration was seen, and nothing was loaded into it since."""
        ref = self._fresh.get(id(parameter))
        return ref is not None and ref() is parameter

    def in_forward(self, parameter: Tensor) -> MadeInForward | None:
        """Return where a parameter was made, if inside a forward."""
        made = self._in_forward.get(id(parameter))
        return made if made is not None and made.parameter() is parameter else None

    def late(self) -> Iterator[tuple[nn.Module, LateRegistration, Any]]:
        """Yield parent, registration and child of what came after an optimiser and is still there, the latest first."""
        for registration in reversed(self._late):
            parent, child = registration.parent(), registration.child()
            if parent is not None and child is not None and getattr(parent, registration.name, None) is child:
                yield parent, registration, child

    def _parameter(self, module: nn.Module, name: str, parameter: Any) -> None:
        if torch.compiler.is_compiling() or not self._listening() or parameter is None:
            return
        key = id(parameter)
        self._fresh[key] = weakref.ref(parameter, lambda _: self._fresh.pop(key, None))
        if site := _line_in_forward():
            gone = weakref.ref(parameter, lambda _: self._in_forward.pop(key, None))
            self._in_forward[key] = MadeInForward(gone, site, id(module))
        else:
            self._registered(module, name, parameter)

    def _module(self, module: nn.Module, name: str, child: Any) -> None:
        if not torch.compiler.is_compiling() and self._listening() and isinstance(child, nn.Module):
            self._registered(module, name, child)

    def _registered(self, parent: nn.Module, name: str, child: Any) -> None:
        if not self._optimisers():
            return
        self._late = [one for one in self._late if one.child() is not None]
        self._late.append(LateRegistration(weakref.ref(parent), name, weakref.ref(child), here()))


def _line_in_forward() -> Site | None:
    """Return the outermost line of the person's program inside the innermost forward that is running."""
    frame, found = sys._getframe(1), None
    for _ in range(_DEEPEST):
        if frame is None or frame.f_code is _CALL:
            break
        if not is_library(frame.f_code.co_filename):
            found = frame
        frame = frame.f_back  # type: ignore[assignment]
    inside = frame is not None and frame.f_code is _CALL
    return Site.of(found) if inside and found is not None else None
