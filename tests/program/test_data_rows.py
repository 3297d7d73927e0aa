"""Rules about rows: what is learnt from, what is judged, what was done to either on the way."""

from __future__ import annotations

import pytest

from loopwise.testing.contract import names_found

HEAD = """
import numpy as np
import pandas as pd
import torch
from sklearn.datasets import load_wine
from sklearn.decomposition import PCA
from sklearn.model_selection import KFold, train_test_split
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset, random_split

torch.manual_seed(0)
X, y = load_wine(return_X_y=True)
"""
TENSORS = """
X_train, X_test = torch.tensor(X_train, dtype=torch.float32), torch.tensor(X_test, dtype=torch.float32)
y_train, y_test = torch.tensor(y_train), torch.tensor(y_test)
train_loader = DataLoader(TensorDataset(X_train, y_train), batch_size=32, shuffle=True)
test_loader = DataLoader(TensorDataset(X_test, y_test), batch_size=32)
"""
TRAINING = """
model = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
for epoch in range(30):
    for xb, yb in train_loader:
        optimizer.zero_grad()
        nn.functional.cross_entropy(model(xb), yb).backward()
        optimizer.step()
model.eval()
correct = 0
with torch.no_grad():
    for xb, yb in test_loader:
        correct += (model(xb).argmax(1) == yb).sum().item()
print(correct)
"""
SPLIT = "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
LEAKS = {
    "sliced": "X = StandardScaler().fit_transform(X)\n"
    "X_train, X_test, y_train, y_test = X[:120], X[120:], y[:120], y[120:]\n",
    "fitted, transformed, split": "s = MinMaxScaler().fit(X)\nX = s.transform(X)\n" + SPLIT,
    "fitted, split, transformed": "s = MinMaxScaler().fit(X)\n"
    + SPLIT
    + "X_train, X_test = s.transform(X_train), s.transform(X_test)\n",
    "in a function": "def prepare(X, y):\n    X = PCA(13).fit_transform(X)\n"
    "    return train_test_split(X, y)\nX_train, X_test, y_train, y_test = prepare(X, y)\n",
    "a table": 'df = pd.read_csv("a.csv")\nX = StandardScaler().fit_transform(df.drop(columns=["y"]).values)\n'
    'y = df["y"].values\n' + SPLIT,
}
KEEPS = {
    "after the split": SPLIT
    + "s = StandardScaler()\nX_train = s.fit_transform(X_train)\nX_test = s.transform(X_test)\n",
    "validation rows out of scaled training rows": SPLIT
    + "s = StandardScaler()\nX_train, X_test = s.fit_transform(X_train), s.transform(X_test)\n"
    + "X_train, X_val, y_train, y_val = train_test_split(X_train, y_train)\n",
    "for a picture": "print(PCA(2).fit_transform(X))\n" + SPLIT,
    "labels": "y = LabelEncoder().fit_transform(y)\n" + SPLIT,
}


@pytest.mark.parametrize("data", LEAKS.values(), ids=LEAKS)
def test_a_fit_on_rows_that_are_judged_is_found(data):
    assert names_found(HEAD + data + TENSORS + TRAINING) == {"fitted-on-all-data"}


@pytest.mark.parametrize("data", KEEPS.values(), ids=KEEPS)
def test_a_fit_that_leaves_the_judged_rows_alone_is_silent(data):
    assert "fitted-on-all-data" not in names_found(HEAD + data + TENSORS + TRAINING)


TRAINED_ON = {
    "the whole": (
        SPLIT + TENSORS + "X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)\n"
        "train_loader = DataLoader(TensorDataset(X, y), batch_size=32, shuffle=True)\n",
        "train_loader",
    ),
    "the other loader": (SPLIT + TENSORS, "test_loader"),
    "joined copies": (
        "rare = y == 2\nX, y = np.concatenate([X, X[rare]]), np.concatenate([y, y[rare]])\n"
        + SPLIT
        + TENSORS,
        "train_loader",
    ),
    "an index with copies": (
        "rows = np.concatenate([np.arange(len(y)), np.repeat(np.where(y == 2)[0], 3)])\n"
        "X, y = X[rows], y[rows]\n" + SPLIT + TENSORS,
        "train_loader",
    ),
    "rows made of their neighbours": (
        "from imblearn.over_sampling import SMOTE\nX, y = SMOTE().fit_resample(X, y)\n" + SPLIT + TENSORS,
        "train_loader",
    ),
}
SLICED = "X_train, y_train, X_test, y_test = X[:FIRST], y[:FIRST], X[SECOND:], y[SECOND:]\n"
TRAINED_APART = {
    "a table's sample": 'df = pd.read_csv("a.csv")\ntrain = df.sample(frac=0.8)\ntest = df.drop(train.index)\n'
    "X_train, y_train, X_test, y_test = train[['a']].values, train.y.values, test[['a']].values, test.y.values\n",
    "copies of training rows": SPLIT
    + "rare = y_train == 2\nX_train = np.concatenate([X_train, X_train[rare]])\n"
    + "y_train = np.concatenate([y_train, y_train[rare]])\n",
    "columns beside columns": "X = np.concatenate([X, X], axis=1)\n" + SPLIT,
}


