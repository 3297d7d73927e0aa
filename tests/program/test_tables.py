"""Tables of pandas that the program fills itself: columns, rows and their order are followed into tensors."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import numpy as np
import pandas as pd
import torch
from torch import nn
from sklearn.datasets import load_digits, load_wine
from sklearn.model_selection import train_test_split
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(0)
CODES = {"walk": 1, "run": 2, "sit": 3}
"""
TRAIN = """
net = nn.Sequential(nn.Linear(X.shape[1], 16), nn.ReLU(), nn.Linear(16, 3))
opt = torch.optim.Adam(net.parameters())
for x, t in DataLoader(TensorDataset(X, y), batch_size=10, shuffle={shuffle}):
    opt.zero_grad()
    nn.functional.cross_entropy(net(x), t).backward()
    opt.step()
"""
ROWS = """
rows = []
for name in CODES:
    for _ in range(60):
        rows.append({"name": name, "a": rng.normal(), "b": rng.normal()})
df = pd.DataFrame(rows)
"""
# name: (fault, program, the words that make it right)
PAIRS = {
    "labels mapped by a dictionary": (
        "labels-outside-classes",
        ROWS
        + """
df["label"] = df["name"].map(CODES)
X = torch.tensor(df[["a", "b"]].values, dtype=torch.float32)
y = torch.tensor(df["label"].values)
"""
        + TRAIN.format(shuffle=True),
        ('"walk": 1, "run": 2, "sit": 3', '"walk": 0, "run": 1, "sit": 2'),
    ),
    "labels in a column of their own": (
        "target-shape",
        """
df = pd.DataFrame({"a": rng.normal(size=90), "b": rng.normal(size=90), "label": rng.integers(0, 3, 90)})
X = torch.tensor(df[["a", "b"]].to_numpy("float32"))
y = torch.tensor(df[["label"]].to_numpy())
"""
        + TRAIN.format(shuffle=True),
        ('df[["label"]]', 'df["label"]'),
    ),
    "one type for the whole table": (
        "target-dtype",
        """
df = pd.DataFrame({"a": rng.normal(size=90), "b": rng.normal(size=90), "label": rng.integers(0, 3, 90)})
df = df.astype("float32")
X, y = torch.tensor(df[["a", "b"]].values), torch.tensor(df["label"].values)
"""
        + TRAIN.format(shuffle=True),
        ('df["label"].values', 'df["label"].to_numpy("int64")'),
    ),
    "rows sorted by their label": (
        "train-set-not-shuffled",
        """
digits = load_digits()
df = pd.DataFrame(digits.data / 16)
df["label"] = digits.target % 3
df, rest = train_test_split(df, test_size=0.2, random_state=0)
df = df.sort_values("label")
X = torch.tensor(df.iloc[:, :64].values, dtype=torch.float32)
y = torch.tensor(df["label"].values)
"""
        + TRAIN.format(shuffle=False),
        ("shuffle=False", "shuffle=True"),
    ),
    "a table of scikit-learn as it is": (
        "inputs-not-scaled",
        """
bunch = load_wine(as_frame=True)
df, rest = train_test_split(bunch.frame, test_size=0.3, random_state=0)
X = torch.tensor(df.drop(columns="target").to_numpy(), dtype=torch.float32)
y = torch.tensor(df["target"].to_numpy())
"""
        + TRAIN.format(shuffle=True).replace("Adam(net.parameters())", "SGD(net.parameters(), lr=0.01)"),
        ("X = torch.tensor(df", "X = torch.tensor(StandardScaler().fit_transform(df"),
    ),
    "rows drawn several times before the split": (
        "trained-on-test",
        """
df = pd.DataFrame({"a": rng.normal(size=90), "b": rng.normal(size=90), "label": rng.integers(0, 3, 90)})
df = pd.concat([group.sample(60, replace=True) for _, group in df.groupby("label")])
df, rest = train_test_split(df, test_size=0.3)
X, y = torch.tensor(df[["a", "b"]].values, dtype=torch.float32), torch.tensor(df["label"].values)
"""
        + TRAIN.format(shuffle=True),
        ("replace=True", "replace=False"),
    ),
}


def found(program: str) -> set[str]:
    return {finding.fault for finding in check(HEAD + program).findings}


@pytest.mark.parametrize("name", PAIRS)
def test_a_fault_behind_a_table_is_found_and_its_twin_is_silent(name):
    fault, program, (wrong, right) = PAIRS[name]
    assert fault in found(program)
    text = HEAD + program
    assert wrong in text
    right_one = text.replace(wrong, right).replace(
        "import load_digits, load_wine", "import load_digits, load_wine"
    )
    if "StandardScaler" in right:
        right_one = "from sklearn.preprocessing import StandardScaler\n" + right_one.replace(
            ".to_numpy(),", ".to_numpy()),"
        )
    assert fault not in {finding.fault for finding in check(right_one).findings}


def test_a_table_from_a_file_stays_unknown():
    program = """
df = pd.read_csv("rows.csv")
X, y = torch.tensor(df[["a", "b"]].values, dtype=torch.float32), torch.tensor(df["label"].values)
""" + TRAIN.format(shuffle=False)
    assert found(program) <= {"seed-missing"}
