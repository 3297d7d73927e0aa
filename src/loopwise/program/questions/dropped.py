"""Statements that compute a new tensor and throw it away: `images.to(device)` alone on a line.

for dropped in program.dropped(): dropped.place, dropped.what
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from loopwise.program.flow.events import Event, Events
from loopwise.program.mending.repairs import input_text
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import OPERATIONS, TRAINED, words
from loopwise.program.objects.values import Arguments, Value, constant
from loopwise.program.source.sources import nodes_in
from loopwise.records import Edit, Repair

if TYPE_CHECKING:
    from loopwise.records import Place

# What is called for its result alone: all that torch computes or lays out anew. Left out: what waits for a device,
# keeps statistics or works in place, what has weights (a hook may listen to it), and what one only looks at.
_EFFECTS = words(
    "item tolist numpy cpu pin_memory batch_norm instance_norm transformer_encoder requires_grad_ retain_grad "
    "getitem getattr T mT data identity sum mean prod std var norm unique nonzero bincount multinomial "
    "abs round exp log floor"
)
_FAR = 100  # operations looked through, from what was computed to a model or a loss
_DROPOUTS = words("dropout alpha_dropout feature_alpha_dropout")
_KINDS = {
    kind
    for kind, row in OPERATIONS.items()
    if row.role in ("change", "layout") and kind not in _EFFECTS | TRAINED
}


class Dropped:
    """One of them. event: the statement; op: what it computes; tensor: what stays as it was."""

    def __init__(self, event: Event, op: Op, tensor: Tensor) -> None:
        self.event = event
        self.op = op
        self.tensor = tensor

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.event.place

    @property
    def what(self) -> str:
        """The call as the program writes it, shortened."""
        assert self.event.site is not None
        return self.event.site.source.words(self.event.site.node)

    def kept(self) -> Repair | None:
        """Return the text edit that gives the result back to the name: `x.float()` -> `x = x.float()`."""
        given = input_text(self.op)
        if not isinstance(given, (ast.Name, ast.Attribute)):
            return None
        source, place = self.op.site.source, self.place
        start = source.span(place.line, place.column, place.line, place.column)
        return Repair(safe=True, edits=(Edit(start, f"{ast.unparse(given)} = "),))


def dropped_in(events: Events) -> Iterator[Dropped]:
    """Yield them, each place once: results that nobody can see, of tensors that a model or loss gets as they were."""
    seen: set[ast.AST] = set()
    for event in events.of("dropped"):
        if event.tensor is None or event.site is None:
            continue
        op = event.tensor.op
        if op.kind not in _KINDS or event.site.node in seen:
            continue
        tensor = _begun_from(event.tensor, event.site.node)
        if not isinstance(tensor, Tensor) or _is_an_object(tensor):
            continue
        if tensor.models and op.is_("to", "cuda"):  # an answer is where its model is
            continue
        if not _works_in_place(op) and not _is_shown(event) and _goes_on(op, tensor):
            seen.add(event.site.node)
            yield Dropped(event, op, tensor)


def _begun_from(result: Tensor, statement: ast.AST) -> Value | None:
    """Return what a chain of calls in one statement begins with: of `x.sub(m).div(s)`, x."""
    inside = set(nodes_in(statement))
    value: Value | None = result
    while isinstance(value, Tensor) and value.op.site.node in inside:
        value = value.op.inputs[0] if value.op.inputs else None
    return value


def _is_an_object(tensor: Tensor) -> bool:
    """Whether something is read from it that no tensor has: a batch that moves its own parts, `batch.mask`."""
    return any(use.is_("getattr") for use in tensor.uses)


def _works_in_place(op: Op) -> bool:
    """Whether the tensor itself may change: `F.relu(x, inplace=True)`, `torch.clamp(x, out=x)`, `x.relu_()`."""
    call = op.site.node
    if not isinstance(call, ast.Call):
        return False  # `x / 255`
    if isinstance(call.func, ast.Attribute) and call.func.attr.endswith("_"):
        return True
    given = op.arguments or Arguments(whole=False)
    if not given.whole or "out" in given.named:
        return True
    flag = given.named.get("inplace")
    flags = given.positional[3:] if op.kind in _DROPOUTS else given.positional[-1:]  # before it, `training`
    return any(constant(one) is True for one in flags) or (flag is not None and constant(flag) is not False)


def _is_shown(event: Event) -> bool:
    """Whether a notebook shows the value, or the statement is there to see whether it raises."""
    assert event.site is not None
    source, node = event.site.source, event.site.node
    statement = source.parent(node)
    around = source.parent(statement) if statement is not None else None
    if statement in source.tree.body:
        cells = source.cell is not None or "# In[" in source.text or "# %%" in source.text
        return cells and (source.cell is None or statement is source.tree.body[-1])
    while around is not None and around is not source.tree:
        if isinstance(around, (ast.Try, ast.TryStar)):
            return True
        around = source.parent(around)
    return False


def _whole_of(tensor: Tensor) -> Tensor | None:
    """Return what a `for` takes it out of, part by part: `for part in batch`."""
    op = tensor.op
    around = op.site.source.parent(op.site.node) if op.is_("getitem") else None
    whole = op.inputs[0] if isinstance(around, ast.For) and around.iter is op.site.node else None
    return whole if isinstance(whole, Tensor) else None


def _goes_on(op: Op, tensor: Tensor) -> bool:
    """Whether a model works with the tensor, or a loss, and the same is not done to it on the way."""
    inside = set(nodes_in(op.site.node))
    at = max((i for i, use in enumerate(tensor.uses) if use.site.node in inside), default=-1)
    later = tensor.uses[at + 1 :]
    if any(use.kind == op.kind and use.site.node is not op.site.node for use in later):
        return False
    if op.asked:
        return True
    if (whole := _whole_of(tensor)) is not None and _goes_on(op, whole):
        return True
    waiting = [use for use in later if use.site.node is not op.site.node]
    seen = set(waiting)
    for use in waiting:
        if use.asked or use.role == "loss":
            return True
        new = [one for one in use.out.uses if one not in seen] if len(seen) < _FAR else []
        waiting += new
        seen.update(new)
    return False
