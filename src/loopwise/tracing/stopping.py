"""Why a forward stopped: which fault of the catalogue it is, and which number to change.

Judged from the shapes that met, not from the words of the exception, which differ between versions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from loopwise.records.traced import Operation, Stopped

_RECURRENT = ("LSTM", "GRU", "RNN", "LSTMCell", "GRUCell", "RNNCell")
_EXPECTED = re.compile(r"Expected (\d+), got (\d+)")
_NORMALISED = re.compile(r"running_mean should contain (\d+) elements not (\d+)")


def stopped_at(stopped: Stopped, kind: str, operations: Sequence[Operation]) -> Stopped:
    """Return the same with fault and change, where the shapes tell. kind: class of the module that was at work."""
    for judge in (_recurrent, _normalising, _linear, _convolution):
        if found := judge(stopped, kind):
            fault, change = found
            return replace(stopped, fault=fault, change=change)
    return stopped


Judged = tuple[str, tuple[str, int, int] | None] | None


def _linear(stopped: Stopped, kind: str) -> Judged:
    wanted = stopped.settings.get("in_features")
    if stopped.name != "linear" or not isinstance(wanted, int) or not stopped.shapes:
        return None
    shape = stopped.shapes[0]
    if not shape or shape[-1] == wanted:
        return None
    if len(shape) == 4:  # a picture: is the width right once it is flattened?
        flat = math.prod(shape[1:])
        return "flatten-missing", None if flat == wanted else ("in_features", wanted, flat)
    if len(shape) == 1 and shape[0] % wanted == 0:
        return "flatten-eats-the-batch", None
    return "linear-width-mismatch", ("in_features", wanted, shape[-1])


def _convolution(stopped: Stopped, kind: str) -> Judged:
    wanted = stopped.settings.get("in_channels")
    inner = len(stopped.settings.get("kernel_size") or ())
    if not stopped.name.startswith("conv") or not isinstance(wanted, int) or not stopped.shapes:
        return None
    shape = stopped.shapes[0]
    if len(shape) <= inner:
        return "flatten-before-convolution", None
    channels = shape[-inner - 1]
    if channels == wanted:
        return None
    if len(shape) == inner + 1 and wanted == 1:
        return "batch-axis-missing", None
    if shape[-1] == wanted:
        return "channels-last-image", None
    return "channels-mismatch", ("in_channels", wanted, channels)


def _normalising(stopped: Stopped, kind: str) -> Judged:
    """`running_mean should contain 32 elements not 16`: what came in, what the layer was made for."""
    if stopped.name == "batch_norm" and (told := _NORMALISED.search(stopped.message)):
        return "normalise-channels-mismatch", ("num_features", int(told[2]), int(told[1]))
    if stopped.name == "batch_norm" and len(stopped.shapes) > 1 and len(stopped.shapes[0]) > 1:
        given, wanted = stopped.shapes[0][1], stopped.shapes[1][0]
        return ("normalise-channels-mismatch", ("num_features", wanted, given)) if given != wanted else None
    return None


def _recurrent(stopped: Stopped, kind: str) -> Judged:
    told = _EXPECTED.search(stopped.message)
    if kind in _RECURRENT and told:
        return "linear-width-mismatch", ("input_size", int(told[1]), int(told[2]))
    return None
