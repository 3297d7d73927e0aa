"""A loss landscape: heights over a plane through a model's weights, and a training path seen from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from loopwise.text import Text

OWN = Text(
    en="The loss is the program's own, over the batches of {steps:.0f} of its first steps.",
    ko="프로그램이 계산한 손실(loss) 그대로이고, 처음 스텝 {steps:.0f}개의 배치로 잽니다.",
)
OTHER = Text(
    en="The loss is the program's own, over other batches ({steps:.0f} steps) than it saw then: set a seed.",
    ko="프로그램의 손실(loss)을 스텝 {steps:.0f}개의 배치로 재지만, 그때 본 배치와 다릅니다. 시드(seed)를 정하세요.",
)


@dataclass(frozen=True, slots=True)
class WeightPath:
    """The weights of a model at moments of its training, small enough to keep.

    steps: the epoch (or step) of each. parameters: how many numbers each has.
    packed: (moments, parameters) float32, little-endian, zlib, base64; parameters in the model's own order.
    """

    steps: tuple[int, ...] = ()
    parameters: int = 0
    packed: str = ""


@dataclass(frozen=True, slots=True)
class PathOnPlane:
    """A training path seen from the plane.

    x, y: where each moment lies on it. loss: the true loss of those weights; shadow: the loss of their place on the
    plane, which is another model. off: of each moment, the share of its distance from the plane's origin that is not
    in the plane. variance: what the plane's two axes hold of the path's.
    """

    steps: tuple[int, ...]
    x: tuple[float, ...]
    y: tuple[float, ...]
    loss: tuple[float, ...]
    shadow: tuple[float, ...]
    off: tuple[float, ...]
    variance: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Landscape:
    """The answer of `landscape`, complete or as far as it has come.

    plane: "random" (filter-normalised directions), "points" or "path". x, y: the finest grid's coordinates.
    loss: rows of the finest grid, one for each y; not-a-number where it is not computed (yet).
    counted: what the path's steps count, "epoch" or "step". rows: that the loss is the mean over; of a watched run
        settings["steps"] says how many of its own steps they are, settings["same"] whether they are the very rows.
    side: points a side of the finest grid that is complete. evaluations: of the model over all its rows.
    ended: "finished" or "interrupted".
    """

    model: str
    data: str
    plane: str
    x: tuple[float, ...] = ()
    y: tuple[float, ...] = ()
    loss: tuple[tuple[float, ...], ...] = ()
    side: int = 0
    evaluations: int = 0
    parameters: int = 0
    rows: int = 0
    seed: int = 0
    path: PathOnPlane | None = None
    counted: str = "epoch"
    ended: str = "finished"
    seconds: float = 0.0
    settings: Mapping[str, float | str] = field(default_factory=dict)

    @property
    def measured_on(self) -> Text | None:
        """What the loss of a watched run was measured on, in words; None for others."""
        if "steps" not in self.settings:
            return None
        return (OWN if self.settings["same"] else OTHER).format(steps=self.settings["steps"])
