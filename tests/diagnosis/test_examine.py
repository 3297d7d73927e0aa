"""`loopwise.examine` on right and broken live objects, and its numbers against outside oracles."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import diagnosis.live_models as live
import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

import loopwise
from loopwise.errors import LoopwiseError
from loopwise.faults import fault_named
from loopwise.records import ExamineReport, plain, rebuild
from loopwise.rendering.columns import columns
from loopwise.rendering.examined import show_examined
from loopwise.rendering.json_output import examine_object
from loopwise.text import speaking


@pytest.fixture(autouse=True)
def seeded():
    torch.manual_seed(0)


def name_of(make):
    return make.__name__


@pytest.mark.parametrize("make", live.RIGHT, ids=name_of)
def test_a_right_model_comes_out_healthy(make):
    report = loopwise.examine(*make())
    assert report.healthy, report
    assert report.by_heart.verdict == ("cannot tell" if make is live.gan_critic else "learnt")
    assert not report.not_reached


@pytest.mark.parametrize("make", live.FINDINGS, ids=name_of)
def test_a_broken_model_shows_its_fault_first(make):
    report = loopwise.examine(*make(), seconds=2)
    first, name = report.findings[0], make.__name__.replace("_", "-")
    assert first.fault == name and first.evidence and not report.healthy
    file = "live_models.py" if make is live.layers_in_a_list else "test_examine.py"
    assert first.place.path.endswith(file) and name in str(report)


@pytest.mark.parametrize(("make", "stage"), live.RAISING, ids=lambda one: getattr(one, "__name__", one))
def test_what_raises_is_explained(make, stage):
    report = loopwise.examine(*make())
    assert (report.stopped, report.stage) == ("failed", stage)
    assert f"1. {fault_named(make.__name__.replace('_', '-')).title.en}" in shown(report, "en")
    assert not any("loopwise" in frame.path for frame in report.failure.frames)


def shown(report, language):
    with speaking(language):
        return show_examined(report)


SCRIPT = """\
import torch, loopwise
from torch import nn
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3), nn.Softmax(1))
loader = [(torch.randn(16, 4), torch.randint(0, 3, (16,)))]
criterion, optimizer = nn.CrossEntropyLoss(), torch.optim.Adam(model.parameters())
print(loopwise.examine(model, loader, criterion, optimizer))
for x, y in loader:
    optimizer.zero_grad()
    criterion(model(x), y).backward()
    optimizer.step()
