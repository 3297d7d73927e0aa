"""Ordinary ways to write a fault that could not be followed once, each beside its right twin."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset, TensorDataset

torch.manual_seed(0)
"""
LOOP = """
optimizer = torch.optim.Adam(model.parameters())
for inputs, labels in loader:
    optimizer.zero_grad()
    loss = F.cross_entropy(model(inputs), labels)
    loss.backward()
    optimizer.step()
"""


def found(body: str) -> set[str]:
    """Return the faults above `note` of a program."""
    findings = check(HEAD + textwrap.dedent(body), hints=True).findings
    return {finding.fault for finding in findings if finding.severity != "note"}


def by_factory(last: str) -> str:
    """Return a network whose layers a function makes in a loop over a range."""
    return f"""
def build(widths, last):
    parts = []
    for i in range(1, len(widths)):
        parts.append(nn.Linear(widths[i - 1], widths[i]))
        parts.append(nn.ReLU() if i < len(widths) - 1 else last)
    return nn.Sequential(*parts)

loader = DataLoader(TensorDataset(torch.randn(90, 4), torch.randint(0, 3, (90,))), 30, shuffle=True)
model = build([4, 16, 3], {last})
{LOOP}"""


def of_pictures(array: str) -> str:
    """Return a data set of pictures that PIL opens."""
    return f"""
class Pictures(Dataset):
    def __init__(self, files):
        self.files = files

    def __len__(self):
        return len(self.files)

    def __getitem__(self, i):
        picture = Image.open(self.files[i]).convert("RGB")
        array = np.asarray(picture.resize((32, 48)), dtype="float32") / 255
        return {array}, i % 2

loader = DataLoader(Pictures(["a.png", "b.png"]), batch_size=2, shuffle=True)
model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 2))
{LOOP}"""


def in_pieces(target: str) -> str:
    """Return a loss by hand on shuffled rows that are taken in pieces."""
    return f"""
x, y = torch.randn(1000), torch.randn(1000)
model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(5):
    for rows in torch.randperm(1000).split(64):
        error = model(x[rows].unsqueeze(1)) - {target}
        loss = error.abs().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
"""


def over_positions(pooled: str) -> str:
    """Return an encoder of tokens with learnt positions, made without `batch_first`."""
    return f"""
class Reader(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.places = nn.Embedding(50, 16), nn.Embedding(12, 16)
        self.body = nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 2{pooled}), 2)
        self.head = nn.Linear(16, 3)

    def forward(self, ids):
        return self.head(self.body(self.words(ids) + self.places.weight).mean(dim=1))

loader = DataLoader(TensorDataset(torch.randint(0, 50, (90, 12)), torch.randint(0, 3, (90,))), 30, shuffle=True)
model = Reader()
{LOOP}"""


def collated(labels: str) -> str:
    """Return a loader whose own function makes the labels."""
    return f"""
def together(samples):
    rows = torch.stack([row for row, _ in samples])
    labels = torch.stack([label for _, label in samples])
    return rows, {labels}

data = TensorDataset(torch.randn(90, 4), torch.randint(0, 3, (90,)))
loader = DataLoader(data, 30, shuffle=True, collate_fn=together)
model = nn.Linear(4, 3)
{LOOP}"""


def padded(layer: str) -> str:
    """Return a tagger of sentences of several lengths, samples in a plain list."""
    return f"""
samples = [(torch.randint(1, 30, (n,)), torch.randint(0, 3, (n,))) for n in np.random.randint(3, 9, 200)]

def together(batch):
    words, tags = zip(*batch)
    return pad_sequence(words, batch_first=True), pad_sequence(tags, batch_first=True, padding_value=-100)

class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.words, self.cell, self.out = nn.Embedding(30, 8), {layer}, nn.Linear(16, 3)

    def forward(self, x):
        return self.out(self.cell(self.words(x))[0]).transpose(1, 2)

loader = DataLoader(samples, batch_size=20, shuffle=True, collate_fn=together)
model = Tagger()
{LOOP}"""


