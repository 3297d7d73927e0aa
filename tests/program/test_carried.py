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


BY_HAND = {
    "parts but one": """
parts = np.array_split(np.arange(len(X)), 5)
for k in range(5):
    test = parts[k]
    train = np.concatenate([part for i, part in enumerate(parts) if i != k])
""",
    "lists but one": """
parts = np.array_split(np.arange(len(X)), 5)
for k in range(5):
    test, train = parts[k], np.concatenate(parts[:k] + parts[k + 1 :])
""",
    "numbers around a gap": """
size = len(X) // 5
for k in range(5):
    low, high = k * size, (k + 1) * size
    test = np.arange(low, high)
    train = np.r_[0:low, high : len(X)]
""",
    "a mask": """
number = np.arange(len(X)) % 5
for k in range(5):
    mask = number == k
    train, test = np.where(~mask)[0], np.where(mask)[0]
""",
    "numbers compared": """
number, rows = np.arange(len(X)) % 5, np.arange(len(X))
for k in range(5):
    train, test = rows[number != k], rows[number == k]
""",
    "a loop over the parts": """
parts = np.array_split(np.arange(len(X)), 5)
for k, test in enumerate(parts):
    others = []
    for i, part in enumerate(parts):
        if i == k:
            continue
        others.append(part)
    train = np.concatenate(others)
""",
    "the rest of the numbers": """
for test in np.array_split(np.random.permutation(len(X)), 5):
    train = np.setdiff1d(np.arange(len(X)), test)
""",
    "a generator": """
def folds(n, k):
    number = np.arange(n) % k
    for at in range(k):
        yield np.where(number != at)[0], np.where(number == at)[0]

for train, test in folds(len(X), 5):
""",
}


def cut_by_hand(cut, source=BAD):
    changed = source.replace(LOOP, cut.lstrip("\n"))
    assert changed != source
    return f"import numpy as np\n{changed}"


@pytest.mark.parametrize("cut", BY_HAND.values(), ids=BY_HAND)
def test_folds_that_are_cut_by_hand_are_known_too(cut):
    (carried,) = read_source(cut_by_hand(cut)).carried_over_folds()
    assert carried.loop_place.line > carried.place.line
    assert not read_source(cut_by_hand(cut, RIGHT["a copy in each fold"])).carried_over_folds()


ONE_SPLIT = (
    "rows = np.arange(len(X))\ntrain, test = rows[:100], rows[100:]\nbest = 0\nfor epoch in range(5):\n"
)


@pytest.mark.parametrize(
    "loop",
    [
        ONE_SPLIT + "    if epoch != 3:\n        pass\n",
        ONE_SPLIT + "    stale = best != epoch\n",
        "for t in range(40, 120, 20):\n    train, test = np.arange(0, t), np.arange(t, t + 20)\n",
    ],
    ids=["epochs", "epochs that count", "forward in time"],
)
def test_loops_that_leave_nothing_out_are_silent(loop):
    assert not read_source(cut_by_hand(loop)).carried_over_folds()


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
