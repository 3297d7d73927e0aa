"""What got lost once: steps of a sequence, heads of known models, a world that is stepped; each beside its twin."""

from __future__ import annotations

import textwrap

import pytest

from loopwise.diagnosis.checking import check

HEAD = """
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset
from torchvision import datasets, models, transforms

torch.manual_seed(0)
"""
BY_STEPS = """
class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(5, 3)

    def forward(self, x):
        steps = []
        for t in range(x.size(1)):
            steps.append({})
        return torch.{}(steps, dim=1)

model = Tagger()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
rows = TensorDataset(torch.randn(90, 7, 5), torch.randint(0, 3, (90, 7)))
for x, y in DataLoader(rows, 30, shuffle=True):
    optimizer.zero_grad()
    F.cross_entropy(model(x).reshape(-1, 3), y.reshape(-1)).backward()
    optimizer.step()
"""
SUMS = """
model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
accumulation = 4
for i in range(100):
    loss = F.mse_loss(model(torch.randn(8, 4)), torch.randn(8, 2)) / accumulation
    loss.backward()
    if (i + 1) % accumulation == 0:
        optimizer.step()
        {}
"""
WORLD = """
import gymnasium

class Agent:
    def __init__(self):
        self.policy = nn.Linear(4, 2)
        self.optimizer = torch.optim.Adam(self.policy.parameters())

    def act(self, state):
        with torch.no_grad():
            return self.policy(torch.as_tensor(state)).argmax().item()

    def learn(self):
        loss = F.mse_loss(self.policy(torch.randn(8, 4)), torch.randn(8, 2))
        {}
        self.optimizer.step()

agent, world = Agent(), gymnasium.make("CartPole-v1")
for episode in range(500):
    state, done = world.reset()[0], False
    while not done:
        state, reward, done, cut, _ = world.step(agent.act(state))
        agent.learn()
"""
TOGETHER = """
import pandas as pd
from sklearn.metrics import mean_squared_error
from sklearn.preprocessing import StandardScaler

table = pd.read_csv("load.csv")[["load", "heat"]].to_numpy(dtype="float32")
cut = int(len(table) * 0.8)
train, test = table[:cut], table[cut:]
scaler = StandardScaler().fit({})
train, test = (torch.from_numpy(scaler.transform(part)) for part in (train, test))
model = nn.Linear(1, 1)
optimizer = torch.optim.Adam(model.parameters())
for x, y in DataLoader(TensorDataset(train[:, 1:], train[:, :1]), 30, shuffle=True):
    optimizer.zero_grad()
    F.mse_loss(model(x), y).backward()
    optimizer.step()

def evaluate(loader):
    answers, truth = [], []
    with torch.no_grad():
        for x, y in loader:
            answers.append(model(x).numpy())
            truth.append(y.numpy())
    return np.concatenate(answers), np.concatenate(truth)

answers, truth = evaluate(DataLoader(TensorDataset(test[:, 1:], test[:, :1]), 30))
print(mean_squared_error(truth, answers))
"""
PICTURES = """
ready = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor()])
loader = DataLoader(datasets.ImageFolder("cats", ready), 32, shuffle=True)
model = models.resnet18(weights="DEFAULT")
model.fc = nn.Linear(512, 1)
optimizer = torch.optim.Adam(model.parameters())
for x, y in loader:
    optimizer.zero_grad()
    F.binary_cross_entropy_with_logits({}, y.float()).backward()
    optimizer.step()
"""
CLASSES = """
ready = transforms.Compose([transforms.Resize((224, 224)), transforms.ToTensor()])
model = models.efficientnet_b0(weights="DEFAULT").eval()
right = 0
with torch.no_grad():
    for x, y in DataLoader(datasets.ImageFolder("cats", ready), 32):
        right += (model(x).argmax(1, keepdim={}) == y).sum().item()
"""
RIVALS = """
maker = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 8))
judge = nn.Sequential(nn.Linear(8, 1), nn.Sigmoid())
of_judge = torch.optim.Adam(judge.parameters())
of_maker = torch.optim.Adam({}.parameters())
bce = nn.BCELoss()
for (real,) in DataLoader(TensorDataset(torch.randn(90, 8)), 30, shuffle=True):
    ones, zeros = torch.ones(len(real), 1), torch.zeros(len(real), 1)
    judge.zero_grad()
    bce(judge(real), ones).backward()
    fake = maker(torch.randn(len(real), 4))
    bce(judge(fake.detach()), zeros).backward()
    of_judge.step()
    maker.zero_grad()
    bce(judge(fake), ones).backward()
    of_maker.step()
"""
CELLS = """
class Rows(Dataset):
    def __init__(self, table):
        self.table = table

    def __len__(self):
        return len(self.table)

    def __getitem__(self, i):
        row = self.table.iloc[i]
        return torch.randn(5), torch.tensor(float(row["age"]))

from tables import table
model = nn.Linear(5, 1)
optimizer = torch.optim.Adam(model.parameters())
for x, y in DataLoader(Rows(table), 30, shuffle=True):
    optimizer.zero_grad()
    F.l1_loss({}, y).backward()
    optimizer.step()
"""
TAGS = """
from torch.nn.utils.rnn import pad_sequence
from sentences import read

words, tags = {{"<pad>": 0, "<unk>": 1}}, {{"other": 0, "name": 1, "place": 2}}

class Sentences(Dataset):
    def __init__(self, rows):
        self.rows = rows

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        row = self.rows[i]
        return torch.tensor([words.get(one, 1) for one in row]), torch.tensor([tags.get(one, 0) for one in row])

def collate(pairs):
    xs, ys = zip(*pairs)
    return pad_sequence(xs, batch_first=True), pad_sequence(ys, batch_first=True, padding_value=-100)

class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(len(words), 32)
        self.steps = nn.LSTM(32, 16, batch_first=True)
        self.head = nn.Linear(16, len(tags))

    def forward(self, x):
        return self.head(self.steps(self.words(x))[0])

model = Tagger()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step, (x, y) in enumerate(DataLoader(Sentences(read()), 30, shuffle=True, collate_fn=collate), 1):
    (F.cross_entropy({}, y) / 4).backward()
    if step % 4 == 0:
        {}
        optimizer.zero_grad()
"""
CLIP = "nn.utils.clip_grad_norm_(model.parameters(), 1)"
TURNED, CLIPPED = "model(x).transpose(1, 2)", f"{CLIP}; optimizer.step()"
DRAWN = """
from torch.distributions import Categorical

policy = nn.Linear(4, 2)
optimizer = torch.optim.Adam(policy.parameters())
for episode in range(300):
    chances, rewards = [], torch.randn(9)
    for t in range(9):
        choice = Categorical(logits=policy(torch.randn(4)))
        chances.append(choice.log_prob(choice.sample()))
    loss = -(torch.stack(chances) * rewards).sum()
    optimizer.zero_grad()
    {}
"""
CASES = {
    "tags of each word": ("sequence-axis-in-cross-entropy", TAGS, ("model(x)", CLIPPED)),
    "clipped every few rounds": ("clip-after-step", TAGS, (TURNED, f"optimizer.step(); {CLIP}")),
    "back through what is not seen": ("step-before-backward", DRAWN, ("optimizer.step(); loss.backward()",)),
    "two optimisers of one model": ("parameters-not-optimised", RIVALS, ("judge",)),
    "a cell of a table": ("target-broadcast", CELLS, ("model(x)",)),
    "steps stacked": ("softmax-before-cross-entropy", BY_STEPS, ("self.head(x[:, t]).softmax(-1)", "stack")),
    "steps joined": (
        "softmax-before-cross-entropy",
        BY_STEPS,
        ("self.head(x[:, t]).softmax(-1).unsqueeze(1)", "cat"),
    ),
    "gradients that add up for ever": ("gradients-accumulate", SUMS, ("pass",)),
    "a world that is stepped": (
        "gradients-wiped",
        WORLD,
        ("loss.backward(); self.optimizer.zero_grad()",),
    ),
    "answers put together": ("fitted-on-all-data", TOGETHER, ("table",)),
    "one score a picture": ("target-broadcast", PICTURES, ("model(x)",)),
    "a column of choices": ("accuracy-broadcast", CLASSES, ("True",)),
}
RIGHT = {
    "tags of each word": (TURNED, CLIPPED),
    "clipped every few rounds": (TURNED, CLIPPED),
    "back through what is not seen": ("loss.backward(); optimizer.step()",),
    "two optimisers of one model": ("maker",),
    "a cell of a table": ("model(x).squeeze(1)",),
    "steps stacked": ("self.head(x[:, t])", "stack"),
    "steps joined": ("self.head(x[:, t]).unsqueeze(1)", "cat"),
    "gradients that add up for ever": ("optimizer.zero_grad()",),
    "a world that is stepped": ("self.optimizer.zero_grad(); loss.backward()",),
    "answers put together": ("train",),
    "one score a picture": ("model(x).squeeze(1)",),
    "a column of choices": ("False",),
}


