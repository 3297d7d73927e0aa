"""Rows through numpy, own transforms and helpers; and where a finding points that a helper has made."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check
from loopwise.program.facts import origins

HEAD = """
import copy
import random
import numpy as np
import torch
from torch import nn
from sklearn.datasets import load_digits, load_wine, make_classification
from sklearn.feature_selection import SelectKBest
from sklearn.model_selection import KFold, train_test_split
from torch.utils.data import ConcatDataset, DataLoader, Dataset, Subset, TensorDataset
"""
LEARN = """
def learn(net, x, y):
    opt = torch.optim.Adam(net.parameters())
    for rows in torch.randperm(len(x)).split(20):
        opt.zero_grad()
        nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
        opt.step()

def accuracy(net, x, y):
    net.eval()
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()
"""
# name: (fault, program; a line marked # here is where it points, (wrong, right))
PAIRS = {
    "means of all rows": (
        "fitted-on-all-data",
        """
X = np.random.rand(500, 6).astype(np.float32)
y = torch.tensor(np.random.randint(0, 2, 500))
X = (X - X.mean(0)) / X.std(0)  # here
X = torch.from_numpy(X)
net = nn.Linear(6, 2)
learn(net, X[:400], y[:400])
print(accuracy(net, X[400:], y[400:]))
""",
        ("X.mean(0)) / X.std(0)", "X[:400].mean(0)) / X[:400].std(0)"),
    ),
    "a transformer of the program's own": (
        "fitted-on-all-data",
        """
class Prepare:
    def __init__(self):
        self.select = SelectKBest(k=5)
    def fit_transform(self, X, y):
        return self.select.fit_transform(X, y)
X, y = make_classification(300, 20, random_state=0)
X = Prepare().fit_transform(X, y)  # here
X, Xt, y, yt = train_test_split(X, y, random_state=0)
X, Xt, y, yt = torch.tensor(X).float(), torch.tensor(Xt).float(), torch.tensor(y), torch.tensor(yt)
net = nn.Linear(5, 2)
learn(net, X, y)
print(accuracy(net, Xt, yt))
""",
        ("Prepare().fit_transform(X, y)", "X[:, :5]"),
    ),
    "rows of a fold joined with those it is tested on": (
        "trained-on-test",
        """
X, y = load_wine(return_X_y=True)
data = TensorDataset(torch.tensor(X).float(), torch.tensor(y))
for train_idx, val_idx in KFold(3, shuffle=True).split(X):
    net, hits = nn.Linear(13, 3), 0
    opt = torch.optim.Adam(net.parameters())
    train_set = Subset(data, np.r_[train_idx, val_idx].tolist())  # here
    val_set = Subset(data, val_idx.tolist())
    for a, b in DataLoader(train_set, batch_size=16, shuffle=True):  # here
        opt.zero_grad()
        nn.functional.cross_entropy(net(a), b).backward()
        opt.step()
    with torch.no_grad():
        for a, b in DataLoader(val_set, batch_size=64):
            hits += (net(a).argmax(1) == b).sum().item()
    print(hits / len(val_set))
""",
        ("np.r_[train_idx, val_idx]", "train_idx"),
    ),
    "numbers of rows that are held back": (
        "trained-on-test",
        """
X, y = load_wine(return_X_y=True)
X, y = torch.tensor(X).float(), torch.tensor(y)
kept, held = train_test_split(list(range(178)), test_size=0.3)
net = nn.Linear(13, 3)
opt = torch.optim.Adam(net.parameters())
for rows in torch.randperm(len(X)).split(20):  # here
    opt.zero_grad()
    nn.functional.cross_entropy(net(X[rows]), y[rows]).backward()  # here
    opt.step()
with torch.no_grad():
    print((net(X[held]).argmax(1) == y[held]).float().mean())
""",
        ("in torch.randperm(len(X)).split(20)", "in torch.tensor(kept).split(20)"),
    ),
    "a transform of the program's own, by chance": (
        "test-set-augmented",
        """
class Flip:
    def __call__(self, x):
        return x.flip(-1) if random.random() < 0.5 else x
class Pictures(Dataset):
    def __init__(self, x, y, transform):
        self.x, self.y, self.transform = x, y, transform
    def __len__(self):
        return len(self.y)
    def __getitem__(self, i):
        x = self.x[i]
        return (self.transform(x) if self.transform else x), self.y[i]
x, y = torch.rand(300, 1, 8, 8), torch.randint(0, 3, (300,))
train = DataLoader(Pictures(x[:200], y[:200], Flip()), batch_size=20, shuffle=True)
test = DataLoader(Pictures(x[200:], y[200:], Flip()), batch_size=50)  # here
net = nn.Sequential(nn.Flatten(), nn.Linear(64, 3))
opt = torch.optim.Adam(net.parameters())
for a, b in train:
    opt.zero_grad()
    nn.functional.cross_entropy(net(a), b).backward()
    opt.step()
