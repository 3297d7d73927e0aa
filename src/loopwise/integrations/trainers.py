"""Watch what a trainer of a framework fits, from its first step to its last.

    lightning.Trainer(callbacks=[loopwise.lightning_callback()])
    transformers.Trainer(..., callbacks=[loopwise.hugging_face_callback(tensorboard="runs")])

The report is kept and printed when the training ends; `callback.report` holds it. Only the first process of several
watches. Where the process is watched already (`loopwise watch`, a notebook's extension), that watch goes on and the
callback does nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from loopwise.diagnosis import watching
from loopwise.errors import LoopwiseError
from loopwise.integrations import watched
from loopwise.text import Text

if TYPE_CHECKING:
    from pathlib import Path

    from torch import nn

    from loopwise.integrations._hugging_face import HuggingFaceCallback
    from loopwise.integrations._lightning import LightningCallback
    from loopwise.records import WatchReport


def lightning_callback(
    *, every: int | None = None, tensorboard: str | Path | None = None
) -> LightningCallback:
    """Return a callback for Lightning's Trainer that watches each `fit`.

    every: look at every k-th step in the long run (left out: 100, fewer where looking costs more than 2 %).
    tensorboard: folder below which each `fit` writes its curves and findings for TensorBoard, too.
    Raises LoopwiseError where neither `lightning` nor `pytorch_lightning` is installed.
    """
    try:
        from loopwise.integrations._lightning import LightningCallback
    except ImportError as problem:
        raise _missing("lightning", problem) from problem
    return LightningCallback(every, tensorboard)


def hugging_face_callback(
    *, every: int | None = None, tensorboard: str | Path | None = None
) -> HuggingFaceCallback:
    """Return a callback for Hugging Face's Trainer that watches each `train`.

    every: look at every k-th step in the long run (left out: 100, fewer where looking costs more than 2 %).
    tensorboard: folder below which each `train` writes its curves and findings for TensorBoard, too.
    Raises LoopwiseError where `transformers` is not installed.
    """
    try:
        from loopwise.integrations._hugging_face import HuggingFaceCallback
    except ImportError as problem:
        raise _missing("transformers", problem) from problem
    return HuggingFaceCallback(every, tensorboard)


class Training:
    """The watch over one training after another. report: of the last one that is over; None before."""

    def __init__(self, every: int | None, tensorboard: str | Path | None = None) -> None:
        self._every = every
        self._tensorboard = tensorboard
        self._watch: watching.Watch | None = None
        self.report: WatchReport | None = None

    def begin(self, model: nn.Module) -> None:
        """Watch from now on, unless somebody does. A training before that never told its end is over."""
        self.end()
        if not watching.is_watched():
            self._watch = watched.watch(every=self._every, tensorboard=self._tensorboard)
            self._watch.knows(model)

    def end(self, problem: BaseException | None = None) -> None:
        """Stop, keep and print the report. problem: what the training raised."""
        watch, self._watch = self._watch, None
        if watch is not None and watch.running:
            self.report = watch.stop() if problem is None else watch.failed(problem)
            watched.tell(self.report)


def _missing(package: str, problem: ImportError) -> LoopwiseError:
    return LoopwiseError(
        Text(
            en=f"this callback needs {package}, which cannot be imported: {problem}.",
            ko=f"이 콜백에 필요한 {package} 패키지를 불러올 수 없습니다: {problem}",
        ),
        fix=f"pip install {package}",
    )
