"""Whole paths equal torch.optim's in float64, schedules torch's schedulers; the numbers of the bowl and the line."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.optim import lr_scheduler

from loopwise.descent import all_rules, descend, rule_named, surface_named
from loopwise.descent.schedules import SCHEDULES, factors
from loopwise.errors import LoopwiseError

OPTIMISERS = {
    "sgd": lambda p, lr: torch.optim.SGD(p, lr=lr),
    "momentum": lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9),
    "nesterov": lambda p, lr: torch.optim.SGD(p, lr=lr, momentum=0.9, nesterov=True),
    "adagrad": lambda p, lr: torch.optim.Adagrad(p, lr=lr),
    "rmsprop": lambda p, lr: torch.optim.RMSprop(p, lr=lr),
    "adam": lambda p, lr: torch.optim.Adam(p, lr=lr),
    "adamw": lambda p, lr: torch.optim.AdamW(p, lr=lr),
}
RATES = {
    "sgd": (0.01, 0.1, 0.2, 0.3),
    "momentum": (0.01, 0.05, 0.1),
    "nesterov": (0.01, 0.05, 0.1),
    "rmsprop": (0.01, 0.1),
}


def torch_path(name, function, start, lr, steps, schedule=None, maximize=False):
    p = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimiser = OPTIMISERS[name]([p], lr)
    optimiser.param_groups[0]["maximize"] = maximize
    scheduler = schedule(optimiser) if schedule else None
    path = [p.detach().clone()]
    for _ in range(steps):
        optimiser.zero_grad()
        function(p[0], p[1]).backward()
        optimiser.step()
        if scheduler:
            scheduler.step()
        path.append(p.detach().clone())
    return torch.stack(path).numpy()


@pytest.mark.parametrize("name", OPTIMISERS)
@pytest.mark.parametrize("surface", ["bowl", "3*x**2 + y**2", "log(1 + x**2) + y**2/4"])
def test_whole_paths_equal_torch_optim(name, surface):
    functions = {
        "bowl": lambda x, y: 3 * x**2 + y**2,
        "3*x**2 + y**2": lambda x, y: 3 * x**2 + y**2,
        "log(1 + x**2) + y**2/4": lambda x, y: torch.log(1 + x**2) + y**2 / 4,
    }
    rates, starts = RATES.get(name, (0.01, 0.1, 1.0)), [(5.0, 4.0), (-0.5, 2.0)]
    paths = descend(surface, start=starts, lr=rates, rule=name, steps=60)
    assert [(run.rule, run.lr, run.start) for run in paths.runs] == [
        (name, lr, s) for lr in rates for s in starts
    ]
    for run, xy in zip(paths.runs, paths.xy, strict=True):
        told = torch_path(name, functions[surface], run.start, run.lr, 60)
        np.testing.assert_allclose(xy, told, rtol=1e-12, atol=1e-12)


def test_the_rules_there_are_and_their_order():
    assert [rule.name for rule in all_rules()] == list(OPTIMISERS)
    both = descend("bowl", lr=0.05, rule=["adam", "sgd"], steps=5)
    assert [run.rule for run in both.runs] == ["adam", "sgd"]
    assert np.array_equal(both.xy[1], descend("bowl", lr=0.05, steps=5).xy[0])


@pytest.mark.parametrize(
    ("name", "scheduler"),
    [
        ("step", lambda o: lr_scheduler.StepLR(o, step_size=10, gamma=0.1)),
        ("cosine", lambda o: lr_scheduler.CosineAnnealingLR(o, T_max=30)),
        ("warmup", lambda o: lr_scheduler.LinearLR(o, start_factor=1 / 6, total_iters=5)),
    ],
)
def test_schedules_equal_torchs(name, scheduler):
    mine = descend("bowl", start=(5, 4), lr=0.1, rule="momentum", steps=30, schedule=name).xy[0]
    told = torch_path("momentum", lambda x, y: 3 * x**2 + y**2, (5.0, 4.0), 0.1, 30, scheduler)
    np.testing.assert_allclose(mine, told, rtol=1e-12, atol=1e-12)
    assert all(factors(one, 7).shape == (7,) for one in SCHEDULES)


@pytest.mark.parametrize("name", ["sgd", "adam"])
def test_an_ascent_is_torchs_maximize(name):
    mine = descend("plateau", start=(1, 0.5), lr=0.1, rule=name, steps=20, ascend=True)
    function = lambda x, y: 1 - torch.exp(-(x**2 + y**2) / 2)  # noqa: E731
    told = torch_path(name, function, (1.0, 0.5), 0.1, 20, maximize=True)
    np.testing.assert_allclose(mine.xy[0], told, rtol=1e-12, atol=1e-12)
    assert (np.diff(mine.loss[0]) > 0).all()


def test_one_step_on_the_bowl_multiplies_each_axis():
    a, b, lr = 3.0, 1.0, 0.1
    xy = descend(surface_named("bowl", a=a, b=b), start=(5, 4), lr=lr, steps=7).xy[0]
    k = np.arange(8)
    np.testing.assert_allclose(xy, np.stack([5 * (1 - 2 * a * lr) ** k, 4 * (1 - 2 * b * lr) ** k], axis=1))


def test_the_line_fit_of_the_reference():
    paths = descend("line", start=(0, 0), lr=1, steps=5, loss="half_mse")
    k = np.arange(6)
    np.testing.assert_allclose(paths.xy[0, 1:, 0], 2.0)
    np.testing.assert_allclose(paths.xy[0, :, 1], 0.5 * (1 - (12 / 19) ** k), atol=1e-12)
    assert paths.loss[0].round(5).tolist() == [2.04605, 0.01837, 0.00733, 0.00292, 0.00117, 0.00047]


def test_what_a_rule_remembers_is_kept_for_drawing():
    paths = descend("bowl", start=(5, 4), lr=0.01, rule=["sgd", "momentum", "adam"], steps=4)
    velocity = paths.terms["velocity"]
    assert np.isnan(velocity[0]).all() and paths.terms["squares"].shape == (3, 4, 2)
    np.testing.assert_allclose(paths.xy[1, 1:], paths.xy[1, :-1] - 0.01 * velocity[1])


def test_an_unknown_rule_names_the_nearest():
    with pytest.raises(LoopwiseError, match="rmsprop"):
        rule_named("RMSPorp")
    with pytest.raises(LoopwiseError, match="cosine"):
        descend("bowl", schedule="cosin")
