"""Verdicts, theory and bad input."""

from __future__ import annotations

import math

import numpy as np
import pytest

from loopwise.descent import descend, surface_named, theory_of
from loopwise.descent.verdicts import judge
from loopwise.errors import LoopwiseError
from loopwise.text import speaking

KINDS = {
    0.01: "crawls", 0.1: "converges", 0.2: "zig-zags", 0.3: "zig-zags", 1 / 3: "oscillates",
    0.4: "diverges", 0.75: "diverges",
}  # fmt: skip


def test_verdicts_on_the_bowl_are_those_of_the_reference():
    paths = descend("3*x**2 + y**2", start=(5, 4), lr=KINDS, steps=10)
    assert [verdict.kind for verdict in paths.verdict] == list(KINDS.values())


def test_between_a_half_and_a_whole_of_the_limit_it_zig_zags():
    a, b = 4.0, 0.5
    for lr in np.linspace(0.02, 0.5, 25):
        kind = descend(surface_named("bowl", a=a, b=b), start=(1, 1), lr=lr, steps=60).verdict[0].kind
        if lr > 1 / a + 1e-9:
            assert kind == "diverges"
        elif 1 / (2 * a) + 0.01 < lr < 1 / a - 0.01:
            assert kind == "zig-zags"
        elif lr < 1 / (2 * a) - 0.01:
            assert kind == "converges"


@pytest.mark.parametrize(
    ("surface", "options", "kind"),
    [
        ("saddle", {"start": (1, 0.5), "lr": 0.1, "steps": 60}, "runs-away"),
        ("bowl", {"ascend": True, "lr": 0.1, "steps": 30}, "runs-away"),
        ("plateau", {"start": (5, 4), "lr": 0.5, "steps": 50}, "crawls"),
        ("rosenbrock", {"lr": 1e-3, "steps": 300}, "crawls"),
        ("rastrigin", {"lr": 0.05, "steps": 200}, "oscillates"),
        ("bowl", {"rule": "momentum", "lr": 0.02, "steps": 300}, "overshoots"),
        ("bowl", {"start": (0, 0)}, "stays"),
        ("plateau", {"start": (1, 0), "lr": 30.0, "steps": 30}, "diverges"),  # thrown out of the dent at once
    ],
)
def test_verdicts_elsewhere(surface, options, kind):
    assert descend(surface, **options).verdict[0].kind == kind


def test_a_verdict_speaks_both_languages():
    verdict = descend("bowl", start=(5, 4), lr=0.4, steps=10).verdict[0]
    with speaking("en"):
        assert str(verdict) == "diverges from step 1 on"
    with speaking("ko"):
        assert "발산합니다" in str(verdict)


@pytest.mark.parametrize("lr", [0.02, 0.1, 0.2, 0.25, 0.3])
def test_the_predicted_number_of_steps_is_the_observed_one(lr):
    paths = descend("bowl", start=(5, 4), lr=lr, steps=400)
    told = paths.theory(0)
    assert told.contraction == pytest.approx((1 - 6 * lr, 1 - 2 * lr), abs=1e-8)
    distance = np.abs(paths.xy[0])  # along each axis
    slow = int(np.argmax(np.abs(told.contraction)))
    observed = int(np.argmax(distance[:, slow] <= 1e-3 * distance[0, slow] * (1 + 1e-9)))
    assert told.steps == observed
    assert told.limit == pytest.approx(1 / 3) and told.best_lr == pytest.approx(0.25)
    assert told.condition == pytest.approx(3)


@pytest.mark.parametrize("rule", ["sgd", "momentum", "nesterov"])
def test_the_limit_of_a_rule_is_where_it_stops_converging(rule):
    limit = theory_of(surface_named("bowl"), (0, 0), rule, lr=0.1).limit
    below, above = descend("bowl", lr=[0.98 * limit, 1.02 * limit], rule=rule, steps=600).xy[:, -1]
    assert np.abs(below).max() < 1 and np.abs(above).max() > 5


@pytest.mark.parametrize("rule", ["sgd", "momentum", "nesterov"])
def test_no_rate_is_faster_than_the_best(rule):
    best = theory_of(surface_named("ravine"), (0, 0), rule, lr=0.1).best_lr
    rates = best * np.array([0.5, 0.8, 1.0, 1.1])
    left = np.linalg.norm(descend("ravine", lr=rates, rule=rule, steps=150).xy[:, -1], axis=1)
    assert left[2] <= 10 * left.min()  # momentum contracts alike over a range of rates


def test_theory_is_silent_where_it_knows_nothing():
    assert descend("bowl", rule="adam").theory() is None
    assert descend("saddle", start=(1, 0)).theory() is None
    assert math.isfinite(descend("himmelblau", lr=0.01, steps=50).theory().limit)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"start": (float("nan"), 1)}, ["nan", "two finite numbers"]),
        ({"start": "abc"}, ["'abc'"]),
        ({"start": (1, 2, 3)}, ["(1, 2, 3)"]),
        ({"lr": range(10**9)}, ["1,000,000,000", "too many"]),
        ({"lr": (0.1 for _ in iter(int, 1)), "steps": 10**6}, ["too many"]),
        ({"lr": -1}, ["-1", "above 0"]),
        ({"lr": []}, ["above 0"]),
        ({"lr": float("inf")}, ["inf"]),
        ({"steps": 0}, ["steps is 0"]),
        ({"steps": 10**12}, ["steps"]),
        ({"batch": 5}, ["no data"]),
        ({"rule": "adm"}, ["'adm'", "adam"]),
    ],
)
def test_bad_input_is_told(options, words):
    with pytest.raises(LoopwiseError) as refused, speaking("en"):
        descend("bowl", **options)
    with speaking("en"):
        assert [word for word in words if word not in str(refused.value)] == []


def test_rounding_after_the_arrival_is_no_zig_zag():
    xy = np.array([[[1.0, 2.0], [0.0, 1e-16], [0.0, -1e-16], [0.0, 1e-16], [0.0, 1e-16]]])
    gradient = 2 * xy
    verdict = judge(xy, (xy**2).sum(axis=-1), gradient)[0]
    assert (verdict.kind, verdict.step) == ("converges", 1)
