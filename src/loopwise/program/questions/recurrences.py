"""Recurrent layers that are asked: which axis they run along, and which steps are taken of their answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from loopwise.program.objects.modules import Layer
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Const, Items, Unknown, Value, constant
from loopwise.shapes import Shape, Symbol

if TYPE_CHECKING:
    from loopwise.records import Place, Repair


_ATTENDS = ("transformer_encoder_layer",)


class Recurrence:
    """One asking of an LSTM, GRU or RNN on batches of sequences.

    batch_first: as the layer was made; None if that is not known.
    """

    def __init__(self, op: Op) -> None:
        first = op.inputs[0]
        self.op = op
        self.shape: Shape | None = first.shape if isinstance(first, Tensor) else None
        given = op.setting(4, "batch_first")
        whole = op.arguments is not None and op.arguments.whole
        if op.is_("transformer_encoder"):
            layer = op.setting(0, "encoder_layer")
            given = layer.arguments.named.get("batch_first") if isinstance(layer, Layer) else None
            whole = isinstance(layer, Layer) and layer.arguments.whole
        elif op.is_(*_ATTENDS):
            given = op.arguments.named.get("batch_first") if op.arguments is not None else None
        self.batch_first = truth(given) if given is not None else False if whole else None

    @property
    def place(self) -> Place:
        """Where the layer is made; of an encoder, its own layer, which says what comes first."""
        layer = self.op.setting(0, "encoder_layer") if self.op.is_("transformer_encoder") else None
        return layer.site.place if isinstance(layer, Layer) else self.op.written.place

    @property
    def runs_along_batch(self) -> bool:
        """Whether it takes the first axis for time, and the program has the batch there."""
        if self.batch_first is not False:
            return False
        if self._is_fed_in_windows:
            return True
        if self._is_single:
            return False
        if self.op.is_(*_ATTENDS, "transformer_encoder"):
            return self._has_batch_first and any(_leaves_steps(use) for use in self.op.out.future())
        shape = self.shape
        if shape is not None and isinstance(shape[0], Symbol) and not isinstance(shape[1], Symbol):
            return shape[1] != 1
        in_order = shape is None or not isinstance(shape[1], Symbol)
        return in_order and any(_picks(use) == (slice(None), -1) for use in self.op.out.future())

    @property
    def _has_batch_first(self) -> bool:
        """Whether the program itself has the batch on the first axis."""
        shape = self.shape
        return shape is not None and isinstance(shape[0], Symbol) and not isinstance(shape[1], Symbol)

    @property
    def _is_fed_in_windows(self) -> bool:
        """Whether it goes on, with the state of before, along the second axis of one series (1, T, F)."""
        series = self.op.inputs[0]
        cut = series.op if isinstance(series, Tensor) else None
        if cut is None or not cut.is_("getitem") or cut.arguments is None or len(self.op.inputs) < 2:
            return False
        key, whole = cut.arguments.get(1), cut.inputs[0]
        parts = key.items if isinstance(key, Items) else ()
        moving = len(parts) > 1 and constant(parts[0]) == slice(None) and _moves(parts[1])
        shape = whole.shape if isinstance(whole, Tensor) else None
        return moving and shape is not None and len(shape) == 3 and shape[0] == 1

    @property
    def last_samples(self) -> list[Op]:
        """The places where the last sample is taken in place of the last step: `out[-1]` of (N, T, H)."""
        if self.batch_first is not True or self._is_single:
            return []
        return [use for use in self.op.out.future() if _picks(use)[:1] == (-1,)]

    @property
    def _is_single(self) -> bool:
        return self.shape is not None and (len(self.shape) != 3 or 1 in self.shape[:2])

    def along_time(self) -> Repair | None:
        """Return the edit that makes the layer take batches first."""
        from loopwise.program.mending.replacements import with_argument

        if self.op.is_(*_ATTENDS, "transformer_encoder"):
            layer = (
                self.op.setting(0, "encoder_layer") if self.op.is_("transformer_encoder") else self.op.layer
            )
            return (
                with_argument(layer.site, "batch_first=True", safe=True) if isinstance(layer, Layer) else None
            )
        lacks = self.op.setting(4, "batch_first") is None
        return with_argument(self.op.written, "batch_first=True", safe=True) if lacks else None


def recurrences_in(ops: Iterable[Op]) -> list[Recurrence]:
    """Return every asking, each layer once."""
    layers = {op.layer: op for op in ops if isinstance(op.layer, Layer) and op.inputs and not op.guessed}
    return [Recurrence(op) for op in layers.values()]


def _leaves_steps(use: Op) -> bool:
    """Whether a sequence becomes one vector along the second axis: `out[:, 0]`, `out.mean(dim=1)`."""
    pooled = use.is_("mean", "sum", "max", "amax") and constant(use.setting(0, "dim", "axis")) == 1
    return pooled or _picks(use)[:2] == (slice(None), 0)


def _moves(part: Value) -> bool:
    """Whether a slice begins where only a run tells: `start : start + 50`."""
    return isinstance(part, Unknown) and part.made_by == "builtins.slice"


def _picks(use: Op) -> tuple[object, ...]:
    """Return the literal parts of an index: `out[:, -1, :]` -> (slice(None), -1)."""
    key = use.arguments.get(1) if use.is_("getitem") and use.arguments is not None else None
    parts = key.items if isinstance(key, Items) else (key,) if key is not None else ()
    picks = [constant(part) if isinstance(part, Const) else "?" for part in parts]
    while len(picks) > 2 and picks[-1] == slice(None):
        picks.pop()
    return tuple(picks)