def found(body: str) -> set[str]:
    """Return the faults above `note` of a program."""
    findings = check(HEAD + textwrap.dedent(body), hints=True).findings
    return {finding.fault for finding in findings if finding.severity != "note"}


@pytest.mark.parametrize("name", CASES)
def test_what_was_lost_on_the_way_is_found_and_its_twin_silent(name: str) -> None:
    fault, body, faulty = CASES[name]
    assert found(body.format(*faulty)) == {fault}
    assert found(body.format(*RIGHT[name])) == set()


def test_a_trainer_that_is_reset_and_fitted_may_have_learnt() -> None:
    """It is asked to learn: what it does with the gradients is out of sight."""
    body = WORLD.replace("agent.learn()", "world.fit(agent); agent.learn()")
    assert found(body.format("loss.backward()")) == set()


@pytest.mark.parametrize("label", ['int(row["kind"])', 'torch.tensor(int(row["kind"]))'])
def test_a_whole_number_of_a_cell_is_a_class_id(label: str) -> None:
    """`int()` of what is not seen is no float."""
    body = CELLS.replace('torch.tensor(float(row["age"]))', label).replace("l1_loss", "cross_entropy")
    assert found(body.replace("nn.Linear(5, 1)", "nn.Linear(5, 3)").format("model(x)")) == set()


@pytest.mark.parametrize("loss", ["binary_cross_entropy_with_logits", "mse_loss"])
def test_a_cell_as_a_tensor_is_float32(loss: str) -> None:
    """`torch.tensor(float(cell))` goes with float32 answers."""
    assert found(CELLS.replace("l1_loss", loss).format("model(x).squeeze(1)")) == set()
