"""What graphs and modules show of how a model is built.

training.folded, training.norms, training.misnamed, layer.repeated
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from loopwise.records import Place

if TYPE_CHECKING:
    from loopwise.runtime.dynamics.measurements import Layer


class Repeated(NamedTuple):
    """A module that stands at several places of another. place: where it was put at the last of them."""

    module: str
    places: int
    place: Place | None


class Folded(NamedTuple):
    """Two layers of one module with nothing between them, the second on the first.

    apart: the largest difference of what they gave from what one layer gives, beside the largest number given.
    """

    first: Layer
    second: Layer
    step: int
    apart: float


class Norms(NamedTuple):
    """Norms of whole parameters that a loss adds up, not squared. flat: those of biases, scales and shifts."""

    tensors: int
    flat: int
    smallest: float
    largest: float


class Misnamed(NamedTuple):
    """Something set on a module from outside, under a name that nothing reads.

    name: of the attribute. head: what the model goes through in its place, "" of a flag. outputs, wanted: of the
        layer it goes through, and of the one that was set. values: numbers that go on being trained, of a flag.
    """

    place: Place | None
    name: str
    head: str = ""
    outputs: int = 0
    wanted: int = 0
    values: int = 0
