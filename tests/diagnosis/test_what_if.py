"""The rerun harms nothing, and its verdict says no more than was seen."""

from __future__ import annotations

import importlib.util
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import pytest

from loopwise.diagnosis.what_if import choose, project_of
from loopwise.diagnosis.what_if.copying import copied
from loopwise.diagnosis.what_if.environment import environment
from loopwise.diagnosis.what_if.judging import judged
from loopwise.diagnosis.what_if.printed import printed
from loopwise.errors import LoopwiseError
from loopwise.records import Finding, Place, WatchReport
from loopwise.records.what_if import Rerun, WhatIf
from loopwise.rendering.what_if import what_was_tried
from loopwise.runtime.interventions import intervention, names
from loopwise.text import speaking

ROOT = Path(__file__).parents[2]
PROGRAMS = sorted((ROOT / "tests" / "what_if").glob("*gain/*.py"))


# The numbers a program prints


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Epoch 3/5, train loss: 0.4100, val acc: 93.2%", {"train loss": 0.41, "val acc": 0.932}),
        ("[1] loss=1e-3 acc=0.5\n[2] loss=nan acc=0.6", {"loss": math.nan, "acc": 0.6}),
        ("테스트 정확도: 97.1", {"테스트 정확도": 0.971}),
        ("Test set: Average loss: 0.0312, Accuracy: 9912/10000 (99.12%)", {"average loss": 0.0312}),
        ("saved to run_2024/best.pth", {}),
    ],
)
def test_named_numbers_are_read_from_what_is_printed(text, found):
    numbers = printed(text)
    for name, value in found.items():
        assert numbers[name] == pytest.approx(value, nan_ok=True)
    assert found or not numbers


# The verdict


def answer(before, after, *, steps=200, used=5, rescaled=False, name="test accuracy"):
    runs = [
        Rerun(seed, repaired, used=used if repaired else 0, steps=steps, numbers={name: value})
        for repaired, values in ((False, before), (True, after))
        for seed, value in enumerate(values)
    ]
    return judged(
        WhatIf("train.py", "dead-relu", "change-rate:0.1", "failed", tuple(runs), rescaled=rescaled)
    )


@pytest.mark.parametrize(
    ("before", "after", "more", "verdict"),
    [
        ((0.4, 0.5, 0.4), (0.9, 0.9, 0.8), {}, "gain"),
        ((0.90, 0.91, 0.90), (0.905, 0.915, 0.90), {}, "no-gain"),
        ((0.4, 0.9, 0.4), (0.9, 0.4, 0.8), {}, "no-gain"),  # not on every seed
        ((0.9, 0.9), (0.4, 0.5), {}, "worse"),
        ((0.4,), (0.9,), {"steps": 99}, "too-short"),
        ((0.4,), (0.4,), {"used": 0}, "not-applied"),
        ((math.nan,), (0.3,), {"name": "test loss"}, "gain"),
        ((0.3,), (math.nan,), {"name": "test loss"}, "worse"),
        ((2.0, 2.0), (1.0, 1.1), {"name": "test loss"}, "gain"),  # less is better
        ((2.0,), (1.0,), {"name": "test loss", "rescaled": True}, "failed"),  # nothing comparable
    ],
)
def test_a_gain_is_one_only_if_every_seed_shows_it(before, after, more, verdict):
    assert answer(before, after, **more).verdict == verdict


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("after", [(0.9,), (0.4,), (0.1,)])
def test_every_verdict_is_told_within_80_columns(language, after):
    from loopwise.rendering.columns import columns

    with speaking(language):
        told = what_was_tried(answer((0.4,), after))
    assert all(columns(line) <= 80 for line in told.splitlines())


def test_a_held_out_number_comes_before_one_of_training():
    runs = [
        Rerun(
            0,
            repaired,
            used=1,
            steps=200,
            numbers={"loss": 1.0, "accuracy": 0.5, "val acc": value, "train acc": 0.9},
        )
        for repaired, value in ((False, 0.2), (True, 0.8))
    ]
    metric = judged(WhatIf("t.py", "dead-relu", "change-rate:0.1", "failed", tuple(runs))).metric
    assert (metric.name, metric.source) == ("val acc", "printed")


# Which finding


def report(*faults):
    return WatchReport(
        "t.py", tuple(Finding(one, Place("t.py", 1), "error", step=0) for one in faults), seconds=1.0
    )


def test_the_first_finding_that_can_be_tried_is_taken():
    assert choose(report("no-better-than-chance", "dead-relu")).finding.fault == "dead-relu"
    with pytest.raises(LoopwiseError, match="tried from outside"):
        choose(report("overfits"))
    with pytest.raises(LoopwiseError, match="graph-cut"):
        choose(report("graph-cut"), "graph-cut")


def test_every_intervention_says_what_it_does_in_both_languages():
    for name in names():
        one = intervention(name)
        assert one.says.format(factor=one.number).en and one.says.ko and one.name == name
    with pytest.raises(LoopwiseError, match="no intervention"):
        intervention("wish-harder")


# The copy and the guard

