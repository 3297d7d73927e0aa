"""Follow an input through a model  ->  follow(model, example).

trace = follow(net, torch.randn(1, 3, 224, 224))
for one in trace.operations:
    print(one.path, one.name, one.shape, one.multiply_adds)

The forward runs once, as it is written: loops, branches on data, several inputs and outputs. Every torch function
passes through a TorchFunctionMode; hooks tell which module is at work. The number of an operation is kept on the
tensor it made, so no tensor is held longer than the model holds it. Where the forward fails, the trace ends there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import nullcontext, suppress
from copy import deepcopy
from functools import partial
from typing import Any

import torch
from torch import nn
from torch.autograd.graph import saved_tensors_hooks

from loopwise.errors import LoopwiseError
from loopwise.records.traced import Trace
from loopwise.text import Text
from loopwise.tracing.examples import Arguments, arguments_for
from loopwise.tracing.memory import Needed
from loopwise.tracing.modules import Calls
from loopwise.tracing.noting import Noting, See
from loopwise.tracing.untouched import as_random_as_before, untouched

NOT_A_MODULE = Text(
    en="trace follows a torch.nn.Module, and this is {given}.",
    ko="trace에는 torch.nn.Module이 필요한데 받은 값은 다릅니다: {given}",
)
SCRIPTED = Text(
    en="this model is compiled by TorchScript, where no operation can be seen; give the module it was made from.",
    ko="TorchScript로 컴파일한 모델이라 연산을 볼 수 없습니다. 컴파일하기 전의 모듈을 주세요.",
)


def follow(
    model: nn.Module,
    example: Any,
    *,
    training: bool = False,
    name: str | None = None,
    see: See | None = None,
) -> Trace:
    """Run `model` once on `example` and return every operation on the way.

    example: a tensor, a tuple of arguments, a dictionary of named ones, or one sample's shape such as (3, 224, 224).
    training: whether dropout and batch norm act as in training. name: what the model is called.
    see: called with the number of each operation and its (first) result, which it may keep.
    The model is as before afterwards: modes, buffers, hooks, random states. Models on the meta device are followed
    without computing anything. A forward that fails gives the trace up to there, with `stopped`.
    Raises LoopwiseError for what is no module.
    """
    if not isinstance(model, nn.Module):
        raise LoopwiseError(NOT_A_MODULE.format(given=type(model).__name__), fix="loopwise.trace(net, x)")
    model = getattr(model, "_orig_mod", model)  # what torch.compile wraps
    if isinstance(model, torch.jit.ScriptModule):
        raise LoopwiseError(SCRIPTED)
    modules = dict(model.named_modules())
    if nn.UninitializedParameter in map(type, _weights(modules).values()):
        modules = _awake(deepcopy(model), example)
    weights = _weights(modules)
    arguments = arguments_for(modules[""], example)
    on_meta = next(iter(weights.values()), torch.empty(0)).is_meta  # there is nothing to hold
    run = partial(_followed, modules, weights, arguments, see, training=training)
    noted = run(keeps=see is not None or on_meta)
    if isinstance(noted.failed, Needed):
        noted = run(keeps=True)
    if noted.failed and "requires grad" in str(noted.failed):  # `.numpy()` where nothing is to be learnt
        noted = run(keeps=False, gradients=False)
    if noted.failed and "saved tensor hooks" in str(noted.failed):  # torch.func.grad: they cannot be seen
        noted = run(keeps=True, hooked=False)
    return noted.trace(name or type(model).__name__, training=training)


def _weights(modules: Mapping[str, nn.Module]) -> dict[str, nn.Parameter]:
    """Return the weights by their paths, one that several modules share by the first."""
    found: dict[int, tuple[str, nn.Parameter]] = {}
    for path, module in modules.items():
        for name, weight in module._parameters.items():
            if weight is not None:
                found.setdefault(id(weight), (f"{path}.{name}" if path else name, weight))
    return dict(found.values())


def _awake(model: nn.Module, example: Any) -> dict[str, nn.Module]:
    """Return the modules of a model whose lazy layers have made their weights, in a forward that nobody looks at."""
    arguments, named = arguments_for(model, example)
    # What it raises, it raises again while followed.
    with as_random_as_before(), torch.no_grad(), suppress(Exception):
        model(*arguments, **named)
    return dict(model.named_modules())


def _followed(
    modules: Mapping[str, nn.Module],
    weights: Mapping[str, nn.Parameter],
    arguments: Arguments,
    see: See | None,
    *,
    training: bool,
    keeps: bool,
    gradients: bool = True,
    hooked: bool = True,
) -> Noting:
    calls = Calls(modules)
    noting = Noting(weights, calls, see, keeps=keeps)
    positional, named = arguments
    with (
        untouched(modules.values(), training=training),
        saved_tensors_hooks(noting.kept.packed, noting.kept.unpacked) if hooked else nullcontext(),
        torch.set_grad_enabled(gradients),
        calls,
    ):
        noting.begin(arguments)
        try:
            with noting:
                result = modules[""](*positional, **named)
                if isinstance(result, Iterator):  # a forward that yields: nothing has happened yet
                    result = list(result)
            noting.end(result)
        except Exception as problem:  # noqa: BLE001 - whatever a person's forward raises is part of the answer
            noting.failed = problem
        finally:
            noting.forget()
    return noting
