"""Copies of a model and its criterion to try things on: `copies(model, criterion)` gives a fresh pair each time.

A copy has the weights, buffers and modes of the model, and none of its gradients.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from torch import Tensor, nn

_HOOKS = ("_forward_hooks", "_forward_pre_hooks", "_backward_hooks", "_backward_pre_hooks")
_RECURRENT = (nn.RNNBase, nn.MultiheadAttention)  # keep their dropout as a number


class NotCopied(Exception):
    """A model that cannot be copied. what: the attribute that stands in the way, and the reason."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


def bare(model: Any) -> tuple[Any, list[str]]:
    """Return the model inside torch.compile and parallel wrappers, and the keys of notes about them."""
    notes: list[str] = []
    while True:
        if hasattr(model, "_orig_mod"):
            model, note = model._orig_mod, "compiled"
        elif isinstance(model, (nn.DataParallel, nn.parallel.DistributedDataParallel)):
            model, note = model.module, "wrapped"
        else:
            break
        notes.append(note)
    if getattr(model, "_compiled_call_impl", None) is not None:
        notes.append("compiled")
    return model, list(dict.fromkeys(notes))


def copied(model: nn.Module, criterion: Any, *, hooks: bool = False) -> tuple[nn.Module, Any]:
    """Return copies of both; what they share is shared by the copies.

    hooks: keep forward hooks that are not torch's; they may write down what passes. Raises NotCopied.
    """
    memo = dict(_detached(model))
    try:
        one = copy.deepcopy(model, memo)
    except Exception as problem:
        raise NotCopied(_in_the_way(model, problem)) from problem
    for parameter in one.parameters():
        if not parameter.is_leaf:  # the copy of a scripted model hangs on the model itself
            parameter.detach_().requires_grad_()
    if not hooks:
        for module in one.modules():
            _drop_hooks(module)
    return one, _copied_criterion(criterion, memo)


def foreign_hooks(model: nn.Module) -> int:
    """Count the hooks that are not torch's own (weight_norm, spectral_norm, pruning are)."""
    return sum(
        not _is_torch(hook)
        for module in model.modules()
        for kind in _HOOKS
        for hook in getattr(module, kind).values()
    )


def without_dropout(model: nn.Module) -> bool:
    """Switch dropout off in all its layers; tell whether there was any."""
    found = False
    for module in model.modules():
        if isinstance(module, nn.modules.dropout._DropoutNd) and module.p > 0:
            module.p, found = 0.0, True
        elif isinstance(module, _RECURRENT) and module.dropout > 0:
            module.dropout, found = 0.0, True
    return found


def trained(model: nn.Module) -> dict[str, Tensor]:
    """Return the parameters that ask for a gradient, by name."""
    return {name: one for name, one in model.named_parameters() if one.requires_grad}


def _copied_criterion(criterion: Any, memo: dict[int, Any]) -> Any:
    criterion = getattr(criterion, "_orig_mod", getattr(criterion, "_torchdynamo_orig_callable", criterion))
    try:
        return copy.deepcopy(criterion, memo)
    except Exception:  # noqa: BLE001 - a loss function of somebody's trainer object: it is asked as it is
        return criterion


def _detached(model: nn.Module) -> Iterator[tuple[int, Tensor]]:
    """Yield copies of what a model keeps of an earlier pass (a hidden state): torch copies no tensor with a graph."""
    for module in model.modules():
        for value in vars(module).values():
            parts = value if isinstance(value, (tuple, list)) else [value]
            for one in parts:
                if isinstance(one, Tensor) and not one.is_leaf:
                    yield id(one), one.detach().clone()


def _in_the_way(model: nn.Module, problem: Exception) -> str:
    """Name the attribute that cannot be copied."""
    for name, module in model.named_modules():
        for attribute, value in vars(module).items():
            if attribute in ("_parameters", "_buffers", "_modules"):
                continue
            try:
                copy.deepcopy(value)
            except Exception as reason:  # noqa: BLE001 - whatever it raises is the answer
                path = f"{name}.{attribute}" if name else attribute
                return f"{type(model).__name__}.{path} ({reason})"
    return f"{type(model).__name__} ({problem})"


def _drop_hooks(module: nn.Module) -> None:
    for kind in _HOOKS:
        hooks = getattr(module, kind)
        for key in [key for key, hook in hooks.items() if not _is_torch(hook)]:
            del hooks[key]


def _is_torch(hook: Any) -> bool:
    kind = hook if hasattr(hook, "__module__") and hook.__module__ else type(hook)
    return str(kind.__module__).partition(".")[0] == "torch"