REACHING = """
import os, pathlib, sys
import torch
from torch import nn
here = pathlib.Path(HERE)
model = nn.Linear(4, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(5):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(torch.randn(8, 4)), torch.zeros(8, dtype=torch.long)).backward()
    optimizer.step()
open("relative.txt", "w").write("spoilt")
(here / "absolute.txt").write_text("spoilt")
torch.save(model.state_dict(), here / "best.pth")
torch.save(model.state_dict(), str(here / "out" / "new.pth"))
os.makedirs(here / "made", exist_ok=True)
os.remove(here / "victim.txt")
(pathlib.Path(OUTSIDE) / "log.txt").write_text("spoilt")
print("reads back", (pathlib.Path(OUTSIDE) / "log.txt").read_text(), open(here / "absolute.txt").read())
print("token", os.environ.get("SLACK_TOKEN"), os.environ.get("WANDB_MODE"))
"""


def rerun(tmp_path, source, monkeypatch):
    """Run a program as a what-if would; return (what it printed, its answer, the project)."""
    project, outside = tmp_path / "project", tmp_path / "elsewhere"
    (project / "out").mkdir(parents=True)
    outside.mkdir()
    for name in ("absolute.txt", "relative.txt", "victim.txt", "best.pth"):
        (project / name).write_text("mine")
    text = source.replace("HERE", repr(str(project))).replace("OUTSIDE", repr(str(outside)))
    (project / "train.py").write_text(text, encoding="utf-8")
    monkeypatch.setenv("SLACK_TOKEN", "secret")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    with copied(project) as copy:
        spill, told = copy.parent / "outside", copy.parent / "answer.json"
        spill.mkdir()
        spec = {
            "target": str(copy / "train.py"), "arguments": [], "module": False, "folder": str(copy),
            "project": str(project), "copy": str(copy), "spill": str(spill), "answer": str(told),
            "seed": 0, "steps": None, "intervention": "", "cells": [],
        }  # fmt: skip
        (copy.parent / "spec.json").write_text(json.dumps(spec))
        (tmp_path / "tmp").mkdir()
        done = subprocess.run(
            [sys.executable, "-m", "loopwise.diagnosis.what_if.child", str(copy.parent / "spec.json")],
            cwd=copy, env=environment(spill), capture_output=True, encoding="utf-8",
        )  # fmt: skip
        assert told.exists(), done.stderr[-2000:]
        return done.stdout + done.stderr, json.loads(told.read_text()), project


def test_a_rerun_writes_nothing_into_the_project_nor_elsewhere(tmp_path, monkeypatch):
    told, answered, project = rerun(tmp_path, REACHING, monkeypatch)
    assert "reads back spoilt spoilt" in told and "token None offline" in told, told
    assert (answered["steps"], answered["stopped"]) == (5, "")
    kept = {file.name: file.read_text() for file in project.iterdir() if file.suffix in (".txt", ".pth")}
    assert kept == dict.fromkeys(("absolute.txt", "relative.txt", "victim.txt", "best.pth"), "mine")
    assert not (project / "made").exists() and not any((project / "out").iterdir())
    assert not any((tmp_path / "elsewhere").iterdir())


def test_one_that_reaches_for_another_computer_is_stopped_and_says_so(tmp_path, monkeypatch):
    source = "import socket\nsocket.socket().connect(('192.0.2.1', 80))\n"
    _, answered, _ = rerun(tmp_path, source, monkeypatch)
    assert "192.0.2.1" in answered["stopped"]


def test_one_that_opens_a_file_behind_the_redirection_is_stopped(tmp_path, monkeypatch):
    source = "import os\nos.open(OUTSIDE + '/raw.txt', os.O_WRONLY | os.O_CREAT)\n"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))  # the copy lies beside; elsewhere is not free
    _, answered, _ = rerun(tmp_path, source, monkeypatch)
    assert "raw.txt" in answered["stopped"]


def test_a_project_that_is_too_large_is_refused(tmp_path, monkeypatch):
    (tmp_path / "data.bin").write_bytes(b"0" * 2048)
    monkeypatch.setattr("loopwise.diagnosis.what_if.copying.LARGEST", 1024)
    with pytest.raises(LoopwiseError, match="MB"), copied(tmp_path):
        pass


def test_version_control_and_environments_are_not_copied(tmp_path):
    for folder in (".git", "env", "src"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "file.txt").write_text("x")
    (tmp_path / "env" / "pyvenv.cfg").write_text("")
    (tmp_path / "src" / "train.py").write_text("")
    assert project_of(tmp_path / "src" / "train.py") == tmp_path
    with copied(tmp_path) as copy:
        assert sorted(str(one.relative_to(copy)) for one in copy.rglob("*") if one.is_file()) == [
            os.path.join("src", "file.txt"), os.path.join("src", "train.py"),
        ]  # fmt: skip
    assert not copy.exists()


# Whole programs


def tried(program, tmp_path):
    """Try a program as docs/what-if.md does."""
    spec = importlib.util.spec_from_file_location("draw_what_if", ROOT / "tools" / "draw_what_if.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    tool.tried(program, tmp_path / "answer.json")
    return json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))


def test_a_softmax_taken_out_buys_what_it_hid(tmp_path):
    found = tried(next(one for one in PROGRAMS if one.stem == "softmax_before_cross_entropy"), tmp_path)
    assert found["verdict"] == "gain" and found["gain"] > 0.3 and found["byte_for_byte"]
    assert len(found["runs"]) == 6 and all(run["steps"] == 220 for run in found["runs"])


@pytest.mark.soak
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: f"{program.parent.name}-{program.stem}")
def test_what_a_repair_buys_is_said_as_it_is(program, tmp_path):
    found = tried(program, tmp_path)
    assert found["byte_for_byte"]
    if program.parent.name == "gain":
        assert found["verdict"] == "gain"
    else:
        assert found["verdict"] in ("no-gain", "worse")
