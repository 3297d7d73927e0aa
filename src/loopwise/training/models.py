"""The model to be fitted: of the zoo by name, or a class in a file or notebook of one's own.

model_for("mlp", inputs=(30,), units=1)
model_for("cnn", inputs=(1, 28, 28), units=10)
model_for("nets/mine.py:Net", inputs=(30,), units=1)            # Net(), or Net(30, 1) where it asks for sizes
model_for("nets/mine.py:Net(64, 1)", inputs=(30,), units=1)
"""

from __future__ import annotations

import math

import torch
from torch import nn

from loopwise import zoo
from loopwise.errors import LoopwiseError
from loopwise.text import Text
from loopwise.tracing.models import model_named

Inputs = tuple[int, ...]  # of one row: (features,), or (channels, height, width) of a picture

OURS = ("mlp", "cnn")


def model_for(name: str, inputs: Inputs, units: int, *, from_zero: bool = False) -> nn.Module:
    """Return a model that takes rows of shape `inputs` and returns (N, units); LoopwiseError where it does not.

    from_zero: ours begin with the same answer to every row; few rows need not first unlearn a random one.
    """
    if name == "mlp":
        layers = zoo.builder_named(name)(math.prod(inputs), units)
        model = layers if len(inputs) == 1 else nn.Sequential(nn.Flatten(), layers)
    else:
        model = _cnn(inputs, units) if name == "cnn" else _own(name, inputs, units)
        _fits(name, model, inputs, units)
    return _from_zero(model) if from_zero and name in OURS else model


def _from_zero(model: nn.Module) -> nn.Module:
    """Set the output layer to zero: all logits are equal, and standardised amounts at their mean."""
    *_, last = (layer for layer in model.modules() if isinstance(layer, nn.Linear))
    for parameter in last.parameters():
        nn.init.zeros_(parameter)
    return model


def _cnn(inputs: Inputs, units: int) -> nn.Module:
    if len(inputs) == 1:
        raise LoopwiseError(
            Text(
                en=f"the model 'cnn' needs pictures; these rows have {inputs[0]} features without a place.",
                ko=f"'cnn' 모델은 그림 데이터에 씁니다. 이 데이터는 위치가 없는 특성(feature) {inputs[0]}개입니다.",
            ),
            fix="--model mlp",
        )
    return zoo.model("cnn", channels=inputs[0], size=inputs[1], classes=units)


def _own(name: str, inputs: Inputs, units: int) -> nn.Module:
    """Make a person's model; one that cannot be made without sizes is given (features or channels, units)."""
    if ":" not in name:
        raise LoopwiseError(
            Text(
                en=f"there is no model named {name!r}; there is: {', '.join(OURS)}, or your own, net.py:Net.",
                ko=f"그런 이름의 모델이 없습니다: {name!r}. 쓸 수 있는 모델: {', '.join(OURS)}, 직접 만든 net.py:Net",
            ),
            fix="--model mlp",
        )
    try:
        return model_named(name).build()
    except LoopwiseError as problem:
        if "(" in name or not isinstance(problem.__cause__, TypeError):
            raise
    return model_named(f"{name}({inputs[0]}, {units})").build()


@torch.no_grad()
def _fits(name: str, model: nn.Module, inputs: Inputs, units: int) -> None:
    """Try two rows: LoopwiseError where the model does not take them, or returns another shape."""
    was_training = model.training
    try:
        with torch.random.fork_rng(devices=[]):
            returned = model.eval()(torch.zeros(2, *inputs))
    except (RuntimeError, ValueError, AttributeError, TypeError, IndexError) as problem:
        raise _does_not_take(name, inputs, problem) from problem
    given = tuple(getattr(returned, "shape", ()))
    if given != (2, units):
        raise LoopwiseError(
            Text(
                en=f"the model {name} returns the shape {given} for 2 rows; this recipe needs {(2, units)}.",
                ko=f"모델 {name}의 출력 형상(shape)은 2행에 {given}인데, 이 레시피에는 {(2, units)}이어야 합니다.",
            ),
            fix=f"the last layer: nn.Linear(..., {units})",
        )
    model.train(was_training)


def _does_not_take(name: str, inputs: Inputs, problem: Exception) -> LoopwiseError:
    told = str(problem).strip().splitlines()[0]
    needs = Text(en="the first layer needs in_features={all}", ko="첫 층에 필요한 값: in_features={all}")
    if len(inputs) > 1:
        needs = Text(
            en="the first layer needs in_channels={first}, or nn.Flatten() and then in_features={all}",
            ko="첫 층에 필요한 값: in_channels={first}, 또는 nn.Flatten() 다음에 in_features={all}",
        )
    return LoopwiseError(
        Text(
            en=f"the model {name} does not take rows of shape {(2, *inputs)}: {told}",
            ko=f"모델 {name}에 형상(shape)이 {(2, *inputs)}인 행을 넣을 수 없습니다: {told}",
        ),
        fix=needs.format(first=inputs[0], all=math.prod(inputs)),
    )
