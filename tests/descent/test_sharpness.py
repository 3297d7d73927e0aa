"""Sharpness against the whole Hessian, and against scipy's own eigensolver; the model is left as it was."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.sparse.linalg import LinearOperator, eigsh
from torch import nn
from torch.nn import functional as F

from loopwise.descent import sharpness
from loopwise.descent.lanczos import hessian_product
from loopwise.errors import LoopwiseError


@pytest.fixture
def problem():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.BatchNorm1d(16), nn.Linear(16, 3)).eval()
    x, y = torch.randn(60, 8), torch.randint(0, 3, (60,))
    return model, x, y


def whole_hessian(model, loss):
    leaves = list(model.parameters())
    size = sum(p.numel() for p in leaves)
    return np.stack([hessian_product(loss, leaves, row).numpy() for row in torch.eye(size).double()])


def test_the_largest_eigenvalues_are_the_hessians(problem):
    model, x, y = problem
    loss = lambda: F.cross_entropy(model(x), y)  # noqa: E731
    told = np.linalg.eigvalsh(whole_hessian(model, loss))[::-1]
    found = sharpness(loss, model.parameters(), count=3, tolerance=1e-6)
    np.testing.assert_allclose(found.eigenvalues[:1], told[:1], rtol=1e-4)
    np.testing.assert_allclose(found.eigenvalues, told[:3], rtol=0.05)
    assert found.products < len(told)


def test_the_hessian_product_is_autograds_own(problem):
    model, x, y = problem
    layer = model[0].weight

    def loss_of(weight):
        moved = torch.func.functional_call(model, {"0.weight": weight}, (x,))
        return F.cross_entropy(moved, y)

    v = torch.randn(layer.numel())
    told = torch.autograd.functional.hvp(loss_of, layer.detach(), v.view_as(layer))[1]
    mine = hessian_product(lambda: F.cross_entropy(model(x), y), [layer], v.double())
    torch.testing.assert_close(mine.float(), told.reshape(-1), rtol=1e-4, atol=1e-6)


def test_it_agrees_with_scipys_eigsh_within_one_per_cent(problem):
    model, x, y = problem
    loss = lambda: F.cross_entropy(model(x), y)  # noqa: E731
    leaves = list(model.parameters())
    size = sum(p.numel() for p in leaves)
    product = lambda v: hessian_product(loss, leaves, torch.from_numpy(v).double()).numpy()  # noqa: E731
    told = eigsh(LinearOperator((size, size), matvec=product), k=1, which="LA", return_eigenvectors=False)
    assert sharpness(loss, leaves).largest == pytest.approx(told[0], rel=0.01)


def test_batches_are_summed_by_weight_and_nothing_is_changed(problem):
    model, x, y = problem
    before = {name: value.clone() for name, value in model.state_dict().items()}
    random = torch.get_rng_state()
    parts = [(len(x[rows]) / len(x), lambda rows=rows: F.cross_entropy(model(x[rows]), y[rows]))
             for rows in (slice(0, 25), slice(25, 60))]  # fmt: skip
    whole = sharpness(lambda: F.cross_entropy(model(x), y), model.parameters())
    assert sharpness(parts, model.parameters()).largest == pytest.approx(whole.largest, rel=1e-4)
    assert torch.equal(torch.get_rng_state(), random)
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert all(p.grad is None for p in model.parameters())


def test_dropout_is_one_draw_for_all_products(problem):
    model, x, y = problem
    noisy = nn.Sequential(model, nn.Dropout(0.3)).train()
    loss = lambda: F.cross_entropy(noisy(x), y)  # noqa: E731
    assert sharpness(loss, noisy.parameters()).largest == sharpness(loss, noisy.parameters()).largest


def test_plain_descent_diverges_just_above_two_over_the_sharpness():
    x = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
    w = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    loss = lambda: ((w * x - x) ** 2).mean()  # noqa: E731
    largest = sharpness(loss, [w]).largest
    assert largest == pytest.approx(2 * float((x**2).mean()))


def test_what_has_no_curvature_is_told(problem):
    model, x, y = problem
    with pytest.raises(LoopwiseError, match="nan"):
        sharpness(lambda: F.cross_entropy(model(x * float("nan")), y), model.parameters())
    model.requires_grad_(False)
    with pytest.raises(LoopwiseError):
        sharpness(lambda: F.cross_entropy(model(x), y), model.parameters())
