"""Every experiment: runs small, is reproducible, can be stopped, speaks both languages, is drawn and kept."""

from __future__ import annotations

import json

import pytest
import torch

from loopwise import store
from loopwise.experiments import experiment_named, experiments
from loopwise.experiments.plain_or_residual import NETS
from loopwise.figures import to_plotly
from loopwise.figures.experiments import experiment_figure
from loopwise.figures.landscapes import beside_each_other
from loopwise.records import plain, rebuild
from loopwise.records.experiments import Measured, Outcome

SMALL = {"plain_or_residual": {"depths": (8,), "epochs": 1}, "head_replaced": {"rows": 20}}


@pytest.fixture(scope="module")
def small():
    """Run each once, as small as it goes."""
    return {one.name: one.run(**{"seeds": 1, "epochs": 1} | SMALL.get(one.name, {})) for one in experiments()}


@pytest.mark.parametrize("experiment", experiments(), ids=lambda one: one.name)
def test_an_experiment_says_what_it_measured(experiment, small, tmp_path, monkeypatch):
    outcome = small[experiment.name]
    assert outcome.ended == "finished" and outcome.rows
    across, kind, value = experiment.shown
    for row in outcome.rows:
        assert {across, kind} <= row.labels.keys() and value in row.values
        assert row.values.keys() <= experiment.values.keys()
    told = experiment.tells(outcome)
    assert told and all(text.en and text.ko for text in told)
    drawn = to_plotly(experiment_figure(experiment, outcome))
    assert len(drawn["data"]) == 2 * len(outcome.each(kind))
    assert rebuild(Outcome, json.loads(json.dumps(plain(outcome)))) == outcome
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path))
    assert store.kept(store.keep(outcome)).result == outcome


@pytest.mark.parametrize("name", ["two_small_kernels", "pooling"])
def test_the_same_seed_gives_the_same_numbers_and_no_random_state_is_touched(name, small):
    before = torch.get_rng_state()
    again = experiment_named(name).run(seeds=1, epochs=1)
    assert torch.equal(torch.get_rng_state(), before)
    assert again.rows == small[name].rows


@pytest.mark.parametrize("experiment", experiments(), ids=lambda one: one.name)
def test_it_stops_when_it_is_asked_to(experiment):
    seen = []
    outcome = experiment.run(seeds=2, progress=lambda *told: seen.append(told), cancelled=lambda: True)
    assert outcome.ended == "interrupted" and not outcome.rows and seen


def test_vggs_sum_two_small_kernels_cost_less_than_a_large_one(small):
    """Simonyan & Zisserman 2014, section 2.3: 18 C^2 weights against 25 C^2, and both see 5x5 a stage."""
    by = {row.labels["kernels"]: row.values for row in small["two_small_kernels"].rows}
    stem, bias, c = 9 * 16 + 16, 16, 16
    assert by["two_3x3"]["parameters"] == stem + 2 * 2 * (9 * c * c + bias)
    assert by["one_5x5"]["parameters"] == stem + 2 * (25 * c * c + bias)
    assert by["two_3x3"]["receptive_field"] == by["one_5x5"]["receptive_field"]


def outcome_of(plain_errors, residual_errors, epochs=6):
    errors = dict(zip(NETS, (plain_errors, residual_errors), strict=True))
    rows = [
        Measured({"net": net, "depth": 20, "seed": seed}, {"training_error": error, "gradient_ratio": 1.0})
        for net in NETS
        for seed, error in enumerate(errors[net])
    ]
    return Outcome("plain_or_residual", {"epochs": epochs}, tuple(rows))


def test_degradation_is_said_only_where_no_seeds_overlap():
    experiment = experiment_named("plain_or_residual")
    apart = " ".join(text.en for text in experiment.tells(outcome_of((0.3, 0.4), (0.01, 0.02))))
    mixed = " ".join(text.en for text in experiment.tells(outcome_of((0.01, 0.4), (0.005, 0.02))))
    assert "degradation." in apart and "no degradation is shown" in mixed and "over-fitting" in apart


def test_after_many_epochs_it_is_said_which_depths_have_caught_up():
    experiment = experiment_named("plain_or_residual")
    level = " ".join(text.en for text in experiment.tells(outcome_of((0.0, 0.0), (0.0, 0.0), epochs=40)))
    apart = " ".join(text.en for text in experiment.tells(outcome_of((0.4, 0.5), (0.0, 0.0), epochs=40)))
    assert "caught up at: 20 layers" in level and "caught up" not in apart


@pytest.mark.soak
def test_plain_nets_degrade_and_residual_nets_do_not():
    experiment = experiment_named("plain_or_residual")
    outcome = experiment.run()
    for depth in (32, 56):
        plain_net, residual = (outcome.spread("training_error", net=net, depth=depth) for net in NETS)
        assert plain_net.lowest > 0.2 > 0.08 > residual.highest
    ratio = outcome.spread("gradient_ratio", net="plain", depth=56)
    assert ratio.lowest > 100  # with batch norm it explodes towards the input


def test_corn_asks_a_step_only_of_the_rows_that_reached_it():
    """Shi, Cao & Raschka 2023, equation 3, written row by row."""
    from loopwise.experiments._ordinal import WAYS, CornLoss

    steps, logits = (
        torch.tensor([0, 1, 2, 3, 3]),
        torch.randn(5, 3, generator=torch.Generator().manual_seed(0)),
    )
    losses = [
        -torch.nn.functional.logsigmoid(logits[row, k] if steps[row] > k else -logits[row, k])
        for k in range(3)
        for row in range(5)
        if steps[row] >= k
    ]
    torch.testing.assert_close(CornLoss()(logits, WAYS["corn"].target(steps, 4)), torch.stack(losses).mean())
    sure = torch.tensor(
        [[9.0, -9.0, 9.0]]
    )  # above 0, not above 1: what step 2 says of such a row counts no more
    assert WAYS["corn"].steps(sure, 4).tolist() == [1] and WAYS["coral"].steps(sure, 4).tolist() == [2]


def test_the_planes_around_both_nets_agree_with_the_slices_and_share_their_colours(small):
    outcome = small["loss_around"]
    planes = experiment_named("loss_around").planes(outcome)
    assert [one.model for one in planes.values()] == list(NETS)
    for net, plane in zip(NETS, planes.values(), strict=True):
        (middle,) = outcome.where(net=net, percent=0)
        assert plane.loss[8][8] == pytest.approx(middle.values["loss"])
        assert min(min(row) for row in plane.loss) < max(max(row) for row in plane.loss)
    first, second = beside_each_other(planes)
    lowest = min(min(row) for plane in planes.values() for row in plane.loss)
    assert first.field.range == second.field.range
    assert 10 ** first.field.range[0] == pytest.approx(lowest, rel=0.02)  # drawn smoothly between its points


def test_an_experiment_without_planes_has_none(small):
    assert not experiment_named("pooling").planes(small["pooling"])
