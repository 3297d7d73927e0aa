"""What graphs and modules show of how a model is built, against what is computed here by hand."""

from __future__ import annotations

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from loopwise.runtime import Recorder, RunEnd

X, Y = torch.randn(32, 6, generator=torch.Generator().manual_seed(0)), torch.arange(32) % 3


def training(make, loss=lambda model: F.cross_entropy(model(X), Y), steps=4):
    """Train what `make` makes under a recorder; return what is known of it."""
    ends = []
    torch.manual_seed(0)
    with Recorder(lambda event: ends.append(event) if isinstance(event, RunEnd) else None).attached():
        model = make()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        for _ in range(steps):
            optimizer.zero_grad()
            loss(model).backward()
            optimizer.step()
    return ends[-1].trainings[0]


def test_two_linear_layers_are_one_but_for_rounding():
    [one] = training(lambda: nn.Sequential(nn.Linear(6, 8), nn.Linear(8, 3))).folded
    assert (one.first.title, one.second.title) == ("0 (Linear 6 -> 8)", "1 (Linear 8 -> 3)")
    assert one.apart < 1e-5


class Block(nn.Module):
    """A layer without an activation, as one of several."""

    def __init__(self, given, gives):
        super().__init__()
        self.linear, self.drop = nn.Linear(given, gives), nn.Dropout(0.2)

    def forward(self, x):
        return self.drop(self.linear(x))


def test_a_dropout_between_them_and_blocks_around_them_change_nothing():
    found = training(lambda: nn.Sequential(Block(6, 8), Block(8, 8), nn.Linear(8, 3))).folded
    assert [(one.first.name, one.second.name) for one in found] == [("0.linear", "1.linear")]
    assert found[0].apart < 1e-5


class Residual(nn.Module):
    """The first layer's output is used twice."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Linear(6, 8), nn.Linear(8, 8)

    def forward(self, x):
        x = self.first(x)
        return (x + self.second(x))[:, :3]


class LoRA(nn.Module):
    """A bottleneck of 1 beside a layer."""

    def __init__(self):
        super().__init__()
        self.base, self.a, self.b = nn.Linear(6, 3), nn.Linear(6, 1, bias=False), nn.Linear(1, 3, bias=False)

    def forward(self, x):
        return self.base(x) + self.b(self.a(x))


@pytest.mark.parametrize(
    "make",
    [
        lambda: nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3)),
        lambda: nn.Sequential(nn.Linear(6, 8), nn.LayerNorm(8), nn.Linear(8, 3)),
        lambda: nn.Sequential(nn.Linear(6, 2), nn.Linear(2, 3)),  # a bottleneck: low-rank factors
        lambda: nn.Sequential(nn.Sequential(nn.Linear(6, 8)), nn.Sequential(nn.Linear(8, 3))),  # two parts
        Residual,
        LoRA,
    ],
)
def test_layers_that_are_no_single_one_or_are_meant_to_be_two_are_silent(make):
    assert training(make).folded == []


def penalised(model, penalty):
    return F.cross_entropy(model(X), Y) + 0.01 * penalty(model)


@pytest.mark.parametrize(
    "norm", [torch.norm, torch.linalg.vector_norm, lambda p: p.norm(), lambda p: p.norm(p=2)]
)
def test_norms_that_are_added_up_are_measured(norm):
    model = nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))
    sizes = [float(p.detach().norm()) for p in model.parameters()]

    def loss(model):
        return penalised(model, lambda m: sum(norm(p) for p in m.parameters()))

    found = training(lambda: model, loss, steps=1).norms
    assert (found.tensors, found.flat) == (4, 2)
    assert found.smallest == pytest.approx(min(sizes)) and found.largest == pytest.approx(max(sizes))


@pytest.mark.parametrize(
    "penalty",
    [
        lambda m: sum(p.norm() ** 2 for p in m.parameters()),
        lambda m: sum(p.pow(2).sum() for p in m.parameters()),
        lambda m: sum(p.abs().sum() for p in m.parameters()),
        lambda m: sum(p.norm(1) for p in m.parameters()),
        lambda m: sum(p.norm(dim=1).sum() for p in m.parameters() if p.dim() > 1),  # group lasso
        lambda m: m[0].weight.norm(),  # of one tensor, on purpose
        lambda m: torch.stack([p.norm() * p.norm() for p in m.parameters()]).sum() * 0,
    ],
)
def test_other_penalties_are_no_sum_of_norms(penalty):
    def make():
        return nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))

    assert training(make, lambda model: penalised(model, penalty)).norms is None


class Net(nn.Module):
    """A network with a head, and what else it is given."""

    def __init__(self, **others):
        super().__init__()
        self.body, self.fc = nn.Linear(6, 8), nn.Linear(8, 5)
        for name, module in others.items():
            setattr(self, name, module)

    def forward(self, x):
        return self.fc(self.body(x).relu())


def test_a_head_under_another_name_is_one_that_nothing_goes_through():
    def make():
        model = Net()
        model.classifier = nn.Linear(8, 3)
        return model

    [found] = training(make).misnamed
    assert (found.name, found.head, found.outputs, found.wanted) == ("classifier", "fc", 5, 3)


def test_a_head_under_the_right_name_or_of_the_class_itself_is_silent():
    def replaced():
        model = Net()
        model.fc = nn.Linear(8, 3)
        return model

    assert training(replaced).misnamed == ()
    assert training(lambda: Net(unused=nn.Linear(8, 3))).misnamed == ()  # set inside the class: not misnamed


def test_a_flag_on_a_module_is_told_only_while_its_weights_are_trained():
    def flagged(really):
        model = Net()
        model.body.requires_grad = False
        model.body.requires_grad_(not really)
        return model

    [found] = training(lambda: flagged(False)).misnamed
    assert (found.name, found.values) == ("requires_grad", 6 * 8 + 8)
    assert training(lambda: flagged(True)).misnamed == ()


def test_a_layer_that_is_repeated_is_counted_and_shared_weights_are_not():
    def repeated():
        return nn.Sequential(nn.Linear(6, 6), *[nn.Linear(6, 6)] * 3, nn.Linear(6, 3))

    def tied():
        model = nn.Sequential(nn.Linear(6, 6), nn.Linear(6, 6), nn.Linear(6, 3))
        model[1].weight = model[0].weight
        return model

    def blocks():
        block = nn.Sequential(nn.Linear(6, 6), nn.ReLU(), nn.Linear(6, 6))
        return nn.Sequential(block, nn.ReLU(), block, nn.Linear(6, 3))

    def counted(make):
        return [(one.repeated.module, one.repeated.places) if one.repeated else None for one in make.layers]

    assert counted(training(repeated)) == [None, ("3 (Linear)", 3), None]
    assert counted(training(blocks)) == [("2 (Sequential)", 2), ("2 (Sequential)", 2), None]
    assert counted(training(tied)) == [None, None]
