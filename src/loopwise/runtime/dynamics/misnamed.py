"""Attributes that were set on modules from outside and that nothing reads: `misnamed_in(names, asked)`.

A head under another name than the model's own takes part in no forward, and `requires_grad` belongs to tensors.
"""

from __future__ import annotations

from collections.abc import Iterator

from torch import Tensor, nn

from loopwise.runtime.dynamics.built import Misnamed
from loopwise.runtime.dynamics.names import Names


def misnamed_in(names: Names, asked: list[Tensor]) -> Iterator[Misnamed]:
    """Yield what is misnamed. asked: the weights that looks at this training went through, the last one last."""
    if asked:
        yield from _heads(names, asked)
        yield from _flags(names, asked)


def _heads(names: Names, asked: list[Tensor]) -> Iterator[Misnamed]:
    """Yield modules that nothing went through, made for what the last layer of their model is given."""
    reached, last = {id(weight) for weight in asked}, asked[-1]
    for parent, name, child, site in names.set_outside():
        own = [one for one in child.parameters() if one.dim() > 1]
        inside = any(one is last for one in parent.parameters())
        if not own or not inside or any(id(one) in reached for one in child.parameters()):
            continue
        if type(parent).__module__.startswith("torch.nn.modules.container"):
            continue  # an own forward may pick from it
        if own[0].shape[1:] == last.shape[1:]:
            head = names.of(last).rpartition(".")[0].rpartition(".")[2]
            yield Misnamed(site.place, name, head, outputs=len(last), wanted=len(own[-1]))


def _flags(names: Names, asked: list[Tensor]) -> Iterator[Misnamed]:
    """Yield modules that were told `requires_grad = False`, and whose weights are trained all the same."""
    for module in names.modules():
        if vars(module).get("requires_grad") is not False or not isinstance(module, nn.Module):
            continue
        ids = {id(one): one for one in module.parameters() if one.requires_grad}
        trained = [one for one in asked if id(one) in ids]
        if trained and len(ids) == len(list(module.parameters())):
            place = names.layer_of(trained[0])[2]
            yield Misnamed(place, "requires_grad", values=sum(one.numel() for one in ids.values()))
