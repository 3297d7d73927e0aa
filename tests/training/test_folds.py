"""Few rows: each validates once, the number of epochs is that of the lowest mean, and a model is trained so long."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import log_loss

from loopwise.data import load
from loopwise.training import fit
from loopwise.training.choices import Choices
from loopwise.training.landscapes import landscape_of
from loopwise.training.preparing import split, with_folds


@pytest.fixture(scope="module")
def iris():
    return fit("iris", epochs=150, keep_path=True)


def test_each_row_validates_once_and_classes_keep_their_shares():
    data = load("iris")
    parts = with_folds(split(data, 0), data, 0)
    assert sorted(parts.validated) == sorted(parts.train) and not len(parts.validation)
    for fold in parts.folds:
        assert not set(fold.train) & set(fold.validation)
        assert not set(fold.train) & set(parts.test) and np.array_equal(fold.test, parts.test)
        assert np.bincount(data.target[fold.validation]).tolist() in (
            [7, 7, 8],
            [7, 8, 7],
            [8, 7, 7],
            [7, 8, 8],
            [8, 7, 8],
            [8, 8, 7],
        )


def test_enough_rows_keep_their_validation_part():
    data = load("diabetes")
    parts = split(data, 0)
    assert with_folds(parts, data, 0) is parts


def test_the_epoch_is_that_of_the_lowest_mean_and_a_lucky_part_decides_no_more(iris):
    assert iris.folds == 5 and (iris.rows.train, iris.rows.validation) == (112, 0)
    lowest = min(iris.history, key=lambda epoch: epoch.validation_loss)
    assert iris.best_epoch == lowest.epoch
    assert iris.metrics["test"]["accuracy"] >= iris.metrics["linear"]["accuracy"] - 0.03  # it was .79 to .97


def test_the_kept_path_is_that_of_the_model_that_was_measured(iris):
    assert iris.path.steps[-1] == iris.best_epoch
    ground = landscape_of(iris, side=9)
    assert ground.rows == 112


def test_what_folds_predict_of_rows_they_did_not_see_has_the_loss_that_was_told():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 3))
    data = load("breast_cancer")
    few = data.__class__(
        "few", x, np.empty((60, 0), object), (x[:, 0] > 0).astype(np.int64), (), ("no", "yes"), "yes"
    )
    result = fit(few, epochs=30)
    unseen = result.validation
    assert len(unseen.labels) == 45
    told = min(epoch.validation_loss for epoch in result.history)
    assert log_loss(unseen.labels, unseen.probabilities) == pytest.approx(
        told, rel=1e-4
    )  # folds of 9 rows each


def test_a_stopped_run_keeps_what_was_learnt_and_the_same_seed_gives_the_same():
    one = fit("linnerud", epochs=40, cancelled=lambda: True)
    assert (one.ended, one.epochs, one.best_epoch) == ("interrupted", 1, 1)
    torch.manual_seed(7)
    assert fit("linnerud", epochs=5).metrics == fit("linnerud", epochs=5).metrics


def test_few_rows_are_given_enough_steps():
    usual = Choices()
    assert (usual.most_epochs(10_000), usual.patience(10_000)) == (100, 20)
    assert (usual.most_epochs(112), usual.patience(112)) == (500, 50)  # four steps an epoch
    assert Choices(epochs=7).most_epochs(15) == 7
