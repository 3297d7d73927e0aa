"""A watched run in TensorBoard, read back by TensorBoard's own reader and held against the kept record."""

from __future__ import annotations

import logging
import random
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

import loopwise
from loopwise.cli._running import run_safely
from loopwise.errors import MissingExtra
from loopwise.faults import fault_named
from loopwise.integrations.trackers import TensorBoard, Tracker
from loopwise.integrations.trackers._tracker import series_of
from loopwise.records import Finding, Place, Series, WatchReport

pytest.importorskip("tensorboard")
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

SOFTMAX = fault_named("softmax-before-cross-entropy")
SCHEDULED = SOFTMAX.bad.replace("    optimizer.step()", "    optimizer.step()\n    scheduler.step()").replace(
    "\nfor step", "\nscheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)\nfor step"
)
KILLED = """
import os
import loopwise
loopwise.watch(tensorboard="runs")
{program}
os._exit(9)
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LOOPWISE_LANGUAGE", "en")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read_back(runs):
    """Return the numbers of the only run there, name -> {step: value}, and its texts, name -> [(step, text)]."""
    (folder,) = runs.iterdir()
    events = EventAccumulator(str(folder), size_guidance={"scalars": 0, "tensors": 0}).Reload()
    numbers = {
        name: {one.step: one.value for one in events.Scalars(name)} for name in events.Tags()["scalars"]
    }
    texts = {
        name.removesuffix("/text_summary"): [
            (one.step, one.tensor_proto.string_val[0].decode()) for one in events.Tensors(name)
        ]
        for name in events.Tags()["tensors"]
    }
    return numbers, texts


def test_what_tensorboard_reads_is_what_is_kept(home):
    (home / "train.py").write_text(SCHEDULED, encoding="utf-8")
    command = [sys.executable, "-m", "loopwise", "watch", "--tensorboard", "runs", "train.py"]
    done = subprocess.run(command, cwd=home, capture_output=True, encoding="utf-8")
    assert done.returncode == 0 and "tensorboard --logdir runs" in done.stderr, done.stderr[-2000:]
    numbers, texts = read_back(home / "runs")
    (kept,) = loopwise.kept()
    assert numbers.keys() == {name for name, series in series_of(kept.result) if series.steps}
    assert {"loss/cross_entropy", "learning rate", "gradient/0 (Linear 64 -> 32)"} <= numbers.keys()
    for name, series in series_of(kept.result):
        for step, value in zip(series.steps, series.values, strict=True):
            assert numbers[name][step] == np.float32(value)
    assert numbers["learning rate"][9] == pytest.approx(0.5 * 0.9**9)
    assert texts.keys() == {f"findings/{one.fault}" for one in kept.result.findings}
    (first, *_) = kept.result.findings
    step, text = texts[f"findings/{SOFTMAX.name}"][-1]
    assert step == first.step and str(SOFTMAX.title) in text and f"train.py:{first.place.line}" in text


def test_of_a_killed_run_what_was_so_far_is_there(home):
    (home / "train.py").write_text(KILLED.format(program=SOFTMAX.bad), encoding="utf-8")
    assert subprocess.run([sys.executable, "train.py"], cwd=home, check=False).returncode == 9
    numbers, texts = read_back(home / "runs")
    (kept,) = loopwise.kept()
    assert kept.state == "interrupted"
    assert 0 in numbers["loss/cross_entropy"] and texts.keys() == {f"findings/{SOFTMAX.name}"}


def test_without_tensorboard_it_says_what_to_type_before_anything_runs(home, monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "tensorboard", None)
    (home / "train.py").write_text("open('ran', 'w')", encoding="utf-8")
    assert run_safely(["watch", "--tensorboard", "runs", "train.py"]) == 2
    assert 'pip install "loopwise[tensorboard]"' in capsys.readouterr().err
    with pytest.raises(MissingExtra):
        loopwise.watch(tensorboard="runs")
    assert not (home / "ran").exists() and not (home / "runs").exists() and not loopwise.kept()


def test_a_folder_that_cannot_be_made_is_refused_before_anything_runs(home, capsys):
    (home / "runs").write_text("a file")
    (home / "train.py").write_text("open('ran', 'w')", encoding="utf-8")
    assert run_safely(["watch", "--tensorboard", "runs", "train.py"]) == 2
    assert "no folder for TensorBoard" in capsys.readouterr().err and not (home / "ran").exists()


def test_a_program_that_trains_nothing_leaves_no_folder(home, capsys):
    (home / "train.py").write_text("print('hello')", encoding="utf-8")
    assert run_safely(["watch", "--tensorboard", "runs", "train.py"]) == 0
    assert not list((home / "runs").iterdir()) and "--logdir" not in capsys.readouterr().err


def test_switched_off_it_writes_nothing(home, monkeypatch):
    monkeypatch.setenv("LOOPWISE", "off")
    loopwise.watch(tensorboard="runs")
    assert not (home / "runs").exists()


def test_runs_that_begin_in_one_second_have_folders_of_their_own(home):
    made = {TensorBoard(home / "runs", "week 6.ipynb").folder for _ in range(5)}
    assert len(made) == 5 and all(folder.name.startswith("week 6-") for folder in made)


def trained(steps=40):
    """Train with every kind of chance; return the bits at the end."""
    random.seed(0), np.random.seed(0), torch.manual_seed(0)
    model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.ReLU(), nn.Linear(8, 1))
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(steps):
        x = torch.randn(16, 4) * random.random() + float(np.random.rand())
        optimizer.zero_grad()
        nn.functional.mse_loss(model(x), x.sum(1, keepdim=True)).backward()
        optimizer.step()
    return [*(p.detach().numpy().tobytes() for p in model.parameters()), random.random(), np.random.rand()]


def test_the_training_is_bit_for_bit_the_same(home):
    bare = trained()
    with loopwise.watch(tensorboard=home / "runs") as watched:
        assert trained() == bare
    numbers, _ = read_back(home / "runs")
    assert max(numbers["loss/mse"]) == watched.report().losses["mse"].steps[-1]


def test_a_disk_that_is_full_is_told_once_and_the_training_goes_on(home, monkeypatch, caplog):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(TensorBoard, "write_number", full)
    with caplog.at_level(logging.WARNING), loopwise.watch(tensorboard="runs") as watched:
        trained()
    assert watched.report().steps == 40 and not watched.report().findings
    assert [record.message for record in caplog.records] == [
        "TensorBoard: no more of this run is written there"
    ]
    assert loopwise.kept()[0].state == "finished"


class Lines(Tracker):
    """A tracker of one's own: all that it has to say."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def write_number(self, name, step, value):
        self.lines.append((name, step, value))

    def write_text(self, name, step, text):
        self.lines.append((name, step, text.splitlines()[0]))

    def flush(self):
        pass

    def close(self):
        self.lines.append("closed")


def test_points_are_written_once_and_what_the_whole_run_does_not_show_is_taken_back():
    lines = Lines()
    early = Finding("dead-relu", Place("a.py", 3), "warning", step=2)
    run = WatchReport("a.py", (early,), steps=10, losses={"mse": Series((0, 4), (1.0, 0.5))})
    lines.add(early)
    lines.add(run)
    lines.add(run)
    whole = replace(run, findings=(), steps=12, losses={"mse": Series((0, 4, 11), (1.0, 0.5, 0.2))})
    lines.finish(whole)
    name = f"findings/{early.fault}"
    assert lines.lines[0][:2] == (name, 2) and lines.lines[0][2].startswith("**")
    assert lines.lines[1:4] == [("loss/mse", 0, 1.0), ("loss/mse", 4, 0.5), ("loss/mse", 11, 0.2)]
    assert lines.lines[4] == (name, 11, "Seen for a while; the whole run, up to step 11, does not show it.")
    assert lines.lines[5:] == ["closed"]