with torch.no_grad():
    print(sum((net(a).argmax(1) == b).sum().item() for a, b in test) / 100)
""",
        ("y[200:], Flip()", "y[200:], None"),
    ),
    "raw rows are judged": (
        "preprocessing-differs",
        """
X, y = load_digits(return_X_y=True)
X, Xt, y, yt = train_test_split(X, y, random_state=0)
mean, std = X.mean(0), X.std(0) + 1e-3
def ready(rows):
    return torch.tensor((rows - mean) / std, dtype=torch.float32)
net = nn.Linear(64, 10)
learn(net, ready(X), torch.tensor(y))
print(accuracy(net, torch.tensor(Xt, dtype=torch.float32), torch.tensor(yt)))  # here
""",
        ("torch.tensor(Xt, dtype=torch.float32)", "ready(Xt)"),
    ),
    "a short last batch": (
        "metric-averaged-wrongly",
        """
x, y = torch.randn(330, 4), torch.randint(0, 2, (330,))
net = nn.Linear(4, 2)
learn(net, x[:200], y[:200])
shares = []
with torch.no_grad():
    for a, b in DataLoader(TensorDataset(x[200:], y[200:]), batch_size=64):
        shares.append((net(a).argmax(1) == b).float().mean().item())
print(sum(shares) / len(shares))  # here
""",
        ("batch_size=64", "batch_size=65"),
    ),
    "the best of several by the test set": (
        "test-set-chooses-the-model",
        """
X, y = load_wine(return_X_y=True)
X, Xt, y, yt = (torch.tensor(v) for v in train_test_split(X, y, random_state=0))
nets = {}
scores = {}
for width in (4, 8, 16):
    nets[width] = nn.Sequential(nn.Linear(13, width), nn.ReLU(), nn.Linear(width, 3))
    learn(nets[width], X.float(), y)
    scores[width] = accuracy(nets[width], Xt.float(), yt)
best = max(scores, key=scores.get)  # here
print(best, accuracy(nets[16], Xt.float(), yt))
""",
        ("best = max(scores, key=scores.get)", "best = max(scores)"),
    ),
    "a best state that nothing puts back": (
        "best-weights-lost",
        """
x, y = torch.randn(300, 4), torch.randint(0, 2, (300,))
net, best, state = nn.Linear(4, 2), 0.0, None
for epoch in range(9):
    learn(net, x[:100], y[:100])
    score = accuracy(net, x[100:200], y[100:200])
    if score > best:
        best = score
        state = copy.deepcopy(net.state_dict())  # here
