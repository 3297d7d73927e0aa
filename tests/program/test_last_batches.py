"""The last batch of an epoch: DataLoader and scikit-learn are the oracles."""

from __future__ import annotations

import pytest

from loopwise.program import read_source
from loopwise.program.facts.last_batches import last_batch
from loopwise.testing.contract import names_found

pytest.importorskip("torch")  # some cases are held against torch itself; the base install has none

HEAD = """
import torch
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

X, y = load_breast_cancer(return_X_y=True)
"""


@pytest.mark.parametrize("setting", ["batch_size=8", "batch_size=284", "", "batch_size=600", "8, True"])
@pytest.mark.parametrize("size", ["test_size=0.2", "train_size=0.7", "train_size=401", "test_size=50", ""])
def test_it_is_as_long_as_the_loader_makes_it(size, setting):
    text = f"""{HEAD}
X, _, y, _ = train_test_split(X, y, {size})
loader = DataLoader(TensorDataset(torch.tensor(X), torch.tensor(y)), {setting})
"""
    names: dict[str, object] = {}
    exec(compile(text, "program", "exec"), names)
    *_, (inputs, _) = names["loader"]
    (loader,) = read_source(text).loaders()
    assert last_batch(loader) == len(inputs)


@pytest.mark.parametrize("setting", ["8, drop_last=True", "8, sampler=mine", "size"])
def test_what_the_program_does_not_say_is_not_known(setting):
    text = f"{HEAD}\nloader = DataLoader(TensorDataset(torch.tensor(X), torch.tensor(y)), {setting})\n"
    assert last_batch(read_source(text).loaders()[0]) is None


def test_parts_of_random_split_have_the_lengths_given():
    text = f"{HEAD}\none, other = random_split(TensorDataset(torch.tensor(X)), [500, 69])\n"
    loaders = read_source(text + "DataLoader(one, 64)\nDataLoader(other, 17)\n").loaders()
    assert [last_batch(loader) for loader in loaders] == [500 % 64, 1]


TRAINED = """
X = torch.tensor(X, dtype=torch.float32)
y = torch.tensor(y, dtype=torch.float32)
loader = DataLoader(TensorDataset(X, y), batch_size=8)
net = nn.Sequential(nn.Linear(30, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 1))
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("net(xb)", {"batch-norm-on-one-sample"}),
        ("net.eval()(xb).squeeze()", set()),
        ("net.eval()\n    torch.cat([net(xb).squeeze(), net(xb).squeeze()])", {"squeeze-drops-the-batch"}),
        ("net[1].eval()\n    net(xb)", set()),
        ("net.eval()\n    nn.functional.mse_loss(net(xb).squeeze(), yb.squeeze())", set()),
    ],
)
def test_a_last_batch_of_one(body, expected):
    found = names_found(f"{HEAD}{TRAINED}for xb, yb in loader:\n    {body}\n")
    assert found & {"batch-norm-on-one-sample", "squeeze-drops-the-batch"} == expected


@pytest.mark.parametrize(("shape", "raises"), [("1, 30", True), ("2, 30", False)])
def test_one_sample_asked_in_training_mode(shape, raises):
    found = names_found(f"{HEAD}{TRAINED}net(torch.randn({shape}))\n")
    assert ("batch-norm-on-one-sample" in found) is raises


OWN = """
class Own(torch.utils.data.Dataset):
    def __init__(self, x, y, pairs=False):
        self.x, self.y, self.pairs = torch.tensor(x, dtype=torch.float32), torch.tensor(y).float(), pairs
        self.rows = [(one, other) for one, other in zip(self.x, self.y)]

    def __len__(self):
        return {length}

    def __getitem__(self, i):
        return self.x[i], self.y[i]


loader = DataLoader(Own(X, y), batch_size=8{settings})
net = nn.Sequential(nn.Linear(30, 8), nn.ReLU(), nn.Linear(8, 1))
for xb, yb in loader:
    nn.functional.binary_cross_entropy_with_logits(net(xb).squeeze(), yb).backward()
"""


@pytest.mark.parametrize(
    ("length", "settings", "raises"),
    [
        ("len(self.x)", "", True),
        ("self.y.shape[0]", ", shuffle=True", True),
        ("len(self.y) // 2 + 1 if self.pairs else self.x.size(0)", "", True),
        ("len(self.x) - 1", "", False),
        ("len(self.x)", ", drop_last=True", False),
        ("unseen(self.x)", "", False),
    ],
)
def test_a_data_set_says_how_long_it_is(length, settings, raises):
    found = names_found(HEAD + OWN.format(length=length, settings=settings))
    assert ("squeeze-drops-the-batch" in found) is raises