def stacked(label: str) -> str:
    """Return rows of a table whose last column is the class."""
    return f"""
kinds = np.random.randint(0, 3, 100)
table = np.column_stack([np.random.randn(100, 4), kinds]).astype("float32")
rows = torch.from_numpy(table)
loader = DataLoader(TensorDataset(rows[:, :-1], {label}), 20, shuffle=True)
model = nn.Linear(4, 3)
{LOOP}"""


def by_hand(bias: str) -> str:
    """Return weights made by hand, held by torch's optimiser."""
    return f"""
x, y = torch.randn(90, 4), torch.randn(90, 1)
weight, bias = torch.randn(4, 1, requires_grad=True), {bias}
optimizer = torch.optim.SGD([weight, bias], lr=0.1)
for step in range(100):
    optimizer.zero_grad()
    loss = F.mse_loss(x @ weight + bias, y)
    loss.backward()
    optimizer.step()
"""


def in_windows(layer: str) -> str:
    """Return one long series, read window by window with the state carried on."""
    return f"""
series = torch.sin(torch.arange(0, 50, 0.05)).reshape(1, -1, 1)
cell, head = {layer}, nn.Linear(8, 1)
optimizer = torch.optim.Adam([*cell.parameters(), *head.parameters()])
state = None
for start in range(0, 900, 30):
    out, state = cell(series[:, start : start + 30], state)
    state = state.detach()
    loss = F.mse_loss(head(out), series[:, start + 1 : start + 31])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""


def scored(listed: str) -> str:
    """Return a density model that is asked through a method of its own."""
    return f"""
class Mixture(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = {listed}([nn.Linear(2, 1) for _ in range(4)])

    def score(self, x):
        return torch.stack([part(x) for part in self.parts]).logsumexp(0)

model = Mixture()
model.share = nn.Linear(2, 1)
optimizer = torch.optim.Adam(model.parameters())
for x in torch.randn(40, 8, 2):
    optimizer.zero_grad()
    loss = -model.score(x).mean()
    loss.backward()
    optimizer.step()
"""


def only_made(listed: str) -> str:
    """Return a model that this file makes and another one trains."""
    return f"""
class Tower(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.floors = {listed}([nn.Linear(w, w) for w in widths])
        self.roof = nn.Linear(8, 2)

    def forward(self, x):
        for floor in self.floors:
            x = F.relu(floor(x))
        return self.roof(x)

model = Tower((8, 8))
optimizer = torch.optim.Adam(model.parameters())
"""


def over_samples(dim: int) -> str:
    """Return probabilities that are kept off 0 before the logarithm."""
    return f"""
model = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim={dim}))
optimizer = torch.optim.Adam(model.parameters())
loader = DataLoader(TensorDataset(torch.randn(90, 4), torch.randint(0, 3, (90,))), 30, shuffle=True)
for x, y in loader:
    optimizer.zero_grad()
    loss = F.nll_loss((1e-8 + model(x)).log(), y)
    loss.backward()
    optimizer.step()
