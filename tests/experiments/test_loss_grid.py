"""The grid of trained losses: closed-form floors, identities, refusals; and what it promises while it runs."""

from __future__ import annotations

import json
import math

import pytest

from loopwise.errors import LoopwiseError
from loopwise.experiments.loss_grid import ACTIVATIONS, because, in_order, judged, tells, train_losses
from loopwise.experiments.loss_grid.reasons import REASONS, reason_of
from loopwise.experiments.loss_grid.uses import is_right, uses_for
from loopwise.recipes import recipe_named
from loopwise.records import LossCell, LossGrid, plain, rebuild

KINDS = {
    "binary": {"classes": 2},
    "class": {"classes": 3},
    "labels": {"outputs": 4},
    "amounts": {"outputs": 1},
}


@pytest.fixture(scope="module")
def iris():
    return train_losses(data="iris", epochs=40, seeds=1)


@pytest.fixture(scope="module")
def cancer():
    return train_losses(data="breast_cancer", epochs=8, seeds=1)


def test_the_grid_is_every_activation_with_every_use(iris, cancer):
    assert len(iris.cells) == len(ACTIVATIONS) * 7 and len(cancer.cells) == len(ACTIVATIONS) * 9
    assert (iris.ended, iris.recipe, iris.metric) == ("finished", "multiclass", "accuracy")


def test_a_loss_stays_above_its_floor(iris, cancer):
    twice = iris.cell("softmax", "CrossEntropyLoss")
    assert min(twice.losses) > math.log(1 + 2 / math.e) - 1e-6  # 0.5514 for three classes
    assert twice.low >= 0 and twice.high <= 1 and twice.row_sum == pytest.approx(1, abs=1e-5)
    squashed = cancer.cell("sigmoid", "BCEWithLogitsLoss")
    positives = 0.373  # share of the malignant ones among the training rows
    assert min(squashed.losses) > positives * math.log(1 + 1 / math.e) + (1 - positives) * math.log(2) - 5e-3
    assert squashed.final > 3 * squashed.reached


def test_the_same_function_gives_the_same_numbers(iris):
    logits, again, nll = (
        iris.cell(*pair)
        for pair in [
            ("none", "CrossEntropyLoss"),
            ("log_softmax", "CrossEntropyLoss"),
            ("log_softmax", "NLLLoss"),
        ]
    )
    assert again.losses == pytest.approx(logits.losses, rel=1e-3)
    assert nll.losses == pytest.approx(logits.losses, rel=1e-3)
    assert [cell.verdict for cell in (logits, again, nll)] == ["right"] * 3


def test_what_torch_refuses_raises(iris, cancer):
    assert (
        iris.cell("none", "BCELoss").verdict == "raises"
        and "between 0 and 1" in iris.cell("none", "BCELoss").error
    )
    one_unit = cancer.cell("none", "CrossEntropyLoss", "int64")  # the first of two: two units, and right
    assert one_unit.verdict == "right"
    refused = [cell for cell in cancer.cells if cell.units == 1 and "int64" in cell.target]
    assert {cell.verdict for cell in refused} == {"raises"} and len(refused) == len(ACTIVATIONS)


def test_cross_entropy_over_one_unit_is_always_zero(cancer):
    for cell in cancer.cells:
        if (cell.loss, cell.units, cell.target) == ("CrossEntropyLoss", 1, "float32 (N, 1)"):
            assert set(cell.losses) == {0.0} and cell.gradient == 0.0


def test_softmax_over_one_unit_is_constant(cancer):
    cell = cancer.cell("softmax", "BCELoss")
    assert (cell.constant, cell.low, cell.high) == (1.0, 1.0, 1.0)
    assert cell.verdict == "visible"


def test_an_output_that_is_squashed_reads_as_all_positive(cancer):
    cell = cancer.cell("sigmoid", "BCEWithLogitsLoss")
    assert cell.score > 0.85
    assert cell.read_by_loss == pytest.approx(53 / 143, abs=1e-6)  # every test row called malignant
    assert cell.verdict == "hides"


