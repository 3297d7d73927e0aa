"""Parameters that `backward()` reaches and that no optimiser holds, and why: `UnheldParameters(...).look(...)`.

A right program has none, or has them for a look or two, so what takes time (one pass over all live modules) is
done only once they stay.
"""

from __future__ import annotations

import gc
import inspect
import linecache
import re
import sys
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from itertools import groupby
from typing import Any

from torch import Tensor, nn
from torch.optim import Optimizer

from loopwise.records import Place
from loopwise.runtime.by_hand import traces_of
from loopwise.runtime.frames import Site, is_library, line_of
from loopwise.runtime.optimisers import Optimisers
from loopwise.runtime.registrations import Registrations
from loopwise.runtime.step_events import Unheld, Why
from loopwise.runtime.untrained_backbones import UntrainedBackbones, as_torch_draws

FedBy = Callable[[Collection[int]], set[int]]

LOOKS = 3  # at which a parameter was reached and not held, before we say so
SEARCHES = 4  # over all modules, in one run
_OWN = ("_parameters", "_buffers", "_modules")


class UnheldParameters:
    """What was reached and not held at the looks so far.

    untrained_backbones: layers in front of those that are held.
    """

    def __init__(self, registrations: Registrations, optimisers: Optimisers) -> None:
        self._registrations = registrations
        self._optimisers = optimisers
        self._looks: dict[int, tuple[weakref.ref[Tensor], int, list[float]]] = {}  # by id: looks, trace
        # line -> the last look's, renewals
        self._in_forward: dict[Site, tuple[list[weakref.ref[Tensor]], int]] = {}
        self.untrained_backbones = UntrainedBackbones()
        self._searched: dict[frozenset[int], tuple[Unheld, ...]] = {}

    def look(self, unheld: list[Tensor], reaches_held: bool, fed_by: FedBy) -> tuple[Unheld, ...]:
        """Return what is sure about these leaves of one entry, which no optimiser holds.

        reaches_held: whether the same loss also reaches something an optimiser holds. fed_by: gives the ids of the
        leaves that work on what some others, given by their ids, have made.
        """
        parameters: list[Tensor] = [leaf for leaf in unheld if isinstance(leaf, nn.Parameter)]
        born = [one for one in parameters if self._registrations.in_forward(one)]
        found = tuple(self._renewed(born)) if reaches_held else ()
        lasting = self._lasting([one for one in parameters if not self._registrations.in_forward(one)])
        return found + (self._explained(lasting, fed_by) if lasting else ())

    def given(self, parameters: list[Tensor]) -> None:
        """Note that an optimiser holds these from now on."""
        self.untrained_backbones.forget(parameters)

    def _renewed(self, born: list[Tensor]) -> Iterator[Unheld]:
        """Yield the lines in a forward that make new parameters at each look."""
        sites = [
            (made.site, made.layer, one) for one in born if (made := self._registrations.in_forward(one))
        ]
        for site in dict.fromkeys(site for site, _, _ in sites):
            mine = [(layer, one) for other, layer, one in sites if other == site]
            before, renewals = self._in_forward.get(site, ([], -1))
            old = [ref() for ref in before]
            renewals += not any(one is other for _, one in mine for other in old)
            self._in_forward[site] = [weakref.ref(one) for _, one in mine], renewals
            if renewals >= LOOKS - 1:
                layers = len({layer for layer, _ in mine})
                yield Unheld("born", site.place, layers, sum(one.numel() for _, one in mine))

    def _lasting(self, parameters: list[Tensor]) -> list[Tensor]:
        """Count a look; return those reached at several, between which nothing moved them, by hand or otherwise."""
        looks = {}
        for one, trace in zip(parameters, traces_of(parameters), strict=True):
            ref, count, before = self._looks.get(id(one), (None, 0, trace))
            still = ref is not None and ref() is one and trace == before
            looks[id(one)] = (weakref.ref(one), count + 1 if still else 1, trace)
            if ref is not None and not still:
                self.untrained_backbones.forget([one])
        self._looks = {key: value for key, value in self._looks.items() if value[0]() is not None} | looks
        return [one for one in parameters if looks[id(one)][1] >= LOOKS]

    def _explained(self, parameters: list[Tensor], fed_by: FedBy) -> tuple[Unheld, ...]:
        key = frozenset(map(id, parameters))
        if key not in self._searched and len(self._searched) < SEARCHES:
            self._searched[key] = tuple(self._search(parameters, fed_by))
        return self._searched.get(key, ())

    def _search(self, parameters: list[Tensor], fed_by: FedBy) -> Iterator[Unheld]:
        live = _Live()
        for optimiser in live.optimisers:
            self._optimisers.of(optimiser)  # made before we listened
        held = self._optimisers.holders().keys() | self._optimisers.once_held()
        left = [one for one in parameters if id(one) not in held]
        for find in (self._hidden, self._late, partial(self._left_out, fed_by=fed_by)):
            found = list(find(left, live.modules, held))
            gone = {id(one) for _, some in found for one in some}
            left = [one for one in left if id(one) not in gone]
            yield from (unheld for unheld, _ in found)

    def _hidden(
        self, left: list[Tensor], modules: list[nn.Module], held: Collection[int]
    ) -> Iterator[tuple[Unheld, list[Tensor]]]:
        """Find those in a list, tuple or dictionary of a module that is trained."""
        for module in modules:
            if _holds_none(module, held):
                continue
            for name, value in list(vars(module).items()):
                inside = list(_contained(value)) if name not in _OWN else []
                ids = {id(one) for _, one in inside}
                mine = [one for one in left if id(one) in ids]
                if mine:
                    layers = {id(layer) for layer, one in inside if any(one is other for other in mine)}
                    place = _assigned(type(module), name)
                    yield _unheld("hidden", place, mine, len(layers), module, name), mine

    def _late(
        self, left: list[Tensor], modules: list[nn.Module], held: Collection[int]
    ) -> Iterator[tuple[Unheld, list[Tensor]]]:
        """Find those registered in a module for whose other parameters an optimiser had been made before."""
        for parent, registration, child in self._registrations.late():
            mine = [one for one in left if any(one is other for other in _parameters_in(child))]
            others = [one for one in parent.parameters() if id(one) in held]
            if mine and others:
                layers = len(_owners(mine, modules))
                track = self._optimisers.holders().get(id(others[0]))
                made = track.made.place if track and track.made else None
                told = _unheld("late", registration.site.place, mine, layers, parent, registration.name, made)
                yield told, mine
                left = [one for one in left if all(one is not other for other in mine)]

    def _left_out(
        self, left: list[Tensor], modules: list[nn.Module], held: Collection[int], *, fed_by: FedBy
    ) -> Iterator[tuple[Unheld, list[Tensor]]]:
        """Find those of the program's own modules that still have their random initialisation.

        Of a model that is held in part, those alone that work on what the held part makes: layers in front of it may
        be meant to stay as they are.
        """
        owned = [(root, one) for one in left for root in _roots_of(one, modules)[:1]]
        owned.sort(key=lambda pair: id(pair[0]))
        for _, group in groupby(owned, key=lambda pair: id(pair[0])):
            pairs = list(group)
            root, mine = pairs[0][0], [one for _, one in pairs]
            if not _holds_none(root, held):
                behind = fed_by({id(one) for one in root.parameters() if id(one) in held})
                front = [one for one in mine if id(one) not in behind]
                mine = [one for one in mine if id(one) in behind]
                if self._is_left_out(front, root) and as_torch_draws(front, modules):
                    self.untrained_backbones.add(front, self._told("in front", front, modules, root))
            if self._is_left_out(mine, root):
                yield self._told("left out", mine, modules, root), mine

    def _is_left_out(self, mine: list[Tensor], root: nn.Module) -> bool:
        return bool(mine) and all(map(self._registrations.is_fresh, mine)) and _is_own(type(root))

    def _told(self, why: Why, mine: list[Tensor], modules: list[nn.Module], root: nn.Module) -> Unheld:
        made = next((track.made.place for track in self._optimisers if track.made), None)
        return _unheld(why, None, mine, len(_owners(mine, modules)), root, made=made)


