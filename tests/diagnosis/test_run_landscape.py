"""The landscape of a watched run: its own loss, on its own batches, along the path that it really went.

The program keeps its batches and weights itself; what they give with torch alone is the oracle.
"""

from __future__ import annotations

import textwrap

import pytest
import torch
from torch.nn import functional as F

from loopwise import store
from loopwise.cli import run as command
from loopwise.descent.moments import Moments
from loopwise.descent.weights import unpacked
from loopwise.diagnosis import run_path
from loopwise.diagnosis.run_landscape import landscape_of_run
from loopwise.diagnosis.run_landscape.taping import Taping
from loopwise.diagnosis.running import program_of, run
from loopwise.errors import LoopwiseError
from loopwise.text import speaking

SCRIPT = """
import torch
from torch import nn

torch.manual_seed(0)
x, y = torch.randn(320, 6), torch.randint(0, 3, (320,))
model = nn.Sequential(nn.Linear(6, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=1e-2)
batches, path = [], [[p.detach().clone() for p in model.parameters()]]
for step in range(30):
    rows = torch.randperm(320)[:64]
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x[rows]), y[rows])
    loss.backward()
    optimizer.step()
    batches.append((x[rows], y[rows]))
    path.append([p.detach().clone() for p in model.parameters()])
torch.save([batches, path], "own.pt")
"""


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def script(text):
    with open("train.py", "w", encoding="utf-8") as out:
        out.write(textwrap.dedent(text))


def loss_of(weights, batches):
    """The script's loss with some weights, by torch's functions alone: the mean over batches."""
    w1, b1, gain, shift, w2, b2 = weights
    losses = []
    for x, y in batches:
        h = F.batch_norm(F.linear(x, w1, b1), None, None, gain, shift, training=True)
        losses.append(F.cross_entropy(F.linear(F.relu(h), w2, b2), y).item())
    return sum(losses) / len(losses)


def test_the_landscape_is_the_runs_own_loss_along_its_own_path(capsys):
    script(SCRIPT)
    report = run("train.py", keep_path=True)
    batches, path = torch.load("own.pt")
    grids, seen = [], []
    found = landscape_of_run(report, side=9, sink=grids.append, progress=lambda *at: seen.append(at))
    assert found.path.steps == tuple(range(31)) == report.path.steps
    taped = batches[1 : 1 + int(found.settings["steps"])]  # the first step tells what is trained
    assert found.settings["same"] == 1 and found.rows == sum(len(y) for _, y in taped)
    assert found.path.loss == pytest.approx([loss_of(one, taped) for one in path], rel=1e-5)
    flat = torch.stack([torch.cat([p.reshape(-1) for p in one]) for one in path])
    assert torch.equal(unpacked(report.path), flat)
    assert (found.side, found.ended, found.counted) == (9, "finished", "step")
    assert grids[-1] == found and seen[-1] == (81 + 62, 81 + 62)
    assert capsys.readouterr().out == ""  # what the program prints the second time is nobody's


