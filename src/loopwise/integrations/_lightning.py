"""The callback itself, loaded where Lightning is: `loopwise.lightning_callback()`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from loopwise.integrations.trainers import Training

if "pytorch_lightning" in sys.modules and "lightning.pytorch" not in sys.modules:
    from pytorch_lightning import Callback  # the older name: each of the two knows its own callbacks only
else:
    from lightning.pytorch import Callback


class LightningCallback(Callback):  # type: ignore[misc]  # of a package that types are not read of
    """Watches each `trainer.fit`. report: of the last one; None before its end."""

    def __init__(self, every: int | None, tensorboard: str | Path | None) -> None:
        super().__init__()
        self._training = Training(every, tensorboard)

    @property
    def report(self) -> Any:
        """What the last `fit` has shown."""
        return self._training.report

    def setup(self, trainer: Any, pl_module: Any, stage: str) -> None:
        """Begin before the optimisers are made."""
        if stage == "fit" and trainer.is_global_zero:
            self._training.begin(pl_module)

    def on_exception(self, trainer: Any, pl_module: Any, exception: BaseException) -> None:
        """End, and explain what was raised."""
        self._training.end(exception)

    def teardown(self, trainer: Any, pl_module: Any, stage: str) -> None:
        """End."""
        if stage == "fit":
            self._training.end()
