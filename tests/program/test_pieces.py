"""The shapes of pieces, rows and folds, against torch's own."""

from __future__ import annotations

import pytest

from loopwise.program import read_source
from loopwise.testing.contract import names_found

torch = pytest.importorskip("torch")  # the base install has none


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("x.split(4)", "split"),
        ("x.split(2, dim=1)", "split"),
        ("torch.split(x, 6, dim=-1)", "split"),
        ("x.chunk(3)", "chunk"),
        ("x.chunk(2, -1)", "chunk"),
        ("torch.chunk(x, 4, dim=0)", "chunk"),
        ("x.unbind()", "unbind"),
        ("x.unbind(1)", "unbind"),
        ("torch.unbind(x, dim=-1)", "unbind"),
    ],
)
def test_pieces_that_are_all_alike_have_torchs_shape(call: str, kind: str) -> None:
    (op,) = read_source(f"import torch\nx = torch.zeros(12, 6)\npieces = {call}\n").operations(kind)
    real = {tuple(piece.shape) for piece in eval(call, {"torch": torch, "x": torch.zeros(12, 6)})}
    assert {op.out.shape} == real


@pytest.mark.parametrize("call", ["x.split(5)", "x.split([2, 10])", "x.split(n)", "x.chunk(5)"])
def test_the_length_of_pieces_that_differ_is_not_known(call: str) -> None:
    (op,) = read_source(f"import torch\nx = torch.zeros(12, 6)\npieces = {call}\n").operations(call[2:7])
    assert op.out.shape is not None
    rows, width = op.out.shape
    assert not isinstance(rows, int) and width == 6


BATCHES = """
import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import KFold
from torch import nn

torch.manual_seed(0)
X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16).float(), torch.tensor(y)
{head}
    model = nn.Linear(64, 10)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
{loop}
        loss = nn.functional.cross_entropy(model(x), t{spoilt})
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
{tail}
"""
PIECES = {
    "head": "def train(images, labels, n):",
    "loop": "    for x, t in zip(images.split(n), labels.split(n)):",
    "tail": "train(X, y, 64)",
}
FOLDS = {
    "head": "for fold, (train, test) in enumerate(KFold(5, shuffle=True).split(X)):",
    "loop": "    for epoch in range(5):\n        x, t = X[train], y[train]",
    "tail": "",
}


@pytest.mark.parametrize("shape", [PIECES, FOLDS], ids=["pieces", "folds"])
@pytest.mark.parametrize(
    ("spoilt", "fault"), [(".float()", "target-dtype"), (".unsqueeze(1)", "target-shape"), ("", None)]
)
def test_rules_about_the_targets_see_pieces_and_folds(
    shape: dict[str, str], spoilt: str, fault: str | None
) -> None:
    assert names_found(BATCHES.format(spoilt=spoilt, **shape)) == ({fault} if fault else set())
