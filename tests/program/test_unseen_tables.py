"""Tables and pictures that come from files: nothing is known but how many axes they have, and that is followed."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import cv2
import numpy as np
import pandas as pd
import torch
import torch.nn.functional as F
from torch import nn
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import LabelEncoder, MinMaxScaler, MultiLabelBinarizer, StandardScaler
from torch.utils.data import DataLoader, Dataset, TensorDataset

torch.manual_seed(0)
df = pd.read_csv("rows.csv")
"""
TRAIN = """
opt = torch.optim.Adam(net.parameters())
for x, t in DataLoader(data, batch_size=16, shuffle=True):
    opt.zero_grad()
    loss = {loss}
    loss.backward()
    opt.step()
"""
REGRESS = "net = nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1))" + TRAIN.format(
    loss="F.mse_loss(net(x), t)"
)
# name: (fault, program, the words that make it right)
PAIRS = {
    "a column less its mean": (
        "target-broadcast",
        """
cut = len(df) - 100
part = df.iloc[:cut]
mean = part["price"].mean()
X = torch.tensor(part[["a", "b"]].values, dtype=torch.float32)
y = torch.tensor((part["price"] - mean).values, dtype=torch.float32)
data = TensorDataset(X, y)
"""
        + REGRESS,
        ("dtype=torch.float32)\ndata", "dtype=torch.float32).unsqueeze(1)\ndata"),
    ),
    "parts of a table, one more joined to it, scaled": (
        "target-broadcast",
        """
df = df.join(pd.get_dummies(df["kind"]))
part, held = train_test_split(df, test_size=0.2, random_state=0)
scaler = MinMaxScaler().fit(part[["a", "b"]])
X = torch.tensor(scaler.transform(part[["a", "b"]]), dtype=torch.float32)
y = torch.tensor(part["price"].apply(np.log1p).values, dtype=torch.float32)
data = TensorDataset(X, y)
"""
        + REGRESS,
        ("F.mse_loss(net(x), t)", "F.mse_loss(net(x).squeeze(1), t)"),
    ),
    "each sample's loss times its weight": (
        "backward-on-vector",
        """
class Rows(Dataset):
    def __init__(self, frame):
        self.x = frame[["a", "b"]].values.astype("float32")
        self.y = frame["price"].values.astype("float32")

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return torch.from_numpy(self.x[i]), torch.tensor(self.y[i])


weigh = torch.load("weights.pt")
data = Rows(df)
net = nn.Linear(2, 1)
"""
        + TRAIN.format(loss="F.mse_loss(net(x).squeeze(1), t, reduction='none') * weigh(x)"),
        ("loss.backward()", "loss.mean().backward()"),
    ),
    "labels of which several can be true": (
        "softmax-for-many-labels",
        """
tags = MultiLabelBinarizer()
Y = tags.fit_transform(df["tags"].str.split("|"))
data = TensorDataset(torch.tensor(df[["a", "b"]].values, dtype=torch.float32), torch.tensor(Y, dtype=torch.float32))
net = nn.Linear(2, 9)
"""
        + TRAIN.format(loss="F.binary_cross_entropy(torch.softmax(net(x), dim=1), t)"),
        ("torch.softmax(net(x), dim=1)", "torch.sigmoid(net(x))"),
    ),
    "encoded labels stay a row": (
        "target-shape",
        """
labels = LabelEncoder().fit_transform(df["kind"])
data = TensorDataset(torch.tensor(df[["a", "b"]].values, dtype=torch.float32), torch.tensor(labels).unsqueeze(1))
net = nn.Linear(2, 3)
"""
        + TRAIN.format(loss="F.cross_entropy(net(x), t)"),
        ("torch.tensor(labels).unsqueeze(1)", "torch.tensor(labels)"),
    ),
    "a column chosen by a list of one name, beside classes that only the file knows": (
        "target-shape",
        """
names = LabelEncoder()
df["kind"] = names.fit_transform(df["kind"])
part, held = train_test_split(df, test_size=0.2, stratify=df["kind"], random_state=0)
X = torch.tensor(StandardScaler().fit_transform(part[["a", "b"]]), dtype=torch.float32)
data = TensorDataset(X, torch.tensor(part[["kind"]].values, dtype=torch.long))
net = nn.Linear(2, len(names.classes_))
"""
        + TRAIN.format(loss="F.cross_entropy(net(x), t)"),
        ('part[["kind"]]', 'part["kind"]'),
    ),
    "more columns than the layer takes": (
        "linear-width-mismatch",
        """
X = torch.tensor(df[["a", "b", "c"]].fillna(0).to_numpy("float32"))
data = TensorDataset(X, torch.tensor(df[["price"]].to_numpy("float32")))
"""
        + REGRESS,
        ('["a", "b", "c"]', '["a", "b"]'),
    ),
    "the mean of several answers, each over the batch": (
        "softmax-over-the-batch",
        """
data = TensorDataset(torch.tensor(df[["a", "b"]].values, dtype=torch.float32), torch.tensor(df["kind"].values))
net = nn.ModuleList([nn.Linear(2, 3) for _ in range(4)])
"""
        + TRAIN.format(
            loss="F.nll_loss(torch.log(torch.stack([F.softmax(m(x), dim=0) for m in net]).mean(0) + 1e-8), t)"
        ),
        ("F.softmax(m(x), dim=0)", "F.softmax(m(x), dim=1)"),
    ),
    "a picture of OpenCV": (
        "view-instead-of-permute",
        """
class Pictures(Dataset):
    def __len__(self):
        return len(df)

    def __getitem__(self, i):
        picture = cv2.cvtColor(cv2.imread(df["path"][i]), cv2.COLOR_BGR2RGB)
        picture = torch.from_numpy(cv2.resize(picture, (48, 32))).float() / 255
        return picture.view(3, 32, 48), 0


data = Pictures()
net = nn.Sequential(nn.Flatten(), nn.Linear(3 * 32 * 48, 2))
"""
        + TRAIN.format(loss="F.cross_entropy(net(x), t)"),
        (".view(3, 32, 48)", ".permute(2, 0, 1)"),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_only_the_faulty_one_is_found(name: str) -> None:
    """A fault that hangs on axes is found; its twin is silent."""
    fault, program, (wrong, right) = PAIRS[name]
    assert wrong in program
    assert [finding.fault for finding in check(HEAD + program).findings] == [fault]
    assert not check(HEAD + program.replace(wrong, right)).findings


@pytest.mark.parametrize(
    "target",
    ['df["price"].values[:, None]', 'df[["price"]].values', 'df.groupby("kind").mean()["price"].mean()'],
)
def test_what_has_two_axes_or_none_is_silent(target: str) -> None:
    """A column with an axis of its own fits (N, 1); of a mean of a mean nothing is said."""
    data = f"""
X = torch.tensor(df[["a", "b"]].values, dtype=torch.float32)
y = torch.tensor({target}, dtype=torch.float32)
data = TensorDataset(X, y)
"""
    assert not check(HEAD + data + REGRESS).findings
