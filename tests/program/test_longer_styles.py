"""Programs as they are written where they grow: phases, worlds that are played in, tables filled row by row."""

from __future__ import annotations

import pytest

from loopwise.diagnosis.checking import check


def named(program: str) -> set[str]:
    return {one.fault for one in check(program, hints=False).findings if one.severity != "note"}


PHASES = """
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, models, transforms

torch.manual_seed(0)
steps = transforms.Compose([transforms.Resize((64, 64)), transforms.ToTensor()])
sets = {{name: datasets.ImageFolder("pets/" + name, steps) for name in ("train", "val")}}
loaders = {{name: DataLoader(sets[name], 16, shuffle=name == "train") for name in ("train", "val")}}
net = models.resnet18(num_classes=3)
opt = torch.optim.SGD(net.parameters(), lr=0.01)
rates = torch.optim.lr_scheduler.StepLR(opt, step_size=7)
for epoch in range(20):
    for phase in {phases}:
        net.train(phase == "train")
        for x, y in loaders[phase]:
            opt.zero_grad()
            with torch.set_grad_enabled(phase == "train"):
                loss = nn.functional.cross_entropy(net(x), y)
                if phase == "train":
                    loss.backward()
                    opt.step()
                    {batch}
        {epoch}
"""


@pytest.mark.parametrize("phases", ['["train", "val"]', '("train", "val")', "loaders"])
def test_a_schedule_of_epochs_goes_on_in_the_batches_of_one_phase(phases):
    assert named(PHASES.format(phases=phases, batch="rates.step()", epoch="pass")) == {
        "scheduler-steps-too-often"
    }


def test_a_schedule_goes_on_after_one_phase():
    in_epoch = 'if phase == "train":\n            rates.step()'
    assert named(PHASES.format(phases='["train", "val"]', batch="pass", epoch=in_epoch)) == set()


REPEATS = """
import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

torch.manual_seed(0)
loader = DataLoader(datasets.MNIST("d", transform=transforms.ToTensor()), 64, shuffle=True)
net = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
for rate in (0.1, 0.01):
    opt = torch.optim.SGD(net.parameters(), lr=rate)
    rates = torch.optim.lr_scheduler.StepLR(opt, step_size=300)
    for x, y in loader:
        opt.zero_grad()
        nn.functional.cross_entropy(net(x), y).backward()
        opt.step()
        rates.step()
"""


def test_a_loop_over_rates_alone_counts_no_epochs():
    assert named(REPEATS) == set()


PLAY = """
import random
from collections import deque

import {gym} as gym
import numpy as np
import torch
from torch import nn

torch.manual_seed(0)
random.seed(0)
np.random.seed(0)
env = gym.make("{world}")
states, actions = env.observation_space.shape[0], env.action_space.n
net = nn.Sequential(nn.Linear(states, 64), nn.ReLU(), nn.Linear(64, actions))
target = nn.Sequential(nn.Linear(states, 64), nn.ReLU(), nn.Linear(64, actions))
target.load_state_dict(net.state_dict())
opt = torch.optim.Adam(net.parameters())
memory = deque(maxlen=5000)


def learn():
    s, a, r, s2, done = zip(*random.sample(memory, 64))
    s = torch.tensor(np.array(s), dtype=torch.float32)
    s2 = torch.tensor(np.array(s2), dtype=torch.float32)
    a = torch.tensor(a).unsqueeze(1)
    r = torch.tensor(r, dtype=torch.float32){column}
    done = torch.tensor(done, dtype=torch.float32){column}
    with torch.no_grad():
        wanted = r + 0.99 * target(s2).max(1)[0]{column} * (1 - done)
    loss = nn.functional.mse_loss({answer}, wanted)
    opt.zero_grad()
    loss.backward()
    opt.step()


for game in range(200):
    state, _ = env.reset()
    over = False
    while not over:
        with torch.no_grad():
            best = int(net(torch.from_numpy(state)).argmax())
        action = best if random.random() > 0.1 else env.action_space.sample()
        after, reward, ended, cut, _ = env.step(action)
        over = ended or cut
        memory.append((state, action, reward, after, float(ended)))
        state = after
        if len(memory) > 500:
            learn()
"""
AS_COLUMN, AS_ROW = "net(s).gather(1, a)", "net(s).gather(1, a).squeeze(1)"


@pytest.mark.parametrize("world", ["CartPole-v1", "LunarLander-v3"])
def test_values_of_actions_in_a_column_meet_rewards_in_a_row(world):
    program = PLAY.format(gym="gymnasium", world=world, column="", answer=AS_COLUMN)
    assert named(program) == {"target-broadcast"}


@pytest.mark.parametrize(("column", "answer"), [("", AS_ROW), (".unsqueeze(1)", AS_COLUMN)])
@pytest.mark.parametrize("gym", ["gymnasium", "gym"])
def test_values_of_actions_meet_rewards_of_their_shape(gym, column, answer):
    assert named(PLAY.format(gym=gym, world="CartPole-v1", column=column, answer=answer)) == set()


