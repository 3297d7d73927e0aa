"""Walk many points down one surface at once  ->  walk(surface, start, lr, rule, steps).

The one loop of this room: over steps. Rates, starts and settings are columns of arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from loopwise.descent.rules import Rule
from loopwise.descent.surfaces import Fitted, Surface

Array = NDArray[np.float64]

MOST_AT_ONCE = 4_000_000  # numbers of an array of rows x points: 32 MB


def walk(
    surface: Surface,
    start: Array,
    lr: Array,
    rule: Rule,
    steps: int,
    *,
    factors: Array,
    settings: Mapping[str, Any],
    batch: int | None = None,
    seed: int = 0,
    ascend: bool = False,
    remember: bool = False,
) -> tuple[Array, dict[str, Array]]:
    """Return the points, (steps + 1, 2, R), and what the rule remembered, where asked: name -> (steps, 2, R).

    start: (2, R). lr: (R,). factors: (steps,), what the rate is multiplied by.
    batch: rows of a mini-batch, of a surface over data; None: all. Every run sees the same batches.
    """
    runs = start.shape[1]
    path = np.empty((steps + 1, 2, runs))
    path[0] = start
    terms = {name: np.zeros((2, runs)) for name in rule.remembers}
    kept = {name: np.empty((steps, 2, runs)) for name in rule.remembers if remember}
    here, gradient = _gradients(surface, batch, seed), np.empty((2, runs))
    with np.errstate(all="ignore"):  # a path that diverges leaves the numbers; verdicts say so
        for t in range(steps):
            gradient[0], gradient[1] = next(here)(path[t, 0], path[t, 1])
            g = -gradient if ascend else gradient
            path[t + 1] = rule.update(path[t], g, terms, t + 1, lr * factors[t], **settings)
            for name in kept:
                kept[name][t] = terms[name]
    return path, kept


def heights(surface: Surface, x: Array, y: Array) -> Array:
    """Return f at points of any shape, a piece at a time where a surface over data would need too much memory."""
    flat: Array = _in_pieces(surface, lambda a, b: np.asarray(surface.value(a, b))[None], x, y, 1)[0]
    return flat


def slopes(surface: Surface, x: Array, y: Array) -> Array:
    """Return the gradient at points of any shape: (2, *shape)."""
    return _in_pieces(surface, lambda a, b: np.stack(surface.gradient(a, b)), x, y, 2)


def lengths(vectors: Array, axis: int = -1) -> Array:
    """Return the lengths of vectors; infinity where they are too long for a number."""
    with np.errstate(all="ignore"):
        length: Array = np.hypot(np.take(vectors, 0, axis), np.take(vectors, 1, axis))
    return length


def _in_pieces(
    surface: Surface, function: Callable[[Array, Array], Array], x: Array, y: Array, rows: int
) -> Array:
    x, y = np.broadcast_arrays(np.asarray(x, np.float64), np.asarray(y, np.float64))
    size = max(1, MOST_AT_ONCE // surface.rows) if isinstance(surface, Fitted) else max(x.size, 1)
    flat_x, flat_y, found = x.reshape(-1), y.reshape(-1), np.empty((rows, x.size))
    with np.errstate(all="ignore"):
        for at in range(0, x.size, size):
            piece = slice(at, at + size)
            found[:, piece] = function(flat_x[piece], flat_y[piece])
    return found.reshape(rows, *x.shape)


def _gradients(surface: Surface, batch: int | None, seed: int) -> Iterator[Callable[..., Any]]:
    """Yield each step's gradient: of the whole surface, or of the next mini-batch."""
    if batch is None or not isinstance(surface, Fitted):
        while True:
            yield surface.gradient
    for rows in batches(surface.rows, batch, seed):
        yield surface.on(rows).gradient


def batches(rows: int, size: int, seed: int) -> Iterator[NDArray[np.int64]]:
    """Yield row numbers for ever: a new order every epoch, the last batch of an epoch may be smaller."""
    draw = np.random.default_rng(seed)
    while True:
        order = draw.permutation(rows)
        for at in range(0, rows, size):
            yield order[at : at + size]
