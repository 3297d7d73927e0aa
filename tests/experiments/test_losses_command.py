"""`loopwise losses` on the command line."""

from __future__ import annotations

import json

import pytest

from loopwise.cli import run
from loopwise.rendering.columns import columns


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LOOPWISE_HOME", str(tmp_path))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(
    "train", [[], ["--train", "iris", "--epochs", "1", "--seeds", "1", "--workers", "1", "--all"]]
)
def test_everything_fits_into_80_columns(train, language, capsys):
    assert run(["losses", *train, "--language", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 20
    assert [line for line in lines if columns(line) > 80] == []


def test_json_of_the_comparison(capsys):
    assert run(["losses", "--logits=-2,0", "--label", "1", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    by_name = {one["loss"]: one for one in told["losses"]}
    assert told["schema"] == 1 and by_name["BCEWithLogitsLoss"]["values"] == by_name["NLLLoss"]["values"]


def test_a_trained_grid_is_kept_and_shown_again(capsys):
    assert (
        run(["losses", "--train", "iris", "--epochs", "1", "--seeds", "1", "--workers", "1", "--json"]) == 0
    )
    told = json.loads(capsys.readouterr().out)
    assert {cell["verdict"] for cell in told["cells"]} >= {"right", "raises"}
    assert run(["kept", str(told["kept"]), "--language", "en"]) == 0
    assert "softmax + CrossEntropyLoss" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["--logits=1,x"], ["--train", "irsi"], ["--train", "iris", "--seeds", "0"]]
)
def test_bad_use_is_told(arguments, capsys):
    assert run(["losses", *arguments, "--language", "en"]) == 2
    assert capsys.readouterr().err.strip()
