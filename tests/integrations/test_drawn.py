"""Paths and landscapes in a notebook: drawn, told in a line, and kept like any other."""

from __future__ import annotations

import torch
from torch import nn

import loopwise


def test_paths_draw_themselves_and_are_told_in_lines():
    paths = loopwise.descend("bowl", lr=[0.1, 0.5])
    assert repr(paths).splitlines()[1].startswith("sgd, lr 0.1, from (5, 4): ")
    assert paths._repr_png_().startswith(b"\x89PNG")
    assert loopwise.descend("bowl")._repr_png_().startswith(b"\x89PNG")
    many = loopwise.descend("bowl", lr=[0.1] * 50)
    assert many._repr_png_() is None and len(repr(many).splitlines()) == 14


def test_a_landscape_draws_itself_and_is_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path))
    model = nn.Linear(3, 1)
    found = loopwise.landscape(model, (torch.randn(9, 3), torch.randn(9, 1)), nn.MSELoss(), side=9)
    assert "9 x 9" in repr(found) and found._repr_png_().startswith(b"\x89PNG")
    kept = loopwise.kept(loopwise.keep(found)).result
    assert kept.loss == found.loss
    assert loopwise.kept(loopwise.keep(loopwise.descend("bowl"))).result.surface == "bowl"
