"""Hand an optimiser the parameters that the loss reaches and nobody holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loopwise.runtime.interventions._intervention import Intervention
from loopwise.runtime.patches import Patches
from loopwise.text import Text


class RebuildOptimiser(Intervention):
    """For optimiser-before-change, parameters-not-optimised and layers-in-a-list."""

    says = Text(
        en="the optimizer also gets the parameters that the loss reaches and that none holds",
        ko="손실에 쓰이는데 어떤 옵티마이저(optimizer)에도 없는 파라미터를 옵티마이저에 넣습니다",
    )

    def step_in(self, patches: Patches) -> None:
        """Look at what `backward()` reaches; give the newest optimiser what it lacks."""
        import torch
        from torch import nn
        from torch.optim import Optimizer

        from loopwise.runtime import graph
        from loopwise.runtime.nodes import walked

        optimisers: list[Optimizer] = []

        def made(bare: Callable[..., Any]) -> Callable[..., Any]:
            def init(optimiser: Optimizer, *args: Any, **kwargs: Any) -> None:
                bare(optimiser, *args, **kwargs)
                optimisers.append(optimiser)

            return init

        def entered(bare: Callable[..., Any]) -> Callable[..., Any]:
            def backward(tensors: Any, *args: Any, **kwargs: Any) -> Any:
                root = tensors[0] if isinstance(tensors, (tuple, list)) else tensors
                if optimisers and root.grad_fn is not None:
                    held = {id(p) for one in optimisers for g in one.param_groups for p in g["params"]}
                    free = [leaf for leaf in graph.leaves(walked(root.grad_fn)) if id(leaf) not in held]
                    free = [leaf for leaf in free if isinstance(leaf, nn.Parameter)]
                    if free:
                        self.used += len(free)
                        optimisers[-1].add_param_group({"params": free})
                return bare(tensors, *args, **kwargs)

            return backward

        patches.wrap(Optimizer, "__init__", made)
        patches.wrap(torch.autograd, "backward", entered)
