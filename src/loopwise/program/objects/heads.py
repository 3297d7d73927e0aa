"""What torchvision calls the last part of its models, and what a program has put there."""

from __future__ import annotations

import re

from loopwise.program.objects.modules import Layer
from loopwise.program.objects.values import Value

_HEADS = (
    (r"(wide_)?resne(x)?t|googlenet|inception_v3|shufflenet|regnet", "fc"),
    (r"alexnet|vgg|squeezenet|densenet|mobilenet|efficientnet|convnext|mnasnet", "classifier"),
    (r"vit_", "heads"),
    (r"swin_", "head"),
)
_LAST = (  # the place of the last layer in a `classifier` that is a Sequential
    (r"alexnet|vgg", 6),
    (r"mobilenet_v3", 3),
    (r"convnext", 2),
    (r"mobilenet|efficientnet|mnasnet", 1),
)
_SEVERAL = (
    r"googlenet|inception_v3|squeezenet"  # answer several things in training, or not with the head itself
)


def head_name(model: Layer) -> str:
    """Return what a model of torchvision calls its last part, "" for any other model."""
    known = model.kind == "opaque" and model.name
    return next((head for pattern, head in _HEADS if re.match(pattern, model.name)), "") if known else ""


def answers_in_rows(model: Layer) -> bool:
    """Whether what comes in front of its last layer is flat, one row a picture, whichever head is put there."""
    return (
        bool(head_name(model))
        and not re.match(_SEVERAL, model.name)
        and not model.name.startswith("convnext")
    )


def new_head(model: Layer) -> Value | None:
    """Return the module of the program's own that such a model asks last: `resnet.fc = nn.Linear(512, 10)`."""
    head = head_name(model)
    part = model.table.get(head) if head and not re.match(_SEVERAL, model.name) else None
    if isinstance(part, Layer) and part.kind == "opaque":
        place = next((f"[{at}]" for pattern, at in _LAST if re.match(pattern, model.name)), "head")
        part = part.table.get("[-1]", part.table.get(place))
    is_own = (
        isinstance(part, Value) and part.is_module and not (isinstance(part, Layer) and part.kind == "opaque")
    )
    return part if is_own and isinstance(part, Value) else None
