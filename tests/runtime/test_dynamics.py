"""What is measured of a training, against autograd, numpy and scikit-learn."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from runtime.trainings import fitting, mlp, trained
from sklearn.metrics import log_loss, r2_score
from torch import nn
from torch.nn import functional as F

from loopwise.faults import batch_too_small_for_the_rate
from loopwise.faults.learning_rate_too_high import LearningRateTooHigh
from loopwise.faults.learning_rate_too_low import LearningRateTooLow
from loopwise.faults.targets_not_scaled import TargetsNotScaled
from loopwise.runtime import Recorder
from loopwise.runtime.dynamics.answers import MOST_NOISY
from loopwise.runtime.dynamics.inputs import Columns
from loopwise.runtime.dynamics.measurements import Layer
from loopwise.runtime.dynamics.passes import passed


def test_gradients_and_updates_of_each_layer_are_those_of_autograd():
    known = {}

    def train():
        x, y = torch.randn(32, 4), torch.randint(0, 3, (32,))
        model = mlp(4, 8, 3)
        before = model[0].weight.detach().clone()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
        fitting(model, optimizer, x, y, steps=1)
        known["gradient"] = model[0].weight.grad.norm().item()
        known["ratio"] = ((model[0].weight - before).norm() / before.norm()).item()
        fitting(model, optimizer, x, y, steps=5)

    [training] = trained(train)
    first = training.layers[0]
    assert [layer.title for layer in training.layers] == ["0 (Linear 4 -> 8)", "2 (Linear 8 -> 3)"]
    assert first.looks[0].gradient == pytest.approx(known["gradient"], rel=1e-5)
    assert first.looks[0].ratio == pytest.approx(known["ratio"], rel=1e-4)
    assert first.place is not None and "mlp" not in first.kind and training.rate == 0.5


@pytest.mark.parametrize("kind", [torch.optim.SGD, torch.optim.LBFGS])
def test_a_step_that_is_given_a_closure_is_measured_layer_by_layer_too(kind):
    """From the second look on: before the first, nobody knows what the closure goes through."""
    known = {}

    def train():
        x, y = torch.randn(32, 4), torch.randint(0, 3, (32,))
        model = mlp(4, 8, 3)
        optimizer = kind(model.parameters(), lr=0.5)

        def closure():
            optimizer.zero_grad()
            loss = F.cross_entropy(model(x), y)
            loss.backward()
            return loss

        for _ in range(3):
            before = model[0].weight.detach().clone()
            optimizer.step(closure)
            known["gradient"] = model[0].weight.grad.norm().item()
            known["ratio"] = ((model[0].weight - before).norm() / before.norm()).item()

    [training] = trained(train)
    first = training.layers[0]
    assert [layer.title for layer in training.layers] == ["0 (Linear 4 -> 8)", "2 (Linear 8 -> 3)"]
    assert len(first.looks) == 2
    assert first.looks[-1].gradient == pytest.approx(known["gradient"], rel=1e-5)
    assert first.looks[-1].ratio == pytest.approx(known["ratio"], rel=1e-4)


@pytest.mark.parametrize("kind", [F.cross_entropy, F.binary_cross_entropy_with_logits, F.mse_loss])
@pytest.mark.parametrize("combine", [lambda w, each: (w * each).sum(), lambda w, each: w @ each])
def test_weights_of_samples_leave_no_best_constant_answer_unless_they_are_all_the_same(kind, combine):
    x, y = torch.randn(32, 4), torch.arange(32) % 2
    model, y = (nn.Linear(4, 2), y) if kind is F.cross_entropy else (nn.Linear(4, 1), y.float())

    def train(weights):
        def loss(out, y):
            return combine(weights, kind(out.squeeze(1), y, reduction="none"))

        fitting(model, torch.optim.SGD(model.parameters(), lr=0.1), x, y, loss)

    [uneven] = trained(lambda: train(torch.rand(32)))
    [even] = trained(lambda: train(torch.full((32,), 1 / 32)))
    assert uneven.constant is None
    assert even.constant == pytest.approx(0.25 if kind is F.mse_loss else math.log(2))


def test_the_best_constant_answer_is_that_of_scikit_learn():
    y = torch.tensor([0] * 5 + [1] * 3 + [2] * 2)

    def train():
        model = nn.Linear(4, 3)
        fitting(model, torch.optim.SGD(model.parameters(), lr=0.1), torch.randn(10, 4), y)

    [training] = trained(train)
    shares = np.tile(np.bincount(y.numpy()) / len(y), (len(y), 1))
    assert training.constant == pytest.approx(log_loss(y.numpy(), shares), rel=1e-6)
    assert training.learnt == pytest.approx(1 - training.loss / training.constant)


def test_of_a_regression_it_is_the_variance():
    y = torch.randn(50, 1) * 7 + 100

    def train():
        model = nn.Linear(4, 1)
        fitting(model, torch.optim.SGD(model.parameters(), lr=1e-3), torch.randn(50, 4), y, F.mse_loss)

    [training] = trained(train)
    assert training.constant == pytest.approx(y.numpy().var(), rel=1e-4)
    assert training.answers[0].target_mean == pytest.approx(y.mean().item(), rel=1e-5)


def test_dead_units_are_those_that_no_sample_wakes():
    def train():
        model = mlp(4, 16, 3)
        with torch.no_grad():
            model[0].bias[:5] = -1000.0
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        fitting(model, optimizer, torch.randn(64, 4), torch.randint(0, 3, (64,)))

    [training] = trained(train)
    [units] = training.units
    assert (units.kind, units.units, units.after) == ("relu", 16, "0 (Linear 4 -> 16)")
    assert units.dead >= 5 and sum(units.samples) > 100


def test_saturated_units_are_counted_in_hidden_layers_only():
    def train():
        model = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Linear(8, 1), nn.Sigmoid())
        with torch.no_grad():
            model[0].weight.mul_(1e4)
            model[2].bias += 100.0
        optimizer = torch.optim.SGD(model.parameters(), lr=1e-6)
        fitting(model, optimizer, torch.randn(64, 4), torch.ones(64, 1), F.binary_cross_entropy)

    [training] = trained(train)
    assert [(units.kind, round(units.flat[0][1], 1)) for units in training.units] == [("tanh", 1.0)]


def test_the_noise_of_a_batch_is_that_of_single_gradients():
    samples = MOST_NOISY
    assert samples >= batch_too_small_for_the_rate._BATCH  # all that the fault asks for
    x, y = torch.randn(samples, 6), torch.randint(0, 3, (samples,))

    def train():
        model = nn.Linear(6, 3)
        known["each"] = torch.stack(
            [
                torch.autograd.grad(F.cross_entropy(model(x[i : i + 1]), y[i : i + 1]), model.weight)[0]
                for i in range(samples)
            ]
        )
        fitting(model, torch.optim.SGD(model.parameters(), lr=0.1), x, y, steps=2)

    known = {}
    [training] = trained(train)
    each = known["each"].flatten(1)
    scatter = each.var(0, correction=1).sum().item()
    assert training.answers[0].scatter == pytest.approx(scatter, rel=1e-4)
    assert training.answers[0].signal == pytest.approx(
        each.mean(0).square().sum().item() - scatter / samples, rel=1e-3
    )


def test_inputs_are_described_as_numpy_would():
    x = torch.randn(200, 5) * torch.tensor([1.0, 10.0, 100.0, 1.0, 3.0]) + 7

    def train():
        model = nn.Linear(5, 2)
        fitting(model, torch.optim.SGD(model.parameters(), lr=1e-6), x, torch.randint(0, 2, (200,)))

    [training] = trained(train)
    given = training.inputs
    assert given.deviations == pytest.approx(x.numpy().std(0).tolist(), rel=1e-4)
    assert given.condition() == pytest.approx(np.linalg.cond(np.cov(x.numpy().T)), rel=1e-2)


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU, nn.RNN])
def test_what_a_recurrent_layer_is_given_is_described_too(kind):
    x = torch.randn(64, 7, 3) * torch.tensor([1.0, 100.0, 0.01]) + 5

    class Reading(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer, self.head = kind(3, 8, batch_first=True), nn.Linear(8, 2)

        def forward(self, x):
            return self.head(self.layer(x)[0][:, -1])

    def train():
        model = Reading()
        fitting(model, torch.optim.Adam(model.parameters()), x, torch.randint(0, 2, (64,)), steps=3)

    [training] = trained(train)
    assert training.inputs.layer.startswith(f"layer ({kind.__name__} 3 -> ")
    assert training.inputs.deviations == pytest.approx(
        x.flatten(0, 1).std(0, correction=0).tolist(), rel=1e-4
    )


class OnTheGpu:
    """The node of a recurrence on the GPU: its edges lead to its input, then to its weights, layer by layer."""

    def __init__(self, given, *weights):
        self._saved_input = given
        leaves = [torch.zeros_like(one).copy_(one).requires_grad_() for one in weights]
        self.leaves = [
            SimpleNamespace(variable=one, name=lambda: "torch::autograd::AccumulateGrad") for one in leaves
        ]
        self.next_functions = ((None, 0), *((leaf, 0) for leaf in self.leaves), (None, 0), (None, 0))

    def name(self):
        return "CudnnRnnBackward0"

    def _sequence_nr(self):
        return 7


def test_what_a_recurrence_on_the_gpu_is_given_is_read_from_its_node():
    x, layer = torch.randn(16, 7, 3), nn.GRU(3, 8)
    node = OnTheGpu(x, *(one.detach() for one in layer.parameters()))
    [first], active = passed([node])
    assert first.weight is node.leaves[0].variable and first.weight.shape == (24, 3)
    assert torch.equal(first.given, x) and first.raw and first.order == 7 and not active


@pytest.mark.parametrize(("top", "wrong"), [(8.0, True), (0.3, False)])
def test_a_schedule_that_rises_too_high_is_told_by_the_step_whose_loss_jumped(top, wrong):
    kept = []

    def train():
        x = torch.randn(256, 2)
        y = (x.prod(1) > 0).long()
        model = mlp(2, 32, 32, 2)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=top, total_steps=300)
        for _ in range(300):
            rows = torch.randint(0, len(x), (32,))
            kept.append(F.cross_entropy(model(x[rows]), y[rows]).item())
            fitting(model, optimizer, x[rows], y[rows], steps=1)
            schedule.step()

    [training] = trained(train)
    told = LearningRateTooHigh.Probe(LearningRateTooHigh()).shown(training)
    assert (told is not None) == wrong
    assert not wrong or told["peak"] == pytest.approx(max(kept), rel=1e-6)


@pytest.mark.parametrize(
    ("rates", "told"),
    [
        (lambda step: (step + 1) / 50000, "begun"),
        (lambda step: 1.0 if step < 30 else 1e-4, "gone"),
        (lambda step: min(1.0, (step + 1) / 20), None),
        (lambda step: 1.0 if step < 200 else 1e-4, None),
    ],
    ids=["warms up beyond the run", "decays too early", "warms up", "decays when it is done"],
)
def test_a_schedule_that_leaves_no_rate_is_told(rates, told):
    def train():
        torch.manual_seed(0)
        x = torch.randn(256, 4)
        y = (x @ torch.tensor([1.0, -1.0, 0.5, 0.0]) > 0).long()
        model = mlp(4, 16, 2)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, rates)
        for _ in range(300):
            rows = torch.randint(0, len(x), (64,))
            fitting(model, optimizer, x[rows], y[rows], steps=1)
            schedule.step()

    [training] = trained(train)
    probe = LearningRateTooLow.Probe(LearningRateTooLow())
    probe.is_judged = True
    numbers = probe.shown(training)
    assert (numbers is not None) == (told is not None)
    assert told is None or told in numbers


def test_steps_against_weights_that_a_decay_has_driven_to_zero_are_not_long():
    def train():
        x, y = torch.randn(64, 4), torch.randint(0, 2, (64,))
        model = mlp(4, 16, 2)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0.5)
        fitting(model, optimizer, x, y, steps=120)

    [training] = trained(train)
    assert LearningRateTooHigh.Probe(LearningRateTooHigh()).shown(training) is None


@pytest.mark.parametrize("loss", [F.huber_loss, F.smooth_l1_loss])
@pytest.mark.parametrize(("centre", "wrong"), [(5000.0, True), (0.0, False)])
def test_targets_that_predictions_do_not_reach_are_told_whatever_the_loss(loss, centre, wrong):
    def train():
        x = torch.randn(64, 3)
        y = centre + 20 * x[:, :1]
        model = mlp(3, 8, 1)
        fitting(model, torch.optim.Adam(model.parameters(), lr=0.01), x, y, loss, steps=60)

    [training] = trained(train)
    told = TargetsNotScaled.Probe(TargetsNotScaled()).shown(training)
    assert (told is not None) == wrong
    assert told is None or told["mean"] == pytest.approx(centre, abs=10)


def test_batches_summed_up_several_at_once_are_all_there_but_for_those_that_are_not_finite():
    torch.manual_seed(0)
    batches = [torch.randn(4, 3) * torch.tensor([1.0, 10.0, 0.1]) + at for at in range(21)]
    columns = Columns.of(Layer("fc", "Linear 3 -> 2", None), batches[0])
    for at, batch in enumerate(batches):
        columns.add(batch.clone().fill_(math.nan) if at == 9 else batch.clone())
    x = torch.cat([*batches[:9], *batches[10:]]).numpy()
    given = columns.inputs()
    assert given.samples == len(x) and given.means == pytest.approx(x.mean(0).tolist(), rel=1e-5)
    assert given.deviations == pytest.approx(x.std(0).tolist(), rel=1e-4)


def test_evaluations_are_told_by_their_place_and_scored():
    x, y = torch.randn(60, 4), torch.randn(60, 1)
    known = {}

    def train():
        model = nn.Linear(4, 1)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        criterion = nn.MSELoss()
        for _ in range(6):
            fitting(model, optimizer, x[:40], y[:40], F.mse_loss, steps=3)
            with torch.no_grad():
                for rows in (slice(40, 50), slice(50, 60)):
                    criterion(model(x[rows]), y[rows])
                known["answers"] = model(x[40:])

    [training] = trained(train)
    assert len(training.evaluations) == 6 and {one.where for one in training.evaluations} == {0}
    last = training.evaluations[-1]
    assert last.samples == 20
    assert last.loss == pytest.approx(F.mse_loss(known["answers"], y[40:]).item(), rel=1e-5)
    assert last.score == pytest.approx(r2_score(y[40:], known["answers"]), rel=1e-4)


def test_the_first_operation_that_is_not_finite_is_named():
    def train():
        model = mlp(3, 4, 2)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for step in range(4):
            optimizer.zero_grad()
            out = model(torch.ones(8, 3))
            (torch.log(out.abs() * (step < 2)).mean() + out.mean()).backward()
            optimizer.step()

    [training] = trained(train)
    found = training.not_finite
    assert (found.step, found.value, found.operation, found.weights) == (2, "-inf", "Log", "")
    assert found.before is not None and math.isfinite(found.before)


def test_a_model_trained_after_another_is_a_training_of_its_own_and_a_gan_is_shared():
    def train():
        x, y = torch.randn(16, 4), torch.randint(0, 3, (16,))
        for _ in range(2):
            model = mlp(4, 8, 3)
            fitting(model, torch.optim.SGD(model.parameters(), lr=0.1), x, y)
        one, other = nn.Linear(4, 3), nn.Linear(4, 3)
        optimizers = [torch.optim.SGD(model.parameters(), lr=0.1) for model in (one, other)]
        for _ in range(8):
            fitting(one, optimizers[0], x, y, steps=1)
            fitting(other, optimizers[1], x, y, steps=1)

    trainings = trained(train)
    assert [(one.steps, one.shared) for one in trainings] == [(20, False), (20, False), (8, True), (8, True)]


def test_a_scaled_loss_is_noted_as_it_is():
    def train():
        model, scaler = nn.Linear(4, 3), torch.amp.GradScaler("cpu", init_scale=2.0**16)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for _ in range(12):
            optimizer.zero_grad()
            loss = F.cross_entropy(model(torch.randn(8, 4)), torch.zeros(8, dtype=torch.long))
            scaler.scale(loss).backward()
            scaler.step(optimizer)
            scaler.update()

    [training] = trained(train)
    assert training.start < 10


def test_long_runs_keep_few_looks_and_all_of_the_loss():
    def train():
        model = nn.Linear(4, 3)
        x, y = torch.randn(8, 4), torch.randint(0, 3, (8,))
        fitting(model, torch.optim.SGD(model.parameters(), lr=0.01), x, y, steps=9000)

    [training] = trained(train)
    assert len(training.windows) <= 64 and len(training.layers[0].looks) <= 64
    assert sum(window.count for window in training.windows) == 9000


def test_a_run_that_is_looked_in_on_tells_the_same_at_its_end():
    """A live line asks by the clock: what it asks must not move the windows of the loss."""

    def told(ask):
        torch.manual_seed(0)
        model, x, y = mlp(4, 8, 3), torch.randn(8, 4), torch.randint(0, 3, (8,))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        recorder = Recorder(lambda event: None)
        with recorder.attached():
            for steps in (37, 90, 200):
                fitting(model, optimizer, x, y, steps=steps)
                if ask:
                    recorder.trainings()
        [training] = recorder.trainings()
        return training.windows, training.losses, training.series

    assert told(ask=True) == told(ask=False)


def test_a_warning_of_torch_names_the_line_of_the_program():
    answers, targets = torch.randn(4, 1, requires_grad=True), torch.randn(4)

    def train():
        F.mse_loss(answers, targets).backward()

    with pytest.warns(UserWarning, match="Using a target size") as told:
        trained(train)
    assert [one.filename for one in told] == [__file__]


def by_hand(step, steps=60, leaf=torch.zeros):
    """Descend on the mean squared error of a table that has the sharpness 2, with `step` for the weights."""
    x = torch.linalg.qr(torch.randn(50, 5))[0] * math.sqrt(50)  # x.T @ x / 50 is the identity
    y = x @ torch.arange(1.0, 6.0)
    weights = leaf(5).requires_grad_()
    for _ in range(steps):
        loss = (x @ weights - y).square().mean()
        loss.backward()
        with torch.no_grad():
            step(weights)
            weights.grad.zero_()


def plainly(rate):
    def step(weights):
        weights -= rate * weights.grad

    return step


def through_data(weights):
    weights.data -= 1.1 * weights.grad.data


def uphill(weights):
    weights += 0.1 * weights.grad


class Momentum:
    """Heavy ball: stable below 2 (1 + 0.9) / 2."""

    def __init__(self, rate):
        self.rate, self.velocity = rate, 0.0

    def __call__(self, weights):
        self.velocity = 0.9 * self.velocity + weights.grad
        weights -= self.rate * self.velocity


def projected(weights):
    weights -= 0.2 * weights.grad
    weights.clamp_(0, 3)


@pytest.mark.parametrize("rate", [0.1, 0.7, 1.2])
def test_a_step_by_hand_is_known_by_its_rate_and_its_loss_by_the_closed_form(rate):
    [training] = trained(lambda: by_hand(plainly(rate), steps=12))
    assert training.kind == "by hand"
    assert training.steps == 11  # the last one is seen by nobody
    assert training.rate == pytest.approx(rate, rel=1e-3)
    assert all(one.downhill == pytest.approx(1, abs=1e-6) for one in training.by_hand[:5])
    first, start = training.windows[3].mean, training.start
    assert first / start == pytest.approx((1 - 2 * rate) ** 6, rel=1e-3)  # the error shrinks, or grows, alike


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        (plainly(1.1), True),
        (through_data, True),
        (Momentum(2.2), True),
        (plainly(0.3), False),
        (plainly(0.9), False),  # overshoots each time, and gets nearer
        (Momentum(0.05), False),
        (projected, False),
        (uphill, False),  # no rate is to blame
    ],
)
def test_a_rate_by_hand_is_too_high_beyond_two_over_the_sharpness(step, wrong):
    [training] = trained(lambda: by_hand(step))
    numbers = LearningRateTooHigh.Probe(LearningRateTooHigh()).shown(training) if training.plain else None
    assert (numbers is not None) == wrong


def test_two_trainings_by_hand_are_told_apart_and_an_optimiser_that_holds_the_weights_is_asked_first():
    def twice():
        by_hand(plainly(0.1))
        by_hand(plainly(0.4), leaf=torch.ones)

    first, second = trained(twice)
    assert [one.rate for one in (first, second)] == pytest.approx([0.1, 0.4], rel=1e-3)

    def held():
        x, y = torch.randn(32, 4), torch.randint(0, 3, (32,))
        model = mlp(4, 8, 3)
        fitting(model, torch.optim.SGD(model.parameters(), lr=0.1), x, y)

    [training] = trained(held)
    assert training.kind == "SGD"
    assert not training.by_hand
