"""A loss landscape that appears at once and refines  ->  landscape(model, loader, criterion).

    found = landscape(model, loader, nn.CrossEntropyLoss(), sink=draw)
    found = landscape(model, loader, criterion, path=weights)      # the plane of a training path, with the path on it

Grids of 9, 17, 33, 65 points a side, each reusing the points of the one before; after each the sink is called. A plain
loop over the points: vmap was measured and brings nothing on a CPU (0.4 to 1.2 times a loop, 1.9 GB more memory).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from loopwise.descent.evaluating import Batch, Criterion, LossOver
from loopwise.descent.planes import Plane, Span, path_plane, plane_through, random_plane
from loopwise.descent.weights import channels_last, put, unpacked, untouched, vector
from loopwise.errors import LoopwiseError
from loopwise.records.landscapes import Landscape, PathOnPlane, WeightPath
from loopwise.text import Text

Array = NDArray[np.float64]
Progress = Callable[[int, int], object]
Sink = Callable[[Landscape], object]

SIDES = (9, 17, 33, 65)
ROUNDING = 1e-5  # relative: another order of summing in float32


def landscape(
    model: nn.Module,
    batches: Iterable[Batch] | Batch,
    criterion: Criterion,
    *,
    path: Tensor | WeightPath | None = None,
    through: Sequence[Tensor] | None = None,
    side: int = 33,
    span: Span | None = None,
    seed: int = 0,
    names: tuple[str, str] = ("model", "data"),
    sink: Sink | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Landscape:
    """Return the loss over a plane through the model's weights.

    batches: a DataLoader, a list of (inputs, targets) or one such pair. criterion(outputs, targets) -> scalar.
    path: weights along a training, (moments, P), or as a fit kept them: the plane is then their PCA plane. through:
        three trained points, (P,) each. Neither: two random filter-normalised directions.
    side: points a side of the finest grid: 9, 17, 33 or 65. span: what part of the plane; None: around what is known.
    sink: called with the landscape after each grid. progress: (evaluations done, in all) after each point.
    cancelled: asked before each point; True ends with what there is, and so does Ctrl-C.

    The model is evaluated in evaluation mode and left as it was, bit for bit. Raises LoopwiseError for a side that is
    none of the grids, an empty loader, a model that does not run or has no parameters, and a loss that is no number.
    """
    ask_side(side)
    moments = unpacked(path) if isinstance(path, WeightPath) else path
    plane = _plane(model, moments, through, seed)
    over = LossOver(model, criterion, batches, seed)

    def loss(weights: Tensor) -> float:
        put(model, weights)
        return over()

    with untouched(model):
        model.eval()
        ask_number(height := over())
        made = Landscape(*names, plane=plane.kind, parameters=len(plane.origin), rows=over.rows, seed=seed)
        with channels_last(model, lambda: _is(over, height)):
            return landscape_of_losses(
                loss, plane, made, path=None if moments is None else (_steps(path, len(moments)), moments),
                side=side, span=span, sink=sink, progress=progress, cancelled=cancelled,
            )  # fmt: skip


def landscape_of_losses(
    loss: Callable[[Tensor], float],
    plane: Plane,
    made: Landscape,
    *,
    path: tuple[Sequence[int], Tensor] | None = None,
    side: int = 33,
    span: Span | None = None,
    sink: Sink | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Landscape:
    """Return the landscape of whatever gives a loss to weights, (P,); the rest as in `landscape`.

    made: what is known of it beforehand. path: steps and weights, (moments, P).
    """
    ask_side(side)
    work = _Work(loss, plane, span or plane.span, side, progress, cancelled)
    return work.run(made, path, sink)


def interpolated(
    model: nn.Module,
    first: Tensor,
    second: Tensor,
    batches: Iterable[Batch] | Batch,
    criterion: Criterion,
    points: int = 25,
    room: float = 0.25,
) -> tuple[Array, Array]:
    """Return the loss on the line from one trained model, at 0, to another, at 1: places and losses, (points,) each.

    A barrier between them says that they lie in two valleys (Goodfellow et al. 2015; Frankle et al. 2020).
    """  # fmt: skip
    places = np.linspace(-room, 1 + room, points)
    over = LossOver(model, criterion, batches)
    with untouched(model):
        model.eval()
        losses = []
        for place in places:
            put(model, (1 - float(place)) * first + float(place) * second)
            losses.append(over())
    return places, np.array(losses)


def smooth(found: Landscape, side: int) -> tuple[Array, Array, Array]:
    """Return x, y and heights of a finer picture: a cubic spline of log-loss through the exact points of a grid."""
    from scipy.interpolate import RectBivariateSpline

    stride = (len(found.x) - 1) // (found.side - 1)
    x, y = np.array(found.x)[::stride], np.array(found.y)[::stride]
    z = np.array(found.loss)[::stride, ::stride]
    largest = float(np.nanmax(np.where(np.isfinite(z), z, np.nan)))
    logs = np.log(np.clip(np.where(np.isfinite(z), z, largest), 1e-12, None))
    spline = RectBivariateSpline(y, x, logs)
    fine_x, fine_y = np.linspace(x[0], x[-1], side), np.linspace(y[0], y[-1], side)
    return fine_x, fine_y, np.exp(spline(fine_y, fine_x))


def ask_side(side: int) -> None:
    """Refuse a side that is none of the grids."""
    if side not in SIDES:
        raise LoopwiseError(
            Text(
                en=f"side is {side}; it can be {', '.join(map(str, SIDES))}.",
                ko=f"side 값({side})을 쓸 수 없습니다. 쓸 수 있는 값: {', '.join(map(str, SIDES))}",
            ),
            fix="side=33",
        )


def ask_number(loss: float) -> None:
    """Refuse a model whose loss is no number where it stands."""
    if not np.isfinite(loss):
        raise LoopwiseError(
            Text(
                en=f"the loss of the model as it is is {loss}: there is nothing to draw around it.",
                ko=f"지금 모델의 손실(loss)이 {loss} 값이라 주변 지형을 그릴 수 없습니다.",
            ),
            fix=Text(
                en="look for NaN in the inputs and the weights",
                ko="입력과 가중치에 NaN이 있는지 확인하세요",
            ),
        )


def _is(loss: Callable[[], float], height: float) -> bool:
    """Tell whether a loss can be computed and is what it was, rounding aside."""
    try:
        return math.isclose(loss(), height, rel_tol=ROUNDING)
    except LoopwiseError:
        return False


def _steps(path: Tensor | WeightPath | None, moments: int) -> Sequence[int]:
    return path.steps if isinstance(path, WeightPath) else range(moments)


def _plane(model: nn.Module, path: Tensor | None, through: Sequence[Tensor] | None, seed: int) -> Plane:
    size = sum(p.numel() for p in model.parameters())
    if not size:
        raise LoopwiseError(
            Text(
                en=f"{type(model).__name__} has no parameters: its loss is one number, not a landscape.",
                ko=f"파라미터가 없는 모델입니다({type(model).__name__}). 손실(loss)이 하나뿐이라 지형이 없습니다.",
            ),
            fix=Text(en="hand over a model with layers", ko="층이 있는 모델을 넘기세요"),
        )
    given = path if path is not None else torch.stack(list(through)) if through else None
    if given is not None and given.shape[-1] != size:
        raise LoopwiseError(
            Text(
                en=f"the weights given have {given.shape[-1]:,} numbers, the model has {size:,}.",
                ko=f"주어진 가중치는 {given.shape[-1]:,}개인데 모델의 파라미터는 {size:,}개입니다.",
            ),
            fix=Text(en="hand over the model they were taken from", ko="그 가중치를 얻은 모델을 넘기세요"),
        )
    if path is not None:
        return path_plane(path.to(vector(model)))
    return (
        plane_through([point.to(vector(model)) for point in through])
        if through
        else random_plane(model, seed)
    )


class _Work:
    """One landscape in the making."""

    def __init__(
        self, loss: Callable[[Tensor], float], plane: Plane, span: Span, side: int,
        progress: Progress | None, cancelled: Callable[[], bool] | None,
    ) -> None:  # fmt: skip
        self.loss, self.plane, self.side = loss, plane, side
        self.x, self.y = np.linspace(*span[0], side), np.linspace(*span[1], side)
        self.heights = np.full((side, side), np.nan)
        self.progress, self.cancelled = progress, cancelled
        self.done, self.began = 0, time.perf_counter()

    def run(self, made: Landscape, path: tuple[Sequence[int], Tensor] | None, sink: Sink | None) -> Landscape:
        total = self.side**2 + (2 * len(path[0]) if path is not None else 0)
        complete, ended, on_plane = 0, "finished", None
        try:
            if path is not None:
                on_plane = self._path(*path, total)
            for side in (s for s in SIDES if s <= self.side):
                for row, column in self._missing(side):
                    self.heights[row, column] = self._at(
                        self.plane.at(float(self.x[column]), float(self.y[row])), total
                    )
                complete = side
                if sink and side < self.side:
                    sink(self._told(made, side, on_plane, "running"))
        except (KeyboardInterrupt, _Stopped):
            ended = "interrupted"
        found = self._told(made, complete, on_plane, ended)
        if sink and ended == "finished":
            sink(found)
        return found

    def _missing(self, side: int) -> Iterator[tuple[int, int]]:
        """Yield the points of a grid that the grids before it have not computed, row by row."""
        stride = (self.side - 1) // (side - 1)
        for row in range(0, self.side, stride):
            for column in range(0, self.side, stride):
                if np.isnan(self.heights[row, column]):
                    yield row, column

    def _at(self, weights: Tensor, total: int) -> float:
        """Return the loss with some weights. Infinity where it is no number: it is not computed again."""
        if self.cancelled and self.cancelled():
            raise _Stopped
        loss = self.loss(weights)
        self.done += 1
        if self.progress:
            self.progress(self.done, total)
        return loss if np.isfinite(loss) else np.inf

    def _path(self, steps: Sequence[int], path: Tensor, total: int) -> PathOnPlane:
        path = path.to(self.plane.origin)
        places, off = self.plane.place(path)
        true = [self._at(weights, total) for weights in path]
        shadow = [self._at(self.plane.at(*place), total) for place in places.tolist()]
        a, b = places.T.tolist()
        return PathOnPlane(
            tuple(steps), tuple(a), tuple(b), tuple(true), tuple(shadow), tuple(off.tolist()), self.plane.variance
        )  # fmt: skip

    def _told(self, made: Landscape, side: int, path: PathOnPlane | None, ended: str) -> Landscape:
        return replace(
            made, x=tuple(self.x.tolist()), y=tuple(self.y.tolist()), loss=tuple(map(tuple, self.heights.tolist())),
            side=side, evaluations=self.done, path=path, ended=ended,
            seconds=round(time.perf_counter() - self.began, 3),
        )  # fmt: skip


class _Stopped(Exception):  # no error: somebody wanted it
    """Somebody wanted it to stop."""


__all__ = ["SIDES", "interpolated", "landscape", "landscape_of_losses", "smooth"]