def test_steps_with_names_come_out_of_a_memory_one_list_as_long_as_the_other():
    rows = PLAY.replace("memory = deque", 'Step = namedtuple("Step", "s a r s2 done")\nmemory = deque')
    rows = rows.replace("import deque", "import deque, namedtuple").replace("append((", "append(Step(")
    begin, end = rows.index("    s, a, r, s2, done"), rows.index("    with torch.no_grad()")
    taken = """    rows = random.sample(memory, count)
    s = torch.tensor(np.array([row.s for row in rows]))
    s2 = torch.tensor(np.array([row.s2 for row in rows]))
    a = torch.tensor([row.a for row in rows]).view(-1, 1)
    r = torch.tensor([row.r for row in rows], dtype=torch.float32)
    done = torch.tensor([row.done for row in rows])
"""
    rows = (rows[:begin] + taken + rows[end:]).replace("def learn():", "def learn(count=len(memory) // 9):")
    settings = {"gym": "gymnasium", "world": "Acrobot-v1", "column": ""}
    assert named(rows.format(answer=AS_COLUMN, **settings)) == {"target-broadcast"}
    assert named(rows.format(answer=AS_ROW, **settings)) == set()


def test_a_world_that_is_not_listed_says_nothing():
    assert named(PLAY.format(gym="gymnasium", world="MyWorld-v0", column="", answer=AS_COLUMN)) == set()


ROLLED = """
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)


class Roll(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(50, 16)
        self.cell = nn.GRUCell(16, 16)
        self.head = nn.Linear(16, 50)

    def forward(self, tokens):
        rows, steps = tokens.shape
        outputs = {zeros}
        state = torch.zeros(rows, 16)
        for t in range(steps):
            state = self.cell(self.embed(tokens[:, t]), state)
            outputs[t] = {row}
        return outputs


data = TensorDataset(torch.load("x.pt"), torch.load("y.pt"))
net = Roll()
opt = torch.optim.Adam(net.parameters())
for x, y in DataLoader(data, 32, shuffle=True):
    opt.zero_grad()
    scores = net(x)[1:].reshape(-1, 50)
    nn.functional.cross_entropy(scores, y[:, 1:].T.reshape(-1)).backward()
    opt.step()
"""


ZEROS = "torch.zeros(steps, rows, 50).to(tokens.device)"


@pytest.mark.parametrize(
    "zeros", [ZEROS, "torch.empty(steps, rows, 50)", "tokens.new_zeros((steps, rows, 50))"]
)
def test_rows_of_a_softmax_fill_what_a_loss_is_given(zeros):
    program = ROLLED.format(zeros=zeros, row="self.head(state).softmax(-1)")
    assert named(program) == {"softmax-before-cross-entropy"}


@pytest.mark.parametrize("row", ["self.head(state)", "self.head(state) if t else state.softmax(-1)"])
def test_rows_of_scores_fill_what_a_loss_is_given(row):
    assert named(ROLLED.format(zeros=ZEROS, row=row)) == set()


TAGS = """
import json

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

WORDS = ["rock", "jazz", "folk", "metal"]
torch.manual_seed(0)


class Songs(Dataset):
    def __init__(self, path):
        self.rows = json.load(open(path))

    def __len__(self):
        return len(self.rows)

    def __getitem__(self, i):
        row = torch.zeros(len(WORDS))
        {mark}
        return torch.tensor(self.rows[i]["sound"], dtype=torch.float32), row


net = nn.Sequential(nn.Linear(40, 32), nn.ReLU(), nn.Linear(32, 4), {last})
opt = torch.optim.Adam(net.parameters())
for x, y in DataLoader(Songs("songs.json"), 32, shuffle=True):
    opt.zero_grad()
    nn.functional.binary_cross_entropy(net(x), y).backward()
    opt.step()
"""
SEVERAL = 'for word in self.rows[i]["tags"].split(","):\n            row[WORDS.index(word)] = 1'
ONE = 'row[WORDS.index(self.rows[i]["tag"])] = 1'
THE_ONE = 'for at, word in enumerate(self.rows[i]["all"]):\n            if word == "rock":\n                row[at] = 1'


def test_several_tags_of_a_data_set_of_its_own_have_no_softmax():
    assert named(TAGS.format(mark=SEVERAL, last="nn.Softmax(dim=1)")) == {"softmax-for-many-labels"}


@pytest.mark.parametrize(
    ("mark", "last"),
    [(SEVERAL, "nn.Sigmoid()"), (ONE, "nn.Softmax(dim=1)"), (THE_ONE, "nn.Softmax(dim=1)")],
)
def test_tags_with_a_sigmoid_and_one_tag_with_a_softmax_are_right(mark, last):
    assert named(TAGS.format(mark=mark, last=last)) == set()


FIGURES = """
import pandas as pd
import torch
from sklearn.model_selection import train_test_split
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
frame = pd.read_csv("houses.csv").dropna()
prices = frame["price"]
X = pd.get_dummies(frame.drop(columns=["price"]), dtype=float)
X, _, y, _ = train_test_split(X, prices, random_state=0)
x, y = (torch.tensor(part.values, dtype=torch.float32) for part in (X, y))
net = nn.Sequential(nn.Linear(x.shape[1], 16), nn.ReLU(), nn.Linear(16, 1))
opt = torch.optim.Adam(net.parameters())
for rows, y in DataLoader(TensorDataset(x, {y}), 32, shuffle=True):
    opt.zero_grad()
    nn.functional.l1_loss(net(rows), y).backward()
    opt.step()
"""


def test_columns_made_of_words_are_a_table_still():
    assert named(FIGURES.format(y="y")) == {"target-broadcast"}
    assert named(FIGURES.format(y="y[:, None]")) == set()
