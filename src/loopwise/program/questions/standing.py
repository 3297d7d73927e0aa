"""How layers stand in their models: made anew at each call, there several times, on in every mode."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from loopwise.program.facts.deciding import is_decided_by
from loopwise.program.mending.replacements import with_argument
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Container, Layer, modules_in
from loopwise.program.objects.ops import Op
from loopwise.program.objects.torch_table import words
from loopwise.program.objects.values import Value, constant
from loopwise.program.source.sources import nodes_in
from loopwise.records import Repair

if TYPE_CHECKING:
    from loopwise.program.flow.events import Frame
    from loopwise.program.source.sources import Site

_FLAGS = words("training train is_training is_train")
DROPOUTS = words("dropout dropout1d dropout2d dropout3d alpha_dropout feature_alpha_dropout")


def holds_parameters(module: Value) -> bool:
    """Tell whether a module surely has parameters of its own or below it."""
    return any(isinstance(part, Layer) and part.is_trained for part in modules_in(module))


def is_always_made(layer: Layer, frames: Sequence[Frame], kept: set[int]) -> bool:
    """Whether a layer is made anew at each call: no condition stands around its making, or nothing keeps it.

    frames: the calls in which it is made, up to the `forward` that leads to it. A function that a decorator wraps may
    be called once, its result kept.  kept: identities of all that is put on a module, or into a list or dictionary.
    """
    names = [frame.function.name if frame.function is not None else "" for frame in frames]
    first = max((i for i, name in enumerate(names) if name == "forward"), default=len(names))
    inner = frames[first + 1 :]
    sites = [layer.site, *(frame.site for frame in inner if frame.site is not None)]
    wrapped = any(frame.function is not None and frame.function.may_be_kept for frame in inner)
    return not wrapped and (not any(map(_is_conditional, sites)) or _is_thrown_away(layer, kept))


def _is_thrown_away(layer: Layer, kept: set[int]) -> bool:
    """Whether the text that makes it, or returns it, is not one that could keep it for the next call."""
    parent = layer.site.source.parent(layer.site.node)
    used_at_once = isinstance(parent, ast.Return) or (
        isinstance(parent, ast.Call) and parent.func is layer.site.node
    )
    return used_at_once and id(layer) not in kept


def _is_conditional(site: Site) -> bool:
    node = site.source.parent(site.node)
    while node is not None and not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        if isinstance(node, (ast.If, ast.IfExp, ast.Try, ast.BoolOp, ast.While)):
            return True
        node = site.source.parent(node)
    return False


def repeated_in(made: Iterable[Value]) -> list[Site]:
    """Return where modules with parameters are put into one container several times, each place once.

    That is the list that is multiplied, if it stands in the container's text; else the module's making.
    """
    found = [
        _multiplied(c) or item.site
        for c in made
        if isinstance(c, Container)
        for item in dict.fromkeys(c.items)
        if isinstance(item, (Layer, Instance)) and _repeats(c, item)
    ]
    return list({site.node: site for site in reversed(found)}.values())


def _multiplied(container: Container) -> Site | None:
    """Return where a list is multiplied among what a container is made of: `[block] * 3`."""
    site = container.site
    for node in nodes_in(site.node):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and _lists(node):
            return type(site)(site.source, node)
    return None


def _lists(node: ast.BinOp) -> bool:
    return any(isinstance(side, (ast.List, ast.Tuple)) for side in (node.left, node.right))


def _repeats(container: Container, item: Value) -> bool:
    return container.items.count(item) > 1 and holds_parameters(item)


def always_on(ops: Iterable[Op], born: Sequence[Layer]) -> list[Op]:
    """Return the dropouts in a forward that no `eval()` turns off, each place once."""
    found = {
        op.site.node: op
        for op in ops
        if op.asked
        and ((op.layer is None and op.lacks(1, "training", "train")) or op.layer in born)
        and constant(op.setting(0, "p")) != 0
        and not _asks_the_mode(op)
    }
    return list(found.values())


def _asks_the_mode(op: Op) -> bool:
    """Whether the mode decides: `if self.training` around it, `if not training: return x` before it, its own `p`."""
    call = op.site.node
    flags = _FLAGS | _set_by_mode(op.site)
    settings = [*call.args[1:], *(word.value for word in call.keywords)] if isinstance(call, ast.Call) else []
    if any(_names_mode(setting, flags) for setting in settings):
        return True
    calls = [frame.site for frame in op.frames if frame.site is not None]
    by_name, by_mode = (partial(_names_mode, flags=names) for names in (flags, frozenset[str]()))
    return is_decided_by(op.site, by_name) or any(is_decided_by(site, by_mode) for site in calls)


def _set_by_mode(site: Site) -> frozenset[str]:
    """Return the names that the function around a place sets by the mode: `p = self.p if self.training else 0`."""
    function = site.source.function_around(site.node)
    by_flag = partial(_names_mode, flags=_FLAGS)
    return frozenset(
        target.id
        for one in (nodes_in(function) if function is not None else ())
        if isinstance(one, ast.Assign)
        and (by_flag(one.value) or is_decided_by(type(site)(site.source, one), by_flag))
        for target in one.targets
        if isinstance(target, ast.Name)
    )


def _names_mode(test: ast.expr, flags: frozenset[str]) -> bool:
    for part in nodes_in(test):
        if isinstance(part, ast.Attribute) and part.attr == "training":
            return True
        if isinstance(part, ast.Name) and part.id in flags:
            return True
    return False


def with_training(op: Op) -> Repair | None:
    """Return the edit that lets the model's mode decide: `training=self.training`."""
    method = op.site.source.function_around(op.site.node)
    if op.layer is not None or method is None or not method.args.args:
        return None
    if not isinstance(op.site.source.parent(method), ast.ClassDef):
        return None
    return with_argument(op.site, f"training={method.args.args[0].arg}.training", safe=True)
