"""Shuffle what a DataLoader gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loopwise.runtime.interventions._intervention import Intervention
from loopwise.runtime.patches import Patches
from loopwise.text import Text


class Shuffle(Intervention):
    """For train-set-not-shuffled: every loader without a sampler of its own."""

    says = Text(
        en="every DataLoader without a sampler of its own shuffles",
        ko="sampler를 지정하지 않은 모든 DataLoader가 데이터를 섞습니다",
    )

    def step_in(self, patches: Patches) -> None:
        """Change what loaders are made with."""
        from torch.utils.data import DataLoader, IterableDataset

        def made(bare: Callable[..., Any]) -> Callable[..., Any]:
            def init(loader: Any, dataset: Any, *args: Any, **kwargs: Any) -> None:
                own = kwargs.get("sampler") is not None or kwargs.get("batch_sampler") is not None
                asked = len(args) > 1 or own or kwargs.get("shuffle")
                if not asked and not isinstance(dataset, IterableDataset) and len(dataset):
                    self.used += 1
                    kwargs["shuffle"] = True
                bare(loader, dataset, *args, **kwargs)

            return init

        patches.wrap(DataLoader, "__init__", made)
