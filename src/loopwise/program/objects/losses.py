"""One call of a loss: class and functional form are the same kind."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING

from loopwise.program.objects.numbers import whole_number
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import FLOATS, words
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Arguments, Value, constant, is_none
from loopwise.records import Place, Repair
from loopwise.shapes import same, shown

if TYPE_CHECKING:
    from loopwise.program.source.sources import Site


_CONSTANTS = words("zeros zeros_like ones ones_like full full_like")


class LossCall:
    """A loss applied to something.

    kind: torch.nn.functional's name ("cross_entropy").  label: as the program writes it ("CrossEntropyLoss").
    arguments: of the call, and those the loss was made with.
    """

    __slots__ = ("again", "arguments", "input", "kind", "label", "made_with", "out", "site", "target")

    def __init__(
        self,
        kind: str,
        label: str,
        arguments: Arguments,
        made_with: Arguments,
        out: Tensor,
        site: Site,
        *,
        again: bool,
    ) -> None:
        assert isinstance(out.op.inputs[0], Tensor)
        self.kind = kind
        self.label = label
        self.arguments = arguments
        self.made_with = made_with
        self.input: Tensor = out.op.inputs[0]
        self.target: Value | None = arguments.get(1, "target")
        self.out = out
        self.site = site
        self.again = again

    @property
    def place(self) -> Place:
        """Where it is computed."""
        return self.site.place

    @property
    def written(self) -> Site:
        """Where the loss is chosen: the making of its module, or the call of the function."""
        return self.out.op.written

    def becomes(self, kind: str, *, safe: bool) -> Repair | None:
        """Return the text edit that computes another loss, or None where no edit can say it."""
        from loopwise.program.mending.replacements import called_otherwise  # only when something was found

        edits = called_otherwise(self.written, kind)
        return Repair(safe=safe, edits=edits) if edits else None

    @property
    def is_swapped(self) -> bool:
        """Whether the target is surely a model's answer and the input surely data."""
        if not isinstance(self.target, Tensor) or not self.target.is_answer:
            return False
        if self.kind == "kl_div" and self._is_constant:
            return False  # how far answers are from being even is a penalty, not a fit
        return self.input.is_data or (self.kind == "kl_div" and self._learns_by_target)

    @property
    def _is_constant(self) -> bool:
        """Whether the input is the same numbers each time, written down by the program."""
        return self.input.is_data and all(
            op.is_(*_CONSTANTS) for op in self.input.past() if op.role == "source"
        )

    @property
    def _learns_by_target(self) -> bool:
        """Whether only the target can carry gradients: a teacher in the student's place."""
        from loopwise.program.facts.gradients import gradient_flows

        target = self.answers
        return target is not None and gradient_flows(target) is True and gradient_flows(self.input) is False

    def swapped(self) -> Repair | None:
        """Return the text edit that exchanges input and target."""
        from loopwise.program.mending.replacements import swapped

        return swapped(self.site)

    def with_target(self, method: str, *, safe: bool = True) -> Repair | None:
        """Return the text edit that calls a method on the target where the loss is computed."""
        from loopwise.program.mending.replacements import argument, with_method

        return with_method(self.site, argument(self.site.node, 1, "target"), method, safe=safe)

    def with_lower_target(self, number: int) -> Repair | None:
        """Return the text edit that subtracts a number from the target where the loss is computed."""
        from loopwise.program.mending.replacements import argument, less

        return less(self.site, argument(self.site.node, 1, "target"), number)

    def with_ids(self) -> Repair | None:
        """Return the text edit that gives class ids in the place of one-hot rows."""
        if self.answers is not None and self.answers.last.is_("one_hot"):
            return self.answers.last.removed()
        return self.with_target("argmax(dim=1)", safe=False)

    @property
    def labels_outside(self) -> tuple[int, int, int] | None:
        """The smallest and largest label and the number of classes, where a label surely is no class."""
        classes = self.input.size(1 if self.input.rank in (3, 4) else -1)
        reach = self.answers.reach if self.answers is not None else None
        if classes is None or classes < 2 or reach is None or self._takes_shares:
            return None
        smallest, largest = round(reach[0]), round(reach[1])
        outside = (largest >= classes and largest != self.ignored) or (
            smallest < 0 and smallest != self.ignored
        )
        return (smallest, largest, classes) if outside and self.ignored is not None else None

    @property
    def compares_models(self) -> bool:
        """Whether the target is a model's answer too: features, a teacher, a target network."""
        return self.answers is not None and self.answers.is_answer

    @property
    def has_one_output(self) -> bool:
        """Whether a sample surely has one output, be it the last axis or squeezed away."""
        output = self.input.last
        if not output.is_raw or self.outputs != 1:
            return False
        if self.input.size(1 if output.kind.startswith("conv") else -1) == 1:
            return True
        return self.input.rank == 1 and self.answers is not None and self.answers.rank == 1

    @property
    def wanted_dtype(self) -> str | None:
        """The number type that the targets would have to have, where theirs is surely wrong."""
        dtype = self.answers.dtype if self.answers is not None else None
        if dtype is None:
            return None
        if self.kind.startswith("binary"):
            return None if dtype in FLOATS else "float32"
        ids = self._are_ids if dtype in FLOATS else dtype not in ("int64", "uint8")
        return "int64" if ids else None

    @property
    def _are_ids(self) -> bool:
        """Whether the targets are one number a sample: (N,) against (N, C)."""
        assert self.answers is not None
        if self.answers.rank is None:
            return False
        if self.input.rank is None:
            return self.answers.rank == 1 and self.input.is_batch
        return self.answers.rank == self.input.rank - 1

    @property
    def _takes_shares(self) -> bool:
        """Whether the targets may be shares of classes, not ids: floating point numbers, as many as outputs."""
        return self.answers is not None and self.answers.dtype in FLOATS and not self._are_ids

    @property
    def takes_rows_of_ids(self) -> bool:
        """Whether the targets are surely whole numbers in rows: one-hot, but not as probabilities."""
        if self.answers is None or self.kind not in ("cross_entropy", "nll_loss"):
            return False
        whole = self.answers.dtype is not None and self.answers.dtype not in FLOATS
        if self.answers.origin.is_("one_hot"):
            return whole or self.kind == "nll_loss"
        classes = self.input.size(-1)
        same = self.answers.rank == self.input.rank == 2 and self.answers.size(-1) == classes
        return whole and same and classes != 1 and classes is not None

    def name_at(self, site: Site) -> str:
        """Return what the loss is called where `site` stands; "" if it has no name there."""
        from loopwise.program.mending.repairs import function_of, statement_of

        source = self.site.source
        statement = statement_of(source, self.site.node)
        if not isinstance(statement, ast.Assign) or statement.value is not self.site.node:
            return ""
        target = statement.targets[0]
        near = source is site.source and function_of(source, statement) is function_of(source, site.node)
        return target.id if near and isinstance(target, ast.Name) else ""

    @property
    def reduction(self) -> str | None:
        """ "mean", "sum" or "none"; None if the program chooses it out of sight."""
        return reduction_in({**self.arguments.named, **self.made_with.named})

    @property
    def classes(self) -> int | None:
        """The number of classes its input has: axis 1, which is the last one of (N, C)."""
        return self.input.size(-1)

    @property
    def outputs(self) -> int | None:
        """How many numbers a sample has in the layer behind its input: channels of pictures, else features."""
        output = self.input.last
        return output.out.size(1 if output.kind.startswith("conv") else -1)

    @property
    def ignored(self) -> int | None:
        """The class id that the loss leaves out."""
        given = self.made_with.named.get("ignore_index") or self.arguments.named.get("ignore_index")
        return -100 if given is None else whole_number(given)

    @property
    def answers(self) -> Tensor | None:
        """The target, if it is a tensor."""
        return self.target if isinstance(self.target, Tensor) else None

    @property
    def has_standardised_target(self) -> bool:
        """Whether the target was surely given mean 0 and standard deviation 1."""
        from loopwise.program.facts.spreads import is_standardised

        return is_standardised(self.target)

    @property
    def has_column_target(self) -> bool:
        """Whether class ids come as one column: (N, 1) beside (N, C); whole numbers are ids for any C.

        Of scores with axes not known the last length decides: of three axes the ids had as many columns.
        """
        target = self.target if isinstance(self.target, Tensor) else None
        one, other = self.input.shape, target.shape if target is not None else None
        if other is None or len(other) != 2 or other[1] != 1:
            return False
        if one is None:
            return (self.input.size(-1) or 1) > 1 and target is not None and target.dtype == "int64"
        if len(one) != 2 or one[0] == 1:
            return False
        several = isinstance(one[1], int) and one[1] > 1
        return several or (one[1] is None and target is not None and target.dtype == "int64")

    @property
    def input_shape(self) -> str | None:
        """The shape of its input as people write it, None if that is not known."""
        return None if self.input.shape is None else shown(self.input.shape)

    @property
    def target_shape(self) -> str | None:
        """The shape of its target as people write it, None if that is not known."""
        shape = self.target.shape if isinstance(self.target, Tensor) else None
        return None if shape is None else shown(shape)

    @property
    def has_classes_last(self) -> bool:
        """Whether the classes stand behind the positions: (N, T, C) beside (N, T)."""
        one, other = self.input.shape, self.target.shape if isinstance(self.target, Tensor) else None
        if one is None or other is None or len(one) != len(other) + 1 or len(one) < 3:
            return False
        scored, alike = self.input.made_by_same_shape.is_("linear"), [*map(same, one, other)]
        if (
            scored
            and len(one) == 3
            and False not in alike
            and any(op.is_(*_BY_STEPS) for op in self.input.past())
        ):
            return True  # scores of each step of a sequence, however long
        return (same(one[1], one[-1]) is False or scored) and all(alike)

    def with_input(self, method: str) -> Repair | None:
        """Return the text edit that calls a method on the input where the loss is computed."""
        from loopwise.program.mending.replacements import argument, with_method

        return with_method(self.site, argument(self.site.node, 0, "input"), method)

    @property
    def resolved(self) -> bool:
        """Whether its input was traced to an operation or a model."""
        return _is_traced(self.input)


_BY_STEPS = ("embedding", "lstm", "gru", "rnn")  # layers whose rows are the steps of a sequence


def _is_traced(tensor: Tensor) -> bool:
    """Whether it came from an operation or a model; where two meet, whether both did."""
    op = tensor.last
    if op.role == "join":
        return all(isinstance(value, Tensor) and _is_traced(value) for value in op.inputs)
    return op.role != "opaque" or bool(tensor.models or op.out.models)


def reduction_in(named: Mapping[str, Value]) -> str | None:
    """Return "mean", "sum" or "none" as a loss is told, also in torch's words of old; None if that is not seen.

    `size_average=False` sums, `reduce=False` does neither.
    """
    if (given := named.get("reduction")) is not None:
        word = constant(given)
        return word if isinstance(word, str) else None
    if "reduce" not in named and "size_average" not in named:
        return "mean"
    reduced, averaged = (_unless_told(named.get(name)) for name in ("reduce", "size_average"))
    if reduced is None or (reduced and averaged is None):
        return None
    return "none" if not reduced else "mean" if averaged else "sum"


def _unless_told(value: Value | None) -> bool | None:
    """Return what one of the two old settings is: True where it is left out, None where it is not seen."""
    return True if value is None or is_none(value) else truth(value)