def test_raw_outputs_into_nll_fall_without_an_end(iris):
    cell = iris.cell("none", "NLLLoss")
    assert cell.final < -1 and list(cell.losses) == sorted(cell.losses, reverse=True)


def test_outputs_of_the_right_pair_are_calibrated_best(iris):
    right, twice = iris.cell("none", "CrossEntropyLoss"), iris.cell("softmax", "CrossEntropyLoss")
    assert right.calibration < twice.calibration


def test_a_verdict_is_measured_against_the_right_pairs():
    def cell(verdict, *scores):
        return LossCell("none", "MSELoss", 1, "float32 (N, 1)", verdict, "right", scores=scores)

    found = judged(
        [cell("right", 0.9, 0.92), cell("hides", 0.87, 0.88), cell("hides", 0.8, 0.8), cell("raises")]
    )
    assert [one.verdict for one in found] == ["right", "hides", "visible", "raises"]


def test_cells_that_came_in_any_order_are_put_in_theirs(iris):
    assert in_order(iris.cells[::-1]) != list(iris.cells[::-1])
    assert {cell.activation for cell in in_order(iris.cells[::-1])[:7]} == {"none"}
    assert list(judged(in_order(iris.cells))) == list(iris.cells)


def test_what_tells_is_said_in_both_languages(iris):
    told = [text for cell in iris.cells for text in tells(cell)]
    assert all(text.en and text.ko for text in told)
    twice = " ".join(text.en for text in tells(iris.cell("softmax", "CrossEntropyLoss")))
    assert "(right:" in twice and "outputs" in twice and "calibration error" in twice


@pytest.mark.parametrize("kind", KINDS)
def test_every_pair_has_a_sentence(kind):
    for use in uses_for(kind, **KINDS[kind]):
        for activation in ACTIVATIONS:
            cell = LossCell(activation, use.loss, use.units, use.told, "hides", reason_of(use, activation))
            told = because(cell, KINDS[kind].get("classes", 0))
            assert told.en and told.ko and "{" not in told.en + told.ko
            assert cell.why not in ("right",)


def test_no_sentence_is_left_over():
    used = {
        reason_of(use, activation)
        for kind in KINDS
        for use in uses_for(kind, **KINDS[kind])
        for activation in ACTIVATIONS
    }
    assert set(REASONS) - used == {"right"}


@pytest.mark.parametrize("name", ["binary", "multiclass", "multilabel", "regression"])
def test_the_recommended_line_is_right(name):
    recipe = recipe_named(name)
    lines = {(line.loss, line.in_model, line.dtype == "int64") for line in recipe.losses}
    kind = "binary" if name == "binary" else recipe.target
    uses = uses_for(kind, classes=3, outputs=2)
    right = {
        (use.loss, activation)
        for use in uses
        for activation in ACTIVATIONS
        if is_right(use, activation, lines)
    }
    assert (recipe.recommended.loss, recipe.recommended.in_model) in right
    assert ("CrossEntropyLoss", "softmax") not in right and ("BCEWithLogitsLoss", "sigmoid") not in right


def test_it_reports_shows_parts_and_can_be_stopped():
    seen, told = [], []
    grid = train_losses(
        data="iris",
        epochs=1,
        seeds=1,
        sink=seen.append,
        progress=lambda *at: told.append(at),
        cancelled=lambda: len(seen) == 3,
    )
    assert grid.ended == "interrupted" and len(grid.cells) == len(seen) == 3
    assert told == [(1, 42), (2, 42), (3, 42)]


def test_a_grid_survives_its_json_form(iris):
    assert rebuild(LossGrid, json.loads(json.dumps(plain(iris)))) == iris


@pytest.mark.parametrize("wrong", [{"seeds": 0}, {"lr": 0.0}, {"data": "irsi"}, {"optimizer": "adamm"}])
def test_a_wrong_choice_is_told(wrong):
    with pytest.raises(LoopwiseError):
        train_losses(**{"data": "iris", "epochs": 1, "seeds": 1, **wrong})


@pytest.mark.soak
def test_several_processes_give_the_same_grid():
    alone, together = (train_losses(data="iris", epochs=2, seeds=2, workers=n) for n in (1, 2))
    assert plain(alone.cells) == plain(together.cells)
