"""A model's weights as one vector, put in and taken out; and the promise that the model is as it was.

with untouched(model):
    put(model, vector(model) + 0.1 * direction)
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor, nn

from loopwise.errors import LoopwiseError
from loopwise.records.landscapes import WeightPath
from loopwise.text import Text


def vector(model: nn.Module) -> Tensor:
    """Return all parameters one after another: (P,), a copy."""
    return torch.cat([p.detach().reshape(-1) for p in model.parameters()]).clone()


@torch.no_grad()
def put(model: nn.Module, weights: Tensor) -> None:
    """Put a vector of weights, (P,), into the model."""
    at = 0
    for p in model.parameters():
        p.copy_(weights[at : at + p.numel()].view_as(p))
        at += p.numel()


@contextmanager
def untouched(model: nn.Module) -> Iterator[None]:
    """Give everything back bit for bit, whatever ends the block: weights, buffers, modes, random states."""
    before = [(t, t.detach().clone()) for t in (*model.parameters(), *model.buffers())]
    modes = [(module, module.training) for module in model.modules()]
    devices = {t.device.index or 0 for t, _ in before if t.device.type == "cuda"}
    try:
        with torch.random.fork_rng(devices=sorted(devices)):
            yield
    finally:
        with torch.no_grad():
            for tensor, value in before:
                tensor.copy_(value)
        for module, training in modes:
            module.training = training


@contextmanager
def channels_last(model: nn.Module, same: Callable[[], bool]) -> Iterator[None]:
    """Lay weights of 2-D convolutions out with the channels last inside the block, if `same()` holds with them.

    On a CPU the same losses then take two thirds of the time (bench/landscape.py). A model that flattens with `view`
    cannot have it, and keeps its own layout. The weights in the model are its own again afterwards.
    """
    own = [(p, p.data) for p in model.parameters() if p.dim() == 4 and p.device.type == "cpu"]

    def give_back() -> None:
        for p, data in own:
            p.data = data

    for p, data in own:
        # Not contiguous(): with one channel that changes nothing, and the layout is read from the strides.
        p.data = torch.empty_like(data, memory_format=torch.channels_last).copy_(data)
    try:
        if own and not same():
            give_back()
        yield
    finally:
        give_back()


def packed(steps: Sequence[int], weights: Sequence[Tensor]) -> WeightPath:
    """Return moments of a training as they are kept."""
    numbers = torch.stack([w.cpu().float() for w in weights]).numpy().astype("<f4")
    text = base64.b64encode(zlib.compress(numbers.tobytes(), 1)).decode()
    return WeightPath(tuple(steps), int(numbers.shape[1]), text)


def unpacked(path: WeightPath) -> Tensor:
    """Return the moments of a kept path: (moments, P) float32. LoopwiseError where it has none."""
    if not path.steps:
        raise LoopwiseError(
            Text(
                en="this result kept no path of its weights.", ko="가중치의 경로를 저장하지 않은 결과입니다."
            ),
            fix="loopwise fit ... --keep-path",
        )
    numbers = np.frombuffer(zlib.decompress(base64.b64decode(path.packed)), dtype="<f4")
    return torch.from_numpy(numbers.reshape(len(path.steps), path.parameters).astype(np.float32))
