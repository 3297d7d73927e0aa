"""`check --input 1,28,28`: the shape of a model's input, where the program does not say it and only there."""

from __future__ import annotations

import json

import pytest

import loopwise
from loopwise.cli import run
from loopwise.errors import LoopwiseError
from loopwise.shapes import typed_shape

MODEL = """\
import torch
from torch import nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8 * 26 * 26, 10)

    def forward(self, x):
        x = torch.relu(self.conv(x)).flatten(1)
        return self.fc(x)
"""
ASKED = """
from data import load_loader

model = Net()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in load_loader():
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(x), y)
    loss.backward()
    optimizer.step()
"""
OWN_DATA = ASKED.replace("load_loader()", "torch.utils.data.DataLoader(Mine(), batch_size=64)")
HELD = "\nmodel = Net()\n"
SEQUENTIAL = """\
from torch import nn
model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 26 * 26, 10))
"""


def found(source, **options):
    return {finding.fault: finding for finding in loopwise.check(source, **options).findings}


@pytest.mark.parametrize(
    "source", [MODEL, MODEL + HELD, MODEL + ASKED, MODEL + OWN_DATA, SEQUENTIAL], ids=range(5)
)
def test_the_shape_is_followed_from_what_the_person_says(source):
    assert found(source) == {}, "the program does not say it"
    assert found(source, input=(1, 28, 28)) == {}, "these layers are right for it"
    wrong = found(source, input="1,32,32")
    assert set(wrong) == {"linear-width-mismatch"}
    evidence = wrong["linear-width-mismatch"].evidence
    assert (evidence["wanted"], evidence["given"]) == (5408, 7200)
    assert "(N, 1, 32, 32)" in evidence["flow"]
    assert set(found(source, input=(3, 28, 28))) == {"channels-mismatch"}


def test_what_the_program_says_counts_more():
    said = MODEL + "\nout = Net()(torch.randn(64, 1, 28, 28))\n"
    assert found(said, input=(1, 32, 32)) == {}


def test_of_several_models_none_is_taken_for_the_one_that_is_meant():
    other = MODEL.replace("class Net", "class Other").replace("26 * 26", "5 * 5")
    assert found(MODEL + other, input=(1, 28, 28)) == {}


def test_a_model_inside_another_is_not_asked_alone():
    inner = MODEL.replace("class Net", "class Encoder")
    outer = (
        "\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n"
        "        self.first = nn.Conv2d(3, 1, 1)\n        self.rest = Encoder()\n\n"
        "    def forward(self, x):\n        return self.rest(self.first(x))\n"
    )
    assert found(inner + outer, input=(3, 28, 28)) == {}
    assert set(found(inner + outer, input=(3, 32, 32))) == {"linear-width-mismatch"}


def test_what_a_model_answers_is_no_input_of_the_next():
    second = (
        "\nhead = nn.Sequential(nn.Linear(10, 5))\nfor x, y in load_loader():\n    out = head(model(x))\n"
    )
    assert found(MODEL + ASKED + second, input=(1, 28, 28)) == {}


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        ("1,28,28", (1, 28, 28)), (" (3, 224, 224) ", (3, 224, 224)), ("3x32x32", (3, 32, 32)),
        ("[784]", (784,)), ("20", (20,)), ("1 28 28", (1, 28, 28)), ([1, 8, 8], (1, 8, 8)),
    ],
)  # fmt: skip
def test_a_shape_is_read_as_people_type_it(given, shape):
    assert typed_shape(given) == shape


@pytest.mark.parametrize(
    "given",
    ["", "abc", "1,,28", "0,28", "-1,28,28", "1.5,2", "1,2,3,4,5,6", "99999999", "1,28,x", "None", ()],
)
def test_what_is_no_shape_is_refused(given):
    with pytest.raises(LoopwiseError) as problem:
        typed_shape(given)
    assert "1,28,28" in str(problem.value)


def test_the_command_takes_it(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LOOPWISE_LANGUAGE", "en")
    (tmp_path / "net.py").write_text(MODEL, encoding="utf-8")
    assert run(("check", "net.py", "--input", "1,28,28")) == 0
    capsys.readouterr()
    assert run(("check", "net.py", "--input", "1,32,32", "--json")) == 1
    (finding,) = json.loads(capsys.readouterr().out)["findings"]
    assert (finding["fault"], finding["line"]) == ("linear-width-mismatch", 8)
    assert run(("check", "net.py", "--input", "one,two")) == 2
    told = capsys.readouterr()
    assert told.out == "" and "'one,two' is not a shape" in told.err and "--input 1,28,28" in told.err


def test_the_repair_fits_the_shape_that_was_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(MODEL, encoding="utf-8")
    assert run(("check", "net.py", "--input", "1,32,32", "--fix", "--unsafe-fixes", "--exit-zero")) == 0
    assert "nn.Linear(7200, 10)" in (tmp_path / "net.py").read_text(encoding="utf-8")
    assert found((tmp_path / "net.py").read_text(encoding="utf-8"), input="1,32,32") == {}
