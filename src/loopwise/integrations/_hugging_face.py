"""The callback itself, loaded where transformers is: `loopwise.hugging_face_callback()`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from transformers import TrainerCallback

from loopwise.integrations.trainers import Training


class HuggingFaceCallback(TrainerCallback):  # type: ignore[misc]  # of a package that types are not read of
    """Watches each `trainer.train`. report: of the last one; None before its end.

    Of a training that raises the Trainer tells nobody: its report comes when the program ends, or the next begins.
    """

    def __init__(self, every: int | None, tensorboard: str | Path | None) -> None:
        self._training = Training(every, tensorboard)

    @property
    def report(self) -> Any:
        """What the last `train` has shown."""
        return self._training.report

    def on_train_begin(self, args: Any, state: Any, control: Any, model: Any = None, **others: Any) -> None:
        """Begin; the optimiser is there already."""
        if state.is_world_process_zero:
            self._training.begin(model)

    def on_train_end(self, args: Any, state: Any, control: Any, **others: Any) -> None:
        """End."""
        self._training.end()
