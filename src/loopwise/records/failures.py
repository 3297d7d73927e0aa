"""A run that has failed: what was raised, and the frames it came through, as a text or a live exception gives them.

Failure("RuntimeError", "mat1 and mat2 shapes cannot be multiplied (64x6144 and 144x4)").own is None
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Told = Mapping[str, "int | str"]  # the numbers and names that an error text tells


@dataclass(frozen=True, slots=True)
class Seen:
    """What a name of a failing line stood for. Read from attributes; nothing was computed but `reach`.

    kind: the name of its class.  shape, dtype, device, requires_grad: of a tensor, or of a module's weight.
    training: a module's mode.
    reach: the smallest and the largest of a tensor's whole numbers, where it lies in main memory.
    settings: what it was made with, `in_features`, `num_workers`; what a data set stores, `len(files)`.
    """

    name: str
    kind: str
    shape: tuple[int, ...] | None = None
    dtype: str | None = None
    device: str | None = None
    requires_grad: bool | None = None
    training: bool | None = None
    reach: tuple[int, int] | None = None
    settings: Mapping[str, int | str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FailedAt:
    """One frame of a traceback.

    line: 1-based, 0 where the text does not tell.  cell: the execution number of a notebook's cell.
    code: the line itself, "" where it is not known.  own: the person's own code, not a library's.
    """

    path: str
    line: int
    function: str = ""
    code: str = ""
    cell: int | None = None
    own: bool = True
    seen: tuple[Seen, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """An exception or a warning: its type ("" if only its message is known), message and frames, outermost first.

    layer, given: the module that raised and what it received, where the exception is still there.
    around: the modules the person's own frames hold; None where the frames are gone.
    before: the exception this one arose from.
    """

    kind: str
    message: str
    frames: tuple[FailedAt, ...] = ()
    layer: Seen | None = None
    given: tuple[Seen, ...] = ()
    around: tuple[Seen, ...] | None = None
    before: Failure | None = None

    @property
    def own(self) -> FailedAt | None:
        """The innermost frame of the person's own code; that of the exception before, where this has none."""
        here = next((frame for frame in reversed(self.frames) if frame.own), None)
        return here or (self.before.own if self.before else None)

    @property
    def code(self) -> str:
        """The line of the person's own code at which it failed; "" where it is not known."""
        return self.own.code if self.own else ""

    @property
    def tensors(self) -> tuple[Seen, ...]:
        """The tensors on that line, and those the refusing layer received."""
        on_line = self.own.seen if self.own else ()
        return tuple(
            seen for seen in (*on_line, *self.given) if seen.shape is not None and seen.training is None
        )

    @property
    def can_learn(self) -> bool | None:
        """Whether the person's frames hold a model with weights that require gradients; None where they are gone."""
        return None if self.around is None else any(seen.requires_grad for seen in self.around)

    @property
    def axes_given(self) -> int | None:
        """How many axes the first tensor had that the refusing layer received; None where nobody knows."""
        return next((len(seen.shape) for seen in self.given if seen.shape is not None), None)
