"""Which recipe a target calls for: from lists, arrays, tensors, columns and files."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
import torch

import loopwise
from loopwise.cli import run
from loopwise.errors import LoopwiseError
from loopwise.training import recipe_for


@pytest.mark.parametrize(
    ("y", "name"),
    [
        ([0, 1, 1, 0], "binary"),
        (["spam", "ham"] * 3, "binary"),
        (torch.tensor([[0.0], [1.0]]), "binary"),
        (["a", "b", "c"], "multiclass"),
        (np.arange(5).repeat(4), "multiclass"),
        (np.arange(100), "regression"),
        ([1.5, 2.25, None, 3.0], "regression"),
        (np.array([[0, 1, 0], [1, 1, 0]]), "multilabel"),
        (["sad; long", "long", "short|sad"], "multilabel"),
        ([[0.5, 3], [1.5, 4]], "multioutput"),
    ],
)
def test_a_target_calls_for_its_recipe(y, name):
    found = recipe_for(y)
    assert found.name == name == found.recipe.name
    assert str(found).startswith(name) and found.reason.ko


def test_an_order_that_the_data_state_is_kept():
    pandas = pytest.importorskip("pandas")
    sizes = pandas.Series(pandas.Categorical(["s", "l", "m"], categories=["s", "m", "l"], ordered=True))
    assert recipe_for(sizes).name == "ordinal"
    assert "ordinal" in recipe_for([1, 2, 3, 4, 5]).others


@pytest.mark.parametrize("y", [[], [1, 1], [None, 2.0]])
def test_one_value_calls_for_nothing(y):
    with pytest.raises(LoopwiseError):
        recipe_for(y)


def test_the_door_has_it_and_loads_no_torch():
    code = "import sys, loopwise; print(loopwise.recipe_for([1, 2, 3.5])); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "False" and done.stdout.startswith("regression"), done.stderr
    assert loopwise.recipe_for is recipe_for


@pytest.mark.parametrize(
    ("target", "name"), [("price", "regression"), ("kind", "multiclass"), ("price,size", "multioutput")]
)
def test_the_command_says_why(target, name, tmp_path, capsys):
    path = tmp_path / "houses.csv"
    path.write_text("size,kind,price\n" + "".join(f"{i},{'abc'[i % 3]},{i / 7:.2f}\n" for i in range(30)))
    assert run(["recipe", "--for", str(path), "--target", target, "--json", "--language", "en"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["suggestion"]["name"] == told["recipe"]["name"] == name
    assert run(["recipe", "--for", str(path), "--target", target, "--language", "ko"]) == 0
    assert f"{target}에 맞는 레시피: {name}" in capsys.readouterr().out
