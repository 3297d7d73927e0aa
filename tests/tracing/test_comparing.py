"""Two models side by side: stages add up to the whole, points follow from both traces, the views fit."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree

import pytest

import loopwise
from loopwise.cli import run
from loopwise.rendering.compared import show_comparison
from loopwise.rendering.compared_svg import show_beside
from loopwise.text import speaking


@pytest.fixture(scope="module")
def comparison():
    return loopwise.compare("zoo:vgg16", "zoo:resnet50")


def test_stages_add_up_to_the_whole(comparison):
    for side in ("first", "second"):
        trace, parts = getattr(comparison, side), [getattr(stage, side) for stage in comparison.stages]
        assert sum(part.parameters for part in parts) == trace.parameters
        assert sum(part.multiply_adds for part in parts) == trace.multiply_adds
    assert [stage.resolution for stage in comparison.stages] == [224, 112, 56, 28, 14, 7, None]


def test_vggs_classifier_holds_nine_tenths_of_its_weights(comparison):
    share = comparison.stages[-1].first.parameters / comparison.first.parameters
    assert round(share, 3) == 0.894  # 123.6 of 138.4 million; the first layer alone has 102.8
    first = max(one.parameters for one in comparison.first.operations)
    assert round(first / 1e6, 1) == 102.8


def test_points_say_who_is_better(comparison):
    better = {point.key: point.better for point in comparison.points}
    assert better["parameters"] == better["multiply_adds"] == better["skips"] == better["depth"] == "second"
    assert better["memory"] == "first"  # fewer layers keep less
    same = loopwise.compare(comparison.first, comparison.first)
    assert same.points == ()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_table_is_80_columns_wide(comparison, language):
    from loopwise.rendering.columns import columns

    with speaking(language):
        told = show_comparison(comparison)
    assert max(map(columns, told.splitlines())) <= 80
    assert "138,357,544" in told and "102" not in told.splitlines()[0]


@pytest.mark.parametrize("axis", ["resolution", "depth"])
def test_the_picture_has_every_layer_and_every_skip(comparison, axis):
    root = ElementTree.fromstring(show_beside(comparison, axis=axis))
    name = "{http://www.w3.org/2000/svg}"
    bars = [one for one in root.iter(f"{name}rect") if one.find(f"{name}title") is not None]
    layers = [one for trace in (comparison.first, comparison.second) for one in trace.operations]
    wanted = sum(one.name in ("conv2d", "linear") or "pool" in one.name for one in layers) + 16
    assert len(bars) == wanted
    assert sum(one.get("class") == "c-arc" for one in root.iter(f"{name}path")) == 16


def test_the_command_compares_keeps_and_writes(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path))
    assert (
        run(["compare", "zoo:plain20", "zoo:resnet20", "--json", "--keep", "--out", str(tmp_path / "a.svg")])
        == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert told["kept"] == 1 and len(told["second"]["skips"]) == 9 and told["schema"] == 1
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").startswith("<svg")
    assert run(["kept", "1"]) == 0
    assert run(["compare", "zoo:vgg16", "zoo:vgg17"]) == 2


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_model_that_stops_on_the_way_is_better_in_nothing_that_was_counted_so_far(language, capsys):
    """LeNet-5 is made for 32 x 32 pixels: its first linear layer refuses 28 x 28."""
    half = loopwise.compare("zoo:cnn", "zoo:lenet5", "1,28,28")
    assert half.second.stopped and {point.key for point in half.points} <= {"parameters"}
    with speaking(language):
        shown = show_comparison(half)
    assert "in_features=400" in shown and "in_features=256" in shown
    assert max(len(line) for line in shown.splitlines()) <= 80
    assert run(["compare", "zoo:cnn", "zoo:lenet5", "--input", "1,28,28"]) == 2
    assert "lenet5" in capsys.readouterr().out
