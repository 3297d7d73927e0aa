"""Other random numbers for a program that sets its seeds itself: `offset_seeds(1000)` in the rerun's process."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from loopwise.runtime.arrival import when_imported


def offset_seeds(offset: int) -> None:
    """Add `offset` to every seed that the program sets, and begin with it where the program sets none."""
    random.seed(offset)
    random.seed = _shifted(random.seed, offset)
    when_imported("numpy", lambda: _numpy(offset))
    when_imported("torch", lambda: _torch(offset))


def _numpy(offset: int) -> None:
    import numpy as np

    np.random.seed(offset)
    np.random.seed = _shifted(np.random.seed, offset)
    np.random.default_rng = _shifted(np.random.default_rng, offset)


def _torch(offset: int) -> None:
    import torch

    torch.manual_seed(offset)
    torch.manual_seed = _shifted(torch.manual_seed, offset)


def _shifted(bare: Callable[..., Any], offset: int) -> Callable[..., Any]:
    def seed(given: Any = None, *args: Any, **kwargs: Any) -> Any:
        return bare(given + offset if isinstance(given, int) else given, *args, **kwargs)

    return seed
