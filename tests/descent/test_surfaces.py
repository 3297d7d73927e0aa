"""Heights and gradients of every surface against torch's autograd; costs over data against scikit-learn and torch."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import torch
from sklearn.linear_model import LinearRegression, LogisticRegression

from loopwise.descent import descend, surface_named, surface_names
from loopwise.descent.curvature import eigenvalues, hessian
from loopwise.descent.ends import end_at
from loopwise.descent.tables import table_from
from loopwise.errors import LoopwiseError

FORMULAS = {
    "bowl": lambda x, y: 3 * x**2 + y**2,
    "saddle": lambda x, y: x**2 - y**2,
    "plateau": lambda x, y: 1 - torch.exp(-(x**2 + y**2) / 2),
    "ravine": lambda x, y: 10 * (x - y) ** 2 + (x + y) ** 2 / 10,
    "rosenbrock": lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    "himmelblau": lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    "beale": lambda x, y: sum((c - x + x * y**k) ** 2 for k, c in ((1, 1.5), (2, 2.25), (3, 2.625))),
    "rastrigin": lambda x, y: 20 + sum(v**2 - 10 * torch.cos(2 * torch.pi * v) for v in (x, y)),
}
OVER_DATA = {"line", "polynomial", "logistic"}


def test_every_surface_is_held_against_something():
    assert set(surface_names()) == set(FORMULAS) | OVER_DATA


@pytest.mark.parametrize("name", FORMULAS)
def test_height_gradient_and_hessian_are_autograds(name):
    surface, formula = surface_named(name), FORMULAS[name]
    points = np.random.default_rng(0).uniform(-2, 2, (2, 20))
    at = torch.tensor(points, requires_grad=True)
    value = formula(at[0], at[1])
    (told,) = torch.autograd.grad(value.sum(), at)
    np.testing.assert_allclose(surface.value(*points), value.detach(), rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(np.stack(surface.gradient(*points)), told, rtol=1e-10, atol=1e-10)
    for point in points.T[:5]:
        wanted = torch.autograd.functional.hessian(lambda p: formula(p[0], p[1]), torch.tensor(point))
        np.testing.assert_allclose(hessian(surface, point), wanted, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("name", surface_names())
def test_known_minima_are_minima_and_none_is_lower(name):
    surface = surface_named(name)
    for minimum in surface.minima:
        assert np.hypot(*surface.gradient(*map(np.float64, minimum))) < 1e-6
        assert (end_at(surface, minimum).kind, end_at(surface, minimum).scope) == ("minimum", "global")
        around = descend(surface, start=[(minimum[0] + 0.1, minimum[1] - 0.1)], lr=1e-4, steps=1)
        assert around.loss.min() >= surface.value(*minimum)


def test_least_squares_is_scikit_learns_in_three_heights():
    rng = np.random.default_rng(1)
    x = rng.normal(size=50)
    y = 1 - 2 * x + rng.normal(size=50)
    told = LinearRegression().fit(x[:, None], y)
    costs = {loss: surface_named("line", x=x, y=y, loss=loss) for loss in ("sse", "mse", "half_mse")}
    for cost in costs.values():
        np.testing.assert_allclose(cost.minima[0], (told.intercept_, told.coef_[0]))
    error = y - told.predict(x[:, None])
    assert costs["sse"].value(*costs["sse"].minima[0]) == pytest.approx(error @ error)
    rates = {loss: 2 / sum(eigenvalues(cost, (0, 0))) for loss, cost in costs.items()}
    assert rates["mse"] / rates["sse"] == pytest.approx(50)  # the best rate of the mean is N times the sum's
    assert rates["half_mse"] / rates["mse"] == pytest.approx(2)


@pytest.mark.parametrize("name", ["line", "polynomial"])
@pytest.mark.parametrize("loss", ["mse", "half_mse", "sse", "mae"])
def test_costs_over_data_are_autograds(name, loss):
    rng = np.random.default_rng(2)
    surface = surface_named(name, x=rng.normal(size=30), y=rng.normal(size=30), loss=loss)
    at = torch.tensor([[0.3, -1.0], [0.7, 2.0]], dtype=torch.float64, requires_grad=True)  # (2, 2 points)
    u, v = (torch.tensor(column) for column in surface.basis(surface.x))
    error = at[0] * u[:, None] + at[1] * v[:, None] - torch.tensor(surface.y)[:, None]
    told = {"mse": (error**2).mean(0), "half_mse": (error**2).mean(0) / 2, "sse": (error**2).sum(0)}.get(
        loss, error.abs().mean(0)
    )
    (gradient,) = torch.autograd.grad(told.sum(), at)
    points = at.detach().numpy()
    np.testing.assert_allclose(surface.value(*points), told.detach(), rtol=1e-10)
    np.testing.assert_allclose(np.stack(surface.gradient(*points)), gradient, rtol=1e-9, atol=1e-10)


def test_logistic_regression_ends_where_scikit_learns_does():
    surface = surface_named("logistic")
    paths = descend(surface, lr=1.0, steps=3000)
    told = LogisticRegression(C=np.inf).fit(surface.x[:, None], surface.y)
    np.testing.assert_allclose(paths.xy[0, -1], [told.intercept_[0], told.coef_[0, 0]], rtol=1e-3)


@pytest.mark.parametrize("batch", [1, 7, 30])
def test_a_mini_batch_is_noise_around_the_whole(batch):
    rng = np.random.default_rng(3)
    x = rng.normal(size=30)
    surface = surface_named("line", x=x, y=x + rng.normal(size=30))
    paths = descend(surface, lr=0.02, steps=60, batch=batch, seed=4)
    again = descend(surface, lr=0.02, steps=60, batch=batch, seed=4)
    assert np.array_equal(paths.xy, again.xy)
    whole = descend(surface, lr=0.02, steps=60)
    same = np.allclose(paths.xy, whole.xy)
    assert same is (batch == 30)
    assert paths.loss[0, -1] < paths.loss[0, 0] / 2


def test_ones_own_table_becomes_a_surface(tmp_path):
    path = tmp_path / "집 값.csv"
    rows = "\n".join(f"{size},{3 * size + 1},{'예' if size > 7 else '아니요'}" for size in range(1, 13))
    path.write_text(f"크기,값,팔림\n{rows}", encoding="utf-8")
    table = table_from(str(path), x="크기", y="값", scale=False)
    np.testing.assert_allclose(surface_named("line", x=table.x, y=table.y).minima[0], (1, 3))
    sold = table_from(str(path), x="크기", y="팔림")
    assert set(sold.y) == {0.0, 1.0} and sold.x.std() == pytest.approx(1)
    with pytest.raises(LoopwiseError, match="크기"):
        table_from(str(path), x="넓이", y="값")


def test_local_and_global_minima_saddle_and_plateau_are_told_apart():
    ends = {
        ("rastrigin", (2.1, -0.9), 0.001, 400): ("minimum", "local"),
        ("rastrigin", (0.2, -0.1), 0.001, 400): ("minimum", "global"),
        ("himmelblau", (0, 0.5), 0.01, 400): ("minimum", "global"),
        ("saddle", (2, 0), 0.1, 100): ("saddle", ""),
        ("plateau", (5, 4), 0.5, 100): ("plateau", ""),
        ("rosenbrock", (-1.2, 1), 0.001, 100): ("slope", ""),
        ("x**2", (2, 1), 0.4, 50): ("valley", ""),
        ("-(x**2) + 0*y", (0, 1), 0.1, 5): ("ridge", ""),
        ("x**4/4 - x**2/2 + x/10 + y**2", (2, 1), 0.1, 400): ("minimum", "local"),  # known by the grid only
        ("x**4/4 - x**2/2 + x/10 + y**2", (-2, 1), 0.1, 400): ("minimum", "global"),
    }
    for (name, start, lr, steps), wanted in ends.items():
        end = descend(name, start=start, lr=lr, steps=steps).ends[0]
        assert (end.kind, end.scope) == wanted, name
    assert descend("plateau", start=(0.5, 0.5), lr=1, steps=2, ascend=True).ends[0].kind == "slope"


def test_an_unknown_surface_names_the_nearest():
    with pytest.raises(LoopwiseError, match="rosenbrock"):
        descend("rosenbrok")
    with pytest.raises(LoopwiseError, match="no setting 'c'"):
        descend("bowl", c=3)
    with pytest.raises(LoopwiseError, match="a"):
        descend("x**2 + y", a=3)


def test_named_surfaces_need_no_torch():
    code = "import sys, loopwise; loopwise.descend('bowl').verdict; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("kinked", ["abs(x) + abs(y)", "relu(x - 1) + y**2", "sqrt(x**2 + y**2)"])
def test_theory_says_nothing_where_the_surface_has_no_curvature(kinked):
    assert descend(kinked, start=(2, 1), lr=0.1, steps=30).theory(0) is None
    assert descend("log(x**2 + 1) + y**2", start=(2, 1), lr=0.1, steps=30).theory(0).limit > 0
