"""Callbacks for trainers of packages that need not be there; with them: tests/runtime/test_frameworks.py."""

from __future__ import annotations

import sys

import pytest
import torch
from torch import nn

import loopwise
from loopwise.diagnosis.watching import is_watched, watch
from loopwise.errors import LoopwiseError, MissingExtra
from loopwise.integrations.trainers import Training


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path))


def fit(model, steps=3):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(steps):
        optimizer.zero_grad()
        nn.functional.mse_loss(model(torch.ones(4, 2)), torch.ones(4, 1)).backward()
        optimizer.step()


@pytest.mark.parametrize(
    "package, callback", [("lightning", "lightning_callback"), ("transformers", "hugging_face_callback")]
)
def test_without_the_package_a_callback_says_what_to_install(monkeypatch, package, callback):
    monkeypatch.setitem(sys.modules, package, None)
    for ours in ("_lightning", "_hugging_face"):  # where it is there, an earlier test may have loaded them
        monkeypatch.delitem(sys.modules, f"loopwise.integrations.{ours}", raising=False)
    monkeypatch.setitem(sys.modules, f"{package}.pytorch", None)
    with pytest.raises(LoopwiseError, match=f"(?s)needs {package}.*pip install {package}"):
        getattr(loopwise, callback)()


def test_a_training_is_watched_from_its_begin_to_its_end_and_names_a_model_made_before(capsys):
    model, training = nn.Sequential(nn.Linear(2, 3), nn.Linear(3, 1)), Training(every=1)
    training.begin(model)
    fit(model)
    training.end()
    fit(model)
    assert training.report.steps == 3 and not is_watched()
    assert [layer.name for layer in training.report.layers] == ["0 (Linear 2 -> 3)", "1 (Linear 3 -> 1)"]
    assert capsys.readouterr().err.count("3 steps") == 1


def test_what_a_training_raises_is_explained_and_the_next_one_begins_anew(capsys):
    model, training = nn.Linear(3, 1), Training(every=None)
    training.begin(model)
    with pytest.raises(RuntimeError) as problem:
        fit(model)
    training.end(problem.value)
    assert training.report.ended == "failed"
    training.begin(nn.Linear(2, 1))
    training.begin(nn.Linear(2, 1))  # the one before never told its end
    fit(nn.Linear(2, 1), steps=5)
    training.end()
    assert training.report.ended == "finished" and training.report.steps == 5


def test_each_training_is_a_run_of_its_own_for_tensorboard(tmp_path):
    pytest.importorskip("tensorboard")
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    model, training = nn.Linear(2, 1), Training(every=1, tensorboard=tmp_path / "runs")
    for steps in (3, 5):
        training.begin(model)
        fit(model, steps)
        training.end()
    runs = [EventAccumulator(str(folder)).Reload() for folder in (tmp_path / "runs").iterdir()]
    assert sorted(len(run.Scalars("loss/mse")) for run in runs) == [3, 5]


def test_a_training_that_cannot_be_written_for_tensorboard_is_refused_at_its_begin(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    training = Training(every=None, tensorboard=tmp_path)
    with pytest.raises(MissingExtra):
        training.begin(nn.Linear(2, 1))
    assert not is_watched()


def test_a_watch_that_is_there_already_goes_on():
    training = Training(every=None)
    with watch() as outer:
        training.begin(nn.Linear(2, 1))
        training.end()
        assert outer.running and training.report is None
