"""Cross-validations as a run shows them: which carry one model through the folds, and which only look like it."""

from __future__ import annotations

import copy
import subprocess
import sys

import pytest
import torch
from sklearn.model_selection import (
    BaseCrossValidator,
    BaseShuffleSplit,
    KFold,
    RepeatedKFold,
    ShuffleSplit,
    StratifiedKFold,
    TimeSeriesSplit,
)
from torch import nn

from loopwise.diagnosis.watching import watch
from loopwise.faults import fault_named

NAME = "model-carried-across-folds"
X = torch.randn(60, 5, generator=torch.Generator().manual_seed(0))
Y = (X[:, 0] > 0).long()


def made():
    return nn.Sequential(nn.Linear(5, 8), nn.ReLU(), nn.Linear(8, 2))


def optimiser_of(model):
    return torch.optim.SGD([p for p in model.parameters() if p.requires_grad], lr=0.1)


def fit(model, rows, optimizer=None, x=X):
    optimizer = optimizer or optimiser_of(model)
    model.train()
    for _ in range(4):
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(x[rows]), Y[rows]).backward()
        optimizer.step()


def score(model, rows, x=X):
    model.eval()
    with torch.no_grad():
        return (model(x[rows]).argmax(1) == Y[rows]).float().mean().item()


def named(program):
    """Return what a program's run shows, by name, its source unread."""
    with watch(source=lambda: None) as watched:
        program()
    return {one.fault: one for one in watched.findings}


def found(program):
    """Return this fault's finding; None where the run is silent."""
    return named(program).get(NAME)


def carried(splitter, *, again=optimiser_of):
    model = made()
    for train, test in splitter.split(X, Y):
        fit(model, train, again(model))
        score(model, test)


def one_optimiser():
    model = made()
    optimizer = optimiser_of(model)
    for train, test in KFold(3).split(X):
        fit(model, train, optimizer)
        score(model, test)


def scaled_anew():
    model = made()
    for train, test in KFold(3, shuffle=True, random_state=0).split(X):
        x = (X - X[train].mean(0)) / X[train].std(0)
        fit(model, train, x=x)
        score(model, test, x=x)


def by_loaders(anew=False):
    model, rows = made(), torch.utils.data.TensorDataset(X, Y)
    optimizer = optimiser_of(model)
    for train, test in KFold(3).split(X):
        if anew:
            model = made()
            optimizer = optimiser_of(model)
        for batch, y in torch.utils.data.DataLoader(torch.utils.data.Subset(rows, train), 8):
            optimizer.zero_grad()
            nn.functional.cross_entropy(model(batch), y).backward()
            optimizer.step()
        model.eval()
        with torch.no_grad():
            for batch, _ in torch.utils.data.DataLoader(torch.utils.data.Subset(rows, test), 8):
                model(batch)


@pytest.mark.parametrize(
    "program, folds",
    [
        (lambda: carried(KFold(3)), 3),
        (lambda: carried(StratifiedKFold(3)), 3),
        (lambda: carried(ShuffleSplit(4, test_size=0.25, random_state=0)), 4),
        (one_optimiser, 3),
        (scaled_anew, 3),
        (by_loaders, 3),
    ],
)
def test_one_model_through_all_folds_is_found_with_what_it_had_learnt(program, folds):
    finding = found(program)
    assert finding.evidence["folds"] == folds and finding.evidence["carried"] == folds - 1
    assert finding.evidence["learnt"] > 0.5 and finding.place.path.endswith("test_folds.py")
    if folds == 3:  # a rotation: whatever is tested on was trained on in every other fold
        assert finding.evidence["learnt"] == 1.0 and finding.evidence["test_rows"] == 20


def test_of_repeated_folds_every_round_is_told():
    finding = found(lambda: carried(RepeatedKFold(n_splits=3, n_repeats=2, random_state=0)))
    assert finding.evidence["folds"] == 3