def test_keeping_the_path_changes_no_bit():
    script(SCRIPT)
    weights = []
    for keep in (False, True):
        assert (run("train.py", keep_path=keep).path is not None) is keep
        weights.append(torch.load("own.pt")[1])
    assert all(
        torch.equal(a, b)
        for one, other in zip(*weights, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def test_another_program_than_then_is_told(capsys):
    script(SCRIPT)
    report = run("train.py", keep_path=True)
    script(SCRIPT.replace("manual_seed(0)", "manual_seed(1)"))
    assert landscape_of_run(report, side=9, plane="random").settings["same"] == 0
    script(SCRIPT.replace("8", "4"))
    with pytest.raises(LoopwiseError, match="another model now: parameters then and now 99 / 51"):
        landscape_of_run(report, side=9)
    script("raise SystemExit('data.csv is gone')")
    with pytest.raises(LoopwiseError, match=r"data\.csv is gone"):
        landscape_of_run(report, side=9)


def test_it_is_cancelled_with_what_there_is():
    script(SCRIPT)
    report, seen = run("train.py", keep_path=True), []
    found = landscape_of_run(
        report, side=65, progress=lambda *at: seen.append(at), cancelled=lambda: len(seen) > 1
    )
    assert found.ended == "interrupted" and found.evaluations < 65**2


TWO = """
import torch
from torch import nn
torch.manual_seed(0)
first, second, x = nn.Linear(4, 4), nn.Linear(4, 1), torch.randn(64, 4)
a, b = (torch.optim.SGD(one.parameters(), lr=0.1) for one in (first, second))
for step in range(20):
    {body}
"""
TOGETHER = "second(first(x)).square().mean().backward(); a.step(); b.step()"
IN_TURN = """
    first(x).square().mean().backward(); first(x).mean().backward(); a.step(); a.zero_grad()
    second(first(x)).mean().backward(); b.step(); a.zero_grad()"""
BY_GRAD = (
    "[setattr(p, 'grad', torch.autograd.grad(first(x).sum(), p)[0]) for p in first.parameters()]; a.step()"
)


@pytest.mark.parametrize(
    ("body", "trouble", "losses"), [(TOGETHER, "foreign", 0), (IN_TURN, "", 2), (BY_GRAD, "", None)]
)
def test_what_goes_back_before_a_step_is_its_loss(body, trouble, losses):
    script(TWO.format(body=body))
    taping = Taping()
    taping.attach()
    program_of("train.py")[0]()
    taping.detach()
    assert taping.trouble == trouble
    assert {len(step) for step in taping.steps} == ({losses} if losses else set())


def test_a_model_that_is_too_large_or_a_run_without_path_is_told(monkeypatch, capsys):
    script(SCRIPT)
    monkeypatch.setattr(run_path, "LARGEST", 50)
    report = run("train.py", keep_path=True)
    assert report.path is None and report.not_observed[0] == "path-too-large:99"
    number = store.keep(report)
    for language, told in (("en", "kept no path"), ("ko", "경로를 저장하지 않은 실행")):
        assert command(["landscape", "--from", str(number), "--language", language]) == 2
        said = capsys.readouterr().err
        assert told in said and "loopwise watch --keep-path train.py" in said


def test_a_kept_run_is_drawn_from_the_command_line(home, capfd):
    script(SCRIPT)
    assert command(["watch", "--keep-path", "--language", "en", "train.py"]) == 0
    assert "loopwise landscape --from 1" in capfd.readouterr().err
    assert command(["landscape", "--from", "1", "--side", "9"]) == 2  # nobody can be asked here
    assert "asks before the first time" in capfd.readouterr().err
    assert command(["landscape", "--from", "1", "--side", "9", "--yes", "--keep", "--out", "a.png"]) == 0
    told = capfd.readouterr().out
    assert "over the batches of 8 of its first steps" in told and "largest gap: step" in told
    assert (home / "a.png").stat().st_size > 2000 and store.kept(2).result.counted == "step"


def test_moments_are_thinned_and_keep_their_ends():
    moments = Moments(most=80)
    for step in range(100):
        moments.add(step, torch.full((10,), float(step)))
    moments.add(100, torch.full((10,), float("nan")))  # diverged: left out
    kept = moments.packed()
    assert kept.steps == (0, 1, 32, 64, 96, 99)
    assert unpacked(kept)[:, 0].tolist() == list(kept.steps)


def test_a_diverged_run_names_its_last_good_step():
    script("""
        import torch
        w = torch.nn.Parameter(torch.ones(2)); optimizer = torch.optim.SGD([w], lr=1e3)
        for step in range(12):
            optimizer.zero_grad(); (w**2).sum().backward(); optimizer.step()
    """)
    report = run("train.py", keep_path=True)
    with (
        speaking("en"),
        pytest.raises(LoopwiseError, match=r"diverged: after step 5[\s\S]*--steps 5 train.py"),
    ):
        landscape_of_run(report, side=9)
