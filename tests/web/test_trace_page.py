"""The Trace page: reading runs nothing, running is asked for, walking leads from box to box."""

from __future__ import annotations

import base64
import json

import pytest
from dash import no_update
from werkzeug.exceptions import BadRequest

from loopwise.text import speaking
from loopwise.web.pages import trace
from loopwise.web.tracing import followed
from loopwise.web.visit import Visit

NET = """
import torch
from torch import nn

open("ran.txt", "w").write("this must not happen while reading")

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(100, 10)

    def forward(self, x):
        x = self.conv(x).relu()
        return self.fc(x.flatten(1))
"""


def plain(part: object) -> str:
    return json.dumps(part, default=lambda item: item.to_plotly_json(), ensure_ascii=False)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_model_of_the_zoo_is_shown_and_walked(language):
    with speaking(language):
        view, order, at, facts, picture = trace.shown(Visit(), {"zoo": "resnet18"}, "all", "light", 0)
        told, step = trace.panel(Visit(), 1, order, {"zoo": "resnet18"}, "all")
    assert len(order) == 70 and at == 0 and picture is None and "11,689,512" in plain(facts)
    assert plain(view).count('"data-number"') == 70
    assert "floor((224 + 2*3 - 7)/2) + 1 = 112" in plain(told) and "conv1" in plain(told) and "70" in step


def test_steps_go_on_and_back_and_stop_at_the_ends():
    order = [0, 4, 9]
    assert trace.stepped("trace-on", True, 0, order) == 4
    assert trace.stepped("trace-back", True, 4, order) == 0
    assert trace.stepped("trace-back", True, 0, order) == 0 and trace.stepped("trace-on", True, 9, order) == 9
    assert trace.stepped({"type": "trace-box", "number": 9}, True, 0, order) == 9
    assert trace.stepped({"type": "trace-box", "number": 9}, False, 0, order) is no_update
    with pytest.raises(BadRequest):
        trace.stepped({"type": "trace-box", "number": 10_000}, True, 0, order)


def test_a_folded_block_tells_its_formula():
    _, order, *_ = trace.shown(Visit(), {"zoo": "resnet50"}, "folded", "dark", 0)
    panels = [plain(trace.panel(Visit(), at, order, {"zoo": "resnet50"}, "folded")[0]) for at in order]
    assert any("bottleneck residual block" in told for told in panels)


def test_pasted_code_is_read_and_run_only_when_asked(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    classes, chosen, problem = trace.read(Visit(), NET, None)
    assert (classes, chosen, problem) == (["Net"], "Net", "")
    assert trace.ran(Visit(), None, NET, None, "Net", "1,8,8") == (no_update, None)
    which, trouble = trace.ran(Visit(), 1, NET, None, "Net", "1,8,8")
    assert trouble is None and not list(tmp_path.iterdir())
    found = followed(which)
    assert found.trace.stopped.change == ("in_features", 100, 288)
    *_, facts, _ = trace.shown(Visit(), which, "all", "light", 0)
    assert "in_features=288" in plain(facts)
    told, _ = trace.panel(Visit(), 1, [0, 1, 2, 3], which, "all")
    assert "self.conv(x).relu()" in plain(told) and "lw-mark" in plain(told)


def test_code_that_cannot_be_followed_is_told_why():
    assert trace.read(Visit(), "class Net(", None)[2]
    assert trace.read(Visit(), "x = 1", None)[2] == str(trace.NO_CLASS)
    assert "code in the box" in plain(trace.ran(Visit(), 1, "", None, "Net", "1")[1])
    assert "not a shape" in plain(trace.ran(Visit(), 1, NET, None, "Net", "one")[1])


def test_a_photograph_goes_through_a_trained_network():
    which = {"picture": "china"}
    _view, order, _at, _facts, picture = trace.shown(Visit(), which, "folded", "light", 0)
    assert "palace" in plain(picture) and "Grad-CAM" in plain(picture)
    told, _ = trace.panel(Visit(), order[2], order, which, "folded")
    assert plain(told).count("data:image/png") >= 16
    worked = plain(trace.worked_out(Visit(), 0, 56, 56, which))
    assert "27 products" in worked and trace.worked_out(Visit(), 0, 0, 0, {"zoo": "vgg16"}) is None


def test_an_own_picture_is_kept_on_this_computer():
    from loopwise.tracing.trained import photographs

    data = "data:image/jpeg;base64," + base64.b64encode(photographs()["flower"].read_bytes()).decode()
    which = trace.pictured(Visit(), data, "../my flower.jpg")
    *_, picture = trace.shown(Visit(), which, "folded", "light", 0)
    assert "daisy" in plain(picture)


def test_only_what_the_page_offers_is_followed():
    with pytest.raises(BadRequest):
        trace.chosen(Visit(), "os:system", "", 0)
    assert followed({"zoo": "os:system"}).trace.model == "resnet18"
    assert trace.chosen(Visit(), "vgg16", "mine", 0)[2] is False
