"""Fitting: oracles are scikit-learn, autograd and a baseline computed again from nothing."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest
import torch
from sklearn import metrics as sk
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import StandardScaler

from loopwise.data import Data, load
from loopwise.errors import LoopwiseError
from loopwise.recipes import recipe
from loopwise.records import FitResult, plain, rebuild
from loopwise.text import speaking
from loopwise.training import at_threshold, cheapest_threshold, fit, notes, threshold_table, verdict
from loopwise.training.preparing import Preparation, split

SHORT = {"epochs": 3}


@pytest.fixture(scope="module")
def result():
    return fit("breast_cancer", epochs=40)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_network_is_above_the_dummy_on_every_split(seed):
    metrics = fit("breast_cancer", seed=seed).metrics
    assert metrics["test"]["accuracy"] > 0.92 > metrics["dummy"]["accuracy"]
    assert metrics["test"]["roc_auc"] > 0.98


def test_the_linear_baseline_is_the_one_computed_by_hand(result):
    bunch = load_breast_cancer()
    x, x_test, y, y_test = train_test_split(
        bunch.data, bunch.target, test_size=0.25, random_state=0, stratify=bunch.target
    )
    scaler = StandardScaler().fit(x)
    linear = LogisticRegression(max_iter=1000).fit(scaler.transform(x), y)
    malignant = linear.predict_proba(scaler.transform(x_test))[:, 0]
    assert result.metrics["linear"]["accuracy"] == pytest.approx(
        sk.accuracy_score(y_test == 0, malignant >= 0.5)
    )
    assert result.metrics["linear"]["roc_auc"] == pytest.approx(
        sk.roc_auc_score(y_test == 0, malignant), abs=1e-4
    )
    assert result.metrics["linear"]["accuracy"] == pytest.approx(0.958, abs=5e-4)
    assert result.metrics["dummy"]["accuracy"] == pytest.approx(0.629, abs=5e-4)


def test_metrics_are_scikit_learns(result):
    labels, probabilities = np.array(result.test.labels), np.array(result.test.probabilities)
    decided = probabilities >= 0.5
    expected = {
        "accuracy": sk.accuracy_score(labels, decided),
        "precision": sk.precision_score(labels, decided),
        "recall": sk.recall_score(labels, decided),
        "f1": sk.f1_score(labels, decided),
        "roc_auc": sk.roc_auc_score(labels, probabilities),
        "average_precision": sk.average_precision_score(labels, probabilities),
    }
    assert result.metrics["test"] == pytest.approx(expected)
    table = sk.confusion_matrix(labels, decided).ravel().tolist()
    told = result.confusion
    assert [told.true_negative, told.false_positive, told.false_negative, told.true_positive] == table


def test_the_area_under_the_curves_is_the_metric(result):
    roc = result.curves["roc"]
    assert sk.auc(roc.x, roc.y) == pytest.approx(result.metrics["test"]["roc_auc"])
    assert result.curves["precision_recall"].y[-1] == 1.0


@pytest.mark.parametrize("threshold", [0.0, 0.1, 0.3, 0.5, 0.9, 1.1])
def test_moving_the_threshold_is_deciding_again(result, threshold):
    labels, decided = np.array(result.test.labels), np.array(result.test.probabilities) >= threshold
    moved = at_threshold(result, threshold, false_negative=7, false_positive=2)
    assert moved.precision == pytest.approx(sk.precision_score(labels, decided, zero_division=0))
    assert moved.recall == pytest.approx(sk.recall_score(labels, decided))
    assert moved.accuracy == pytest.approx(sk.accuracy_score(labels, decided))
    assert moved.f1 == pytest.approx(sk.f1_score(labels, decided, zero_division=0))
    assert moved.cost == 7 * (labels > decided).sum() + 2 * (labels < decided).sum()


def test_the_cheapest_threshold_is_chosen_on_validation_rows_only(result):
    labels, probabilities = np.array(result.validation.labels), np.array(result.validation.probabilities)
    choice = cheapest_threshold(result, false_negative=10, false_positive=1)
    cost = {}
    for t in (step / 100 for step in range(1, 100)):
        missed = (probabilities < t) & (labels == 1)
        alarms = (probabilities >= t) & (labels == 0)
        cost[t] = 10 * missed.sum() + alarms.sum()
    assert cost[choice.threshold] == min(cost.values()) == choice.on_validation.cost
    assert choice.on_test == at_threshold(result, choice.threshold, false_negative=10)
    wary = cheapest_threshold(result, false_negative=1, false_positive=10)
    assert choice.threshold <= wary.threshold
    assert choice.on_test.recall >= wary.on_test.recall


def test_a_table_of_thresholds_loses_recall_as_it_rises(result):
    recalls = [decision.recall for decision in threshold_table(result)]
    assert recalls == sorted(recalls, reverse=True)
    assert len(recalls) == 19


def test_a_negative_cost_is_refused(result):
    with pytest.raises(LoopwiseError, match="-1"):
        cheapest_threshold(result, false_negative=-1, false_positive=1)


def test_a_result_without_scores_has_no_threshold():
    with pytest.raises(LoopwiseError, match="houses"):
        at_threshold(FitResult(data="houses", recipe="regression"), 0.5)


def test_the_bootstrap_interval_is_that_of_resampled_rows(result):
    right = np.array(result.test.labels) == (np.array(result.test.probabilities) >= 0.5)
    rng = np.random.default_rng(1)
    means = right[rng.integers(0, len(right), (4000, len(right)))].mean(axis=1)
    interval = result.intervals["accuracy"]
    assert (interval.low, interval.high) == pytest.approx(np.quantile(means, [0.025, 0.975]), abs=0.015)
    assert interval.low <= result.metrics["test"]["accuracy"] <= interval.high


def test_the_same_seed_gives_the_same_numbers(result):
    again = fit("breast_cancer", epochs=40)
    different = fit("breast_cancer", epochs=40, seed=1)
    assert (again.history, again.test, again.metrics) == (result.history, result.test, result.metrics)
    assert different.history != result.history


def test_the_callers_random_state_is_left_alone():
    torch.manual_seed(5), np.random.seed(5), random.seed(5)
    before = torch.get_rng_state(), np.random.get_state()[1].tolist(), random.getstate()
    fit("breast_cancer", **SHORT)
    assert torch.equal(torch.get_rng_state(), before[0])
    assert (np.random.get_state()[1].tolist(), random.getstate()) == before[1:]


def test_parts_share_no_row_and_keep_the_classes_shares():
    data = load("breast_cancer")
    parts = split(data, seed=3)
    rows = np.concatenate([parts.train, parts.validation, parts.test])
    assert sorted(rows) == list(range(569))
    for part in (parts.train, parts.validation, parts.test):
        assert data.target[part].mean() == pytest.approx(data.target.mean(), abs=0.01)


def table(numbers, categories, target):
    return Data(
        "t", np.array(numbers, float), np.array(categories, object), np.array(target), (), ("0", "1"), "1"
    )


def test_scaling_and_imputation_look_at_training_rows_only():
    data = table([[1.0], [3.0], [np.nan], [1000.0]], [["a"], ["b"], [""], ["c"]], [0, 1, 0, 1])
    ready = Preparation.fitted(data, np.array([0, 1, 2]))
    x = ready.apply(data, np.arange(4))
    scaler = StandardScaler().fit([[1.0], [3.0], [2.0]])  # the median of 1 and 3 stands for the missing one
    assert x[:, 0].tolist() == pytest.approx(scaler.transform([[1], [3], [2], [1000]]).ravel().tolist())
    assert x[3, 1:].tolist() == [0, 0, 0]  # "c" was not there to learn from
    assert x[:3, 1:].sum(axis=1).tolist() == [1, 1, 1]


def test_a_column_missing_from_all_training_rows_does_no_harm():
    data = table([[np.nan], [np.nan], [7.0]], np.empty((3, 0), object), [0, 1, 0])
    assert np.isfinite(Preparation.fitted(data, np.array([0, 1])).apply(data, np.arange(3))).all()


def test_the_best_epochs_weights_are_put_back(result):
    best = min(result.history, key=lambda epoch: epoch.validation_loss)
    assert result.best_epoch == best.epoch
    labels = torch.tensor(result.validation.labels, dtype=torch.float64)
    p = torch.tensor(result.validation.probabilities, dtype=torch.float64)
    again = torch.nn.functional.binary_cross_entropy(p, labels)
    assert again.item() == pytest.approx(best.validation_loss, rel=1e-4)


def test_training_stops_when_validation_gets_no_better():
    result = fit("breast_cancer", epochs=300, lr=0.01)
    assert result.ended == "stopped_early"
    assert result.epochs == result.best_epoch + 20 < 300


def test_sink_and_progress_see_every_epoch():
    seen, done = [], []
    result = fit("breast_cancer", **SHORT, sink=seen.append, progress=lambda at, of: done.append((at, of)))
    assert tuple(seen) == result.history
    assert done == [(1, 3), (2, 3), (3, 3)]


def test_cancelling_keeps_what_was_learnt():
    seen = []
    result = fit("breast_cancer", epochs=50, sink=seen.append, cancelled=lambda: len(seen) == 4)
    assert (result.ended, result.epochs) == ("interrupted", 4)
    assert result.metrics["test"]["accuracy"] > 0.7


@pytest.mark.parametrize("after", [0, 3])
def test_ctrl_c_keeps_what_was_learnt(after, monkeypatch):
    from loopwise.training import loop

    calls = iter(range(10**6))
    evaluate = loop.evaluate

    def pressed(*arguments):
        if next(calls) == after:
            raise KeyboardInterrupt
        return evaluate(*arguments)

    monkeypatch.setattr(loop, "evaluate", pressed)
    result = fit("breast_cancer", epochs=50)
    assert (result.ended, result.epochs, result.best_epoch) == ("interrupted", after, after)
    assert result.metrics["test"]["accuracy"] > 0.629  # a whole epoch had run


def test_a_loss_that_is_no_number_names_step_and_tensor():
    with pytest.raises(LoopwiseError) as told:
        fit("breast_cancer", lr=1e30, optimizer="sgd")
    assert told.value.fault == "loss-not-finite"
    assert "step 2 (epoch 1)" in told.value.message.en
    assert "body.0.weight" in told.value.message.en or "output" in told.value.message.en
    assert "--lr" in str(told.value.fix)


def test_weights_broken_by_the_very_last_step_are_noticed():
    with pytest.raises(LoopwiseError, match=r"step 1 \(epoch 1\).*: output"):
        fit("breast_cancer", lr=1e38, optimizer="sgd", epochs=1, batch_size=1000)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw"])
def test_every_optimizer_lowers_the_loss(optimizer):
    history = fit("breast_cancer", epochs=4, optimizer=optimizer, lr=0.01).history
    assert history[-1].train_loss < history[0].train_loss


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"epochs": 0}, ["--epochs", "0"]),
        ({"lr": -0.1}, ["--lr", "-0.1"]),
        ({"lr": float("nan")}, ["--lr", "nan"]),
        ({"batch_size": 0}, ["--batch-size", "0"]),
        ({"seed": -1}, ["--seed", "-1"]),
        ({"optimizer": "adamm"}, ["'adamm'", "adam"]),
        ({"model": "mpl"}, ["'mpl'", "mlp"]),
        ({"recipe": "binaryy"}, ["'binaryy'", "binary"]),
        ({"device": "gpu"}, ["'gpu'", "--device cpu"]),
    ],
)
def test_a_wrong_choice_is_named_with_what_is_right(options, words):
    with pytest.raises(LoopwiseError) as told:
        fit("breast_cancer", **options)
    for word in words:
        assert word in str(told.value)


def test_a_target_for_another_recipe_says_which(tmp_path):
    path = tmp_path / "iris.csv"
    path.write_text("x,kind\n" + "".join(f"{i},{'abc'[i % 3]}\n" for i in range(30)))
    with pytest.raises(LoopwiseError, match=r"3 classes.*'multiclass', not 'binary'.*multiclass, ordinal"):
        fit(path, target="kind", recipe="binary")


# Recipe -> a set of it, what its first metric must reach in 30 epochs, and the same of scikit-learn.
REACHED = {
    "multiclass": ("digits", lambda value: value > 0.96),
    "multilabel": ("yeast", lambda value: value > 0.62),  # linear: 0.61
    "regression": ("autompg", lambda value: value < 2.4),  # linear: 2.44
    "multioutput": ("autompg2", lambda value: value < 1.85),  # linear: 1.89
    "ordinal": ("anes96", lambda value: value < 1.2),  # linear: 1.25
}


@pytest.fixture(scope="module", params=sorted(REACHED))
def of_recipe(request):
    name, is_reached = REACHED[request.param]
    return fit(name, epochs=30), is_reached


def test_every_recipe_reaches_what_a_line_does_not(of_recipe):
    result, is_reached = of_recipe
    first = recipe(result.recipe).metrics[0]
    assert is_reached(result.metrics["test"][first])
    interval = result.intervals[first]
    assert interval.low <= result.metrics["test"][first] <= interval.high
    assert verdict(result).ko


def test_every_metric_is_scikit_learns_of_the_kept_answers(of_recipe):
    result, _ = of_recipe
    truth, predicted = np.array(result.answers.truth), np.array(result.answers.predicted)
    ids = truth[:, 0]
    expected = {
        "multiclass": lambda: {
            "accuracy": sk.accuracy_score(ids, predicted.argmax(1)),
            "f1_macro": sk.f1_score(ids, predicted.argmax(1), average="macro"),
        },
        "multilabel": lambda: {
            "f1_micro": sk.f1_score(truth, predicted >= 0.5, average="micro"),
            "hamming_loss": sk.hamming_loss(truth, predicted >= 0.5),
            "accuracy": sk.accuracy_score(truth, predicted >= 0.5),
        },
        "regression": lambda: {
            "mean_absolute_error": sk.mean_absolute_error(truth, predicted),
            "root_mean_squared_error": sk.root_mean_squared_error(truth, predicted),
        },
        "multioutput": lambda: {"r2": sk.r2_score(truth, predicted)},
        "ordinal": lambda: {
            "mean_absolute_error": sk.mean_absolute_error(ids, (predicted >= 0.5).sum(1)),
            "cohen_kappa_quadratic": sk.cohen_kappa_score(
                ids, (predicted >= 0.5).sum(1), weights="quadratic"
            ),
        },
    }[result.recipe]()
    for name, value in expected.items():
        assert result.metrics["test"][name] == pytest.approx(value, rel=1e-4), name


def test_single_rows_survive_the_json_form(of_recipe):
    result, _ = of_recipe
    assert rebuild(FitResult, json.loads(json.dumps(plain(result)))) == result
    assert len(result.worst) == 10 and len(result.answers.truth) == result.rows.test
    assert [row.error for row in result.worst] == sorted((row.error for row in result.worst), reverse=True)


def test_steps_of_an_ordinal_answer_keep_their_order():
    result = fit("anes96", epochs=10)
    above = np.array(result.answers.predicted)
    assert (np.diff(above, axis=1) <= 1e-6).all()  # P(y > k) never rises with k
    assert np.sum(result.matrix) == result.rows.test


def test_the_linear_baselines_are_the_published_ones():
    """75/25, seed 0: regression not stratified, standardised on what is not test (the reference table)."""
    for name, metric, linear, dummy in [
        ("diabetes", "mean_absolute_error", 45.1, 58.3),
        ("autompg", "mean_absolute_error", 2.44, 6.33),
        ("autompg2", "mean_absolute_error", 1.89, 4.20),
        ("bananas", "accuracy", 0.513, 0.552),
    ]:
        metrics = fit(name, epochs=1).metrics
        found = (metrics["linear"][metric], metrics["dummy"][metric])
        assert found == pytest.approx((linear, dummy), rel=2e-3), name


def test_amounts_are_predicted_in_their_own_unit():
    result = fit("autompg", epochs=30)
    predicted = np.array(result.answers.predicted)
    assert predicted.min() > 9 and predicted.max() < 50 and predicted.std() > 4  # miles per gallon


NET = """
from torch import nn
class Net(nn.Module):
    def __init__(self, features, units):
        super().__init__()
        self.layers = nn.Linear(features, units)
    def forward(self, x):
        return self.layers(x)
