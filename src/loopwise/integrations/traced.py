"""Follow an input through a model: `loopwise.trace(model, example)`, in a notebook, a script or the terminal.

loopwise.trace(net, torch.randn(1, 3, 224, 224))      # shows itself: a table, or a picture in a notebook
loopwise.trace("zoo:vgg16").multiply_adds
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from html import escape
from typing import TYPE_CHECKING, Any

from loopwise.integrations.failed import language_for
from loopwise.records.compared import Comparison
from loopwise.records.traced import Trace
from loopwise.rendering.compared import show_comparison
from loopwise.rendering.compared_svg import show_beside
from loopwise.rendering.traced import show_trace
from loopwise.rendering.traced_html import show
from loopwise.text import speaking
from loopwise.tracing import comparison_of, trace_of

if TYPE_CHECKING:
    from torch import nn


@dataclass(frozen=True, slots=True, repr=False)
class Traced(Trace):
    """A trace that shows itself where it is printed, or is the last line of a cell."""

    def __repr__(self) -> str:
        with speaking(_language(self)):
            return show_trace(self)

    def _repr_html_(self) -> str:
        with speaking(_language(self)):
            return show(self)


def trace(model: nn.Module | str, example: Any = None, *, training: bool = False) -> Traced:
    """Run a model once and return every operation on the way, with shapes, costs and meaning.

    model: a module, or a name: "zoo:vgg16", "net.py:Net", "week6.ipynb:CNN", "package:factory".
    example: a tensor, a tuple of arguments, a dictionary of named ones, or one sample's shape (3, 224, 224) or
        "3,224,224" ("tokens:64" for token ids). A model of the zoo knows its own.
    training: whether dropout and batch norm act as in training.
    A forward that fails gives the trace up to there; its `stopped` says why and what to change.
    Raises LoopwiseError for a name that means no model, or an example of another kind.
    """
    found = trace_of(model, example, training=training)
    known = {one.name: getattr(found, one.name) for one in fields(Trace)}
    return Traced(**known)


@dataclass(frozen=True, slots=True, repr=False)
class Compared(Comparison):
    """A comparison that shows itself where it is printed, or is the last line of a cell."""

    def __repr__(self) -> str:
        with speaking(_language(self.first, self.second)):
            return show_comparison(self)

    def _repr_html_(self) -> str:
        with speaking(_language(self.first, self.second)):
            return f"{show_beside(self)}<pre>{escape(show_comparison(self))}</pre>"


def compare(first: nn.Module | str | Trace, second: nn.Module | str | Trace, example: Any = None) -> Compared:
    """Put two models side by side: totals, what each has at every resolution, blocks, pros and costs.

    first, second: as for `trace`, or traces. example: for both; a model of the zoo knows its own.
    """
    found = comparison_of(first, second, example)
    known = {one.name: getattr(found, one.name) for one in fields(Comparison)}
    return Compared(**known)


def _language(*traces: Trace) -> str:
    """Return the language to show traces in; asked when one is shown, for it takes reading the settings' files."""
    return language_for([one.code for trace in traces for one in trace.operations])
