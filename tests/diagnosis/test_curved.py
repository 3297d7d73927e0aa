"""How sharply the loss curves where training ended, against dense Hessians and a closed form."""

from __future__ import annotations

import weakref

import pytest
import torch
from sklearn.datasets import load_diabetes
from torch import nn
from torch.nn import functional

import loopwise
from loopwise.diagnosis.curved import curvature
from loopwise.records import Place
from loopwise.runtime.comparing import Question
from loopwise.runtime.evaluation import Evaluated


def question(model, batch, **known):
    return Question(0, Place("a.py", 3), 7, weakref.ref(model), None, (batch,), **known)


def test_of_classes_it_is_the_largest_eigenvalue_of_the_dense_hessian():
    torch.manual_seed(0)
    model, x, labels = nn.Linear(5, 3), torch.randn(40, 5), torch.randint(0, 3, (40,))

    def loss(weight, bias):
        return functional.cross_entropy(x @ weight.T + bias, labels)

    blocks = torch.autograd.functional.hessian(loss, (model.weight.detach(), model.bias.detach()))
    dense = torch.cat(
        [
            torch.cat([block.reshape(n, -1) for block in row], 1)
            for n, row in zip((15, 3), blocks, strict=True)
        ]
    )
    before = [one.clone() for one in model.parameters()]
    found = curvature(Evaluated(questions=(question(model, x, labels=labels),)))()
    assert found.rows == 40 and found.place.line == 3
    assert found.sharpness == pytest.approx(torch.linalg.eigvalsh(dense).max().item(), rel=0.05)
    assert all(torch.equal(one, other) for one, other in zip(before, model.parameters(), strict=True))
    assert all(one.grad is None for one in model.parameters())


def test_where_nothing_can_be_asked_nothing_is_told():
    model, x = nn.Linear(5, 3), torch.randn(8, 5)
    assert curvature(Evaluated(questions=(question(model, x, labels=None),)))() is None
    held = curvature(Evaluated(questions=(question(model, x, labels=torch.zeros(8)),)))
    del model
    assert held() is None
    with torch.no_grad():
        broken = nn.Linear(5, 3)
        broken.weight.fill_(torch.nan)
    assert curvature(Evaluated(questions=(question(broken, x, labels=torch.zeros(8)),)))() is None


def trained(optimiser):
    """Fit a line to diabetes, and judge it on the last rows after each step."""
    torch.manual_seed(0)
    features, target = load_diabetes(return_X_y=True)
    x = torch.tensor(features / features.std(0), dtype=torch.float32)
    y = torch.tensor((target - target.mean()) / target.std(), dtype=torch.float32).reshape(-1, 1)
    model = nn.Linear(10, 1)
    with loopwise.watch() as watched:
        steps = optimiser(model.parameters())
        for _ in range(60):
            loss = functional.mse_loss(model(x[:300]), y[:300])
            steps.zero_grad()
            loss.backward()
            steps.step()
            with torch.no_grad():
                functional.mse_loss(model(x[300:]), y[300:])
    rows = torch.cat([x[300:], torch.ones(142, 1)], 1)
    closed = 2 / 142 * torch.linalg.eigvalsh(rows.T @ rows).max().item()
    return {one.fault: one for one in watched.report().findings}, closed


def test_beside_a_rate_that_is_too_high_stands_the_limit_of_plain_descent():
    found, closed = trained(lambda parameters: torch.optim.SGD(parameters, lr=0.2612))
    told = found["learning-rate-too-high"].evidence
    assert told["sharpness"] == pytest.approx(closed, rel=0.05)
    assert told["limit"] == pytest.approx(2 / closed, rel=0.05) and told["limit"] < told["rate"]
    assert "overfits" not in found  # the training loss has risen, too


def test_momentum_raises_the_limit_and_adam_has_none():
    found, closed = trained(lambda parameters: torch.optim.SGD(parameters, lr=0.52, momentum=0.9))
    told = found["learning-rate-too-high"].evidence
    assert told["limit"] == pytest.approx(3.8 / closed, rel=0.05)
    found, _ = trained(lambda parameters: torch.optim.Adam(parameters, lr=30.0))
    assert "limit" not in found["learning-rate-too-high"].evidence