"""


LAST_FIRST = "torch.from_numpy(array.transpose(2, 0, 1))"
PAIRS = {
    "softmax of a factory": (
        "softmax-before-cross-entropy",
        by_factory("nn.Softmax(dim=1)"),
        by_factory("nn.Identity()"),
    ),
    "pictures as PIL gives them": (
        "channels-last-image",
        of_pictures("torch.from_numpy(array)"),
        of_pictures(LAST_FIRST),
    ),
    "pictures reshaped": (
        "view-instead-of-permute",
        of_pictures("torch.from_numpy(array).view(3, 48, 32)"),
        of_pictures("torch.from_numpy(array).permute(2, 0, 1)"),
    ),
    "pieces of shuffled rows": ("target-broadcast", in_pieces("y[rows]"), in_pieces("y[rows].unsqueeze(1)")),
    "an encoder over positions": (
        "batch-axis-is-time",
        over_positions(""),
        over_positions(", batch_first=True"),
    ),
    "labels made by collate": ("one-hot-argmax-mixed", collated("F.one_hot(labels, 3)"), collated("labels")),
    "padded sentences": (
        "batch-axis-is-time",
        padded("nn.GRU(8, 16)"),
        padded("nn.GRU(8, 16, batch_first=True)"),
    ),
    "the class as a column": ("target-dtype", stacked("rows[:, -1]"), stacked("rows[:, -1].long()")),
    "a bias held in vain": (
        "gradient-not-required",
        by_hand("torch.zeros(1)"),
        by_hand("torch.zeros(1, requires_grad=True)"),
    ),
    "a series in windows": (
        "batch-axis-is-time",
        in_windows("nn.GRU(1, 8)"),
        in_windows("nn.GRU(1, 8, batch_first=True)"),
    ),
    "asked through its own method": ("layers-in-a-list", scored("list"), scored("nn.ModuleList")),
    "asked by nobody here": ("layers-in-a-list", only_made("list"), only_made("nn.ModuleList")),
    "kept off 0": ("softmax-over-the-batch", over_samples(0), over_samples(1)),
}


@pytest.mark.parametrize("pair", PAIRS)
def test_the_fault_is_seen_and_its_twin_is_silent(pair: str) -> None:
    fault, wrong, right = PAIRS[pair]
    assert fault in found(wrong)
    assert not found(right)


def of_frame(label: str) -> str:
    """Return rows of a table, scaled by what nobody follows, beside a label taken out of it."""
    return f"""
import pandas as pd
from sklearn.datasets import load_wine

table = load_wine(as_frame=True).frame
rows = table.drop(columns=["target"])
rows = (rows - rows.mean()) / rows.std()
x = torch.tensor(rows.to_numpy(), dtype=torch.float32)
y = torch.tensor({label}.to_numpy(), dtype=torch.long)
model = nn.Sequential(nn.Linear(13, 16), nn.ReLU(), nn.Linear(16, 3))
loader = DataLoader(TensorDataset(x, y), 30, shuffle=True)
{LOOP}"""


JUDGED = """
model.eval()
right = 0
with torch.no_grad():
    for inputs, labels in test_loader:
        right += (model(inputs).argmax(1) == labels).sum().item()
print(right / len(test_loader.dataset))
"""


def by_subset(learnt: str) -> str:
    """Return a data set of the program's own, dealt out by a list of places."""
    return f"""
from torch.utils.data import Subset

class Rows(Dataset):
    def __init__(self):
        self.x, self.y = torch.randn(90, 4), torch.randint(0, 3, (90,))

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]

rows = Rows()
order = torch.randperm(len(rows)).tolist()
train_rows, test_rows = Subset(rows, order[20:]), Subset(rows, order[:20])
loader, test_loader = DataLoader({learnt}, 30, shuffle=True), DataLoader(test_rows, 30)
model = nn.Linear(4, 3)
{LOOP}{JUDGED}"""


def by_halves(learnt: str) -> str:
    """Return the official halves of a data set, kept in a dictionary."""
    return f"""
from torch.utils.data import ConcatDataset
from torchvision import datasets, transforms

pictures = transforms.ToTensor()
halves = {{part: datasets.MNIST("d", train=part == "train", transform=pictures) for part in ("train", "test")}}
loader = DataLoader({learnt}, 30, shuffle=True)
test_loader = DataLoader(halves["test"], 30)
model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
{LOOP}{JUDGED}"""


@pytest.mark.parametrize(
    ("write", "right", "wrong", "fault"),
    [
        (of_frame, 'table["target"]', 'table[["target"]]', "target-shape"),
        (by_subset, "train_rows", "rows", "trained-on-test"),
        (by_halves, 'halves["train"]', 'ConcatDataset([halves["train"], halves["test"]])', "trained-on-test"),
    ],
)
def test_rows_and_labels_through_tables_and_parts(write, right, wrong, fault):
    assert found(write(right)) == set()
    assert found(write(wrong)) == {fault}
