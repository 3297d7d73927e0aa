"""`loopwise landscape`: a kept fit with its path, a model of one's own, and what cannot be drawn."""

from __future__ import annotations

import json

import pytest
import torch
from wcwidth import wcswidth

from loopwise import store
from loopwise.cli import run
from loopwise.descent.weights import unpacked
from loopwise.figures import files, to_plotly
from loopwise.figures.landscapes import overview
from loopwise.records import Landscape
from loopwise.training import fit
from loopwise.training.landscapes import landscape_of, task_again

NET = """import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(30, 1)

    def forward(self, x):
        return self.body(x)
"""


@pytest.fixture(scope="module")
def fitted():
    return fit("breast_cancer", epochs=5, keep_path=True)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_kept_path_is_the_training_itself(fitted):
    assert fitted.path.steps == (0, 1, 2, 3, 4, 5)
    task, moments = task_again(fitted), unpacked(fitted.path)
    torch.testing.assert_close(
        moments[0], torch.cat([p.detach().reshape(-1) for p in task.model.parameters()])
    )
    plain = fit("breast_cancer", epochs=5)
    assert plain.path is None and plain.history == fitted.history  # keeping the path changes nothing


def test_the_landscape_of_a_fit_has_the_path_on_it(fitted):
    found = landscape_of(fitted, side=9)
    best = fitted.history[-1]
    assert found.path.loss[0] > found.path.loss[-1] and found.rows == fitted.rows.train
    assert found.path.loss[-1] == pytest.approx(
        best.train_loss, rel=0.5
    )  # that one is with dropout, over the epoch


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_kept_fit_is_drawn(fitted, home, language, capsys):
    number = store.keep(fitted)
    assert (
        run(["landscape", "--from", str(number), "--side", "9", "--out", "a.png", "--language", language])
        == 0
    )
    told = capsys.readouterr().out.splitlines()
    assert [line for line in told if wcswidth(line) > 80] == []
    assert (home / "a.png").stat().st_size > 2000
    assert run(["landscape", "--from", str(number), "--side", "9", "--json", "--keep"]) == 0
    answer = json.loads(capsys.readouterr().out)
    kept = store.kept(answer["kept"]).result
    assert isinstance(kept, Landscape) and kept.side == answer["side"] == 9
    assert kept.path.variance == pytest.approx(tuple(answer["path"]["variance"]))


def test_a_model_of_ones_own_with_its_weights(home, capsys):
    (home / "net.py").write_text(NET)
    torch.save(torch.nn.Linear(30, 1).state_dict(), home / "wrong.pt")
    state = {f"body.{name}": value for name, value in torch.nn.Linear(30, 1).state_dict().items()}
    torch.save(state, home / "right.pt")
    line = ["landscape", "net.py:Net", "--data", "breast_cancer", "--side", "9", "--language", "en"]
    assert run([*line, "--weights", "right.pt"]) == 0
    assert "31 parameters" in capsys.readouterr().out
    assert run([*line, "--weights", "wrong.pt"]) == 2
    assert "not this model's" in capsys.readouterr().err
    assert run([*line, "--weights", "net.py"]) == 2
    assert "net.py" in capsys.readouterr().err


def test_what_cannot_be_drawn_is_told(capsys):
    number = store.keep(fit("breast_cancer", epochs=1))
    for arguments, word in (
        ((), "--from 12"),
        (("--from", str(number)), "--keep-path"),
        (("--from", "99"), "99"),
        (("zoo:nothing", "--data", "digits"), "nothing"),
    ):
        assert run(["landscape", *arguments, "--language", "en"]) == 2
        assert word in capsys.readouterr().err


def test_both_drawers_show_the_landscape(fitted):
    figure = overview(landscape_of(fitted, side=9))
    screen, paper = to_plotly(figure), files.draw(figure)
    paths = [trace for trace in screen["data"] if trace.get("meta") == {"grows": 6}]
    assert len(paths) == 2 and all(len(trace["x"]) == 6 for trace in paths)
    assert len([axis for axis in paper.axes if axis.get_xlabel()]) == 3
    assert [trace["name"] for trace in screen["data"]][1] == "computed points"


def test_a_seed_that_no_generator_takes_is_refused(home, capsys):
    for command in (
        ["landscape", "zoo:mlp", "--data", "iris"],
        ["fit", "iris"],
        ["descend", "bowl", "--lr", "0.1"],
    ):
        assert run([*command, "--seed", "-3"]) == 2
        assert "-3" in capsys.readouterr().err
