"""Start the weights of layers whose units are all alike anew, as torch itself would."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from loopwise.runtime.interventions._intervention import Intervention
from loopwise.runtime.patches import Patches
from loopwise.text import Text


class NewWeights(Intervention):
    """For weights-start-equal: when an optimiser is given them. The program's random numbers stay what they were."""

    says = Text(
        en="layers whose units start alike get torch's own random weights",
        ko="모두 같은 값에서 시작하는 층의 가중치를 torch의 기본 방식으로 새로 정합니다",
    )

    def step_in(self, patches: Patches) -> None:
        """Look at the weights of every optimiser that is made."""
        import torch
        from torch import nn
        from torch.optim import Optimizer

        def made(bare: Callable[..., Any]) -> Callable[..., Any]:
            def init(optimiser: Optimizer, *args: Any, **kwargs: Any) -> None:
                bare(optimiser, *args, **kwargs)
                held = [one for group in optimiser.param_groups for one in group["params"]]
                with torch.random.fork_rng(devices=[]), torch.no_grad():
                    torch.manual_seed(0)
                    for weight in held:
                        if weight.dim() > 1 and bool((weight == weight[:1]).all()):
                            self.used += 1
                            nn.init.kaiming_uniform_(weight, a=math.sqrt(5))

            return init

        patches.wrap(Optimizer, "__init__", made)