@pytest.mark.parametrize(("data", "loader"), TRAINED_ON.values(), ids=TRAINED_ON)
def test_rows_that_are_judged_and_learnt_from_are_found(data, loader):
    training = TRAINING.replace("train_loader", loader)
    assert "trained-on-test" in names_found(HEAD + data + training)


@pytest.mark.parametrize("data", TRAINED_APART.values(), ids=TRAINED_APART)
def test_rows_that_are_kept_apart_are_silent(data):
    assert "trained-on-test" not in names_found(HEAD + data + TENSORS + TRAINING)


@pytest.mark.parametrize(
    ("first", "second", "found"), [(140, 100, True), (140, 140, False), (140, 130, False)]
)
def test_slices_that_share_many_rows_are_found(first, second, found):
    """A few may be the first window of a test series."""
    data = SLICED.replace("FIRST", str(first)).replace("SECOND", str(second))
    assert ("trained-on-test" in names_found(HEAD + data + TENSORS + TRAINING)) == found


def test_a_longer_slice_learnt_from_after_it_was_judged_is_silent():
    program = """
x, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
model = nn.Linear(13, 3)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for end in (60, 90, 120):
    optimizer.zero_grad()
    nn.functional.cross_entropy(model(x[:end]), y[:end]).backward()
    optimizer.step()
    with torch.no_grad():
        print((model(x[end : end + 30]).argmax(1) == y[end : end + 30]).float().mean())
"""
    assert "trained-on-test" not in names_found(HEAD + program)


def test_rows_given_to_different_samplers_are_silent():
    data = """
from torch.utils.data import SubsetRandomSampler
whole, rows = TensorDataset(torch.tensor(X, dtype=torch.float32), torch.tensor(y)), np.random.permutation(178)
train_loader = DataLoader(whole, batch_size=32, sampler=SubsetRandomSampler(rows[:100]))
test_loader = DataLoader(whole, batch_size=32, sampler=SubsetRandomSampler(rows[100:]))
"""
    assert "trained-on-test" not in names_found(HEAD + data + TRAINING)


def test_windows_of_one_series_are_silent():
    data = """
class Windows(torch.utils.data.Dataset):
    def __init__(self, series, start, end):
        self.series, self.start, self.end = series, start, end
    def __len__(self):
        return self.end - self.start
    def __getitem__(self, i):
        return self.series[self.start + i : self.start + i + 13], self.series[self.start + i + 13]
series = torch.randn(1000)
train_loader = DataLoader(Windows(series, 0, 800), batch_size=32, shuffle=True)
test_loader = DataLoader(Windows(series, 800, 980), batch_size=32)
"""
    assert "trained-on-test" not in names_found(HEAD + data + TRAINING)


ROWS_APART = {
    "one draw for each": "rng = np.random.default_rng(0)\nX, y = X[rng.permutation(178)], y[rng.permutation(178)]\n",
    "one of them alone": "order = np.random.permutation(len(X))\nX = X[order]\n",
    "a helper for both": "def mix(rows):\n    return rows[torch.randperm(len(rows))]\nX, y = mix(X), mix(y)\n",
    "a table": "df = pd.DataFrame(X)\nX = df.sample(frac=1).values\n",
    "a sorted table": "df = pd.DataFrame(X)\nX = df.sort_values(0).values\n",
}
ROWS_TOGETHER = {
    "one draw for both": "order = np.random.permutation(len(X))\nX, y = X[order], y[order]\n",
    "seeded alike": "np.random.seed(1)\nX = X[np.random.permutation(178)]\n"
    "np.random.seed(1)\ny = y[np.random.permutation(178)]\n",
    "generators alike": "X = X[np.random.default_rng(3).permutation(178)]\n"
    "y = y[np.random.default_rng(3).permutation(178)]\n",
    "sorted alike": "df = pd.DataFrame(X)\ndf['y'] = y\n"
    "X, y = df.drop(columns='y').sort_values(0).values, df.sort_values(0).y.values\n",
    "columns": "X = X[:, np.random.permutation(13)]\n",
    "some rows": "keep = y < 2\nX, y = X[keep], y[keep]\n",
    "unknown numbers of rows": "X, y = X[np.load('a.npy')], y[np.load('b.npy')]\n",
    "mixed rows": "order = np.random.permutation(len(X))\nX = 0.9 * X[order] + 0.1 * X\n",
}


@pytest.mark.parametrize("data", ROWS_APART.values(), ids=ROWS_APART)
def test_inputs_and_labels_that_are_shuffled_apart_are_found(data):
    assert "labels-look-random" in names_found(HEAD + data + SPLIT + TENSORS + TRAINING)


@pytest.mark.parametrize("data", ROWS_TOGETHER.values(), ids=ROWS_TOGETHER)
def test_inputs_and_labels_that_stay_together_are_silent(data):
    assert "labels-look-random" not in names_found(HEAD + data + SPLIT + TENSORS + TRAINING)


def test_labels_shuffled_to_compare_with_the_true_ones_are_silent():
    true = SPLIT + TENSORS + TRAINING
    assert "labels-look-random" not in names_found(HEAD + true + ROWS_APART["one of them alone"] + true)
