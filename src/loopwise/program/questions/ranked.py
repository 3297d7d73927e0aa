"""Where the largest score is looked for along the batch of a model's answers, and not along the classes.

for argmax in program.ranked_samples(): argmax.place
"""

from __future__ import annotations

from loopwise.program.objects.modules import Layer
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.shapes import Size, same

_PAIRED = ("max", "min", "median", "mode", "topk", "sort", "kthvalue")  # what gives values and their places
_TURNS = ("permute", "transpose", "t", "T", "mT", "swapaxes", "movedim")


def ranks_samples(argmax: Op) -> bool:
    """Tell whether an argmax surely looks along the batch.

    Either the scores are a layer's own, or what comes out is compared with a label a sample: as many as the scores
    have rows, and not as many as they have columns. `scores.max(0).values` is not about who wins, unless the scores
    are probabilities: then it is how sure the model is.
    """
    scores = argmax.inputs[0] if argmax.inputs else None
    if argmax.shape in _PAIRED and not argmax.out.uses and not argmax.before.is_("softmax", "log_softmax"):
        return False
    if argmax.ranks_samples or not isinstance(scores, Tensor):
        return argmax.ranks_samples
    if argmax.axis != 0 or not scores.is_answer or any(op.is_(*_TURNS) for op in scores.past()):
        return False
    if argmax.before.role == "opaque":
        unseen = isinstance(argmax.before.layer, Layer)
        return unseen and scores.is_batch and _compared_length(argmax.out) is not None
    rows, classes = scores.shape if scores.shape is not None and len(scores.shape) == 2 else (None, None)
    length = _compared_length(argmax.out)
    return length is not None and same(length, rows) is True and length != classes


def _compared_length(found: Tensor) -> Size:
    """Return the length of the row of labels that something is compared with; None if that is not known."""
    for op in found.future():
        for side in op.inputs if op.is_("eq", "ne") else ():
            if isinstance(side, Tensor) and side.rank == 1 and not side.is_answer:
                return (side.shape or (None,))[0]
    return None