class _Live:
    """Every module and optimiser there is: one pass over what Python keeps."""

    def __init__(self) -> None:
        self.modules: list[nn.Module] = []
        self.optimisers: list[Optimizer] = []
        for thing in gc.get_objects():
            kind = type(thing)  # not isinstance: a lazy object would be woken by it
            if issubclass(kind, nn.Module) and "_parameters" in vars(thing):
                self.modules.append(thing)
            elif issubclass(kind, Optimizer) and hasattr(thing, "param_groups"):
                self.optimisers.append(thing)


def _unheld(
    why: Why,
    place: Place | None,
    mine: list[Tensor],
    layers: int,
    model: nn.Module,
    name: str = "",
    made: Place | None = None,
) -> Unheld:
    values = sum(one.numel() for one in mine)
    return Unheld(why, place, layers, values, type(model).__name__, name, made)


def _holds_none(module: nn.Module, held: Collection[int]) -> bool:
    return not any(id(one) in held for one in module.parameters())


def _parameters_in(thing: nn.Module | Tensor) -> Iterable[Tensor]:
    return thing.parameters() if isinstance(thing, nn.Module) else (thing,)


def _contained(value: Any, depth: int = 3) -> Iterator[tuple[nn.Module | Tensor, Tensor]]:
    """Yield the parameters in a plain container, each with the layer it belongs to."""
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    for item in list(items):
        if isinstance(item, nn.Parameter):
            yield item, item
        elif isinstance(item, nn.Module):
            yield from ((item, one) for one in item.parameters())
        elif depth:
            yield from _contained(item, depth - 1)


def _owners(parameters: list[Tensor], modules: list[nn.Module]) -> set[int]:
    ids = {id(one) for one in parameters}
    return {
        id(m) for m in modules if any(id(one) in ids for one in m._parameters.values() if one is not None)
    }


def _roots_of(parameter: Tensor, modules: list[nn.Module]) -> list[nn.Module]:
    """Return the outermost modules that have a parameter."""
    having = [module for module in modules if any(one is parameter for one in module.parameters())]
    inner = {id(child) for module in having for child in module.modules() if child is not module}
    return [module for module in having if id(module) not in inner]


def _is_own(kind: type[nn.Module]) -> bool:
    """Tell whether a class is the person's or torch's own, not of a package that brings trained weights."""
    file = getattr(sys.modules.get(kind.__module__), "__file__", None)
    return kind.__module__.startswith("torch.nn.") or file is None or not is_library(file)


def _assigned(kind: type, name: str) -> Place | None:
    """Return the line of a class of the person's that sets `self.name`."""
    sets = re.compile(rf"\bself\.{re.escape(name)}\s*(?::[^=]+)?=(?!=)")
    for _, method in inspect.getmembers(kind, inspect.isfunction):
        code = method.__code__
        if is_library(code.co_filename):
            continue
        last = max((line or 0 for _, _, line in code.co_lines()), default=0)
        for number in range(code.co_firstlineno, last + 1):
            text = linecache.getline(code.co_filename, number).rstrip("\r\n")
            if match := sets.search(text):
                return line_of(code, number, match.start() + 1, len(text) + 1)
    return None