"""


def test_the_place_and_the_repair_come_from_the_source_that_shows_them(tmp_path):
    (tmp_path / "train.py").write_text(SCRIPT, encoding="utf-8")
    environment = {**os.environ, "LOOPWISE_LANGUAGE": "en", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "train.py"], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8"
    )
    assert "train.py:4:" in done.stdout and "loss at the end" in done.stdout, done.stderr


def test_softmax_holds_the_loss_at_its_floor():
    seen = loopwise.examine(*live.softmax_before_cross_entropy()).by_heart
    assert seen.verdict == "not learnt" and seen.after >= np.log(1 + 4 / np.e) - 1e-3 and seen.reach == 0


def test_a_cut_graph_is_named():
    report = loopwise.examine(*live.cut_graph())
    assert report.not_reached == ("encoder.weight", "encoder.bias")
    assert report.gradients[0].norm is None and "encoder.weight" in str(report).partition("---")[0]


def test_zero_gradients_are_named_and_the_model_is_stuck():
    report = loopwise.examine(*live.zero_start())
    assert report.zero_gradient == ("0.weight", "0.bias", "2.weight")
    assert (report.by_heart.verdict, report.by_heart.reason) == ("not learnt", "stuck")


def test_a_model_that_does_not_look_at_its_input_is_stuck_at_the_constant_answer():
    seen = loopwise.examine(*live.blind_to_its_input()).by_heart
    assert seen.verdict == "not learnt" and seen.after == pytest.approx(seen.constant, abs=0.02)


def test_nan_is_said_at_once():
    assert loopwise.examine(*live.nan_inputs()).by_heart.reason == "nan at once"


def test_a_loss_below_what_is_possible_is_no_success():
    report = loopwise.examine(*live.probabilities_into_nll())
    assert (report.by_heart.verdict, report.by_heart.reason) == ("cannot tell", "below")


# the best constant answer, against numpy


def test_the_constant_answer_of_a_cross_entropy_is_the_entropy_of_the_shares():
    x, y = live.classes(96)
    first = loopwise.examine(live.mlp(), live.rows(x, y), nn.CrossEntropyLoss()).loss
    shares = np.bincount(y.numpy()) / 96
    assert first.constant == pytest.approx(-(shares * np.log(shares)).sum())
    assert (first.targets, first.batches, first.classes, first.kind) == (96, 3, 5, "cross_entropy")


def test_class_weights_count():
    x, y = live.classes(96)
    weight = torch.tensor([1.0, 2, 3, 4, 5])
    first = loopwise.examine(live.mlp(), live.rows(x, y), nn.CrossEntropyLoss(weight=weight)).loss
    shares = np.bincount(y.numpy()) * weight.numpy()
    shares /= shares.sum()
    assert first.constant == pytest.approx(-(shares * np.log(shares)).sum())


def test_the_constant_answers_of_bce_mse_and_l1():
    x = torch.randn(96, 20)
    labels, values = (torch.rand(96, 3) > 0.7).float(), torch.randn(96, 3) * torch.tensor([1.0, 2, 3])
    p = labels.numpy().astype(float).mean(0)
    entropy = -(p * np.log(p) + (1 - p) * np.log(1 - p)).mean()
    numbers = values.numpy().astype(float)
    for target, criterion, expected in (
        (labels, nn.BCEWithLogitsLoss(), entropy),
        (values, nn.MSELoss(), numbers.var(0).mean()),
        (values, nn.L1Loss(), np.abs(numbers - np.median(numbers, 0)).mean()),
    ):
        model = live.mlp(outputs=3)
        assert loopwise.examine(model, live.rows(x, target), criterion).loss.constant == pytest.approx(
            expected, rel=1e-5
        )


@pytest.mark.parametrize(
    "criterion",
    [nn.CrossEntropyLoss(reduction="sum"), nn.MultiMarginLoss(), lambda o, y: 2 * F.cross_entropy(o, y)],
)
def test_of_a_criterion_that_says_otherwise_no_constant_is_told(criterion):
    assert loopwise.examine(live.mlp(), live.rows(*live.classes()), criterion).loss.constant is None


def test_identical_rows_with_different_labels_cannot_be_learnt():
    y = torch.tensor([0, 1, 1, 0] * 4)
    model = live.mlp(inputs=3, outputs=2)
    seen = loopwise.examine(model, [(torch.ones(16, 3), y)], nn.CrossEntropyLoss()).by_heart
    assert (seen.verdict, seen.reason) == ("cannot tell", "same rows")
    assert seen.reach == pytest.approx(np.log(2))


def test_what_duplicates_leave_open_is_reckoned():
    x = torch.cat([torch.eye(8), torch.eye(8)])
    y = torch.cat([torch.arange(8) % 2, torch.zeros(8, dtype=torch.long)])  # half of the pairs disagree
    seen = loopwise.examine(live.mlp(inputs=8, outputs=2), [(x, y)], nn.CrossEntropyLoss()).by_heart
    assert seen.verdict == "learnt" and seen.reach == pytest.approx(np.log(2) / 2)


@pytest.mark.parametrize("make", [live.straight_line, live.logistic_regression], ids=name_of)
def test_a_model_too_small_for_many_rows_is_not_called_stuck(make):
    seen = loopwise.examine(*make()).by_heart
    assert (seen.verdict, seen.reason) == ("learnt", "few rows") and seen.rows < 16


def test_a_model_with_fewer_weights_than_targets_is_not_called_stuck():
    batch = torch.randn(20, 3, 8, 8), torch.randint(0, 4, (20, 8, 8))
    seen = loopwise.examine(nn.Conv2d(3, 4, 1), [batch], nn.CrossEntropyLoss()).by_heart
    assert (seen.verdict, seen.reason) == ("cannot tell", "small")


def test_one_class_in_the_batch_tells_nothing():
    batch = torch.randn(16, 20), torch.ones(16, dtype=torch.long)
    seen = loopwise.examine(live.mlp(), [batch], nn.CrossEntropyLoss()).by_heart
    assert (seen.verdict, seen.reason) == ("cannot tell", "one answer")


class Noisy(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = live.mlp()

    def forward(self, x):
        return self.net(x + 10 * torch.randn_like(x))


def test_noise_is_told_from_a_model_that_cannot_learn():
    seen = loopwise.examine(Noisy(), live.rows(*live.classes()), nn.CrossEntropyLoss(), seconds=3).by_heart
    assert (seen.verdict, seen.reason) == ("cannot tell", "noise") and seen.noise > 0.01


def test_no_time_is_no_verdict():
    report = loopwise.examine(*live.cnn_with_batch_norm(), seconds=0.05)
    assert report.by_heart is None or report.by_heart.verdict == "cannot tell"


# gradients and optimiser, against autograd


def test_gradient_norms_are_those_of_autograd():
    model = live.mlp()
    x, y = live.classes(16)
    report = loopwise.examine(model, [(x, y)], nn.CrossEntropyLoss())
    loss = F.cross_entropy(model(x), y)
    grads = torch.autograd.grad(loss, list(model.parameters()))
    expected = [torch.cat([one.flatten() for one in pair]).norm() for pair in (grads[:2], grads[2:])]
    assert [layer.norm for layer in report.gradients] == pytest.approx([float(one) for one in expected])
    assert [(layer.layer, layer.kind) for layer in report.gradients] == [("0", "Linear"), ("2", "Linear")]
    assert report.loss.value == pytest.approx(loss.item())


def test_what_the_optimiser_holds():
    model, other = live.mlp(), live.mlp()
    model[0].bias.requires_grad_(False)
    optimizer = torch.optim.SGD([model[0].weight, model[0].bias, other[0].weight], lr=0.5)
    [held] = loopwise.examine(model, live.rows(*live.classes()), nn.CrossEntropyLoss(), optimizer).optimizers
    assert (held.optimizer, held.rates, held.held) == ("SGD", (0.5,), 1)
    assert (held.missing, held.frozen, held.foreign) == (("2.weight", "2.bias"), 1, 1)


def test_several_optimisers_hold_it_together():
    model = live.mlp()
    both = [torch.optim.SGD(model[0].parameters(), lr=0.1), torch.optim.SGD(model[2].parameters(), lr=0.1)]
    report = loopwise.examine(model, live.rows(*live.classes()), nn.CrossEntropyLoss(), both)
    assert report.healthy and [one.held for one in report.optimizers] == [2, 2]


# what is shown


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    "make",
    [live.mlp_classifier, live.target_broadcast, live.linear_width_mismatch, live.cut_graph],
    ids=name_of,
)
def test_it_fits_80_columns_and_a_notebook(make, language):
    report = loopwise.examine(*make())
    lines = shown(report, language).splitlines()
    assert max(map(columns, lines)) <= 80
    page = report._repr_html_()
    assert page.count("<table") == page.count("</table") >= 1 and "<script" not in page


def test_names_of_the_persons_own_are_escaped():
    class Odd(nn.Sequential):
        pass

    Odd.__name__ = "<b>Odd</b>"
    report = loopwise.examine(Odd(live.mlp()), live.rows(*live.classes()), nn.CrossEntropyLoss())
    assert "<b>Odd" not in report._repr_html_()


@pytest.mark.parametrize("make", [live.mlp_classifier, live.linear_width_mismatch], ids=name_of)
def test_one_json_form_and_back(make):
    report = loopwise.examine(*make())
    text = json.dumps(plain(report))
    again = rebuild(ExamineReport, json.loads(text))
    assert plain(again) == {key: value for key, value in json.loads(text).items() if key != "speaks"}
    told = json.loads(json.dumps(examine_object(report)))
    assert told["schema"] == 1 and told["healthy"] == report.healthy
    assert told["by_heart"] == (plain(report.by_heart) if report.by_heart else None)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((nn.Linear, [], None), "class Linear"),
        ((live.mlp(), [], None, live.mlp()), "torch.optim.Optimizer"),
        ((live.mlp(), [], None, None), ""),
    ],
)
def test_arguments_of_another_kind_are_named(arguments, says):
    with pytest.raises(LoopwiseError) as raised, speaking("en"):
        loopwise.examine(*arguments, seconds=10 if says else -1)
    with speaking("en"):
        assert (says or "seconds is -1") in str(raised.value) and raised.value.fix
