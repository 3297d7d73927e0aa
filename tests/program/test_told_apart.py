"""Programs beside twins that differ in a few words: the first is wrong, the second right."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
from collections import defaultdict

import numpy as np
import torch
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import load_diabetes, load_digits, load_wine
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
"""
DIGITS = """
X, y = load_digits(return_X_y=True)
X, y = torch.tensor(X / 16, dtype=torch.float32), torch.tensor(y)
order = torch.randperm(1797)
train_rows, val_rows, test_rows = order[:1000], order[1000:1400], order[1400:]


def fit(width):
    net = nn.Sequential(nn.Linear(64, width), nn.ReLU(), nn.Linear(width, 10))
    opt = torch.optim.Adam(net.parameters())
    for _ in range(10):
        for rows in train_rows.split(50):
            opt.zero_grad()
            nn.functional.cross_entropy(net(X[rows]), y[rows]).backward()
            opt.step()
    return net


@torch.no_grad()
def accuracy(net, rows):
    return (net(X[rows]).argmax(1) == y[rows]).float().mean().item()
"""
LOOP = """
X, y = torch.randn(300, 8), torch.randint(0, 3, (300,))
loader = DataLoader(TensorDataset(X, y), batch_size=40, shuffle=True)
net = nn.Sequential(nn.Linear(8, 16), nn.ReLU(), nn.Linear(16, 3))
opt = torch.optim.Adam(net.parameters())
{begin}
for epoch in range(10):
    for a, b in loader:
        opt.zero_grad()
        loss = nn.functional.cross_entropy(net(a), b)
        loss.backward()
        opt.step()
        {add}
    {show}
"""
SERIES = """
X, y = torch.randn(400, 12, 5), torch.randint(0, 4, (400,))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        {layers}
        self.head = nn.Linear(12 * 16, 4)

    def forward(self, x):
        {forward}
        return self.head(flat)


net = Net()
opt = torch.optim.Adam(net.parameters())
for a, b in DataLoader(TensorDataset(X, y), batch_size=32, shuffle=True):
    opt.zero_grad()
    nn.functional.cross_entropy(net(a), b).backward()
    opt.step()
"""
PICTURES = """
def picture(rng):
    kind = int(rng.integers(0, 2))
    pixels = rng.uniform(0, 1, (24, 24, 3))
    pixels[kind::2] *= 0.5
    return pixels.astype("float32"), kind


rng = np.random.default_rng(0)
count = 600
made = [picture(rng) for _ in range(count)]
{stack}
labels = torch.tensor([kind for _, kind in made])
net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 2))
opt = torch.optim.Adam(net.parameters())
for a, b in DataLoader(TensorDataset(x, labels), batch_size=32, shuffle=True):
    opt.zero_grad()
    nn.functional.cross_entropy(net(a), b).backward()
    opt.step()
"""
AMOUNTS = """
X, y = load_diabetes(return_X_y=True)
X = torch.tensor(X / X.std(axis=0), dtype=torch.float32)
{scale}
net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 1), nn.{last}())
opt = torch.optim.Adam(net.parameters())
for a, b in DataLoader(TensorDataset(X, t), batch_size=32, shuffle=True):
    opt.zero_grad()
    nn.functional.mse_loss(net(a), b).backward()
    opt.step()
"""
ESTIMATOR = """
class Net(BaseEstimator, ClassifierMixin):
    def __init__(self, width=16):
        self.width = width

    def fit(self, X, y):
        self.names_ = np.unique(y)
        rows, ids = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
        self.model_ = nn.Sequential(
            nn.Linear(rows.shape[1], self.width), nn.ReLU(), nn.Dropout(0.5), nn.Linear(self.width, 3)
        )
        opt = torch.optim.Adam(self.model_.parameters())
        for _ in range(100):
            opt.zero_grad()
            nn.functional.cross_entropy(self.model_(rows), ids).backward()
            opt.step()
        return self

    def predict(self, X):
        {mode}
        with torch.no_grad():
            scores = self.model_(torch.tensor(X, dtype=torch.float32))
        return self.names_[scores.argmax(dim=1).numpy()]


X_train, X_test, y_train, y_test = train_test_split(*load_wine(return_X_y=True), random_state=0)
"""
WINE = """
X, y = load_wine(return_X_y=True)
X, y = torch.tensor(X, dtype=torch.float32), torch.tensor(y)
rows, others = train_test_split(torch.arange(178), random_state=0)


class Model:
    def __init__(self):
        self.net = nn.Sequential(nn.Linear(13, 32), nn.ReLU(), nn.Linear(32, 3))

    def fit(self, x, y):
        self.low, self.high = x.min(0).values, x.max(0).values
        self.mean, self.std = x.mean(0), x.std(0)
        x = {learnt}
        opt = torch.optim.Adam(self.net.parameters())
        for _ in range(200):
            opt.zero_grad()
            nn.functional.cross_entropy(self.net(x), y).backward()
            opt.step()

    def score(self, x, y):
        x = {judged}
        with torch.no_grad():
            return (self.net(x).argmax(1) == y).float().mean().item()


model = Model()
model.fit(X[rows], y[rows])
print(model.score(X[others], y[others]))
"""
ENDS, MOMENTS = "(x - self.low) / (self.high - self.low)", "(x - self.mean) / self.std"
PARTS = """
X, y = torch.randn(300, 8), torch.randn(300, 1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        {parts}
        self.last = nn.Linear(16, 1)

    def forward(self, x):
        {forward}
        return self.last(x)


net = Net()
opt = torch.optim.Adam(net.parameters())
for a, b in DataLoader(TensorDataset(X, y), batch_size=30, shuffle=True):
    opt.zero_grad()
    nn.functional.mse_loss(net(a), b).backward()
    opt.step()
"""

