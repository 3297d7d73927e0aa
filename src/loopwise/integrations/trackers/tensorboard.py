"""A watched run as a folder of TensorBoard's events: `tensorboard --logdir runs`.

loopwise watch --tensorboard runs train.py          # runs/train-20261130-141500

Each run is a folder of its own, so that TensorBoard lists runs beside one another.
"""

from __future__ import annotations

import importlib.util
from contextlib import suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.integrations.trackers._tracker import Tracker
from loopwise.text import Text

if TYPE_CHECKING:
    from torch.utils.tensorboard import SummaryWriter

NO_FOLDER = Text(
    en="no folder for TensorBoard can be made in {folder}: {why}.",
    ko="TensorBoard 폴더를 만들 수 없습니다: {folder} ({why})",
)


class TensorBoard(Tracker):
    """folder: of this run's events, made at once and absolute: a program may go elsewhere.

    torch and tensorboard are imported with the first thing to write, when the program has imported torch itself: it
    may set what torch reads at its import (OMP_NUM_THREADS ...).
    Raises MissingExtra without `tensorboard`, LoopwiseError where the folder cannot be made.
    """

    def __init__(self, runs: Path, title: str) -> None:
        super().__init__()
        if importlib.util.find_spec("tensorboard") is None:
            raise MissingExtra("tensorboard", "tensorboard")
        self.folder = _new_folder(runs.absolute(), Path(title).stem or "run")
        self._writer: SummaryWriter | None = None

    def write_number(self, name: str, step: int, value: float) -> None:
        """Write a scalar, in TensorBoard's single precision."""
        self._opened().add_scalar(name, value, step)

    def write_text(self, name: str, step: int, text: str) -> None:
        """Write a text, under the name that TensorBoard's Text page gives it."""
        self._opened().add_text(name, text, step)

    def flush(self) -> None:
        """Wait until the events are in the file."""
        if self._writer is not None:
            self._writer.flush()

    def close(self) -> None:
        """Close the file; an empty folder is taken away."""
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        elif self.folder.is_dir() and not any(self.folder.iterdir()):
            self.folder.rmdir()

    def _opened(self) -> SummaryWriter:
        if self._writer is None:
            from torch.utils.tensorboard import SummaryWriter

            self._writer = SummaryWriter(str(self.folder))
        return self._writer


def _new_folder(runs: Path, name: str) -> Path:
    """Make a folder that no other run has, though two begin in one second."""
    begun = f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
    try:
        runs.mkdir(parents=True, exist_ok=True)
        for number in count(1):
            folder = runs / (begun if number == 1 else f"{begun}-{number}")
            with suppress(FileExistsError):
                folder.mkdir()
                break
    except OSError as problem:
        raise LoopwiseError(
            NO_FOLDER.format(folder=runs, why=problem.strerror), fix="--tensorboard runs"
        ) from problem
    return folder
