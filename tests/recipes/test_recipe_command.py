"""`loopwise recipe` on the command line."""

from __future__ import annotations

import ast
import json

import pytest

from loopwise.cli import run
from loopwise.recipes import recipe_named, recipes
from loopwise.rendering.columns import columns


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("arguments", [[], *([recipe.name] for recipe in recipes())])
def test_everything_fits_into_80_columns(arguments, language, capsys):
    assert run(["recipe", *arguments, "--language", language]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 5
    assert max(map(columns, lines)) <= 80


def test_the_table_has_one_line_a_loss_with_its_own_activations(capsys):
    run(["recipe", "--language", "en"])
    told = {" ".join(line.split()) for line in capsys.readouterr().out.splitlines()}
    assert "binary BCEWithLogitsLoss * 1 none sigmoid float32 (N, 1)" in told
    assert "BCELoss 1 sigmoid none float32 (N, 1)" in told
    assert "CrossEntropyLoss 2 none softmax int64 (N,)" in told
    assert "ordinal BCEWithLogitsLoss * C-1 none sigmoid float32 (N, C-1)" in told


def test_the_card_names_every_trap(capsys):
    run(["recipe", "binary", "--language", "en"])
    told = capsys.readouterr().out
    assert all(trap in told for trap in recipe_named("binary").traps)


def test_the_template_is_a_program(capsys):
    assert run(["recipe", "binary", "--template", "--language", "ko"]) == 0
    told = capsys.readouterr().out
    assert ast.parse(told)
    assert told == recipe_named("binary").template("ko")


def test_json(capsys):
    assert run(["recipe", "binary", "--json", "--language", "en"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schema"] == 1
    losses = {loss["loss"]: (loss["in_model"], loss["to_predict"]) for loss in told["recipes"][0]["losses"]}
    assert losses["BCEWithLogitsLoss"] == ("none", "sigmoid")
    assert losses["BCELoss"] == ("sigmoid", "none")


@pytest.mark.parametrize("arguments", [["binaryy"], ["--template"]])
def test_bad_use_is_told(arguments, capsys):
    assert run(["recipe", *arguments, "--language", "en"]) == 2
    assert "loopwise recipe binary" in capsys.readouterr().err
