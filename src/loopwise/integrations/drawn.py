"""Paths and landscapes as a notebook shows them: drawn, under the cell that made them.

loopwise.descend("3*x**2 + y**2", lr=[0.1, 0.3])      # a picture, and one line a run

A picture is a PNG made on this computer: it needs no script, no network, and is saved with the notebook.
"""

from __future__ import annotations

import io
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from loopwise.descent import Paths
from loopwise.descent import descend as descend_only
from loopwise.records.landscapes import Landscape

if TYPE_CHECKING:
    from loopwise.figures import Figure

MOST_PANELS = 12
DPI = 90


class DrawnPaths(Paths):
    """Paths that a notebook draws."""

    def __repr__(self) -> str:
        """Return one line a run."""
        runs = zip(self.runs, self.verdict, strict=True)
        lines = [
            f"{run.rule}, lr {run.lr:g}, from ({run.start[0]:g}, {run.start[1]:g}): {told}"
            for run, told in runs
        ]
        more = [f"... ({len(lines)} runs)"] if len(lines) > MOST_PANELS else []
        return "\n".join([f"{self.surface.name}, {self.steps} steps", *lines[:MOST_PANELS], *more])

    def _repr_png_(self) -> bytes | None:
        from loopwise.figures.descended import race, rates_row, three_panels

        if len(self.runs) == 1:
            return _png(three_panels(self))
        rules = {run.rule for run in self.runs}
        if len(self.runs) > MOST_PANELS:
            return None
        return _png(race(self) if len(rules) == len(self.runs) else rates_row(self))


class DrawnLandscape(Landscape):
    """A landscape that a notebook draws."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return what it is of."""
        return f"landscape of {self.model} on {self.data}: {self.side} x {self.side} points, {self.ended}"

    def _repr_png_(self) -> bytes:
        from loopwise.figures.landscapes import overview

        return _png(overview(self))


def descend(*arguments: Any, **options: Any) -> DrawnPaths:
    """Walk down a surface by every rule, from every start, at every rate; takes what `loopwise.descent.descend` takes.

    descend(surface, start=(5, 4), lr=[0.1, 0.5], rule="sgd", steps=10): surface is a name, a typed function
    ("3*x**2 + y**2"), or a Python function of two torch tensors.
    """
    paths = descend_only(*arguments, **options)
    return DrawnPaths(**{field.name: getattr(paths, field.name) for field in fields(paths)})


def landscape(*arguments: Any, **options: Any) -> DrawnLandscape:
    """Return the loss over a plane through a model's weights; takes what `loopwise.descent.landscape` takes.

    landscape(model, loader, criterion, path=None, side=33): the model is left as it was, bit for bit.
    """
    from loopwise.descent import landscape as landscape_only  # loads torch, which a bowl does not need

    found = landscape_only(*arguments, **options)
    return DrawnLandscape(**{field.name: getattr(found, field.name) for field in fields(found)})


def _png(figure: Figure) -> bytes:
    from loopwise.figures.files import draw

    written = io.BytesIO()
    draw(figure).savefig(written, format="png", dpi=DPI)
    return written.getvalue()