print(accuracy(net, x[200:], y[200:]))
""",
        ("print(accuracy", "net.load_state_dict(state)\nprint(accuracy"),
    ),
    "an encoder whose answer is detached": (
        "graph-cut",
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.head = nn.Linear(4, 8), nn.Linear(8, 2)
    def features(self, x):
        return torch.relu(self.encoder(x)).detach()  # here
    def forward(self, x):
        return self.head(self.features(x))
learn(Net(), torch.randn(90, 4), torch.randint(0, 2, (90,)))
""",
        (".detach()", ""),
    ),
    "a model that is handed another's optimiser": (
        "parameters-not-optimised",
        """
def fit(net, opt, x, y):
    for rows in torch.randperm(90).split(10):
        opt.zero_grad()
        nn.functional.cross_entropy(net(x[rows]), y[rows]).backward()
        opt.step()
x, y = torch.randn(90, 4), torch.randint(0, 2, (90,))
first = nn.Linear(4, 2)
opt = torch.optim.Adam(first.parameters())
fit(first, opt, x, y)
second = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
fit(second, opt, x, y)  # here
""",
        ("fit(second, opt", "fit(second, torch.optim.Adam(second.parameters())"),
    ),
    "one batch an epoch": (
        "loop-cut-short",
        """
loader = DataLoader(TensorDataset(torch.randn(90, 4), torch.randint(0, 2, (90,))), batch_size=10, shuffle=True)
net = nn.Linear(4, 2)
opt = torch.optim.Adam(net.parameters())
for epoch in range(20):
    x, y = next(iter(loader))  # here
    opt.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    opt.step()
""",
        ("for epoch in", "for step in"),
    ),
    "heads split by a view": (
        "view-instead-of-permute",
        """
class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.q, self.out = nn.Linear(32, 32), nn.Linear(8, 2)
    def forward(self, x):
        n, t, d = x.shape
        q = self.q(x).view(n, 4, t, d // 4)  # here
        return self.out((q @ q.transpose(-2, -1)).softmax(-1).matmul(q).mean((1, 2)))
learn(Heads(), torch.randn(90, 10, 32), torch.randint(0, 2, (90,)))
""",
        (".view(n, 4, t, d // 4)", ".view(n, t, 4, d // 4).transpose(1, 2)"),
    ),
    "a head that nothing in the model asks": (
        "head-on-the-wrong-name",
        """
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body, self.out = nn.Linear(4, 8), nn.Linear(8, 5)
    def forward(self, x):
        return self.out(torch.relu(self.body(x)))
net = Net()
net.fc = nn.Linear(8, 2)  # here
learn(net, torch.randn(90, 4), torch.randint(0, 2, (90,)))
""",
        ("net.fc =", "net.out ="),
    ),
    "an activation that a helper made": (
        "relu-on-the-output",
        """
def block(wide, out):
    return nn.Sequential(nn.Linear(wide, out), nn.ReLU())
net = nn.Sequential(
    block(4, 16),
    block(16, 2),  # here
)
learn(net, torch.randn(90, 4), torch.randint(0, 2, (90,)))
""",
        ("block(16, 2),  # here", "nn.Linear(16, 2),"),
    ),
    "gradients cleared in a helper": (
        "gradients-wiped",
        """
class Trainer:
    def __init__(self, net):
        self.net, self.opt = net, torch.optim.Adam(net.parameters())
    def reset(self):
        self.opt.zero_grad()
    def update(self):
        self.reset()  # here
        self.opt.step()
    def fit(self, x, y):
        for rows in torch.randperm(90).split(10):
            nn.functional.cross_entropy(self.net(x[rows]), y[rows]).backward()
            self.update()
Trainer(nn.Linear(4, 2)).fit(torch.randn(90, 4), torch.randint(0, 2, (90,)))
""",
        (
            "        self.reset()  # here\n        self.opt.step()",
            "        self.opt.step()\n        self.reset()",
        ),
    ),
    "a teacher in the student's place": (
        "loss-arguments-swapped",
        """
teacher, student = nn.Linear(4, 3), nn.Linear(4, 3)
opt = torch.optim.Adam(student.parameters())
for _ in range(9):
    x = torch.randn(20, 4)
    with torch.no_grad():
        known = teacher(x)
    one, other = known, student(x)
    loss = nn.functional.kl_div(one.log_softmax(1), other.softmax(1), reduction="batchmean")  # here
    opt.zero_grad()
    loss.backward()
    opt.step()
""",
        ("one, other = known, student(x)", "other, one = known, student(x)"),
    ),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_fault_is_found_at_its_line_and_its_twin_is_silent(name):
    fault, program, (wrong, right) = PAIRS[name]
    text = HEAD + (LEARN if "learn(" in program else "") + program
    lines = {number for number, line in enumerate(text.splitlines(), start=1) if line.endswith("# here")}
    assert lines & {one.place.line for one in check(text).findings if one.fault == fault}
    assert wrong in text
    twin = {one.fault for one in check(text.replace(wrong, right)).findings if one.severity != "note"}
    assert fault not in twin


@pytest.mark.parametrize(
    ("loaded", "told"), [("old.load_state_dict(net.state_dict())", False), ("pass", True)]
)
def test_a_copy_of_another_model_need_not_be_optimised(loaded: str, told: bool) -> None:
    """What a policy is held close to: gradients reach it, nothing steps it, and the next round copies it anew."""
    program = f"""
import torch
from torch import nn
import torch.nn.functional as F
torch.manual_seed(0)
x, y = torch.randn(64, 8), torch.randint(0, 3, (64,))
net, old = nn.Linear(8, 3), nn.Linear(8, 3)
optimizer = torch.optim.Adam(net.parameters())
{loaded}
for step in range(100):
    near = ((net(x) - old(x)) ** 2).mean()
    loss = F.cross_entropy(net(x), y) + near
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""
    found = {finding.fault for finding in check(program).findings}
    assert ("parameters-not-optimised" in found) is told


def test_blocks_that_join_what_they_are_given_are_not_gone_through_again_for_each_of_them(monkeypatch):
    gone = []
    walk = origins._of_tensor
    monkeypatch.setattr(origins, "_of_tensor", lambda *given: gone.append(1) or walk(*given))
    layers = "".join(f"        self.layer{n} = nn.Linear(16, 16)\n" for n in range(24))
    blocks = "".join(
        f"        y = self.layer{n}(x)\n        x = torch.cat([x[:, :8] + y[:, :8], x[:, 8:12], y[:, 12:]], 1)\n"
        for n in range(24)
    )
    net = f"class Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n{layers}"
    net += f"    def forward(self, x):\n        x = self.layer0(x)\n{blocks}        return x\n"
    learn = "net = Net()\nopt = torch.optim.SGD(net.parameters(), lr=0.1)\nfor _ in range(9):\n    opt.zero_grad()\n"
    learn += "    net(torch.randn(32, 16)).square().mean().backward()\n    opt.step()\n"
    assert check(HEAD + net + learn).followed.training_loops == 1
    assert len(gone) < 20_000  # with two ways at each block, a hundred values take 5,000 steps each