# name: (fault, program, words and what makes them right)
TWINS = {
    "a grid by rows of the test set": (
        "test-set-chooses-the-model",
        DIGITS
        + """
results = {}
for width in (8, 16, 32):
    for again in (0, 1):
        results[width, again] = accuracy(fit(width), test_rows)
best = max(results, key=results.get)
print(best, results[best])
""",
        ("fit(width), test_rows)", "fit(width), val_rows)"),
    ),
    "a list of scores by rows of the test set": (
        "test-set-chooses-the-model",
        DIGITS
        + """
widths = [8, 16, 32, 64]
scores = [accuracy(fit(width), test_rows) for width in widths]
print("best width", widths[np.argmax(scores)], "accuracy", max(scores))
""",
        ("fit(width), test_rows)", "fit(width), val_rows)"),
    ),
    "results sorted in place by rows of the test set": (
        "test-set-chooses-the-model",
        DIGITS
        + """
results = []
for width in [8, 16, 32]:
    results.append({"width": width, "accuracy": accuracy(fit(width), test_rows)})
results.sort(key=lambda one: one["accuracy"], reverse=True)
print("best:", results[0])
""",
        ("fit(width), test_rows)", "fit(width), val_rows)"),
    ),
    "results gathered under a default": (
        "test-set-chooses-the-model",
        DIGITS
        + """
results = {}
for width in (8, 16, 32):
    for again in range(3):
        results.setdefault(width, []).append(accuracy(fit(width), test_rows))
best = max(results, key=lambda width: np.mean(results[width]))
print(best, np.mean(results[best]))
""",
        ("fit(width), test_rows)", "fit(width), val_rows)"),
    ),
    "losses in a dictionary of lists": (
        "graph-kept",
        LOOP.format(
            begin="history = defaultdict(list)",
            add='history["loss"].append(loss)',
            show='print(epoch, history["loss"][-1])',
        ),
        ("append(loss)", "append(loss.item())"),
    ),
    "losses summed in a dictionary of numbers": (
        "graph-kept",
        LOOP.format(
            begin="sums = defaultdict(float)",
            add='sums["loss"] += loss',
            show='print(epoch, sums.pop("loss"))',
        ),
        ("+= loss", "+= loss.item()"),
    ),
    "a mean of all epochs told as one's": (
        "total-not-reset",
        LOOP.format(
            begin="total, steps = 0.0, 0",
            add="total += loss.item(); steps += 1",
            show='print(f"epoch {epoch}: loss {total / steps:.3f}")',
        ),
        ("for epoch in range(10):", "for epoch in range(10):\n    total, steps = 0.0, 0"),
    ),
    "a mean of all epochs kept as one's": (
        "total-not-reset",
        LOOP.format(
            begin="right = seen = 0\ncurve = []",
            add="right += (net(a).argmax(1) == b).sum().item(); seen += b.size(0)",
            show='curve.append(right / seen); print("epoch", epoch, "accuracy", curve[-1])',
        ),
        ("curve[-1])", "curve[-1]); right = seen = 0"),
    ),
    "scaled by ends, judged by moments": (
        "preprocessing-differs",
        WINE.format(learnt=ENDS, judged=MOMENTS),
        (MOMENTS, ENDS),
    ),
    "scaled by moments, judged by ends": (
        "preprocessing-differs",
        WINE.format(learnt=MOMENTS, judged="x.sub(self.low).div(self.high - self.low)"),
        ("x.sub(self.low).div(self.high - self.low)", "x.sub(self.mean).div(self.std)"),
    ),
    "an LSTM's steps, the batch second": (
        "flatten-eats-the-batch",
        SERIES.format(
            layers="self.lstm = nn.LSTM(5, 16)",
            forward="flat = self.lstm(x.permute(1, 0, 2))[0].reshape(-1, 12 * self.lstm.hidden_size)",
        ),
        ("[0].reshape", "[0].transpose(0, 1).reshape"),
    ),
    "a transformer's steps, the batch second": (
        "flatten-eats-the-batch",
        SERIES.format(
            layers="self.into = nn.Linear(5, 16); self.mix = nn.TransformerEncoderLayer(16, 2)",
            forward="flat = self.mix(self.into(x).transpose(0, 1)).reshape(x.size(0), -1)",
        ),
        (".transpose(0, 1)).reshape", ".transpose(0, 1)).transpose(0, 1).reshape"),
    ),
    "stacked pictures of unknown number": (
        "view-instead-of-permute",
        PICTURES.format(
            stack="x = torch.from_numpy(np.stack([p for p, _ in made])).reshape(count, 3, 24, 24)"
        ),
        (".reshape(count, 3, 24, 24)", ".permute(0, 3, 1, 2)"),
    ),
    "stacked pictures, counted by their list": (
        "view-instead-of-permute",
        PICTURES.format(stack="x = torch.stack([torch.from_numpy(p) for p, _ in made]).view(600, 3, 24, 24)"),
        (".view(600, 3, 24, 24)", ".movedim(3, 1)"),
    ),
    "tanh for standardised amounts": (
        "bounded-output",
        AMOUNTS.format(
            scale="t = torch.tensor(StandardScaler().fit_transform(y.reshape(-1, 1)), dtype=torch.float32)",
            last="Tanh",
        ),
        ("StandardScaler()", "MinMaxScaler(feature_range=(-1, 1))"),
    ),
    "tanh for amounts standardised by hand": (
        "bounded-output",
        AMOUNTS.format(
            scale="t = torch.tensor(y, dtype=torch.float32).unsqueeze(1)\nt = (t - t.mean()) / t.std()",
            last="Tanh",
        ),
        ("nn.Tanh()", "nn.Identity()"),
    ),
    "a pipeline's estimator without eval": (
        "eval-mode-missing",
        ESTIMATOR.format(mode="self.asked_ = True")
        + """
pipe = make_pipeline(StandardScaler(), Net(32)).fit(X_train, y_train)
print(accuracy_score(y_test, pipe.predict(X_test)))
""",
        ("self.asked_ = True", "self.model_.eval()"),
    ),
    "an estimator scored by its mixin": (
        "eval-mode-missing",
        ESTIMATOR.format(mode="self.asked_ = True")
        + """
pipe = Pipeline([("scale", StandardScaler()), ("net", Net())])
pipe.fit(X_train, y_train)
print(f"{pipe.score(X_test, y_test):.3f}")
""",
        ("self.asked_ = True", "self.model_.eval()"),
    ),
    "blocks in a dictionary": (
        "layers-in-a-list",
        PARTS.format(
            parts='self.parts = {n: nn.Sequential(nn.Linear(8, 16), nn.ReLU()) for n in ("a", "b")}',
            forward='x = self.parts["a"](x) + self.parts["b"](x)',
        ),
        (
            '{n: nn.Sequential(nn.Linear(8, 16), nn.ReLU()) for n in ("a", "b")}',
            'nn.ModuleDict({n: nn.Sequential(nn.Linear(8, 16), nn.ReLU()) for n in ("a", "b")})',
        ),
    ),
    "blocks in a list": (
        "layers-in-a-list",
        PARTS.format(
            parts="self.parts = [nn.Sequential(nn.Linear(w, 16), nn.Tanh()) for w in (8, 16)]",
            forward="for part in self.parts: x = part(x)",
        ),
        (
            "[nn.Sequential(nn.Linear(w, 16), nn.Tanh()) for w in (8, 16)]",
            "nn.ModuleList([nn.Linear(8, 16), nn.ReLU()])",
        ),
    ),
}


def named(source: str) -> set[str]:
    return {one.fault for one in check(HEAD + source, hints=True).findings if one.severity != "note"}


@pytest.mark.parametrize(("fault", "source", "words"), TWINS.values(), ids=TWINS)
def test_a_program_is_told_from_its_twin(fault, source, words):
    twin = source.replace(*words)
    assert twin != source
    assert named(source) == {fault}
    assert named(twin) == set()


def test_a_mean_so_far_that_is_told_of_no_epoch_is_right():
    source = TWINS["a mean of all epochs told as one's"][1]
    assert named(source.replace("epoch {epoch}: loss", "mean so far")) == set()
