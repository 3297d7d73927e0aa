"""What optimisers hold of a model, and what gradients its layers got: two tables, read from the objects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from torch import Tensor, nn
from torch.nn.parameter import is_lazy

from loopwise.records.examined import Held, LayerGradient, Mode, Parameters
from loopwise.runtime.gradients import norms_of, whole
from loopwise.runtime.optimisers import parameters_of


def mode_of(model: nn.Module) -> Mode:
    """Return the mode of all its layers."""
    modes = {module.training for module in model.modules()}
    if len(modes) > 1:
        return "mixed"
    return "train" if modes.pop() else "eval"


def parameters_in(model: nn.Module) -> Parameters:
    """Count what a model holds; what a lazy layer has not made yet counts as a tensor without numbers."""
    held = list(model.parameters())
    made = [one for one in held if not is_lazy(one)]
    return Parameters(
        tensors=len(held),
        trainable=sum(one.requires_grad for one in held),
        values=sum(one.numel() for one in made),
        trainable_values=sum(one.numel() for one in made if one.requires_grad),
        dtypes=tuple(sorted({str(one.dtype).removeprefix("torch.") for one in held})),
        devices=tuple(sorted({str(one.device) for one in held})),
    )


def held_by(optimiser: Any, model: nn.Module) -> Held:
    """Return what an optimiser holds of the model."""
    named = {id(one): name for name, one in model.named_parameters()}
    held = {id(one): one for one in parameters_of(optimiser)}
    trainable = {id(one): name for name, one in model.named_parameters() if one.requires_grad}
    return Held(
        optimizer=type(optimiser).__name__,
        rates=tuple(dict.fromkeys(float(group["lr"]) for group in optimiser.param_groups if "lr" in group)),
        held=len(trainable.keys() & held.keys()),
        missing=tuple(name for key, name in trainable.items() if key not in held),
        frozen=sum(key in named and key not in trainable for key in held),
        foreign=sum(key not in named for key in held),
    )


def held_by_none(optimisers: Sequence[Any], model: nn.Module) -> list[str]:
    """Name the trainable parameters that none of these optimisers holds."""
    held = {id(one) for optimiser in optimisers for one in parameters_of(optimiser)}
    return [name for name, one in model.named_parameters() if one.requires_grad and id(one) not in held]


def gradients_in(model: nn.Module) -> Iterator[LayerGradient]:
    """Yield, for each layer with trainable parameters of its own, the gradient they hold now."""
    for name, module in model.named_modules():
        own = {key: one for key, one in module.named_parameters(recurse=False) if one.requires_grad}
        if own:
            yield _layer(name, type(module).__name__, own)


def _layer(name: str, kind: str, own: dict[str, Tensor]) -> LayerGradient:
    path = f"{name}." if name else ""
    grads = {key: one.grad for key, one in own.items() if one.grad is not None}
    norms = dict(zip(grads, norms_of(list(grads.values())), strict=True))
    return LayerGradient(
        name or kind,
        kind,
        whole(norms.values()) if norms else None,
        tuple(path + key for key in own if key not in grads),
        tuple(path + key for key, norm in norms.items() if norm == 0),
    )
