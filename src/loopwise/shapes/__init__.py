"""The arithmetic of shapes, on integers and symbols: what torch's operations make of them. No torch, no program.

>>> from loopwise.shapes import N, convolved, flattened, linear
>>> image = convolved((N, 1, 28, 28), inner=2, kernel=5, channels=1, out=8)
>>> flattened(image, 1)
(N, 4608)
>>> linear(flattened(image, 1), 100, 10)
Traceback (most recent call last):
loopwise.shapes.sizes.ShapeError: width: wanted 100, given 4608
"""

from loopwise.shapes.indexing import WHOLE, indexed
from loopwise.shapes.layers import (
    adapted,
    convolved,
    embedded,
    linear,
    multiplied,
    normalised,
    padded,
    pooled,
    recurrent,
    resized,
    shuffled,
)
from loopwise.shapes.layout import (
    at,
    broadcast,
    concatenated,
    expanded,
    flattened,
    moved,
    permuted,
    reduced,
    repeated,
    replaced,
    reshaped,
    split,
    squeezed,
    stacked,
    swapped,
    unflattened,
    unsqueezed,
)
from loopwise.shapes.sizes import N, Shape, ShapeError, Size, Symbol, product, quotient, same, shown
from loopwise.shapes.strides import fits_view
from loopwise.shapes.typed import typed_shape

__all__ = [
    "WHOLE",
    "N",
    "Shape",
    "ShapeError",
    "Size",
    "Symbol",
    "adapted",
    "at",
    "broadcast",
    "concatenated",
    "convolved",
    "embedded",
    "expanded",
    "fits_view",
    "flattened",
    "indexed",
    "linear",
    "moved",
    "multiplied",
    "normalised",
    "padded",
    "permuted",
    "pooled",
    "product",
    "quotient",
    "recurrent",
    "reduced",
    "repeated",
    "replaced",
    "reshaped",
    "resized",
    "same",
    "shown",
    "shuffled",
    "split",
    "squeezed",
    "stacked",
    "swapped",
    "typed_shape",
    "unflattened",
    "unsqueezed",
]
