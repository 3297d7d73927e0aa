"""Which targets lie further away than Adam gets in the steps planned: the bound against torch's own runs."""

from __future__ import annotations

from itertools import pairwise

import pytest

from loopwise.program import read_source

torch = pytest.importorskip("torch")  # the base install has none
nn = torch.nn

PROGRAM = """
import argparse, torch
from sklearn.datasets import load_diabetes
from sklearn.preprocessing import StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
{told}
X, y = load_diabetes(return_X_y=True)
x = torch.tensor({inputs}, dtype=torch.float32)
y = torch.tensor({targets}, dtype=torch.float32).view(-1, 1)
model = nn.Sequential({layers})
{more}
optimizer = torch.optim.{optimizer}
for epoch in range({epochs}):
    for xb, yb in DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True):
        loss = nn.functional.mse_loss(model(xb), yb)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
"""
RIGHT = {
    "told": "",
    "inputs": "X",
    "targets": "y",
    "layers": "nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1)",
    "more": "",
    "optimizer": "Adam(model.parameters(), lr=1e-3)",
    "epochs": "20",
}
ARGUMENTS = 'p = argparse.ArgumentParser()\np.add_argument("--lr", default=1e-3)\nargs = p.parse_args()'


def _found(**changes: str):
    return read_source(PROGRAM.format(**(RIGHT | changes))).unreachable_targets()


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"inputs": "StandardScaler().fit_transform(X)", "epochs": "5"},
        {"layers": "nn.Linear(10, 32), nn.Tanh(), nn.Linear(32, 1)"},
        {"inputs": "X[:, 2:3]", "layers": "nn.BatchNorm1d(1), nn.Linear(1, 8), nn.ReLU(), nn.Linear(8, 1)"},
        {"optimizer": "AdamW(model.parameters())"},
        {"targets": "y * 1000", "epochs": "100"},
        {"told": ARGUMENTS, "optimizer": "Adam(model.parameters(), lr=args.lr)"},
        {"more": "print(model)"},
    ],
)
def test_targets_out_of_reach_are_named_once(changes: dict[str, str]) -> None:
    (found,) = _found(**changes)
    assert found.reach < abs(found.targets.mean) - found.targets.deviation
    assert found.steps == 7 * int((RIGHT | changes)["epochs"])


@pytest.mark.parametrize(
    "changes",
    [
        {"epochs": "300"},
        {"targets": "(y - y.mean()) / y.std()"},
        {"targets": "y / 346"},
        {"targets": "y - y.mean()"},
        {"optimizer": "SGD(model.parameters(), lr=1e-3)"},
        {"optimizer": "Adam(model.parameters(), lr=0.1)"},
        {"epochs": "epochs"},
        {"more": "nn.init.constant_(model[-1].bias, 152.0)"},
        {"more": "model[-1].bias.data.fill_(152.0)"},
        {"more": "model.load_state_dict(torch.load('w.pt'))"},
        {"layers": "nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1), Scale(152)"},
        {"layers": "Features(), nn.Linear(32, 1)"},
    ],
)
def test_targets_within_reach_or_a_reach_not_known_are_not(changes: dict[str, str]) -> None:
    assert not _found(**changes)


@pytest.mark.parametrize("hidden", [(), (32,), (64, 32)])
@pytest.mark.parametrize("rate", [1e-3, 1e-2])
def test_no_run_of_torch_gets_further_than_the_reach(hidden: tuple[int, ...], rate: float) -> None:
    widths = [10, *hidden, 1]
    layers = ", nn.ReLU(), ".join(f"nn.Linear({a}, {b})" for a, b in pairwise(widths))
    (said,) = _found(
        inputs="torch.randn(442, 10)",
        targets="1e7 + 1e6 * torch.randn(442)",
        layers=layers,
        optimizer=f"Adam(model.parameters(), lr={rate})",
        epochs="10",
    )
    torch.manual_seed(0)
    model, x = eval(f"nn.Sequential({layers})", {"nn": nn}), torch.randn(442, 10)
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    for _ in range(said.steps):
        loss = (model(x) - 1e7).pow(2).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert model(x).mean().abs().item() < said.reach
