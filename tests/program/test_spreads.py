"""How columns spread, against numpy's own numbers; which tables reach a layer unscaled."""

from __future__ import annotations

import pytest

from loopwise.program import read_source
from loopwise.program.facts.spreads import columns_of

np = pytest.importorskip("numpy")  # the base install has none
datasets = pytest.importorskip("sklearn.datasets")

HEAD = """import numpy as np, torch
from sklearn.datasets import load_wine
from sklearn.preprocessing import StandardScaler
from torch import nn
rng = np.random.default_rng(0)
age, income = rng.uniform(20, 60, 500), rng.normal(3e7, 1e7, size=500)
X, t = load_wine(return_X_y=True)
"""
TAIL = """
for epoch in range(5):
    loss = model(x).pow(2).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
"""


def _unscaled(lines: str, first: str = "", optimiser: str = "Adam"):
    model = f"model = nn.Sequential({first}nn.Linear(2, 1))"
    made = f"opt = torch.optim.{optimiser}(model.parameters())"
    return read_source("\n".join((HEAD.strip(), lines, model, made, TAIL))).unscaled_inputs()


@pytest.mark.parametrize(
    "lines",
    [
        "x = torch.tensor(X).float()",
        "x = torch.tensor(X[:100], dtype=torch.float32)",
        "x = torch.from_numpy(np.column_stack([age, income])).float()",
        "x = torch.tensor(np.stack([age, income], axis=1), dtype=torch.float32)",
        "x = torch.tensor(np.vstack([age, income]).T, dtype=torch.float32)",
        "x = torch.stack([torch.rand(50) * 1000, torch.randn(50)], dim=1)",
        "x = torch.cat([torch.rand(50, 1) * 1000, torch.randn(50, 1)], dim=1)",
        "x = torch.tensor(np.concatenate([age[:, None], income.reshape(-1, 1)], axis=1)).float()",
        "x = torch.tensor([[2104.0, 3], [1600, 3], [2400, 4], [1416, 2], [3000, 4]])",
    ],
)
def test_raw_columns_that_differ_a_hundredfold_are_named_once(lines: str) -> None:
    (found,) = _unscaled(lines)
    assert found.place.line == 8
    assert found.columns.ratio > 100


@pytest.mark.parametrize(
    "lines",
    [
        "x = torch.tensor(StandardScaler().fit_transform(X)).float()",
        "x = torch.tensor((X - X.mean(0)) / X.std(0)).float()",
        "x = torch.tensor(X / X.max(axis=0)).float()",
        "x = torch.tensor(np.log1p(X)).float()",
        "X[:, 12] /= 1000\nx = torch.tensor(X).float()",
        "x = torch.tensor(X[:, [0, 1]]).float()",
        "x = torch.tensor(np.column_stack([age / 60, income / 3e7])).float()",
        "x = torch.tensor(np.column_stack([age, np.ones(500)])).float()",
        "x = torch.rand(50, 2) * 1000",
        "x = torch.tensor(scaled(X)).float()",
    ],
)
def test_columns_alike_scaled_or_not_seen_are_not(lines: str) -> None:
    assert not _unscaled(lines)


@pytest.mark.parametrize("first", ["nn.BatchNorm1d(13), ", "nn.LayerNorm(13), ", "Standardise(), "])
def test_a_layer_that_scales_stands_in_front(first: str) -> None:
    assert not _unscaled("x = torch.tensor(X).float()", first)


def test_an_optimiser_that_learns_the_curvature_does_not_mind() -> None:
    assert not _unscaled("x = torch.tensor(X).float()", optimiser="LBFGS")


@pytest.mark.parametrize("name", ["load_wine", "load_breast_cancer", "load_diabetes", "load_iris"])
def test_what_is_known_of_the_tables_is_what_numpy_measures(name: str) -> None:
    program = read_source(f"from sklearn.datasets import {name}\nX, y = {name}(return_X_y=True)\n")
    table = program.operations("array")[0].out
    columns = columns_of(table, {call.site.node: call for call in program.calls()})
    data = getattr(datasets, name)(return_X_y=True)[0]
    assert columns.smallest == pytest.approx(data.std(0).min(), rel=0.01)
    assert columns.largest == pytest.approx(data.std(0).max(), rel=0.01)
    assert columns.norm == pytest.approx(np.sqrt((data**2).sum(1).mean()), rel=0.01)