class Fixed(nn.Sequential):
    def __init__(self, units=1):
        super().__init__(nn.Linear(30, units))
raise_ = 1
"""


@pytest.mark.parametrize("name", ["Net", "Net(30, 1)", "Fixed"])
def test_a_model_of_ones_own_is_fitted(name, tmp_path):
    (tmp_path / "net.py").write_text(NET)
    result = fit("breast_cancer", model=f"{tmp_path / 'net.py'}:{name}", epochs=20, lr=0.01)
    assert result.parameters == 31 and result.metrics["test"]["accuracy"] > 0.9


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("net.py:Fixed(2)", ["(2, 2)", "(2, 1)", "nn.Linear(..., 1)"]),
        ("net.py:Net(7, 1)", ["(2, 30)", "in_features=30"]),
        ("net.py:Nett", ["Nett", "net.py:Net"]),
        ("gone.py:Net", ["gone.py"]),
        ("cnn", ["needs pictures", "--model mlp"]),
        ("mlpp", ["mlp, cnn", "net.py:Net"]),
    ],
)
def test_a_model_that_does_not_fit_is_told(name, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(NET)
    with pytest.raises(LoopwiseError) as told:
        fit("breast_cancer", model=name, epochs=1)
    assert all(word in str(told.value) for word in words), str(told.value)


def test_a_convolution_sees_pictures():
    result = fit("digits", model="cnn", epochs=5, lr=0.003)
    assert result.metrics["test"]["accuracy"] > 0.9
    assert [column.kind for column in result.columns] == ["picture", "target"]


def test_a_class_too_rare_to_split_is_named(tmp_path):
    path = tmp_path / "rare.csv"
    path.write_text("x,y\n" + "".join(f"{i},{int(i > 37)}\n" for i in range(40)))
    with pytest.raises(LoopwiseError, match=r"1 of 2 classes .* '1' \(2\)"):
        fit(path, target="y")


def test_a_rare_class_is_not_judged_by_accuracy(tmp_path):
    x = np.random.default_rng(0).normal(size=(600, 2)).round(3)
    lines = ["x,z,fraud", *(f"{a},{b},{'yes' if a + b > 2.9 else 'no'}" for a, b in x)]
    (tmp_path / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = fit(tmp_path / "t.csv", target="fraud", epochs=20)
    assert list(result.intervals) == ["roc_auc"]
    assert result.metrics["dummy"]["accuracy"] > 0.95
    with speaking("en"):
        assert [str(note) for note in notes(result) if "ROC AUC" in str(note) and "'no'" in str(note)]
        assert "no feature" not in str(verdict(result))


def test_what_was_not_used_is_said(tmp_path):
    rows = [f"{i},2026-01-{i % 28 + 1:02d},{i % 8},{i % 8 // 4 if i % 10 else ''}" for i in range(1, 201)]
    (tmp_path / "t.csv").write_text("\n".join(["id,day,x,y", *rows]) + "\n", encoding="utf-8")
    with speaking("en"):
        told = " ".join(map(str, notes(fit(tmp_path / "t.csv", target="y", epochs=1))))
    assert "id (numbers the rows), day (dates" in told
    assert "20 rows without a target" in told
    assert "45 of 45 test rows also stand among the rows learnt from" in told


def test_a_persons_own_file_from_end_to_end(tmp_path):
    rng = np.random.default_rng(0)
    size, city = rng.normal(size=200), rng.choice(["서울", "부산", ""], size=200)
    sold = (size + (city == "서울") + rng.normal(scale=0.3, size=200) > 0.4).astype(int)
    path = tmp_path / "집 값.csv"
    lines = [f"{s:.3f},{c},{y}" for s, c, y in zip(size, city, sold, strict=True)]
    path.write_text("size,city,sold\n" + "\n".join(lines), encoding="cp949")
    result = fit(str(path), target="sold", epochs=60, lr=0.01)
    assert result.metrics["test"]["accuracy"] > 0.8 > result.metrics["dummy"]["accuracy"]
    assert [column.kind for column in result.columns] == ["number", "category", "target"]


def test_a_result_survives_its_json_form(result):
    assert rebuild(FitResult, json.loads(json.dumps(plain(result)))) == result


def test_the_recipes_numbers_solve_its_formulas(result):
    numbers = recipe("binary").numbers(result)
    z, y = torch.tensor([numbers["z"]]), torch.tensor([float(numbers["y"])])
    assert torch.sigmoid(z).item() == pytest.approx(numbers["p"], rel=1e-5)
    expected = torch.nn.functional.binary_cross_entropy_with_logits(z, y)
    assert expected.item() == pytest.approx(numbers["loss"], rel=1e-5)


def test_every_public_name_works_twice():
    import loopwise.training

    assert loopwise.training.fit is fit is loopwise.training.fit


def test_each_label_has_a_threshold_of_its_own(of_recipe):
    from sklearn.metrics import precision_score, recall_score, roc_auc_score

    from loopwise.training.labels import has_labels, of_label

    result, _ = of_recipe
    if not has_labels(result):
        with pytest.raises(LoopwiseError):
            of_label(result, "Class1")
        return
    for at in (0, 11):
        one = of_label(result, result.outputs[at])
        truth = np.array([row[at] for row in result.answers.truth])
        scores = np.array([row[at] for row in result.answers.predicted])
        decided = at_threshold(one, 0.2)
        assert decided.precision == pytest.approx(precision_score(truth, scores >= 0.2, zero_division=0))
        assert decided.recall == pytest.approx(recall_score(truth, scores >= 0.2))
        assert one.metrics["test"]["roc_auc"] == pytest.approx(roc_auc_score(truth, scores))
        dear = cheapest_threshold(one, false_negative=10, false_positive=1)
        assert dear.on_validation.confusion.rows == result.rows.validation
        assert dear.threshold <= cheapest_threshold(one, false_negative=1, false_positive=10).threshold
    with pytest.raises(LoopwiseError, match="Class1"):
        of_label(result, "Klass1")
