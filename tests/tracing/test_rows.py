"""Rows of `torch.vmap`, weights behind `.data` and `.detach()`: counted whole, and no edge lost."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.func import functional_call, grad, stack_module_state, vmap
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from loopwise.tracing.following import follow


class Ensemble(nn.Module):
    """Five perceptrons at once, each with its own slice of the weights."""

    def __init__(self) -> None:
        super().__init__()
        nets = [nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 2)) for _ in range(5)]
        self.body = nn.Linear(4, 4)
        self.net = [nets[0]]  # in a list: its own weights are no part of the model
        stacked, _ = stack_module_state(nets)
        self.names = [name.replace(".", "_") for name in stacked]
        self.keys = list(stacked)
        for name, weight in zip(self.names, stacked.values(), strict=True):
            self.register_parameter(name, nn.Parameter(weight.detach()))

    def forward(self, x):
        weights = {key: getattr(self, name) for key, name in zip(self.keys, self.names, strict=True)}
        x = torch.tanh(self.body(x))
        each = vmap(lambda own, x: functional_call(self.net[0], own, (x,)), in_dims=(0, None))(weights, x)
        return each.mean(0)


class AcrossColumns(nn.Module):
    """Rows lie along the second axis, and stay there."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Linear(3, 5)

    def forward(self, x):
        return torch.relu(vmap(self.a, in_dims=1, out_dims=1)(x)).sum()


class Pairs(nn.Module):
    """Every row with every other: one vmap inside another."""

    def __init__(self) -> None:
        super().__init__()
        self.form = nn.Parameter(torch.randn(4, 4))

    def forward(self, x, y):
        return vmap(lambda one: vmap(lambda other: one @ (self.form @ other))(y))(x)


class Slopes(nn.Module):
    """The gradient of every row's own loss."""

    def __init__(self) -> None:
        super().__init__()
        self.a = nn.Linear(4, 1)

    def forward(self, x):
        return vmap(grad(lambda row: self.a(row).tanh().sum()))(x)


class Pictures(nn.Module):
    """A convolution of one picture at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Conv2d(3, 4, 3), nn.Conv2d(4, 2, 3)

    def forward(self, x):
        return vmap(lambda one: self.b(F.relu(self.a(one.unsqueeze(0)))).squeeze(0))(x)


# name -> (model, inputs, flow by reading the forward, shapes of its operations)
ROWS = {
    "ensemble": (
        Ensemble,
        [(3, 4)],
        "linear:0 tanh:1 linear:2 relu:3 linear:4 mean:5",
        [(3, 4), (3, 4), (5, 3, 6), (5, 3, 6), (5, 3, 2), (3, 2)],
    ),
    "columns": (
        AcrossColumns,
        [(2, 7, 3)],
        "linear:0 relu:1 sum:2",
        [(7, 2, 5), (2, 7, 5), ()],
    ),
    "pairs": (Pairs, [(3, 4), (5, 4)], "matmul:1 matmul:0,2", [(5, 4), (3, 5)]),  # the form sees every y once
    "pictures": (
        Pictures,
        [(2, 3, 8, 8)],
        "unsqueeze:0 conv2d:1 relu:2 conv2d:3 squeeze:4",
        [(2, 1, 3, 8, 8), (2, 1, 4, 6, 6), (2, 1, 4, 6, 6), (2, 1, 2, 4, 4), (2, 2, 4, 4)],
    ),
}


@pytest.mark.parametrize("name", ROWS)
def test_every_row_of_vmap_is_counted_and_no_edge_is_lost(name):
    kind, sizes, flow, shapes = ROWS[name]
    model, inputs = kind().eval(), tuple(torch.randn(size) for size in sizes)
    trace = follow(model, inputs)
    told = [one for one in trace.operations if one.name != "input"]
    assert " ".join(f"{one.name}:{','.join(map(str, one.inputs))}" for one in told) == flow
    assert [one.shape for one in told] == shapes
    assert sum(one.parameters for one in told) == trace.parameters and not trace.unused
    with FlopCounterMode(display=False) as counter:
        model(*inputs)
    assert trace.multiply_adds == counter.get_total_flops() // 2
    assert not any("loopwise" in key for tensor in (*inputs, *model.parameters()) for key in vars(tensor))


def test_inside_grad_the_flow_goes_on():
    trace = follow(Slopes(), torch.randn(6, 4))
    assert [(one.name, one.inputs) for one in trace.operations[1:4]] == [
        ("linear", (0,)),
        ("tanh", (1,)),
        ("sum", (2,)),
    ]
    assert trace.multiply_adds == 6 * 4 and trace.operations[1].shape == (6, 1)


class Behind(nn.Module):
    """Weights that are used without learning: by `.data`, by `.detach()`, by both of one."""

    def __init__(self) -> None:
        super().__init__()
        self.a, self.b = nn.Linear(4, 3, bias=False), nn.Linear(3, 3)

    def forward(self, x):
        x = F.linear(F.linear(x, self.a.weight.data), self.b.weight.detach(), self.b.bias)
        return F.linear(x, self.b.weight.data)


def test_a_weight_behind_data_or_detach_is_that_weight():
    model = Behind()
    trace = follow(model, torch.randn(2, 4))
    told = [(one.name, one.parameters, one.shared) for one in trace.operations[1:]]
    assert told == [("linear", 12, 0), ("linear", 12, 0), ("linear", 0, 9)]
    assert trace.depth == 3 and not trace.unused
    with FlopCounterMode(display=False) as counter:
        model(torch.randn(2, 4))
    assert trace.multiply_adds == counter.get_total_flops() // 2
