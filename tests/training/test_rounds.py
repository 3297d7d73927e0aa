"""Very few rows: each is a test row once, nothing is stopped early, and weight decay holds the weights."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.dummy import DummyRegressor
from sklearn.linear_model import LinearRegression
from sklearn.metrics import mean_absolute_error
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn

from loopwise.data import load
from loopwise.text import speaking
from loopwise.training import cheapest_threshold, fit, notes
from loopwise.training.choices import Choices
from loopwise.training.landscapes import landscape_of
from loopwise.training.loop import until_best
from loopwise.training.models import model_for
from loopwise.training.optimizers import optimizer_for
from loopwise.training.preparing import FEWEST_TO_DIVIDE, rounds_of


@pytest.fixture(scope="module")
def linnerud():
    return fit("linnerud", keep_path=True)


@pytest.fixture
def few(tmp_path):
    """A table of 30 rows: x tells the class but for noise."""
    x = np.random.default_rng(0).normal(size=(30, 2)).round(3)
    path = tmp_path / "few.csv"
    path.write_text("x,z,y\n" + "".join(f"{a},{b},{int(a + b / 3 > 0)}\n" for a, b in x), encoding="utf-8")
    return path


def test_each_row_is_a_test_row_once_and_in_no_round_seen_before():
    rounds = rounds_of(load("linnerud"), seed=3)
    assert len(rounds) == 10
    assert sorted(np.concatenate([one.test for one in rounds])) == list(range(20))
    for one in rounds:
        assert sorted([*one.known, *one.test]) == list(range(20))
    assert all(not set(fold.train) & set(fold.test) for fold in rounds[0].folds)


def test_enough_rows_are_divided_once():
    assert load("iris").rows >= FEWEST_TO_DIVIDE
    assert len(rounds_of(load("iris"), 0)) == 1


def test_the_baselines_are_scikit_learns_cross_validation(linnerud):
    data, ways = load("linnerud"), KFold(10, shuffle=True, random_state=0)
    for name, model in {"dummy": DummyRegressor(), "linear": LinearRegression()}.items():
        answers = cross_val_predict(
            make_pipeline(StandardScaler(), model), data.numbers, data.target, cv=ways
        )
        told = linnerud.metrics[name]["mean_absolute_error"]
        assert told == pytest.approx(mean_absolute_error(data.target, answers), rel=1e-5)


def test_twenty_rows_are_enough_to_be_above_their_mean(linnerud):
    assert (linnerud.rounds, linnerud.rows.test, linnerud.rows.train) == (10, 20, 18)
    assert linnerud.metrics["test"]["mean_absolute_error"] < linnerud.metrics["dummy"]["mean_absolute_error"]
    assert len(linnerud.answers.truth) == 20 and linnerud.epochs == linnerud.best_epoch == 300
    assert linnerud.weight_decay == pytest.approx(4 / 18)
    with speaking("en"):
        assert any("All 20 rows were test rows" in str(note) for note in notes(linnerud))


def test_the_kept_path_is_the_first_rounds(linnerud):
    assert linnerud.path.steps[-1] == 300
    assert landscape_of(linnerud, side=9).rows == 18


def test_a_threshold_can_be_chosen_and_what_it_has_seen_is_said(few):
    result = fit(few, target="y", epochs=200)
    assert len(result.test.labels) == 30 and len(result.validation.labels) == 27
    assert result.metrics["test"]["accuracy"] > result.metrics["dummy"]["accuracy"]
    assert cheapest_threshold(result, false_negative=10, false_positive=1).on_test.confusion.rows == 30
    with speaking("en"):
        assert any("threshold is chosen on rows of the first round" in str(note) for note in notes(result))


def test_cancelled_at_once_it_is_measured_all_the_same(few):
    seen = []
    result = fit(
        few, target="y", cancelled=lambda: True, progress=lambda done, most: seen.append((done, most))
    )
    assert (result.ended, result.epochs, result.rows.test) == ("interrupted", 1, 30)
    assert seen[-1][0] == seen[-1][1]


def test_interrupted_in_the_first_epoch_it_is_measured_all_the_same(few, monkeypatch):
    def interrupted(losses, *rest, **options):
        def stop(epoch):
            raise KeyboardInterrupt

        return until_best(stop, *rest, **options)

    monkeypatch.setattr("loopwise.training.folds.until_best", interrupted)
    result = fit(few, target="y")
    assert (result.ended, result.best_epoch, result.rows.test) == ("interrupted", 0, 30)


def test_decay_pulls_what_multiplies_and_leaves_biases_alone():
    layer = nn.Linear(3, 2)
    weight, bias = layer.weight.detach().clone(), layer.bias.detach().clone()
    optimizer = optimizer_for(layer, "sgd", lr=0.1, decay=0.5)
    (layer(torch.ones(1, 3)).sum() * 0).backward()
    optimizer.step()
    assert torch.allclose(layer.weight, weight * (1 - 0.1 * 0.5)) and torch.equal(layer.bias, bias)


def test_decay_is_that_of_one_prior_however_the_loss_counts():
    assert Choices().weight_decay is None
    assert Choices().for_very_few(40, of_squares=False).weight_decay == 0.05
    assert Choices().for_very_few(40, of_squares=True).weight_decay == 0.1
    assert Choices(weight_decay=0.0).for_very_few(40, of_squares=True).weight_decay == 0


@pytest.mark.parametrize(("name", "inputs"), [("mlp", (4,)), ("mlp", (1, 8, 8)), ("cnn", (1, 8, 8))])
def test_ours_begin_with_the_same_answer_to_every_row(name, inputs):
    assert not model_for(name, inputs, 3, from_zero=True)(torch.rand(5, *inputs)).any()
    assert model_for(name, inputs, 3)(torch.rand(5, *inputs)).any()
