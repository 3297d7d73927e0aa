"""How a training goes: what its loss does, how large gradients and updates are, which units still answer.

Read from the autograd graph and the parameters on the steps that are looked at; on all others one number, the
loss, is noted. No hook on any module, so nothing is compiled into a program and nothing is slower in between.
"""

from loopwise.runtime.dynamics.measurements import (
    Answers,
    Evaluation,
    Inputs,
    Layer,
    LayerLook,
    NotFinite,
    Units,
    Window,
)
from loopwise.runtime.dynamics.training import Training

__all__ = [
    "Answers",
    "Evaluation",
    "Inputs",
    "Layer",
    "LayerLook",
    "NotFinite",
    "Training",
    "Units",
    "Window",
]
