"""Models carried from round to round: found in a cross-validation, silent where each fold begins anew."""

from __future__ import annotations

import pytest

from loopwise.faults import fault_named
from loopwise.program import read_source

BAD = fault_named("model-carried-across-folds").bad
MODEL = "model = nn.Sequential(nn.Linear(13, 16), nn.ReLU(), nn.Linear(16, 3))\n"
LOOP = "for train, test in KFold(5, shuffle=True, random_state=0).split(X):\n"

RIGHT = {
    "made by a function in the loop": BAD.replace(
        MODEL, f"def make():\n    {MODEL}    return model\n\n"
    ).replace(LOOP, f"{LOOP}    model = make()\n"),
    "a copy in each fold": BAD.replace(MODEL, MODEL.replace("model =", "fresh =") + "import copy\n").replace(
        LOOP, f"{LOOP}    model = copy.deepcopy(fresh)\n"
    ),
    "weights set back": BAD.replace(MODEL, f"{MODEL}start = model.state_dict()\n").replace(
        LOOP, f"{LOOP}    model.load_state_dict(start)\n"
    ),
    "layers reset": BAD.replace(
        LOOP,
        f"{LOOP}    for layer in model:\n        if hasattr(layer, 'reset_parameters'):\n"
        "            layer.reset_parameters()\n",
    ),
    "reset by apply": BAD.replace(LOOP, f"{LOOP}    model.apply(forget)\n"),
    "epochs of one split": BAD.replace(
        LOOP, "train, test = next(KFold(5).split(X))\nfor epoch in range(5):\n"
    ),
}


@pytest.mark.parametrize("source", RIGHT.values(), ids=RIGHT)
def test_folds_that_begin_anew_are_silent(source):
    assert source != BAD
    assert not read_source(source).carried_over_folds()


@pytest.mark.parametrize(
    "loop",
    [
        "for fold, (train, test) in enumerate(StratifiedKFold(5).split(X, y)):\n",
        "splits = KFold(5)\nfor fold, (train, test) in enumerate(splits.split(X), start=1):\n",
        "for train, test in tqdm(RepeatedKFold(n_splits=5).split(X)):\n",
    ],
)
def test_folds_are_known_however_they_are_made(loop):
    source = BAD.replace("import KFold", "import KFold, RepeatedKFold, StratifiedKFold").replace(LOOP, loop)
    (carried,) = read_source("from tqdm import tqdm\n" + source).carried_over_folds()
    assert carried.loop_place.line > carried.place.line


def test_the_repair_makes_model_and_optimiser_in_the_loop():
    outside = BAD.replace("    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)\n", "").replace(
        MODEL, f"{MODEL}optimizer = torch.optim.Adam(model.parameters(), lr=0.01)\n"
    )
    (carried,) = read_source(outside).carried_over_folds()
    (edit,) = carried.made_in_loop().edits
    assert edit.text == f"    {MODEL}    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)\n"


RERUN = fault_named("trained-further-by-rerun").bad
RATES = "[0.01, 0.1, 1.0]"
MAKING = "torch.optim.SGD(model.parameters(), lr=lr)"


@pytest.mark.parametrize(
    "source",
    [
        RERUN.replace(RATES, "[1.0, 0.1, 0.01]"),  # a schedule in steps
        RERUN.replace(RATES, "[0.1, 0.1, 0.1]"),
        RERUN.replace(MAKING, "torch.optim.SGD(model.parameters(), lr=0.1)"),
        RERUN.replace("    optimizer =", "    model.load_state_dict(start)\n    optimizer ="),
        RERUN.replace("    optimizer =", "    model = nn.Linear(13, 3)\n    optimizer ="),
        RERUN.replace(
            f"for lr in {RATES}:\n    optimizer = {MAKING}", f"optimizer = {MAKING}\nfor lr in {RATES}:"
        ),
    ],
)
def test_stages_of_one_training_are_silent(source):
    assert source != RERUN
    assert not read_source(source).carried_over_settings()


def test_optimisers_compared_on_one_model_are_found():
    source = RERUN.replace(f"for lr in {RATES}", "for kind in [torch.optim.SGD, torch.optim.Adam]").replace(
        MAKING, "kind(model.parameters(), lr=0.01)"
    )
    (carried,) = read_source(source).carried_over_settings()
    assert carried.loop_place.line > carried.place.line
