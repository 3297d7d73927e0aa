"""One pass: batch -> model -> criterion -> backward, each stage's error told apart.

    loss, received = passed(model, criterion, asked)
    backward(loss, model)

Gradients go to the copy's own parameters only, whatever else the criterion reaches.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from typing import Any

import torch
from torch import Tensor, nn

from loopwise.diagnosis.examining.batches import Asked, NotUnderstood
from loopwise.diagnosis.examining.copies import trained
from loopwise.diagnosis.live import seen_as
from loopwise.records.failures import Seen


class Failed(Exception):
    """What the person's code, or torch on its behalf, has raised. stage: key of `STAGES`."""

    def __init__(self, stage: str, error: Exception) -> None:
        super().__init__(stage)
        self.stage = stage
        self.error = error


@contextmanager
def at(stage: str) -> Iterator[None]:
    """Say at which stage an error came up."""
    try:
        yield
    except (Failed, NotUnderstood):
        raise
    except Exception as error:
        raise Failed(stage, error) from error


@contextmanager
def quiet() -> Iterator[None]:
    """Gradients on, and nothing printed: a forward that prints its shapes would do so at every step."""
    with (
        warnings.catch_warnings(),
        redirect_stdout(io.StringIO()),
        torch.inference_mode(False),
        torch.enable_grad(),
    ):
        warnings.simplefilter("ignore")
        yield


def passed(model: nn.Module, criterion: Any, asked: Asked) -> tuple[Tensor, tuple[Any, ...]]:
    """Return the loss and what it was computed from: the output, and the target where there is one."""
    asked = asked.fresh()
    with at("model"):
        output = model(*asked.inputs, **asked.keywords)
    given = (_answer(output), asked.target) if asked.paired else (_answer(output),)
    with at("loss"):
        loss = _own_loss(output) if asked.own_loss else criterion(*given)
    if not isinstance(loss, Tensor) or (asked.own_loss and loss.numel() != 1):
        shape = f" {tuple(loss.shape)}" if isinstance(loss, Tensor) else ""
        raise NotUnderstood(f"no loss:{seen_as('', loss).kind}{shape}")
    return loss, given


def backward(loss: Tensor, model: nn.Module) -> None:
    """Give the model's trainable parameters their gradients."""
    parameters = list(trained(model).values())
    with at("backward"):
        if parameters and loss.requires_grad:
            torch.autograd.backward(loss, inputs=parameters)
        else:
            loss.backward()  # type: ignore[no-untyped-call] # raises what the person's own would
    for one in parameters:
        if one.grad is not None and one.grad.is_sparse:
            one.grad = one.grad.to_dense()  # Adam takes no sparse ones


def told(given: tuple[Any, ...]) -> tuple[Seen, ...]:
    """Return what the loss received."""
    output, *target = given
    parts = output if isinstance(output, (tuple, list)) and len(output) <= 8 else [output]
    names = ["output"] if parts is not output else [f"output[{at}]" for at in range(len(parts))]
    seen = [seen_as(name, part) for name, part in zip(names, parts, strict=True)]
    return (*seen, *(seen_as("target", one) for one in target))


def _answer(output: Any) -> Any:
    """Return a model's answer; of the objects Hugging Face's models give, their logits."""
    if isinstance(output, Mapping):
        return output.get("logits", output)
    return output if isinstance(output, (Tensor, list)) else getattr(output, "logits", output)


def _own_loss(output: Any) -> Any:
    loss = output.get("loss") if isinstance(output, Mapping) else getattr(output, "loss", None)
    return output if loss is None else loss
