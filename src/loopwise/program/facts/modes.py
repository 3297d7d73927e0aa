"""Layers that work differently in training mode and in eval mode: dropout, batch normalisation."""

from __future__ import annotations

import ast
import re

from loopwise.program.objects.modules import Layer, modules_in
from loopwise.program.objects.ops import Op
from loopwise.program.objects.tensors import Tensor
from loopwise.program.objects.truths import truth
from loopwise.program.objects.values import Value, constant

_DROPS = frozenset(("dropout", "alpha_dropout", "feature_alpha_dropout"))
_RECURRENT = frozenset(("lstm", "gru", "rnn"))
# Well-known models of torchvision and timm, and what all of them have inside.
_WITH_BATCH_NORM = (
    r"(wide_)?resne(t|xt)|densenet|mobilenet|efficientnet|googlenet|inception|shufflenet|mnasnet|vgg\d+_bn"
)
_WITH_DROPOUT = r"alexnet|vgg\d+$"


def layers_with_modes(model: Value, answer: Tensor | None = None) -> list[str]:
    """Return the names of the layers that surely work otherwise in training mode, each once.

    answer: what came out of the model; it shows the functional form `F.dropout(x, training=self.training)`.
    """
    found = [name for module in modules_in(model) if (name := _name_of(module))]
    functions = [op for op in answer.past() if _follows_mode(op)] if answer is not None else []
    return list(dict.fromkeys([*found, *("F.dropout" for _ in functions[:1])]))


def _name_of(module: Value) -> str:
    if not isinstance(module, Layer):
        return ""
    if module.kind in _DROPS:
        p = module.arguments.get(0, "p")
        return module.name if p is None or constant(p) else ""
    if module.kind == "batch_norm":
        tracked = module.arguments.named.get("track_running_stats")
        return module.name if tracked is None or truth(tracked) else ""
    if module.kind in _RECURRENT:
        return module.name if constant(module.arguments.named.get("dropout")) else ""
    return _of_known(module) if module.kind == "opaque" else ""


def _of_known(module: Layer) -> str:
    if re.match(_WITH_BATCH_NORM, module.name):
        return "BatchNorm2d"
    return "Dropout" if re.match(_WITH_DROPOUT, module.name) else ""


def _follows_mode(op: Op) -> bool:
    """`F.dropout(x, training=self.training)`; with a literal, or without, no mode changes it."""
    call = op.site.node
    if op.kind not in _DROPS or op.layer is not None or not isinstance(call, ast.Call):
        return False
    given = [*call.args[2:3], *(keyword.value for keyword in call.keywords if keyword.arg == "training")]
    return any(isinstance(one, ast.Attribute) and one.attr == "training" for one in given)
