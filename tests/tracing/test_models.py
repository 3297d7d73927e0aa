"""Names of models: zoo, scripts, notebooks, packages; only what the name needs is run."""

from __future__ import annotations

import json

import pytest
import torch
from torch import nn

from loopwise import zoo
from loopwise.cli import run
from loopwise.errors import LoopwiseError
from loopwise.tracing import trace_of
from loopwise.tracing.following import follow
from loopwise.tracing.models import Named, model_named, small_enough

SCRIPT = """\
import torch
from torch import nn
from torch.nn import functional as F

WIDTH = 8
HIDDEN = WIDTH * 2


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer = nn.Linear(width, width)

    def forward(self, x):
        return F.relu(self.layer(x)) + x


class Net(nn.Module):
    def __init__(self, classes=3):
        super().__init__()
        self.first = nn.Linear(4, HIDDEN)
        self.block = Block(HIDDEN)
        self.head = nn.Linear(HIDDEN, classes)

    def forward(self, x):
        return self.head(self.block(self.first(x)))


model = Net()
raise SystemExit("a training loop would run here")
"""


@pytest.fixture
def script(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.py").write_text(SCRIPT, encoding="utf-8")
    cells = [
        {"cell_type": "code", "source": part}
        for part in ("!pip install x\n" + SCRIPT.split("\n\n\n")[0], *SCRIPT.split("\n\n\n")[1:])
    ]
    (tmp_path / "week6.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4}), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", ["net.py:Net", "week6.ipynb:Net", "net.py:Net(classes=5)", "net.py:model"])
def test_a_class_is_found_and_nothing_else_is_run(script, name):
    model = model_named(name).build()
    assert model.head.out_features == (5 if "5" in name else 3)


def test_a_package_and_the_zoo():
    assert type(model_named("torch.nn:Linear(3, 4)").build()).__name__ == "Linear"
    assert model_named("zoo:vgg16").input == (3, 224, 224)


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("Net", "zoo:NAME"),
        ("zoo:resnet19", "resnet18"),
        ("net.py:Nett", "Net"),
        ("none.py:Net", "none.py"),
        ("no_such_package:f", "no_such_package"),
        ("torch.nn:Linear", "Linear"),
        ("net.py:HIDDEN", "torch.nn.Module"),
    ],
)
def test_a_wrong_name_is_told_what_there_is(script, name, wanted):
    with pytest.raises(LoopwiseError) as told:
        model_named(name).build()
    assert wanted in str(told.value)


def test_the_command_follows_a_persons_own_class(script, capsys):
    assert run(["trace", "net.py:Net", "--input", "4", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["skips"]) == 1 and told["operations"][-1]["place"]["path"] == "net.py"
    assert run(["trace", "net.py:Net", "--input", "5"]) == 2
    assert "in_features=4" in capsys.readouterr().out
    assert run(["trace", "net.py:Net"]) == 2
    assert "--input" in capsys.readouterr().err


class Counted(nn.Module):
    """Counts how often it is built, and tries to get over everything that goes wrong meanwhile."""

    built = 0

    def __init__(self) -> None:
        super().__init__()
        Counted.built += 1
        try:
            self.first, self.second = nn.Linear(8, 8), nn.Embedding(10, 8)
        except Exception:  # noqa: BLE001 - as people write it
            self.first = None


def test_a_small_model_is_built_once_and_draws_nothing_from_the_caller():
    Counted.built, before = 0, torch.get_rng_state()
    model = small_enough(Named("Counted", "Counted", Counted), limit=8 * 9 + 80)
    assert Counted.built == 1 and model.second.weight.device.type == "cpu"
    assert torch.equal(torch.get_rng_state(), before)


def test_a_large_model_is_built_where_nothing_is_allocated():
    model = small_enough(Named("Counted", "Counted", Counted), limit=8 * 9 + 79)
    assert {weight.device.type for weight in model.parameters()} == {"meta"}
    assert nn.Linear(8, 80).weight.device.type == "cpu"  # the counting is over


@pytest.mark.parametrize("name", ["resnet18", "vgg16"])
def test_a_model_of_the_zoo_is_told_alike_on_either_device(name):
    told = trace_of(f"zoo:{name}")
    with torch.device("meta"):
        light = follow(zoo.model(name), zoo.card_of(name).input)
    assert (told.device, light.device) == ({"resnet18": "cpu", "vgg16": "meta"}[name], "meta")
    assert told.edges == light.edges and told.multiply_adds == light.multiply_adds
    assert [one.shape for one in told.operations] == [one.shape for one in light.operations]
