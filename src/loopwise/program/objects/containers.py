"""nn.Sequential, ModuleList and ModuleDict: made from what they are given, asked one item after the other."""

from __future__ import annotations

from collections.abc import Callable

from loopwise.program.evaluator.machine import Machine
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Container, Layer
from loopwise.program.objects.values import Arguments, Const, Dict, Items, Unknown, Value
from loopwise.program.source.sources import Site


def container(name: str, arguments: Arguments, site: Site) -> Container:
    """Make a container from `Sequential(a, b)`, `Sequential(OrderedDict(...))`, `ModuleList([...])`."""
    given = arguments.get(0, "modules")
    if name == "Sequential" and not (len(arguments.positional) == 1 and isinstance(given, (Dict, Items))):
        return Container(name, arguments.positional, site, closed=arguments.whole)
    if isinstance(given, Dict):
        keys = [key for key in given.table if isinstance(key, str)]
        items = tuple(given.table.values())
        return Container(name, items, site, keys=keys if len(keys) == len(items) else (), closed=given.closed)
    if isinstance(given, Items):
        return _from_items(name, given, site)
    if isinstance(given, Container):
        return Container(name, given.items, site)
    return Container(name, () if given is None else (Unknown(inputs=(given,)),), site, closed=given is None)


def _from_items(name: str, given: Items, site: Site) -> Container:
    pairs = [item.items for item in given.items if isinstance(item, Items) and len(item.items) == 2]
    if pairs and len(pairs) == len(given.items):  # OrderedDict([("fc", nn.Linear(...)), ...])
        keys = [str(key.value) for key, _ in pairs if isinstance(key, Const)]
        return Container(name, [layer for _, layer in pairs], site, keys=keys, closed=given.closed)
    items = given.items if given.closed else (Unknown(inputs=given.items), *given.items)
    return Container(name, items, site, closed=given.closed)


Ask = Callable[[Value, Arguments, Site], Value]


def ask_container(
    machine: Machine, items: tuple[Value, ...], arguments: Arguments, site: Site, ask: Ask
) -> Value:
    """Ask one item after the other; a layer's operation stands where the layer was made."""
    for item in items:
        at = item.site if isinstance(item, (Layer, Instance)) and not isinstance(item, Container) else site
        arguments = Arguments([ask(item, arguments, at)])
    return arguments.positional[0] if arguments.positional else Unknown()
