"""The closed forms against autograd, in float64, and what they say far out."""

from __future__ import annotations

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from loopwise.errors import LoopwiseError
from loopwise.training import compare_losses

Z = [-30.0, -4.0, -0.3, 0.0, 0.7, 5.0, 12.0]
Y = [1.0, 0.0, 1.0, 1.0, 0.0, 1.0, 0.0]


def two(z):
    return torch.stack([torch.zeros_like(z), z], dim=1)


TORCH = {
    "BCEWithLogitsLoss": lambda z, y, r: nn.BCEWithLogitsLoss(reduction=r)(z, y),
    "BCELoss": lambda z, y, r: nn.BCELoss(reduction=r)(torch.sigmoid(z), y),
    "CrossEntropyLoss": lambda z, y, r: nn.CrossEntropyLoss(reduction=r)(two(z), y.long()),
    "NLLLoss": lambda z, y, r: nn.NLLLoss(reduction=r)(torch.log_softmax(two(z), 1), y.long()),
    "MSELoss": lambda z, y, r: nn.MSELoss(reduction=r)(torch.sigmoid(z), y),
    "MSELoss / 2": lambda z, y, r: nn.MSELoss(reduction=r)(torch.sigmoid(z), y) / 2,
    "L1Loss": lambda z, y, r: nn.L1Loss(reduction=r)(torch.sigmoid(z), y),
    "HuberLoss": lambda z, y, r: nn.HuberLoss(reduction=r)(torch.sigmoid(z), y),
}


@pytest.mark.parametrize("name", TORCH)
def test_values_and_slopes_are_autograds(name):
    z, y = torch.tensor(Z, dtype=torch.float64, requires_grad=True), torch.tensor(Y, dtype=torch.float64)
    values = TORCH[name](z, y, "none")
    values.sum().backward()
    ours = compare_losses(Z, Y)[name]
    assert ours.values == pytest.approx(values.tolist(), rel=1e-9, abs=1e-12)
    assert ours.gradients == pytest.approx(z.grad.tolist(), rel=1e-8, abs=1e-12)
    assert ours.mean == pytest.approx(TORCH[name](z, y, "mean").item(), rel=1e-9)
    assert ours.sum == pytest.approx(TORCH[name](z, y, "sum").item(), rel=1e-9)


def test_every_loss_is_compared_with_torch():
    assert {loss.name for loss in compare_losses(Z, Y).losses} == set(TORCH)


@pytest.mark.parametrize("z", [50.0, 100.0])
def test_far_out_only_the_textbook_form_is_wrong(z):
    compared = compare_losses([z], 0)
    assert compared["BCEWithLogitsLoss"].values == pytest.approx((z,))
    assert compared["BCEWithLogitsLoss"].gradients == pytest.approx((1.0,))
    assert compared["BCELoss"].values == (100.0,)  # of z = 50, too: the logarithm of 0, cut
    assert compared["BCELoss"].gradients == (0.0,)
    torch_says = F.binary_cross_entropy(
        torch.sigmoid(torch.tensor([z], dtype=torch.float64)), torch.zeros(1).double()
    )
    assert torch_says.item() == 100.0


def test_an_mse_behind_a_sigmoid_barely_learns_where_it_is_wrong_for_certain():
    compared = compare_losses([-10.0], 1)
    p = 1 / (1 + math.e**10)
    assert compared["MSELoss"].gradients[0] == pytest.approx(2 * (p - 1) * p * (1 - p))
    assert compared["BCEWithLogitsLoss"].gradients[0] / compared["MSELoss"].gradients[0] > 10_000


def test_the_root_is_of_the_mean_and_tensors_are_taken():
    compared = compare_losses(torch.tensor([[1.0], [2.0]]), torch.tensor([0.0, 1.0]))
    assert compared["MSELoss"].root == pytest.approx(math.sqrt(compared["MSELoss"].mean))
    assert "BCEWithLogitsLoss" in str(compared) and len(compared.probabilities) == 2


@pytest.mark.parametrize(("logits", "labels"), [([], 1), ([1.0], [0, 1]), ([math.inf], 1), ([0.0], 2)])
def test_what_cannot_be_compared_is_told(logits, labels):
    with pytest.raises(LoopwiseError):
        compare_losses(logits, labels)