def fresh():
    for train, test in KFold(3).split(X):
        model = made()
        fit(model, train)
        score(model, test)


def a_copy_of_the_start():
    start = made()
    for train, test in KFold(3).split(X):
        model = copy.deepcopy(start)
        fit(model, train)
        score(model, test)


def put_back():
    model = made()
    start = copy.deepcopy(model.state_dict())
    for train, test in KFold(3).split(X):
        model.load_state_dict(start)
        fit(model, train)
        score(model, test)


def drawn_anew():
    model = made()
    for train, test in KFold(3).split(X):
        model.apply(lambda one: one.reset_parameters() if hasattr(one, "reset_parameters") else None)
        fit(model, train)
        score(model, test)


def drawn_behind_data():
    model = made()
    for train, test in KFold(3).split(X):
        for parameter in model.parameters():
            parameter.data.normal_(0, 0.1)
        fit(model, train)
        score(model, test)


def a_new_head_on_a_frozen_body():
    body = nn.Linear(5, 8).requires_grad_(False)
    for train, test in KFold(3).split(X):
        model = nn.Sequential(body, nn.ReLU(), nn.Linear(8, 2))
        fit(model, train)
        score(model, test)


def forward_in_time():
    carried(TimeSeriesSplit(4))


def tested_first_then_learnt():
    model = made()
    for _, chunk in KFold(4).split(X):
        score(model, chunk)
        fit(model, chunk)


def parts_of_the_training_data():
    model, kept_out = made(), torch.arange(50, 60)
    for _, chunk in KFold(4).split(X[:48]):
        fit(model, chunk)
        score(model, kept_out)


def two_splits_one_after_the_other():
    model = made()
    for train, test in ShuffleSplit(1, random_state=0).split(X):
        fit(model, train)
        score(model, test)
    for train, test in ShuffleSplit(1, random_state=1).split(X):
        fit(model, train)
        score(model, test)


def without_training():
    model = made()
    fit(model, torch.arange(60))
    for _, test in KFold(3).split(X):
        score(model, test)


@pytest.mark.parametrize(
    "program",
    [
        fresh,
        a_copy_of_the_start,
        put_back,
        drawn_anew,
        drawn_behind_data,
        a_new_head_on_a_frozen_body,
        forward_in_time,
        tested_first_then_learnt,
        parts_of_the_training_data,
        two_splits_one_after_the_other,
        without_training,
    ],
)
def test_what_only_looks_like_it_is_silent(program):
    assert found(program) is None


def test_rows_that_other_models_of_other_folds_were_trained_on_are_no_leak():
    """A fold's test rows are in every other fold's training loader, as they should be."""
    assert not named(lambda: by_loaders(anew=True)) and named(by_loaders).keys() == {NAME}


def test_the_splitters_are_as_they_were_afterwards_and_the_folds_the_same():
    bare = [(a.tolist(), b.tolist()) for a, b in KFold(3).split(X)]
    before = BaseCrossValidator.split, BaseShuffleSplit.split
    with watch(source=lambda: None):
        assert [(a.tolist(), b.tolist()) for a, b in KFold(3).split(X)] == bare
        assert len(list(StratifiedKFold(3).split(X, Y))) == 3
        assert BaseCrossValidator.split is not before[0]
    assert (BaseCrossValidator.split, BaseShuffleSplit.split) == before


@pytest.mark.parametrize("first", ["import sklearn.model_selection, torch", "import torch"])
def test_it_does_not_matter_which_package_is_imported_first(tmp_path, first):
    (tmp_path / "train.py").write_text(f"{first}\n" + fault_named(NAME).bad, encoding="utf-8")
    told = "from loopwise.diagnosis.running import run; print(run('train.py').findings[0].evidence['folds'])"
    done = subprocess.run([sys.executable, "-c", told], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.stdout.splitlines()[-1] == "5", done.stderr[-2000:]
