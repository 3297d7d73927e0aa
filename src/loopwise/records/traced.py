"""The way of an input through a model: operations, what flows between them, what each costs.

trace.operations[3].name, trace.operations[3].shape, trace.operations[3].multiply_adds
trace.edges          # ((0, 1), (1, 2), ...): from operation, to operation
trace.to_dict()      # what `loopwise trace --json` prints

Numbers and keys; words, tables and pictures are `rendering`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from loopwise.records.json_form import SCHEMA, plain
from loopwise.records.places import Place

Lengths = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ModuleCall:
    """One call of one module. A module that is called twice has two.

    path: as `named_modules` has it, "" for the model. kind: its class. inside: the call it was made from.
    time: 1 for the first call of this module.
    """

    number: int
    path: str
    kind: str
    inside: int | None = None
    time: int = 1


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation on tensors: a torch function as the model called it, or an input.

    name: torch's, one for all forms ("conv2d", "add" for `+`, `x.add_(y)` and `torch.add`); "input".
    path, call: the innermost module it ran in (its path, the number of its ModuleCall).
    inputs: numbers of the operations whose results it takes, without repeats.
    shape, dtype: of its (first) result; shapes: of all, where there are several.
    parameters: of the weights it is the first to use; shared: of weights counted at an earlier operation.
    multiply_adds: one multiplication and one addition together; 0 for what has no products of its own.
    elementwise: other arithmetic, in results computed (normalisation, activation, addition, pooling windows).
    memory: bytes of new results; saved: bytes that autograd keeps of it for the backward pass.
    receptive_field, stride: for each spatial axis of its result, in pixels of the input and however large the
        input is; None where all of the input is seen, or where it cannot be told.
    depth: layers with weights on the longest way to it. role: what it is for, a key of `tracing.roles`.
    settings: kernel_size, stride, in_features ... by torch's names.
    place, code: the line of the person's source that called it.
    """

    number: int
    name: str
    path: str = ""
    call: int | None = None
    inputs: tuple[int, ...] = ()
    shape: Lengths = ()
    dtype: str = ""
    shapes: tuple[Lengths, ...] = ()
    parameters: int = 0
    shared: int = 0
    multiply_adds: int = 0
    elementwise: int = 0
    memory: int = 0
    saved: int = 0
    receptive_field: tuple[int | None, ...] = ()
    stride: tuple[float | None, ...] = ()
    depth: int = 0
    role: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    place: Place | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class Merge:
    """Where two ways meet.

    kind: "skip" (an addition or concatenation whose inputs lie at different depths), "branches" (those of equal
        depth, and parallel ways that are concatenated), "gate" (a multiplication).
    operation: where they meet. source: the operation that the shorter way comes from.
    by: "add", "cat" or "mul".
    """

    kind: str
    operation: int
    source: int
    by: str


@dataclass(frozen=True, slots=True)
class Block:
    """A pattern that has a name.

    kind: "vgg_stage", "residual_basic", "residual_bottleneck", "residual", "inverted_residual", "inception",
        "dense", "encoder_decoder", "pyramid", "transformer_attention", "transformer_feed_forward".
    operations: numbers of those inside, the merge included. path: the module they lie in.
    """

    kind: str
    path: str
    operations: tuple[int, ...]
    call: int | None = None


@dataclass(frozen=True, slots=True)
class Stopped:
    """Where and why a forward failed: the operation was tried and is no part of the graph.

    name, path, call, inputs, settings, place, code: as of an Operation. shapes: of the tensors it was given.
    kind, message: of the exception. fault: the catalogue's name for it, "" if none fits.
    change: the setting to change (`in_features`), its value now, the value that fits.
    """

    kind: str
    message: str
    name: str = ""
    path: str = ""
    call: int | None = None
    inputs: tuple[int, ...] = ()
    shapes: tuple[Lengths, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    place: Place | None = None
    code: str = ""
    fault: str = ""
    change: tuple[str, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """The answer of `trace`.

    model: its name. inputs: shapes, the batch included. outputs: numbers of the operations returned.
    parameters: of the whole model, shared ones once; unused: paths of those that took no part.
    training: whether modules were in training mode. device: "cpu", "meta" ...
    stopped: where the forward failed; the graph then ends there.
    """

    model: str
    inputs: tuple[Lengths, ...] = ()
    operations: tuple[Operation, ...] = ()
    calls: tuple[ModuleCall, ...] = ()
    outputs: tuple[int, ...] = ()
    parameters: int = 0
    unused: tuple[str, ...] = ()
    merges: tuple[Merge, ...] = ()
    blocks: tuple[Block, ...] = ()
    training: bool = False
    device: str = "cpu"
    stopped: Stopped | None = None

    @property
    def edges(self) -> tuple[tuple[int, int], ...]:
        """Return (from, to) for every result that an operation takes."""
        return tuple((source, one.number) for one in self.operations for source in one.inputs)

    @property
    def skips(self) -> tuple[Merge, ...]:
        """Return the skip connections: merges that are neither gates nor mere branches."""
        return tuple(merge for merge in self.merges if merge.kind == "skip")

    @property
    def multiply_adds(self) -> int:
        """Return the sum over convolutions, linear layers, matrix products, attention and recurrent layers."""
        return sum(one.multiply_adds for one in self.operations)

    @property
    def receptive_field(self) -> int | None:
        """Return the theoretical receptive field at the last convolution, the longer axis; None without one."""
        for one in reversed(self.operations):
            if one.name.startswith("conv") and one.receptive_field:
                known = [length for length in one.receptive_field if length is not None]
                return max(known) if len(known) == len(one.receptive_field) else None
        return None

    @property
    def depth(self) -> int:
        """Return the layers with weights on the longest way, as papers count them (ResNet-50: 50)."""
        return max((one.depth for one in self.operations), default=0)

    @property
    def memory(self) -> int:
        """Return the bytes of all results."""
        return sum(one.memory for one in self.operations)

    @property
    def saved(self) -> int:
        """Return the bytes that autograd keeps for the backward pass, weights not counted."""
        return sum(one.saved for one in self.operations)

    def to_dict(self) -> dict[str, Any]:
        """Return what `loopwise trace --json` prints."""
        form: dict[str, Any] = plain(self)
        computed = {
            "schema": SCHEMA,
            "model": self.model,
            "parameters": self.parameters,
            "multiply_adds": self.multiply_adds,
            "receptive_field": self.receptive_field,
            "depth": self.depth,
            "memory": self.memory,
            "saved": self.saved,
        }
        graph = {"edges": [list(edge) for edge in self.edges], "skips": plain(self.skips)}
        return computed | {name: form[name] for name in form if name not in computed} | graph
