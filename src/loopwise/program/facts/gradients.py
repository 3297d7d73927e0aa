"""Whether gradients flow: from a loss back to something that wants them, and where they stop on the way.

gradient_flows(loss)      # True, False, or None where the program does not tell
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from itertools import chain

from loopwise.program.facts.shape_settings import is_in_place
from loopwise.program.objects.definitions import Instance
from loopwise.program.objects.modules import Layer
from loopwise.program.objects.numbers import Number
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.torch_table import OPERATIONS, words
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Const, External, Items, Length, Unknown, Value

_FAR = 150  # operations looked through; deeper graphs are unrolled networks
CUTS = words("detach data item tolist numpy argmax argmin argsort one_hot bincount long int")
_KEEPS_GRAPH = words("as_tensor asarray")
PARAMETRIC = words(
    "linear bilinear conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d batch_norm "
    "layer_norm group_norm embedding embedding_bag prelu lstm gru rnn multihead_attention lstmcell grucell rnncell"
)
# What backward needs again is kept: the result of these, the first input of those, of factors each for the other.
KEEP_RESULT = words("sigmoid tanh exp softmax log_softmax sqrt rsqrt relu reciprocal norm std logsumexp")
KEEP_INPUT = words(
    "conv1d conv2d conv3d pow square sin cos log log1p log2 abs silu gelu leaky_relu elu softplus hardtanh clamp "
    "layer_norm batch_norm max_pool1d max_pool2d max_pool3d mse_loss l1_loss smooth_l1_loss huber_loss "
    "binary_cross_entropy binary_cross_entropy_with_logits norm std logsumexp"
)
FACTORS = words("mul matmul mm bmm")

Known = dict[
    Op | Items, bool | None
]  # whether gradients flow behind an operation, in a list, as far as asked


def gradient_flows(tensor: Tensor) -> bool | None:
    """Tell whether a backward from `tensor` reaches a parameter, or a leaf that asks for its gradient.

    A new leaf made from an answer of a model (`torch.tensor(loss.item(), requires_grad=True)`) is an end; so is a
    loss that has lost its graph and is told to ask (`loss.requires_grad = True`).
    """
    known: Known = {}
    flows = _flows(tensor, known, 0)
    if flows and "requires_grad" in tensor.table and tensor.is_answer:
        return _through(tensor.op, known, 0)
    return flows


def where_cut(tensor: Tensor) -> Op | None:
    """Return the nearest operation on the way back behind which gradients would flow, but do not."""
    return next((op for op in tensor.past() if _cuts(op)), None)


def graph_of(tensor: Tensor) -> dict[Op, None]:
    """Return the operations whose kept tensors a backward from `tensor` surely uses up, nearest first.

    Where arms of an `if` meet, only one of them was taken: what lies behind is not sure.
    """
    known: Known = {}
    found: dict[Op, None] = {}
    waiting = [tensor]
    for one in waiting:
        is_leaf = "requires_grad" in one.table  # told to ask: how it was made is no part of the graph
        if not is_leaf and _flows(one, known, 0) is True and one.op not in found and len(found) < _FAR:
            found[one.op] = None
            waiting += [] if one.op.role == "join" else one.op.tensors
    return {op: None for op in found if keeps_numbers(op)}


def is_unpacked(op: Op) -> bool:
    """Tell whether it is one of several things that came together: of `h, c = state`, not of `loss.item()`."""
    return op.kind == "item" and op.shape == "part"


def keeps_numbers(op: Op) -> bool:
    """Tell whether it is an operation whose backward needs numbers that its forward keeps."""
    return op.kind in _KEEPING or op.role == "loss"


_KEEPING = KEEP_RESULT | KEEP_INPUT | FACTORS | PARAMETRIC | {"div"}


def _cuts(op: Op) -> bool:
    """Whether gradients stop here that came this far: a detached answer, one asked without gradients."""
    behind = _listed(op)
    reached = any(value.is_answer or gradient_flows(value) for value in behind)
    if is_unpacked(op):
        return False
    if op.kind in CUTS or op.role in ("compare", "source"):
        return op.kind not in _KEEPS_GRAPH and reached
    if op.gradients_on is False and op.role not in ("join", "opaque") and not is_in_place(op):
        return _owns_parameters(op) is True or reached
    return False


def _listed(op: Op) -> list[Tensor]:
    """Return the tensors that went in, also those of a list: of `torch.tensor([loss_a, loss_b])`."""
    given = [one for value in op.inputs for one in (value.items if isinstance(value, Items) else (value,))]
    return [one for one in given if isinstance(one, Tensor)]


def _flows(tensor: Tensor, known: Known, depth: int) -> bool | None:
    op = tensor.op
    asked = tensor.table.get("requires_grad")
    if isinstance(asked, Value):
        return truth(asked)
    if op not in known:
        known[op] = None  # in a circle or too deep
        known[op] = None if depth > _FAR else _through(op, known, depth)
        assigned = tensor.table.get("assigned")  # `rows[i] = net(x)` brings its gradient
        if isinstance(assigned, Value):
            known[op] = _any((known[op], _of_input(assigned, known, depth + 1)))
    return known[op]


def _through(op: Op, known: Known, depth: int) -> bool | None:
    if op.kind == "state" or is_unpacked(op):
        return _of_input(op.inputs[0], known, depth + 1)
    if op.kind in CUTS or op.role == "compare":
        return False
    if op.role == "source" and op.kind not in _KEEPS_GRAPH:
        return None if _is_filled_unseen(op) else _is_wanted(op)
    if op.role == "opaque":
        return False if op.ends_gradients else None
    flows = (_of_input(value, known, depth + 1) for value in _carrying(op))
    if op.role == "join":
        arms = set(flows)
        return arms.pop() if len(arms) == 1 else None
    if op.gradients_on is False and is_in_place(op):
        return next(flows, None)  # `with torch.no_grad(): h.mul_(2)` leaves what h comes from
    if op.gradients_on is not True:
        return op.gradients_on
    return _any(chain((_owns_parameters(op),), flows))


def _carrying(op: Op) -> tuple[Value, ...]:
    """Return the inputs that can carry gradients: of a re-layout only the tensor itself."""
    return op.inputs[:1] if op.role == "layout" else op.inputs


def _of_input(value: Value, known: Known, depth: int) -> bool | None:
    if isinstance(value, Tensor):
        return _flows(value, known, depth)
    if isinstance(value, Items):
        if value not in known:
            known[value] = None
            told = value.closed or value.items  # of a list of which nothing is seen, nothing is known
            known[value] = _any(_of_input(item, known, depth) for item in value.items) if told else None
        return known[value]
    plain = isinstance(value, (Const, External, Number, Length))
    return False if plain or (isinstance(value, Unknown) and value.made_by.startswith(_WITHOUT)) else None


_WITHOUT = (
    "builtins.len",
    "numpy.",
    "torch.finfo",
)  # what these give knows no gradient: `np.finfo(np.float32).eps`


def _any(flows: Iterable[bool | None]) -> bool | None:
    """Whether any surely flows: nothing behind the first that does is asked."""
    unsure = False
    for flow in flows:
        if flow:
            return True
        unsure = unsure or flow is None
    return None if unsure else False


def _owns_parameters(op: Op) -> bool | None:
    """Whether the layer that did it has parameters that ask for gradients."""
    if op.layer is None or isinstance(op.layer, Instance):
        return False
    if not isinstance(op.layer, Layer) or (op.kind not in OPERATIONS and op.kind not in PARAMETRIC):
        return None if op.role != "loss" else False
    if op.kind in PARAMETRIC:
        return None if op.frozen is None else not op.frozen
    return False


def _is_wanted(op: Op) -> bool | None:
    """Whether a leaf asks for its gradient."""
    if op.kind == "parameter" and (op.arguments is None or "requires_grad" not in op.arguments.named):
        return None if op.frozen is None else not op.frozen
    if op.kind in ("grad", "batch"):
        return False
    if any(_is_loss(value) for value in _listed(op)):
        return False
    given = op.arguments.named.get("requires_grad") if op.arguments else None
    if given is not None:
        return truth(given)
    return False if op.arguments is None or op.arguments.whole else None


def _is_filled_unseen(op: Op) -> bool:
    """Whether code that is not seen is handed a new tensor, which it may be there to write into."""
    return op.is_(*_BUFFERS) and any(
        use.role == use.kind == "opaque" and not _prints(use) for use in op.out.uses
    )


_BUFFERS = words(
    "zeros empty ones full zeros_like empty_like ones_like full_like new_zeros new_empty new_ones"
)


def leaves_sight(tensor: Tensor) -> bool:
    """Tell whether code that is not seen gets the tensor, or what is computed from it, with its graph."""
    waiting, seen = [tensor], {tensor.op}
    for one in waiting:
        for op in one.uses:
            if op in seen or op.kind in CUTS or len(seen) > _FAR:
                continue
            if op.role == "opaque" and op.kind == "opaque" and not _prints(op):
                return True
            seen.add(op)
            waiting.append(op.out)
    return False


def _prints(op: Op) -> bool:
    node = op.site.node
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"


def _is_loss(tensor: Tensor) -> bool:
    return tensor.last.role == "loss" or (tensor.last.kind in ("mean", "sum") and tensor.is_answer)
