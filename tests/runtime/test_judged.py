"""Whole trainings that go wrong in ways a loss curve hides, beside right ones that look alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from runtime.trainings import fitting, judged, mlp, trained
from torch import nn
from torch.nn import functional as F
from torch.optim import lr_scheduler

from loopwise.faults import catalogue, fault_named
from loopwise.faults._dynamics_probe import DynamicsProbe
from loopwise.faults._way import way
from loopwise.faults.batch_too_small_for_the_rate import taken
from loopwise.faults.labels_look_random import LabelsLookRandom
from loopwise.faults.overfits import Passes
from loopwise.records import Place
from loopwise.runtime import RunEnd
from loopwise.runtime.dynamics.measurements import Evaluation, Layer, LayerLook, Window
from loopwise.runtime.dynamics.training import Training
from loopwise.runtime.interventions import intervention

EPOCHS, BATCHES = 20, 32
PLACE = Place("train.py", 1)


def noisy_rows(rows=512, columns=8):
    """Return a table of which a fifth can be explained: a right run looks as if it had learnt little."""
    chance = torch.Generator().manual_seed(1)
    x = torch.randn(rows, columns, generator=chance)
    return x, 0.5 * x[:, :1] + torch.randn(rows, 1, generator=chance)


def scheduled(schedule, every_batch=False, lr=1e-3):
    """Return a training on noisy rows under a schedule."""

    def train():
        x, y = noisy_rows()
        model = mlp(8, 64, 1)
        optimizer = torch.optim.Adam(model.parameters(), lr=lr)
        rates = schedule(optimizer)
        for _ in range(EPOCHS):
            for rows in torch.randperm(len(x)).split(len(x) // BATCHES):
                fitting(model, optimizer, x[rows], y[rows], F.mse_loss, steps=1)
                if every_batch:
                    rates.step()
            if not every_batch:
                rates.step()

    return train


def warm_up_then_straight_down(optimizer):
    warm, steps = 2, EPOCHS
    return lr_scheduler.LambdaLR(
        optimizer, lambda at: (at + 1) / warm if at < warm else max(0.0, (steps - at) / (steps - warm))
    )


def test_a_schedule_that_is_over_before_the_weights_have_moved_is_a_rate_too_low():
    fault = fault_named("learning-rate-too-low")
    told = judged(fault, scheduled(lambda o: lr_scheduler.ExponentialLR(o, 0.1)))
    assert 3 * BATCHES <= told["gone"] < 4 * BATCHES and told["after"] > 0.8
    assert told["late"] < 0.02 * told["reach"] and told["rate"] == 1e-3
    said = fault.says.tell(told)
    assert "hundredth of its top (0.001)" in said.en and "최고값(0.001)의 100분의 1" in said.ko


@pytest.mark.parametrize(
    ("schedule", "every_batch"),
    [
        (lambda o: lr_scheduler.CosineAnnealingLR(o, EPOCHS), False),
        (lambda o: lr_scheduler.OneCycleLR(o, 0.01, total_steps=EPOCHS * BATCHES), True),
        (warm_up_then_straight_down, False),
        (lambda o: lr_scheduler.MultiStepLR(o, [12, 16, 18]), False),
    ],
)
def test_schedules_that_end_with_their_run_are_right(schedule, every_batch):
    assert judged(fault_named("learning-rate-too-low"), scheduled(schedule, every_batch)) is None


def test_the_way_of_the_weights_is_that_of_each_look_until_the_next():
    looks = [
        LayerLook(step, 1.0, 2.0, 2.0 * ratio, 4, False) for step, ratio in ((0, 0.1), (2, 0.01), (6, 0.001))
    ]
    layers = [Layer("a", "Linear", None, looks=looks), Layer("never looked at", "Linear", None)]
    training = Training("o", "SGD", None, PLACE, PLACE, first=0, last=9, steps=10, layers=layers)
    assert way(training) == pytest.approx(2 * 0.1 + 4 * 0.01 + 4 * 0.001)
    assert way(training, since=6) == pytest.approx(4 * 0.001)
    assert way(replace(training, layers=layers[1:])) == 0.0


@pytest.mark.parametrize(
    "fault",
    [one for one in catalogue() if one.Probe and issubclass(one.Probe, DynamicsProbe)],
    ids=lambda one: one.name,
)
def test_of_a_training_of_which_nothing_is_known_nothing_is_told(fault):
    unknown = Training("o", "SGD", None, PLACE, PLACE, first=0, last=999, steps=1000)
    assert fault.Probe(fault).shown(unknown) is None


def test_one_that_is_over_when_all_has_been_learnt_is_right():
    halved = scheduled(
        lambda o: lr_scheduler.StepLR(o, 3), lr=0.01
    )  # three quarters of the run at 1e-4 and below
    assert judged(fault_named("learning-rate-too-low"), halved) is None


def test_what_if_holds_a_rate_but_lets_a_warm_up_begin_low():
    def rates():
        optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=0.1)
        warm = lr_scheduler.LinearLR(optimizer, start_factor=0.1, total_iters=3)
        down = lr_scheduler.ExponentialLR(optimizer, 0.5)
        following = lr_scheduler.SequentialLR(optimizer, [warm, down], [3])
        for _ in range(6):
            yield optimizer.param_groups[0]["lr"]
            optimizer.step()
            following.step()

    with intervention("hold-rate").in_force() as held:
        kept = list(rates())
    assert kept == pytest.approx([0.01, 0.04, 0.07, 0.1, 0.1, 0.1]) and held.used == 3
    assert list(rates())[-1] == pytest.approx(0.025)


@pytest.mark.parametrize(("lr", "wrong"), [(0.05, True), (0.005, False)])
def test_a_step_that_takes_its_whole_batch_away_is_known_by_the_closed_form(lr, wrong):
    """Features are +-1, so a step on one sample leaves (1 - 2 lr |x|^2) of its error, and 4 lr |x|^2 is taken."""

    def train():
        x = torch.randn(1200, 8).sign()
        y = x.sum(1, keepdim=True) * 0.3 + torch.randn(1200, 1).sign()
        model = nn.Linear(8, 1, bias=False)
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        for row in range(1200):
            fitting(model, optimizer, x[row : row + 1], y[row : row + 1], F.mse_loss, steps=1)

    told = judged(fault_named("batch-too-small-for-the-rate"), train)
    assert taken(trained(train)[0]) == pytest.approx(4 * lr * 8, rel=1e-4)
    assert (told is not None) == wrong


def shuffled_apart(apart, outside=True):
    """Return a training on ten classes, evaluated after each pass; outside: the loss outside of `no_grad`."""

    def train():
        labels = torch.randint(0, 10, (1200,))
        x = F.one_hot(labels, 10).float() @ torch.randn(10, 32) + torch.randn(1200, 32)
        y = labels[torch.randperm(1200)] if apart else labels
        model = mlp(32, 32, 10)
        optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
        for _ in range(12):
            for rows in torch.randperm(800).split(50):
                fitting(model, optimizer, x[rows], y[rows], steps=1)
            with torch.no_grad():
                answers = model(x[800:])
            F.cross_entropy(answers, y[800:])

    return train


def test_labels_of_other_rows_are_told_though_hardly_any_is_learnt_by_heart():
    [training] = trained(shuffled_apart(apart=True), every=20)
    probe = LabelsLookRandom().Probe(LabelsLookRandom())
    told = probe.shown(training)
    assert 0 < training.learnt < 0.2 and told["lowest"] > told["chance"] and probe.sure(training) == "hint"
    assert judged(LabelsLookRandom(), shuffled_apart(apart=False)) is None


@pytest.mark.parametrize(("spread", "wrong"), [(4.0, True), (None, False)])
def test_a_layer_that_stays_flat_is_a_note_where_those_behind_it_learn(spread, wrong):
    def train():
        labels = torch.randint(0, 4, (400,))
        x = F.one_hot(labels, 4).float() @ torch.randn(4, 32) + 0.5 * torch.randn(400, 32)
        model = mlp(32, 64, 64, 4, act=nn.Tanh)
        if spread:
            nn.init.normal_(model[0].weight, 0, spread)
            nn.init.normal_(model[2].weight, 0, spread)
        fitting(model, torch.optim.SGD(model.parameters(), lr=0.1), x, labels, steps=60)

    fault = fault_named("saturated-activation")
    [training] = trained(train, every=20)
    told = fault.Probe(fault).shown(training)
    assert training.learnt > 0.5 and (told is not None) == wrong
    if told:
        assert told["last"] >= 0.8 and fault.Probe(fault).grave(training) == "note"


@pytest.mark.parametrize("without", [torch.no_grad, torch.enable_grad])
def test_losses_inside_transforms_of_functions_are_let_through(without):
    """Nothing can be read of one row of many; a watched program gives what it gives."""
    x, y = torch.randn(6, 4), torch.randn(6, 1)
    model = nn.Linear(4, 1)

    def error(weights, x, y):
        return F.mse_loss(torch.func.functional_call(model, weights, (x,)), y)

    def slopes():
        with without():
            weights = {name: one.detach() for name, one in model.named_parameters()}
            return torch.func.vmap(torch.func.grad(error), (None, 0, 0))(weights, x, y)["weight"]

    told = []
    trained(lambda: told.append(slopes()))
    assert torch.equal(told[0], slopes()) and told[0].shape == (6, 1, 4)


@pytest.mark.parametrize(("variance", "wrong"), [(1.0, False), (0.02, True)])
def test_near_a_loss_of_nothing_a_regression_overfits_only_where_it_explains_less(variance, wrong):
    losses = [0.01, 0.0025, 0.003, 0.004, 0.005, 0.005, 0.005]
    passes = [
        Evaluation(1, 100 * at, "mse", 200, loss, None, explained=1 - loss / variance)
        for at, loss in enumerate(losses, 1)
    ]
    training = Training("optimizer", "Adam", None, PLACE, PLACE, first=0, last=700)
    training.windows = [
        Window(at, at + 99, 100, 1 / (1 + at), 0.0, 1 / (1 + at), 1 / (1 + at)) for at in range(0, 700, 100)
    ]
    training.windows[-1] = Window(600, 699, 100, 1e-4, 0.0, 1e-4, 1e-4)
    assert Passes(tuple(passes)).overfits(training) is wrong


def in_turn(order, classes=4, epochs=15):
    """Return a training on rows stored class after class, in batches cut by hand. order: of the rows, each epoch."""

    def train():
        y = torch.arange(classes).repeat_interleave(48)
        x = nn.functional.one_hot(y, 6) + 0.5 * torch.randn(len(y), 6)
        model = mlp(6, 16, classes)
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        for epoch in range(epochs):
            for rows in order(epoch, len(y)).split(16):
                optimizer.zero_grad()
                nn.functional.cross_entropy(model(x[rows]), y[rows]).backward()
                optimizer.step()

    return train


ORDERS = {
    "as stored": (lambda epoch, rows: torch.arange(rows), True),
    "drawn anew": (lambda epoch, rows: torch.randperm(rows), False),
    "each class for some epochs, once": (
        lambda epoch, rows: torch.arange(rows)[(epoch // 4) * 48 :][:48],
        False,
    ),
}


@pytest.mark.parametrize(("order", "told"), ORDERS.values(), ids=ORDERS)
def test_batches_cut_by_hand_class_after_class_are_no_shuffled_ones(order, told):
    trainings = trained(in_turn(order), every=5)
    fault = fault_named("train-set-not-shuffled")
    found = list(fault.Probe(fault).on_end(RunEnd(trainings[0].steps, "finished", trainings=trainings)))
    assert bool(found) == told
    if told:
        evidence = found[0].evidence
        assert (
            evidence["classes"] == 4 and evidence["in_a_batch"] == 1
        )  # 48 rows of a class, in batches of 16
        assert evidence["mixed"] == pytest.approx(4 * (1 - 0.75**16), abs=0.2)


@pytest.mark.parametrize(("spread", "wrong"), [(1.0, False), (30.0, True)])
def test_a_first_answer_near_0_where_the_targets_lie_elsewhere_is_no_explosion(spread, wrong):
    def train():
        x = torch.randn(64, 8)
        y = 5 + 0.1 * torch.randn(64, 1)  # a first loss 2,500 times that of a constant answer
        model = mlp(8, 64, 1)
        with torch.no_grad():
            model[0].weight *= spread
        fitting(model, torch.optim.SGD(model.parameters(), lr=1e-5), x, y, F.mse_loss, steps=30)

    assert bool(judged(fault_named("gradient-explodes"), train)) == wrong
