"""The losses of a run, told as events: `Losses(...).tell(root, reading, site, place)` at an entry into `backward()`."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor

from loopwise.records import Place
from loopwise.runtime import graph
from loopwise.runtime.broadcasts import broadcast_of
from loopwise.runtime.events import LossEvent
from loopwise.runtime.frames import Site
from loopwise.runtime.received import received_by
from loopwise.runtime.recorder import Recorder
from loopwise.runtime.targets import targets_of


class Losses:
    """Reads the graph, names what it finds, keeps every loss's series. named: gives a name a number if taken."""

    def __init__(self, recorder: Recorder, named: Callable[[str], str]) -> None:
        self._recorder = recorder
        self._named = named
        self._names: dict[tuple[Site, str, int], str] = {}

    def tell(self, root: Tensor, reading: graph.Reading, site: Site, place: Place) -> None:
        """Tell every loss that `backward()` on `root` starts from. reading: of its graph."""
        if reading.compiled:
            self._recorder.miss("compiled-region")
        for index, loss in enumerate(reading.losses):
            value = loss.value()
            value = float(root.detach().mean()) if value is None else value
            name = self._name(site, loss.kind, index)
            self._recorder.tell(self._event(loss, reading, name, place, value))

    def _event(
        self, loss: graph.Loss, reading: graph.Reading, name: str, place: Place, value: float
    ) -> LossEvent:
        step = self._recorder.steps
        asymmetric = loss.swapped and not loss.compares
        received = None if asymmetric else received_by(loss)
        return LossEvent(
            kind=loss.kind,
            name=name,
            step=step,
            place=place,
            value=value,
            alone=len(reading.losses) == 1,
            received=received,
            targets=targets_of(loss, received.by if received else "") if received or asymmetric else None,
            broadcast=broadcast_of(loss) if loss.compares and not _means_all_pairs(reading) else None,
            logarithm=loss.logarithm(),
            swapped=loss.swapped,
            features_last=loss.features_last(),
            series=self._recorder.extend(name, step, value),
        )

    def _name(self, site: Site, kind: str, index: int) -> str:
        key = site, kind, index
        if key not in self._names:
            self._names[key] = self._named(kind)
        return self._names[key]


def _means_all_pairs(reading: graph.Reading) -> bool:
    """Tell whether two answers are compared: energy distances and the like."""
    return any(one.of_two_answers for one in reading.losses)
